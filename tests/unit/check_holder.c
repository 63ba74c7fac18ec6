/* check_holder -- who is said to hold an address, of sockets that this test itself has. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#include "fault.h"
#include "net/addr.h"
#include "net/holder.h"
#include "suites.h"

enum { ONLY6 = 1 };

static socklen_t address_of(struct sockaddr_storage *at, const char *text, uint16_t port)
{
	struct addr addr;
	struct err err = { 0 };

	ck_assert_msg(addr_parse(&addr, text, &err), "%s", err.text);
	return addr_to_sockaddr(at, &addr, port);
}

/* A socket bound to TEXT and PORT (0: a free one, which PORT then is). */
static int bound(int type, const char *text, uint16_t *port, int only6)
{
	struct sockaddr_storage at;
	socklen_t size = address_of(&at, text, *port);
	int fd = socket(at.ss_family, type, 0);

	ck_assert_int_ge(fd, 0);
	if (at.ss_family == AF_INET6)
		ck_assert_int_eq(setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &only6, sizeof(only6)),
				 0);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&at, size), 0);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&at, &size), 0);
	*port = ntohs(((struct sockaddr_in *)&at)->sin_port);
	return fd;
}

static bool find(struct holder *holder, int type, const char *text, uint16_t port, bool v6only)
{
	struct sockaddr_storage at;
	socklen_t size = address_of(&at, text, port);

	return holder_find(holder, type, (struct sockaddr *)&at, size, v6only);
}

/* What binding SECOND says where FIRST is held must be what holder_find says. */
static const struct {
	int type;
	const char *first;
	int first_only6;
	const char *second;
	bool second_only6, held;
} pairs[] = {
	{ SOCK_STREAM, "127.0.0.1", 0, "127.0.0.1", false, true },
	{ SOCK_STREAM, "127.0.0.1", 0, "127.0.0.2", false, false },
	{ SOCK_STREAM, "0.0.0.0", 0, "127.0.0.2", false, true },
	{ SOCK_STREAM, "127.0.0.2", 0, "0.0.0.0", false, true },
	{ SOCK_STREAM, "::1", 0, "::1", false, true },
	{ SOCK_STREAM, "::1", 0, "127.0.0.1", false, false },
	{ SOCK_STREAM, "::", 0, "127.0.0.1", false, true },
	{ SOCK_STREAM, "::", ONLY6, "127.0.0.1", false, false },
	{ SOCK_STREAM, "::", ONLY6, "0.0.0.0", false, false },
	{ SOCK_STREAM, "::", 0, "0.0.0.0", false, true },
	{ SOCK_STREAM, "0.0.0.0", 0, "::", false, true },
	{ SOCK_STREAM, "0.0.0.0", 0, "::", true, false },
	{ SOCK_STREAM, "127.0.0.1", 0, "::", false, true },
	{ SOCK_STREAM, "127.0.0.1", 0, "::", true, false },
	{ SOCK_STREAM, "::ffff:127.0.0.1", 0, "127.0.0.1", false, true },
	{ SOCK_STREAM, "127.0.0.1", 0, "::ffff:127.0.0.1", false, true },
	{ SOCK_DGRAM, "127.0.0.1", 0, "127.0.0.1", false, true },
	{ SOCK_DGRAM, "0.0.0.0", 0, "127.0.0.1", false, true },
	{ SOCK_DGRAM, "::", 0, "127.0.0.1", false, true },
	{ SOCK_DGRAM, "::", ONLY6, "127.0.0.1", false, false },
};

START_TEST(test_pairs)
{
	struct holder holder;
	struct sockaddr_storage at;
	uint16_t port = 0;
	int fd = bound(pairs[_i].type, pairs[_i].first, &port, pairs[_i].first_only6);
	int only6 = pairs[_i].second_only6;
	socklen_t size = address_of(&at, pairs[_i].second, port);
	int second = socket(at.ss_family, pairs[_i].type, 0);

	if (pairs[_i].type == SOCK_STREAM)
		ck_assert_int_eq(listen(fd, 1), 0);
	if (at.ss_family == AF_INET6)
		setsockopt(second, IPPROTO_IPV6, IPV6_V6ONLY, &only6, sizeof(only6));
	ck_assert_int_eq(bind(second, (struct sockaddr *)&at, size) < 0 && errno == EADDRINUSE,
			 pairs[_i].held);
	close(second);
	errno = EADDRINUSE;
	ck_assert_int_eq(find(&holder, pairs[_i].type, pairs[_i].second, port, only6),
			 pairs[_i].held);
	ck_assert_int_eq(errno, EADDRINUSE);
	if (pairs[_i].held)
		ck_assert_int_eq(holder.process.pid, getpid());
	close(fd);
}
END_TEST

/* A socket that is only bound holds its port too; Linux 6.8 is the first to tell of it. */
START_TEST(test_only_bound)
{
	struct holder holder;
	uint16_t port = 0;
	int fd = bound(SOCK_STREAM, "127.0.0.1", &port, 0);

	if (find(&holder, SOCK_STREAM, "127.0.0.1", port, false)) {
		ck_assert_int_eq(holder.sock.state, SOCKSTATE_BOUND);
		ck_assert_int_eq(holder.process.pid, getpid());
	}
	close(fd);
	ck_assert(!find(&holder, SOCK_STREAM, "127.0.0.1", port, false));
}
END_TEST

START_TEST(test_words)
{
	struct holder holder;
	struct buf text = { 0 };
	char expected[128];
	uint16_t port = 0;
	int fd = bound(SOCK_DGRAM, "0.0.0.0", &port, 0);

	ck_assert(find(&holder, SOCK_DGRAM, "127.0.0.1", port, false));
	memcpy(holder.process.command, "a b", 4);
	snprintf(expected, sizeof(expected), "held by pid %ld (a b), uid %ld, at 0.0.0.0:%u",
		 (long)getpid(), (long)getuid(), port);
	holder_put(&text, &holder);
	ck_assert_str_eq(buf_text(&text), expected);
	buf_clear(&text);
	holder.more = 2;
	holder_put(&text, &holder);
	ck_assert_ptr_nonnull(strstr(buf_text(&text), "(a b) and 2 more processes, uid"));
	buf_clear(&text);
	holder.process.pid = 0;
	holder_put(&text, &holder);
	ck_assert_ptr_nonnull(strstr(buf_text(&text), "held by a process that cannot be seen"));
	buf_clear(&text);
	holder.sock.inode = 0;
	holder.sock.state = SOCKSTATE_TIME_WAIT;
	holder_put(&text, &holder);
	ck_assert_ptr_nonnull(strstr(buf_text(&text), " TIME_WAIT"));
	buf_free(&text);
	close(fd);
}
END_TEST

/* ---- Unix sockets --------------------------------------------------------------------------- */

static socklen_t unix_address(struct sockaddr_un *at, const char *name, size_t size)
{
	*at = (struct sockaddr_un){ .sun_family = AF_UNIX };
	memcpy(at->sun_path, name, size);
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + size);
}

static int unix_bound(int type, const char *name, size_t name_size)
{
	struct sockaddr_un at;
	socklen_t size = unix_address(&at, name, name_size);
	int fd = socket(AF_UNIX, type, 0);

	ck_assert_int_eq(bind(fd, (struct sockaddr *)&at, size), 0);
	return fd;
}

static bool unix_find(struct holder *holder, int type, const char *name, size_t name_size)
{
	struct sockaddr_un at;
	socklen_t size = unix_address(&at, name, name_size);

	return holder_find(holder, type, (struct sockaddr *)&at, size, false);
}

START_TEST(test_abstract)
{
	char name[32] = "";
	size_t size =
		(size_t)snprintf(name + 1, sizeof(name) - 1, "check\xff%ld", (long)getpid()) + 1;
	struct holder holder;
	int fd;

	name[4] = '\0'; /* a name may hold any byte */
	fd = unix_bound(SOCK_DGRAM, name, size);
	ck_assert(unix_find(&holder, SOCK_DGRAM, name, size));
	ck_assert_int_eq(holder.process.pid, getpid());
	ck_assert(!unix_find(&holder, SOCK_STREAM, name, size));
	ck_assert(!unix_find(&holder, SOCK_DGRAM, name, size - 1));
	close(fd);
	ck_assert(!unix_find(&holder, SOCK_DGRAM, name, size));
}
END_TEST

/* A path by another way of writing it; a file that took its place is another one. */
START_TEST(test_path)
{
	char folder[] = "/tmp/check-holder-XXXXXX", path[64], other[64];
	struct holder holder;
	int fd, second;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/s", folder);
	snprintf(other, sizeof(other), "%s/../%s/s", folder, folder + 5);
	fd = unix_bound(SOCK_SEQPACKET, path, strlen(path) + 1);
	ck_assert_int_eq(listen(fd, 1), 0);
	ck_assert(unix_find(&holder, SOCK_STREAM, other, strlen(other)));
	ck_assert_int_eq(holder.process.pid, getpid());
	unlink(path);
	ck_assert(!unix_find(&holder, SOCK_SEQPACKET, path, strlen(path)));
	second = unix_bound(SOCK_STREAM, path, strlen(path));
	close(second);
	ck_assert(!unix_find(&holder, SOCK_SEQPACKET, path, strlen(path)));
	close(fd);
	unlink(path);
	rmdir(folder);
}
END_TEST

/* What is no address that could be held. */
START_TEST(test_nonsense)
{
	struct sockaddr_storage at = { .ss_family = AF_UNIX };
	struct holder holder;

	ck_assert(!holder_find(&holder, SOCK_STREAM, (struct sockaddr *)&at, 0, false));
	ck_assert(!holder_find(&holder, SOCK_STREAM, (struct sockaddr *)&at, 2, false));
	ck_assert(!holder_find(&holder, SOCK_STREAM, (struct sockaddr *)&at, sizeof(at), false));
	at.ss_family = AF_INET;
	ck_assert(!holder_find(&holder, SOCK_STREAM, (struct sockaddr *)&at, 3, false));
	ck_assert(!find(&holder, SOCK_STREAM, "127.0.0.1", 0, false));
}
END_TEST

/* ---- faults: counted, because an assertion allocates ---------------------------------------- */

static uint16_t held_port;
static unsigned untidy;

static void find_or_not(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(held_port) };
	struct holder holder = { .more = 77 };
	struct buf text = { 0 };

	if (holder_find(&holder, SOCK_STREAM, (struct sockaddr *)&at, sizeof(at), false))
		holder_put(&text, &holder);
	else if (holder.more != 77)
		untidy++;
	buf_free(&text);
}

START_TEST(test_faults)
{
	int fd = bound(SOCK_STREAM, "127.0.0.1", &held_port, 0);

	ck_assert_int_eq(listen(fd, 1), 0);
	ck_assert_uint_ge(fault_sweep("malloc", ENOMEM, find_or_not), 3);
	ck_assert_uint_eq(fault_sweep("socket", EMFILE, find_or_not), 1);
	ck_assert_uint_eq(fault_sweep("send", EPERM, find_or_not), 2);
	ck_assert_uint_ge(fault_sweep("recvmsg", ENOBUFS, find_or_not), 2);
	ck_assert_uint_eq(untidy, 0);
	close(fd);
}
END_TEST

Suite *holder_suite(void);
Suite *holder_suite(void)
{
	Suite *suite = suite_create("holder");
	TCase *all = tcase_create("all");

	tcase_add_loop_test(all, test_pairs, 0, sizeof(pairs) / sizeof(pairs[0]));
	tcase_add_test(all, test_only_bound);
	tcase_add_test(all, test_words);
	tcase_add_test(all, test_abstract);
	tcase_add_test(all, test_path);
	tcase_add_test(all, test_nonsense);
	tcase_add_test(all, test_faults);
	suite_add_tcase(suite, all);
	return suite;
}
