/* arena -- memory that is handed out in pieces and released at once. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

struct arena_chunk;

/* Owner: starts as { 0 }, ends in arena_free. */
struct arena {
	struct arena_chunk *newest;
	size_t used; /* bytes of the newest chunk */
	bool failed; /* an allocation failed since the last reset */
};

/* SIZE bytes aligned for any type, not zeroed; NULL when memory is out. They live until
 * arena_reset or arena_free. */
void *arena_take(struct arena *arena, size_t size);

/* A NUL-terminated copy of SIZE bytes; NULL when memory is out. */
char *arena_copy(struct arena *arena, const char *text, size_t size);

/* Take everything back, keeping one chunk for the next round. */
void arena_reset(struct arena *arena);

void arena_free(struct arena *arena);

#endif
