/* history -- the lines that a person has typed: which are kept, in memory and for later sessions.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "prompt/history.h"

#include <errno.h>
#include <string.h>

#include "base/num.h"
#include "record/secret.h"
#include "shell/builtin.h"

enum { PENDING_MAX = 1 << 20 };

/* ---- in memory ---------------------------------------------------------------------------- */

static struct word newest(const struct history *history)
{
	if (history->count == 0)
		return (struct word){ "", 0 };
	return (struct word){ history->text.data + history->last,
			      history->text.size - history->last - 1 };
}

/* A tenth at once: else each new line would move all others. */
static void forget_oldest(struct history *history)
{
	struct word text = { history->text.data, history->text.size }, line;
	size_t size;

	while (history->count > HISTORY_FILE_KEEP_LINES && line_take(&line, &text))
		history->count--;
	size = history->text.size - text.size;
	buf_consume(&history->text, size);
	history->last -= size;
}

/* False where it is the same once more, or memory is out. */
static bool keep(struct history *history, struct word line)
{
	struct word before = newest(history);
	size_t begin = history->text.size;

	if (before.size == line.size && memcmp(before.at, line.at, line.size) == 0)
		return false;
	if (history->count == HISTORY_FILE_LINES) {
		forget_oldest(history);
		begin = history->text.size;
	}
	if (!buf_reserve(&history->text, line.size + 1))
		return false;
	buf_put(&history->text, line.at, line.size);
	buf_putc(&history->text, '\n');
	history->last = begin;
	history->count++;
	if (history->line)
		line_remember(history->line, line.at, line.size);
	return true;
}

/* ---- what may be shown -------------------------------------------------------------------- */

static bool is_plain(struct word line)
{
	for (size_t i = 0; i < line.size; i++)
		if ((line.at[i] < ' ' && line.at[i] != '\t') || line.at[i] > '~')
			return false;
	return true;
}

/* Whether a terminal of CHARSET would show it, and do nothing else. */
static bool is_fit(struct word line, struct charset charset)
{
	struct buf safe = { 0 };
	size_t more = 0;
	bool fit;

	if (is_plain(line))
		return true;
	for (size_t i = 0; i < line.size; i++)
		more += line.at[i] == '\\';
	safe_put(&safe, line.at, line.size, charset);
	fit = !safe.failed && safe.size == line.size + more;
	buf_free(&safe);
	return fit;
}

/* Also of what others have written into the file. */
static bool may_be_kept(struct word line)
{
	return line.size > 0 && line.size <= HISTORY_LINE_MAX &&
	       is_fit(line, (struct charset){ .utf8 = true });
}

/* ---- on disk ------------------------------------------------------------------------------ */

static void complain(struct history *history, const struct err *err)
{
	if (!history->complained) {
		line_step_aside(history->line);
		shell_complain(history->shell, "history", err);
	}
	history->complained = true;
}

static void write_pending(struct history *history)
{
	struct word lines = { history->pending.data, history->pending.size };
	struct err err = { 0 };

	if (lines.size > 0 && !history_file_append(&history->file, lines, &err)) {
		if (err.kind == STATUS_TEMP_FAIL && lines.size < PENDING_MAX)
			return; /* with the next line */
		complain(history, &err);
	}
	buf_clear(&history->pending);
}

static void load(struct history *history)
{
	struct buf text = { 0 };
	struct err err = { 0 };
	struct word rest, line;

	if (!history_file_find(&history->file, &err) ||
	    !history_file_read(&text, &history->file, &err))
		complain(history, &err);
	rest = (struct word){ text.data, text.size };
	while (line_take(&line, &rest))
		if (may_be_kept(line))
			keep(history, line);
	buf_free(&text);
}

/* ---- beginning, lines, end ---------------------------------------------------------------- */

void history_begin(struct history *history, struct shell *shell, struct line *line)
{
	history->shell = shell;
	history->line = line;
	shell->history = history;
	load(history);
}

static void add(struct history *history, struct word line)
{
	if (!may_be_kept(line) || !keep(history, line))
		return;
	buf_put(&history->pending, line.at, line.size);
	buf_putc(&history->pending, '\n');
	write_pending(history);
}

static void add_redacted(struct history *history, struct word line)
{
	struct buf text = { 0 };

	secret_redact(&text, line);
	if (!text.failed)
		add(history, (struct word){ text.data, text.size });
	buf_free(&text);
}

void history_add(struct history *history, const char *text, size_t size, bool goes_on)
{
	struct word line = { text, size }, secret;

	if (size == 0)
		return;
	if (!goes_on)
		history->left_out = text[0] == ' ' || text[0] == '\t';
	if (history->left_out || size > HISTORY_LINE_MAX)
		return;
	if (history->secrets == HISTORY_KEEP || !secret_find(&secret, line, 0))
		add(history, line);
	else if (history->secrets == HISTORY_REDACT)
		add_redacted(history, line);
}

void history_end(struct history *history)
{
	if (history->shell) {
		write_pending(history);
		history->shell->history = NULL;
	}
	history->shell = NULL;
	history_file_free(&history->file);
	buf_free(&history->text);
	buf_free(&history->pending);
}

/* ---- words of the shell ------------------------------------------------------------------- */

bool history_set_secrets(struct history *history, const char *word, struct err *err)
{
	static const struct name words[] = { NAME("keep", HISTORY_KEEP, ""),
					     NAME("remove", HISTORY_REMOVE, ""),
					     NAME("redact", HISTORY_REDACT, ""), NAMES_END };
	const struct name *found = name_find(words, word);

	if (!found)
		return err_set(err, STATUS_INVALID, "'%s' is not one of keep, remove, redact",
			       word);
	if (!history)
		return err_set(err, STATUS_INVALID, "a script has no history");
	history->secrets = (enum history_secrets)found->value;
	return true;
}

static void put_lines(struct buf *text, const struct history *history, size_t count,
		      struct charset charset)
{
	struct word rest = { history->text.data, history->text.size }, line;

	for (size_t number = 1; line_take(&line, &rest); number++) {
		char digits[NUM_TEXT_MAX];
		size_t size = num_format(digits, number);

		if (number + count <= history->count)
			continue;
		buf_fill(text, ' ', size < 5 ? 5 - size : 0);
		buf_put(text, digits, size);
		buf_puts(text, "  ");
		if (is_fit(line, charset))
			buf_put(text, line.at, line.size);
		else
			safe_put(text, line.at, line.size, charset);
		buf_putc(text, '\n');
	}
}

struct outcome builtin_history(struct shell *shell, const struct words *words)
{
	int64_t count = HISTORY_FILE_LINES;
	struct buf text = { 0 };
	struct err err = { 0 };
	int code;

	if (!shell->history)
		err_set(&err, STATUS_INVALID, "a script has none");
	else if (words->count > 1)
		num_parse(&count, words->argv[1], 1, HISTORY_FILE_LINES, &err);
	if (err.kind)
		return builtin_outcome(shell, words, &err);
	put_lines(&text, shell->history, (size_t)count, shell->charset);
	code = shell_print(shell, &text);
	return outcome_of(code);
}
