/* check_sender -- messages to a peer in this process, and everything that can fail on the way. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fault.h"
#include "net/calls.h"
#include "net/sender.h"
#include "suites.h"

static const enum transport transports[] = { TRANSPORT_TCP, TRANSPORT_UDP, TRANSPORT_UNIX,
					     TRANSPORT_UNIXGRAM, TRANSPORT_SEQPACKET };

static struct locations to;
static int listener = -1;

/* A peer of TRANSPORT, and where it is. */
static void make_peer(enum transport transport)
{
	static struct sock_addr at;
	bool is_unix = transport_is_unix(transport);
	struct addr loopback = { .family = AF_INET, .byte = { 127, 0, 0, 1 } };

	at = (struct sock_addr){ .size = sizeof(sa_family_t), .at.any.sa_family = AF_UNIX };
	if (!is_unix)
		sock_addr_set(&at, &loopback, 0);
	listener = socket(is_unix ? AF_UNIX : AF_INET, sock_type(transport) | SOCK_CLOEXEC, 0);
	ck_assert_int_eq(bind(listener, &at.at.any, at.size), 0);
	if (sock_type(transport) != SOCK_DGRAM)
		ck_assert_int_eq(listen(listener, 100), 0);
	sock_addr_local(&at, listener);
	to = (struct locations){ .transport = transport, .item = &at, .count = 1 };
}

static struct deadline soon(int ms)
{
	return deadline_in((int64_t)ms * NS_PER_MS);
}

START_TEST(sends_over_every_transport)
{
	const struct sock_words words = { .local_port = -1, .ttl = -1, .tos = -1 };
	struct sender sender = SENDER_CLOSED;
	struct sock_plan plan;
	struct err err = { 0 };
	char data[16];
	int fd;

	make_peer(transports[_i]);
	ck_assert(sock_plan_make(&plan, &words, &err));
	ck_assert_msg(sender_open(&sender, &to, &plan, soon(5000), &err), "%s", err.text);
	ck_assert(sender_send(&sender, "hello", 5, soon(5000), &err));
	ck_assert_msg(sender_finish(&sender, soon(5000), &err), "%s", err.text);
	fd = sock_type(to.transport) == SOCK_DGRAM ? listener : accept(listener, NULL, NULL);
	ck_assert_int_eq(read(fd, data, sizeof(data)), 5);
	ck_assert(memcmp(data, "hello", 5) == 0);
	if (fd != listener)
		ck_assert_int_eq(read(fd, data, sizeof(data)), 0);
	sender_close(&sender);
	sender_close(&sender);
	ck_assert(sender_finish(&sender, soon(1), &err));
}
END_TEST

START_TEST(empty_messages_are_sent)
{
	const struct sock_words words = { .local_port = -1, .ttl = -1, .tos = -1 };
	struct sender sender = SENDER_CLOSED;
	struct sock_plan plan;
	struct err err = { 0 };
	char data[16];

	make_peer(TRANSPORT_UDP);
	ck_assert(sock_plan_make(&plan, &words, &err));
	ck_assert(sender_open(&sender, &to, &plan, soon(5000), &err));
	ck_assert(sender_send(&sender, "", 0, soon(5000), &err));
	ck_assert_int_eq(recv(listener, data, sizeof(data), 0), 0);
	sender_close(&sender);
}
END_TEST

static bool other_failures; /* Check itself allocates: nothing is asserted during a sweep */
static struct sender stuck;
static char stuff[1 << 22];

static void send_more(void)
{
	struct err err = { 0 };

	other_failures = other_failures ||
			 sender_send(&stuck, stuff, sizeof(stuff), soon(20), &err) ||
			 err.kind == STATUS_OK;
}

/* The peer takes nothing: the deadline ends it, for sending and for what is not acknowledged. */
START_TEST(deadlines_hold)
{
	const struct sock_words words = { .local_port = -1, .ttl = -1, .tos = -1 };
	enum { SIZE = 64 << 20 };
	struct sender sender = SENDER_CLOSED;
	struct sock_plan plan;
	char *data = calloc(1, SIZE);
	struct err err = { 0 };

	make_peer(TRANSPORT_TCP);
	ck_assert(sock_plan_make(&plan, &words, &err));
	ck_assert(sender_open(&sender, &to, &plan, soon(5000), &err));
	ck_assert(!sender_send(&sender, data, SIZE, soon(50), &err));
	ck_assert_int_eq(err.kind, STATUS_TIMEOUT);
	ck_assert_msg(strstr(err.text, "the peer takes no more"), "%s", err.text);
	stuck = sender;
	ck_assert_uint_eq(fault_sweep("poll", ENOMEM, send_more), 1);
	ck_assert(!other_failures);
	ck_assert(!sender_finish(&sender, soon(50), &err));
	ck_assert_int_eq(err.kind, STATUS_TIMEOUT);
	ck_assert_msg(strstr(err.text, "bytes not acknowledged"), "%s", err.text);
	sender_close(&sender);
	free(data);
}
END_TEST

START_TEST(a_reset_is_told)
{
	const struct sock_words words = { .local_port = -1, .ttl = -1, .tos = -1 };
	const struct linger at_once = { 1, 0 };
	struct sender sender = SENDER_CLOSED;
	struct sock_plan plan;
	struct err err = { 0 };
	int fd;

	make_peer(TRANSPORT_TCP);
	ck_assert(sock_plan_make(&plan, &words, &err));
	ck_assert(sender_open(&sender, &to, &plan, soon(5000), &err));
	fd = accept(listener, NULL, NULL);
	ck_assert_int_eq(setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once)), 0);
	close(fd);
	ck_assert(!sender_send(&sender, "x", 1, soon(5000), &err));
	ck_assert_int_eq(err.kind, STATUS_RESET);
	sender_close(&sender);
}
END_TEST

static void send_once(void)
{
	const struct sock_words words = { .local_port = -1, .ttl = -1, .tos = -1 };
	struct sender sender = SENDER_CLOSED;
	struct sock_plan plan;
	struct err err = { 0 };
	bool fine = sock_plan_make(&plan, &words, &err) &&
		    sender_open(&sender, &to, &plan, soon(200), &err) &&
		    sender_send(&sender, "hello", 5, soon(200), &err) &&
		    sender_finish(&sender, soon(200), &err);

	other_failures = other_failures || fine != (err.kind == STATUS_OK);
	sender_close(&sender);
}

START_TEST(survives_failures)
{
	static const struct {
		const char *call;
		int number;
	} faults[] = { { "socket", EMFILE },    { "connect", ECONNREFUSED },
		       { "send", EPIPE },       { "getsockopt", ENOBUFS },
		       { "setsockopt", EPERM }, { "shutdown", ENOTCONN },
		       { "ioctl", EINVAL },     { "poll", ENOMEM },
		       { "malloc", ENOMEM } };

	make_peer(transports[_i]);
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		fault_sweep(faults[i].call, faults[i].number, send_once);
	}
	ck_assert(!other_failures);
}
END_TEST

Suite *sender_suite(void)
{
	Suite *suite = suite_create("sender");
	TCase *tcase = tcase_create("sender");
	int count = (int)(sizeof(transports) / sizeof(transports[0]));

	tcase_add_loop_test(tcase, sends_over_every_transport, 0, count);
	tcase_add_test(tcase, empty_messages_are_sent);
	tcase_add_test(tcase, deadlines_hold);
	tcase_add_test(tcase, a_reset_is_told);
	tcase_add_loop_test(tcase, survives_failures, 0, count);
	suite_add_tcase(suite, tcase);
	return suite;
}
