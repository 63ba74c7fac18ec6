/* arena -- memory that is handed out in pieces and released at once. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK_SIZE = 4096, ALIGNMENT = alignof(max_align_t) };

struct arena_chunk {
	struct arena_chunk *older;
	size_t size;
	alignas(ALIGNMENT) char data[];
};

static bool grow(struct arena *arena, size_t size)
{
	size_t wanted = size > CHUNK_SIZE ? size : CHUNK_SIZE;
	struct arena_chunk *chunk = malloc(sizeof(*chunk) + wanted);

	if (!chunk)
		return false;
	chunk->older = arena->newest;
	chunk->size = wanted;
	arena->newest = chunk;
	arena->used = 0;
	return true;
}

void *arena_take(struct arena *arena, size_t size)
{
	size_t rounded = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
	char *data;

	if (rounded < size || rounded > SIZE_MAX / 2 ||
	    ((!arena->newest || rounded > arena->newest->size - arena->used) &&
	     !grow(arena, rounded))) {
		arena->failed = true;
		return NULL;
	}
	data = arena->newest->data + arena->used;
	arena->used += rounded;
	return data;
}

char *arena_copy(struct arena *arena, const char *text, size_t size)
{
	char *copy = arena_take(arena, size + 1);

	if (!copy)
		return NULL;
	if (size > 0) /* memcpy(3) takes no NULL, not even for nothing */
		memcpy(copy, text, size);
	copy[size] = '\0';
	return copy;
}

static void drop_to(struct arena *arena, const struct arena_chunk *keep)
{
	while (arena->newest && arena->newest != keep) {
		struct arena_chunk *older = arena->newest->older;

		free(arena->newest);
		arena->newest = older;
	}
}

void arena_reset(struct arena *arena)
{
	struct arena_chunk *oldest = arena->newest;

	while (oldest && oldest->older)
		oldest = oldest->older;
	drop_to(arena, oldest);
	arena->used = 0;
	arena->failed = false;
}

void arena_free(struct arena *arena)
{
	drop_to(arena, NULL);
	*arena = (struct arena){ 0 };
}
