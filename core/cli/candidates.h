/* candidates -- what may stand where the cursor is: one line each, "candidate<TAB>description". */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_CANDIDATES_H
#define CLI_CANDIDATES_H

#include <stddef.h>

#include "base/buf.h"
#include "base/name.h"

/* The word under the cursor: STEM stays as it is ("--format=", "AI_PASSIVE,"), and candidates
 * begin with TYPED, in any case. A value that borrows its text. */
struct candidates {
	struct buf *buf;
	const char *stem;
	size_t stem_size;
	const char *typed;
	size_t began; /* of BUF */
};

/* For WORD, of which the first STEM_SIZE bytes stay. */
struct candidates candidates_begin(struct buf *buf, const char *word, size_t stem_size);

/* Offer WORD (SIZE bytes) unless it does not fit what was typed, was offered, is in the list that
 * was typed, or holds a
 * byte that a shell or a terminal could act on. DESCRIPTION may be NULL. */
void candidates_put(struct candidates *candidates, const char *word, size_t size,
		    const char *description);

/* The words of a table, and what stands behind their common prefix where only that fits. */
void candidates_put_names(struct candidates *candidates, const struct name *names);

/* An instruction to the shell, a line that begins with a tab: file, folder, command (complete
 * these yourself), nospace (put none behind the candidate). */
void candidates_tell(struct buf *buf, const char *instruction);

#endif
