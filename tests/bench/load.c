/* load -- asks an echo server as fast as it answers, and tells how fast that is:
 *
 *     load tcp|udp PORT CONNECTIONS SIZE MILLISECONDS [PID]
 *
 * One message of SIZE bytes is on its way on each connection. Prints round trips a second, the
 * median, 99th percentile and maximum of their time in microseconds, and the server's CPU time for
 * each message in microseconds where PID names it (0 where not), separated by tabs; "fail" and a
 * reason else. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CONNS_MAX = 1024, EVENTS = 64, SIZE_MAX_BYTES = 1 << 16, SAMPLES = 1 << 22 };

static struct {
	int fd;
	size_t got;
	int64_t sent_ns;
} conn[CONNS_MAX];

static char message[SIZE_MAX_BYTES], room[SIZE_MAX_BYTES];
static uint32_t sample[SAMPLES];
static size_t samples;

static _Noreturn void fail(const char *what)
{
	printf("fail\t%s: %s\n", what, strerror(errno));
	exit(1);
}

static int64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* User and system time of PID and of the children that it has waited for, in seconds. */
static double cpu_of(int pid)
{
	char path[64], line[1024];
	unsigned long user = 0, system = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	file = pid ? fopen(path, "r") : NULL;
	if (!file)
		return 0;
	if (fgets(line, sizeof(line), file))
		sscanf(strrchr(line, ')'), ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
		       &user, &system);
	fclose(file);
	return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

static void send_one(int i, size_t size)
{
	size_t done = 0;

	conn[i].got = 0;
	conn[i].sent_ns = now_ns();
	while (done < size) {
		ssize_t sent = send(conn[i].fd, message + done, size - done, MSG_NOSIGNAL);

		if (sent < 0)
			fail("send");
		done += (size_t)sent;
	}
}

static void receive_one(int i, size_t size)
{
	ssize_t got = recv(conn[i].fd, room, sizeof(room), 0);

	if (got <= 0)
		fail("recv");
	conn[i].got += (size_t)got;
	if (conn[i].got < size)
		return;
	if (samples < SAMPLES)
		sample[samples] = (uint32_t)((now_ns() - conn[i].sent_ns) / 10);
	samples++;
	send_one(i, size);
}

static int by_size(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static void connect_one(int epoll, int i, int type, int port)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	struct epoll_event event = { .events = EPOLLIN, .data.u32 = (uint32_t)i };
	int on = 1;

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	conn[i].fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);
	if (conn[i].fd < 0 || connect(conn[i].fd, (struct sockaddr *)&to, sizeof(to)) < 0)
		fail("connect");
	if (type == SOCK_STREAM)
		setsockopt(conn[i].fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	epoll_ctl(epoll, EPOLL_CTL_ADD, conn[i].fd, &event);
}

int main(int argc, char **argv)
{
	int type = argc > 1 && strcmp(argv[1], "udp") == 0 ? SOCK_DGRAM : SOCK_STREAM;
	int epoll = epoll_create1(EPOLL_CLOEXEC), count = argc > 3 ? atoi(argv[3]) : 0;
	size_t size = argc > 4 ? (size_t)atoi(argv[4]) : 0, kept;
	int pid = argc > 6 ? atoi(argv[6]) : 0;
	int64_t began_ns, end_ns;
	struct epoll_event events[EVENTS];
	double cpu, took;

	if (argc < 6 || count < 1 || count > CONNS_MAX || size < 1 || size > SIZE_MAX_BYTES) {
		fprintf(stderr, "usage: load tcp|udp PORT CONNECTIONS SIZE MILLISECONDS [PID]\n");
		return 2;
	}
	memset(message, 'x', size);
	for (int i = 0; i < count; i++)
		connect_one(epoll, i, type, atoi(argv[2]));
	cpu = cpu_of(pid);
	began_ns = now_ns();
	end_ns = began_ns + (int64_t)atoi(argv[5]) * 1000000;
	for (int i = 0; i < count; i++)
		send_one(i, size);
	while (now_ns() < end_ns) {
		int ready = epoll_wait(epoll, events, EVENTS, 2000);

		if (ready == 0) {
			errno = ETIMEDOUT;
			fail("no answer for 2 s");
		}
		for (int i = 0; i < ready; i++)
			receive_one((int)events[i].data.u32, size);
	}
	took = (double)(now_ns() - began_ns) / 1e9;
	cpu = cpu_of(pid) - cpu;
	kept = samples < SAMPLES ? samples : SAMPLES;
	qsort(sample, kept, sizeof(*sample), by_size);
	printf("%.0f\t%.1f\t%.1f\t%.1f\t%.2f\n", (double)samples / took, sample[kept / 2] / 100.0,
	       sample[kept - 1 - kept / 100] / 100.0, sample[kept - 1] / 100.0,
	       samples ? cpu * 1e6 / (double)samples : 0);
	return 0;
}
