/* bare_pipe -- the least that a pipe over TCP takes: send what stdin says, print what comes,
 * nothing else.
 *
 *     bare_pipe zeros BYTES          to stdout
 *     bare_pipe send PORT            stdin to 127.0.0.1:PORT
 *     bare_pipe receive              listens, says its port on stderr, prints what comes
 *     bare_pipe sink                 the same, and throws it away
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ROOM = 1 << 18 };
static char data[ROOM];

static void write_all(int fd, size_t size)
{
	for (size_t at = 0; at < size;) {
		ssize_t done = write(fd, data + at, size - at);

		if (done < 0)
			exit(1);
		at += (size_t)done;
	}
}

static void copy(int from, int to)
{
	ssize_t size;

	while ((size = read(from, data, sizeof(data))) > 0)
		if (to >= 0)
			write_all(to, (size_t)size);
	if (size < 0)
		exit(1);
}

static int listen_and_accept(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (bind(fd, (struct sockaddr *)&at, sizeof(at)) < 0 || listen(fd, 1) < 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &size) < 0)
		exit(1);
	fprintf(stderr, "%d\n", ntohs(at.sin_port));
	return accept(fd, NULL, NULL);
}

static int connect_to(int port)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_port = htons((in_port_t)port),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (connect(fd, (struct sockaddr *)&at, sizeof(at)) < 0)
		exit(1);
	return fd;
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "zeros") == 0)
		for (long long left = atoll(argv[2]); left > 0; left -= ROOM)
			write_all(STDOUT_FILENO, left < ROOM ? (size_t)left : ROOM);
	else if (argc == 3 && strcmp(argv[1], "send") == 0)
		copy(STDIN_FILENO, connect_to(atoi(argv[2])));
	else if (argc == 2 && strcmp(argv[1], "receive") == 0)
		copy(listen_and_accept(), STDOUT_FILENO);
	else if (argc == 2 && strcmp(argv[1], "sink") == 0)
		copy(listen_and_accept(), -1);
	else
		return 2;
	return 0;
}
