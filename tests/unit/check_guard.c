/* check_guard -- loops end, floods are thinned, and questions are answered. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "fault.h"
#include "serve/guard.h"
#include "suites.h"

static struct sock_addr at(const char *text, uint16_t port)
{
	struct addr addr;
	struct sock_addr sa;

	if (!addr_read(&addr, text, strlen(text)))
		abort(); /* not ck_assert: it allocates, and is swept over */
	sock_addr_set(&sa, &addr, port);
	return sa;
}

static struct datagram from(const char *text, uint16_t port, const char *data, size_t size)
{
	return (struct datagram){
		.from = at(text, port), .data = data, .size = size, .true_size = size
	};
}

/* How many of COUNT datagrams alike, STEP_NS apart, are answered. */
static unsigned answered(struct guard *guard, const struct datagram *datagram, unsigned count,
			 int64_t step_ns, int64_t now_ns)
{
	const struct sock_addr own = at("127.0.0.1", 7777);
	unsigned yes = 0;

	for (unsigned i = 0; i < count; i++, now_ns += step_ns)
		yes += guard_look(guard, datagram, &own, now_ns) == VERDICT_ANSWER;
	return yes;
}

static const struct {
	const char *address;
	uint16_t port;
	bool answered;
} sources[] = {
	{ "127.0.0.1", 40000, true },        { "192.0.2.1", 40000, true },
	{ "192.0.2.1", 0, false },           { "192.0.2.1", 7, false },
	{ "192.0.2.1", 19, false },          { "192.0.2.1", 53, false },
	{ "192.0.2.1", 11211, false },       { "192.0.2.1", 8, true },
	{ "224.0.0.1", 40000, false },       { "239.255.255.255", 40000, false },
	{ "255.255.255.255", 40000, false }, { "ff02::1", 40000, false },
	{ "2001:db8::1", 40000, true },      { "127.0.0.1", 7777, false },
};

START_TEST(sources_that_answer_back)
{
	struct datagram datagram = from(sources[_i].address, sources[_i].port, "x", 1);
	struct guard guard = { 0 };

	ck_assert_uint_eq(answered(&guard, &datagram, 1, 1, NS_PER_S), sources[_i].answered);
	guard.no_loops = true;
	ck_assert_uint_eq(answered(&guard, &datagram, 1, 1, NS_PER_S), 1);
	guard_free(&guard);
}
END_TEST

START_TEST(what_came_to_many_is_not_answered)
{
	struct datagram datagram = from("192.0.2.1", 40000, "x", 1);
	struct guard guard = { 0 };

	datagram.to_many = true;
	ck_assert_uint_eq(answered(&guard, &datagram, 1, 1, NS_PER_S), 0);
	guard.no_loops = true;
	ck_assert_uint_eq(answered(&guard, &datagram, 1, 1, NS_PER_S), 1);
	guard_free(&guard);
}
END_TEST

static const struct {
	const char *own, *to, *from;
	uint16_t port;
	bool answered;
} selves[] = {
	{ "0.0.0.0", "192.0.2.9", "192.0.2.9", 7777, false },
	{ "0.0.0.0", "192.0.2.9", "192.0.2.9", 7778, true },
	{ "0.0.0.0", "192.0.2.9", "192.0.2.8", 7777, true },
	{ "::", "2001:db8::1", "2001:db8::1", 7777, false },
	{ "::", "::ffff:192.0.2.9", "::ffff:192.0.2.9", 7777, false },
	{ "::", "::ffff:192.0.2.9", "::ffff:192.0.2.8", 7777, true },
};

/* A socket of any address has no address of its own: the one that was asked is. */
START_TEST(nobody_answers_himself)
{
	const struct sock_addr own = at(selves[_i].own, 7777);
	struct datagram datagram = from(selves[_i].from, selves[_i].port, "x", 1);
	struct guard guard = { 0 };

	ck_assert(addr_read(&datagram.to, selves[_i].to, strlen(selves[_i].to)));
	ck_assert_int_eq(guard_look(&guard, &datagram, &own, NS_PER_S),
			 selves[_i].answered ? VERDICT_ANSWER : VERDICT_SOURCE);
	guard_free(&guard);
}
END_TEST

/* On loopback too: there the test of two servers runs. */
START_TEST(the_same_again_and_again_is_a_loop)
{
	struct datagram datagram = from("127.0.0.2", 40000, "again", 5);
	struct guard guard = { 0 };
	const int64_t now_ns = 5 * (int64_t)NS_PER_S;

	ck_assert_uint_eq(answered(&guard, &datagram, 2000, NS_PER_US, now_ns), GUARD_REPEATS);
	/* Another source is not meant, and this one is heard again after its time. */
	datagram = from("127.0.0.2", 40001, "again", 5);
	ck_assert_uint_eq(answered(&guard, &datagram, 1, 1, now_ns + NS_PER_S), 1);
	datagram = from("127.0.0.2", 40000, "other", 5);
	ck_assert_uint_eq(answered(&guard, &datagram, 1, 1, now_ns + 9 * (int64_t)NS_PER_S), 0);
	ck_assert_uint_eq(answered(&guard, &datagram, 1, 1, now_ns + 11 * (int64_t)NS_PER_S), 1);
	guard_free(&guard);
}
END_TEST

START_TEST(slowly_it_is_none)
{
	struct datagram datagram = from("127.0.0.2", 40000, "again", 5);
	struct guard guard = { 0 };

	ck_assert_uint_eq(answered(&guard, &datagram, 3000, 3 * NS_PER_MS, NS_PER_S), 3000);
	guard_free(&guard);
}
END_TEST

/* Numbered ones are all different, whatever stands behind the number. */
START_TEST(what_differs_is_no_loop)
{
	const struct sock_addr own = at("127.0.0.1", 7777);
	struct guard guard = { 0 };
	char data[64] = { 0 };

	for (uint32_t i = 0; i < 5000; i++) {
		struct datagram datagram = from("127.0.0.2", 40000, data, sizeof(data));

		memcpy(data, &i, sizeof(i));
		ck_assert_int_eq(guard_look(&guard, &datagram, &own, NS_PER_S + i), VERDICT_ANSWER);
	}
	guard_free(&guard);
}
END_TEST

/* As between two servers that put a stamp in front each time. */
START_TEST(what_grows_in_front_is_a_loop)
{
	static char data[70000];
	const struct sock_addr own = at("127.0.0.1", 7777);
	struct guard guard = { 0 };
	unsigned count = 0;
	size_t size = 1;

	memset(data, 's', sizeof(data));
	for (; count < 2000; count++, size += 27) {
		struct datagram datagram =
			from("127.0.0.2", 40000, data + sizeof(data) - size, size);

		if (guard_look(&guard, &datagram, &own, NS_PER_S + count) != VERDICT_ANSWER)
			break;
	}
	ck_assert_uint_ge(count, GUARD_REPEATS);
	ck_assert_uint_le(count, GUARD_REPEATS + 3);
	guard_free(&guard);
}
END_TEST

START_TEST(an_address_gets_so_many_answers_a_second)
{
	const struct sock_addr own = at("192.0.2.9", 7777);
	struct guard guard = { .no_loops = true };
	unsigned yes = 0;

	for (unsigned second = 1; second <= 3; second++)
		for (unsigned i = 0; i < 5000; i++) {
			struct datagram datagram =
				from("192.0.2.1", (uint16_t)(40000 + i % 100), "x", 1);

			yes += guard_look(&guard, &datagram, &own,
					  second * (int64_t)NS_PER_S + i) == VERDICT_ANSWER;
		}
	ck_assert_uint_eq(yes, 3 * GUARD_PER_ADDR);
	guard_free(&guard);
}
END_TEST

START_TEST(all_together_get_so_many)
{
	const struct sock_addr own = at("192.0.2.9", 7777);
	struct guard guard = { .no_loops = true };
	unsigned yes = 0;

	for (unsigned i = 0; i < 60000; i++) {
		char text[32];
		struct datagram datagram;

		snprintf(text, sizeof(text), "198.51.%u.%u", i / 250 % 250, i % 250);
		datagram = from(text, 40000, "x", 1);
		yes += guard_look(&guard, &datagram, &own, NS_PER_S + i) == VERDICT_ANSWER;
	}
	ck_assert_uint_eq(yes, GUARD_ALL);
	guard_free(&guard);
}
END_TEST

/* Who asks for more than his share takes nothing from others. */
START_TEST(one_cannot_have_what_is_for_all)
{
	const struct sock_addr own = at("192.0.2.9", 7777);
	struct datagram greedy = from("192.0.2.1", 40000, "x", 1);
	struct datagram modest = from("192.0.2.2", 40000, "x", 1);
	struct guard guard = { .no_loops = true };

	for (unsigned i = 0; i < 2 * GUARD_ALL; i++)
		guard_look(&guard, &greedy, &own, NS_PER_S + i);
	ck_assert_int_eq(guard_look(&guard, &modest, &own, NS_PER_S + 2 * GUARD_ALL),
			 VERDICT_ANSWER);
	guard_free(&guard);
}
END_TEST

START_TEST(loopback_and_no_limits_are_exempt)
{
	struct datagram near = from("127.0.0.2", 40000, "x", 1);
	struct datagram far = from("192.0.2.1", 40000, "x", 1);
	struct guard guard = { .no_loops = true };

	ck_assert_uint_eq(answered(&guard, &near, 50000, 1, NS_PER_S), 50000);
	guard.no_rates = true;
	ck_assert_uint_eq(answered(&guard, &far, 50000, 1, NS_PER_S), 50000);
	guard_free(&guard);
}
END_TEST

static void look_once(void)
{
	struct datagram datagram = from("192.0.2.1", 40000, "x", 1);
	struct guard guard = { 0 };

	if (answered(&guard, &datagram, 1, 1, NS_PER_S) != 1)
		abort();
	guard_free(&guard);
}

START_TEST(without_memory_every_source_is_new)
{
	ck_assert_uint_gt(fault_sweep("malloc", ENOMEM, look_once), 0);
}
END_TEST

Suite *guard_suite(void)
{
	Suite *suite = suite_create("guard");
	TCase *tcase = tcase_create("guard");

	tcase_add_loop_test(tcase, sources_that_answer_back, 0,
			    sizeof(sources) / sizeof(sources[0]));
	tcase_add_test(tcase, what_came_to_many_is_not_answered);
	tcase_add_loop_test(tcase, nobody_answers_himself, 0, sizeof(selves) / sizeof(selves[0]));
	tcase_add_test(tcase, the_same_again_and_again_is_a_loop);
	tcase_add_test(tcase, slowly_it_is_none);
	tcase_add_test(tcase, what_differs_is_no_loop);
	tcase_add_test(tcase, what_grows_in_front_is_a_loop);
	tcase_add_test(tcase, an_address_gets_so_many_answers_a_second);
	tcase_add_test(tcase, all_together_get_so_many);
	tcase_add_test(tcase, one_cannot_have_what_is_for_all);
	tcase_add_test(tcase, loopback_and_no_limits_are_exempt);
	tcase_add_test(tcase, without_memory_every_source_is_new);
	suite_add_tcase(suite, tcase);
	return suite;
}
