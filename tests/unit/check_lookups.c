/* check_lookups -- many endpoints looked up in children: the same as one by one, whatever fails. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "fault.h"
#include "run/lookups.h"
#include "run/place.h"
#include "sockets.h"
#include "suites.h"

enum { LOTS = 40, SOME = 4 };

static const char *const words[LOTS] = {
	"localhost:80", "127.0.0.1:81", "a..b:82",           "localhost:83", "80",
	"[::1]:84",     "[fe80::1]:85", "no.such.invalid:0", "any:86",       "127.0.0.1:87",
};

static struct endpoint endpoint[LOTS];
static struct lookup lookup[LOTS];
static struct sock_words sock_words;
static struct sock_plan plan;
static struct common common;
static const struct run run = { .common = &common };
static unsigned untidy;

static void begin(void)
{
	struct err err = { 0 };

	common = (struct common){ 0 };
	sock_words = (struct sock_words){ .local_port = -1, .ttl = -1, .tos = -1 };
	ck_assert(sock_plan_make(&plan, &sock_words, &err));
	for (size_t i = 0; i < LOTS; i++) {
		const char *word = words[i] ? words[i] : words[i % 4];

		ck_assert_msg(endpoint_parse(&endpoint[i], word, TRANSPORT_TCP, &err), "%s",
			      err.text);
		lookup[i] = (struct lookup){ .endpoint = &endpoint[i] };
	}
}

static void look_up(size_t count)
{
	lookups_run(lookup, count, &plan, &run, 5 * (int64_t)NS_PER_S);
}

static void release(size_t count)
{
	for (size_t i = 0; i < count; i++) {
		locations_free(&lookup[i].found);
		lookup[i] = (struct lookup){ .endpoint = &endpoint[i] };
	}
}

static void check_same(const struct lookup *one, const struct locations *found,
		       const struct err *err)
{
	ck_assert(one->is_done);
	ck_assert_int_eq(one->err.kind, err->kind);
	ck_assert_str_eq(one->err.text, err->text);
	ck_assert_uint_eq(one->found.count, found->count);
	ck_assert_int_eq(one->found.transport, found->transport);
	ck_assert_int_eq(one->found.any_will_do, found->any_will_do);
	for (size_t i = 0; i < found->count; i++)
		ck_assert(sock_addr_equal(&one->found.item[i], &found->item[i]));
}

/* None, one, fewer names than children, and more of them. */
static const size_t counts[] = { 0, 1, 2, 10, LOTS };

START_TEST(as_one_by_one)
{
	unsigned descriptors = count_descriptors();

	look_up(counts[_i]);
	for (size_t i = 0; i < counts[_i]; i++) {
		struct locations found = { 0 };
		struct err err = { 0 };

		place_find(&found, &endpoint[i], TO_CONNECT, &plan, &run,
			   deadline_in(5 * (int64_t)NS_PER_S), &err);
		check_same(&lookup[i], &found, &err);
		locations_free(&found);
	}
	ck_assert_uint_eq(count_descriptors(), descriptors);
	release(counts[_i]);
}
END_TEST

/* Two names, for which there are children, an address and what is no name: all of each, or a
 * failure of this machine. */
static void look_up_some(void)
{
	look_up(SOME);
	for (size_t i = 0; i < SOME; i++) {
		const struct lookup *one = &lookup[i];

		untidy += !one->is_done;
		untidy += (one->found.count > 0) != (one->err.kind == STATUS_OK);
		untidy += one->found.count > 0 &&
			  sock_addr_port(&one->found.item[0]) != endpoint[i].port;
		untidy += i != 2 && one->err.kind && status_exit(one->err.kind) < 3;
	}
	release(SOME);
}

static const struct {
	const char *call;
	int number;
} faults[] = {
	{ "malloc", ENOMEM }, { "fork", EAGAIN }, { "socketpair", EMFILE },
	{ "poll", ENOMEM },   { "read", EIO },    { "send", EPIPE },
};

START_TEST(every_call_may_fail)
{
	unsigned descriptors = count_descriptors();

	untidy = 0;
	ck_assert_uint_ge(fault_sweep(faults[_i].call, faults[_i].number, look_up_some),
			  strcmp(faults[_i].call, "send") != 0);
	ck_assert_uint_eq(untidy, 0);
	ck_assert_uint_eq(count_descriptors(), descriptors);
}
END_TEST

Suite *lookups_suite(void)
{
	Suite *suite = suite_create("lookups");
	TCase *tcase = tcase_create("lookups");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, begin, NULL);
	tcase_add_loop_test(tcase, as_one_by_one, 0, sizeof(counts) / sizeof(counts[0]));
	tcase_add_loop_test(tcase, every_call_may_fail, 0, sizeof(faults) / sizeof(faults[0]));
	suite_add_tcase(suite, tcase);
	return suite;
}
