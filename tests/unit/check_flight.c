/* check_flight -- messages on their way: numbers, the line of those that wait, what comes twice. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>

#include "base/random.h"
#include "fault.h"
#include "serve/flight.h"
#include "suites.h"

static struct flight flight;

static void begin(uint32_t depth, uint32_t remembered, uint32_t first)
{
	struct err err = { 0 };

	ck_assert(flight_init(&flight, depth, remembered, first, &err));
}

static enum arrival land(uint32_t seq, bool *out_of_order)
{
	struct leg *leg;

	return flight_land(&flight, seq, &leg, out_of_order);
}

static void end(void)
{
	flight_free(&flight);
	flight_free(&flight);
}

START_TEST(one_by_one)
{
	bool out_of_order;

	begin(1, 0, 1);
	for (uint32_t seq = 1; seq < 10; seq++) {
		ck_assert_uint_eq(flight_next(&flight), seq);
		ck_assert_int_eq(flight_begin(&flight, seq * 100)->sent_ns, seq * 100);
		ck_assert(flight_is_full(&flight));
		ck_assert_uint_eq(flight_oldest(&flight)->seq, seq);
		ck_assert_int_eq(land(seq, &out_of_order), ARRIVAL_FIRST);
		ck_assert(!out_of_order);
		ck_assert_ptr_null(flight_oldest(&flight));
	}
	end();
}
END_TEST

START_TEST(every_arrival)
{
	bool out_of_order;
	struct leg *leg;

	begin(4, 4, 0);
	for (int i = 0; i < 4; i++)
		flight_begin(&flight, i);
	ck_assert_int_eq(land(2, &out_of_order), ARRIVAL_FIRST);
	ck_assert(!out_of_order);
	ck_assert_int_eq(land(0, &out_of_order), ARRIVAL_FIRST);
	ck_assert_msg(out_of_order, "behind that to 2");
	ck_assert_int_eq(land(2, &out_of_order), ARRIVAL_DUPLICATE);
	ck_assert(!out_of_order);
	leg = flight_oldest(&flight);
	ck_assert_uint_eq(leg->seq, 1);
	flight_lose(&flight, leg);
	ck_assert_int_eq(land(1, &out_of_order), ARRIVAL_LATE);
	ck_assert_int_eq(land(1, &out_of_order), ARRIVAL_DUPLICATE);
	ck_assert_int_eq(land(4, &out_of_order), ARRIVAL_UNKNOWN);
	ck_assert_int_eq(land(UINT32_MAX, &out_of_order), ARRIVAL_UNKNOWN);
	ck_assert_uint_eq(flight.waiting, 1);
	ck_assert_uint_eq(flight_oldest(&flight)->seq, 3);
	end();
}
END_TEST

/* One message waits on while others come and go: it keeps its place, and their numbers pass it. */
START_TEST(one_is_stuck)
{
	bool out_of_order;

	begin(2, 0, 0);
	flight_begin(&flight, 7);
	for (int i = 0; i < 100; i++) {
		uint32_t seq = flight_next(&flight);

		ck_assert_uint_ne(seq & flight.mask, 0);
		flight_begin(&flight, i);
		ck_assert(flight_is_full(&flight));
		ck_assert_uint_eq(flight_oldest(&flight)->seq, 0);
		ck_assert_int_eq(land(seq, &out_of_order), ARRIVAL_FIRST);
	}
	ck_assert_int_eq(flight_oldest(&flight)->sent_ns, 7);
	ck_assert_int_eq(land(0, &out_of_order), ARRIVAL_FIRST);
	ck_assert(out_of_order);
	end();
}
END_TEST

START_TEST(numbers_wrap)
{
	bool out_of_order;

	begin(4, 0, UINT32_MAX - 1);
	for (int i = 0; i < 4; i++)
		flight_begin(&flight, i);
	ck_assert_int_eq(land(UINT32_MAX - 1, &out_of_order), ARRIVAL_FIRST);
	ck_assert_int_eq(land(1, &out_of_order), ARRIVAL_FIRST);
	ck_assert(!out_of_order);
	ck_assert_int_eq(land(UINT32_MAX, &out_of_order), ARRIVAL_FIRST);
	ck_assert(out_of_order);
	ck_assert_int_eq(land(0, &out_of_order), ARRIVAL_FIRST);
	ck_assert(out_of_order);
	end();
}
END_TEST

/* The line of those that wait against a plain list of them. */
START_TEST(the_line_keeps_its_order)
{
	enum { DEPTH = 13 };
	struct random random = { (uint64_t)_i };
	uint32_t line[DEPTH];
	unsigned count = 0;

	begin(DEPTH, 3, 5);
	for (int step = 0; step < 2000; step++) {
		if (count < DEPTH && random_chance(&random, 550)) {
			line[count++] = flight_begin(&flight, step)->seq;
		} else if (count > 0) {
			unsigned i = (unsigned)random_below(&random, count);
			bool out_of_order;

			if (random_chance(&random, 200))
				flight_lose(&flight, flight_find(&flight, line[i]));
			else
				ck_assert_int_eq(land(line[i], &out_of_order), ARRIVAL_FIRST);
			for (count--; i < count; i++)
				line[i] = line[i + 1];
		}
		ck_assert_uint_eq(flight.waiting, count);
		if (count > 0)
			ck_assert_uint_eq(flight_oldest(&flight)->seq, line[0]);
		else
			ck_assert_ptr_null(flight_oldest(&flight));
	}
	end();
}
END_TEST

static enum status without_memory;

static void init_once(void)
{
	struct flight fresh = { 0 };
	struct err err = { 0 };

	if (!flight_init(&fresh, 10, 10, 0, &err))
		without_memory = err.kind;
	flight_free(&fresh);
}

START_TEST(no_memory)
{
	ck_assert_uint_eq(fault_sweep("malloc", ENOMEM, init_once), 1);
	ck_assert_int_eq(without_memory, STATUS_LACKING);
}
END_TEST

Suite *flight_suite(void)
{
	Suite *suite = suite_create("flight");
	TCase *tcase = tcase_create("flight");

	tcase_add_test(tcase, one_by_one);
	tcase_add_test(tcase, every_arrival);
	tcase_add_test(tcase, one_is_stuck);
	tcase_add_test(tcase, numbers_wrap);
	tcase_add_loop_test(tcase, the_line_keeps_its_order, 0, 10);
	tcase_add_test(tcase, no_memory);
	suite_add_tcase(suite, tcase);
	return suite;
}
