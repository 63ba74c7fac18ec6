/* assist -- what the prompt offers to who types: completion, '?', hints; for lines that go on what
 * was typed before. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROMPT_ASSIST_H
#define PROMPT_ASSIST_H

#include "run/choices.h"
#include "run/line.h"
#include "shell/shell.h"

/* For the callbacks of LINE, see line.h. BEFORE are the whole lines of a command that goes on. */
void assist_complete(struct shell *shell, struct line *line, struct word before, const char *text,
		     size_t cursor, struct choices *to);
bool assist_ask(struct shell *shell, struct line *line, struct word before, const char *text,
		size_t cursor, struct choices *to);
bool assist_hint(struct shell *shell, struct line *line, struct word before, const char *text,
		 struct buf *to);

/* Where no key can ask: whether PIECE, a line that was entered, ends in a '?' that does; what may
 * stand there is then on stderr. */
bool assist_answer(struct shell *shell, struct line *line, struct word before,
		   const struct textpiece *piece);

/* `set hints on|off`. */
bool assist_set(struct shell *shell, const char *word, struct err *err);

#endif
