/* check_outbox -- what is put in comes out: bytes in their order, messages whole. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "fault.h"
#include "serve/outbox.h"
#include "suites.h"

enum { STEPS = 3000, MOST = 5000 };

static char nth(size_t n)
{
	return (char)(n * 167 + (n >> 8) * 13);
}

/* Puts and pieces sent at random, against the position in one long pattern. */
START_TEST(bytes_keep_their_order)
{
	struct random random = { (uint64_t)_i };
	struct outbox outbox = { .start = 0 };
	size_t put = 0, sent = 0, wrong = 0;
	char data[MOST];

	for (int step = 0; step < STEPS; step++) {
		size_t size = (size_t)random_below(&random, MOST);
		const char *next;

		if (random_chance(&random, 400)) {
			for (size_t i = 0; i < size; i++)
				data[i] = nth(put + i);
			ck_assert(outbox_put(&outbox, data, size));
			put += size;
			ck_assert_uint_le(outbox.buf.size, 2 * (put - sent));
		} else if (outbox_next(&outbox, &next, &size)) {
			ck_assert_uint_eq(size, put - sent);
			size = (size_t)random_below(&random, size + 1);
			for (size_t i = 0; i < size; i++)
				wrong += next[i] != nth(sent + i);
			outbox_sent(&outbox, size);
			sent += size;
		}
		ck_assert_uint_eq(outbox_waiting(&outbox), put - sent);
		ck_assert(put > sent || !outbox.buf.data);
		ck_assert_uint_eq(wrong, 0);
	}
	outbox_free(&outbox);
	outbox_free(&outbox);
}
END_TEST

START_TEST(messages_keep_their_bounds)
{
	struct random random = { (uint64_t)_i };
	struct outbox outbox = { .messages = true };
	size_t first = 0, last = 0;
	static char data[STEPS];

	for (int step = 0; step < STEPS; step++) {
		const char *next;
		size_t size;

		if (random_chance(&random, 500)) {
			data[0] = nth(last);
			ck_assert(outbox_put(&outbox, data, 1 + last++ % 700));
		} else if (outbox_next(&outbox, &next, &size)) {
			ck_assert_uint_eq(size, 1 + first % 700);
			ck_assert_int_eq(next[0], nth(first++));
			outbox_sent(&outbox, size);
		} else {
			ck_assert_uint_eq(first, last);
		}
	}
	outbox_free(&outbox);
	ck_assert(outbox.messages);
}
END_TEST

/* Without memory nothing is added, and what is there stays. */
static void put_and_send(void)
{
	struct outbox outbox = { .messages = true };
	size_t put = 0, got = 0, size;
	char data[3000] = { 0 };
	const char *next;

	for (int i = 0; i < 5; i++)
		put += outbox_put(&outbox, data, sizeof(data));
	for (; outbox_next(&outbox, &next, &size); got++) {
		if (size != sizeof(data))
			abort();
		outbox_sent(&outbox, size);
	}
	if (got != put)
		abort();
	outbox_free(&outbox);
}

START_TEST(memory_may_be_out)
{
	ck_assert_uint_gt(fault_sweep("malloc", ENOMEM, put_and_send), 0);
}
END_TEST

Suite *outbox_suite(void);
Suite *outbox_suite(void)
{
	Suite *suite = suite_create("outbox");
	TCase *tcase = tcase_create("outbox");

	tcase_add_loop_test(tcase, bytes_keep_their_order, 0, 10);
	tcase_add_loop_test(tcase, messages_keep_their_bounds, 0, 10);
	tcase_add_test(tcase, memory_may_be_out);
	suite_add_tcase(suite, tcase);
	return suite;
}
