/* check_socktable -- sockets of this very process, by sock_diag(7) and by /proc/net. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "fault.h"
#include "net/sockpeer.h"
#include "net/socktable.h"
#include "suites.h"

/* What is looked for, and what was seen. */
struct search {
	uint32_t inode;
	struct sockdiag sock; /* the last with that inode */
	size_t found, seen;
	bool stop;
};

static bool see(void *context, const struct sockdiag *sock)
{
	struct search *search = context;

	search->seen++;
	if (sock->inode == search->inode) {
		search->sock = *sock;
		search->found++;
	}
	return !search->stop;
}

static uint32_t inode_of(int fd)
{
	struct stat file;

	ck_assert_int_eq(fstat(fd, &file), 0);
	return (uint32_t)file.st_ino;
}

/* A socket of TABLE at a port of its own; -1 where this kernel has no such sockets. */
static int bound(int family, enum sockdiag_table table, uint16_t *port)
{
	const struct sockdiag_kind *kind = &sockdiag_kinds[table];
	struct sockaddr_storage at = { .ss_family = (sa_family_t)family };
	socklen_t size =
		family == AF_INET ? sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6);
	int fd = socket(family, kind->type, kind->protocol);

	if (fd < 0 && errno == EPROTONOSUPPORT)
		return -1;
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&at, size), 0);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&at, &size), 0);
	*port = ntohs(((struct sockaddr_in *)&at)->sin_port);
	return fd;
}

static struct sockdiag_query query_of(enum sockdiag_table table)
{
	return (struct sockdiag_query){ .table = table, .states = SOCKSTATES_ALL };
}

START_TEST(test_listening)
{
	struct sockdiag_query query = query_of(SOCKDIAG_TCP);
	struct search search = { 0 };
	struct err err = { 0 };
	bool fell_back = true;
	int fd = bound(AF_INET6, SOCKDIAG_TCP, &query.port);

	search.inode = inode_of(fd);
	ck_assert_int_eq(listen(fd, 7), 0);
	ck_assert_msg(socktable_each(&query, see, &search, &fell_back, &err), "%s", err.text);
	ck_assert_uint_eq(search.found, 1);
	ck_assert_int_eq(search.sock.state, SOCKSTATE_LISTEN);
	ck_assert_uint_eq(search.sock.local_port, query.port);
	if (!fell_back) {
		ck_assert_uint_eq(search.sock.send_queue, 7);
		ck_assert(search.sock.has & SOCKDIAG_HAS_V6ONLY);
	}

	/* Another state, family and port have it not. */
	search.found = 0;
	query.states = SOCKSTATE_BIT(SOCKSTATE_ESTABLISHED);
	ck_assert(socktable_each(&query, see, &search, NULL, &err));
	query.states = SOCKSTATES_ALL;
	query.family = AF_INET;
	ck_assert(socktable_each(&query, see, &search, NULL, &err));
	query.family = AF_INET6;
	query.port++;
	ck_assert(socktable_each(&query, see, &search, NULL, &err));
	ck_assert_uint_eq(search.found, 0);
	close(fd);
}
END_TEST

/* What is refused the socket of sock_diag falls back, and says the same of a socket. */
static const struct {
	int family;
	enum sockdiag_table table;
} kinds[] = {
	{ AF_INET, SOCKDIAG_TCP },  { AF_INET, SOCKDIAG_UDP },  { AF_INET, SOCKDIAG_UDPLITE },
	{ AF_INET6, SOCKDIAG_TCP }, { AF_INET6, SOCKDIAG_UDP }, { AF_INET6, SOCKDIAG_UDPLITE },
};

START_TEST(test_fallback)
{
	static const int refusals[] = { EPROTONOSUPPORT, EACCES, EPERM, EAFNOSUPPORT };
	struct sockdiag_query query = query_of(kinds[_i].table);
	struct search by_diag = { 0 }, by_proc = { 0 };
	struct err err = { 0 };
	bool fell_back, fine;
	int fd = bound(kinds[_i].family, kinds[_i].table, &query.port);

	if (fd < 0)
		return;
	if (kinds[_i].table == SOCKDIAG_TCP)
		ck_assert_int_eq(listen(fd, 7), 0);
	by_diag.inode = by_proc.inode = inode_of(fd);
	ck_assert(socktable_each(&query, see, &by_diag, NULL, &err));
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		by_proc.found = 0;
		fault_arm("socket", 1, refusals[i], false);
		fine = socktable_each(&query, see, &by_proc, &fell_back, &err);
		fault_disarm();
		ck_assert(fine && fell_back);
		ck_assert_uint_eq(by_proc.found, 1);
		ck_assert_int_eq(by_proc.sock.family, by_diag.sock.family);
		ck_assert_int_eq(by_proc.sock.state, by_diag.sock.state);
		ck_assert_int_eq(addr_compare(&by_proc.sock.local, &by_diag.sock.local), 0);
		ck_assert_uint_eq(by_proc.sock.local_port, by_diag.sock.local_port);
		ck_assert_uint_eq(by_proc.sock.uid, by_diag.sock.uid);
	}
	close(fd);
}
END_TEST

START_TEST(test_no_fallback)
{
	struct sockdiag_query query = query_of(SOCKDIAG_UNIX);
	struct search search = { 0 };
	struct err err = { 0 };
	bool fine;

	fault_arm("socket", 1, EPROTONOSUPPORT, false);
	fine = socktable_each(&query, see, &search, NULL, &err);
	fault_disarm();
	ck_assert(!fine);
	ck_assert_int_eq(err.kind, STATUS_LACKING);
	query.table =
		SOCKDIAG_TCP; /* this machine is short of something: no reason to ask otherwise */
	fault_arm("socket", 1, EMFILE, false);
	fine = socktable_each(&query, see, &search, NULL, &err);
	fault_disarm();
	ck_assert(!fine);
	ck_assert_int_eq(err.number, EMFILE);
	ck_assert_uint_eq(search.seen, 0);
}
END_TEST

/* The question takes the last descriptor and is refused, so that the file cannot be opened. */
START_TEST(test_no_file)
{
	struct sockdiag_query query = query_of(SOCKDIAG_TCP);
	struct search search = { 0 };
	struct err err = { 0 };
	struct rlimit before, one_more;
	int next = dup(STDIN_FILENO);
	bool fine;

	close(next);
	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &before), 0);
	one_more = (struct rlimit){ (rlim_t)next + 1, before.rlim_max };
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &one_more), 0);
	fault_arm("send", 1, EPERM, false);
	fine = socktable_each(&query, see, &search, NULL, &err);
	ck_assert(fault_disarm());
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &before), 0);
	ck_assert(!fine);
	ck_assert_int_eq(err.number, EMFILE);
	ck_assert_ptr_nonnull(strstr(err.text, "/proc/net/tcp"));
}
END_TEST

/* A kernel that makes no such sockets has none of them. */
START_TEST(test_none_can_be)
{
	struct sockdiag_query query = query_of(SOCKDIAG_UNIX);
	struct search search = { 0 };
	struct err err = { 0 };
	bool fine;

	fault_arm("socket", 1, EPROTONOSUPPORT, true);
	fine = socktable_each(&query, see, &search, NULL, &err);
	fault_disarm();
	ck_assert(fine);
	ck_assert_uint_eq(search.seen, 0);
}
END_TEST

START_TEST(test_stopped)
{
	struct sockdiag_query query = query_of(SOCKDIAG_UDP);
	struct search search = { .stop = true };
	struct err err = { 0 };
	uint16_t port;
	int one = bound(AF_INET, SOCKDIAG_UDP, &port), other = bound(AF_INET6, SOCKDIAG_UDP, &port);

	ck_assert(socktable_each(&query, see, &search, NULL, &err));
	ck_assert_uint_eq(search.seen, 1);
	close(one);
	close(other);
}
END_TEST

/* ---- Unix ----------------------------------------------------------------------------------- */

/* An abstract listener and its client, connected. */
static void join(int fds[static 3])
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 +
				     (size_t)snprintf(at.sun_path + 1, 64, "check-table%ld",
						      (long)getpid()));

	fds[0] = socket(AF_UNIX, SOCK_STREAM, 0);
	ck_assert_int_eq(bind(fds[0], (struct sockaddr *)&at, size), 0);
	ck_assert_int_eq(listen(fds[0], 3), 0);
	fds[1] = socket(AF_UNIX, SOCK_STREAM, 0);
	ck_assert_int_eq(connect(fds[1], (struct sockaddr *)&at, size), 0);
	fds[2] = accept(fds[0], NULL, NULL);
	ck_assert_int_ge(fds[2], 0);
}

START_TEST(test_unix)
{
	struct sockdiag_query query = query_of(SOCKDIAG_UNIX);
	struct search search = { 0 };
	struct sockpeers peers = { 0 };
	struct err err = { 0 };
	const char *name;
	size_t size = 0;
	int fds[3];

	join(fds);
	ck_assert_int_eq(write(fds[2], "hello", 5), 5);
	search.inode = inode_of(fds[1]);
	ck_assert(socktable_each(&query, see, &search, NULL, &err));
	ck_assert_uint_eq(search.found, 1);
	ck_assert_uint_eq(search.sock.name_size, 0);
	ck_assert_uint_eq(search.sock.recv_queue, 5);
	ck_assert_uint_eq(search.sock.peer_inode, inode_of(fds[2]));

	ck_assert(sockpeers_read(&peers, &err));
	name = sockpeers_find(&peers, search.sock.peer_inode, &size);
	ck_assert_ptr_nonnull(name);
	ck_assert_uint_gt(size, 11);
	ck_assert_mem_eq(name, "\0check-table", 12);
	ck_assert_ptr_null(sockpeers_find(&peers, search.inode, &size));
	ck_assert_ptr_null(sockpeers_find(&peers, 0, &size));
	sockpeers_free(&peers);
	sockpeers_free(&peers);
	ck_assert_ptr_null(sockpeers_find(&peers, search.sock.peer_inode, &size));
	for (int i = 0; i < 3; i++)
		close(fds[i]);
}
END_TEST

/* ---- faults: counted, because an assertion allocates ---------------------------------------- */

static unsigned untidy;
static int swept;

static void read_or_fail(void)
{
	struct sockdiag_query query = query_of(swept);
	struct search search = { 0 };
	struct err err = { 0 };

	if (!socktable_each(&query, see, &search, NULL, &err) &&
	    (err.kind == STATUS_OK || !err.text[0]))
		untidy++;
}

static void peers_or_fail(void)
{
	struct sockpeers peers = { 0 };
	struct err err = { 0 };

	if (!sockpeers_read(&peers, &err) && (peers.item || err.kind == STATUS_OK || !err.text[0]))
		untidy++;
	sockpeers_free(&peers);
}

START_TEST(test_faults)
{
	int fds[3];

	join(fds);
	for (swept = SOCKDIAG_TCP; swept <= SOCKDIAG_UNIX; swept++) {
		ck_assert_uint_ge(fault_sweep("malloc", ENOMEM, read_or_fail), 1);
		ck_assert_uint_eq(fault_sweep("socket", EMFILE, read_or_fail), 1);
		ck_assert_uint_ge(fault_sweep("send", EPERM, read_or_fail), 1);
		ck_assert_uint_ge(fault_sweep("recvmsg", ENOBUFS, read_or_fail), 1);
	}
	ck_assert_uint_ge(fault_sweep("malloc", ENOMEM, peers_or_fail), 2);
	ck_assert_uint_ge(fault_sweep("recvmsg", ENOBUFS, peers_or_fail), 1);
	ck_assert_uint_eq(untidy, 0);
	for (int i = 0; i < 3; i++)
		close(fds[i]);
}
END_TEST

Suite *socktable_suite(void);
Suite *socktable_suite(void)
{
	Suite *suite = suite_create("socktable");
	TCase *all = tcase_create("all");

	tcase_add_test(all, test_listening);
	tcase_add_loop_test(all, test_fallback, 0, sizeof(kinds) / sizeof(kinds[0]));
	tcase_add_test(all, test_no_fallback);
	tcase_add_test(all, test_none_can_be);
	tcase_add_test(all, test_no_file);
	tcase_add_test(all, test_stopped);
	tcase_add_test(all, test_unix);
	tcase_add_test(all, test_faults);
	suite_add_tcase(suite, all);
	return suite;
}
