/* keep -- what is kept of a session while it runs: its journal, and what is recorded in files. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RECORD_KEEP_H
#define RECORD_KEEP_H

#include "cli/out_state.h"
#include "record/journal.h"
#include "record/known.h"
#include "record/recording.h"
#include "shell/shell.h"

enum { KEEP_SAID_MAX = 64 << 10 }; /* bytes that one command says, in a transcript */

/* Owner: keep_start to keep_end. */
struct keeper {
	struct out_watcher watcher; /* what verbs answer and the shell says */
	struct journal journal;
	struct journal_entry open; /* of the command that runs */
	unsigned depth;            /* lists inside each other */
	unsigned muted;            /* blocks that are told as a whole, and files of others */
	bool is_elsewhere;         /* a pipe or a file has what the command prints */
	struct buf secrets;        /* variables that such lines assigned, with a blank behind */
	struct buf hidden; /* what such lines hid, a line each: an answer may say it again */
	bool is_secret;    /* the line that runs is not to be written down */
	bool told_dropped; /* that the oldest entries made room */

	struct recording transcript, test;
	struct known known;  /* to the test */
	struct buf said;     /* by the commands of the line, for the transcript */
	size_t unsaid;       /* bytes that it had no room for */
	bool is_transcribed; /* the line began while a transcript was written */
	int trouble;         /* exit code of a recording that stopped by itself; 0 */
};

/* Begin to keep SHELL's journal, unless it is kept already. ERR is STATUS_LACKING. */
bool keep_start(struct shell *shell, struct err *err);

/* Stop all of it, before the session ends with CODE. What a file could not hold is told. Returns
 * CODE, or that of such a failure where it is 0. */
int keep_end(struct shell *shell, int code);

/* Whether commands are kept just now. */
static inline bool keep_is_on(const struct shell *shell)
{
	return shell->keeper && shell->keeper->muted == 0;
}

/* ---- what eval and pipeline tell; each does nothing where nothing is kept ------------------ */

/* LIST begins, and NODE of it begins, and ends with OUTCOME: returns that, or that of a recording
 * that cannot go on in a script. */
void keep_list(struct shell *shell, const struct node *list);
void keep_node(struct shell *shell);
struct outcome keep_node_done(struct shell *shell, const struct node *node, struct outcome outcome);
void keep_list_done(struct shell *shell);

/* What runs from here to keep_unmute is no command of its own. */
void keep_mute(struct shell *shell);
void keep_unmute(struct shell *shell);

/* NODE, a pipeline, begins; its words are COMMAND's; it ended. */
void keep_command(struct shell *shell, const struct node *node);
void keep_words(struct shell *shell, const struct node *node, const struct command *command);
void keep_command_done(struct shell *shell, struct outcome outcome);

/* NAME became VALUE, which NODE (NULL: a loop) wrote. */
void keep_value(struct shell *shell, const struct node *node, const char *name,
		const struct shell_value *value);

/* NODE, a block, is told as a whole. */
void keep_block(struct shell *shell, const struct node *node, struct outcome outcome);

/* Whether what a child prints is wanted too. */
bool keep_wants_output(const struct shell *shell);

/* Write TEXT, which is emptied, to RECORDING: nothing where it is closed. What it cannot take is
 * told, and ends it. */
void keep_write(struct shell *shell, struct recording *recording, struct buf *text);

#endif
