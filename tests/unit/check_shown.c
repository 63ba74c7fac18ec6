/* check_shown -- payload on a terminal: lines as lines, nothing that acts, the same however it
 * comes. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "cli/shown.h"
#include "fault.h"
#include "suites.h"

static const struct charset utf8 = { .utf8 = true };

static const struct {
	const char *said, *shown;
} cases[] = {
	{ "", "" },
	{ "line\n", "line\n" },
	{ "a\tb", "a\tb" },
	{ "HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\n\n" },
	{ "lone\rcr", "lone\\x0dcr" },
	{ "two\r\r\n", "two\\x0d\n" },
	{ "end\r", "end\\x0d" },
	{ "\x1b[2J\x07\x9b", "\\x1b[2J\\x07\\x9b" },
	{ "back\\slash", "back\\\\slash" },
	{ "na\xc3\xafve \xe2\x98\x83 \xf0\x9d\x84\x9e",
	  "na\xc3\xafve \xe2\x98\x83 \xf0\x9d\x84\x9e" },
	{ "half \xe2\x98", "half \\xe2\\x98" },
	{ "\xe2\x98\n", "\\xe2\\x98\n" },
	{ "bidi \xe2\x80\xae", "bidi \\xe2\\x80\\xae" },
};

/* The same text, whole and in pieces of every size. */
START_TEST(shows_the_same_however_it_is_cut)
{
	const char *said = cases[_i].said;
	size_t size = strlen(said);

	for (size_t step = 1; step <= size + 1; step++) {
		struct shown shown = { 0 };
		struct buf buf = { 0 };

		for (size_t at = 0; at < size; at += step)
			shown_put(&shown, &buf, said + at, size - at < step ? size - at : step,
				  utf8);
		shown_end(&shown, &buf, utf8);
		shown_end(&shown, &buf, utf8);
		ck_assert_str_eq(buf_text(&buf), cases[_i].shown);
		buf_free(&buf);
	}
}
END_TEST

/* What is not open is not held back. */
START_TEST(holds_back_only_what_is_open)
{
	static const struct {
		const char *said;
		size_t open;
	} rows[] = { { "abc", 0 },         { "abc\r", 1 },           { "abc\xc3", 1 },
		     { "abc\xe2\x98", 2 }, { "abc\xf0\x9d\x84", 3 }, { "abc\xff", 0 },
		     { "abc\x80\x80", 0 }, { "\xc3\xa9", 0 } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct shown shown = { 0 };
		struct buf buf = { 0 };

		shown_put(&shown, &buf, rows[i].said, strlen(rows[i].said), utf8);
		ck_assert_uint_eq(shown.size, rows[i].open);
		buf_free(&buf);
	}
}
END_TEST

static bool lied;

static void show_once(void)
{
	struct shown shown = { 0 };
	struct buf buf = { 0 };

	shown_put(&shown, &buf, "\xe2\x98", 2, utf8);
	shown_put(&shown, &buf, "\x83", 1, utf8);
	if (!buf.failed && (buf.size != 3 || shown.size != 0))
		lied = true;
	buf_free(&buf);
}

START_TEST(survives_shortage)
{
	ck_assert_uint_eq(fault_sweep("malloc", ENOMEM, show_once), 2);
	ck_assert(!lied);
}
END_TEST

Suite *shown_suite(void)
{
	Suite *suite = suite_create("shown");
	TCase *tcase = tcase_create("shown");

	tcase_add_loop_test(tcase, shows_the_same_however_it_is_cut, 0,
			    (int)(sizeof(cases) / sizeof(cases[0])));
	tcase_add_test(tcase, holds_back_only_what_is_open);
	tcase_add_test(tcase, survives_shortage);
	suite_add_tcase(suite, tcase);
	return suite;
}
