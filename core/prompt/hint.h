/* hint -- what is shown dim behind a line that is being typed: what a command still takes, or how a
 * line of the history goes on. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROMPT_HINT_H
#define PROMPT_HINT_H

#include "base/buf.h"
#include "run/line.h"
#include "shell/shell.h"

enum hint_kind {
	HINT_NONE,
	HINT_SYNOPSIS, /* at the start of a word: what may still come */
	HINT_HISTORY   /* inside of one: the rest of the newest line that begins so */
};

/* Append the hint behind BEFORE, all that is typed, the cursor at its end; AT is where the line of
 * the cursor begins in it. LINE (NULL: none) has the history. */
enum hint_kind hint_put(struct buf *to, struct shell *shell, const struct line *line,
			struct word before, size_t at);

#endif
