/* python_form -- verbs of the workbench as calls of Python: a table. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "python/python_form.h"

#include "base/texts.h"

/* clang-format off */
const struct python_form python_forms[] = {
	{ "accept", "s", GIVES_SOCKET, "{0}.accept()[0]" },
	{ "bind", "sa", GIVES_NOTHING, "{0}.bind({1})" },
	{ "calcsize", "q", GIVES_NUMBER, "struct.calcsize({0})" },
	{ "close", "s", GIVES_NOTHING, "{0}.close()" },
	{ "connect", "sa", GIVES_NOTHING, "{0}.connect({1})" },
	{ "connect_ex", "sa", GIVES_NUMBER, "{0}.connect_ex({1})" },
	{ "create_connection", "KA", GIVES_SOCKET, "socket.create_connection({1})" },
	{ "create_server", "KA", GIVES_SOCKET, "socket.create_server({1})" },
	{ "detach", "s", GIVES_OTHER, "{0}.detach()" },
	{ "dup", "s", GIVES_SOCKET, "{0}.dup()" },
	{ "echo", "B", GIVES_NOTHING, "print({0})" },
	{ "fileno", "s", GIVES_OTHER, "{0}.fileno()" },
	{ "get_inheritable", "s", GIVES_SWITCH, "{0}.get_inheritable()" },
	{ "getaddrinfo", "qq", GIVES_OTHER, "socket.getaddrinfo({0}, {1})" },
	{ "getblocking", "s", GIVES_SWITCH, "{0}.getblocking()" },
	{ "getdefaulttimeout", "", GIVES_SECONDS, "socket.getdefaulttimeout()" },
	{ "getfqdn", "Q", GIVES_TEXT, "socket.getfqdn(<{0}>)" },
	{ "gethostbyaddr", "q", GIVES_OTHER, "socket.gethostbyaddr({0})" },
	{ "gethostbyname", "q", GIVES_TEXT, "socket.gethostbyname({0})" },
	{ "gethostbyname_ex", "q", GIVES_OTHER, "socket.gethostbyname_ex({0})" },
	{ "gethostname", "", GIVES_TEXT, "socket.gethostname()" },
	{ "getnameinfo", "a", GIVES_OTHER, "socket.getnameinfo({0}, 0)" },
	{ "getpeername", "s", GIVES_ADDRESS, "{0}.getpeername()" },
	{ "getprotobyname", "q", GIVES_NUMBER, "socket.getprotobyname({0})" },
	{ "getservbyname", "qQ", GIVES_NUMBER, "socket.getservbyname({0}<, {1}>)" },
	{ "getservbyport", "iQ", GIVES_TEXT, "socket.getservbyport({0}<, {1}>)" },
	{ "getsockname", "s", GIVES_ADDRESS, "{0}.getsockname()" },
	{ "getsockopt", "sv", GIVES_OTHER, "{0}.getsockopt({1})" },
	{ "gettimeout", "s", GIVES_SECONDS, "{0}.gettimeout()" },
	{ "has_ipv6", "", GIVES_SWITCH, "socket.has_ipv6" },
	{ "htonl", "i", GIVES_NUMBER, "socket.htonl({0})" },
	{ "htons", "i", GIVES_NUMBER, "socket.htons({0})" },
	{ "if_indextoname", "i", GIVES_TEXT, "socket.if_indextoname({0})" },
	{ "if_nameindex", "", GIVES_OTHER, "socket.if_nameindex()" },
	{ "if_nametoindex", "q", GIVES_NUMBER, "socket.if_nametoindex({0})" },
	{ "inet_aton", "q", GIVES_BYTES, "socket.inet_aton({0})" },
	{ "inet_ntoa", "b", GIVES_TEXT, "socket.inet_ntoa({0})" },
	{ "inet_ntop", "cb", GIVES_TEXT, "socket.inet_ntop({0}, {1})" },
	{ "inet_pton", "cq", GIVES_BYTES, "socket.inet_pton({0}, {1})" },
	{ "join", "sqOQ", GIVES_NOTHING, "membership({0}, True, {1}<, {3}>)" },
	{ "leave", "sqOQ", GIVES_NOTHING, "membership({0}, False, {1}<, {3}>)" },
	{ "listen", "sI", GIVES_NOTHING, "{0}.listen(<{1}>)" },
	{ "makefile", "sI", GIVES_LINES, "lines({0}<, {1}>)" },
	{ "ntohl", "i", GIVES_NUMBER, "socket.ntohl({0})" },
	{ "ntohs", "i", GIVES_NUMBER, "socket.ntohs({0})" },
	{ "pack", "qf", GIVES_BYTES, "struct.pack({0}{1})" },
	{ "poll", "p", GIVES_EVENTS, "poll({0})" },
	{ "recv", "siC", GIVES_BYTES, "{0}.recv({1}<, {2}>)" },
	{ "recvall", "sI", GIVES_BYTES, "recvall({0}<, {1}>)" },
	{ "recvfds", "si", GIVES_FDS, "socket.recv_fds({0}, {1}, 16)[:2]" },
	{ "recvfrom", "siC", GIVES_MESSAGE, "{0}.recvfrom({1}<, {2}>)" },
	{ "recvmsg", "siC", GIVES_BYTES, "{0}.recvmsg({1}, 4096<, {2}>)[0]" },
	{ "send", "sb", GIVES_NUMBER, "{0}.send({1})" },
	{ "sendall", "sb", GIVES_NOTHING, "{0}.sendall({1})" },
	{ "sendfds", "sdB", GIVES_NUMBER, "socket.send_fds({0}, [{2}], [{1}])" },
	{ "sendmsg", "sb", GIVES_NUMBER, "{0}.sendmsg([{1}])" },
	{ "sendto", "sab", GIVES_NUMBER, "{0}.sendto({2}, {1})" },
	{ "set_inheritable", "sw", GIVES_NOTHING, "{0}.set_inheritable({1})" },
	{ "setblocking", "sw", GIVES_NOTHING, "{0}.setblocking({1})" },
	{ "setdefaulttimeout", "t", GIVES_NOTHING, "socket.setdefaulttimeout({0})" },
	{ "setsockopt", "sv", GIVES_NOTHING, "{0}.setsockopt({1})" },
	{ "settimeout", "st", GIVES_NOTHING, "{0}.settimeout({1})" },
	{ "shutdown", "sc", GIVES_NOTHING, "{0}.shutdown({1})" },
	{ "socket", "k", GIVES_SOCKET, "socket.socket({0})" },
	{ "socketpair", "k", GIVES_SOCKET, "socket.socketpair({0})" },
	{ "unpack", "qb", GIVES_TUPLE, "struct.unpack({0}, {1})" },
	{ "", "", 0, "" },
};
/* clang-format on */

const struct python_form *python_form_find(struct word verb)
{
	for (const struct python_form *form = python_forms; *form->verb; form++)
		if (text_equals(form->verb, verb.at, verb.size))
			return form;
	return NULL;
}
