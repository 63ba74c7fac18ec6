/* names_flags -- flags and answers of calls: getaddrinfo, getnameinfo, send, recv, shutdown. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <netdb.h>
#include <stddef.h>
#include <sys/socket.h>

#include "net/names.h"

/* clang-format off */
/* The IDN_ALLOW and IDN_USE words are numbers: glibc warns whoever writes them. */
const struct name names_ai_flags[] = {
	NAME("AI_PASSIVE", AI_PASSIVE, "for bind: no host means the wildcard address"),
	NAME("AI_CANONNAME", AI_CANONNAME, "ask for the canonical name"),
	NAME("AI_NUMERICHOST", AI_NUMERICHOST, "the host must be an address, nothing is resolved"),
	NAME("AI_V4MAPPED", AI_V4MAPPED, "with AF_INET6: IPv4 answers as ::ffff:a.b.c.d"),
	NAME("AI_ALL", AI_ALL, "with AI_V4MAPPED: both IPv6 and mapped answers"),
	NAME("AI_ADDRCONFIG", AI_ADDRCONFIG, "only families that this machine has an address of"),
	NAME("AI_IDN", AI_IDN, "encode international names"),
	NAME("AI_CANONIDN", AI_CANONIDN, "decode the canonical name"),
	NAME("AI_IDN_ALLOW_UNASSIGNED", 0x100, "deprecated, without effect"),
	NAME("AI_IDN_USE_STD3_ASCII_RULES", 0x200, "deprecated, without effect"),
	NAME("AI_NUMERICSERV", AI_NUMERICSERV, "the service must be a number"),
	NAMES_END,
};

const struct name names_ni_flags[] = {
	NAME("NI_NUMERICHOST", NI_NUMERICHOST, "the address as a number"),
	NAME("NI_NUMERICSERV", NI_NUMERICSERV, "the port as a number"),
	NAME("NI_NOFQDN", NI_NOFQDN, "only the host part of a local name"),
	NAME("NI_NAMEREQD", NI_NAMEREQD, "fail where there is no name"),
	NAME("NI_DGRAM", NI_DGRAM, "the service of UDP, not TCP"),
	NAME("NI_IDN", NI_IDN, "decode international names"),
	NAME("NI_IDN_ALLOW_UNASSIGNED", 64, "deprecated, without effect"),
	NAME("NI_IDN_USE_STD3_ASCII_RULES", 128, "deprecated, without effect"),
	NAMES_END,
};

const struct name names_eai[] = {
	NAME("EAI_BADFLAGS", EAI_BADFLAGS, "bad value for flags"),
	NAME("EAI_NONAME", EAI_NONAME, "name or service not known"),
	NAME("EAI_AGAIN", EAI_AGAIN, "temporary failure in name resolution"),
	NAME("EAI_FAIL", EAI_FAIL, "non-recoverable failure in name resolution"),
	NAME("EAI_NODATA", EAI_NODATA, "the name has no address"),
	NAME("EAI_FAMILY", EAI_FAMILY, "family not supported"),
	NAME("EAI_SOCKTYPE", EAI_SOCKTYPE, "socket type not supported"),
	NAME("EAI_SERVICE", EAI_SERVICE, "service not known for the socket type"),
	NAME("EAI_ADDRFAMILY", EAI_ADDRFAMILY, "the name has no address of this family"),
	NAME("EAI_MEMORY", EAI_MEMORY, "out of memory"),
	NAME("EAI_SYSTEM", EAI_SYSTEM, "see errno"),
	NAME("EAI_OVERFLOW", EAI_OVERFLOW, "a buffer was too small"),
	NAME("EAI_INPROGRESS", EAI_INPROGRESS, "getaddrinfo_a: still under way"),
	NAME("EAI_CANCELED", EAI_CANCELED, "getaddrinfo_a: cancelled"),
	NAME("EAI_NOTCANCELED", EAI_NOTCANCELED, "getaddrinfo_a: not cancelled"),
	NAME("EAI_ALLDONE", EAI_ALLDONE, "getaddrinfo_a: all requests done"),
	NAME("EAI_INTR", EAI_INTR, "getaddrinfo_a: interrupted by a signal"),
	NAME("EAI_IDN_ENCODE", EAI_IDN_ENCODE, "the name cannot be encoded"),
	NAMES_END,
};

const struct name names_msg_flags[] = {
	NAME("MSG_OOB", MSG_OOB, "urgent data"),
	NAME("MSG_PEEK", MSG_PEEK, "look without taking"),
	NAME("MSG_DONTROUTE", MSG_DONTROUTE, "only to hosts of the same link"),
	NAME("MSG_TRYHARD", MSG_TRYHARD, "DECnet's name of MSG_DONTROUTE"),
	NAME("MSG_CTRUNC", MSG_CTRUNC, "answer: control data was cut"),
	NAME("MSG_PROXY", MSG_PROXY, "supply or ask the second address"),
	NAME("MSG_TRUNC", MSG_TRUNC, "answer: the datagram was cut; asked: its real length"),
	NAME("MSG_DONTWAIT", MSG_DONTWAIT, "never wait, this once"),
	NAME("MSG_EOR", MSG_EOR, "end of a record"),
	NAME("MSG_WAITALL", MSG_WAITALL, "wait until the buffer is full"),
	NAME("MSG_FIN", MSG_FIN, "unused by Linux"),
	NAME("MSG_SYN", MSG_SYN, "unused by Linux"),
	NAME("MSG_CONFIRM", MSG_CONFIRM, "the neighbour is known to answer: no ARP probe"),
	NAME("MSG_RST", MSG_RST, "unused by Linux"),
	NAME("MSG_ERRQUEUE", MSG_ERRQUEUE, "take from the error queue"),
	NAME("MSG_NOSIGNAL", MSG_NOSIGNAL, "no SIGPIPE, only EPIPE"),
	NAME("MSG_MORE", MSG_MORE, "more will follow, keep it back"),
	NAME("MSG_WAITFORONE", MSG_WAITFORONE, "recvmmsg: return after the first"),
	NAME("MSG_BATCH", MSG_BATCH, "sendmmsg: more messages will follow"),
	NAME("MSG_SOCK_DEVMEM", 0x2000000, "receive into device memory"),
	NAME("MSG_ZEROCOPY", MSG_ZEROCOPY, "send without copying, with SO_ZEROCOPY"),
	NAME("MSG_FASTOPEN", MSG_FASTOPEN, "send data in the TCP SYN"),
	NAME("MSG_CMSG_CLOEXEC", MSG_CMSG_CLOEXEC, "received descriptors are closed by execve(2)"),
	NAMES_END,
};

const struct name names_shut[] = {
	NAME("SHUT_RD", SHUT_RD, "no more receiving"),
	NAME("SHUT_WR", SHUT_WR, "no more sending: the peer sees the end"),
	NAME("SHUT_RDWR", SHUT_RDWR, "neither"),
	NAMES_END,
};
/* clang-format on */
