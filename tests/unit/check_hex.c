/* check_hex -- bytes out of hex, base64 and nothing, however the text is cut. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "fault.h"
#include "proto/encoding.h"
#include "suites.h"

#define BYTES(text) text, sizeof(text) - 1
/* clang-format off */
static const struct { enum encoding encoding; const char *text; const char *bytes; size_t size; } good[] = {
	{ ENCODING_HEX, "", BYTES("") }, { ENCODING_HEX, "00ff", BYTES("\0\xff") }, { ENCODING_HEX, "aAbB", BYTES("\xaa\xbb") },
	{ ENCODING_HEX, "01 02\n03\t04\r\n", BYTES("\1\2\3\4") }, { ENCODING_HEX, "01:02,03", BYTES("\1\2\3") },
	{ ENCODING_HEX, "0x01 0x0203,0x04", BYTES("\1\2\3\4") }, { ENCODING_HEX, "0x", BYTES("") }, { ENCODING_HEX, "0XAB", BYTES("\xab") }, { ENCODING_HEX, "  ", BYTES("") },
	{ ENCODING_BASE64, "", BYTES("") }, { ENCODING_BASE64, "Zg==", BYTES("f") }, { ENCODING_BASE64, "Zm8=", BYTES("fo") },
	{ ENCODING_BASE64, "Zm9v", BYTES("foo") }, { ENCODING_BASE64, "Zm9v\nYmFy\r\n", BYTES("foobar") },
	{ ENCODING_BASE64, "+/8A", BYTES("\xfb\xff\0") }, { ENCODING_BASE64, "Zg==\nZg==", BYTES("ff") },
	{ ENCODING_RAW, "0x 1\n", BYTES("0x 1\n") },
};
static const struct { enum encoding encoding; const char *text, *says; } bad[] = {
	{ ENCODING_HEX, "0", "hex, byte 1: the second digit of a byte is missing" },
	{ ENCODING_HEX, "0 1", "hex, byte 1: the second digit of a byte is missing" },
	{ ENCODING_HEX, "00g0", "hex, byte 2: 'g' is no digit" }, { ENCODING_HEX, "000x01", "hex, byte 3: 'x' is no digit" },
	{ ENCODING_HEX, "1x01", "hex, byte 1: 'x' is no digit" }, 
	{ ENCODING_HEX, "-1", "hex, byte 0: '-' is no digit" },
	{ ENCODING_BASE64, "Zg", "base64, byte 2: a group of four letters is not whole" },
	{ ENCODING_BASE64, "Z===", "base64, byte 1: '=' stands only behind two or three letters" },
	{ ENCODING_BASE64, "====", "base64, byte 0: '=' stands only behind two or three letters" },
	{ ENCODING_BASE64, "Zg=a", "base64, byte 3: a letter behind '='" }, { ENCODING_BASE64, "Zm9-", "base64, byte 3: no letter of base64" },
	{ ENCODING_BASE64, "Zh==", "base64, byte 3: the letters before it have bits that no byte takes" },
	{ ENCODING_BASE64, "Zm9=", "base64, byte 3: the letters before it have bits that no byte takes" },
};
/* clang-format on */

/* TEXT in pieces of STEP bytes. */
static bool decode(struct buf *bytes, enum encoding encoding, const char *text, size_t step,
		   struct err *err)
{
	struct decoder decoder = { .encoding = encoding };
	size_t size = strlen(text);

	for (size_t at = 0; at < size; at += step)
		if (!decoder_read(bytes, &decoder, text + at, size - at < step ? size - at : step,
				  err))
			return false;
	return decoder_end(&decoder, err);
}

START_TEST(decodes)
{
	for (size_t step = 1; step < 8; step++) {
		struct buf bytes = { 0 };
		struct err err = { 0 };

		ck_assert(decode(&bytes, good[_i].encoding, good[_i].text, step, &err));
		ck_assert_uint_eq(bytes.size, good[_i].size);
		ck_assert(bytes.size == 0 || memcmp(bytes.data, good[_i].bytes, bytes.size) == 0);
		buf_free(&bytes);
	}
}
END_TEST

START_TEST(names_the_byte)
{
	for (size_t step = 1; step < 8; step++) {
		struct buf bytes = { 0 };
		struct err err = { 0 };

		ck_assert(!decode(&bytes, bad[_i].encoding, bad[_i].text, step, &err));
		ck_assert_int_eq(err.kind, STATUS_INVALID);
		ck_assert_str_eq(err.text, bad[_i].says);
		buf_free(&bytes);
	}
}
END_TEST

START_TEST(refuses_a_nul)
{
	struct decoder hex = { .encoding = ENCODING_HEX }, base64 = { .encoding = ENCODING_BASE64 };
	struct buf bytes = { 0 };
	struct err err = { 0 };

	ck_assert(!decoder_read(&bytes, &hex, "\0", 1, &err));
	ck_assert(!decoder_read(&bytes, &base64, "\0", 1, &err));
	buf_free(&bytes);
}
END_TEST

/* What is put as base64 is read as the same bytes. */
START_TEST(base64_both_ways)
{
	char data[64];

	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (char)(i * 37 + 11);
	for (size_t size = 0; size <= sizeof(data); size++) {
		struct buf text = { 0 }, bytes = { 0 };
		struct err err = { 0 };

		base64_put(&text, data, size);
		ck_assert(decode(&bytes, ENCODING_BASE64, buf_text(&text), 5, &err));
		ck_assert(bytes.size == size &&
			  memcmp(bytes.data ? bytes.data : "", data, size) == 0);
		buf_free(&text);
		buf_free(&bytes);
	}
}
END_TEST

static bool other_failures; /* Check itself allocates: nothing is asserted during a sweep */

static void decode_all(void)
{
	for (int encoding = ENCODING_HEX; encoding <= ENCODING_RAW; encoding++) {
		struct decoder decoder = { .encoding = (enum encoding)encoding };
		struct buf bytes = { 0 };
		struct err err = { 0 };

		if (!decoder_read(&bytes, &decoder, "0011", 4, &err))
			other_failures = other_failures || err.kind != STATUS_LACKING;
		buf_free(&bytes);
	}
}

START_TEST(survives_no_memory)
{
	ck_assert_uint_eq(fault_sweep("malloc", ENOMEM, decode_all), 3);
	ck_assert(!other_failures);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *hex_suite(void)
{
	Suite *suite = suite_create("hex");
	TCase *tcase = tcase_create("hex");

	tcase_add_loop_test(tcase, decodes, 0, ROWS(good));
	tcase_add_loop_test(tcase, names_the_byte, 0, ROWS(bad));
	tcase_add_test(tcase, refuses_a_nul);
	tcase_add_test(tcase, base64_both_ways);
	tcase_add_test(tcase, survives_no_memory);
	suite_add_tcase(suite, tcase);
	return suite;
}
