/* check_sockdiag -- sockets out of the kernel's messages, byte by byte. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>

#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>

#include "base/buf.h"
#include "net/sockdiag.h"
#include "net/socktext.h"
#include "suites.h"

/* What a message is made of: a fixed part and attributes behind it. */
static void put_attr(struct buf *body, uint16_t type, const void *value, size_t size)
{
	struct nlattr header = { .nla_len = (uint16_t)(sizeof(header) + size), .nla_type = type };

	buf_put(body, &header, sizeof(header));
	buf_put(body, value, size);
	buf_fill(body, '\0', (4 - size % 4) % 4);
}

static struct nlmsg_bytes bytes_of(const struct buf *body, size_t size)
{
	return (struct nlmsg_bytes){ (const unsigned char *)body->data, size };
}

/* The same message in memory of its own size: a read behind its end is seen by the sanitizers. */
static bool parse_copy(struct sockdiag *sock, int table, const struct buf *body, size_t size)
{
	unsigned char *copy = malloc(size + !size);
	struct nlmsg_bytes bytes = { copy, size };
	bool fine;

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, body->data, size);
	fine = table == SOCKDIAG_UNIX
		       ? sockdiag_unix_parse(sock, bytes)
		       : sockdiag_inet_parse(sock, (enum sockdiag_table)table, bytes);
	free(copy);
	return fine;
}

static void check_text(void (*put)(struct buf *text, const struct sockdiag *sock),
		       const struct sockdiag *sock, const char *expected)
{
	struct buf text = { 0 };

	put(&text, sock);
	ck_assert_str_eq(buf_text(&text), expected);
	buf_free(&text);
}

/* ---- IP ------------------------------------------------------------------------------------- */

/* A listener on [::1]:443 with three of 128 waiting. */
static struct inet_diag_msg listener(void)
{
	return (struct inet_diag_msg){
		.idiag_family = AF_INET6,
		.idiag_state = SOCKSTATE_LISTEN,
		.id = {
			.idiag_sport = htons(443),
			.idiag_src = { 0, 0, 0, htonl(1) },
			.idiag_cookie = { 0x89abcdef, 0x01234567 },
		},
		.idiag_rqueue = 3,
		.idiag_wqueue = 128,
		.idiag_uid = 1000,
		.idiag_inode = 4242,
	};
}

START_TEST(test_listener)
{
	const struct inet_diag_msg fixed = listener();
	struct sockdiag sock = { 0 };
	struct buf body = { 0 };

	buf_put(&body, &fixed, sizeof(fixed));
	put_attr(&body, INET_DIAG_SKV6ONLY, "\1", 1);
	put_attr(&body, INET_DIAG_SHUTDOWN, "\0", 1);
	ck_assert(sockdiag_inet_parse(&sock, SOCKDIAG_TCP, bytes_of(&body, body.size)));
	ck_assert_str_eq(sockdiag_transport(&sock), "tcp");
	ck_assert_str_eq(name_word(sockstate_words, sock.state), "LISTEN");
	ck_assert_uint_eq(sock.recv_queue, 3);
	ck_assert_uint_eq(sock.send_queue, 128);
	ck_assert_uint_eq(sock.uid, 1000);
	ck_assert_uint_eq(sock.inode, 4242);
	ck_assert_uint_eq(sock.cookie, 0x0123456789abcdef);
	ck_assert_uint_eq(sock.has, SOCKDIAG_HAS_QUEUES | SOCKDIAG_HAS_COOKIE | SOCKDIAG_HAS_UID |
					    SOCKDIAG_HAS_BACKLOG | SOCKDIAG_HAS_V6ONLY);
	ck_assert(sock.v6only);
	ck_assert_int_eq(sock.peer.family, 0);
	check_text(socktext_put_local, &sock, "[::1]:443");
	check_text(socktext_put_peer, &sock, "");
	buf_free(&body);
}
END_TEST

/* The wildcard of both families is told apart from that of IPv6 alone. */
START_TEST(test_wildcards)
{
	static const struct {
		int family;
		const char *only6; /* the attribute; NULL: none */
		const char *text;
	} cases[] = {
		{ AF_INET6, "\0", "*:443" },
		{ AF_INET6, "\1", "[::]:443" },
		{ AF_INET6, NULL, "[::]:443" },
		{ AF_INET, NULL, "0.0.0.0:443" },
	};
	struct inet_diag_msg fixed = listener();
	struct sockdiag sock = { 0 };
	struct buf body = { 0 };

	memset(fixed.id.idiag_src, 0, sizeof(fixed.id.idiag_src));
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		fixed.idiag_family = (uint8_t)cases[i].family;
		buf_clear(&body);
		buf_put(&body, &fixed, sizeof(fixed));
		if (cases[i].only6)
			put_attr(&body, INET_DIAG_SKV6ONLY, cases[i].only6, 1);
		ck_assert(sockdiag_inet_parse(&sock, SOCKDIAG_TCP, bytes_of(&body, body.size)));
		check_text(socktext_put_local, &sock, cases[i].text);
	}
	buf_free(&body);
}
END_TEST

static void put_connection(struct buf *body)
{
	const struct inet_diag_msg fixed = {
		.idiag_family = AF_INET6,
		.idiag_state = SOCKSTATE_ESTABLISHED,
		.idiag_timer = 1,
		.idiag_retrans = 2,
		.id = {
			.idiag_sport = htons(50000),
			.idiag_dport = htons(80),
			.idiag_src = { htonl(0xfe800000), 0, 0, htonl(1) },
			.idiag_dst = { htonl(0xfe800000), 0, 0, htonl(2) },
			.idiag_if = 999999,
		},
		.idiag_expires = 204,
		.idiag_rqueue = 10,
		.idiag_wqueue = 20,
		.idiag_inode = 7,
	};
	const struct tcp_info info = {
		.tcpi_rtt = 1500,
		.tcpi_snd_cwnd = 10,
		.tcpi_total_retrans = 4,
	};
	char newer[sizeof(info) + 100] = { 0 }; /* the kernel's grows at its end */

	memcpy(newer, &info, sizeof(info));
	buf_put(body, &fixed, sizeof(fixed));
	put_attr(body, INET_DIAG_INFO, newer, sizeof(newer));
	put_attr(body, INET_DIAG_CONG, "cubic", 6);
}

START_TEST(test_connection)
{
	struct sockdiag sock = { 0 };
	struct buf body = { 0 };

	put_connection(&body);
	ck_assert(sockdiag_inet_parse(&sock, SOCKDIAG_TCP, bytes_of(&body, body.size)));
	ck_assert_uint_eq(sock.index, 999999);
	ck_assert_str_eq(name_word(sockdiag_timers, sock.timer), "retransmit");
	ck_assert_uint_eq(sock.timer_ms, 204);
	ck_assert_uint_eq(sock.retransmits, 2);
	ck_assert_uint_eq(sock.rtt_us, 1500);
	ck_assert_uint_eq(sock.congestion_window, 10);
	ck_assert_uint_eq(sock.total_retransmits, 4);
	ck_assert_str_eq(sock.congestion, "cubic");
	ck_assert(sock.has & SOCKDIAG_HAS_INFO);
	ck_assert(!(sock.has & (SOCKDIAG_HAS_BACKLOG | SOCKDIAG_HAS_V6ONLY | SOCKDIAG_HAS_DROPS)));
	check_text(socktext_put_local, &sock, "[fe80::1%999999]:50000");
	check_text(socktext_put_peer, &sock, "[fe80::2%999999]:80");
	buf_free(&body);
}
END_TEST

/* Cut off anywhere it is a message or none, but never read past its end. */
START_TEST(test_prefixes)
{
	struct sockdiag sock;
	struct buf body = { 0 };

	put_connection(&body);
	for (size_t size = 0; size < body.size; size++) {
		sock = (struct sockdiag){ .inode = 77 };
		ck_assert_int_eq(parse_copy(&sock, SOCKDIAG_TCP, &body, size),
				 size >= sizeof(struct inet_diag_msg));
		if (size < sizeof(struct inet_diag_msg))
			ck_assert_uint_eq(sock.inode, 77);
	}
	buf_free(&body);
}
END_TEST

/* A connection that no process has any more: the kernel's zero is no user. */
START_TEST(test_time_wait)
{
	struct inet_diag_msg fixed = {
		.idiag_family = AF_INET,
		.idiag_state = SOCKSTATE_TIME_WAIT,
		.idiag_timer = 3,
		.id = { .idiag_sport = htons(80),
			.idiag_dport = htons(50000),
			.idiag_src = { htonl(0x7f000001) },
			.idiag_dst = { htonl(0x7f000002) } },
		.idiag_expires = 59000,
	};
	struct sockdiag sock;
	struct buf body = { 0 };

	buf_put(&body, &fixed, sizeof(fixed));
	ck_assert(sockdiag_inet_parse(&sock, SOCKDIAG_TCP, bytes_of(&body, body.size)));
	ck_assert(!(sock.has & SOCKDIAG_HAS_UID));
	ck_assert_str_eq(name_word(sockdiag_timers, sock.timer), "time_wait");
	check_text(socktext_put_peer, &sock, "127.0.0.2:50000");
	buf_free(&body);
}
END_TEST

START_TEST(test_datagrams)
{
	struct inet_diag_msg fixed = {
		.idiag_family = AF_INET,
		.idiag_state = SOCKSTATE_CLOSE,
		.id = { .idiag_sport = htons(53), .idiag_src = { htonl(0x7f000001) } },
		.idiag_inode = 1,
	};
	const uint32_t memory[SK_MEMINFO_VARS] = { [SK_MEMINFO_DROPS] = 5 };
	struct sockdiag sock;
	struct buf body = { 0 };

	buf_put(&body, &fixed, sizeof(fixed));
	put_attr(&body, INET_DIAG_SKMEMINFO, memory, sizeof(memory));
	ck_assert(sockdiag_inet_parse(&sock, SOCKDIAG_UDP, bytes_of(&body, body.size)));
	ck_assert_str_eq(sockdiag_transport(&sock), "udp");
	ck_assert_str_eq(name_word(sockstate_words, sock.state), "UNCONNECTED");
	ck_assert_uint_eq(sock.drops, 5);
	ck_assert(sock.has & SOCKDIAG_HAS_DROPS);

	/* What is the port of others is a raw socket's protocol. */
	ck_assert(sockdiag_inet_parse(&sock, SOCKDIAG_RAW, bytes_of(&body, body.size)));
	ck_assert_str_eq(sockdiag_transport(&sock), "raw");
	ck_assert_uint_eq(sock.protocol, 53);
	ck_assert_uint_eq(sock.local_port, 0);
	check_text(socktext_put_local, &sock, "127.0.0.1");

	/* A TCP socket without a state is bound and no more. */
	ck_assert(sockdiag_inet_parse(&sock, SOCKDIAG_TCP, bytes_of(&body, body.size)));
	ck_assert_str_eq(name_word(sockstate_words, sock.state), "BOUND");
	buf_free(&body);
}
END_TEST

/* Families and states that cannot be, and a timer that is not known. */
START_TEST(test_nonsense)
{
	static const struct {
		uint8_t family, state;
	} cases[] = {
		{ AF_UNIX, 1 }, { 0, 1 },        { 255, 1 },
		{ AF_INET, 0 }, { AF_INET, 14 }, { AF_INET, 255 },
	};
	struct inet_diag_msg fixed = listener();
	struct sockdiag sock = { .inode = 77 };
	struct buf body = { 0 };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		fixed.idiag_family = cases[i].family;
		fixed.idiag_state = cases[i].state;
		buf_clear(&body);
		buf_put(&body, &fixed, sizeof(fixed));
		ck_assert(!sockdiag_inet_parse(&sock, SOCKDIAG_TCP, bytes_of(&body, body.size)));
		ck_assert_uint_eq(sock.inode, 77);
	}
	fixed = listener();
	fixed.idiag_timer = 200;
	buf_clear(&body);
	buf_put(&body, &fixed, sizeof(fixed));
	put_attr(&body, INET_DIAG_SKV6ONLY, "\1\1", 2); /* of another size */
	put_attr(&body, INET_DIAG_INFO, "short", 5);
	put_attr(&body, INET_DIAG_CONG, "a name that is longer than any", 30);
	ck_assert(sockdiag_inet_parse(&sock, SOCKDIAG_TCP, bytes_of(&body, body.size)));
	ck_assert_int_eq(sock.timer, SOCKDIAG_TIMER_NONE);
	ck_assert(!(sock.has & (SOCKDIAG_HAS_V6ONLY | SOCKDIAG_HAS_INFO)));
	ck_assert_str_eq(sock.congestion, "a name that is ");
	buf_free(&body);
}
END_TEST

/* ---- Unix ----------------------------------------------------------------------------------- */

static void put_unix(struct buf *body, int type, int state, uint32_t inode)
{
	const struct unix_diag_msg fixed = {
		.udiag_family = AF_UNIX,
		.udiag_type = (uint8_t)type,
		.udiag_state = (uint8_t)state,
		.udiag_ino = inode,
		.udiag_cookie = { 5, 0 },
	};

	buf_put(body, &fixed, sizeof(fixed));
}

static const struct {
	const char *name;
	size_t size;
	const char *text;
} names[] = {
	{ "/run/x", 7, "/run/x" }, /* with its NUL */
	{ "/run/x", 6, "/run/x" },
	{ "x\n\033[31m", 8, "x\n\033[31m" },
	{ "\0name", 5, "@name" },
	{ "\0", 1, "@" },
	{ "", 0, "" },
};

START_TEST(test_unix_names)
{
	struct sockdiag sock = { 0 };
	struct buf body = { 0 };

	put_unix(&body, SOCK_STREAM, SOCKSTATE_ESTABLISHED, 9);
	put_attr(&body, UNIX_DIAG_NAME, names[_i].name, names[_i].size);
	ck_assert(sockdiag_unix_parse(&sock, bytes_of(&body, body.size)));
	check_text(socktext_put_local, &sock, names[_i].text);
	buf_free(&body);
}
END_TEST

/* A path may fill sun_path without a NUL; what is longer than that is cut. */
START_TEST(test_unix_long_names)
{
	char path[SOCKDIAG_NAME_MAX + 10];
	struct sockdiag sock = { 0 };
	struct buf body = { 0 };

	memset(path, 'p', sizeof(path));
	for (size_t size = SOCKDIAG_NAME_MAX - 1; size <= sizeof(path); size++) {
		buf_clear(&body);
		put_unix(&body, SOCK_STREAM, SOCKSTATE_ESTABLISHED, 9);
		put_attr(&body, UNIX_DIAG_NAME, path, size);
		ck_assert(sockdiag_unix_parse(&sock, bytes_of(&body, body.size)));
		ck_assert_uint_eq(sock.name_size,
				  size < SOCKDIAG_NAME_MAX ? size : SOCKDIAG_NAME_MAX);
	}
	buf_free(&body);
}
END_TEST

static void put_seqpacket(struct buf *body)
{
	const struct unix_diag_rqlen queues = { 1, 7 };
	const struct unix_diag_vfs file = { 321, 0x800001 };
	const uint32_t peer = 11, uid = 33;

	put_unix(body, SOCK_SEQPACKET, SOCKSTATE_LISTEN, 9);
	put_attr(body, UNIX_DIAG_RQLEN, &queues, sizeof(queues));
	put_attr(body, UNIX_DIAG_VFS, &file, sizeof(file));
	put_attr(body, UNIX_DIAG_PEER, &peer, sizeof(peer));
	put_attr(body, UNIX_DIAG_UID, &uid, sizeof(uid));
}

START_TEST(test_unix)
{
	struct sockdiag sock = { 0 };
	struct buf body = { 0 };

	put_seqpacket(&body);
	ck_assert(sockdiag_unix_parse(&sock, bytes_of(&body, body.size)));
	ck_assert_str_eq(sockdiag_transport(&sock), "seqpacket");
	ck_assert_uint_eq(sock.recv_queue, 1);
	ck_assert_uint_eq(sock.send_queue, 7);
	ck_assert_uint_eq(sock.file_inode, 321);
	ck_assert_uint_eq(sock.device, 0x800001);
	ck_assert_uint_eq(sock.peer_inode, 11);
	ck_assert_uint_eq(sock.uid, 33);
	ck_assert_uint_eq(sock.cookie, 5);
	ck_assert_uint_eq(sock.has, SOCKDIAG_HAS_COOKIE | SOCKDIAG_HAS_QUEUES |
					    SOCKDIAG_HAS_BACKLOG | SOCKDIAG_HAS_FILE |
					    SOCKDIAG_HAS_UID);
	for (size_t size = 0; size < body.size; size++) {
		sock = (struct sockdiag){ .inode = 77 };
		ck_assert_int_eq(parse_copy(&sock, SOCKDIAG_UNIX, &body, size),
				 size >= sizeof(struct unix_diag_msg));
	}
	buf_clear(&body);
	put_unix(&body, SOCK_DGRAM, SOCKSTATE_CLOSE, 9);
	ck_assert(sockdiag_unix_parse(&sock, bytes_of(&body, body.size)));
	ck_assert_str_eq(sockdiag_transport(&sock), "unixgram");
	ck_assert_uint_eq(sock.has, SOCKDIAG_HAS_COOKIE);
	buf_free(&body);
}
END_TEST

START_TEST(test_unix_nonsense)
{
	static const struct {
		int type, state;
	} cases[] = {
		{ SOCK_RAW, 1 }, { 0, 1 }, { 255, 1 }, { SOCK_STREAM, 0 }, { SOCK_STREAM, 14 },
	};
	struct sockdiag sock = { .inode = 77 };
	struct buf body = { 0 };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		buf_clear(&body);
		put_unix(&body, cases[i].type, cases[i].state, 9);
		ck_assert(!sockdiag_unix_parse(&sock, bytes_of(&body, body.size)));
	}
	body.data[0] = AF_INET;
	ck_assert(!sockdiag_unix_parse(&sock, bytes_of(&body, body.size)));
	ck_assert_uint_eq(sock.inode, 77);
	buf_free(&body);
}
END_TEST

/* ---- questions ------------------------------------------------------------------------------ */

START_TEST(test_requests)
{
	struct sockdiag_query query = { .table = SOCKDIAG_TCP,
					.states = SOCKSTATE_BIT(SOCKSTATE_LISTEN),
					.port = 80 };
	struct inet_diag_req_v2 inet;
	struct unix_diag_req unix_req;
	struct nlmsg_request request;

	sockdiag_inet_request(&request, &query, AF_INET6);
	ck_assert_uint_eq(request.header.nlmsg_type, SOCK_DIAG_BY_FAMILY);
	ck_assert_uint_eq(request.header.nlmsg_len, sizeof(request.header) + sizeof(inet));
	memcpy(&inet, request.body, sizeof(inet));
	ck_assert_uint_eq(inet.sdiag_family, AF_INET6);
	ck_assert_uint_eq(inet.sdiag_protocol, IPPROTO_TCP);
	ck_assert_uint_eq(inet.idiag_states, 1 << SOCKSTATE_LISTEN);
	ck_assert_uint_eq(ntohs(inet.id.idiag_sport), 80);
	ck_assert_uint_eq(inet.idiag_ext, 0);
	query.details = true;
	sockdiag_inet_request(&request, &query, AF_INET);
	memcpy(&inet, request.body, sizeof(inet));
	ck_assert_uint_eq(inet.idiag_ext, 1 << (INET_DIAG_INFO - 1) | 1 << (INET_DIAG_CONG - 1));
	query.table = SOCKDIAG_UNIX;
	sockdiag_unix_request(&request, &query);
	memcpy(&unix_req, request.body, sizeof(unix_req));
	ck_assert_uint_eq(unix_req.sdiag_family, AF_UNIX);
	ck_assert_uint_eq(unix_req.udiag_states, 1 << SOCKSTATE_LISTEN);
}
END_TEST

/* Every word of --state is of states that there are, and every state has a word of its own. */
START_TEST(test_states)
{
	for (const struct name *row = sockstate_sets; *row->word; row++) {
		ck_assert_int_ne(row->value, 0);
		ck_assert_int_eq(row->value & ~(long)SOCKSTATES_ALL, 0);
	}
	for (unsigned state = SOCKSTATE_ESTABLISHED; state <= SOCKSTATE_BOUND; state++) {
		const char *word = name_word(sockstate_words, state);
		const struct name *set = word ? name_find(sockstate_sets, word) : NULL;

		ck_assert_ptr_nonnull(set);
		ck_assert_int_ne(set->value & (long)SOCKSTATE_BIT(state), 0);
	}
}
END_TEST

Suite *sockdiag_suite(void);
Suite *sockdiag_suite(void)
{
	Suite *suite = suite_create("sockdiag");
	TCase *inet = tcase_create("inet"), *unix_case = tcase_create("unix");

	tcase_add_test(inet, test_listener);
	tcase_add_test(inet, test_wildcards);
	tcase_add_test(inet, test_connection);
	tcase_add_test(inet, test_prefixes);
	tcase_add_test(inet, test_time_wait);
	tcase_add_test(inet, test_datagrams);
	tcase_add_test(inet, test_nonsense);
	tcase_add_test(inet, test_requests);
	tcase_add_test(inet, test_states);
	suite_add_tcase(suite, inet);
	tcase_add_loop_test(unix_case, test_unix_names, 0, sizeof(names) / sizeof(names[0]));
	tcase_add_test(unix_case, test_unix_long_names);
	tcase_add_test(unix_case, test_unix);
	tcase_add_test(unix_case, test_unix_nonsense);
	suite_add_tcase(suite, unix_case);
	return suite;
}
