/* fuzz_keys -- a terminal's bytes reach the editor all and in order, and never the half of a paste.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "fuzz.h"
#include "line/keys.h"

static const char begins[] = "\033[200~", ends[] = "\033[201~";
enum { MARK = sizeof(begins) - 1 };

/* Whether TEXT, which the editor has whole, leaves it inside of a paste. */
static bool is_open(const struct buf *text)
{
	const char *at = text->data, *end = at + text->size;

	for (;;) {
		at = at ? memmem(at, (size_t)(end - at), begins, MARK) : NULL;
		if (!at)
			return false;
		at = memmem(at + MARK, (size_t)(end - at) - MARK, ends, MARK);
		if (!at)
			return true;
		at += MARK;
	}
}

int fuzz_keys(const uint8_t *data, size_t size)
{
	struct keys keys = { 0 };
	struct buf seen = { 0 };

	if (size == 0)
		return 0;
	keys.utf8 = data[0] & 1;
	for (size_t i = 1; i < size; i++) {
		enum keys_step step = keys_add(&keys, (char)data[i]);
		int byte;

		FUZZ_HOLDS(step != KEYS_LOST); /* inputs are smaller */
		if (step == KEYS_WAIT)
			continue;
		while ((byte = keys_next(&keys)) >= 0)
			buf_putc(&seen, (char)byte);
		FUZZ_HOLDS(seen.size == i);
		FUZZ_HOLDS(memcmp(seen.data, data + 1, seen.size) == 0);
		FUZZ_HOLDS(!is_open(&seen));
	}
	FUZZ_HOLDS(keys.pasting || size - 1 - seen.size < 4);
	buf_free(&seen);
	keys_free(&keys);
	return 0;
}
