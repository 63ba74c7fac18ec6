/* bare_mcast -- the physical limit of mcast-listen: join on lo, recvmmsg, count, nothing else.
 * bare_mcast GROUP PORT: ends with a datagram "end", and prints how many came. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <arpa/inet.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { BATCH = 64, ROOM = 2048, BUFFER = 4 << 20 };

int main(int argc, char **argv)
{
	static char data[BATCH][ROOM];
	struct mmsghdr message[BATCH] = { 0 };
	struct iovec part[BATCH];
	struct sockaddr_in at = { .sin_family = AF_INET };
	struct ip_mreqn mreq = { .imr_ifindex = (int)if_nametoindex("lo") };
	int fd = socket(AF_INET, SOCK_DGRAM, 0), buffer = BUFFER;
	unsigned long count = 0;

	if (argc < 3 || inet_pton(AF_INET, argv[1], &at.sin_addr) != 1)
		return 2;
	at.sin_port = htons((unsigned short)atoi(argv[2]));
	mreq.imr_multiaddr = at.sin_addr;
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &buffer, sizeof(buffer)) < 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof(buffer));
	if (bind(fd, (struct sockaddr *)&at, sizeof(at)) < 0 ||
	    setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &mreq, sizeof(mreq)) < 0)
		return 1;
	for (int i = 0; i < BATCH; i++) {
		part[i] = (struct iovec){ data[i], ROOM };
		message[i].msg_hdr.msg_iov = &part[i];
		message[i].msg_hdr.msg_iovlen = 1;
	}
	puts("ready");
	fflush(stdout);
	for (;;) {
		int got = recvmmsg(fd, message, BATCH, MSG_WAITFORONE, NULL);

		for (int i = 0; i < got; i++) {
			if (message[i].msg_len == 3 && memcmp(data[i], "end", 3) == 0)
				return printf("%lu\n", count) < 0;
			count++;
		}
	}
}
