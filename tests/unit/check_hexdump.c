/* check_hexdump -- lines of bytes: offsets, widths, marks. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "cli/hexdump.h"
#include "fault.h"
#include "suites.h"

static const struct {
	const char *data;
	size_t size;
	uint64_t offset;
	char mark;
	size_t columns;
	const char *lines;
} cases[] = {
	{ "", 0, 0, '>', 0, "" },
	{ "\0", 1, 0, '>', 80,
	  "> 00000000  00                                                |.|\n" },
	{ "0123456789abcdefg", 17, 0, '<', 0,
	  "< 00000000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  |0123456789abcdef|\n"
	  "< 00000010  67                                                |g|\n" },
	{ "\x7f\x80\xff ~|", 6, 0xfffffff0, 0, 0,
	  "fffffff0  7f 80 ff 20 7e 7c                                 |... ~||\n" },
	{ "x", 1, UINT64_C(0x123456789a), 0, 0,
	  "123456789a  78                                                |x|\n" },
	{ "x", 1, UINT64_MAX, 0, 0,
	  "ffffffffffffffff  78                                                |x|\n" },
	{ "012345678", 9, 0, '>', 79,
	  "> 00000000  30 31 32 33 34 35 36 37  |01234567|\n"
	  "> 00000008  38                       |8|\n" },
	{ "01234", 5, 0, '>', 40,
	  "> 00000000  30 31 32 33  |0123|\n"
	  "> 00000004  34           |4|\n" },
};

START_TEST(puts_lines)
{
	struct buf buf = { 0 };

	hexdump_put(&buf, cases[_i].data, cases[_i].size, cases[_i].offset, cases[_i].mark,
		    cases[_i].columns);
	ck_assert_str_eq(buf_text(&buf), cases[_i].lines);
	buf_free(&buf);
}
END_TEST

/* No line is wider than it may be, and 80 columns hold 16 bytes. */
START_TEST(keeps_to_the_columns)
{
	static const char data[64] = "x";

	for (size_t columns = 31; columns < 200; columns++) {
		struct buf buf = { 0 };
		const char *line;

		hexdump_put(&buf, data, sizeof(data), 0, '>', columns);
		line = buf_text(&buf);
		while (*line) {
			size_t size = strcspn(line, "\n");

			ck_assert_uint_le(size, columns);
			ck_assert(columns < 80 || size == 80);
			line += size + 1;
		}
		buf_free(&buf);
	}
}
END_TEST

static bool lied;

static void put_once(void)
{
	struct buf buf = { 0 };

	hexdump_put(&buf, "0123456789", 10, 0, '>', 0);
	if (!buf.failed && buf.size != 75)
		lied = true;
	buf_free(&buf);
}

START_TEST(survives_shortage)
{
	ck_assert_uint_eq(fault_sweep("malloc", ENOMEM, put_once), 1);
	ck_assert(!lied);
}
END_TEST

Suite *hexdump_suite(void)
{
	Suite *suite = suite_create("hexdump");
	TCase *tcase = tcase_create("hexdump");

	tcase_add_loop_test(tcase, puts_lines, 0, (int)(sizeof(cases) / sizeof(cases[0])));
	tcase_add_test(tcase, keeps_to_the_columns);
	tcase_add_test(tcase, survives_shortage);
	suite_add_tcase(suite, tcase);
	return suite;
}
