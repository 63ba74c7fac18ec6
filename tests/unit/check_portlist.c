/* check_portlist -- ports as ranges: added, walked, copied, written; memory that runs out. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>

#include "fault.h"
#include "net/portlist.h"
#include "suites.h"

static const struct {
	const char *text;
	uint16_t port[8];
	unsigned count;
	size_t ranges;
} lists[] = {
	{ "", { 0 }, 0, 0 },
	{ "1", { 1 }, 1, 1 },
	{ "65535", { 65535 }, 1, 1 },
	{ "1-2,65534-65535", { 1, 2, 65534, 65535 }, 4, 2 },
	{ "1,3,5,7-8,10,12", { 1, 3, 5, 7, 8, 10, 12 }, 7, 6 },
};

static void check(const struct portlist *list, const char *text)
{
	struct buf written = { 0 };

	portlist_put(&written, list);
	ck_assert_str_eq(buf_text(&written), text);
	buf_free(&written);
}

START_TEST(held)
{
	struct portlist list = { 0 };
	struct portlist_at at = { 0 };

	for (unsigned i = 0; i < lists[_i].count; i++)
		portlist_add(&list, lists[_i].port[i]);
	ck_assert_uint_eq(list.count, lists[_i].count);
	ck_assert_uint_eq(list.size, lists[_i].ranges);
	check(&list, lists[_i].text);
	for (unsigned i = 0; i < lists[_i].count; i++)
		ck_assert_uint_eq(portlist_next(&list, &at), lists[_i].port[i]);
	ck_assert_uint_eq(portlist_next(&list, &at), 0);
	ck_assert_uint_eq(portlist_next(&list, &at), 0);
	portlist_free(&list);
	portlist_free(&list);
}
END_TEST

START_TEST(all_of_them)
{
	struct portset set = { 0 };
	struct portlist list = { 0 };
	struct portlist_at at = { 0 };

	for (unsigned port = 1; port < 65536; port++)
		portset_add(&set, (uint16_t)port);
	portlist_add_set(&list, &set);
	ck_assert_uint_eq(list.size, 1);
	for (unsigned port = 1; port < 65536; port++)
		ck_assert_uint_eq(portlist_next(&list, &at), port);
	ck_assert_uint_eq(portlist_next(&list, &at), 0);
	portlist_free(&list);
}
END_TEST

START_TEST(rest)
{
	static const char *const rests[] = { "2-4,8", "3-4,8", "4,8", "8", "" };
	struct portlist list = { 0 };
	struct portlist_at at = { 0 };

	for (uint16_t port = 2; port <= 4; port++)
		portlist_add(&list, port);
	portlist_add(&list, 8);
	for (size_t i = 0; i < sizeof(rests) / sizeof(rests[0]); i++) {
		struct portlist copy = { 0 };

		portlist_add_rest(&copy, &list, at);
		check(&copy, rests[i]);
		portlist_free(&copy);
		portlist_next(&list, &at);
	}
	portlist_free(&list);
}
END_TEST

static bool has_lied;

/* Whoever looks at a list that is not whole, or at a copy of one, sees that. */
static void list_some(void)
{
	struct portlist list = { 0 }, copy = { 0 };
	struct buf text = { 0 };

	for (uint16_t port = 1; port < 20; port += 2)
		portlist_add(&list, port);
	portlist_add_rest(&copy, &list, (struct portlist_at){ 0 });
	portlist_put(&text, &copy);
	has_lied = has_lied || (!list.failed && list.count != 10) ||
		   (!text.failed && (copy.count != 10 || text.size != 24));
	buf_free(&text);
	portlist_free(&copy);
	portlist_free(&list);
}

START_TEST(memory_may_fail)
{
	ck_assert_uint_gt(fault_sweep("malloc", ENOMEM, list_some), 6);
	ck_assert(!has_lied);
}
END_TEST

Suite *portlist_suite(void)
{
	Suite *suite = suite_create("portlist");
	TCase *tcase = tcase_create("portlist");

	tcase_add_loop_test(tcase, held, 0, sizeof(lists) / sizeof(lists[0]));
	tcase_add_test(tcase, all_of_them);
	tcase_add_test(tcase, rest);
	tcase_add_test(tcase, memory_may_fail);
	suite_add_tcase(suite, tcase);
	return suite;
}
