/* check_verb_convert -- verbs that write numbers and addresses in other ways; and what verbs share:
 * their words, and how bytes are shown. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "base/err.h"
#include "bench/verb_value.h"
#include "suites.h"
#include "verb_bed.h"

static const struct verb_case cases[] = {
	{ "htons 80", 0, "20480", 0 },
	{ "htons 0x50", 0, "20480", 0 },
	{ "htons 0", 0, "0", 0 },
	{ "htons 65535", 0, "65535", 0 },
	{ "htons 65536", 2, NULL, 0 },
	{ "htons -- -1", 2, NULL, 0 },
	{ "htons %-", 2, NULL, 0 },
	{ "htons 80%00", 2, NULL, 0 },
	{ "htons 80x", 2, NULL, 0 },
	{ "htons", 2, NULL, 0 },
	{ "htons 1 2", 2, NULL, 0 },
	{ "htons -", 2, NULL, 0 }, /* stdin is the shell's */
	{ "ntohs 20480", 0, "80", 0 },
	{ "htonl 0x7f000001", 0, "16777343", 0 },
	{ "htonl 4294967295", 0, "4294967295", 0 },
	{ "htonl 4294967296", 2, NULL, 0 },
	{ "htonl 18446744073709551616", 2, NULL, 0 },
	{ "ntohl 16777343", 0, "2130706433", 0 },

	{ "inet_aton 127.1", 0, "x\"7f000001\"", 0 },
	{ "inet_aton 65.66.67.68", 0, "ABCD", 0 },
	{ "inet_aton 0x7f.1", 0, "x\"7f000001\"", 0 },
	{ "inet_aton 1.2.3.4%20junk", 0, "x\"01020304\"", 0 },
	{ "inet_aton 1.2.3.4junk", 2, NULL, 0 },
	{ "inet_aton 1.2.3.4%00", 2, NULL, 0 },
	{ "inet_aton 256.1.1.1", 2, NULL, 0 },
	{ "inet_aton ::1", 2, NULL, 0 },
	{ "inet_aton %-", 2, NULL, 0 },

	{ "inet_ntoa %7f%00%00%01", 0, "127.0.0.1", 0 },
	{ "inet_ntoa -- -%00%00%01", 0, "45.0.0.1", 0 },
	{ "inet_ntoa %7f%00%00", 2, NULL, 0 },
	{ "inet_ntoa %7f%00%00%01%01", 2, NULL, 0 },
	{ "inet_ntoa %-", 2, NULL, 0 },

	{ "inet_pton AF_INET 127.0.0.1", 0, "x\"7f000001\"", 0 },
	{ "inet_pton inet 127.0.0.1", 0, "x\"7f000001\"", 0 },
	{ "inet_pton 2 127.0.0.1", 0, "x\"7f000001\"", 0 },
	{ "inet_pton AF_INET 127.1", 2, NULL, 0 },
	{ "inet_pton AF_INET ::1", 2, NULL, 0 },
	{ "inet_pton AF_INET6 ::1", 0, "x\"00000000000000000000000000000001\"", 0 },
	{ "inet_pton AF_INET6 fe80::1%25lo", 2, NULL, 0 },
	{ "inet_pton AF_INET6 127.0.0.1", 2, NULL, 0 },
	{ "inet_pton AF_UNIX 127.0.0.1", 2, NULL, EAFNOSUPPORT },
	{ "inet_pton 99 127.0.0.1", 2, NULL, EAFNOSUPPORT },
	{ "inet_pton AF_FOO 127.0.0.1", 2, NULL, 0 },
	{ "inet_pton AF_INET%00 127.0.0.1", 2, NULL, 0 },
	{ "inet_pton AF_INET,AF_INET6 127.0.0.1", 2, NULL, 0 },
	{ "inet_pton AF_INET, 127.0.0.1", 2, NULL, 0 },

	{ "inet_ntop AF_INET %c0%00%02%01", 0, "192.0.2.1", 0 },
	{ "inet_ntop AF_INET -%00%02%01", 0, "45.0.2.1", 0 },
	{ "inet_ntop AF_INET6 0123456789abcdef", 0, "3031:3233:3435:3637:3839:6162:6364:6566", 0 },
	{ "inet_ntop AF_INET6 %c0%00%02%01", 2, NULL, 0 },
	{ "inet_ntop AF_PACKET %c0%00%02%01", 2, NULL, EAFNOSUPPORT },

	{ "htons --expect 20480 80", 0, "20480", 0 },
	{ "htons --expect 20481 80", 1, "20480", 0 },
	{ "inet_ntoa --expect 127.0.0.0/8 %7f%00%00%01", 0, "127.0.0.1", 0 },
	{ "inet_aton --expect \"\\x7f\"... 127.1", 0, "x\"7f000001\"", 0 },
	{ "inet_pton --expect EAFNOSUPPORT 99 1", 0, NULL, EAFNOSUPPORT },

	{ "recv_into", 2, NULL, 0 },
	{ "recv_into s 3 4 5", 2, NULL, 0 },
	{ "recvfrom_into s %00", 2, NULL, 0 },
	{ "recvfrom_into --expect invalid s 3", 0, NULL, 0 },
};

START_TEST(test_cases)
{
	verb_check(&cases[_i]);
}
END_TEST

START_TEST(test_allocations)
{
	static const char *const lines[] = { "htons 80", "inet_pton AF_INET6 ::1",
					     "inet_ntop AF_INET 1234", "inet_aton --json 127.1" };

	ck_assert_uint_gt(verb_sweep(lines[_i], "malloc", ENOMEM), 0);
}
END_TEST

static const struct {
	const char *bytes;
	size_t size;
	const char *text;
} shown[] = {
	{ "", 0, "\"\"" },
	{ "PONG\r\n", 6, "\"PONG\\r\\n\"" },
	{ "say \"$x\\\"\t", 10, "\"say \\\"\\$x\\\\\\\"\\t\"" },
	{ "abc\0", 4, "\"abc\\x00\"" },
	{ "ab\0\0", 4, "x\"6162 0000\"" },
	{ "\xff", 1, "x\"ff\"" },
	{ "\x1a\x2b\x01", 3, "x\"1a2b 01\"" },
	{ "caf\xc3\xa9 au lait", 13, "\"caf\\xc3\\xa9 au lait\"" },
};

START_TEST(test_bytes)
{
	struct buf text = { 0 };

	verb_put_bytes(&text, (struct word){ shown[_i].bytes, shown[_i].size });
	ck_assert_str_eq(buf_text(&text), shown[_i].text);
	buf_free(&text);
}
END_TEST

Suite *verb_convert_suite(void)
{
	Suite *suite = suite_create("verb_convert");
	TCase *each = tcase_create("each");

	tcase_add_loop_test(each, test_cases, 0, sizeof(cases) / sizeof(cases[0]));
	tcase_add_loop_test(each, test_allocations, 0, 4);
	tcase_add_loop_test(each, test_bytes, 0, sizeof(shown) / sizeof(shown[0]));
	suite_add_tcase(suite, each);
	return suite;
}
