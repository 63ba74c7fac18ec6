/* check_markup -- text from outside stays text in XML, YAML, TAP, workflow commands, Nagios. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "check/markup.h"
#include "fault.h"
#include "suites.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))
#define BYTES(text) text, sizeof(text) - 1

typedef void put(struct buf *buf, const char *data, size_t size);

/* clang-format off */
static const struct { put *put; const char *text; size_t size; const char *expected; } rows[] = {
	{ xml_put_content, BYTES(""), "" },
	{ xml_put_content, BYTES("a<b>&\"'"), "a&lt;b&gt;&amp;&quot;&#39;" },
	{ xml_put_content, BYTES("]]>"), "]]&gt;" },
	{ xml_put_content, BYTES("<!-- -->"), "&lt;!-- --&gt;" },
	{ xml_put_content, BYTES("&amp;"), "&amp;amp;" },
	{ xml_put_content, BYTES("a\n\tb\r\n"), "a\n\tb\\x0d\n" },
	{ xml_put_value, BYTES("a\n\tb\r"), "a&#10;&#9;b\\x0d" },
	{ xml_put_content, BYTES("\0\x1b[31m\x7f"), "\\x00\\x1b[31m\\x7f" },
	{ xml_put_content, BYTES("\xff\xc3\xa9\xc3"), "\\xff\xc3\xa9\\xc3" },
	{ xml_put_content, BYTES("\xef\xbf\xbe\xef\xbf\xbf"), "\\xef\\xbf\\xbe\\xef\\xbf\\xbf" } /* U+FFFE, U+FFFF */,
	{ xml_put_content, BYTES("\xc2\x85\xe2\x80\xae"), "\\xc2\\x85\\xe2\\x80\\xae" } /* NEL, right to left */,
	{ xml_put_content, BYTES("\xed\xa0\x80"), "\\xed\\xa0\\x80" } /* a surrogate */,
	{ xml_put_content, BYTES("::error::a\n \t\xc2\xa0::x::b"), "&#58;:error::a\n \t\xc2\xa0&#58;:x::b" },
	{ xml_put_content, BYTES("##[error]a ##"), "&#35;#[error]a &#35;#" },
	{ xml_put_value, BYTES("#a: b ::c"), "#a: b ::c" },
	{ yaml_put, BYTES(""), "\"\"" },
	{ yaml_put, BYTES("plain: {x} # -"), "\"plain: {x} # -\"" },
	{ yaml_put, BYTES("a\"b\\"), "\"a\\\"b\\\\\"" },
	{ yaml_put, BYTES("a\nb\tc\r"), "\"a\\nb\\tc\\x0d\"" },
	{ yaml_put, BYTES("\0\x1b\x7f"), "\"\\x00\\x1b\\x7f\"" },
	{ yaml_put, BYTES("\xff" "a"), "\"\\\\xffa\"" },
	{ yaml_put, BYTES("\xc3\xa9\xf0\x9f\x98\x80"), "\"\xc3\xa9\xf0\x9f\x98\x80\"" },
	{ yaml_put, BYTES("\xc2\x85\xe2\x80\xa8\xef\xbb\xbf"), "\"\\u0085\\u2028\\ufeff\"" },
	{ yaml_put, BYTES("\xf3\xa0\x81\x81"), "\"\\U000e0041\"" },
	{ yaml_put, BYTES("a ##[error]x"), "\"a \\x23#[error]x\"" },
	{ yaml_put, BYTES("\n...\nok 1"), "\"\\n...\\nok 1\"" },
	{ tap_put, BYTES("a # TODO b # SKIP"), "a \\# TODO b \\# SKIP" },
	{ tap_put, BYTES("a\\# SKIP"), "a\\\\\\# SKIP" } /* neither: what is escaped is the mark */,
	{ tap_put, BYTES("x\nnot ok 2\r\nBail out!"), "x\\nnot ok 2\\x0d\\nBail out!" },
	{ tap_put, BYTES("\0\xff\x1b"), "\\x00\\xff\\x1b" },
	{ tap_put, BYTES("##[error]"), "\\#\\#[error]" },
	{ workflow_put_message, BYTES("a: b, 100% of\nit\r"), "a: b, 100%25 of%0Ait\\x0d" },
	{ workflow_put_message, BYTES("%0A::error::x"), "%250A::error::x" },
	{ workflow_put_message, BYTES("a\n::error::x"), "a%0A\\x3a:error::x" },
	{ workflow_put_message, BYTES("a\\.b\n\\\x1b"), "a\\.b%0A\\\\\\x1b" },
	{ workflow_put_message, BYTES("##[x]\n\n"), "\\x23#[x]%0A%0A" },
	{ workflow_put_message, BYTES("\0\x1b\xff"), "\\x00\\x1b\\xff" },
	{ workflow_put_property, BYTES("a:b,c%\n"), "a%3Ab%2Cc%25%0A" },
	{ workflow_put_property, BYTES("::error::"), "\\x3a%3Aerror%3A%3A" },
	{ nagios_put, BYTES("a|b=1;2\nc|"), "a\\x7cb=1;2\\nc\\x7c" },
	{ nagios_put, BYTES("\0\x1b\\|"), "\\x00\\x1b\\\\\\x7c" },
};
/* clang-format on */

START_TEST(stays_text)
{
	struct buf buf = { 0 };

	rows[_i].put(&buf, rows[_i].text, rows[_i].size);
	ck_assert_str_eq(buf_text(&buf), rows[_i].expected);
	buf_free(&buf);
}
END_TEST

static bool lied;

static void put_all(void)
{
	static const char text[] = "a\n::error::|<&>##[\x1b\xff# \\ \xe2\x80\xae";

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf buf = { 0 };

		for (int j = 0; j < 8; j++)
			rows[i].put(&buf, text, sizeof(text));
		lied = lied || (!buf.failed && memchr(buf.data, 0, buf.size));
		buf_free(&buf);
	}
}

START_TEST(survives_no_memory)
{
	ck_assert_uint_gt(fault_sweep("malloc", ENOMEM, put_all), 8);
	ck_assert(!lied);
}
END_TEST

Suite *markup_suite(void)
{
	Suite *suite = suite_create("markup");
	TCase *tcase = tcase_create("markup");

	tcase_add_loop_test(tcase, stays_text, 0, ROWS(rows));
	tcase_add_test(tcase, survives_no_memory);
	suite_add_tcase(suite, tcase);
	return suite;
}
