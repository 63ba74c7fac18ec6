/* check_format -- records for programs: table, CSV (RFC 4180), JSON lines, --get. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/json.h"
#include "cli/json_read.h"
#include "cli/safe.h"
#include "made.h"
#include "suites.h"

static struct outcome outcome;

static void release(void)
{
	outcome_free(&outcome);
}

static void ck_prints(const char *words, const char *expected)
{
	outcome_run(&outcome, &made_each, words, NULL);
	ck_assert_str_eq(outcome.out.data, expected);
}

/* ---- table ------------------------------------------------------------------------------ */

START_TEST(table_aligns_what_is_used)
{
	ck_prints("a|longer|three|--format|table", "word\na\nlonger\nthree-1\nthree-2\nthree-3\n");
	ck_prints("full|answered|--format|table",
		  "word      text               addresses              data         object         "
		  "         flag  "
		  "offset                size_bytes            rtt_ms  words    numbers  "
		  "place      places            status\n"
		  "full      a \"b\", c\\\\\\x1b[1m  192.0.2.1 2001:db8::1  x\\x00\\xff\\n  {\"a "
		  "\\\"key\\\"\":[1,null]}  yes   "
		  "-9223372036854775808  18446744073709551615  0.250   one two  -1 0     "
		  "name=here  there:80; yonder  ok\n"
		  "answered                                                                        "
		  "                                                                                "
		  "                                  answered\n");
	ck_prints("empty|--format|table", "");
	ck_prints("not_found|--format|table",
		  "status     error\nnot_found  'not_found': made to end so\n");
}
END_TEST

START_TEST(table_counts_columns_not_bytes)
{
	setenv("LC_ALL", "C.UTF-8", 1);
	outcome_run(&outcome, &made_each,
		    "\xe6\xbc\xa2\xe5\xad\x97\xe6\xbc\xa2|full|--format|table", NULL);
	ck_assert_ptr_nonnull(strstr(outcome.out.data, "\nfull    a \"b\""));
	ck_assert_ptr_nonnull(strstr(outcome.out.data, "word    text "));
}
END_TEST

/* Its widths are those of the first 1,000 rows; what comes later pushes, and is not cut. */
START_TEST(table_has_the_widths_of_its_beginning)
{
	enum { ROWS_SIZE = 5 + 1000 * 10 };
	struct buf input = { 0 };

	for (int i = 0; i < 1000; i++)
		buf_puts(&input, "word-4567\n");
	buf_puts(&input, "longer-than-any\npart\nlonger-than-any\npart\n");
	outcome_run(&outcome, &made_each, "-|--format|table", buf_text(&input));
	ck_assert_uint_gt(outcome.out.size, ROWS_SIZE);
	ck_assert_int_eq(strncmp(outcome.out.data, "word\nword-4567\n", 15), 0);
	ck_assert_str_eq(
		outcome.out.data + ROWS_SIZE,
		"longer-than-any\n"
		"word       text        status   error\n" /* columns that were not there before */
		"           half of it  partial  the rest is missing: Connection refused\n"
		"longer-than-any              ok\n"
		"           half of it  partial  the rest is missing: Connection refused\n");
	buf_free(&input);
}
END_TEST

/* Of large rows fewer than 1,000 are waited for: no more than 1 MiB. */
START_TEST(table_waits_for_no_more_than_it_can_keep)
{
	enum { SIZE = 4000, COUNT = 300 };
	struct buf input = { 0 };

	for (int i = 0; i < COUNT; i++) {
		buf_fill(&input, 'x', SIZE);
		buf_putc(&input, '\n');
	}
	buf_puts(&input, "part\n");
	outcome_run(&outcome, &made_each, "-|--format|table", buf_text(&input));
	ck_assert_uint_gt(outcome.out.size, COUNT * (SIZE + 1) + 5);
	ck_assert_int_eq(strncmp(outcome.out.data + COUNT * (SIZE + 1) + 5, "word ", 5), 0);
	buf_free(&input);
}
END_TEST

/* ---- CSV -------------------------------------------------------------------------------- */

#define CSV_HEAD                                                                           \
	"type,status,error,word,text,addresses,data,object,flag,offset,size_bytes,rtt_ms," \
	"words,numbers,place,places\r\n"

START_TEST(csv_has_a_header_and_every_key)
{
	ck_prints("full|not_found|empty|--format|csv",
		  CSV_HEAD "result,ok,,full,\"a \"\"b\"\", c\\\\\\x1b[1m\",192.0.2.1 2001:db8::1,"
			   "x\\x00\\xff\\n,\"{\"\"a "
			   "\\\"\"key\\\"\"\"\":[1,null]}\",yes,-9223372036854775808,"
			   "18446744073709551615,0.250,one two,"
			   "-1 0,name=here,there:80; yonder\r\n"
			   "result,not_found,made to end so,,,,,,,,,,,,,\r\n"
			   "result,ok,,,,,,,,,,,,,,\r\n");
}
END_TEST

/* One type only: the first that comes. */
START_TEST(csv_prints_one_type)
{
	ck_prints("event|a|--format|csv",
		  "type,what,count_seen\r\nevent,\"it \"\"happened\"\"\",2\r\n");
	ck_prints("a|event|--format|csv", CSV_HEAD "result,ok,,a,,,,,,,,,,,,\r\n"
						   "result,ok,,event,,,,,,,,,,,,\r\n");
	ck_prints("a, b|\"|\"\"|,|a\nb|--format|csv",
		  CSV_HEAD "result,ok,,\"a, b\",,,,,,,,,,,,\r\nresult,ok,,\"\"\"\",,,,,,,,,,,,\r\n"
			   "result,ok,,\"\"\"\"\"\",,,,,,,,,,,,\r\nresult,ok,,\",\",,,,,,,,,,,,\r\n"
			   "result,ok,,a\\nb,,,,,,,,,,,,\r\n");
}
END_TEST

/* ---- --get ------------------------------------------------------------------------------ */

/* clang-format off */
static const struct { const char *words, *printed; } gets[] = {
	{ "a|b|--get|word", "a\nb\n" },
	{ "a|--get|word,word,text", "a\ta\t\n" },
	{ "a|--get|text", "\n" },
	{ "a|--get|text,addresses", "\t\n" },
	{ "full|--get|addresses", "192.0.2.1\n2001:db8::1\n" },
	{ "full|--get|word,addresses,numbers", "full\t192.0.2.1\t-1\nfull\t2001:db8::1\t0\n" },
	{ "full|--get|addresses[1],numbers[0]", "2001:db8::1\t-1\n" },
	{ "full|--get|addresses[7]", "\n" },
	{ "full|--get|places.name", "there\nyonder\n" },
	{ "full|--get|places.port,word", "80\tfull\n" },
	{ "full|--get|places[1].name,places[1].port", "yonder\t\n" },
	{ "full|--get|place.name,place", "here\tname=here\n" },
	{ "full|--get|text,data,flag,offset", "a \"b\", c\\\\\\x1b[1m\tx\\x00\\xff\\n\tyes\t-9223372036854775808\n" },
	{ "full|--get|addresses|--first", "192.0.2.1\n" },
	{ "three|--get|word|--first", "three-1\n" },
	{ "event|--get|word", "event\n" },
	{ "event|--get|what", "it \"happened\"\n" },
	{ "a|not_found|--get|type,status,error.kind,word", "result\tok\t\ta\nresult\tnot_found\tnot_found\t\n" },
	{ "part|--get|status,error.errno,error.text,text", "partial\tECONNREFUSED\tthe rest is missing: Connection refused\thalf of it\n" },
	{ "a\tb|--get|word", "a\\tb\n" },
};
/* clang-format on */

START_TEST(get_prints_values)
{
	ck_prints(gets[_i].words, gets[_i].printed);
}
END_TEST

/* ---- JSON ------------------------------------------------------------------------------- */

START_TEST(json_has_every_key)
{
	ck_prints(
		"full|not_found|event|part|--json",
		"{\"type\":\"result\",\"status\":\"ok\",\"error\":null,\"word\":\"full\",\"text\":"
		"\"a "
		"\\\"b\\\", c\\\\\\u001b[1m\",\"addresses\":[\"192.0.2.1\",\"2001:db8::1\"],"
		"\"data\":null,\"data_b64\":\"eAD/"
		"Cg==\",\"object\":{\"a "
		"\\\"key\\\"\":[1,null]},\"flag\":true,\"offset\":-9223372036854775808,"
		"\"size_bytes\":18446744073709551615,\"rtt_ms\":0.250,\"words\":[\"one\",\"two\"],"
		"\"numbers\":[-1,0],\"place\":{\"name\":\"here\",\"port\":null},\"places\":[{"
		"\"name\":"
		"\"there\",\"port\":80},{\"name\":\"yonder\",\"port\":null}]}\n"
		"{\"type\":\"result\",\"status\":\"not_found\",\"error\":{\"kind\":\"not_found\","
		"\"errno\":"
		"null,\"text\":\"made to end "
		"so\"},\"word\":null,\"text\":null,\"addresses\":null,\"data\":"
		"null,\"data_b64\":null,\"object\":null,\"flag\":null,\"offset\":null,\"size_"
		"bytes\":null,\"rtt_"
		"ms\":null,"
		"\"words\":null,\"numbers\":null,\"place\":null,\"places\":null}\n"
		"{\"type\":\"event\",\"what\":\"it \\\"happened\\\"\",\"count_seen\":2}\n"
		"{\"type\":\"result\",\"status\":\"ok\",\"error\":null,\"word\":\"event\",\"text\":"
		"null,"
		"\"addresses\":null,\"data\":null,\"data_b64\":null,\"object\":null,\"flag\":null,"
		"\"offset\":null,"
		"\"size_bytes\":null,\"rtt_ms\":null,\"words\":null,\"numbers\":null,\"place\":"
		"null,"
		"\"places\":null}\n"
		"{\"type\":\"result\",\"status\":\"partial\",\"error\":{\"kind\":\"partial\","
		"\"errno\":"
		"\"ECONNREFUSED\",\"text\":\"the rest is missing: Connection "
		"refused\"},\"word\":null,"
		"\"text\":\"half of "
		"it\",\"addresses\":null,\"data\":null,\"data_b64\":null,\"object\":null,\"flag\":"
		"null,"
		"\"offset\":null,\"size_bytes\":null,\"rtt_ms\":null,\"words\":null,\"numbers\":"
		"null,"
		"\"place\":null,\"places\":null}\n");
}
END_TEST

#define BYTES(text) text, sizeof(text) - 1
/* clang-format off */
static const struct { const char *text; size_t size; const char *json; } strings[] = {
	{ BYTES(""), "\"\"" }, { BYTES("plain"), "\"plain\"" }, { BYTES("\"\\/"), "\"\\\"\\\\/\"" },
	{ BYTES("\b\f\n\r\t"), "\"\\b\\f\\n\\r\\t\"" }, { BYTES("\0\x01\x1f\x7f"), "\"\\u0000\\u0001\\u001f\\u007f\"" },
	{ BYTES("\xc3\xa9\xe2\x82\xac"), "\"\xc3\xa9\xe2\x82\xac\"" }, { BYTES("\xc2\x9b"), "\"\\u009b\"" },
	{ BYTES("\xe2\x80\xae"), "\"\\u202e\"" }, { BYTES("\xf3\xa0\x81\x81"), "\"\\udb40\\udc41\"" },
	{ BYTES("\xf0\x9f\x98\x80"), "\"\xf0\x9f\x98\x80\"" }, { BYTES("\xff" "a\xc3"), "\"\\\\xffa\\\\xc3\"" },
	{ BYTES("\xed\xa0\x80"), "\"\\\\xed\\\\xa0\\\\x80\"" }, { BYTES("##[error]"), "\"##\\u005berror]\"" },
	{ BYTES("#[x]"), "\"#\\u005bx]\"" }, { BYTES("[x]#"), "\"[x]#\"" }, { BYTES("::error::x"), "\"::error::x\"" },
};
/* clang-format on */

START_TEST(json_strings)
{
	struct buf buf = { 0 };

	json_put_text(&buf, strings[_i].text, strings[_i].size);
	ck_assert_str_eq(buf_text(&buf), strings[_i].json);
	buf_free(&buf);
}
END_TEST

/* The strict reader takes what the writer puts, and gives the same text back where it was UTF-8. */
START_TEST(json_strings_read_back)
{
	for (uint32_t pair = 0; pair <= 0xffff; pair++) {
		char text[] = { (char)(pair >> 8), (char)pair };
		struct arena arena = { 0 };
		struct buf buf = { 0 };
		const struct json *root;
		struct json_text back;
		struct err err = { 0 };
		uint32_t code;
		bool valid = utf8_decode(&code, text, 2) == 2 ||
			     (!(text[0] & 0x80) && !(text[1] & 0x80));

		json_put_text(&buf, text, 2);
		ck_assert_msg(json_read(&root, &arena, buf.data, buf.size, &err), "%s", err.text);
		ck_assert(json_string(&back, root));
		ck_assert(!valid || (back.size == 2 && memcmp(back.data, text, 2) == 0));
		arena_free(&arena);
		buf_free(&buf);
	}
}
END_TEST

START_TEST(json_numbers_are_json)
{
	static const struct {
		double real;
		const char *json;
	} numbers[] = { { 0.5, "0.500" },
			{ -0.0001, "0.000" },
			{ 1e300 * 1e300, "null" },
			{ -1e300 * 1e300, "null" },
			{ (1e300 * 1e300) * 0, "null" },
			{ 1e16, "10000000000000000" } };
	const struct field field = FIELD("rtt_ms", FIELD_REAL, 0, UNIT_MS, "", NULL);

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		struct value value = { .state = VALUE_SET, .as.real = numbers[i].real };
		struct buf buf = { 0 };

		json_put_value(&buf, &field, &value);
		ck_assert_str_eq(buf_text(&buf), numbers[i].json);
		buf_free(&buf);
	}
}
END_TEST

/* ---- in every format -------------------------------------------------------------------- */

static const char *const formats[] = { "--format|text", "--format|table", "--json", "--format|csv",
				       "--get|text,status" };

/* Whatever is asked, no control byte and no byte above 126 but UTF-8 leaves. */
START_TEST(nothing_raw_leaves)
{
	char words[300] = "full|\033]0;x\a|a\nb\r|\xff\x9b|\xe2\x80\xae|not_found|-v|";

	strcat(words, formats[_i]);
	setenv("LC_ALL", _i % 2 ? "C" : "C.UTF-8", 1);
	outcome_run(&outcome, &made_each, words, NULL);
	for (size_t i = 0; i < outcome.out.size; i++) {
		unsigned char byte = (unsigned char)outcome.out.data[i];

		ck_assert_msg((byte >= 0x20 && byte < 0x7f) || byte == '\n' || byte == '\t' ||
				      (byte == '\r' && outcome.out.data[i + 1] == '\n'),
			      "byte %02x in %s", byte, outcome.out.data);
	}
}
END_TEST

START_TEST(no_format_lets_a_command_pass)
{
	char words[300] = "::error::a|##[error]b ##[c]|x|";

	strcat(words, formats[_i]);
	setenv("GITHUB_ACTIONS", "true", 1);
	outcome_run(&outcome, &made_each, words, NULL);
	ck_assert_ptr_null(strstr(outcome.out.data, "##["));
	ck_assert(strncmp(outcome.out.data, "::", 2) != 0);
	ck_assert_ptr_null(strstr(outcome.out.data, "\n::"));
	ck_assert_ptr_null(strstr(outcome.out.data, "\t::"));
	outcome_run(&outcome, &made_whole, "a|b|c|##[error]x", NULL);
	ck_assert_ptr_null(strstr(outcome.err.data, "##["));
	unsetenv("GITHUB_ACTIONS");
}
END_TEST

START_TEST(addresses_stay_as_they_are)
{
	setenv("GITHUB_ACTIONS", "true", 1);
	ck_prints("::1|::ffff:1.2.3.4|::/0|::1%lo|--get|word",
		  "::1\n::ffff:1.2.3.4\n::/0\n::1%lo\n");
	ck_prints("a|::error::x|--get|text,word", "\ta\n\t\\x3a:error::x\n");
	unsetenv("GITHUB_ACTIONS");
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *format_suite(void)
{
	Suite *suite = suite_create("format");
	TCase *tcase = tcase_create("format");

	tcase_add_checked_fixture(tcase, NULL, release);
	tcase_add_test(tcase, table_aligns_what_is_used);
	tcase_add_test(tcase, table_counts_columns_not_bytes);
	tcase_add_test(tcase, table_has_the_widths_of_its_beginning);
	tcase_add_test(tcase, table_waits_for_no_more_than_it_can_keep);
	tcase_add_test(tcase, csv_has_a_header_and_every_key);
	tcase_add_test(tcase, csv_prints_one_type);
	tcase_add_loop_test(tcase, get_prints_values, 0, ROWS(gets));
	tcase_add_test(tcase, json_has_every_key);
	tcase_add_loop_test(tcase, json_strings, 0, ROWS(strings));
	tcase_add_test(tcase, json_strings_read_back);
	tcase_add_test(tcase, json_numbers_are_json);
	tcase_add_loop_test(tcase, nothing_raw_leaves, 0, ROWS(formats));
	tcase_add_loop_test(tcase, no_format_lets_a_command_pass, 0, ROWS(formats));
	tcase_add_test(tcase, addresses_stay_as_they_are);
	suite_add_tcase(suite, tcase);
	return suite;
}
