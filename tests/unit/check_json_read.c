/* check_json_read -- JSON texts: what is read, what is refused and where, and the limits. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "cli/json.h"
#include "cli/json_read.h"
#include "fault.h"
#include "json_write.h"
#include "sample.h"
#include "suites.h"

#define ROWS(table) (int)(sizeof(table) / sizeof((table)[0]))
#define TEXT(literal) literal, sizeof(literal) - 1

/* clang-format off */
static const struct { const char *text; size_t size; const char *written; } valid[] = {
	{ TEXT("null"), "null" },
	{ TEXT(" \t\r\n true \n"), "true" },
	{ TEXT("false"), "false" },
	{ TEXT("0"), "0" },
	{ TEXT("-0"), "-0" },
	{ TEXT("-1"), "-1" },
	{ TEXT("123456789012345678901234567890"), "123456789012345678901234567890" },
	{ TEXT("1.5"), "1.5" },
	{ TEXT("0.10"), "0.10" },
	{ TEXT("1e5"), "1e5" },
	{ TEXT("1E+05"), "1E+05" },
	{ TEXT("1.25e-7"), "1.25e-7" },
	{ TEXT("1e999"), "1e999" },
	{ TEXT("\"\""), "\"\"" },
	{ TEXT("\"abc\""), "\"abc\"" },
	{ TEXT("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""), "\"\\u0022\\u005c/\\u0008\\u000c\\u000a\\u000d\\u0009\"" },
	{ TEXT("\"\\u0041\\u00e4\\u263A\\uffff\""), "\"A\\u00e4\\u263a\\uffff\"" },
	{ TEXT("\"\\u0000\""), "\"\\u0000\"" },
	{ TEXT("\"a\\u0000b\""), "\"a\\u0000b\"" },
	{ TEXT("\"\\ud83d\\ude00\""), "\"\\ud83d\\ude00\"" },
	{ TEXT("\"\\uD800\\uDC00\\uDBFF\\uDFFF\""), "\"\\ud800\\udc00\\udbff\\udfff\"" },
	{ TEXT("\"\xc3\xa4\xe2\x98\xba\xf0\x9f\x98\x80\""), "\"\\u00e4\\u263a\\ud83d\\ude00\"" },
	{ TEXT("\"\x7f\""), "\"\\u007f\"" },
	{ TEXT("\"\xef\xbf\xbf\""), "\"\\uffff\"" },
	{ TEXT("\"\xe2\x80\xa8\""), "\"\\u2028\"" },
	{ TEXT("\"\xf4\x8f\xbf\xbf\""), "\"\\udbff\\udfff\"" },
	{ TEXT("[]"), "[]" },
	{ TEXT("[ ]"), "[]" },
	{ TEXT("[1]"), "[1]" },
	{ TEXT(" [ 1 , 2 , 3 ] "), "[1,2,3]" },
	{ TEXT("[[],[[]],{}]"), "[[],[[]],{}]" },
	{ TEXT("[null,true,false,0,\"\",[],{}]"), "[null,true,false,0,\"\",[],{}]" },
	{ TEXT("{}"), "{}" },
	{ TEXT("{ }"), "{}" },
	{ TEXT("{\"a\":1}"), "{\"a\":1}" },
	{ TEXT("{\"\":0}"), "{\"\":0}" },
	{ TEXT(" { \"b\" : 1 , \"a\" : [ 2 ] , \"c\" : { \"a\" : null } } "), "{\"b\":1,\"a\":[2],\"c\":{\"a\":null}}" },
	{ TEXT("{\"a\":1,\"A\":2,\"aa\":3,\"\":4}"), "{\"a\":1,\"A\":2,\"aa\":3,\"\":4}" },
	{ TEXT("{\"a\":1,\"a\\u0000\":2,\"a\\u0000b\":3}"), "{\"a\":1,\"a\\u0000\":2,\"a\\u0000b\":3}" },
	{ TEXT("[{\"a\":1},{\"a\":1}]"), "[{\"a\":1},{\"a\":1}]" },
};

static const struct { const char *text; size_t size, at; const char *says; } invalid[] = {
	{ TEXT(""), 0, "a value is missing" },
	{ TEXT("   "), 3, "a value is missing" },
	{ TEXT("nul"), 0, "a value is missing" },
	{ TEXT("nulll"), 4, "goes on behind its value" },
	{ TEXT("True"), 0, "a value is missing" },
	{ TEXT("NaN"), 0, "a value is missing" },
	{ TEXT("Infinity"), 0, "a value is missing" },
	{ TEXT("-Infinity"), 1, "a digit is missing" },
	{ TEXT("undefined"), 0, "a value is missing" },
	{ TEXT("'a'"), 0, "a value is missing" },
	{ TEXT("1 2"), 2, "goes on behind its value" },
	{ TEXT("1,"), 1, "goes on behind its value" },
	{ TEXT("[1]]"), 3, "goes on behind its value" },
	{ TEXT("{}{}"), 2, "goes on behind its value" },
	{ TEXT("\xef\xbb\xbf{}"), 0, "a value is missing" },
	{ TEXT("[]\0"), 2, "goes on behind its value" },
	{ TEXT("\0"), 0, "a value is missing" },
	{ TEXT("[1,\0 2]"), 3, "a value is missing" },
	{ TEXT("[1\0]"), 2, "',' or ']' is missing" },
	{ TEXT("[1,\f2]"), 3, "a value is missing" },
	{ TEXT("[1,\xc2\xa0 2]"), 3, "a value is missing" },
	{ TEXT("// c\n1"), 0, "a value is missing" },
	{ TEXT("/* c */1"), 0, "a value is missing" },

	{ TEXT("+1"), 0, "a value is missing" },
	{ TEXT("-"), 1, "a digit is missing" },
	{ TEXT("--1"), 1, "a digit is missing" },
	{ TEXT("- 1"), 1, "a digit is missing" },
	{ TEXT("01"), 1, "goes on behind its value" },
	{ TEXT("-01"), 2, "goes on behind its value" },
	{ TEXT("00"), 1, "goes on behind its value" },
	{ TEXT("0x1f"), 1, "goes on behind its value" },
	{ TEXT("1."), 2, "a digit is missing" },
	{ TEXT(".5"), 0, "a value is missing" },
	{ TEXT("-.5"), 1, "a digit is missing" },
	{ TEXT("1.e5"), 2, "a digit is missing" },
	{ TEXT("1e"), 2, "a digit is missing" },
	{ TEXT("1e+"), 3, "a digit is missing" },
	{ TEXT("1e5.5"), 3, "goes on behind its value" },
	{ TEXT("1_000"), 1, "goes on behind its value" },
	{ TEXT("[1.5.5]"), 4, "',' or ']' is missing" },
	{ TEXT("\xef\xbc\x91"), 0, "a value is missing" },

	{ TEXT("\""), 1, "a string is never closed" },
	{ TEXT("\"abc"), 4, "a string is never closed" },
	{ TEXT("\"abc\\"), 4, "this escape does not exist" },
	{ TEXT("\"abc\\\""), 6, "a string is never closed" },
	{ TEXT("\"\\x41\""), 1, "this escape does not exist" },
	{ TEXT("\"\\'\""), 1, "this escape does not exist" },
	{ TEXT("\"\\U0041\""), 1, "this escape does not exist" },
	{ TEXT("\"\\0\""), 1, "this escape does not exist" },
	{ TEXT("\"\\\0\""), 1, "this escape does not exist" },
	{ TEXT("\"\\u\""), 3, "\\u takes four hex digits" },
	{ TEXT("\"\\u004\""), 6, "\\u takes four hex digits" },
	{ TEXT("\"\\u004"), 6, "\\u takes four hex digits" },
	{ TEXT("\"\\u00g0\""), 5, "\\u takes four hex digits" },
	{ TEXT("\"\\u+041\""), 3, "\\u takes four hex digits" },
	{ TEXT("\"\\ud800\""), 1, "a surrogate stands alone" },
	{ TEXT("\"\\udc00\""), 1, "a surrogate stands alone" },
	{ TEXT("\"\\ud800x\""), 1, "a surrogate stands alone" },
	{ TEXT("\"\\ud800\\n\""), 1, "a surrogate stands alone" },
	{ TEXT("\"\\ud800\\ud800\""), 1, "a surrogate stands alone" },
	{ TEXT("\"\\ud800\\u0041\""), 1, "a surrogate stands alone" },
	{ TEXT("\"\\udc00\\ud800\""), 1, "a surrogate stands alone" },
	{ TEXT("\"\\ud800\\u12\""), 11, "\\u takes four hex digits" },
	{ TEXT("\"\\ud800"), 1, "a surrogate stands alone" },
	{ TEXT("\"\\ud800\\"), 1, "a surrogate stands alone" },
	{ TEXT("\"a\tb\""), 2, "a control character must be escaped" },
	{ TEXT("\"a\nb\""), 2, "a control character must be escaped" },
	{ TEXT("\"a\0b\""), 2, "a control character must be escaped" },
	{ TEXT("\"\x1f\""), 1, "a control character must be escaped" },
	{ TEXT("\"\x80\""), 1, "this is not UTF-8" },
	{ TEXT("\"a\xc3\""), 2, "this is not UTF-8" },
	{ TEXT("\"\xc3"), 1, "this is not UTF-8" },
	{ TEXT("\"\xc0\x80\""), 1, "this is not UTF-8" },
	{ TEXT("\"\xc1\xbf\""), 1, "this is not UTF-8" },
	{ TEXT("\"\xe0\x80\xaf\""), 1, "this is not UTF-8" },
	{ TEXT("\"\xf0\x80\x80\xaf\""), 1, "this is not UTF-8" },
	{ TEXT("\"\xed\xa0\x80\""), 1, "this is not UTF-8" },
	{ TEXT("\"\xf4\x90\x80\x80\""), 1, "this is not UTF-8" },
	{ TEXT("\"\xf8\x88\x80\x80\x80\""), 1, "this is not UTF-8" },
	{ TEXT("\"\xff\""), 1, "this is not UTF-8" },

	{ TEXT("["), 1, "a value is missing" },
	{ TEXT("[1"), 2, "',' or ']' is missing" },
	{ TEXT("[1,"), 3, "a value is missing" },
	{ TEXT("[1,]"), 3, "a value is missing" },
	{ TEXT("[,1]"), 1, "a value is missing" },
	{ TEXT("[,]"), 1, "a value is missing" },
	{ TEXT("[1,,2]"), 3, "a value is missing" },
	{ TEXT("[1 2]"), 3, "',' or ']' is missing" },
	{ TEXT("[1:2]"), 2, "',' or ']' is missing" },
	{ TEXT("[1}"), 2, "',' or ']' is missing" },
	{ TEXT("]"), 0, "a value is missing" },
	{ TEXT("[\"a\""), 4, "',' or ']' is missing" },

	{ TEXT("{"), 1, "a key is missing" },
	{ TEXT("}"), 0, "a value is missing" },
	{ TEXT("{a:1}"), 1, "a key is missing" },
	{ TEXT("{'a':1}"), 1, "a key is missing" },
	{ TEXT("{1:1}"), 1, "a key is missing" },
	{ TEXT("{null:1}"), 1, "a key is missing" },
	{ TEXT("{\"a\"}"), 4, "':' is missing" },
	{ TEXT("{\"a\" 1}"), 5, "':' is missing" },
	{ TEXT("{\"a\",1}"), 4, "':' is missing" },
	{ TEXT("{\"a\":}"), 5, "a value is missing" },
	{ TEXT("{\"a\"::1}"), 5, "a value is missing" },
	{ TEXT("{\"a\":1"), 6, "',' or '}' is missing" },
	{ TEXT("{\"a\":1,}"), 7, "a key is missing" },
	{ TEXT("{,\"a\":1}"), 1, "a key is missing" },
	{ TEXT("{\"a\":1,,\"b\":2}"), 7, "a key is missing" },
	{ TEXT("{\"a\":1 \"b\":2}"), 7, "',' or '}' is missing" },
	{ TEXT("{\"a\":1]"), 6, "',' or '}' is missing" },
	{ TEXT("{\"a\":1;\"b\":2}"), 6, "',' or '}' is missing" },
	{ TEXT("{\"a\":1,\"a\":1}"), 0, "this object has the key 'a' twice" },
	{ TEXT("[{\"a\":1,\"b\":2,\"\\u0061\":3}]"), 1, "this object has the key 'a' twice" },
	{ TEXT("{\"x\":{\"\":1,\"\":2}}"), 5, "this object has the key '' twice" },
	{ TEXT("{\"d\":1,\"c\":1,\"b\":1,\"a\":1,\"c\":1}"), 0, "this object has the key 'c' twice" },
};
/* clang-format on */

/* Read a copy that ends where the text ends, so that reading on is seen. */
static bool read_copy(const struct json **root, struct arena *arena, const char *text, size_t size,
		      struct err *err)
{
	char *copy = malloc(size ? size : 1);
	bool ok;

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, text, size);
	ok = json_read(root, arena, copy, size, err);
	free(copy);
	return ok;
}

START_TEST(reads)
{
	const struct json *root = NULL, *again = NULL;
	struct arena arena = { 0 };
	struct buf written = { 0 };
	struct err err;

	ck_assert_msg(read_copy(&root, &arena, valid[_i].text, valid[_i].size, &err), "%s: %s",
		      valid[_i].text, err.text);
	json_write(&written, root);
	ck_assert_str_eq(buf_text(&written), valid[_i].written);
	ck_assert(read_copy(&again, &arena, written.data, written.size, &err));
	buf_clear(&written);
	json_write(&written, again);
	ck_assert_str_eq(buf_text(&written), valid[_i].written);
	buf_free(&written);
	arena_free(&arena);
}
END_TEST

START_TEST(refuses)
{
	static const struct json untouched;
	const struct json *root = &untouched;
	struct arena arena = { 0 };
	struct err err = { 0 };
	char place[40];

	ck_assert_msg(!read_copy(&root, &arena, invalid[_i].text, invalid[_i].size, &err), "%s",
		      invalid[_i].text);
	ck_assert_ptr_eq(root, &untouched);
	ck_assert_int_eq(err.kind, STATUS_INVALID);
	snprintf(place, sizeof(place), "byte %zu: ", invalid[_i].at);
	ck_assert_msg(strncmp(err.text, place, strlen(place)) == 0, "%s: %s", invalid[_i].text,
		      err.text);
	ck_assert_msg(strstr(err.text, invalid[_i].says), "%s: %s", invalid[_i].text, err.text);
	arena_free(&arena);
}
END_TEST

/* Every text that is cut short is refused, but for numbers and white space. */
START_TEST(refuses_parts)
{
	struct arena arena = { 0 };

	for (size_t size = 0; size + 1 < valid[_i].size; size++) {
		const struct json *root = NULL;
		const char *rest = valid[_i].text + size;
		struct err err;

		if (read_copy(&root, &arena, valid[_i].text, size, &err))
			ck_assert_msg(root->kind == JSON_NUMBER ||
					      strspn(rest, " \n") == valid[_i].size - size,
				      "%.*s", (int)size, valid[_i].text);
		arena_reset(&arena);
	}
	arena_free(&arena);
}
END_TEST

static bool read_nested(char open, char close, unsigned depth)
{
	char text[2 * JSON_DEPTH_MAX + 8];
	const struct json *root = NULL;
	struct arena arena = { 0 };
	struct err err;
	bool ok;

	memset(text, open, depth);
	memset(text + depth, close, depth);
	ok = read_copy(&root, &arena, text, (size_t)2 * depth, &err);
	arena_free(&arena);
	return ok;
}

START_TEST(limits_depth)
{
	static char text[100000];
	const struct json *root = NULL;
	struct arena arena = { 0 };
	struct err err;

	ck_assert(read_nested('[', ']', JSON_DEPTH_MAX));
	ck_assert(!read_nested('[', ']', JSON_DEPTH_MAX + 1));
	memset(text, '[', sizeof(text));
	ck_assert(!read_copy(&root, &arena, text, sizeof(text), &err));
	ck_assert_str_eq(err.text, "byte 64: nested too deeply");
	for (size_t i = 0; i + 5 <= sizeof(text); i += 5)
		memcpy(text + i, "{\"a\":", 5);
	ck_assert(!read_copy(&root, &arena, text, sizeof(text), &err));
	ck_assert_str_eq(err.text, "byte 320: nested too deeply");
	/* Side by side is not inside each other. */
	memset(text, ' ', sizeof(text));
	text[0] = '[';
	for (size_t i = 1; i + 5 < sizeof(text); i += 3)
		memcpy(text + i, "[],", 3);
	text[sizeof(text) - 2] = '0';
	text[sizeof(text) - 1] = ']';
	ck_assert_msg(read_copy(&root, &arena, text, sizeof(text), &err), "%s", err.text);
	arena_free(&arena);
}
END_TEST

START_TEST(limits_size)
{
	size_t size = JSON_SIZE_MAX + 1;
	char *text = malloc(size);
	const struct json *root = NULL;
	struct arena arena = { 0 };
	struct err err;

	ck_assert_ptr_nonnull(text);
	memset(text, ' ', size);
	text[0] = '1';
	ck_assert(json_read(&root, &arena, text, size - 1, &err));
	ck_assert(!json_read(&root, &arena, text, size, &err));
	ck_assert_ptr_nonnull(strstr(err.text, "larger"));
	text[0] = '[';
	for (size_t i = 1; i + 1 < size; i += 2)
		memcpy(text + i, "1,", 2);
	ck_assert(!json_read(&root, &arena, text, JSON_SIZE_MAX, &err));
	ck_assert_ptr_nonnull(strstr(err.text, "more than a million values"));
	ck_assert(!json_read(&root, &arena, NULL, 0, &err));
	free(text);
	arena_free(&arena);
}
END_TEST

/* The check for doubled keys takes no square time, whatever their order. */
START_TEST(many_keys)
{
	enum { KEYS = 200000 };
	struct buf text = { 0 };
	const struct json *root = NULL;
	struct arena arena = { 0 };
	struct err err;
	uint64_t value;

	buf_putc(&text, '{');
	for (unsigned i = 0; i < KEYS; i++)
		buf_printf(&text, "%s\"k%u\":%u", i ? "," : "", i * 7919u % KEYS, i);
	buf_putc(&text, '}');
	ck_assert_msg(json_read(&root, &arena, text.data, text.size, &err), "%s", err.text);
	ck_assert_uint_eq(root->as.list.count, KEYS);
	ck_assert(json_uint(&value, json_member(root, "k0")));
	ck_assert_uint_eq(value, 0);
	text.size--;
	buf_puts(&text, ",\"k77\":0}");
	ck_assert(!json_read(&root, &arena, text.data, text.size, &err));
	ck_assert_str_eq(err.text, "byte 0: this object has the key 'k77' twice");
	buf_free(&text);
	arena_free(&arena);
}
END_TEST

START_TEST(gets)
{
	static const char text[] =
		"{\"i\":-5,\"u\":18446744073709551615,\"min\":-9223372036854775808,"
		"\"over\":9223372036854775808,\"r\":1.5e3,\"huge\":1e999,"
		"\"tiny\":1e-999,\"s\":\"a\\u0000b\",\"t\":true,\"n\":null,"
		"\"l\":[1,[2,3]],\"o\":{\"x\":{\"y\":7}},\"one\":1.0}";
	const struct json *root = NULL;
	struct arena arena = { 0 };
	struct json_text string = { 0 };
	int64_t integer = 77;
	uint64_t whole = 77;
	double real = 77;
	bool flag = false;
	struct err err;

	ck_assert_msg(json_read(&root, &arena, text, strlen(text), &err), "%s", err.text);
	ck_assert(json_int(&integer, json_member(root, "i")) && integer == -5);
	ck_assert(json_int(&integer, json_member(root, "min")) && integer == INT64_MIN);
	ck_assert(!json_int(&integer, json_member(root, "over")) && integer == INT64_MIN);
	ck_assert(!json_int(&integer, json_member(root, "one")));
	ck_assert(!json_int(&integer, json_member(root, "s")));
	ck_assert(!json_int(&integer, json_member(root, "nosuch")));
	ck_assert(json_uint(&whole, json_member(root, "u")) && whole == UINT64_MAX);
	ck_assert(!json_uint(&whole, json_member(root, "i")));
	ck_assert(json_real(&real, json_member(root, "r")) && real == 1500);
	ck_assert(json_real(&real, json_member(root, "i")) && real == -5);
	ck_assert(!json_real(&real, json_member(root, "huge")) && real == -5);
	ck_assert(json_real(&real, json_member(root, "tiny")) && real == 0);
	ck_assert(!json_real(&real, json_member(root, "n")));
	ck_assert(json_string(&string, json_member(root, "s")));
	ck_assert_uint_eq(string.size, 3);
	ck_assert_mem_eq(string.data, "a\0b", 4);
	ck_assert(!json_string(&string, json_member(root, "i")));
	ck_assert(json_flag(&flag, json_member(root, "t")) && flag);
	ck_assert(!json_flag(&flag, json_member(root, "n")));
	ck_assert(json_uint(&whole, json_item(json_item(json_member(root, "l"), 1), 1)) &&
		  whole == 3);
	ck_assert_ptr_null(json_item(json_member(root, "l"), 2));
	ck_assert_ptr_null(json_item(root, 0));
	ck_assert_ptr_null(json_item(NULL, 0));
	ck_assert(json_uint(&whole, json_member(json_member(json_member(root, "o"), "x"), "y")));
	ck_assert_uint_eq(whole, 7);
	ck_assert_ptr_null(json_member(json_member(root, "l"), "x"));
	ck_assert_ptr_null(json_member(NULL, "x"));
	arena_free(&arena);
}
END_TEST

/* What the writer of records makes is JSON, and says what the record says. */
START_TEST(reads_records)
{
	static const char line[] = "result name=a%22%5c%0a%1b%c3%a4%f0%9f%98%80%ff port=443 "
				   "offset=-5 rtt_ms=1.25 agree=true aliases=%00 aliases=b "
				   "ratio=nan interfaces.name=lo data=%00%ff errno=ECONNREFUSED";
	struct arena arena = { 0 };
	struct buf text = { 0 };
	const struct json *root = NULL, *error;
	struct json_text string;
	struct sample sample;
	uint64_t port = 0;
	double rtt = 0;
	struct err err;

	ck_assert(sample_fill(&sample, &arena, sample_types, line));
	json_put_record(&text, sample.head, &sample.record);
	ck_assert_msg(json_read(&root, &arena, text.data, text.size, &err), "%s", err.text);
	ck_assert(json_uint(&port, json_member(root, "port")) && port == 443);
	ck_assert(json_real(&rtt, json_member(root, "rtt_ms")) && rtt == 1.25);
	ck_assert_int_eq(json_member(root, "ratio")->kind, JSON_NULL);
	ck_assert_int_eq(json_member(root, "data")->kind, JSON_NULL);
	ck_assert(json_string(&string, json_member(root, "data_b64")));
	ck_assert_str_eq(string.data, "AP8=");
	ck_assert(json_string(&string, json_member(root, "name")));
	ck_assert_str_eq(string.data, "a\"\\\n\033\xc3\xa4\xf0\x9f\x98\x80\\xff");
	ck_assert(json_string(&string, json_item(json_member(root, "aliases"), 0)));
	ck_assert_uint_eq(string.size, 1);
	error = json_member(root, "error");
	ck_assert(json_string(&string, json_member(error, "errno")));
	ck_assert_str_eq(string.data, "ECONNREFUSED");
	buf_free(&text);
	arena_free(&arena);
}
END_TEST

static void read_large(void)
{
	struct arena arena = { 0 };
	struct buf text = { 0 };
	const struct json *root = NULL;
	struct err err = { 0 };

	buf_putc(&text, '[');
	for (int i = 0; i < 200; i++)
		buf_puts(&text, "{\"a\":[1,\"text\"]},");
	buf_puts(&text, "0]");
	if (!text.failed && !json_read(&root, &arena, text.data, text.size, &err) &&
	    err.kind != STATUS_LACKING)
		abort();
	buf_free(&text);
	arena_free(&arena);
}

START_TEST(memory_runs_out)
{
	ck_assert_uint_gt(fault_sweep("malloc", ENOMEM, read_large), 5);
}
END_TEST

Suite *json_read_suite(void)
{
	Suite *suite = suite_create("json_read");
	TCase *tcase = tcase_create("json_read");

	tcase_add_loop_test(tcase, reads, 0, ROWS(valid));
	tcase_add_loop_test(tcase, refuses, 0, ROWS(invalid));
	tcase_add_loop_test(tcase, refuses_parts, 0, ROWS(valid));
	tcase_add_test(tcase, limits_depth);
	tcase_add_test(tcase, limits_size);
	tcase_add_test(tcase, many_keys);
	tcase_add_test(tcase, gets);
	tcase_add_test(tcase, reads_records);
	tcase_add_test(tcase, memory_runs_out);
	suite_add_tcase(suite, tcase);
	return suite;
}
