/* keep -- what is kept of a session while it runs: its journal, and what is recorded in files. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/keep.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/num.h"
#include "net/loop.h"
#include "shell/testscript.h"

static void saw(struct out_watcher *watcher, const struct record *record)
{
	struct keeper *keeper = OWNER(watcher, struct keeper, watcher);

	if (keeper->muted == 0)
		journal_put_record(&keeper->open, record);
}

static void put_said(struct keeper *keeper, const char *text, size_t size)
{
	if (!keeper->is_transcribed)
		return;
	if (keeper->said.size + size > KEEP_SAID_MAX) {
		keeper->unsaid += size;
		return;
	}
	buf_put(&keeper->said, text, size);
}

/* What goes through a pipe or into a file is not seen here. */
static void put_written(struct keeper *keeper, int fd, const char *data, size_t size)
{
	if (fd != STDOUT_FILENO || !keeper->is_elsewhere)
		put_said(keeper, data, size);
}

static void wrote(struct out_watcher *watcher, int fd, const char *data, size_t size)
{
	put_written(OWNER(watcher, struct keeper, watcher), fd, data, size);
}

bool keep_start(struct shell *shell, struct err *err)
{
	if (shell->keeper)
		return true;
	shell->keeper = calloc(1, sizeof(*shell->keeper));
	if (!shell->keeper)
		return err_errno(err, ENOMEM, "no room to keep the session");
	shell->keeper->watcher = (struct out_watcher){ saw, wrote };
	shell->keeper->transcript = (struct recording)RECORDING_CLOSED;
	shell->keeper->test = (struct recording)RECORDING_CLOSED;
	return true;
}

static int settle(const struct shell *shell, struct recording *recording)
{
	struct err err = { 0 };

	if (recording_close(recording, &err))
		return 0;
	shell_complain(shell, "record", &err);
	return status_exit(err.kind);
}

int keep_end(struct shell *shell, int code)
{
	struct keeper *keeper = shell->keeper;
	int one, other;

	if (!keeper)
		return code;
	one = settle(shell, &keeper->transcript);
	other = settle(shell, &keeper->test);
	journal_entry_free(&keeper->open);
	journal_free(&keeper->journal);
	known_free(&keeper->known);
	buf_free(&keeper->said);
	buf_free(&keeper->secrets);
	code = code ? code : one ? one : other ? other : keeper->trouble;
	free(keeper);
	shell->keeper = NULL;
	return code;
}

/* ---- files -------------------------------------------------------------------------------- */

/* A file that cannot take it all is none to go on with: said once, and a script fails. */
void keep_write(struct shell *shell, struct recording *recording, struct buf *text)
{
	struct err err = { 0 };

	if (recording->fd < 0 || recording_write(recording, text, &err)) {
		buf_free(text);
		return;
	}
	shell_complain(shell, "record", &err);
	shell_say(shell, "record: this recording has ended here, and is not whole");
	shell->keeper->trouble = status_exit(err.kind);
}

static void put_comment(struct buf *text, struct word said)
{
	struct word line;

	while (line_take(&line, &said)) {
		buf_puts(text, line.size > 0 ? "# " : "#");
		buf_put(text, line.at, line.size);
		buf_putc(text, '\n');
	}
}

/* What stands between the first command of NODE and its last. */
static struct word source_of(const struct node *node)
{
	struct word from = { "", 0 }, to = node->source;

	if (node->kind != NODE_AND && node->kind != NODE_OR)
		return node->source;
	from = source_of(node->left);
	to = source_of(node->right);
	return (struct word){ from.at, (size_t)(to.at + to.size - from.at) };
}

static void transcribe(struct shell *shell, const struct node *node)
{
	struct keeper *keeper = shell->keeper;
	struct word source = source_of(node);
	struct buf text = { 0 };

	if (keeper->is_secret) {
		buf_puts(&text, "# (this line is not written down)\n");
	} else {
		buf_puts(&text, journal_is_about_records(source) ? "# " : "");
		buf_put(&text, source.at, source.size);
		buf_puts(&text, node->background ? " &\n" : "\n");
		put_comment(&text, (struct word){ buf_text(&keeper->said), keeper->said.size });
	}
	if (keeper->unsaid > 0)
		buf_printf(&text, "# (and %zu bytes more)\n", keeper->unsaid);
	if (shell->signal)
		buf_puts(&text, "# (stopped by Ctrl-C)\n");
	text.failed = text.failed || keeper->said.failed;
	keep_write(shell, &keeper->transcript, &text);
}

/* ---- lists -------------------------------------------------------------------------------- */

static bool is_kept(const struct shell *shell)
{
	return shell->keeper && shell->keeper->muted == 0;
}

/* A person who begins a line with a blank does not want it to be kept. */
void keep_list(struct shell *shell, const struct node *list)
{
	struct keeper *keeper = shell->keeper;

	if (keeper && keeper->depth++ == 0)
		keeper->is_secret = shell->bench.asks_first && list->at.column > 1;
}

void keep_list_done(struct shell *shell)
{
	if (shell->keeper && shell->keeper->depth > 0)
		shell->keeper->depth--;
}

void keep_node(struct shell *shell)
{
	struct keeper *keeper = shell->keeper;

	if (!is_kept(shell) || keeper->depth != 1)
		return;
	keeper->is_transcribed = keeper->transcript.fd >= 0;
	keeper->unsaid = 0;
	buf_free(&keeper->said);
}

struct outcome keep_node_done(struct shell *shell, const struct node *node, struct outcome outcome)
{
	struct keeper *keeper = shell->keeper;
	int trouble;

	if (!keeper || keeper->depth != 1)
		return outcome;
	if (keeper->is_transcribed)
		transcribe(shell, node);
	keeper->is_transcribed = false;
	trouble = keeper->trouble;
	if (trouble == 0 || shell->bench.asks_first || outcome.flow != FLOW_ON)
		return outcome;
	return (struct outcome){ trouble, FLOW_FAILED };
}

void keep_mute(struct shell *shell)
{
	if (shell->keeper)
		shell->keeper->muted++;
}

void keep_unmute(struct shell *shell)
{
	if (shell->keeper && shell->keeper->muted > 0)
		shell->keeper->muted--;
}

/* ---- entries ------------------------------------------------------------------------------ */

/* What a command that is not written down assigned is not written down either. */
static void note_secrets(struct keeper *keeper)
{
	const struct journal_entry *entry = &keeper->open;

	keeper->is_secret = keeper->is_secret || entry->is_secret;
	for (unsigned i = 0; entry->is_secret && i < entry->name_count; i++) {
		struct word name = journal_word_of(entry, entry->name[i]);

		buf_put(&keeper->secrets, name.at, name.size);
		buf_putc(&keeper->secrets, ' ');
	}
}

/* Whole entries only: what memory has no room for is told, and ends what is written from them. */
static void add(struct shell *shell)
{
	struct keeper *keeper = shell->keeper;
	struct journal *journal = &keeper->journal;
	struct buf text = { 0 };

	note_secrets(keeper);
	if (!journal_add(journal, &keeper->open)) {
		shell_say(shell, "no memory to keep this command: it is missing in records");
		journal->dropped++;
		text.failed = true;
	} else if (keeper->test.fd >= 0) {
		testscript_put(&text, &keeper->known, journal->last);
	}
	text.failed = text.failed || keeper->secrets.failed;
	keep_write(shell, &keeper->test, &text);
	if (journal->dropped > 0 && !keeper->told_dropped) {
		shell_say(shell, "the oldest commands are no longer kept for 'record --test --all' "
				 "and 'export python'");
		keeper->told_dropped = true;
	}
}

static struct journal_entry *begin(struct keeper *keeper, enum journal_kind kind)
{
	journal_entry_free(&keeper->open);
	keeper->open = (struct journal_entry){ .kind = kind, .is_secret = keeper->is_secret };
	return &keeper->open;
}

static void put_name(struct journal_entry *entry, const char *name)
{
	if (entry->name_count < TREE_NAMES_MAX)
		entry->name[entry->name_count++] = journal_put(entry, word_of(name));
}

void keep_command(struct shell *shell, const struct node *node)
{
	bool is_whole = !node->stages->next && !node->stages->redirects && !node->background &&
			!node->stages->is_bang;
	struct journal_entry *entry;

	if (shell->keeper)
		shell->keeper->is_elsewhere = node->stages->next || node->stages->redirects;
	if (!is_kept(shell))
		return;
	entry = begin(shell->keeper, JOURNAL_COMMAND);
	entry->is_whole = is_whole;
	entry->source = journal_put(entry, node->source);
	for (unsigned i = 0; node->names[i]; i++)
		put_name(entry, node->names[i]);
	entry->is_named = entry->name_count > 0;
	if (node->expect)
		entry->expect = journal_put(entry, node->expect->source);
	entry->is_job = node->background;
}

/* The word as it is written, its bytes, and the variables that it has. */
static void put_word(struct keeper *keeper, const struct shell_word *word, struct word bytes)
{
	struct word secrets = { keeper->secrets.size ? keeper->secrets.data : "",
				keeper->secrets.size };
	struct journal_entry *entry = &keeper->open;
	struct journal_word fresh = { .source = journal_put(entry, word->source),
				      .bytes = journal_put(entry, bytes) };

	fresh.is_value = word->first && word->first->is_variable && !word->first->next;
	fresh.needs.at = entry->text.size;
	for (const struct part *part = word->first; part; part = part->next)
		if (part->is_variable) {
			entry->is_secret = entry->is_secret || line_has(secrets, part->text);
			buf_put(&entry->text, part->text.at, part->text.size);
			buf_putc(&entry->text, ' ');
		}
	fresh.needs.size = entry->text.size - fresh.needs.at;
	buf_put(&entry->words, &fresh, sizeof(fresh));
}

/* Options that were put in front are at the end of COMMAND's words by their number only: the words
 * of NODE are taken from the back, where a list was spread they are as many. */
void keep_words(struct shell *shell, const struct node *node, const struct command *command)
{
	const struct shell_word *word = node->stages->words;
	struct journal_entry *entry;
	size_t count = 0, at;

	if (!is_kept(shell) || node->stages->is_bang)
		return;
	entry = &shell->keeper->open;
	for (const struct shell_word *one = word; one; one = one->next)
		count++;
	at = command->words.count - count;
	entry->calls = command->kind;
	entry->applet = command->applet;
	entry->has_words = true;
	for (size_t i = 0; word; i++, word = word->next) {
		const struct bench_word *bytes = &command->words.word[i == 0 ? 0 : at + i];

		put_word(shell->keeper, word, (struct word){ bytes->at, bytes->size });
	}
}

/* Sockets and jobs that no variable took have names all the same. */
static void put_made(struct journal_entry *entry, const struct shell *shell,
		     const struct shell_value *value)
{
	const struct bench_sock *sock;
	char name[BENCH_NAME_MAX] = "job";

	if (value->kind == SHELL_SOCKET && !entry->is_named) {
		sock = bench_numbered(&shell->bench, value->number);
		if (sock)
			put_name(entry, sock->name);
	}
	if (value->kind == SHELL_JOB && !entry->is_named) {
		name[3 + num_format(name + 3, (uint64_t)value->number)] = '\0';
		put_name(entry, name);
	}
	for (size_t i = 0; value->kind == SHELL_LIST && i < value->count; i++)
		if (value->item[i].kind == SHELL_SOCKET)
			put_made(entry, shell, &value->item[i]);
}

static void put_job(struct journal_entry *entry, const struct shell *shell)
{
	const struct shell_value *value = &shell->bench.result;
	const struct job *job =
		value->kind == SHELL_JOB ? job_numbered(&shell->jobs, value->number) : NULL;

	entry->job_number = job ? job->number : 0;
	if (job)
		entry->local =
			journal_put(entry, (struct word){ job->local.data, job->local.size });
}

/* A `source` has become the commands of its file by then. */
void keep_command_done(struct shell *shell, struct outcome outcome)
{
	struct journal_entry *entry = shell->keeper ? &shell->keeper->open : NULL;

	if (!is_kept(shell) || entry->source.size == 0)
		return;
	entry->code = outcome.status;
	entry->number = entry->code ? (int)shell->scope.number.number : 0;
	entry->is_stopped = entry->number == EINTR || shell->signal != 0;
	entry->elapsed_ns = clock_now_ns() - shell->bench.began_ns;
	put_made(entry, shell, &shell->bench.result);
	put_job(entry, shell);
	add(shell);
}

void keep_value(struct shell *shell, const struct node *node, const char *name,
		const struct shell_value *value)
{
	struct journal_entry *entry;
	struct buf text = { 0 };
	struct word bytes;

	if (!is_kept(shell))
		return;
	entry = begin(shell->keeper, JOURNAL_VALUE);
	put_name(entry, name);
	entry->is_number = value->kind == SHELL_NUMBER;
	shell_value_put(&text, value);
	bytes = (struct word){ buf_text(&text), text.size };
	if (node)
		put_word(shell->keeper, node->value, bytes);
	else
		put_word(shell->keeper, &(struct shell_word){ .source = { "", 0 } }, bytes);
	buf_free_part(&text, &entry->text);
	add(shell);
}

void keep_block(struct shell *shell, const struct node *node, struct outcome outcome)
{
	struct journal_entry *entry;

	if (!is_kept(shell))
		return;
	entry = begin(shell->keeper, JOURNAL_BLOCK);
	entry->source = journal_put(entry, node->source);
	entry->code = outcome.status;
	add(shell);
}

/* ---- what is said ------------------------------------------------------------------------- */

struct out_watcher *keep_watcher(struct shell *shell)
{
	return shell->keeper ? &shell->keeper->watcher : NULL;
}

void keep_said(const struct shell *shell, int fd, const char *text, size_t size)
{
	if (shell->keeper)
		put_written(shell->keeper, fd, text, size);
}

bool keep_wants_output(const struct shell *shell)
{
	return shell->keeper && shell->keeper->is_transcribed;
}
