/* check_pack_json -- messages as JSON and back. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "cli/json_read.h"
#include "cli/pack_json.h"
#include "fault.h"
#include "proto/hex.h"
#include "suites.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* clang-format off */
static const struct { const char *format, *hex, *json; } both[] = {
	{ ">I2s", "000000016162", "[1,\"ab\"]" }, { ">I:id 2s:tag", "000000016162", "{\"id\":1,\"tag\":\"ab\"}" },
	{ "", "", "[]" }, { "<2x", "0000", "[]" }, { ">2h", "00010002", "[1,2]" }, { ">2h:pos b:z", "0001000203", "{\"pos\":[1,2],\"z\":3}" },
	{ ">1h:one", "0001", "{\"one\":[1]}" }, { ">0h:none b:z", "03", "{\"none\":[],\"z\":3}" }, { "<s", "61", "[\"a\"]" },
	{ ">d", "7ff0000000000000", "[\"inf\"]" }, { ">d", "fff0000000000000", "[\"-inf\"]" }, { ">e", "7e00", "[\"nan\"]" },
	{ ">f", "402ccccd", "[2.700000047683716]" }, { ">d", "4341c37937e08000", "[1e+16]" }, { ">d", "8000000000000000", "[-0.0]" },
	{ "<?", "01", "[true]" }, { "<2c:c", "6162", "{\"c\":[\"a\",\"b\"]}" }, { "<3s", "ff6100", "[{\"hex\":\"ff6100\"}]" },
	{ "<3s", "615c22", "[\"a\\\\\\\"\"]" }, { "<2s", "6100", "[\"a\\u0000\"]" }, { "<s:_.-", "61", "{\"_.-\":\"a\"}" },
	{ ">qQ", "8000000000000000ffffffffffffffff", "[-9223372036854775808,18446744073709551615]" },
};

/* Other JSON that makes the same message. */
static const struct { const char *format, *json, *hex; } reads[] = {
	{ ">I:id 2s:tag", " { \"tag\" : \"a\", \"id\" : 7 } ", "000000076100" }, { ">2s", "[{\"hex\":\"0x61 62\"}]", "6162" },
	{ ">f", "[1]", "3f800000" }, { ">f", "[true]", "3f800000" }, { ">b?", "[false,0.5]", "0001" }, { ">d", "[\"Infinity\"]", "7ff0000000000000" },
	{ ">2s", "[\"abc\"]", "6162" }, { "<2s", "[\"\\u00e9\"]", "c3a9" }, { "<3s", "[\"'a'\"]", "276127" }, { "<3s", "[\"\\\\x1\"]", "5c7831" },
};

static const struct { const char *format, *json, *says; } bad[] = {
	{ ">I:id 2s:tag", "[1,\"ab\"]", "the format has names: an object belongs here" },
	{ ">I:id 2s:tag", "{\"id\":1}", "item 2 (2s:tag): its key is missing" },
	{ ">I:id", "{\"id\":1,\"more\":2}", "the format has no item of the name 'more'" },
	{ ">I:id x", "{\"\":1}", "the format has no item of the name ''" },
	{ ">I2s", "{\"id\":1}", "an array of 2 values belongs here: the format has no names" },
	{ ">I2s", "[1]", "an array of 2 values belongs here" }, { ">I2s", "[1,\"a\",2]", "an array of 2 values" }, { ">I", "1", "an array of 1 values" },
	{ ">2h:pos", "{\"pos\":1}", "item 1 (2h:pos): an array of 2 values belongs here" }, { ">2h:pos", "{\"pos\":[1]}", "an array of 2 values" },
	{ ">2h:pos", "{\"pos\":[1,70000]}", "item 1 (2h:pos): value 2 of 2: '70000' is out of range" },
	{ ">h:x", "{\"x\":[1]}", "item 1 (h:x): an array stands where one value belongs" },
	{ ">B", "[256]", "item 1 (B): '256' is out of range: 0 to 255" }, { ">B", "[1.0]", "'1.0' is no integer" }, { ">B", "[1e2]", "'1e2' is no integer" },
	{ ">B", "[\"1\"]", "item 1 (B): 'B' takes an integer" }, { ">f", "[\"1\"]", "'f' takes a number" }, { ">f", "[\"true\"]", "'f' takes a number" },
	{ ">f", "[\"x\"]", "'f' takes a number" }, { ">?", "[\"true\"]", "'?' takes true" }, { ">d", "[1e400]", "too large" }, { ">2s", "[1]", "a number stands where text belongs" },
	{ ">2s", "[true]", "'s' takes text" }, { ">2s", "[null]", "null is no value" }, { ">2s", "[{}]", "an object has no place here but" },
	{ ">2s", "[{\"hex\":1}]", "an object has no place" }, { ">2s", "[{\"hex\":\"6\"}]", "hex, byte 1" }, { ">2s", "[{\"hex\":\"61\",\"a\":1}]", "an object has no place" },
	{ ">I", "[{\"hex\":\"61\"}]", "'I' takes an integer" }, { ">c", "[\"\"]", "'c' takes one byte: these are 0" }, { ">c", "[\"\\u00e9\"]", "these are 2" },
};
/* clang-format on */

static void hex_to(struct buf *bytes, const char *hex)
{
	struct hex_reader reader = { 0 };
	struct err err = { 0 };

	ck_assert(hex_read(bytes, &reader, hex, strlen(hex), &err) && hex_end(&reader, &err));
	buf_text(bytes);
}

/* Pack TEXT behind what BYTES hold. */
static bool pack(struct buf *bytes, size_t *cut, const struct pack_format *format, const char *text,
		 struct err *err)
{
	struct arena arena = { 0 };
	const struct json *json;
	bool fine = json_read(&json, &arena, text, strlen(text), err) &&
		    pack_json_read(bytes, cut, format, json, err);

	arena_free(&arena);
	return fine;
}

START_TEST(comes_back)
{
	struct buf bytes = { 0 }, json = { 0 }, back = { 0 };
	struct pack_format format = { 0 };
	struct err err = { 0 };
	size_t cut = 0;

	ck_assert_msg(pack_format_read(&format, both[_i].format, &err), "%s", err.text);
	hex_to(&bytes, both[_i].hex);
	pack_json_put(&json, &format, bytes.data);
	ck_assert_str_eq(buf_text(&json), both[_i].json);
	ck_assert_msg(pack(&back, &cut, &format, buf_text(&json), &err), "%s", err.text);
	ck_assert_uint_eq(back.size, bytes.size);
	ck_assert(memcmp(back.data, bytes.data, bytes.size) == 0);
	ck_assert_uint_eq(cut, 0);
	buf_free(&bytes);
	buf_free(&json);
	buf_free(&back);
	pack_format_free(&format);
}
END_TEST

START_TEST(packs)
{
	struct buf bytes = { 0 }, hex = { 0 };
	struct pack_format format = { 0 };
	struct err err = { 0 };
	size_t cut = 0;

	ck_assert(pack_format_read(&format, reads[_i].format, &err));
	ck_assert_msg(pack(&bytes, &cut, &format, reads[_i].json, &err), "%s", err.text);
	buf_puthex(&hex, bytes.data, bytes.size);
	ck_assert_str_eq(buf_text(&hex), reads[_i].hex);
	ck_assert_uint_eq(cut, strstr(reads[_i].json, "abc") != NULL);
	buf_free(&bytes);
	buf_free(&hex);
	pack_format_free(&format);
}
END_TEST

START_TEST(refuses)
{
	struct pack_format format = { 0 };
	struct buf bytes = { 0 };
	struct err err = { 0 };
	size_t cut = 4711;

	buf_puts(&bytes, "kept");
	ck_assert(pack_format_read(&format, bad[_i].format, &err));
	ck_assert(!pack(&bytes, &cut, &format, bad[_i].json, &err));
	ck_assert_int_eq(err.kind, STATUS_INVALID);
	ck_assert_msg(strstr(err.text, bad[_i].says), "%s", err.text);
	ck_assert_str_eq(buf_text(&bytes), "kept");
	ck_assert_uint_eq(cut, 4711);
	buf_free(&bytes);
	pack_format_free(&format);
}
END_TEST

static bool other_failures; /* Check itself allocates: nothing is asserted during a sweep */

static void pack_once(void)
{
	struct buf bytes = { 0 }, json = { 0 };
	struct pack_format format = { 0 };
	struct err err = { 0 };
	size_t cut = 0;

	if (!pack_format_read(&format, ">300s:tag 2h:pos", &err))
		return;
	if (pack(&bytes, &cut, &format, "{\"tag\":{\"hex\":\"6162\"},\"pos\":[1,2]}", &err))
		pack_json_put(&json, &format, bytes.data);
	else
		other_failures = other_failures || err.kind != STATUS_LACKING || bytes.size > 0;
	buf_free(&bytes);
	buf_free(&json);
	pack_format_free(&format);
}

START_TEST(survives_no_memory)
{
	ck_assert_uint_ge(fault_sweep("malloc", ENOMEM, pack_once), 4);
	ck_assert(!other_failures);
}
END_TEST

Suite *pack_json_suite(void)
{
	Suite *suite = suite_create("pack_json");
	TCase *tcase = tcase_create("pack_json");

	tcase_add_loop_test(tcase, comes_back, 0, ROWS(both));
	tcase_add_loop_test(tcase, packs, 0, ROWS(reads));
	tcase_add_loop_test(tcase, refuses, 0, ROWS(bad));
	tcase_add_test(tcase, survives_no_memory);
	suite_add_tcase(suite, tcase);
	return suite;
}
