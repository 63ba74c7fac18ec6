/* fuzz_redact -- any bytes with any secret: it is not there any more, neither as it is nor in
 * base64 or hexadecimal, and where nothing was taken out nothing was changed. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "check/redact.h"
#include "fuzz.h"
#include "proto/base64.h"

static bool has(const struct buf *text, const char *part, size_t size)
{
	return size > 0 && text->size > 0 && memmem(text->data, text->size, part, size);
}

/* The letters that depend on SECRET alone, where SHIFT bytes stand before it. */
static void check_base64(const struct buf *safe, struct word secret, size_t shift)
{
	size_t first = (shift * 8 + 5) / 6, end = (shift + secret.size) * 8 / 6;
	struct buf plain = { 0 }, text = { 0 };

	buf_fill(&plain, '\0', shift);
	buf_put(&plain, secret.at, secret.size);
	base64_put(&text, plain.data, plain.size);
	if (!text.failed)
		FUZZ_HOLDS(!has(safe, text.data + first, end - first));
	buf_free(&plain);
	buf_free(&text);
}

static void check_encoded(const struct buf *safe, struct word secret)
{
	struct buf hex = { 0 };

	buf_puthex(&hex, secret.at, secret.size);
	if (!hex.failed)
		FUZZ_HOLDS(!has(safe, hex.data, hex.size));
	buf_free(&hex);
	for (size_t shift = 0; shift < 3; shift++)
		check_base64(safe, secret, shift);
}

static void check(struct word secret, const char *text, size_t size, bool cut)
{
	struct buf safe = { 0 };

	redact_put(&safe, text, size, (struct secrets){ &secret, 1 }, cut);
	if (safe.failed) {
		buf_free(&safe);
		return;
	}
	if (!has(&safe, "***", 3))
		FUZZ_HOLDS(safe.size == size && (size == 0 || memcmp(safe.data, text, size) == 0));
	if (!memchr(secret.at, '*', secret.size)) { /* else *** may be a part of it */
		FUZZ_HOLDS(!has(&safe, secret.at, secret.size));
		if (secret.size >= 4)
			check_encoded(&safe, secret);
	}
	buf_free(&safe);
}

/* A byte for the size of the secret and whether the text is cut, the secret, the text. */
int fuzz_redact(const uint8_t *data, size_t size)
{
	size_t secret_size = size > 0 ? data[0] & 31 : 0;
	char *copy;

	if (size < 1 + secret_size || size > 4096)
		return 0;
	copy = malloc(size);
	if (!copy)
		return 0;
	memcpy(copy, data, size);
	check((struct word){ copy + 1, secret_size }, copy + 1 + secret_size,
	      size - 1 - secret_size, data[0] & 128);
	free(copy);
	return 0;
}
