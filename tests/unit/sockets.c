/* sockets -- what tests of sockets share: addresses by text, descriptors counted. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sockets.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"
#include "suites.h"

bool has_inet6(void)
{
	struct sock_addr at = at_text("::1", 0);
	int fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool fine = fd >= 0 && bind(fd, &at.at.any, at.size) == 0;

	if (fd >= 0)
		close(fd);
	return fine;
}

struct sock_addr at_text(const char *text, uint16_t port)
{
	struct sock_addr at;
	struct addr addr;
	struct err err = { 0 };

	ck_assert_msg(addr_parse(&addr, text, &err), "%s", err.text);
	sock_addr_set(&at, &addr, port);
	return at;
}

int socket_at(int type, const char *text, struct sock_addr *at)
{
	struct sock_addr want = at_text(text, 0);
	int fd = socket(sock_addr_family(&want), type | SOCK_CLOEXEC, 0);

	ck_assert_int_ge(fd, 0);
	ck_assert_msg(bind(fd, &want.at.any, want.size) == 0, "%s: %s", text, strerror(errno));
	if (at)
		sock_addr_local(at, fd);
	return fd;
}

int listener_at(const char *text, int backlog, struct sock_addr *at)
{
	int fd = socket_at(SOCK_STREAM, text, at);

	ck_assert_int_eq(listen(fd, backlog), 0);
	return fd;
}

/* Connected clients fill the queue; the one after them gets no answer to its SYN. */
void fill_backlog(const struct sock_addr *at, int *client, unsigned size)
{
	bool full = false;

	for (unsigned i = 0; i < size; i++) {
		struct pollfd one = { .events = POLLOUT };

		one.fd = client[i] =
			socket(sock_addr_family(at), SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
		full = connect(client[i], &at->at.any, at->size) < 0 && errno == EINPROGRESS &&
		       poll(&one, 1, full ? 0 : 50) == 0;
	}
	ck_assert_msg(full, "the backlog takes more than %u", size);
}

static bool write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool fine = fd >= 0 && fd_write(fd, text, strlen(text));

	fd_close(&fd);
	return fine;
}

static bool become_root(uid_t uid, gid_t gid)
{
	char users[32], groups[32];

	snprintf(users, sizeof(users), "0 %u 1", (unsigned)uid);
	snprintf(groups, sizeof(groups), "0 %u 1", (unsigned)gid);
	return unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0 &&
	       write_file("/proc/self/setgroups", "deny") &&
	       write_file("/proc/self/uid_map", users) && write_file("/proc/self/gid_map", groups);
}

static bool make_network(const char *setup)
{
	char commands[1024];

	if (unshare(CLONE_NEWNET) < 0 && !become_root(geteuid(), getegid()))
		return false;
	snprintf(commands, sizeof(commands),
		 "exec 2> /dev/null; PATH=$PATH:/usr/sbin:/sbin; ip link set lo up%s%s",
		 setup ? " && " : "", setup ? setup : "");
	return system(commands) == 0;
}

void in_network(const char *setup, int (*try)(int i), int i)
{
	enum { NO_NETWORK = 77 };
	pid_t pid = fork();
	int status;

	if (pid == 0)
		_exit(make_network(setup) ? try(i) : NO_NETWORK);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	if (WEXITSTATUS(status) == NO_NETWORK)
		fprintf(stderr, "no network of its own here: a test is skipped\n");
	else
		ck_assert_int_eq(WEXITSTATUS(status), 0);
}

unsigned count_descriptors(void)
{
	unsigned count = 0;

	for (int fd = 0; fd < 1024; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}
