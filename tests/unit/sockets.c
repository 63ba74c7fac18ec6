/* sockets -- what tests of sockets share: addresses by text, descriptors counted. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sockets.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

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

unsigned count_descriptors(void)
{
	unsigned count = 0;

	for (int fd = 0; fd < 1024; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}
