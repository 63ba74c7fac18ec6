/* check_stamp_measure -- what STAMP answers say: times of two clocks, and loss on either way. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "base/clock.h"
#include "serve/stamp_measure.h"
#include "suites.h"

static const int64_t base_ns = INT64_C(1700000000000000000);
static struct stamp_measure measure;
static struct err err;

/* Packet SEQ, sent at 0: 3 us there, 2 us inside, 5 us back, by a clock that is OFF_NS ahead. */
static bool take(uint32_t seq, uint32_t reflector_seq, int64_t off_ns, struct stamp_legs *legs)
{
	const struct stamp_reply reply = {
		.seq = reflector_seq,
		.sender_seq = seq,
		.received_ns = base_ns + 3000 + off_ns,
		.sent_ns = base_ns + 5000 + off_ns,
		.sender_ttl = 61,
	};
	const struct stamp_times times = { base_ns, base_ns + 10000, 10000 };

	return stamp_measure_take(&measure, legs, &reply, &times, &err);
}

static void begin(void)
{
	measure = (struct stamp_measure){ 0 };
	err = (struct err){ 0 };
}

START_TEST(one_way)
{
	static const int64_t offsets[] = { 0, 1000000, -1000000, INT64_C(2000000000000000000) };
	struct stamp_legs legs;

	ck_assert(take(0, 0, offsets[_i], &legs));
	ck_assert_int_eq(legs.reflector_ns, 2000);
	ck_assert_int_eq(legs.forward_ns, 3000 + offsets[_i]);
	ck_assert_int_eq(legs.backward_ns, 5000 - offsets[_i]);
	ck_assert_int_eq(legs.sender_ttl, 61);
	ck_assert_int_eq(measure.forward.min, 3000 + offsets[_i]);
	ck_assert_int_eq(measure.backward.max, 5000 - offsets[_i]);
}
END_TEST

START_TEST(ptp_has_no_one_way_times)
{
	const struct stamp_reply reply = { .received_ns = 1, .sent_ns = 2, .clock.ptp = true };
	const struct stamp_times times = { base_ns, base_ns + 9, 9 };
	struct stamp_legs legs;

	ck_assert(stamp_measure_take(&measure, &legs, &reply, &times, &err));
	ck_assert(!legs.has_one_way);
	ck_assert_int_eq(legs.reflector_ns, 1);
	ck_assert_uint_eq(measure.forward.count, 0);
}
END_TEST

START_TEST(times_that_cannot_be)
{
	static const struct {
		int64_t received_ns, sent_ns;
		const char *says;
	} cases[] = {
		{ 5, 4, "sent before it received" },
		{ 0, 11, "for longer" },
		{ INT64_C(-400000000000000000), INT64_C(4000000000000000000), "for longer" },
		{ INT64_C(4000000000000000000), INT64_C(-400000000000000000), "sent before" },
	};
	const struct stamp_reply reply = { .received_ns = cases[_i].received_ns,
					   .sent_ns = cases[_i].sent_ns };
	const struct stamp_times spent = { base_ns, base_ns + 10, 10 };
	struct stamp_legs legs;

	ck_assert(!stamp_measure_take(&measure, &legs, &reply, &spent, &err));
	ck_assert_int_eq(err.kind, STATUS_MISMATCH);
	ck_assert_ptr_nonnull(strstr(err.text, cases[_i].says));
	ck_assert_uint_eq(measure.count, 0);
}
END_TEST

/* ---- loss: pairs of numbers, the sender's and the reflector's ------------------------------- */

static const struct {
	const char *what;
	struct {
		uint32_t seq, reflector_seq;
	} answer[6];
	size_t count;
	bool known;
	uint64_t forward, backward;
} losses[] = {
	{ "a stateless one", { { 0, 0 }, { 2, 2 }, { 3, 3 } }, 3, false, 0, 0 },
	{ "1 lost there", { { 0, 0 }, { 2, 1 }, { 3, 2 } }, 3, true, 1, 0 },
	{ "the first two lost there", { { 2, 0 }, { 3, 1 } }, 2, true, 2, 0 },
	{ "1 lost there, 2 back", { { 0, 0 }, { 2, 1 }, { 5, 4 } }, 3, true, 1, 2 },
	{ "it had counted before", { { 0, 100 }, { 1, 101 }, { 4, 103 } }, 3, true, 1, 1 },
	{ "answers out of order", { { 0, 0 }, { 3, 2 }, { 2, 1 } }, 3, true, 1, 0 },
	{ "numbers that wrap", { { 0, UINT32_MAX }, { 1, 0 }, { 3, 1 } }, 3, true, 1, 0 },
	{ "others ask it too", { { 0, 0 }, { 1, 1000 } }, 2, false, 0, 0 },
};

START_TEST(loss)
{
	uint64_t forward = 0, backward = 0;
	struct stamp_legs legs;

	for (size_t i = 0; i < losses[_i].count; i++)
		ck_assert(take(losses[_i].answer[i].seq, losses[_i].answer[i].reflector_seq, 0,
			       &legs));
	ck_assert_msg(stamp_measure_loss(&measure, &forward, &backward) == losses[_i].known, "%s",
		      losses[_i].what);
	ck_assert_msg(forward == losses[_i].forward && backward == losses[_i].backward,
		      "%s: %llu there, %llu back", losses[_i].what, (unsigned long long)forward,
		      (unsigned long long)backward);
}
END_TEST

Suite *stamp_measure_suite(void)
{
	Suite *suite = suite_create("stamp_measure");
	TCase *tcase = tcase_create("stamp_measure");

	tcase_add_checked_fixture(tcase, begin, NULL);
	tcase_add_loop_test(tcase, one_way, 0, 4);
	tcase_add_test(tcase, ptp_has_no_one_way_times);
	tcase_add_loop_test(tcase, times_that_cannot_be, 0, 4);
	tcase_add_loop_test(tcase, loss, 0, sizeof(losses) / sizeof(losses[0]));
	suite_add_tcase(suite, tcase);
	return suite;
}
