/* base64 -- bytes as base64 text (RFC 4648 section 4). */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "proto/base64.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_put(struct buf *buf, const void *data, size_t size)
{
	const uint8_t *byte = data;

	for (size_t i = 0; i < size; i += 3) {
		size_t left = size - i;
		uint32_t three = (uint32_t)byte[i] << 16 |
				 (left > 1 ? (uint32_t)byte[i + 1] << 8 : 0) |
				 (left > 2 ? byte[i + 2] : 0);
		char four[] = { letters[three >> 18], letters[three >> 12 & 63],
				left > 1 ? letters[three >> 6 & 63] : '=',
				left > 2 ? letters[three & 63] : '=' };

		buf_put(buf, four, sizeof(four));
	}
}

static bool fault(const struct base64_reader *reader, const char *says, struct err *err)
{
	return err_set(err, STATUS_INVALID, "base64, byte %" PRIu64 ": %s", reader->at, says);
}

/* A group of four is whole: one to three bytes. Bits that no byte takes must be zero. */
static bool end_group(struct buf *bytes, struct base64_reader *reader, struct err *err)
{
	char three[] = { (char)(reader->bits >> 16), (char)(reader->bits >> 8),
			 (char)reader->bits };
	unsigned size = 3 - reader->padded;

	if (reader->padded && reader->bits & ((UINT32_C(1) << 8 * reader->padded) - 1))
		return fault(reader, "the letters before it have bits that no byte takes", err);
	buf_put(bytes, three, size);
	reader->bits = 0;
	reader->count = 0;
	reader->padded = 0;
	return true;
}

static bool read_char(struct buf *bytes, struct base64_reader *reader, char c, struct err *err)
{
	const char *letter = c ? strchr(letters, c) : NULL;

	if (c == ' ' || c == '\t' || c == '\r' || c == '\n')
		return true;
	if (c == '=' && reader->count < 2)
		return fault(reader, "'=' stands only behind two or three letters", err);
	if (c != '=' && (!letter || reader->padded))
		return fault(reader, letter ? "a letter behind '='" : "no letter of base64", err);
	reader->padded += c == '=';
	reader->bits = reader->bits << 6 | (letter ? (uint32_t)(letter - letters) : 0);
	return ++reader->count < 4 || end_group(bytes, reader, err);
}

bool base64_read(struct buf *bytes, struct base64_reader *reader, const char *text, size_t size,
		 struct err *err)
{
	for (size_t i = 0; i < size; i++, reader->at++)
		if (!read_char(bytes, reader, text[i], err))
			return false;
	return !bytes->failed || err_errno(err, ENOMEM, "the base64 text is too long");
}

bool base64_end(const struct base64_reader *reader, struct err *err)
{
	return reader->count == 0 || fault(reader, "a group of four letters is not whole", err);
}
