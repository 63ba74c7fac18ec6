/* check_sockrow -- sockets as fields, and as a line of text. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "cli/sockrow.h"
#include "cli/value.h"
#include "fault.h"
#include "suites.h"

/* clang-format off */
static const struct field fields[] = {
	SOCKROW_FIELDS,
	{ 0 }
};
/* clang-format on */
static const struct shape shape = { fields, SOCKROW_TEXT };

static const struct sockdiag listener = {
	.table = SOCKDIAG_TCP,
	.family = AF_INET6,
	.type = SOCK_STREAM,
	.state = SOCKSTATE_LISTEN,
	.has = SOCKDIAG_HAS_QUEUES | SOCKDIAG_HAS_BACKLOG | SOCKDIAG_HAS_UID | SOCKDIAG_HAS_COOKIE |
	       SOCKDIAG_HAS_V6ONLY,
	.inode = 42,
	.uid = 7,
	.cookie = 0xabcdef0123456789,
	.local = { .family = AF_INET6 },
	.local_port = 80,
	.index = 1,
	.recv_queue = 3,
	.send_queue = 5,
};

static const struct sockdiag connection = {
	.table = SOCKDIAG_TCP,
	.family = AF_INET,
	.type = SOCK_STREAM,
	.state = SOCKSTATE_ESTABLISHED,
	.has = SOCKDIAG_HAS_QUEUES | SOCKDIAG_HAS_INFO,
	.local = { .family = AF_INET, .byte = { 127, 0, 0, 1 } },
	.local_port = 50000,
	.peer = { .family = AF_INET, .byte = { 127, 0, 0, 2 } },
	.peer_port = 80,
	.recv_queue = 1,
	.timer = SOCKDIAG_TIMER_KEEPALIVE,
	.timer_ms = 900,
	.rtt_us = 1250,
	.congestion_window = 10,
	.congestion = "cubic",
};

static const struct sockdiag raw = {
	.table = SOCKDIAG_RAW,
	.family = AF_INET,
	.type = SOCK_RAW,
	.state = SOCKSTATE_CLOSE,
	.local = { .family = AF_INET },
	.protocol = 254,
};

static const struct sockdiag unix_socket = {
	.table = SOCKDIAG_UNIX,
	.family = AF_UNIX,
	.type = SOCK_SEQPACKET,
	.state = SOCKSTATE_ESTABLISHED,
	.name = "\0a\xff",
	.name_size = 3,
	.peer_inode = 9,
};

static struct sockowner_process processes[] = { { 12, "a\n" }, { 13, "" } };
static struct sockowner descriptors[] = { { 42, 3, 0 }, { 42, 4, 0 }, { 42, 5, 1 } };
static const struct sockowners owners = { descriptors, 3, processes, 2, 0, false };

static void check(const struct row *row, unsigned field, const char *expected)
{
	struct buf text = { 0 };

	value_put_all(&text, &fields[field], &row->values[field], (struct charset){ 0 });
	ck_assert_msg(strcmp(buf_text(&text), expected) == 0, "%s is '%s', not '%s'",
		      fields[field].key, buf_text(&text), expected);
	buf_free(&text);
}

static void check_line(const struct row *row, const char *expected)
{
	struct buf text = { 0 };

	value_put_template(&text, row, (struct charset){ 0 });
	ck_assert_str_eq(buf_text(&text), expected);
	buf_free(&text);
}

/* A listener's numbers are connections, not bytes. */
START_TEST(test_listener)
{
	struct arena arena = { 0 };
	struct row *row = row_begin(&arena, &shape, UINT64_MAX);

	sockrow_put(row, &listener);
	check(row, SOCKROW_ACCEPT_QUEUE, "3");
	check(row, SOCKROW_BACKLOG, "5");
	check(row, SOCKROW_RECV_QUEUE, "");
	check(row, SOCKROW_SEND_QUEUE, "");
	check(row, SOCKROW_LOCAL, "*:80");
	check(row, SOCKROW_LOCAL_ADDRESS, "::");
	check(row, SOCKROW_V6ONLY, "no");
	check(row, SOCKROW_INTERFACE, "lo");
	check(row, SOCKROW_COOKIE, "abcdef0123456789");
	check(row, SOCKROW_RTT_MS, "");
	check(row, SOCKROW_TIMER, "");
	sockrow_put_processes(row, &owners, descriptors, 3);
	check(row, SOCKROW_PID, "12");
	check(row, SOCKROW_MORE_PROCESSES, "1");
	check(row, SOCKROW_PROCESSES, "a\\n pid 12 fd 3; a\\n pid 12 fd 4; pid 13 fd 5");
	check_line(row, "tcp LISTEN *:80  accept 3 of 5  a\\n pid 12 +1  uid 7");
	arena_free(&arena);
}
END_TEST

START_TEST(test_connection)
{
	struct arena arena = { 0 };
	struct row *row = row_begin(&arena, &shape, UINT64_MAX);

	sockrow_put(row, &connection);
	check(row, SOCKROW_TIMER, "keepalive");
	check(row, SOCKROW_TIMER_MS, "900");
	check(row, SOCKROW_RTT_MS, "1.250");
	check(row, SOCKROW_CONGESTION, "cubic");
	check(row, SOCKROW_UID, "");
	check(row, SOCKROW_INODE, "");
	check(row, SOCKROW_BACKLOG, "");
	row_text(row, SOCKROW_PID_WHY, "closed by its process");
	check_line(row, "tcp ESTABLISHED 127.0.0.1:50000 -> 127.0.0.2:80  recv 1 send 0  "
			"# closed by its process");
	arena_free(&arena);
}
END_TEST

START_TEST(test_others)
{
	struct arena arena = { 0 };
	struct row *row = row_begin(&arena, &shape, UINT64_MAX);

	sockrow_put(row, &raw);
	check(row, SOCKROW_PROTOCOL, "254");
	check(row, SOCKROW_LOCAL_PORT, "");
	check_line(row, "raw UNCONNECTED 0.0.0.0 254");
	row = row_begin(&arena, &shape, UINT64_MAX);
	sockrow_put(row, &unix_socket);
	sockrow_put_unix_peer(row, "/run/x", 6, &processes[0]);
	check(row, SOCKROW_FAMILY, "AF_UNIX");
	check(row, SOCKROW_LOCAL_ADDRESS, "");
	check(row, SOCKROW_PEER_INODE, "9");
	check(row, SOCKROW_PEER_PID, "12");
	check_line(row, "seqpacket ESTABLISHED @a\\xff -> /run/x");
	row = row_begin(&arena, &shape, UINT64_MAX);
	sockrow_put_unix_peer(row, NULL, 0, NULL);
	check(row, SOCKROW_PEER, "");
	check(row, SOCKROW_PEER_PID, "");
	arena_free(&arena);
}
END_TEST

/* ---- faults --------------------------------------------------------------------------------- */

static unsigned lost, whole;

static void put_or_fail(void)
{
	struct arena arena = { 0 };
	struct row *row = row_begin(&arena, &shape, UINT64_MAX);

	sockrow_put(row, &listener);
	sockrow_put_processes(row, &owners, descriptors, 3);
	sockrow_put_unix_peer(row, "/run/x", 6, &processes[0]);
	if (!row || arena.failed)
		lost++;
	else
		whole++;
	arena_free(&arena);
}

/* What could not be put is remembered: no record goes out without it. */
START_TEST(test_faults)
{
	unsigned faults = fault_sweep("malloc", ENOMEM, put_or_fail);

	ck_assert_uint_ge(faults, 3);
	ck_assert_uint_eq(lost, 2 * faults);
	ck_assert_uint_eq(whole, 2);
}
END_TEST

Suite *sockrow_suite(void);
Suite *sockrow_suite(void)
{
	Suite *suite = suite_create("sockrow");
	TCase *all = tcase_create("all");

	tcase_add_test(all, test_listener);
	tcase_add_test(all, test_connection);
	tcase_add_test(all, test_others);
	tcase_add_test(all, test_faults);
	suite_add_tcase(suite, all);
	return suite;
}
