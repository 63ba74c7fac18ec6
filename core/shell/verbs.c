/* verbs -- the table of the verbs of the workbench. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "shell/verb.h"

extern const struct applet verb_calcsize, verb_echo, verb_getaddrinfo, verb_getfqdn,
	verb_gethostbyaddr, verb_gethostbyname, verb_gethostbyname_ex, verb_gethostname,
	verb_getnameinfo, verb_getprotobyname, verb_getservbyname, verb_getservbyport,
	verb_has_ipv6, verb_htonl, verb_htons, verb_if_indextoname, verb_if_nameindex,
	verb_if_nametoindex, verb_inet_aton, verb_inet_ntoa, verb_inet_ntop, verb_inet_pton,
	verb_jobs, verb_ntohl, verb_ntohs, verb_pack, verb_recv, verb_recv_into, verb_recvfrom_into,
	verb_sendall, verb_sethostname, verb_socketpair, verb_unpack;

const struct applet *const verbs[] = {
	&verb_calcsize,
	&verb_echo,
	&verb_getaddrinfo,
	&verb_getfqdn,
	&verb_gethostbyaddr,
	&verb_gethostbyname,
	&verb_gethostbyname_ex,
	&verb_gethostname,
	&verb_getnameinfo,
	&verb_getprotobyname,
	&verb_getservbyname,
	&verb_getservbyport,
	&verb_has_ipv6,
	&verb_htonl,
	&verb_htons,
	&verb_if_indextoname,
	&verb_if_nameindex,
	&verb_if_nametoindex,
	&verb_inet_aton,
	&verb_inet_ntoa,
	&verb_inet_ntop,
	&verb_inet_pton,
	&verb_jobs,
	&verb_ntohl,
	&verb_ntohs,
	&verb_pack,
	&verb_recv,
	&verb_recv_into,
	&verb_recvfrom_into,
	&verb_sendall,
	&verb_sethostname,
	&verb_socketpair,
	&verb_unpack,
};
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
