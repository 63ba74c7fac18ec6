/* fuzz_pack_value -- words for values of each code: what is taken is printed so that it makes the
 * same bytes again. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "cli/safe.h"
#include "fuzz.h"
#include "proto/pack.h"

static bool pack(void *message, const struct pack_format *format, const char *text, size_t size)
{
	struct buf memory = { 0 };
	struct pack_value value;
	struct err err = { 0 };
	bool fine = pack_value_read(&value, &memory, format->item, text, size, &err) &&
		    pack_write(message, format, format->item, 0, &value, &err);

	FUZZ_HOLDS(fine || (err.kind == STATUS_INVALID && err.text[0]));
	buf_free(&memory);
	return fine;
}

static void check_code(const char *code, const char *text, size_t size)
{
	struct pack_format format = { 0 };
	uint8_t once[16] = { 0 }, twice[16] = { 0 };
	struct buf shown = { 0 }, word = { 0 };
	struct pack_value value;
	struct err err = { 0 };

	FUZZ_HOLDS(pack_format_read(&format, code, &err) && format.size <= sizeof(once));
	if (pack(once, &format, text, size)) {
		pack_read(&value, &format, format.item, 0, once);
		pack_value_put(&shown, &value, true);
		safe_put(&word, shown.data, shown.size, (struct charset){ 0 });
		FUZZ_HOLDS(pack(twice, &format, word.data, word.size));
		FUZZ_HOLDS(memcmp(once, twice, sizeof(once)) == 0 ||
			   (value.kind == PACK_IS_REAL && value.as.real != value.as.real));
	} else {
		FUZZ_HOLDS(memcmp(once, twice, sizeof(once)) == 0);
	}
	buf_free(&shown);
	buf_free(&word);
	pack_format_free(&format);
}

int fuzz_pack_value(const uint8_t *data, size_t size)
{
	static const char *const codes[] = { "c",  "b",  "B",  "?", "<h", ">H", "<i", ">I",
					     "l",  "L",  "q",  "Q", "n",  "N",  "<e", ">f",
					     "<d", "3s", "5p", "P", "0s", "0p", "1p" };
	char *text = malloc(size ? size : 1);

	if (!text)
		return 0;
	memcpy(text, data, size);
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		check_code(codes[i], text, size);
	free(text);
	return 0;
}
