/* part_quote -- what stands between quotes, and what it means. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "cli/escape.h"
#include "lang/part.h"
#include "proto/base64.h"
#include "proto/hex.h"

/* The size of what stands before the closing QUOTE, from behind the opening one. */
static bool measure(struct cursor *cursor, size_t *size, char quote, bool escapes, struct err *err)
{
	struct spot at = cursor_spot(cursor);

	for (*size = 0; cursor_peek(cursor, *size) != quote; *size += 1) {
		if (escapes && cursor_peek(cursor, *size) == '\\')
			*size += 1;
		if (cursor_peek(cursor, *size) < 0)
			return cursor_unfinished(cursor, (struct spot){ at.line, at.column - 1 },
						 err, "this quote is never closed");
	}
	return true;
}

bool part_raw(struct cursor *cursor, struct part ***tail, struct err *err)
{
	size_t size;

	cursor_pass(cursor, 1);
	if (!measure(cursor, &size, '\'', false, err) ||
	    !cursor_add_text(cursor, tail, cursor->at, size, true, err))
		return false;
	cursor_pass(cursor, size + 1);
	return true;
}

/* SIZE bytes of a string in which escapes have a meaning. */
static bool add_escaped(struct cursor *cursor, struct part ***tail, size_t size, struct err *err)
{
	char *text = arena_copy(cursor->arena, cursor->at, size);
	struct buf bytes = { 0 };

	if (memchr(cursor->at, '\0', size))
		return cursor_fault(cursor, err, cursor_no_nul);
	if (!text || !escape_read(&bytes, text, err)) {
		bool malformed = text && err->kind == STATUS_INVALID;

		buf_free(&bytes);
		cursor_fault(cursor, err,
			     malformed ? "an escape of this text means nothing; a backslash is "
					 "written as two"
				       : "out of memory");
		err->kind = malformed ? STATUS_INVALID : STATUS_LACKING;
		err->lines_at = 0;
		return false;
	}
	cursor_pass(cursor, size);
	return cursor_add_bytes(cursor, tail, &bytes, err);
}

/* Bytes up to END, an escape of '$', or a variable. */
static size_t plain_size(const struct cursor *cursor, const char *end)
{
	const char *at = cursor->at;

	while (at < end && !(at[0] == '$' && at + 1 < end && at[1] == '{') &&
	       !(at[0] == '\\' && at + 1 < end && at[1] == '$'))
		at += at[0] == '\\' && at + 1 < end ? 2 : 1;
	return (size_t)(at - cursor->at);
}

bool part_string(struct cursor *cursor, struct part ***tail, struct err *err)
{
	const char *end;
	size_t size;

	cursor_pass(cursor, 1);
	if (!measure(cursor, &size, '"', true, err))
		return false;
	end = cursor->at + size;
	while (cursor->at < end) {
		size = plain_size(cursor, end);
		if (size > 0 && !add_escaped(cursor, tail, size, err))
			return false;
		if (cursor->at < end && *cursor->at == '$' &&
		    !part_variable(cursor, tail, true, err))
			return false;
		if (cursor->at < end && cursor_follows(cursor, "\\$")) {
			if (!cursor_add_text(cursor, tail, cursor->at + 1, 1, true, err))
				return false;
			cursor_pass(cursor, 2);
		}
	}
	if (cursor->at > end)
		return cursor_fault(cursor, err, "a '}' is missing before the quote");
	cursor_pass(cursor, 1);
	return true;
}

/* x"de ad" and b64"3q0=": PREFIX is what stands before the quote. */
bool part_coded(struct cursor *cursor, struct part ***tail, size_t prefix, struct err *err)
{
	struct hex_reader hex = { 0 };
	struct base64_reader base64 = { 0 };
	struct buf bytes = { 0 };
	size_t size;
	bool fine;

	cursor_pass(cursor, prefix + 1);
	if (!measure(cursor, &size, '"', false, err))
		return false;
	fine = prefix == 1 ? hex_read(&bytes, &hex, cursor->at, size, err) && hex_end(&hex, err)
			   : base64_read(&bytes, &base64, cursor->at, size, err) &&
				     base64_end(&base64, err);
	if (!fine) {
		buf_free(&bytes);
		cursor->fault = cursor_spot(cursor);
		return false;
	}
	cursor_pass(cursor, size + 1);
	return cursor_add_bytes(cursor, tail, &bytes, err);
}
