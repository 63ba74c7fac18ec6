/* fuzz_pack_json -- JSON for formats with names and without: what is packed, written as JSON, packs
 * to the same bytes. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "cli/json_read.h"
#include "cli/pack_json.h"
#include "fuzz.h"

static bool pack(struct buf *bytes, size_t *cut, const struct pack_format *format, const char *text,
		 size_t size)
{
	struct arena arena = { 0 };
	const struct json *json;
	struct err err = { 0 };
	bool fine = json_read(&json, &arena, text, size, &err) &&
		    pack_json_read(bytes, cut, format, json, &err);

	FUZZ_HOLDS(fine || (err.kind == STATUS_INVALID && err.text[0] && bytes->size == 0));
	arena_free(&arena);
	return fine;
}

int fuzz_pack_json(const uint8_t *data, size_t size)
{
	static const char *const texts[] = { ">I2sf", ">I:id 2s:tag f:ratio", "<2h:pos 3c:c ?:up",
					     "<3d5p", "" };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct buf once = { 0 }, json = { 0 }, twice = { 0 };
		struct pack_format format = { 0 };
		struct err err = { 0 };
		size_t cut = 0, none = 0;

		FUZZ_HOLDS(pack_format_read(&format, texts[i], &err));
		if (pack(&once, &cut, &format, (const char *)data, size)) {
			FUZZ_HOLDS(once.size == format.size);
			pack_json_put(&json, &format, once.data);
			FUZZ_HOLDS(pack(&twice, &none, &format, json.data, json.size));
			FUZZ_HOLDS(none == 0 && twice.size == once.size);
			FUZZ_HOLDS(once.size == 0 ||
				   memcmp(once.data, twice.data, once.size) == 0 ||
				   memmem(json.data, json.size, "nan", 3));
		}
		buf_free(&once);
		buf_free(&json);
		buf_free(&twice);
		pack_format_free(&format);
	}
	return 0;
}
