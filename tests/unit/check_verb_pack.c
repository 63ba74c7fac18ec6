/* check_verb_pack -- pack, unpack and calcsize as verbs. That the bytes are those of Python's
 * struct is the witness's to say. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>

#include "suites.h"
#include "verb_bed.h"

static const struct verb_case cases[] = {
	{ "pack !H 80", 0, "x\"0050\"", 0 },
	{ "pack !HHHHHH 0x1a2b 0x0100 1 0 0 0", 0, "x\"1a2b01000001000000000000\"", 0 },
	{ "pack <i -5", 0, "x\"fbffffff\"", 0 },
	{ "pack 4s ab", 0, "x\"61620000\"", 0 },
	{ "pack 4s a%00b", 0, "x\"61006200\"", 0 },
	{ "pack 2s abc", 0, "ab", 0 },
	{ "pack 3s 'a'", 0, "'a'", 0 },     /* quotes are the shell's: these are bytes */
	{ "pack 4s \\x41", 0, "\\x41", 0 }, /* and so are escapes */
	{ "pack 3p %00%01", 0, "x\"020001\"", 0 },
	{ "pack cc %00 \\", 0, "x\"005c\"", 0 },
	{ "pack c %-", 2, NULL, 0 },
	{ "pack c ab", 2, NULL, 0 },
	{ "pack ? true", 0, "x\"01\"", 0 },
	{ "pack >d 1.5", 0, "x\"3ff8000000000000\"", 0 },
	{ "pack B 256", 2, NULL, 0 },
	{ "pack B 1%00", 2, NULL, 0 },
	{ "pack B x", 2, NULL, 0 },
	{ "pack B", 2, NULL, 0 },
	{ "pack B 1 2", 2, NULL, 0 },
	{ "pack z 1", 2, NULL, 0 },
	{ "pack B%00 1", 2, NULL, 0 },
	{ "pack %-", 0, "x\"\"", 0 },
	{ "pack", 2, NULL, 0 },
	{ "pack 99999999999s x", 2, NULL, 0 },
	{ "pack 9s --json", 0, "x\"2d2d6a736f6e000000\"", 0 }, /* the format ends options */
	{ "pack --expect x%220050%22 !H 80", 0, "x\"0050\"", 0 },

	{ "unpack !H %00P", 0, "[80]", 0 },
	{ "unpack <b3sx? %ffa%00b%00%01", 0, "[-1 x\"610062\" true]", 0 },
	{ "unpack >Q %ff%ff%ff%ff%ff%ff%ff%ff", 0, "[18446744073709551615]", 0 },
	{ "unpack >q %80%00%00%00%00%00%00%00", 0, "[-9223372036854775808]", 0 },
	{ "unpack >d %3f%f8%00%00%00%00%00%00", 0, "[1.5]", 0 },
	{ "unpack 0s %-", 0, "[x\"\"]", 0 },
	{ "unpack x %00", 0, "[]", 0 },
	{ "unpack %- %-", 0, "[]", 0 },
	{ "unpack !H %00", 2, NULL, 0 },
	{ "unpack !H %00%00%00", 2, NULL, 0 },
	{ "unpack !H", 2, NULL, 0 },
	{ "unpack !Z %00", 2, NULL, 0 },
	{ "unpack !H --", 0, "[11565]", 0 },
	{ "unpack --expect 80 !H %00P", 0, "[80]", 0 },
	{ "unpack --expect value[1]==2 BB %01%02", 0, "[1 2]", 0 },

	{ "calcsize @bhilq", 0, "24", 0 },
	{ "calcsize =bhilq", 0, "19", 0 },
	{ "calcsize %-", 0, "0", 0 },
	{ "calcsize 100000000s", 0, "100000000", 0 }, /* more than is ever packed */
	{ "calcsize 5", 2, NULL, 0 },
	{ "calcsize <n", 2, NULL, 0 },
	{ "calcsize b%00i", 2, NULL, 0 },
};

START_TEST(test_cases)
{
	verb_check(&cases[_i]);
}
END_TEST

static const char *const lines[] = { "pack !H4sd 80 ab 1.5", "unpack !H4s? %00Pab%00%00%01",
				     "calcsize !HHIIBBHHH",
				     "unpack --json 20B 01234567890123456789" };

START_TEST(test_allocations)
{
	ck_assert_uint_gt(verb_sweep(lines[_i], "malloc", ENOMEM), 0);
}
END_TEST

Suite *verb_pack_suite(void)
{
	Suite *suite = suite_create("verb_pack");
	TCase *each = tcase_create("each");

	tcase_add_loop_test(each, test_cases, 0, sizeof(cases) / sizeof(cases[0]));
	tcase_add_loop_test(each, test_allocations, 0, sizeof(lines) / sizeof(lines[0]));
	suite_add_tcase(suite, each);
	return suite;
}
