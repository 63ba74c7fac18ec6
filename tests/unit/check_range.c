/* check_range -- networks, ranges and lists of them, against a map with a bit an address. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "fault.h"
#include "net/ranges.h"
#include "net/reading.h"
#include "suites.h"

static struct reading read_word(const char *text)
{
	struct reading reading;
	struct err err = { 0 };

	ck_assert_msg(reading_parse(&reading, text, NULL, READING_STRICT, &err), "%s", text);
	return reading;
}

static struct range read_range(const char *text)
{
	struct reading reading = read_word(text);

	return reading_range(&reading);
}

static void ck_addr(struct addr addr, const char *expected)
{
	char text[ADDR_TEXT_MAX];

	addr_format(text, &addr);
	ck_assert_str_eq(text, expected);
}

/* clang-format off */
static const struct { const char *network, *canonical, *mask, *wildcard, *first, *last, *size; bool broadcast; } networks[] = {
	{ "10.1.2.3/8", "10.0.0.0/8", "255.0.0.0", "0.255.255.255", "10.0.0.1", "10.255.255.254", "16777216", true },
	{ "1.2.3.4/30", "1.2.3.4/30", "255.255.255.252", "0.0.0.3", "1.2.3.5", "1.2.3.6", "4", true },
	{ "1.2.3.4/31", "1.2.3.4/31", "255.255.255.254", "0.0.0.1", "1.2.3.4", "1.2.3.5", "2", false },
	{ "1.2.3.4/32", "1.2.3.4/32", "255.255.255.255", "0.0.0.0", "1.2.3.4", "1.2.3.4", "1", false },
	{ "1.2.3.4/0", "0.0.0.0/0", "0.0.0.0", "255.255.255.255", "0.0.0.1", "255.255.255.254", "4294967296", true },
	{ "1.2.3.255/23", "1.2.2.0/23", "255.255.254.0", "0.0.1.255", "1.2.2.1", "1.2.3.254", "512", true },
	{ "2001:db8::5/64", "2001:db8::/64", "ffff:ffff:ffff:ffff::", "::ffff:ffff:ffff:ffff", "2001:db8::1",
	  "2001:db8::ffff:ffff:ffff:ffff", "18446744073709551616", false },
	{ "::6/126", "::4/126", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffc", "::3", "::5", "::7", "4", false },
	{ "::5/127", "::4/127", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe", "::1", "::4", "::5", "2", false },
	{ "::5/128", "::5/128", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::", "::5", "::5", "1", false },
	{ "::/0", "::/0", "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::1",
	  "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "340282366920938463463374607431768211456", false },
};
/* clang-format on */

START_TEST(knows_networks)
{
	struct reading reading = read_word(networks[_i].network);
	struct range range = reading_range(&reading);
	char text[NETWORK_TEXT_MAX], size[RANGE_SIZE_MAX];

	ck_assert_uint_eq(network_format(text, &reading.network), strlen(networks[_i].canonical));
	ck_assert_str_eq(text, networks[_i].canonical);
	ck_addr(network_mask(&reading.network), networks[_i].mask);
	ck_addr(network_wildcard(&reading.network), networks[_i].wildcard);
	ck_addr(network_first_host(&reading.network), networks[_i].first);
	ck_addr(network_last_host(&reading.network), networks[_i].last);
	ck_assert(network_has_broadcast(&reading.network) == networks[_i].broadcast);
	ck_assert_uint_eq(range_size(size, &range), strlen(networks[_i].size));
	ck_assert_str_eq(size, networks[_i].size);
}
END_TEST

START_TEST(masks_mean_their_length)
{
	struct network network = { .addr = { .family = _i <= 32 ? AF_INET : AF_INET6 } };
	char text[ADDR_TEXT_MAX];
	struct addr mask;
	unsigned bits = 999;
	struct err err = { 0 };

	network.bits = (unsigned)(_i <= 32 ? _i : _i - 33);
	mask = network_mask(&network);
	addr_format(text, &mask);
	ck_assert(mask_parse(&bits, text, network.addr.family, &err));
	ck_assert_uint_eq(bits, network.bits);
}
END_TEST

START_TEST(plain_masks)
{
	static const char *const plain[] = { "255.0.0.0", "255.255.255.254", "255.0.255.0",
					     "0.0.0.255", "0xffff0000",      "0x00ffffff" };
	static const char *const other[] = { "0.0.0.0", "255.255.255.255", "10.0.0.0", "24",
					     "0xff",    "240.0.0.0",       "::",       "ffff::",
					     "foo",     "0xffffffff" };

	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		ck_assert_msg(mask_is_plain(plain[i], AF_INET), "%s", plain[i]);
	for (size_t i = 0; i < sizeof(other) / sizeof(other[0]); i++)
		ck_assert_msg(!mask_is_plain(other[i], AF_INET), "%s", other[i]);
	ck_assert(mask_is_plain("ffff:ffff::", AF_INET6));
	ck_assert(!mask_is_plain("::1", AF_INET6));
	ck_assert(!mask_is_plain("ff02::1", AF_INET6));
	ck_assert(!mask_is_plain("::", AF_INET6));
}
END_TEST

/* clang-format off */
static const struct { const char *a, *b; bool contains, overlaps; } pairs[] = {
	{ "10.0.0.0/8", "10.1.2.3", true, true },
	{ "10.0.0.0/8", "10.0.0.0/8", true, true },
	{ "10.0.0.0/8", "9.0.0.0-10.0.0.0", false, true },
	{ "10.0.0.0/8", "11.0.0.0", false, false },
	{ "10.0.0.0/8", "0.0.0.0/0", false, true },
	{ "0.0.0.0/0", "::/0", false, false },
	{ "::/0", "ffff::", true, true },
	{ "::1-::5", "::5-::9", false, true },
};
/* clang-format on */

START_TEST(compares)
{
	struct range a = read_range(pairs[_i].a), b = read_range(pairs[_i].b);

	ck_assert(range_contains(&a, &b) == pairs[_i].contains);
	ck_assert(range_overlaps(&a, &b) == pairs[_i].overlaps);
	ck_assert(range_overlaps(&b, &a) == pairs[_i].overlaps);
}
END_TEST

/* clang-format off */
static const struct { const char *range; unsigned min_bits; const char *networks; } walks[] = {
	{ "10.0.0.1-10.0.0.9", 0, "10.0.0.1/32 10.0.0.2/31 10.0.0.4/30 10.0.0.8/31 " },
	{ "0.0.0.0-255.255.255.255", 0, "0.0.0.0/0 " },
	{ "255.255.255.254-255.255.255.255", 0, "255.255.255.254/31 " },
	{ "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 0, "::/0 " },
	{ "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 1, "::/1 8000::/1 " },
	{ "::1-::4", 0, "::1/128 ::2/127 ::4/128 " },
	{ "1.2.3.0/24", 25, "1.2.3.0/25 1.2.3.128/25 " },
	{ "255.255.255.0/24", 26, "255.255.255.0/26 255.255.255.64/26 255.255.255.128/26 255.255.255.192/26 " },
	{ "1.2.3.4", 0, "1.2.3.4/32 " },
};
/* clang-format on */

START_TEST(walks_in_networks)
{
	struct range range = read_range(walks[_i].range);
	struct range_walk walk = range_walk_begin(&range, walks[_i].min_bits);
	struct network network;
	struct buf found = { 0 };

	while (range_walk_next(&walk, &network)) {
		char text[NETWORK_TEXT_MAX];

		network_format(text, &network);
		buf_puts(&found, text);
		buf_putc(&found, ' ');
	}
	ck_assert_str_eq(buf_text(&found), walks[_i].networks);
	ck_assert(!range_walk_next(&walk, &network));
	buf_free(&found);
}
END_TEST

/* ---- lists against a map ------------------------------------------------------------------ */

enum { MAP = 256 };

struct map {
	bool in[MAP];
};

/* Addresses at the top of all, so that whatever wraps is found. */
static struct addr addr_at(unsigned n)
{
	struct addr addr = { .family = AF_INET6 };

	memset(addr.byte, 0xff, 15);
	addr.byte[15] = (uint8_t)n;
	return addr;
}

static void add_random(struct ranges *ranges, struct map *map, unsigned *seed)
{
	unsigned first = (unsigned)rand_r(seed) % MAP, size = (unsigned)rand_r(seed) % 40;
	unsigned last = first + size < MAP ? first + size : MAP - 1;
	struct range range = { addr_at(first), addr_at(last) };

	ck_assert(ranges_add(ranges, &range));
	memset(map->in + first, true, last - first + 1);
}

static void ck_is_map(const struct ranges *ranges, const struct map *map)
{
	struct map found = { 0 };

	for (size_t i = 0; i < ranges->count; i++) {
		struct range_walk walk = range_walk_begin(&ranges->item[i], 0);
		struct network network;

		if (i > 0)
			ck_assert(!range_touches(&ranges->item[i - 1], &ranges->item[i]));
		while (range_walk_next(&walk, &network)) {
			unsigned first = network_first(&network).byte[15];
			unsigned last = network_last(&network).byte[15];

			for (unsigned n = first; n <= last; n++) {
				ck_assert(!found.in[n]);
				found.in[n] = true;
			}
		}
	}
	ck_assert(memcmp(&found, map, sizeof(found)) == 0);
}

START_TEST(lists_are_sets)
{
	unsigned seed = 7;

	for (int round = 0; round < rounds(20000); round++) {
		struct ranges all = { 0 }, gone = { 0 }, left = { 0 };
		struct map in_all = { 0 }, in_gone = { 0 };

		for (int i = round % 7; i >= 0; i--)
			add_random(&all, &in_all, &seed);
		for (int i = round % 5; i > 0; i--)
			add_random(&gone, &in_gone, &seed);
		ranges_merge(&all);
		ranges_merge(&gone);
		ck_is_map(&all, &in_all);
		ck_assert(ranges_subtract(&left, &all, &gone));
		for (int i = 0; i < MAP; i++)
			in_all.in[i] = in_all.in[i] && !in_gone.in[i];
		ck_is_map(&left, &in_all);
		ranges_free(&all);
		ranges_free(&gone);
		ranges_free(&left);
		ranges_free(&left);
	}
}
END_TEST

START_TEST(lists_hold_both_families)
{
	struct ranges all = { 0 };
	struct range six = read_range("::/1"), four = read_range("128.0.0.0/1"),
		     rest = read_range("0.0.0.0/1");

	ck_assert(ranges_add(&all, &six) && ranges_add(&all, &four) && ranges_add(&all, &rest));
	ranges_merge(&all);
	ck_assert_uint_eq(all.count, 2);
	ck_assert_int_eq(all.item[0].first.family, AF_INET);
	ck_addr(all.item[0].last, "255.255.255.255");
	ranges_free(&all);
}
END_TEST

static unsigned subtracts_failed;

static void subtract_once(void)
{
	struct ranges all = { 0 }, gone = { 0 }, left = { 0 };
	struct range wide = { addr_at(0), addr_at(255) }, hole = { addr_at(7), addr_at(9) };

	if (!ranges_add(&all, &wide) || !ranges_add(&gone, &hole) ||
	    !ranges_subtract(&left, &all, &gone))
		subtracts_failed++;
	ranges_free(&all);
	ranges_free(&gone);
	ranges_free(&left);
}

START_TEST(lists_survive_no_memory)
{
	ck_assert_uint_eq(fault_sweep("malloc", ENOMEM, subtract_once), 3);
	ck_assert_uint_eq(subtracts_failed, 6);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *range_suite(void)
{
	Suite *suite = suite_create("range");
	TCase *tcase = tcase_create("range");

	tcase_add_loop_test(tcase, knows_networks, 0, ROWS(networks));
	tcase_add_loop_test(tcase, masks_mean_their_length, 0, 33 + 129);
	tcase_add_test(tcase, plain_masks);
	tcase_add_loop_test(tcase, compares, 0, ROWS(pairs));
	tcase_add_loop_test(tcase, walks_in_networks, 0, ROWS(walks));
	tcase_add_test(tcase, lists_are_sets);
	tcase_add_test(tcase, lists_hold_both_families);
	tcase_add_test(tcase, lists_survive_no_memory);
	suite_add_tcase(suite, tcase);
	return suite;
}
