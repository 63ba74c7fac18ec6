/* check_senders -- who sent, by peer and run, and no more of them than there is room for. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>

#include "fault.h"
#include "serve/senders.h"
#include "suites.h"

static struct sock_addr peer_of(unsigned i)
{
	struct addr addr = { .family = AF_INET,
			     .byte = { 10, (uint8_t)(i >> 16), (uint8_t)(i >> 8), (uint8_t)i } };
	struct sock_addr peer;

	sock_addr_set(&peer, &addr, (uint16_t)(1024 + i));
	return peer;
}

START_TEST(test_all_are_found_again)
{
	struct senders senders = { 0 };

	for (unsigned i = 0; i < SENDERS_MAX; i++) {
		struct sock_addr peer = peer_of(i);
		struct sender *sender = senders_find(&senders, &peer, NULL);

		ck_assert_ptr_nonnull(sender);
		sender->received = i;
	}
	for (unsigned i = 0; i < SENDERS_MAX; i++) {
		struct sock_addr peer = peer_of(i);

		ck_assert_uint_eq(senders_find(&senders, &peer, NULL)->received, i);
		ck_assert(sock_addr_equal(&senders.item[i].peer, &peer)); /* in order */
	}
	ck_assert_ptr_null(senders_find(&senders, &(struct sock_addr){ 0 }, NULL));
	ck_assert_uint_eq(senders.count, SENDERS_MAX);
	senders_free(&senders);
	senders_free(&senders);
	ck_assert_uint_eq(senders.count, 0);
}
END_TEST

START_TEST(test_runs_are_apart)
{
	struct sock_addr peer = peer_of(1);
	struct sequence one = { 0, 1 }, other = { 7, 1 };
	struct senders senders = { 0 };

	senders_find(&senders, &peer, NULL)->received = 1;
	senders_find(&senders, &peer, &one)->received = 2;
	senders_find(&senders, &peer, &other)->received = 3;
	ck_assert_uint_eq(senders_find(&senders, &peer, NULL)->received, 1);
	ck_assert_uint_eq(senders_find(&senders, &peer, &one)->received, 2);
	ck_assert_uint_eq(senders_find(&senders, &peer, &other)->received, 3);
	senders_free(&senders);
}
END_TEST

START_TEST(test_trips)
{
	struct trips trips = { 0 };

	trips_add(&trips, 5);
	trips_add(&trips, 3);
	trips_add(&trips, 10);
	ck_assert_int_eq(trips.least_ns, 3);
	ck_assert_int_eq(trips.most_ns, 10);
	ck_assert_int_eq(trips.sum_ns, 18);
	ck_assert_uint_eq(trips.count, 3);
}
END_TEST

START_TEST(test_sum)
{
	struct senders senders = { 0 };
	const struct sequence runs[] = { { 1, 0 }, { 2, 0 }, { 3, 0 } };
	struct sock_addr peer = peer_of(1);
	uint64_t missing;

	ck_assert_uint_eq(senders_sum(&senders).lost, 0);
	for (unsigned i = 0; i < 3; i++) {
		struct arrivals *arrivals = &senders_find(&senders, &peer, &runs[i])->arrivals;

		arrivals_add(arrivals, 1, &missing);
		arrivals_add(arrivals, 1, &missing);
		if (i == 0)
			arrivals_add(arrivals, 4, &missing);
		arrivals_add(arrivals, i == 0 ? 3 : 2, &missing);
	}
	ck_assert(senders_find(&senders, &peer, NULL)); /* without numbers */
	ck_assert_uint_eq(senders_sum(&senders).lost, 1);
	ck_assert_uint_eq(senders_sum(&senders).duplicates, 3);
	ck_assert_uint_eq(senders_sum(&senders).reordered, 1);
	for (unsigned i = 1; i < 3; i++) /* who makes them up cannot make it small again */
		arrivals_add(&senders_find(&senders, &peer, &runs[i])->arrivals, UINT64_MAX,
			     &missing);
	ck_assert_uint_eq(senders_sum(&senders).lost, UINT64_MAX);
	senders_free(&senders);
}
END_TEST

static unsigned untidy;

static void find_or_fail(void)
{
	struct senders senders = { 0 };
	size_t found = 0;

	for (unsigned i = 0; i < 40; i++) {
		struct sock_addr peer = peer_of(i);

		found += senders_find(&senders, &peer, NULL) != NULL;
	}
	untidy += found != senders.count;
	senders_free(&senders);
}

START_TEST(test_faults)
{
	ck_assert_uint_ge(fault_sweep("malloc", ENOMEM, find_or_fail), 8);
	ck_assert_uint_eq(untidy, 0);
}
END_TEST

Suite *senders_suite(void);
Suite *senders_suite(void)
{
	Suite *suite = suite_create("senders");
	TCase *all = tcase_create("all");

	tcase_add_test(all, test_all_are_found_again);
	tcase_add_test(all, test_runs_are_apart);
	tcase_add_test(all, test_trips);
	tcase_add_test(all, test_sum);
	tcase_add_test(all, test_faults);
	suite_add_tcase(suite, all);
	return suite;
}
