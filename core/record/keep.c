/* keep -- what is kept of a session while it runs: its journal, and what is recorded in files. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "record/keep.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "net/loop.h"

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
static void wrote(struct out_watcher *watcher, int fd, const char *data, size_t size)
{
	struct keeper *keeper = OWNER(watcher, struct keeper, watcher);

	if (fd != STDOUT_FILENO || !keeper->is_elsewhere)
		put_said(keeper, data, size);
}

bool keep_start(struct shell *shell, struct err *err)
{
	if (shell->keeper)
		return true;
	shell->keeper = calloc(1, sizeof(*shell->keeper));
	if (!shell->keeper)
		return err_errno(err, ENOMEM, "no room to keep the session");
	shell->keeper->watcher = (struct out_watcher){ saw, wrote };
	shell->watcher = &shell->keeper->watcher;
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
	buf_free(&keeper->hidden);
	code = code ? code : one ? one : other ? other : keeper->trouble;
	free(keeper);
	shell->keeper = NULL;
	shell->watcher = NULL;
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

	if (!keep_is_on(shell) || keeper->depth != 1)
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

bool keep_wants_output(const struct shell *shell)
{
	return shell->keeper && shell->keeper->is_transcribed;
}
