/* cursor -- the front of a script: letters, places, and the parts that words are made of. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "lang/cursor.h"

#include <string.h>

const char cursor_no_nul[] = "a NUL byte stands here; \\0 between double quotes means one";

int cursor_peek(const struct cursor *cursor, size_t ahead)
{
	return (size_t)(cursor->end - cursor->at) > ahead ? (unsigned char)cursor->at[ahead] : -1;
}

bool cursor_follows(const struct cursor *cursor, const char *text)
{
	return word_begins((struct word){ cursor->at, (size_t)(cursor->end - cursor->at) }, text);
}

struct spot cursor_spot(const struct cursor *cursor)
{
	return (struct spot){ cursor->line, (unsigned)(cursor->at - cursor->line_start) + 1 };
}

void cursor_pass(struct cursor *cursor, size_t size)
{
	for (; size > 0 && cursor->at < cursor->end; size--)
		if (*cursor->at++ == '\n') {
			cursor->line++;
			cursor->line_start = cursor->at;
		}
}

bool cursor_fault(struct cursor *cursor, struct err *err, const char *sentence)
{
	cursor->fault = cursor_spot(cursor);
	return err_set(err, STATUS_INVALID, "%s", sentence);
}

bool cursor_unfinished(struct cursor *cursor, struct spot at, struct err *err, const char *sentence)
{
	cursor->wants_more = true;
	cursor->fault = at;
	return err_set(err, STATUS_INVALID, "%s", sentence);
}

struct word cursor_take(struct cursor *cursor, size_t size)
{
	struct word taken = { cursor->at, size };

	cursor_pass(cursor, size);
	return taken;
}

bool cursor_add(struct cursor *cursor, struct part ***tail, struct part part, struct err *err)
{
	struct part *fresh = arena_take(cursor->arena, sizeof(*fresh));

	if (!fresh) {
		cursor->fault = cursor_spot(cursor);
		return err_set(err, STATUS_LACKING, "out of memory");
	}
	*fresh = part;
	**tail = fresh;
	*tail = &fresh->next;
	return true;
}

bool cursor_add_text(struct cursor *cursor, struct part ***tail, const char *at, size_t size,
		     bool quoted, struct err *err)
{
	return cursor_add(cursor, tail, (struct part){ .text = { at, size }, .quoted = quoted },
			  err);
}

/* What BYTES came to, as a part. BYTES is released. */
bool cursor_add_bytes(struct cursor *cursor, struct part ***tail, struct buf *bytes,
		      struct err *err)
{
	char *copy = bytes->failed ? NULL : arena_copy(cursor->arena, bytes->data, bytes->size);
	size_t size = bytes->size;

	buf_free(bytes);
	if (!copy) {
		cursor->fault = cursor_spot(cursor);
		return err_set(err, STATUS_LACKING, "out of memory");
	}
	return cursor_add_text(cursor, tail, copy, size, true, err);
}

struct shell_word *cursor_begin_word(struct cursor *cursor, struct err *err)
{
	struct shell_word *word = arena_take(cursor->arena, sizeof(*word));

	if (!word) {
		cursor->fault = cursor_spot(cursor);
		err_set(err, STATUS_LACKING, "out of memory");
		return NULL;
	}
	*word = (struct shell_word){ .at = cursor_spot(cursor), .source = { cursor->at, 0 } };
	return word;
}
