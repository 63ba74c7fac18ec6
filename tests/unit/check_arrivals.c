/* check_arrivals -- numbered messages in any order, against a plain list of what came. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "base/arrivals.h"
#include "base/random.h"
#include "suites.h"

enum { NUMBERS_MAX = 12 };

static const struct {
	uint64_t number[NUMBERS_MAX]; /* up to a second 0 */
	const char *words;
	uint64_t lost, duplicates, reordered;
} cases[] = {
	{ { 1, 2, 3 }, "first next next", 0, 0, 0 },
	{ { 7, 8, 11 }, "first next gap", 2, 0, 0 },
	{ { 1, 3, 2 }, "first gap reordered", 0, 0, 1 },
	{ { 1, 3, 2, 4 }, "first gap reordered next", 0, 0, 1 },
	{ { 1, 1, 2, 1 }, "first duplicate next duplicate", 0, 2, 0 },
	{ { 2, 1, 1 }, "first reordered duplicate", 0, 1, 1 },
	{ { 5, 2 }, "first reordered", 2, 0, 1 },
	{ { 1, 1024, 1 }, "first gap duplicate", 1022, 1, 0 },
	{ { 1, 1025, 1 }, "first gap reordered", 1022, 0, 1 }, /* no longer known */
	{ { 1, 2049, 1025, 1026 }, "first gap reordered reordered", 2045, 0, 2 },
	{ { 1, INT64_MAX, 2 }, "first gap reordered", INT64_MAX - 3, 0, 1 },
};

START_TEST(test_order)
{
	struct arrivals arrivals = { 0 };
	char words[200] = "";
	uint64_t missing;

	for (int i = 0; i < NUMBERS_MAX && cases[_i].number[i]; i++) {
		enum arrival arrival = arrivals_add(&arrivals, cases[_i].number[i], &missing);

		strcat(words, i ? " " : "");
		strcat(words, name_word(arrival_words, (long)arrival));
		ck_assert_int_eq(arrival == ARRIVAL_GAP, missing > 0);
	}
	ck_assert_str_eq(words, cases[_i].words);
	ck_assert_uint_eq(arrivals_lost(&arrivals), cases[_i].lost);
	ck_assert_uint_eq(arrivals.duplicates, cases[_i].duplicates);
	ck_assert_uint_eq(arrivals.reordered, cases[_i].reordered);
}
END_TEST

/* Shuffled, doubled and thinned within the window: the totals are those of a bitmap. */
START_TEST(test_reference)
{
	enum { NUMBERS = 900, TRIES = 4000 };
	struct random random = { (uint64_t)_i + 1 };
	struct arrivals arrivals = { 0 };
	bool came[NUMBERS] = { false };
	uint64_t unique = 0, duplicates = 0, first = NUMBERS, highest = 0, missing;

	for (int i = 0; i < TRIES; i++) {
		uint64_t number = random_below(&random, NUMBERS);
		bool again = came[number];

		unique += !again;
		duplicates += again;
		came[number] = true;
		first = number < first ? number : first;
		highest = number > highest ? number : highest;
		ck_assert_int_eq(arrivals_add(&arrivals, number, &missing) == ARRIVAL_DUPLICATE,
				 again);
		ck_assert_uint_eq(arrivals.unique, unique);
		ck_assert_uint_eq(arrivals_lost(&arrivals), highest - first + 1 - unique);
	}
	ck_assert_uint_eq(arrivals.duplicates, duplicates);
}
END_TEST

/* An old number again and again: what cannot be told apart never makes the loss negative. */
START_TEST(test_below_the_window)
{
	struct arrivals arrivals = { 0 };
	uint64_t missing;

	arrivals_add(&arrivals, 0, &missing);
	arrivals_add(&arrivals, ARRIVALS_WINDOW, &missing);
	for (int i = 0; i < 2 * ARRIVALS_WINDOW; i++)
		arrivals_add(&arrivals, 0, &missing);
	ck_assert_uint_eq(arrivals_lost(&arrivals), 0);
}
END_TEST

Suite *arrivals_suite(void);
Suite *arrivals_suite(void)
{
	Suite *suite = suite_create("arrivals");
	TCase *all = tcase_create("all");

	tcase_add_loop_test(all, test_order, 0, sizeof(cases) / sizeof(cases[0]));
	tcase_add_loop_test(all, test_reference, 0, rounds(100));
	tcase_add_test(all, test_below_the_window);
	suite_add_tcase(suite, all);
	return suite;
}
