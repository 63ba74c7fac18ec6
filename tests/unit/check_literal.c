/* check_literal -- bytes and constants as the language of the shell writes them. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>
#include <sys/socket.h>

#include "lang/literal.h"
#include "net/names.h"
#include "suites.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))
#define BYTES(text)                    \
	{                              \
		text, sizeof(text) - 1 \
	}

static const struct {
	struct word bytes;
	bool is_text;
	const char *hex;
} rows[] = {
	{ BYTES(""), true, "x\"\"" },
	{ BYTES("a\tb\r\n"), true, "x\"6109 620d 0a\"" },
	{ BYTES("\xe2\x98\xba"), true, "x\"e298 ba\"" },
	{ BYTES("a\0"), false, "x\"6100\"" },
	{ BYTES("\x1b[1m"), false, "x\"1b5b 316d\"" },
	{ BYTES("\xff"), false, "x\"ff\"" },
	{ BYTES("\xe2\x80\xae"), false, "x\"e280 ae\"" }, /* turns the writing round */
};

START_TEST(tells_text_from_bytes)
{
	struct buf hex = { 0 };

	ck_assert_int_eq(literal_is_text(rows[_i].bytes), rows[_i].is_text);
	literal_put_hex(&hex, rows[_i].bytes);
	ck_assert_str_eq(buf_text(&hex), rows[_i].hex);
	buf_free(&hex);
}
END_TEST

static const struct {
	const char *text;
	int value; /* -1: it is none */
} flags[] = {
	{ "MSG_PEEK", MSG_PEEK },
	{ "peek|MSG_DONTWAIT", MSG_PEEK | MSG_DONTWAIT },
	{ "MSG_OOB,2", MSG_OOB | 2 },
	{ "0x40", 0x40 },
	{ "0", 0 },
	{ "", -1 },
	{ "MSG_PEEK|", -1 },
	{ "MSG_PEAK", -1 },
	{ "0x", -1 },
	{ "0x1234567890", -1 },
	{ "99999999999", -1 },
	{ "a-word-that-is-longer-than-any-constant-of-the-socket-interface-can-be", -1 },
};

START_TEST(reads_flags)
{
	struct err err = { 0 };
	int value = -1;

	ck_assert_int_eq(literal_flags(&value, names_msg_flags, "flag", flags[_i].text, &err),
			 flags[_i].value >= 0);
	ck_assert_int_eq(value, flags[_i].value);
	ck_assert_int_eq(err.kind, flags[_i].value >= 0 ? STATUS_OK : STATUS_INVALID);
}
END_TEST

Suite *literal_suite(void)
{
	Suite *suite = suite_create("literal");
	TCase *tests = tcase_create("literal");

	tcase_add_loop_test(tests, tells_text_from_bytes, 0, ROWS(rows));
	tcase_add_loop_test(tests, reads_flags, 0, ROWS(flags));
	suite_add_tcase(suite, tests);
	return suite;
}
