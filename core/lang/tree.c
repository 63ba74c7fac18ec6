/* tree -- lines of the shell as a tree of commands. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "lang/tree.h"

const struct name tree_blocks[] = {
	NAME("defer", BLOCK_DEFER, "at the end of the script, the last one first"),
	NAME("foreach", BLOCK_FOREACH, "once for each word"),
	NAME("once", BLOCK_ONCE, "in another format, as in: once json socklist"),
	NAME("repeat", BLOCK_REPEAT, "so many times"),
	NAME("retry", BLOCK_RETRY, "again until it succeeds"),
	NAME("time", BLOCK_TIME, "tell how long it took"),
	NAME("try", BLOCK_TRY, "a failure inside stops nothing"),
	NAME("watch", BLOCK_WATCH, "again and again, see sockbox-shell(7)"),
	NAME("within", BLOCK_WITHIN, "all of it in this time"),
	NAMES_END,
};

void tree_free(struct tree *tree)
{
	arena_free(&tree->arena);
	*tree = (struct tree){ 0 };
}
