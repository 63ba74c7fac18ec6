/* check_sockopt -- options asked for in words, set on sockets, read back; and every refusal. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fault.h"
#include "net/sockkind.h"
#include "net/sockopt.h"
#include "net/sockopt_parse.h"
#include "net/sockopt_refusal.h"
#include "net/sockopt_text.h"
#include "suites.h"

static int open_kind(const char *word)
{
	struct err err = { 0 };
	int fd = sockkind_open(sockkind_find(word), &err);

	ck_assert_msg(fd >= 0, "%s: %s", word, err.text);
	return fd;
}

/* ---- words ---------------------------------------------------------------------------------- */

/* clang-format off */
static const struct { const char *text; int level, number; const char *hex; } words[] = {
	{ "SO_RCVBUF=64k", SOL_SOCKET, SO_RCVBUF, "00000100" },
	{ "rcvbuf=4096", SOL_SOCKET, SO_RCVBUF, "00100000" },
	{ "TCP_NODELAY", IPPROTO_TCP, TCP_NODELAY, "01000000" },
	{ "nodelay", IPPROTO_TCP, TCP_NODELAY, "01000000" },
	{ "TCP_NODELAY=off", IPPROTO_TCP, TCP_NODELAY, "00000000" },
	{ "SO_BINDTODEVICE=", SOL_SOCKET, SO_BINDTODEVICE, "" },
	{ "TCP_CONGESTION=a=b", IPPROTO_TCP, TCP_CONGESTION, "613d62" },
	{ "41:26=01000000", IPPROTO_IPV6, IPV6_V6ONLY, "01000000" },
	{ "IPPROTO_IPV6:26=01000000", IPPROTO_IPV6, IPV6_V6ONLY, "01000000" },
	{ "sol_socket:8=00100000", SOL_SOCKET, SO_RCVBUF, "00100000" },
	{ "SOL_NETLINK:11=01000000", SOL_NETLINK, 11, "01000000" },
	{ "1:9999=", SOL_SOCKET, 9999, "" },
	{ "MCAST_JOIN_GROUP=ff02::1:3", IPPROTO_IPV6, MCAST_JOIN_GROUP, NULL },
};

static const struct { const char *text; enum status kind; const char *says; } mistakes[] = {
	{ "", STATUS_INVALID, "'' is not NAME=VALUE" },
	{ "=", STATUS_INVALID, "'=' is not NAME=VALUE" },
	{ "=1", STATUS_INVALID, "'=1' is not NAME=VALUE" },
	{ "SO_RCVBUF", STATUS_INVALID, "SO_RCVBUF takes a value" },
	{ "SO_RCVBUF=", STATUS_INVALID, "SO_RCVBUF: ''" },
	{ "SO_RCVBUF=x", STATUS_INVALID, "SO_RCVBUF: 'x'" },
	{ "SO_TYPE=1", STATUS_INVALID, "SO_TYPE can only be read" },
	{ "SO_SNDLOWAT=1", STATUS_INVALID, "can only be read" },
	{ "TCP_NODLEAY", STATUS_INVALID, "did you mean TCP_NODELAY?" },
	{ "cork=1", STATUS_INVALID, "TCP_CORK or UDP_CORK" },
	{ " TCP_NODELAY=1", STATUS_INVALID, "no socket option" },
	{ "SO_BINDTOIFINDEX=nosuch0", STATUS_NO_INTERFACE, "SO_BINDTOIFINDEX: no interface 'nosuch0'" },
	{ "41:26", STATUS_INVALID, "=HEX" },
	{ "41:26=1", STATUS_INVALID, "pairs" },
	{ "41:26=0g", STATUS_INVALID, "hexadecimal" },
	{ "41:=01", STATUS_INVALID, "'' is no number of an option" },
	{ ":26=01", STATUS_INVALID, "no level is called ''" },
	{ "41:26:1=01", STATUS_INVALID, "'26:1'" },
	{ "nosuch:26=01", STATUS_INVALID, "no level is called 'nosuch'" },
	{ "-1:26=01", STATUS_INVALID, "'-1'" },
	{ "41:2147483648=01", STATUS_INVALID, "'2147483648'" },
	{ "0123456789012345678901234567890123456789012345678901234567890123=1", STATUS_INVALID, "not NAME=VALUE" },
};
/* clang-format on */

START_TEST(test_words)
{
	struct sockopt_set set = { 0 };
	struct buf hex = { 0 };
	struct err err = { 0 };

	ck_assert_msg(sockopt_parse(&set, words[_i].text, &err), "%s: %s", words[_i].text,
		      err.text);
	ck_assert_uint_eq(set.count, 1);
	ck_assert_int_eq(set.item[0].level, words[_i].level);
	ck_assert_int_eq(set.item[0].number, words[_i].number);
	buf_puthex(&hex, set.item[0].as.byte, set.item[0].size);
	if (words[_i].hex)
		ck_assert_str_eq(buf_text(&hex), words[_i].hex);
	buf_free(&hex);
}
END_TEST

START_TEST(test_mistakes)
{
	struct sockopt_set set = { .count = 1 };
	struct err err = { 0 };

	ck_assert_msg(!sockopt_parse(&set, mistakes[_i].text, &err), "'%s'", mistakes[_i].text);
	ck_assert_msg(err.kind == mistakes[_i].kind, "'%s': %s", mistakes[_i].text,
		      status_word(err.kind));
	ck_assert_msg(strstr(err.text, mistakes[_i].says), "'%s': %s", mistakes[_i].text, err.text);
	ck_assert_uint_eq(set.count, 1);
}
END_TEST

START_TEST(test_many)
{
	struct sockopt_set set = { 0 };
	struct err err = { 0 };

	for (unsigned i = 0; i < SOCKOPT_SET_MAX; i++)
		ck_assert(sockopt_parse(&set, "TCP_NODELAY", &err));
	ck_assert(!sockopt_parse(&set, "TCP_NODELAY", &err));
	ck_assert_int_eq(err.kind, STATUS_INVALID);
	ck_assert_uint_eq(set.count, SOCKOPT_SET_MAX);
}
END_TEST

/* ---- setting -------------------------------------------------------------------------------- */

static bool apply(const char *kind, const char *text, struct buf *effective, struct err *err)
{
	struct sockopt_set set = { 0 };
	int fd = open_kind(kind);
	bool fine;

	ck_assert_msg(sockopt_parse(&set, text, err), "%s: %s", text, err->text);
	fine = sockopt_apply(fd, &set, effective, err);
	close(fd);
	return fine;
}

/* clang-format off */
static const struct { const char *kind, *text, *effective; } effects[] = {
	{ "tcp", "TCP_NODELAY", "TCP_NODELAY=on is on" },
	{ "tcp", "TCP_NODELAY=7", "TCP_NODELAY=7 is on" },
	{ "udp", "SO_RCVBUF=10000", "SO_RCVBUF=10000 is 20000: doubled, for the kernel's own bookkeeping" },
	{ "udp", "SO_RCVBUF=1", "SO_RCVBUF=1 is 2304: the kernel's least" },
	{ "udp", "IP_TOS=0x13", "IP_TOS=0x13 is 0x13" },
	{ "tcp", "IP_TOS=0x13", "IP_TOS=0x13 is 0x10: one byte, and on a stream the two ECN bits are TCP's own" },
	{ "tcp", "SO_LINGER=5s", "SO_LINGER=5s is 5s" },
	{ "udp", "IP_MULTICAST_IF=127.0.0.1", "IP_MULTICAST_IF=127.0.0.1 is 127.0.0.1" },
	{ "udp", "IP_MULTICAST_IF=lo", "IP_MULTICAST_IF=lo is none: the kernel tells the address, not the interface" },
	{ "udp", "IP_ADD_MEMBERSHIP=239.1.1.1%lo", "IP_ADD_MEMBERSHIP=239.1.1.1%lo" },
	{ "unix", "SO_PASSCRED", "SO_PASSCRED=on is on" },
	{ "netlink", "NETLINK_EXT_ACK", "NETLINK_EXT_ACK=on is on" },
	{ "udp", "0:2=21000000", "IP_TTL=33 is 33" },
};
/* clang-format on */

START_TEST(test_effects)
{
	struct buf effective = { 0 };
	struct err err = { 0 };

	ck_assert_msg(apply(effects[_i].kind, effects[_i].text, &effective, &err), "%s: %s",
		      effects[_i].text, err.text);
	ck_assert_str_eq(buf_text(&effective), effects[_i].effective);
	buf_free(&effective);
	ck_assert(apply(effects[_i].kind, effects[_i].text, NULL, &err));
}
END_TEST

START_TEST(test_limited)
{
	struct buf effective = { 0 };
	struct err err = { 0 };
	const char *text;

	ck_assert(apply("tcp", "SO_RCVBUF=1G", &effective, &err));
	text = buf_text(&effective);
	ck_assert_msg(strstr(text, ": limited, then doubled (net.core.rmem_max: "), "%s", text);
	buf_free(&effective);
	ck_assert(apply("tcp", "SO_RCVBUF=-1", &effective, &err));
	text = buf_text(&effective);
	ck_assert_msg(strstr(text, ": limited, then doubled (net.core.rmem_max: "), "%s", text);
	buf_free(&effective);
}
END_TEST

START_TEST(test_in_order)
{
	struct sockopt_set set = { 0 };
	struct buf effective = { 0 };
	struct err err = { 0 };
	int fd = open_kind("tcp"), value;
	socklen_t size = sizeof(value);

	ck_assert(sockopt_parse(&set, "TCP_NODELAY=on", &err));
	ck_assert(sockopt_parse(&set, "TCP_NODELAY=off", &err));
	ck_assert(sockopt_parse(&set, "IP_TTL=300", &err));
	ck_assert(sockopt_parse(&set, "SO_KEEPALIVE", &err));
	ck_assert(!sockopt_apply(fd, &set, &effective, &err));
	ck_assert_int_eq(err.kind, STATUS_INVALID);
	ck_assert_int_eq(err.number, EINVAL);
	ck_assert_msg(strstr(err.text, "IP_TTL=300, which takes 1 to 255"), "%s", err.text);
	ck_assert_str_eq(buf_text(&effective), "TCP_NODELAY=on is on, TCP_NODELAY=off is off");
	ck_assert_int_eq(getsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &value, &size), 0);
	ck_assert_msg(!value, "what stands behind the refusal is not set");
	buf_free(&effective);
	close(fd);
}
END_TEST

/* clang-format off */
static const struct { const char *kind, *text; enum status status; int number; const char *says; } refusals[] = {
	{ "udp", "TCP_NODELAY", STATUS_INVALID, ENOPROTOOPT, "TCP_NODELAY is an option of tcp, tcp6, mptcp, mptcp6, not of udp sockets" },
	{ "tcp", "UDP_GRO", STATUS_INVALID, ENOPROTOOPT, "of udp, udp6, udplite, udplite6, not of tcp sockets" },
	{ "tcp", "IPV6_V6ONLY", STATUS_INVALID, ENOPROTOOPT, "not of tcp sockets" },
	{ "unix", "IP_TTL=3", STATUS_INVALID, EOPNOTSUPP, "not of unix sockets" },
	{ "tcp", "IP_ADD_MEMBERSHIP=239.1.1.1%lo", STATUS_INVALID, EPROTO, "not of tcp sockets" },
	{ "tcp", "TCP_KEEPIDLE=40000", STATUS_INVALID, EINVAL, "TCP_KEEPIDLE=40000s, which takes 1 to 32767" },
	{ "tcp", "TCP_CONGESTION=nosuch", STATUS_LACKING, ENOENT, "TCP_CONGESTION=nosuch (net.ipv4.tcp_allowed_congestion_control: " },
	{ "tcp", "SO_BINDTODEVICE=nosuch0", STATUS_NO_INTERFACE, ENODEV, "SO_BINDTODEVICE=nosuch0" },
	{ "udp", "MCAST_JOIN_GROUP=239.1.1.1%2147483632", STATUS_NO_INTERFACE, ENODEV, "MCAST_JOIN_GROUP=239.1.1.1%2147483632" },
	{ "tcp", "1:9999=01000000", STATUS_LACKING, ENOPROTOOPT, "option 1:9999" },
	{ "tcp", "IPPROTO_TCP:1=01", STATUS_INVALID, EINVAL, "TCP_NODELAY=01: Invalid argument" },
};
/* clang-format on */

START_TEST(test_refusals)
{
	struct buf effective = { 0 };
	struct err err = { 0 };

	ck_assert(!apply(refusals[_i].kind, refusals[_i].text, &effective, &err));
	ck_assert_msg(err.kind == refusals[_i].status && err.number == refusals[_i].number,
		      "%s: %s %s: %s", refusals[_i].text, status_word(err.kind),
		      err_name(err.number), err.text);
	ck_assert_msg(strstr(err.text, refusals[_i].says), "%s: %s", refusals[_i].text, err.text);
	ck_assert_uint_eq(effective.size, 0);
}
END_TEST

START_TEST(test_no_socket)
{
	struct sockopt_set set = { 0 };
	struct err err = { 0 };

	ck_assert(sockopt_parse(&set, "TCP_NODELAY", &err));
	ck_assert(!sockopt_apply(-1, &set, NULL, &err));
	ck_assert_int_eq(err.number, EBADF);
	ck_assert(!sockopt_apply(STDIN_FILENO, &set, NULL, &err));
	ck_assert_int_eq(err.number, ENOTSOCK);
}
END_TEST

/* What the kernel answers here, any kernel may: the words for it. */
START_TEST(test_words_of_refusals)
{
	/* clang-format off */
	static const struct { const char *text; int number; enum status kind; const char *says; } answers[] = {
		{ "SO_MARK=1", EPERM, STATUS_DENIED, "SO_MARK needs CAP_NET_RAW or CAP_NET_ADMIN" },
		{ "SO_DEBUG", EACCES, STATUS_DENIED, "SO_DEBUG needs CAP_NET_ADMIN" },
		{ "TCP_CONGESTION=x", EPERM, STATUS_DENIED, "(net.ipv4.tcp_allowed_congestion_control: " },
		{ "SO_KEEPALIVE", EPERM, STATUS_DENIED, "SO_KEEPALIVE needs a right that is missing" },
		{ "SO_REUSEPORT", ENOPROTOOPT, STATUS_LACKING, "SO_REUSEPORT is not in this kernel" },
		{ "SO_RCVBUF=1", ENOMEM, STATUS_LACKING, "SO_RCVBUF=1 (net.core.rmem_max: " },
		{ "SO_LINGER=5s", EINVAL, STATUS_INVALID, "SO_LINGER=5s: Invalid argument" },
	};
	/* clang-format on */
	int fd = open_kind("tcp");

	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		struct sockopt_set set = { 0 };
		struct err err = { 0 };

		ck_assert(sockopt_parse(&set, answers[i].text, &err));
		ck_assert(!sockopt_refusal(fd, &set.item[0], answers[i].number, &err));
		ck_assert_int_eq(err.kind, answers[i].kind);
		ck_assert_int_eq(err.number, answers[i].number);
		ck_assert_msg(strstr(err.text, answers[i].says), "%s", err.text);
	}
	close(fd);
}
END_TEST

/* ---- reading -------------------------------------------------------------------------------- */

static const struct sockopt *row_of(const char *word)
{
	struct err err = { 0 };
	const struct sockopt *row = sockopt_find(word, &err);

	ck_assert_msg(row, "%s", err.text);
	return row;
}

START_TEST(test_read)
{
	struct sockopt_value value = { .size = 4711 };
	struct buf text = { 0 };
	struct err err = { 0 };
	int fd = open_kind("tcp");

	ck_assert(sockopt_read(fd, row_of("SO_TYPE"), &value, &err));
	sockopt_put_value(&text, &value);
	ck_assert_str_eq(buf_text(&text), "SOCK_STREAM");
	ck_assert(sockopt_read(fd, row_of("SO_ATTACH_FILTER"), &value, &err));
	ck_assert_uint_eq(value.size, 0);
	value.size = 4711;
	ck_assert(!sockopt_read(fd, row_of("SO_PEERNAME"), &value, &err));
	ck_assert_int_eq(err.number, ENOTCONN);
	ck_assert(!sockopt_is_unknown(err.number));
	ck_assert(!sockopt_read(fd, row_of("UDP_GRO"), &value, &err));
	ck_assert(sockopt_is_unknown(err.number));
	ck_assert_uint_eq(value.size, 4711);
	buf_free(&text);
	close(fd);
}
END_TEST

START_TEST(test_known)
{
	int tcp = open_kind("tcp"), udp = open_kind("udp");

	ck_assert(sockopt_is_known(tcp, row_of("TCP_NODELAY")));
	ck_assert(sockopt_is_known(tcp, row_of("SO_PEERNAME")));
	ck_assert(sockopt_is_known(tcp, row_of("TCP_MD5SIG")));
	ck_assert(sockopt_is_known(udp, row_of("IP_ADD_MEMBERSHIP")));
	ck_assert(!sockopt_is_known(udp, row_of("TCP_NODELAY")));
	ck_assert(!sockopt_is_known(udp, row_of("TCP_MD5SIG")));
	ck_assert(!sockopt_is_known(tcp, row_of("SO_SECURITY_AUTHENTICATION")));
	close(tcp);
	close(udp);
}
END_TEST

/* A buffer that was set stays as it is. */
START_TEST(test_moves)
{
	int fd = open_kind("tcp"), size_bytes = 4096;

	ck_assert(sockopt_moves(fd, row_of("SO_RCVBUF")));
	ck_assert(sockopt_moves(fd, row_of("TCP_MAXSEG")));
	ck_assert(!sockopt_moves(fd, row_of("SO_KEEPALIVE")));
	ck_assert_int_eq(setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size_bytes, sizeof(size_bytes)), 0);
	ck_assert(!sockopt_moves(fd, row_of("SO_RCVBUF")));
	ck_assert(sockopt_moves(fd, row_of("SO_SNDBUF")));
	close(fd);
}
END_TEST

/* ---- faults --------------------------------------------------------------------------------- */

static unsigned untidy;

static const struct sockopt_set faulty = {
	.count = 2,
	.item = { { .level = SOL_SOCKET, .number = SO_RCVBUF, .size = 4, .as.number = 5000 },
		  { .level = IPPROTO_TCP, .number = TCP_NODELAY, .size = 4, .as.number = 1 } },
};

/* Setting tells of each failure; not to be able to read back or to write down is none. */
static void apply_faulty(void)
{
	static const char whole[] = "SO_RCVBUF=5000 is 10000: doubled, for the kernel's own "
				    "bookkeeping, TCP_NODELAY=on is on";
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	struct buf text = { 0 };
	struct err err = { 0 };
	bool fine = sockopt_apply(fd, &faulty, &text, &err);

	if (fine == (err.kind != STATUS_OK))
		untidy++;
	if (fine && !text.failed && strcmp(buf_text(&text), whole) != 0 &&
	    strcmp(buf_text(&text), "SO_RCVBUF=5000, TCP_NODELAY=on") != 0 &&
	    !strstr(buf_text(&text), "TCP_NODELAY=on"))
		untidy++;
	buf_free(&text);
	close(fd);
}

static void refuse_faulty(void)
{
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	struct err err = { 0 };

	if (sockopt_apply(fd, &faulty, NULL, &err) || err.kind == STATUS_OK || !err.text[0])
		untidy++;
	close(fd);
}

START_TEST(test_faults)
{
	ck_assert_uint_eq(fault_sweep("setsockopt", ENOBUFS, apply_faulty), 2);
	ck_assert_uint_ge(fault_sweep("getsockopt", ENOBUFS, apply_faulty), 2);
	ck_assert_uint_ge(fault_sweep("malloc", ENOMEM, apply_faulty), 1);
	ck_assert_uint_ge(fault_sweep("setsockopt", ENOBUFS, refuse_faulty), 2);
	ck_assert_uint_ge(fault_sweep("getsockopt", ENOBUFS, refuse_faulty), 1);
	ck_assert_uint_ge(fault_sweep("malloc", ENOMEM, refuse_faulty), 1);
	ck_assert_uint_eq(untidy, 0);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *sockopt_suite(void)
{
	Suite *suite = suite_create("sockopt");
	TCase *all = tcase_create("all");

	tcase_add_loop_test(all, test_words, 0, ROWS(words));
	tcase_add_loop_test(all, test_mistakes, 0, ROWS(mistakes));
	tcase_add_test(all, test_many);
	tcase_add_loop_test(all, test_effects, 0, ROWS(effects));
	tcase_add_test(all, test_limited);
	tcase_add_test(all, test_in_order);
	tcase_add_loop_test(all, test_refusals, 0, ROWS(refusals));
	tcase_add_test(all, test_no_socket);
	tcase_add_test(all, test_words_of_refusals);
	tcase_add_test(all, test_read);
	tcase_add_test(all, test_known);
	tcase_add_test(all, test_moves);
	tcase_add_test(all, test_faults);
	suite_add_tcase(suite, all);
	return suite;
}
