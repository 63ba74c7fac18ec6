/* bare_echo -- the least that an echo server can be: epoll for TCP, recvmmsg and sendmmsg for UDP.
 * bare_echo tcp|udp: binds a free port of 127.0.0.1, prints it, and serves until it is killed. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EVENTS = 64, BATCH = 64, ROOM = 1 << 16 };

static int bind_one(int type)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t size = sizeof(at);
	int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || bind(fd, (struct sockaddr *)&at, size) < 0 ||
	    (type == SOCK_STREAM && listen(fd, 4096) < 0) ||
	    getsockname(fd, (struct sockaddr *)&at, &size) < 0) {
		perror("bare_echo");
		exit(1);
	}
	printf("%u\n", ntohs(at.sin_port));
	fflush(stdout);
	return fd;
}

static void take(int epoll, int listener)
{
	int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC), on = 1;
	struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };

	if (fd < 0)
		return;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

/* Blocks on a client that does not read: what a real server must not do is left out. */
static void echo(int fd)
{
	static char room[ROOM];
	ssize_t size = recv(fd, room, sizeof(room), 0), sent = 0;

	if (size <= 0) {
		close(fd);
		return;
	}
	while (sent < size) {
		ssize_t done = send(fd, room + sent, (size_t)(size - sent), MSG_NOSIGNAL);

		if (done > 0)
			sent += done;
	}
}

static void serve_tcp(void)
{
	int epoll = epoll_create1(EPOLL_CLOEXEC), listener = bind_one(SOCK_STREAM);
	struct epoll_event event = { .events = EPOLLIN, .data.fd = listener }, events[EVENTS];

	epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
	for (;;) {
		int count = epoll_wait(epoll, events, EVENTS, -1);

		for (int i = 0; i < count; i++)
			if (events[i].data.fd == listener)
				take(epoll, listener);
			else
				echo(events[i].data.fd);
	}
}

static void serve_udp(void)
{
	static char room[BATCH][ROOM];
	static struct sockaddr_in from[BATCH];
	static struct iovec part[BATCH];
	static struct mmsghdr message[BATCH];
	int fd = bind_one(SOCK_DGRAM);

	for (;;) {
		int count;

		for (int i = 0; i < BATCH; i++) {
			part[i] = (struct iovec){ room[i], ROOM };
			message[i].msg_hdr = (struct msghdr){ .msg_name = &from[i],
							      .msg_namelen = sizeof(from[i]),
							      .msg_iov = &part[i],
							      .msg_iovlen = 1 };
		}
		count = recvmmsg(fd, message, BATCH, MSG_WAITFORONE, NULL);
		for (int i = 0; i < count; i++)
			part[i].iov_len = message[i].msg_len;
		if (count > 0)
			sendmmsg(fd, message, (unsigned)count, 0);
	}
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "tcp") == 0)
		serve_tcp();
	if (argc == 2 && strcmp(argv[1], "udp") == 0)
		serve_udp();
	fprintf(stderr, "usage: bare_echo tcp|udp\n");
	return 2;
}
