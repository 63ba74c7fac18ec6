/* names_flags -- flags and answers of calls: getaddrinfo, getnameinfo, send, recv, shutdown. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <netdb.h>
#include <stddef.h>
#include <sys/socket.h>

#include "net/names.h"

/* clang-format off */
/* The IDN_ALLOW and IDN_USE words are numbers: glibc warns whoever writes them. */
const struct name names_ai_flags[] = {
	{ "AI_PASSIVE", AI_PASSIVE, "for bind: no host means the wildcard address" },
	{ "AI_CANONNAME", AI_CANONNAME, "ask for the canonical name" },
	{ "AI_NUMERICHOST", AI_NUMERICHOST, "the host must be an address, nothing is resolved" },
	{ "AI_V4MAPPED", AI_V4MAPPED, "with AF_INET6: IPv4 answers as ::ffff:a.b.c.d" },
	{ "AI_ALL", AI_ALL, "with AI_V4MAPPED: both IPv6 and mapped answers" },
	{ "AI_ADDRCONFIG", AI_ADDRCONFIG, "only families that this machine has an address of" },
	{ "AI_IDN", AI_IDN, "encode international names" },
	{ "AI_CANONIDN", AI_CANONIDN, "decode the canonical name" },
	{ "AI_IDN_ALLOW_UNASSIGNED", 0x100, "deprecated, without effect" },
	{ "AI_IDN_USE_STD3_ASCII_RULES", 0x200, "deprecated, without effect" },
	{ "AI_NUMERICSERV", AI_NUMERICSERV, "the service must be a number" },
	{ NULL, 0, NULL },
};

const struct name names_ni_flags[] = {
	{ "NI_NUMERICHOST", NI_NUMERICHOST, "the address as a number" },
	{ "NI_NUMERICSERV", NI_NUMERICSERV, "the port as a number" },
	{ "NI_NOFQDN", NI_NOFQDN, "only the host part of a local name" },
	{ "NI_NAMEREQD", NI_NAMEREQD, "fail where there is no name" },
	{ "NI_DGRAM", NI_DGRAM, "the service of UDP, not TCP" },
	{ "NI_IDN", NI_IDN, "decode international names" },
	{ "NI_IDN_ALLOW_UNASSIGNED", 64, "deprecated, without effect" },
	{ "NI_IDN_USE_STD3_ASCII_RULES", 128, "deprecated, without effect" },
	{ NULL, 0, NULL },
};

const struct name names_eai[] = {
	{ "EAI_BADFLAGS", EAI_BADFLAGS, "bad value for flags" },
	{ "EAI_NONAME", EAI_NONAME, "name or service not known" },
	{ "EAI_AGAIN", EAI_AGAIN, "temporary failure in name resolution" },
	{ "EAI_FAIL", EAI_FAIL, "non-recoverable failure in name resolution" },
	{ "EAI_NODATA", EAI_NODATA, "the name has no address" },
	{ "EAI_FAMILY", EAI_FAMILY, "family not supported" },
	{ "EAI_SOCKTYPE", EAI_SOCKTYPE, "socket type not supported" },
	{ "EAI_SERVICE", EAI_SERVICE, "service not known for the socket type" },
	{ "EAI_ADDRFAMILY", EAI_ADDRFAMILY, "the name has no address of this family" },
	{ "EAI_MEMORY", EAI_MEMORY, "out of memory" },
	{ "EAI_SYSTEM", EAI_SYSTEM, "see errno" },
	{ "EAI_OVERFLOW", EAI_OVERFLOW, "a buffer was too small" },
	{ "EAI_INPROGRESS", EAI_INPROGRESS, "getaddrinfo_a: still under way" },
	{ "EAI_CANCELED", EAI_CANCELED, "getaddrinfo_a: cancelled" },
	{ "EAI_NOTCANCELED", EAI_NOTCANCELED, "getaddrinfo_a: not cancelled" },
	{ "EAI_ALLDONE", EAI_ALLDONE, "getaddrinfo_a: all requests done" },
	{ "EAI_INTR", EAI_INTR, "getaddrinfo_a: interrupted by a signal" },
	{ "EAI_IDN_ENCODE", EAI_IDN_ENCODE, "the name cannot be encoded" },
	{ NULL, 0, NULL },
};

const struct name names_msg_flags[] = {
	{ "MSG_OOB", MSG_OOB, "urgent data" },
	{ "MSG_PEEK", MSG_PEEK, "look without taking" },
	{ "MSG_DONTROUTE", MSG_DONTROUTE, "only to hosts of the same link" },
	{ "MSG_TRYHARD", MSG_TRYHARD, "DECnet's name of MSG_DONTROUTE" },
	{ "MSG_CTRUNC", MSG_CTRUNC, "answer: control data was cut" },
	{ "MSG_PROXY", MSG_PROXY, "supply or ask the second address" },
	{ "MSG_TRUNC", MSG_TRUNC, "answer: the datagram was cut; asked: its real length" },
	{ "MSG_DONTWAIT", MSG_DONTWAIT, "never wait, this once" },
	{ "MSG_EOR", MSG_EOR, "end of a record" },
	{ "MSG_WAITALL", MSG_WAITALL, "wait until the buffer is full" },
	{ "MSG_FIN", MSG_FIN, "unused by Linux" },
	{ "MSG_SYN", MSG_SYN, "unused by Linux" },
	{ "MSG_CONFIRM", MSG_CONFIRM, "the neighbour is known to answer: no ARP probe" },
	{ "MSG_RST", MSG_RST, "unused by Linux" },
	{ "MSG_ERRQUEUE", MSG_ERRQUEUE, "take from the error queue" },
	{ "MSG_NOSIGNAL", MSG_NOSIGNAL, "no SIGPIPE, only EPIPE" },
	{ "MSG_MORE", MSG_MORE, "more will follow, keep it back" },
	{ "MSG_WAITFORONE", MSG_WAITFORONE, "recvmmsg: return after the first" },
	{ "MSG_BATCH", MSG_BATCH, "sendmmsg: more messages will follow" },
	{ "MSG_SOCK_DEVMEM", 0x2000000, "receive into device memory" },
	{ "MSG_ZEROCOPY", MSG_ZEROCOPY, "send without copying, with SO_ZEROCOPY" },
	{ "MSG_FASTOPEN", MSG_FASTOPEN, "send data in the TCP SYN" },
	{ "MSG_CMSG_CLOEXEC", MSG_CMSG_CLOEXEC, "received descriptors are closed by execve(2)" },
	{ NULL, 0, NULL },
};

const struct name names_shut[] = {
	{ "SHUT_RD", SHUT_RD, "no more receiving" },
	{ "SHUT_WR", SHUT_WR, "no more sending: the peer sees the end" },
	{ "SHUT_RDWR", SHUT_RDWR, "neither" },
	{ NULL, 0, NULL },
};
/* clang-format on */
