/* history -- the lines that a person has typed: which are kept, in memory and for later sessions.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROMPT_HISTORY_H
#define PROMPT_HISTORY_H

#include "prompt/history_file.h"
#include "run/line.h"
#include "shell/shell.h"

enum { HISTORY_LINE_MAX = 16 << 10 }; /* bytes: what is longer is not kept */

/* Lines with passwords: kept as they are, not kept, or kept without them. */
enum history_secrets { HISTORY_REMOVE, HISTORY_REDACT, HISTORY_KEEP };

/* Owner: starts as { 0 }, ends in history_end. */
struct history {
	struct shell *shell;
	struct line *line; /* that remembers them too */
	struct history_file file;
	struct buf text; /* the lines, each with its newline */
	size_t count;
	size_t last;        /* where the newest begins in it */
	struct buf pending; /* what is still to be written to the file */
	enum history_secrets secrets;
	bool left_out;   /* the line before, for the blank that it begins with */
	bool complained; /* once is enough */
};

/* Begin with what the file holds, for SHELL whose prompt is LINE. That it cannot be read is said,
 * and all else goes on. */
void history_begin(struct history *history, struct shell *shell, struct line *line);

/* A line was typed; GOES_ON: in a command of several, which is left out as a whole where its first
 * line begins with a blank. */
void history_add(struct history *history, const char *text, size_t size, bool goes_on);

/* Safe on { 0 } and twice. */
void history_end(struct history *history);

/* `set history-secrets WORD`. ERR is STATUS_INVALID. */
bool history_set_secrets(struct history *history, const char *word, struct err *err);

#endif
