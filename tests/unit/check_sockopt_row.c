/* check_sockopt_row -- the table of socket options: whole, without doubles, found by any word. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

#include "net/names.h"
#include "net/sockkind.h"
#include "net/sockopt_row.h"
#include "suites.h"

/* Every word of net/names is an option that has a row, and every row has a word. */
START_TEST(test_words_have_rows)
{
	for (const struct sockopt_level *level = sockopt_levels; level->word; level++)
		for (const struct name *name = level->names; *name->word; name++)
			ck_assert_msg(sockopt_row(level->level, (int)name->value), "%s %s",
				      level->word, name->word);
}
END_TEST

/* A text that fills its place to the last byte has no NUL, and no compiler says so. */
static void check_texts(const struct sockopt *row, const char *word)
{
	ck_assert_msg(memchr(row->unit, '\0', sizeof(row->unit)), "%s", word);
	ck_assert_msg(memchr(row->needs, '\0', sizeof(row->needs)), "%s", word);
	ck_assert_msg(memchr(row->sysctl, '\0', sizeof(row->sysctl)), "%s", word);
	ck_assert_msg(memchr(row->range, '\0', sizeof(row->range)), "%s", word);
	ck_assert_msg(memchr(row->note, '\0', sizeof(row->note)), "%s", word);
}

static void check_row(const struct sockopt *row, const char *word)
{
	bool has_words = row->type == SOCKOPT_WORD || row->type == SOCKOPT_BITS ||
			 row->type == SOCKOPT_STAMPS;

	ck_assert_msg(row->on && row->flags & (SOCKOPT_GET | SOCKOPT_SET), "%s", word);
	ck_assert_msg(!has_words == !sockopt_values(row), "%s", word);
	ck_assert_msg(row->type != SOCKOPT_TIME || *row->unit, "%s", word);
	ck_assert_msg(row->flags & SOCKOPT_SET || (!*row->range && !*row->note), "%s", word);
	check_texts(row, word);
	ck_assert_ptr_nonnull(sockopt_type_word(row->type));
	ck_assert_ptr_nonnull(sockopt_level_word(row->level));
	ck_assert_ptr_nonnull(sockopt_meaning(row));
	ck_assert_ptr_nonnull(strchr(word, '_'));
}

START_TEST(test_rows_are_whole)
{
	for (const struct sockopt *row = sockopt_rows; row->flags; row++) {
		const char *word = sockopt_word(row->level, row->number);

		ck_assert_msg(word, "%d:%d has no word", row->level, row->number);
		check_row(row, word);
		ck_assert_msg(sockopt_row(row->level, row->number) == row, "%s twice", word);
	}
}
END_TEST

/* Of every level there is a kind of socket that has it. */
START_TEST(test_rows_have_kinds)
{
	for (const struct sockopt *row = sockopt_rows; row->flags; row++) {
		const struct sockkind *kind = sockkinds;

		while (kind->word && !sockkind_has(kind, row))
			kind++;
		ck_assert_msg(kind->word, "%s", sockopt_word(row->level, row->number));
	}
}
END_TEST

/* clang-format off */
static const struct { const char *word; int level, number; } found[] = {
	{ "SO_RCVBUF", SOL_SOCKET, SO_RCVBUF },
	{ "so_rcvbuf", SOL_SOCKET, SO_RCVBUF },
	{ "rcvbuf", SOL_SOCKET, SO_RCVBUF },
	{ "nodelay", IPPROTO_TCP, TCP_NODELAY },
	{ "v6only", IPPROTO_IPV6, IPV6_V6ONLY },
	{ "TTL", IPPROTO_IP, IP_TTL },
	{ "SO_DETACH_BPF", SOL_SOCKET, SO_DETACH_FILTER },
	{ "SO_GET_FILTER", SOL_SOCKET, SO_ATTACH_FILTER },
	{ "SO_TIMESTAMP_OLD", SOL_SOCKET, 29 },
	{ "IPV6_ADD_MEMBERSHIP", IPPROTO_IPV6, IPV6_JOIN_GROUP },
	{ "IP_RECVRETOPTS", IPPROTO_IP, IP_RETOPTS },
	{ "MCAST_JOIN_GROUP", IPPROTO_IP, MCAST_JOIN_GROUP },
	{ "join_source_group", IPPROTO_IP, MCAST_JOIN_SOURCE_GROUP },
	{ "SO_VM_SOCKETS_BUFFER_SIZE", AF_VSOCK, 0 },
	{ "NETLINK_EXT_ACK", SOL_NETLINK, 11 },
};

static const struct { const char *word; enum status kind; const char *says; } missing[] = {
	{ "", STATUS_NOT_FOUND, "''" },
	{ "_", STATUS_NOT_FOUND, "'_'" },
	{ "SO_", STATUS_NOT_FOUND, "'SO_'" },
	{ "SO_RCVBIF", STATUS_NOT_FOUND, "did you mean SO_RCVBUF?" },
	{ "SO_RCVBUFF", STATUS_NOT_FOUND, "did you mean SO_RCVBUFFORCE?" },
	{ "TCP_NODLEAY", STATUS_NOT_FOUND, "did you mean TCP_NODELAY?" },
	{ "nodely", STATUS_NOT_FOUND, "did you mean NODELAY?" },
	{ "cork", STATUS_AMBIGUOUS, "'cork' is TCP_CORK or UDP_CORK" },
	{ "pktinfo", STATUS_AMBIGUOUS, "IP_PKTINFO or IPV6_PKTINFO" },
	{ "no such option at all", STATUS_NOT_FOUND, "no socket option is called" },
	{ "SO_RCVBUF ", STATUS_NOT_FOUND, "did you mean SO_RCVBUF?" },
};
/* clang-format on */

START_TEST(test_find)
{
	struct err err = { 0 };
	const struct sockopt *row = sockopt_find(found[_i].word, &err);

	ck_assert_msg(row, "%s: %s", found[_i].word, err.text);
	ck_assert_int_eq(row->level, found[_i].level);
	ck_assert_int_eq(row->number, found[_i].number);
}
END_TEST

START_TEST(test_missing)
{
	struct err err = { 0 };

	ck_assert_ptr_null(sockopt_find(missing[_i].word, &err));
	ck_assert_int_eq(err.kind, missing[_i].kind);
	ck_assert_msg(strstr(err.text, missing[_i].says), "%s", err.text);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *sockopt_row_suite(void)
{
	Suite *suite = suite_create("sockopt_row");
	TCase *all = tcase_create("all");

	tcase_add_test(all, test_words_have_rows);
	tcase_add_test(all, test_rows_are_whole);
	tcase_add_test(all, test_rows_have_kinds);
	tcase_add_loop_test(all, test_find, 0, ROWS(found));
	tcase_add_loop_test(all, test_missing, 0, ROWS(missing));
	suite_add_tcase(suite, all);
	return suite;
}
