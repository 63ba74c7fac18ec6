/* fuzz_num -- numbers, durations and sizes: what is read is in range and reads back the same. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/num.h"
#include "fuzz.h"

static void check_number(const char *text)
{
	int64_t number = 4711, back;
	struct err err = { 0 };
	struct buf buf = { 0 };

	if (!num_parse(&number, text, -1000000, INT64_MAX, &err)) {
		FUZZ_HOLDS(number == 4711 && err.kind == STATUS_INVALID && err.text[0]);
		return;
	}
	FUZZ_HOLDS(number >= -1000000);
	FUZZ_HOLDS(strspn(text, "-0123456789") == strlen(text));
	buf_puti(&buf, number);
	FUZZ_HOLDS(num_parse(&back, buf_text(&buf), number, number, &err) && back == number);
	buf_free(&buf);
}

/* The value, written as a bare count of the smallest unit, is the same value. */
static void check_duration(const char *text)
{
	int64_t ns = 4711, back;
	struct err err = { 0 };
	struct buf buf = { 0 };

	if (!num_duration(&ns, text, &err)) {
		FUZZ_HOLDS(ns == 4711 && err.kind == STATUS_INVALID);
		return;
	}
	FUZZ_HOLDS(ns >= 0 && ns <= INT64_C(1000) * 24 * 3600 * 1000000000);
	FUZZ_HOLDS(text[0] >= '0' && text[0] <= '9');
	buf_printf(&buf, "%lldns", (long long)ns);
	FUZZ_HOLDS(num_duration(&back, buf_text(&buf), &err) && back == ns);
	buf_free(&buf);
}

static void check_size(const char *text)
{
	uint64_t bytes = 4711, back;
	struct err err = { 0 };
	struct buf buf = { 0 };

	if (!num_size(&bytes, text, &err)) {
		FUZZ_HOLDS(bytes == 4711 && err.kind == STATUS_INVALID);
		return;
	}
	FUZZ_HOLDS(bytes <= INT64_MAX && text[0] >= '0' && text[0] <= '9');
	buf_putu(&buf, bytes);
	FUZZ_HOLDS(num_size(&back, buf_text(&buf), &err) && back == bytes);
	buf_free(&buf);
}

int fuzz_num(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	uint64_t digits;

	if (text) {
		memcpy(text, data, size);
		text[size] = '\0';
		check_number(text);
		check_duration(text);
		check_size(text);
		if (num_digits(&digits, text, size, 65535))
			FUZZ_HOLDS(digits <= 65535 && strspn(text, "0123456789") == size);
	}
	free(text);
	return 0;
}
