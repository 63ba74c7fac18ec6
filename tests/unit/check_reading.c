/* check_reading -- words for addresses, networks and ranges; loose readings; lists. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#include "fault.h"
#include "net/loose.h"
#include "net/reading.h"
#include "suites.h"

/* clang-format off */
static const struct { const char *text, *range; } good[] = {
	{ "1.2.3.4", "1.2.3.4-1.2.3.4" },
	{ "::1", "::1-::1" },
	{ "10.0.0.0/8", "10.0.0.0-10.255.255.255" },
	{ "10.1.2.3/8", "10.0.0.0-10.255.255.255" },
	{ "10.0.0.0/255.0.0.0", "10.0.0.0-10.255.255.255" },
	{ "10.0.0.0/0.255.255.255", "10.0.0.0-10.255.255.255" },
	{ "10.0.0.0/0xff000000", "10.0.0.0-10.255.255.255" },
	{ "10.0.0.0 255.0.0.0", "10.0.0.0-10.255.255.255" },
	{ "10.0.0.0\t 0xFF000000 ", "10.0.0.0-10.255.255.255" },
	{ "10.0.0.7 255.255.255.255", "10.0.0.7-10.0.0.7" },
	{ "0.0.0.0/0", "0.0.0.0-255.255.255.255" },
	{ "0.0.0.0/0.0.0.0", "0.0.0.0-255.255.255.255" },
	{ "1.2.3.4/31", "1.2.3.4-1.2.3.5" },
	{ "1.2.3.4/32", "1.2.3.4-1.2.3.4" },
	{ "1.2.3.4/08", "1.0.0.0-1.255.255.255" },
	{ "2001:db8::/32", "2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff" },
	{ "2001:db8::/ffff:ffff::", "2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff" },
	{ "::/0", "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" },
	{ "::1/128", "::1-::1" },
	{ "fe80::1%eth0", "fe80::1-fe80::1" },
	{ "fe80::1%br-lan", "fe80::1-fe80::1" },
	{ "fe80::1%br-lan/127", "fe80::-fe80::1" },
	{ "10.0.0.1-10.0.0.9", "10.0.0.1-10.0.0.9" },
	{ "10.0.0.1 - 10.0.0.9", "10.0.0.1-10.0.0.9" },
	{ "::1-::ffff", "::1-::ffff" },
	{ "1.1.1.1-1.1.1.1", "1.1.1.1-1.1.1.1" },
	{ "1.1.168.192.in-addr.arpa", "192.168.1.1-192.168.1.1" },
	{ "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.IP6.ARPA.", "::1-::1" },
};

static const struct { const char *text; const char *loose, *decimal; bool junk; } ambiguous[] = {
	{ "010.1.1.1", "8.1.1.1", "10.1.1.1", false },
	{ "127.1", "127.0.0.1", NULL, false },
	{ "1.2.3", "1.2.0.3", NULL, false },
	{ "0x7f000001", "127.0.0.1", NULL, false },
	{ "2130706433", "127.0.0.1", NULL, false },
	{ "00.00.00.00", "0.0.0.0", NULL, false },
	{ "1.2.3.4 junk", "1.2.3.4", NULL, true },
	{ "1.2.3.4 8", "1.2.3.4", NULL, true },
	{ "1.2.3.4\n", "1.2.3.4", NULL, true },
	{ "010.0.0.0/8", "8.0.0.0", "10.0.0.0", false },
	{ "10/8", "0.0.0.10", NULL, false },
	{ "1.1.1.1-9", "0.0.0.9", NULL, false },
	{ "09.1.1.1", NULL, NULL, false },
};

static const char *const bad[] = {
	"", "foo", "1.2.3.4.5", "256.1.1.1", "1.2.3.4junk", "1.2.3.4/33", "1.2.3.4/", "1.2.3.4/-1", "1.2.3.4/8/8",
	"1.2.3.4/255.0.255.0", "1.2.3.4 255.0.255.0", "1.2.3.4/0xff00ff00", "1.2.3.4/0xff", "1.2.3.4/ffff::", "::1/129",
	"::1/255.0.0.0", "::1/ff::ff", "/8", "-", "1.1.1.2-1.1.1.1", "1.1.1.1-::1", "1.1.1.1-", "-1.1.1.1", "foo-bar",
	"::1%lo", "fe80::1%", "fe80::1%an-interface-name-too-long", "fe80::1-fe80::2%lo", "1.2.3.4%lo", "08.1.1.1",
	"4294967296", "0x100000000", "1.1.168.in-addr.arpa", "01.1.168.192.in-addr.arpa", "x.ip6.arpa", "::1 ::2",
};
/* clang-format on */

START_TEST(reads)
{
	struct reading reading;
	struct range range;
	struct err err = { 0 };
	char text[RANGE_TEXT_MAX];

	ck_assert_msg(reading_parse(&reading, good[_i].text, NULL, READING_BOTH, &err), "%s: %s",
		      good[_i].text, err.text);
	range = reading_range(&reading);
	range_format(text, &range);
	ck_assert_str_eq(text, good[_i].range);
	ck_assert(reading_parse(&reading, good[_i].text, NULL, READING_STRICT, &err));
	ck_assert(reading_parse(&reading, good[_i].text, NULL, READING_LOOSE, &err));
}
END_TEST

static void ck_addr(const struct addr *addr, const char *expected)
{
	char text[ADDR_TEXT_MAX];

	addr_format(text, addr);
	ck_assert_str_eq(text, expected ? expected : "");
}

START_TEST(never_guesses)
{
	struct reading reading;
	struct err err = { 0 };
	bool inet_aton_reads = ambiguous[_i].loose;

	ck_assert(!reading_parse(&reading, ambiguous[_i].text, NULL, READING_BOTH, &err));
	ck_assert_int_eq(err.kind, inet_aton_reads ? STATUS_AMBIGUOUS : STATUS_INVALID);
	ck_addr(&reading.loose, ambiguous[_i].loose);
	ck_addr(&reading.decimal, ambiguous[_i].decimal);
	ck_assert(reading.junk == ambiguous[_i].junk);
	ck_assert(!reading_parse(&reading, ambiguous[_i].text, NULL, READING_STRICT, &err));
	ck_assert_int_eq(err.kind, STATUS_INVALID);
}
END_TEST

START_TEST(refuses)
{
	struct reading reading;
	struct err err = { 0 };

	for (int mode = READING_BOTH; mode <= READING_STRICT; mode++) {
		ck_assert_msg(
			!reading_parse(&reading, bad[_i], NULL, (enum reading_mode)mode, &err),
			"%s", bad[_i]);
		ck_assert_msg(err.kind == STATUS_INVALID, "%s: %s", bad[_i], err.text);
	}
}
END_TEST

START_TEST(takes_a_mask_apart)
{
	struct reading reading;
	struct err err = { 0 };

	ck_assert(reading_parse(&reading, "10.0.0.0", "255.255.0.0", READING_BOTH, &err));
	ck_assert_int_eq(reading.kind, READING_NETWORK);
	ck_assert_uint_eq(reading.network.bits, 16);
	ck_assert(!reading_parse(&reading, "10.0.0.0", "255.0.255.0", READING_BOTH, &err));
}
END_TEST

START_TEST(reads_no_endless_word)
{
	char word[5000];
	struct reading reading;
	struct err err = { 0 };

	memset(word, '1', sizeof(word));
	word[sizeof(word) - 1] = '\0';
	ck_assert(!reading_parse(&reading, word, NULL, READING_BOTH, &err));
	memcpy(word, "fe80::1%", 8);
	ck_assert(!reading_parse(&reading, word, NULL, READING_BOTH, &err));
	memcpy(word, "1.1.1.1/", 8);
	ck_assert(!reading_parse(&reading, word, NULL, READING_BOTH, &err));
	word[4000] = '-';
	ck_assert(!reading_parse(&reading, word, NULL, READING_BOTH, &err));
	ck_assert_int_eq(err.kind, STATUS_INVALID);
}
END_TEST

/* inet_aton(3) itself is the witness, over every short word of its alphabet. */
START_TEST(loose_is_inet_aton)
{
	static const char alphabet[] = "0178fFxX. g";
	enum { LENGTH = 6, LETTERS = sizeof(alphabet) - 1 };
	unsigned total = 1;

	for (int i = 0; i < LENGTH; i++)
		total *= LETTERS;
	for (unsigned n = (unsigned)_i; n < total; n += 8) {
		char word[LENGTH + 1] = "";
		struct in_addr theirs;
		struct addr ours;
		bool junk, fine;
		unsigned rest = n;

		for (int i = 0; i < LENGTH; i++, rest /= LETTERS)
			word[i] = alphabet[rest % LETTERS];
		fine = loose_parse(&ours, &junk, word);
		ck_assert_msg(fine == (inet_aton(word, &theirs) != 0), "'%s'", word);
		if (fine && memcmp(ours.byte, &theirs, 4) != 0)
			ck_abort_msg("'%s'", word);
	}
}
END_TEST

static unsigned list_count(const char *list, struct err *err)
{
	struct ranges ranges = { 0 };
	unsigned count = reading_list(&ranges, list, strlen(list), READING_BOTH, err)
				 ? (unsigned)ranges.count
				 : 99;

	ranges_free(&ranges);
	return count;
}

START_TEST(reads_lists)
{
	struct err err = { 0 };

	ck_assert_uint_eq(list_count("", &err), 0);
	ck_assert_uint_eq(list_count(" ,\n# nothing", &err), 0);
	ck_assert_uint_eq(list_count("1.1.1.1,::1 10.0.0.0/8\r\n# x\n1.1.1.1-1.1.1.2#y", &err), 4);
	ck_assert_uint_eq(list_count("1.1.1.1,foo", &err), 99);
	ck_assert_str_eq(err.text, "'foo': not an IP address, network or range");
	ck_assert_uint_eq(list_count("1.1.1.1,127.1", &err), 99);
	ck_assert_int_eq(err.kind, STATUS_AMBIGUOUS);
}
END_TEST

static unsigned lists_failed;

static void list_once(void)
{
	struct err err = { 0 };

	lists_failed += list_count("1.1.1.1 2.2.2.2", &err) == 99 && err.number == ENOMEM;
}

START_TEST(list_survives_no_memory)
{
	ck_assert_uint_eq(fault_sweep("malloc", ENOMEM, list_once), 1);
	ck_assert_uint_eq(lists_failed, 2);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *reading_suite(void)
{
	Suite *suite = suite_create("reading");
	TCase *tcase = tcase_create("reading");

	tcase_add_loop_test(tcase, reads, 0, ROWS(good));
	tcase_add_loop_test(tcase, never_guesses, 0, ROWS(ambiguous));
	tcase_add_loop_test(tcase, refuses, 0, ROWS(bad));
	tcase_add_test(tcase, takes_a_mask_apart);
	tcase_add_test(tcase, reads_no_endless_word);
	tcase_add_loop_test(tcase, loose_is_inet_aton, 0, rounds(160) < 8 ? 1 : 8);
	tcase_add_test(tcase, reads_lists);
	tcase_add_test(tcase, list_survives_no_memory);
	suite_add_tcase(suite, tcase);
	return suite;
}
