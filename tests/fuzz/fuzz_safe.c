/* fuzz_safe -- escaping: no byte acts on a terminal, the text reads back, a CI runner sees no
 * command. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/safe.h"
#include "fuzz.h"

/* Whole characters that are shown, in ASCII where CHARSET says no more. */
static void check_shown(const struct buf *safe, struct charset charset)
{
	for (size_t at = 0, length; at < safe->size; at += length) {
		uint32_t code = 0;

		length = utf8_decode(&code, safe->data + at, safe->size - at);
		FUZZ_HOLDS(length > 0);
		FUZZ_HOLDS(utf8_is_shown(code));
		FUZZ_HOLDS(charset.utf8 || code < 0x7f);
	}
}

static unsigned hex(char digit)
{
	FUZZ_HOLDS((digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f'));
	return (unsigned)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

/* Read the escapes of SAFE back; they must give DATA. */
static void check_reads_back(const struct buf *safe, const char *data, size_t size)
{
	size_t done = 0;

	for (size_t at = 0; at < safe->size; at++) {
		char byte = safe->data[at];

		if (byte == '\\') {
			FUZZ_HOLDS(++at < safe->size);
			byte = safe->data[at];
			if (byte == 'x') {
				FUZZ_HOLDS(at + 2 < safe->size);
				byte = (char)(hex(safe->data[at + 1]) << 4 |
					      hex(safe->data[at + 2]));
				at += 2;
			} else {
				FUZZ_HOLDS(byte == 'n' || byte == 't' || byte == '\\');
				byte = byte == 'n' ? '\n' : byte == 't' ? '\t' : '\\';
			}
		}
		FUZZ_HOLDS(done < size && byte == data[done]);
		done++;
	}
	FUZZ_HOLDS(done == size);
}

static void check(const char *data, size_t size, struct charset charset)
{
	struct buf safe = { 0 }, again = { 0 };

	safe_put(&safe, data, size, charset);
	FUZZ_HOLDS(!safe.failed && safe.size >= size);
	FUZZ_HOLDS(safe_width(safe.data, safe.size) <= 2 * safe.size);
	check_shown(&safe, charset);
	check_reads_back(&safe, data, size);
	charset.workflow = true;
	safe_guard(&safe, 0, charset);
	FUZZ_HOLDS(safe.size == 0 || !memmem(safe.data, safe.size, "##[", 3));
	check_shown(&safe, charset);
	check_reads_back(&safe, data, size);
	buf_put(&again, safe.data, safe.size);
	safe_guard(&again, 0, charset);
	FUZZ_HOLDS(again.size == safe.size);
	buf_free(&safe);
	buf_free(&again);
}

int fuzz_safe(const uint8_t *data, size_t size)
{
	char *text = malloc(size ? size : 1);

	if (text) {
		memcpy(text, data, size);
		check(text, size, (struct charset){ .utf8 = true });
		check(text, size, (struct charset){ .utf8 = false });
	}
	free(text);
	return 0;
}
