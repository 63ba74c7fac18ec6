/* check_errqueue -- why what was sent did not arrive: each ICMP error, as the kernel hands it over.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <netinet/ip_icmp.h>
#include <netinet/udp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <linux/errqueue.h>
#include <linux/net_tstamp.h>

#include "fault.h"
#include "net/datagram.h"
#include "net/errqueue.h"
#include "sockets.h"
#include "suites.h"

static struct trouble trouble;
static struct err err;

static bool wait_for_trouble(int fd)
{
	struct pollfd one = { fd, 0, 0 };

	return poll(&one, 1, 2000) == 1 && errqueue_take(&trouble, fd);
}

/* ---- a port that is closed
 * -------------------------------------------------------------------------- */

static const struct {
	const char *at, *says;
	unsigned type, code;
} closed[] = {
	{ "127.0.0.1", "port unreachable, says 127.0.0.1 (ICMP type 3 code 3)", 3, 3 },
	{ "::1", "port unreachable, says ::1 (ICMPv6 type 1 code 4)", 1, 4 },
};

START_TEST(a_closed_port_is_told)
{
	struct sock_addr to, own;
	bool is_inet = _i == 0;
	int fd, other;

	if (!is_inet && !has_inet6())
		return;
	other = socket_at(SOCK_DGRAM, closed[_i].at, &to);
	fd = socket_at(SOCK_DGRAM, closed[_i].at, &own);
	close(other);
	ck_assert(datagram_prepare(fd, sock_addr_family(&own), DATAGRAM_ERRORS, &err));
	ck_assert(!errqueue_take(&trouble, fd));
	ck_assert_int_eq(errno, EAGAIN);
	ck_assert(datagram_send(fd, "x", 1, &to, NULL, 0));
	ck_assert(wait_for_trouble(fd));
	ck_assert_int_eq(trouble.number, ECONNREFUSED);
	ck_assert(trouble.is_icmp);
	ck_assert_int_eq(trouble.family, is_inet ? AF_INET : AF_INET6);
	ck_assert_uint_eq(trouble.type, closed[_i].type);
	ck_assert_uint_eq(trouble.code, closed[_i].code);
	ck_assert(sock_addr_equal(&trouble.to, &to));
	ck_assert_str_eq(trouble_word(&trouble), "port_unreachable");
	ck_assert(!trouble_say(&trouble, &err));
	ck_assert_int_eq(err.kind, STATUS_REFUSED);
	ck_assert_int_eq(err.number, ECONNREFUSED);
	ck_assert_str_eq(err.text, closed[_i].says);
	ck_assert(!errqueue_take(&trouble, fd));
	close(fd);
}
END_TEST

/* Times of sending stand in the same queue, and hide no error behind them. */
START_TEST(times_are_no_trouble)
{
	const int flags = SOF_TIMESTAMPING_TX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE |
			  SOF_TIMESTAMPING_OPT_TSONLY;
	struct sock_addr to, open_at;
	int fd = socket_at(SOCK_DGRAM, "127.0.0.1", NULL);
	int other = socket_at(SOCK_DGRAM, "127.0.0.1", &to);
	int open = socket_at(SOCK_DGRAM, "127.0.0.1", &open_at);

	ck_assert(datagram_prepare(fd, AF_INET, DATAGRAM_ERRORS, &err));
	ck_assert_int_eq(setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPING, &flags, sizeof(flags)), 0);
	close(other);
	ck_assert(datagram_send(fd, "x", 1, &open_at, NULL, 0));
	ck_assert(datagram_send(fd, "x", 1, &open_at, NULL, 0));
	ck_assert(datagram_send(fd, "x", 1, &to, NULL, 0));
	ck_assert(wait_for_trouble(fd));
	ck_assert_int_eq(trouble.number, ECONNREFUSED);
	ck_assert(!errqueue_take(&trouble, fd));
	close(open);
	close(fd);
}
END_TEST

START_TEST(taking_may_fail)
{
	int fd = socket_at(SOCK_DGRAM, "127.0.0.1", NULL);

	trouble = (struct trouble){ .number = 4711 };
	fault_arm("recvmsg", 1, ENOMEM, false);
	ck_assert(!errqueue_take(&trouble, fd));
	ck_assert(fault_disarm());
	ck_assert_int_eq(trouble.number, 4711);
	close(fd);
}
END_TEST

/* ---- every ICMP error, made by hand, in a network of our own
 * ------------------------------------------ */

enum { MTU = 1280 };

static const struct {
	int family;
	unsigned type, code;
	int number;
	enum status kind;
	const char *word, *says; /* word NULL: none for it */
} errors[] = {
	{ AF_INET, 3, 0, ENETUNREACH, STATUS_UNREACHABLE, "net_unreachable",
	  "network unreachable" },
	{ AF_INET, 3, 1, EHOSTUNREACH, STATUS_UNREACHABLE, "host_unreachable", "host unreachable" },
	{ AF_INET, 3, 2, ENOPROTOOPT, STATUS_UNREACHABLE, "protocol_unreachable",
	  "protocol unreachable" },
	{ AF_INET, 3, 3, ECONNREFUSED, STATUS_REFUSED, "port_unreachable", "port unreachable" },
	{ AF_INET, 3, 4, EMSGSIZE, STATUS_UNREACHABLE, "packet_too_big",
	  "fragmentation needed, MTU 1280" },
	{ AF_INET, 3, 5, EOPNOTSUPP, STATUS_UNREACHABLE, "source_route_failed",
	  "source route failed" },
	{ AF_INET, 3, 9, ENETUNREACH, STATUS_UNREACHABLE, "net_prohibited",
	  "network prohibited by an administrator" },
	{ AF_INET, 3, 10, EHOSTUNREACH, STATUS_UNREACHABLE, "host_prohibited",
	  "host prohibited by an administrator" },
	{ AF_INET, 3, 13, EHOSTUNREACH, STATUS_UNREACHABLE, "admin_prohibited",
	  "prohibited by an administrator" },
	{ AF_INET, 3, 15, EHOSTUNREACH, STATUS_UNREACHABLE, NULL, "an error" },
	{ AF_INET, 11, 0, EHOSTUNREACH, STATUS_UNREACHABLE, "hops_exceeded",
	  "TTL exceeded on the way" },
	{ AF_INET, 12, 0, EPROTO, STATUS_UNREACHABLE, "parameter_problem", "parameter problem" },
	{ AF_INET6, 1, 0, ENETUNREACH, STATUS_UNREACHABLE, "no_route",
	  "no route to the destination" },
	{ AF_INET6, 1, 1, EACCES, STATUS_UNREACHABLE, "admin_prohibited",
	  "prohibited by an administrator" },
	{ AF_INET6, 1, 3, EHOSTUNREACH, STATUS_UNREACHABLE, "host_unreachable",
	  "address unreachable" },
	{ AF_INET6, 1, 4, ECONNREFUSED, STATUS_REFUSED, "port_unreachable", "port unreachable" },
	{ AF_INET6, 1, 5, EACCES, STATUS_UNREACHABLE, "policy_failed",
	  "source address refused by policy" },
	{ AF_INET6, 1, 6, EACCES, STATUS_UNREACHABLE, "route_rejected", "route rejected" },
	{ AF_INET6, 2, 0, EMSGSIZE, STATUS_UNREACHABLE, "packet_too_big",
	  "packet too big, MTU 1280" },
	{ AF_INET6, 3, 0, EHOSTUNREACH, STATUS_UNREACHABLE, "hops_exceeded",
	  "hop limit exceeded on the way" },
	{ AF_INET6, 3, 1, EHOSTUNREACH, STATUS_UNREACHABLE, "reassembly_timeout",
	  "fragments missing" },
	{ AF_INET6, 4, 0, EPROTO, STATUS_UNREACHABLE, "parameter_problem", "parameter problem" },
};

static uint16_t checksum(const void *data, size_t size)
{
	uint32_t sum = 0;
	uint16_t word;

	for (size_t i = 0; i + 1 < size; i += 2) {
		memcpy(&word, (const char *)data + i, 2);
		sum += word;
	}
	sum = (sum >> 16) + (sum & 0xffff);
	return (uint16_t) ~(sum + (sum >> 16));
}

/* The error about a datagram from port OWN to port TO, sent by 127.0.0.7. */
static bool send_inet(unsigned type, unsigned code, uint16_t own, uint16_t to)
{
	struct {
		struct icmphdr head;
		struct iphdr about;
		struct udphdr udp;
	} packet = { 0 };
	struct sock_addr from = at_text("127.0.0.7", 0), at = at_text("127.0.0.1", 0);
	int raw = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ICMP);
	bool fine;

	packet.head.type = (uint8_t)type;
	packet.head.code = (uint8_t)code;
	if (type == 3 && code == 4)
		packet.head.un.frag.mtu = htons(MTU);
	packet.about = (struct iphdr){ .version = 4, .ihl = 5, .ttl = 64, .protocol = IPPROTO_UDP };
	packet.about.tot_len = htons(sizeof(packet.about) + sizeof(packet.udp) + 1);
	packet.about.saddr = packet.about.daddr = htonl(INADDR_LOOPBACK);
	packet.udp.uh_sport = htons(own);
	packet.udp.uh_dport = htons(to);
	packet.udp.uh_ulen = htons(sizeof(packet.udp) + 1);
	packet.head.checksum = checksum(&packet, sizeof(packet));
	fine = raw >= 0 && bind(raw, &from.at.any, from.size) == 0 &&
	       sendto(raw, &packet, sizeof(packet), 0, &at.at.any, at.size) > 0;
	close(raw);
	return fine;
}

static bool send_inet6(unsigned type, unsigned code, uint16_t own, uint16_t to)
{
	struct {
		struct icmp6_hdr head;
		struct ip6_hdr about;
		struct udphdr udp;
	} packet = { 0 };
	struct sock_addr at = at_text("::1", 0);
	int raw = socket(AF_INET6, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ICMPV6);
	bool fine;

	packet.head.icmp6_type = (uint8_t)type;
	packet.head.icmp6_code = (uint8_t)code;
	if (type == 2)
		packet.head.icmp6_mtu = htonl(MTU);
	packet.about.ip6_vfc = 6 << 4;
	packet.about.ip6_plen = htons(sizeof(packet.udp) + 1);
	packet.about.ip6_nxt = IPPROTO_UDP;
	packet.about.ip6_hlim = 64;
	packet.about.ip6_src = packet.about.ip6_dst = in6addr_loopback;
	packet.udp.uh_sport = htons(own);
	packet.udp.uh_dport = htons(to);
	packet.udp.uh_ulen = htons(sizeof(packet.udp) + 1);
	fine = raw >= 0 && sendto(raw, &packet, sizeof(packet), 0, &at.at.any, at.size) > 0;
	close(raw);
	return fine;
}

static int complain(const char *what)
{
	fprintf(stderr, "%s: %s, %s\n", what, err.text, strerror(trouble.number));
	return 1;
}

/* Which of the rows goes wrong, or 0. */
static int try_error(int i)
{
	bool is_inet = errors[i].family == AF_INET;
	struct sock_addr own, to;
	char says[128];
	int fd, peer;

	fd = socket_at(SOCK_DGRAM, is_inet ? "127.0.0.1" : "::1", &own);
	peer = socket_at(SOCK_DGRAM, is_inet ? "127.0.0.1" : "::1", &to);
	if (!datagram_prepare(fd, errors[i].family, DATAGRAM_ERRORS, &err))
		return complain("prepare");
	if (!(is_inet ? send_inet : send_inet6)(errors[i].type, errors[i].code,
						sock_addr_port(&own), sock_addr_port(&to)))
		return complain("send");
	if (!wait_for_trouble(fd))
		return complain("nothing came");
	trouble_say(&trouble, &err);
	snprintf(says, sizeof(says), "%s, says %s (ICMP%s type %u code %u)", errors[i].says,
		 is_inet ? "127.0.0.7" : "::1", is_inet ? "" : "v6", errors[i].type,
		 errors[i].code);
	if (strcmp(err.text, says) != 0)
		return complain("its sentence");
	if (err.kind != errors[i].kind || trouble.number != errors[i].number)
		return complain("its status");
	if (!errors[i].word ? trouble_word(&trouble) != NULL
			    : strcmp(trouble_word(&trouble), errors[i].word) != 0)
		return complain("its word");
	if (!sock_addr_equal(&trouble.to, &to))
		return complain("where it was sent");
	close(fd);
	close(peer);
	return 0;
}

START_TEST(each_error_has_its_words)
{
	if (errors[_i].family == AF_INET || has_inet6())
		in_network(NULL, try_error, _i);
}
END_TEST

/* This machine itself will not send it: nobody else has said so. */
static int try_local(int i)
{
	const int probe = IP_PMTUDISC_DO;
	struct sock_addr to = at_text("198.51.100.1", 9);
	static char data[2000];
	int fd = socket_at(SOCK_DGRAM, "127.0.0.1", NULL);

	(void)i;
	setsockopt(fd, IPPROTO_IP, IP_MTU_DISCOVER, &probe, sizeof(probe));
	if (!datagram_prepare(fd, AF_INET, DATAGRAM_ERRORS, &err))
		return complain("prepare");
	if (datagram_send(fd, data, sizeof(data), &to, NULL, 0) || errno != EMSGSIZE)
		return complain("it was sent");
	if (!wait_for_trouble(fd) || trouble.is_icmp || trouble.mtu != 1300)
		return complain("no trouble");
	trouble_say(&trouble, &err);
	if (!strstr(err.text, "this machine could not send it, MTU 1300") || trouble_word(&trouble))
		return complain("its sentence");
	return 0;
}

START_TEST(this_machine_may_be_it)
{
	in_network("ip route add 198.51.100.0/24 dev lo mtu lock 1300", try_local, 0);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *errqueue_suite(void);
Suite *errqueue_suite(void)
{
	Suite *suite = suite_create("errqueue");
	TCase *tcase = tcase_create("errqueue");

	tcase_add_loop_test(tcase, a_closed_port_is_told, 0, ROWS(closed));
	tcase_add_test(tcase, times_are_no_trouble);
	tcase_add_test(tcase, taking_may_fail);
	tcase_add_loop_test(tcase, each_error_has_its_words, 0, ROWS(errors));
	tcase_add_test(tcase, this_machine_may_be_it);
	suite_add_tcase(suite, tcase);
	return suite;
}
