/* fuzz_encoding -- hex and base64 in pieces: the same bytes as at once, and the same mistake. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "fuzz.h"
#include "proto/encoding.h"

static bool decode(struct buf *bytes, struct err *err, enum encoding encoding, const char *text,
		   size_t size, size_t step)
{
	struct decoder decoder = { .encoding = encoding };

	for (size_t at = 0; at < size; at += step)
		if (!decoder_read(bytes, &decoder, text + at, size - at < step ? size - at : step,
				  err))
			return false;
	return decoder_end(&decoder, err);
}

static bool same(const struct buf *a, const struct buf *b)
{
	return a->size == b->size && (a->size == 0 || memcmp(a->data, b->data, a->size) == 0);
}

/* What was read can be written and is read again as the same. */
static void come_back(const struct buf *bytes, enum encoding encoding)
{
	struct buf text = { 0 }, back = { 0 };
	struct err err = { 0 };

	if (encoding == ENCODING_BASE64)
		base64_put(&text, bytes->data, bytes->size);
	else
		buf_puthex(&text, bytes->data, bytes->size);
	FUZZ_HOLDS(decode(&back, &err, encoding, buf_text(&text), text.size, text.size + 1));
	FUZZ_HOLDS(same(bytes, &back));
	buf_free(&text);
	buf_free(&back);
}

int fuzz_encoding(const uint8_t *data, size_t size)
{
	for (int i = ENCODING_HEX; i <= ENCODING_BASE64; i++) {
		struct buf whole = { 0 }, pieces = { 0 };
		struct err one = { 0 }, other = { 0 };
		enum encoding encoding = (enum encoding)i;
		bool fine = decode(&whole, &one, encoding, (const char *)data, size, size + 1);

		FUZZ_HOLDS(decode(&pieces, &other, encoding, (const char *)data, size,
				  1 + size % 5) == fine);
		FUZZ_HOLDS(same(&whole, &pieces) && strcmp(one.text, other.text) == 0);
		FUZZ_HOLDS(fine || one.kind == STATUS_INVALID);
		if (fine)
			come_back(&whole, encoding);
		buf_free(&whole);
		buf_free(&pieces);
	}
	return 0;
}
