/* verbs -- the table of the verbs of the workbench. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "shell/verb.h"

extern const struct applet verb_accept, verb_assert, verb_bind, verb_calcsize, verb_close,
	verb_complete, verb_connect, verb_connect_ex, verb_create_connection, verb_create_server,
	verb_detach, verb_dup, verb_echo, verb_fileno, verb_fromfd, verb_get_inheritable,
	verb_getaddrinfo, verb_getblocking, verb_getdefaulttimeout, verb_getfqdn,
	verb_gethostbyaddr, verb_gethostbyname, verb_gethostbyname_ex, verb_gethostname,
	verb_getnameinfo, verb_getpeername, verb_getprotobyname, verb_getservbyname,
	verb_getservbyport, verb_getsockname, verb_getsockopt, verb_gettimeout, verb_has_ipv6,
	verb_htonl, verb_htons, verb_if_indextoname, verb_if_nameindex, verb_if_nametoindex,
	verb_inet_aton, verb_inet_ntoa, verb_inet_ntop, verb_inet_pton, verb_info, verb_jobs,
	verb_join, verb_join_source, verb_leave, verb_leave_source, verb_listen, verb_makefile,
	verb_ntohl, verb_ntohs, verb_options, verb_pack, verb_poll, verb_recv, verb_recv_into,
	verb_recvall, verb_recvfds, verb_recvfrom, verb_recvfrom_into, verb_recvmsg, verb_send,
	verb_sendall, verb_sendfds, verb_sendmsg, verb_sendto, verb_set_inheritable,
	verb_setblocking, verb_setdefaulttimeout, verb_sethostname, verb_setsockopt,
	verb_settimeout, verb_shutdown, verb_socket, verb_socketpair, verb_sockets, verb_unpack;

const struct applet *const verbs[] = {
	&verb_accept,
	&verb_assert,
	&verb_bind,
	&verb_calcsize,
	&verb_close,
	&verb_complete,
	&verb_connect,
	&verb_connect_ex,
	&verb_create_connection,
	&verb_create_server,
	&verb_detach,
	&verb_dup,
	&verb_echo,
	&verb_fileno,
	&verb_fromfd,
	&verb_get_inheritable,
	&verb_getaddrinfo,
	&verb_getblocking,
	&verb_getdefaulttimeout,
	&verb_getfqdn,
	&verb_gethostbyaddr,
	&verb_gethostbyname,
	&verb_gethostbyname_ex,
	&verb_gethostname,
	&verb_getnameinfo,
	&verb_getpeername,
	&verb_getprotobyname,
	&verb_getservbyname,
	&verb_getservbyport,
	&verb_getsockname,
	&verb_getsockopt,
	&verb_gettimeout,
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
	&verb_info,
	&verb_jobs,
	&verb_join,
	&verb_join_source,
	&verb_leave,
	&verb_leave_source,
	&verb_listen,
	&verb_makefile,
	&verb_ntohl,
	&verb_ntohs,
	&verb_options,
	&verb_pack,
	&verb_poll,
	&verb_recv,
	&verb_recv_into,
	&verb_recvall,
	&verb_recvfds,
	&verb_recvfrom,
	&verb_recvfrom_into,
	&verb_recvmsg,
	&verb_send,
	&verb_sendall,
	&verb_sendfds,
	&verb_sendmsg,
	&verb_sendto,
	&verb_set_inheritable,
	&verb_setblocking,
	&verb_setdefaulttimeout,
	&verb_sethostname,
	&verb_setsockopt,
	&verb_settimeout,
	&verb_shutdown,
	&verb_socket,
	&verb_socketpair,
	&verb_sockets,
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
