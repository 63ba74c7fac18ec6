/* help_group -- which words belong together: what `help` alone lists. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "help/help_entry.h"

/* clang-format off */
const struct help_group help_groups[] = {
	{ "making", "sockets made, named, looked at and let go of", HELP_NOTHING,
	  "socket socketpair create_connection create_server fromfd dup fileno detach close "
	  "sockets info getsockname getpeername" },
	{ "peers", "sockets that are bound, listen, connect and wait", HELP_NOTHING,
	  "bind listen accept connect connect_ex shutdown poll" },
	{ "sending", "bytes, messages and descriptors that go out", HELP_NOTHING,
	  "send sendall sendto sendmsg sendfds" },
	{ "reading", "bytes, messages and descriptors that come in", HELP_NOTHING,
	  "recv recvall recvfrom recvmsg recvfds makefile recv_into recvfrom_into" },
	{ "tuning", "options, and how long calls wait", HELP_NOTHING,
	  "getsockopt setsockopt options settimeout gettimeout setblocking getblocking "
	  "setdefaulttimeout getdefaulttimeout set_inheritable get_inheritable" },
	{ "mcast", "multicast groups that are heard", HELP_NOTHING,
	  "join leave join-source leave-source" },
	{ "bytes", "numbers and addresses as bytes, and back", HELP_NOTHING,
	  "pack unpack calcsize htons htonl ntohs ntohl inet_aton inet_ntoa inet_pton inet_ntop" },
	{ "names", "hosts, services, protocols and interfaces looked up", HELP_NOTHING,
	  "getaddrinfo getnameinfo gethostbyname gethostbyname_ex gethostbyaddr gethostname "
	  "sethostname getfqdn getservbyname getservbyport getprotobyname if_nameindex "
	  "if_nametoindex if_indextoname has_ipv6" },
	{ "blocks", "words around a { ... }", HELP_BLOCK, "" },
	{ "shell", "words of the session itself, and its jobs", HELP_BUILTIN, "assert complete echo jobs" },
	{ "applets", "commands that run in a process of their own", HELP_APPLET, "" },
	{ "topics", "what is the same for all words", HELP_TOPIC, "" },
	{ 0 },
};
/* clang-format on */
