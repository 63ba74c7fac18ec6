/* check_posting -- messages to an endpoint of a command line: one connection, or one reason why
 * not. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cli/out_state.h"
#include "fault.h"
#include "run/posting.h"
#include "sockets.h"
#include "suites.h"

static struct out out;
static const struct run run = { .common = &common_defaults, .out = &out };
static char word[64];
static int listener;

static void listen_there(void)
{
	struct sock_addr at;

	listener = listener_at("127.0.0.1", 10, &at);
	snprintf(word, sizeof(word), "127.0.0.1:%u", (unsigned)sock_addr_port(&at));
}

static void ck_heard(const char *data)
{
	char heard[16] = "";
	int fd = accept(listener, NULL, NULL);
	size_t size = 0;
	ssize_t done;

	ck_assert_int_ge(fd, 0);
	while ((done = read(fd, heard + size, sizeof(heard) - 1 - size)) > 0)
		size += (size_t)done;
	ck_assert_int_eq(done, 0);
	ck_assert_str_eq(heard, data);
	close(fd);
}

START_TEST(all_go_over_one_connection)
{
	unsigned descriptors = count_descriptors();
	struct posting posting = POSTING_CLOSED;
	struct err err = { 0 };

	listen_there();
	ck_assert(posting_begin(&posting, &run, word, &err));
	ck_assert_int_lt(posting.sender.fd, 0); /* nothing is asked before there is a message */
	ck_assert_msg(posting_send(&posting, &run, "one,", 4, &err), "%s", err.text);
	ck_assert(posting_send(&posting, &run, "two", 3, &err));
	ck_assert(posting_end(&posting, &run, &err));
	ck_assert(posting_end(&posting, &run, &err));
	ck_heard("one,two");
	close(listener);
	ck_assert_uint_eq(count_descriptors(), descriptors);
}
END_TEST

START_TEST(who_is_not_there_is_not_asked_again)
{
	struct posting posting = POSTING_CLOSED;
	struct err first = { 0 }, second = { 0 };

	listen_there();
	close(listener);
	ck_assert(posting_begin(&posting, &run, word, &first));
	ck_assert(!posting_send(&posting, &run, "x", 1, &first));
	ck_assert_int_eq(first.kind, STATUS_REFUSED);
	fault_arm("socket", 1, EMFILE, true);
	ck_assert(!posting_send(&posting, &run, "x", 1, &second));
	ck_assert(!fault_disarm());
	ck_assert_str_eq(second.text, first.text);
	ck_assert(posting_end(&posting, &run, &first));
}
END_TEST

/* Half of a message is on its way: nothing must follow it, and nobody waits for its end. */
START_TEST(half_a_message_is_the_last)
{
	struct common common = common_defaults;
	struct run late = { .common = &common, .out = &out };
	static char much[16 << 20];
	struct posting posting = POSTING_CLOSED;
	struct err first = { 0 }, second = { 0 };
	int64_t began_ns;

	listen_there();
	common.timeout_ns = 50 * (int64_t)NS_PER_MS;
	late.until = deadline_in(common.timeout_ns);
	ck_assert(posting_begin(&posting, &late, word, &first));
	ck_assert(!posting_send(&posting, &late, much, sizeof(much), &first));
	ck_assert_int_eq(first.kind, STATUS_TIMEOUT);
	began_ns = clock_now_ns();
	ck_assert(!posting_send(&posting, &run, "x", 1, &second));
	ck_assert_str_eq(second.text, first.text);
	ck_assert(posting_end(&posting, &run, &first));
	ck_assert_int_lt(clock_now_ns() - began_ns, NS_PER_S);
	close(listener);
}
END_TEST

START_TEST(what_is_no_endpoint_is_said_before)
{
	struct posting posting = POSTING_CLOSED;
	struct err err = { 0 };

	ck_assert(!posting_begin(&posting, &run, "no port", &err));
	ck_assert_int_eq(err.kind, STATUS_INVALID);
	ck_assert(posting_begin(&posting, &run, "127.0.0.1:no-such-service", &err));
	ck_assert(!posting_send(&posting, &run, "x", 1, &err));
	ck_assert_int_eq(err.kind, STATUS_NOT_FOUND);
	ck_assert_str_eq(out.subject, "127.0.0.1:no-such-service"); /* the message begins with it */
	ck_assert(posting_end(&posting, &run, &err));
}
END_TEST

Suite *posting_suite(void);
Suite *posting_suite(void)
{
	Suite *suite = suite_create("posting");
	TCase *tcase = tcase_create("posting");

	tcase_add_test(tcase, all_go_over_one_connection);
	tcase_add_test(tcase, who_is_not_there_is_not_asked_again);
	tcase_add_test(tcase, half_a_message_is_the_last);
	tcase_add_test(tcase, what_is_no_endpoint_is_said_before);
	suite_add_tcase(suite, tcase);
	return suite;
}
