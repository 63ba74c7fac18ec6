/* verbs -- the table of the verbs of the workbench. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "bench/verb.h"

/* clang-format off */
/* Sorted by name. */
#define VERBS(VERB)										\
	VERB(accept) VERB(assert) VERB(bind) VERB(calcsize) VERB(close) VERB(complete)		\
	VERB(connect) VERB(connect_ex) VERB(create_connection) VERB(create_server)		\
	VERB(detach) VERB(dup) VERB(echo) VERB(fileno) VERB(fromfd) VERB(get_inheritable)	\
	VERB(getaddrinfo) VERB(getblocking) VERB(getdefaulttimeout) VERB(getfqdn)		\
	VERB(gethostbyaddr) VERB(gethostbyname) VERB(gethostbyname_ex) VERB(gethostname)	\
	VERB(getnameinfo) VERB(getpeername) VERB(getprotobyname) VERB(getservbyname)		\
	VERB(getservbyport) VERB(getsockname) VERB(getsockopt) VERB(gettimeout)			\
	VERB(has_ipv6) VERB(htonl) VERB(htons) VERB(if_indextoname) VERB(if_nameindex)		\
	VERB(if_nametoindex) VERB(inet_aton) VERB(inet_ntoa) VERB(inet_ntop) VERB(inet_pton)	\
	VERB(info) VERB(jobs) VERB(join) VERB(join_source) VERB(leave) VERB(leave_source)	\
	VERB(listen) VERB(makefile) VERB(ntohl) VERB(ntohs) VERB(options) VERB(pack)		\
	VERB(poll) VERB(recv) VERB(recv_into) VERB(recvall) VERB(recvfds) VERB(recvfrom)	\
	VERB(recvfrom_into) VERB(recvmsg) VERB(send) VERB(sendall) VERB(sendfds)		\
	VERB(sendmsg) VERB(sendto) VERB(set_inheritable) VERB(setblocking)			\
	VERB(setdefaulttimeout) VERB(sethostname) VERB(setsockopt) VERB(settimeout)		\
	VERB(shutdown) VERB(socket) VERB(socketpair) VERB(sockets) VERB(unpack)

#define DECLARE(name) extern const struct applet verb_##name;
VERBS(DECLARE)

#define ADDRESS(name) &verb_##name,
const struct applet *const verbs[] = { VERBS(ADDRESS) };
/* clang-format on */
const unsigned verbs_count = sizeof(verbs) / sizeof(verbs[0]);

const struct applet *verb_find(const char *name)
{
	unsigned low = 0, high = verbs_count;

	while (low < high) {
		unsigned middle = low + (high - low) / 2;
		int order = strcmp(name, verbs[middle]->name);

		if (order == 0)
			return verbs[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}
