/* check_escape -- what stands behind backslashes, and what means nothing there. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "base/escape.h"
#include "fault.h"
#include "suites.h"

static const struct {
	const char *text, *bytes; /* bytes NULL: refused */
	size_t size;
} rows[] = {
	{ "", "", 0 },
	{ "plain", "plain", 5 },
	{ "a\\nb", "a\nb", 3 },
	{ "\\r\\t\\a\\b\\f\\v\\e", "\r\t\a\b\f\v\033", 7 },
	{ "\\\\n", "\\n", 2 },
	{ "\\\"\\'\\/\\?", "\"'/?", 4 },
	{ "\\0", "\0", 1 },
	{ "\\0\\00\\000", "\0\0\0", 3 },
	{ "\\101\\377", "A\xff", 2 },
	{ "\\1018", "A8", 2 },
	{ "\\x41\\xfF\\x00", "A\xff\0", 3 },
	{ "\\x410", "A0", 2 },
	{ "\\u{263a}", "\xe2\x98\xba", 3 },
	{ "\\u{41}\\u{10ffff}", "A\xf4\x8f\xbf\xbf", 5 },
	{ "\xff\x80", "\xff\x80", 2 },
	{ "\\", NULL, 0 },
	{ "a\\q", NULL, 0 },
	{ "\\8", NULL, 0 },
	{ "\\400", NULL, 0 },
	{ "\\x4", NULL, 0 },
	{ "\\xg0", NULL, 0 },
	{ "\\u41", NULL, 0 },
	{ "\\u{}", NULL, 0 },
	{ "\\u{110000}", NULL, 0 },
	{ "\\u{d800}", NULL, 0 },
	{ "\\u{41", NULL, 0 },
	{ "\\u{0000041}", NULL, 0 },
};

START_TEST(reads)
{
	struct buf buf = { 0 };
	struct err err = { 0 };
	bool fine;

	buf_puts(&buf, "kept");
	fine = escape_put(&buf, rows[_i].text, &err);
	ck_assert_int_eq(fine, rows[_i].bytes != NULL);
	ck_assert_uint_eq(buf.size, 4 + rows[_i].size);
	ck_assert_mem_eq(buf.data, "kept", 4);
	if (fine)
		ck_assert_mem_eq(buf.data + 4, rows[_i].bytes, rows[_i].size);
	ck_assert_int_eq(err.kind, fine ? STATUS_OK : STATUS_INVALID);
	buf_free(&buf);
}
END_TEST

START_TEST(quotes_what_means_nothing)
{
	struct buf buf = { 0 };
	struct err err = { 0 };

	ck_assert(!escape_put(&buf, "fine\\n but \\q", &err));
	ck_assert_str_eq(err.text, "'\\q' is no escape such as \\n \\r \\t \\0 \\\\ \\xNN");
	buf_free(&buf);
}
END_TEST

static unsigned untidy;

static void read_once(void)
{
	struct buf buf = { 0 };
	struct err err = { 0 };
	bool fine = escape_put(&buf, "a\\n", &err);

	untidy += fine != (buf.size == 2) || fine != (err.kind == STATUS_OK);
	buf_free(&buf);
}

START_TEST(memory_may_run_out)
{
	ck_assert_uint_eq(fault_sweep("malloc", ENOMEM, read_once), 1);
	ck_assert_uint_eq(untidy, 0);
}
END_TEST

Suite *escape_suite(void);
Suite *escape_suite(void)
{
	Suite *suite = suite_create("escape");
	TCase *tcase = tcase_create("escape");

	tcase_add_loop_test(tcase, reads, 0, sizeof(rows) / sizeof(rows[0]));
	tcase_add_test(tcase, quotes_what_means_nothing);
	tcase_add_test(tcase, memory_may_run_out);
	suite_add_tcase(suite, tcase);
	return suite;
}
