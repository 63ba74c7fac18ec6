/* check_constant -- the constant tables, and looking them up by word, number and prefix. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "net/constant.h"
#include "net/names.h"
#include "suites.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* ---- the tables ----------------------------------------------------------------------------- */

START_TEST(test_tables)
{
	for (const struct names_group *group = names_groups; group->prefix; group++)
		for (const struct name *row = group->table; *row->word; row++) {
			ck_assert_msg(strncmp(row->word, group->prefix, strlen(group->prefix)) == 0,
				      "%s does not begin with %s", row->word, group->prefix);
			ck_assert_msg(name_meaning(row) && name_meaning(row)[0],
				      "%s has no meaning", row->word);
			ck_assert_msg(strlen(row->word) < 40, "%s is too long to be near",
				      row->word);
			ck_assert_msg(strlen(name_meaning(row)) <= 60, "%s says too much",
				      row->word);
			ck_assert_msg(!strchr(name_meaning(row), '\n'), "%s has lines", row->word);
		}
}
END_TEST

START_TEST(test_words_are_unique)
{
	struct constant_walk walk = { 0 };
	struct constant constant, other;
	unsigned count = 0;

	while (constant_next(&walk, &constant)) {
		struct constant_walk rest = walk;

		while (constant_next(&rest, &other))
			ck_assert_str_ne(constant.word, other.word);
		count++;
	}
	ck_assert_uint_gt(count, 600);
}
END_TEST

START_TEST(test_first_words)
{
	ck_assert_str_eq(name_word(names_family, AF_UNIX), "AF_UNIX");
	ck_assert_str_eq(name_word(names_family, AF_NETLINK), "AF_NETLINK");
	ck_assert_str_eq(name_word(names_protocol, 0), "IPPROTO_IP");
	ck_assert_str_eq(name_word(names_ipv6, IPV6_JOIN_GROUP), "IPV6_JOIN_GROUP");
	ck_assert_str_eq(name_word(names_msg_flags, MSG_DONTROUTE), "MSG_DONTROUTE");
	ck_assert_int_eq(name_find_short(names_family, "inet6")->value, AF_INET6);
	ck_assert_int_eq(name_find_short(names_socktype, "Stream")->value, SOCK_STREAM);
}
END_TEST

/* ---- looking up ------------------------------------------------------------------------- */

static const struct {
	const char *text;
	enum constant_way way;
	unsigned least, most;
	const char *first;
	long value;
	const char *level;
} queries[] = {
	{ "AF_INET", CONSTANT_WORD, 1, 1, "AF_INET", AF_INET, NULL },
	{ "af_inet", CONSTANT_WORD, 1, 1, "AF_INET", AF_INET, NULL },
	{ "AF_DECNET", CONSTANT_WORD, 1, 1, "AF_DECnet", AF_DECnet, NULL },
	{ "PF_INET", CONSTANT_WORD, 1, 1, "AF_INET", AF_INET, NULL },
	{ "pf_inet6", CONSTANT_WORD, 1, 1, "AF_INET6", AF_INET6, NULL },
	{ "SO_REUSEADDR", CONSTANT_WORD, 1, 1, "SO_REUSEADDR", SO_REUSEADDR, "SOL_SOCKET" },
	{ "TCP_NODELAY", CONSTANT_WORD, 1, 1, "TCP_NODELAY", 1, "IPPROTO_TCP" },
	{ "IPV6_V6ONLY", CONSTANT_WORD, 1, 1, "IPV6_V6ONLY", 26, "IPPROTO_IPV6" },
	{ "IP_TTL", CONSTANT_WORD, 1, 1, "IP_TTL", 2, "IPPROTO_IP" },
	{ "IP_PMTUDISC_DO", CONSTANT_WORD, 1, 1, "IP_PMTUDISC_DO", 2, NULL },
	{ "UDP_SEGMENT", CONSTANT_WORD, 1, 1, "UDP_SEGMENT", 103, "IPPROTO_UDP" },
	{ "MCAST_JOIN_GROUP", CONSTANT_WORD, 1, 1, "MCAST_JOIN_GROUP", 42,
	  "IPPROTO_IP, IPPROTO_IPV6" },
	{ "EAI_NONAME", CONSTANT_WORD, 1, 1, "EAI_NONAME", -2, NULL },
	{ "ECONNREFUSED", CONSTANT_WORD, 1, 1, "ECONNREFUSED", ECONNREFUSED, NULL },
	{ "ewouldblock", CONSTANT_WORD, 1, 1, "EWOULDBLOCK", EAGAIN, NULL },
	{ "EDEADLOCK", CONSTANT_WORD, 1, 1, "EDEADLOCK", EDEADLK, NULL },
	{ "ENOTSUP", CONSTANT_WORD, 1, 1, "ENOTSUP", EOPNOTSUPP, NULL },
	{ "EHWPOISON", CONSTANT_WORD, 1, 1, "EHWPOISON", 133, NULL },
	{ "INADDR_LOOPBACK", CONSTANT_WORD, 1, 1, "INADDR_LOOPBACK", 0x7f000001, NULL },
	{ "SO_STREAM", CONSTANT_WORD, 0, 0, NULL, 0, NULL },
	{ "stream", CONSTANT_WORD, 0, 0, NULL, 0, NULL },
	{ "SO_REUSE", CONSTANT_WORD, 0, 0, NULL, 0, NULL },
	{ "", CONSTANT_WORD, 0, 0, NULL, 0, NULL },
	{ "111", CONSTANT_NUMBER, 1, 5, "ECONNREFUSED", 111, NULL },
	{ "-2", CONSTANT_NUMBER, 1, 1, "EAI_NONAME", -2, NULL },
	{ "0x4000", CONSTANT_NUMBER, 2, 2, "MSG_NOSIGNAL", 0x4000, NULL },
	{ "0X7f000001", CONSTANT_NUMBER, 1, 1, "INADDR_LOOPBACK", 0x7f000001, NULL },
	{ "4294967295", CONSTANT_NUMBER, 2, 2, "INADDR_BROADCAST", 4294967295, NULL },
	{ "123456", CONSTANT_NUMBER, 0, 0, NULL, 0, NULL },
	{ "4294967296", CONSTANT_WORD, 0, 0, NULL, 0, NULL },
	{ "0x", CONSTANT_WORD, 0, 0, NULL, 0, NULL },
	{ "0x123456789", CONSTANT_WORD, 0, 0, NULL, 0, NULL },
	{ "1 ", CONSTANT_WORD, 0, 0, NULL, 0, NULL },
	{ "AI_", CONSTANT_PREFIX, 11, 11, "AI_PASSIVE", 1, NULL },
	{ "shut_", CONSTANT_PREFIX, 3, 3, "SHUT_RD", 0, NULL },
	{ "PF_", CONSTANT_PREFIX, 40, 60, "AF_UNSPEC", 0, NULL },
	{ "PF_IN*", CONSTANT_PREFIX, 2, 2, "AF_INET", 2, NULL },
	{ "SO_RCV*", CONSTANT_PREFIX, 5, 12, "SO_RCVBUF", SO_RCVBUF, "SOL_SOCKET" },
	{ "E*", CONSTANT_PREFIX, 140, 170, "EAI_BADFLAGS", -1, NULL },
	{ "*", CONSTANT_PREFIX, 600, 999, "AF_UNSPEC", 0, NULL },
	{ "XX_", CONSTANT_PREFIX, 0, 0, NULL, 0, NULL },
};

static unsigned look(struct constant *first, const struct constant_query *query)
{
	struct constant_walk walk = { 0 };
	struct constant constant;
	unsigned count = 0;

	while (constant_next(&walk, &constant))
		if (constant_fits(&constant, query) && count++ == 0)
			*first = constant;
	return count;
}

START_TEST(test_queries)
{
	struct constant_query query = constant_query_of(queries[_i].text);
	struct constant first = { 0 };
	unsigned count = look(&first, &query);

	ck_assert_msg(query.way == queries[_i].way, "%s", queries[_i].text);
	ck_assert_uint_ge(count, queries[_i].least);
	ck_assert_uint_le(count, queries[_i].most);
	ck_assert_pstr_eq(first.word, queries[_i].first);
	ck_assert_int_eq(first.value, queries[_i].value);
	ck_assert_pstr_eq(first.level, queries[_i].level);
}
END_TEST

static const struct {
	const char *text, *first;
	unsigned count;
} shorts[] = {
	{ "stream", "SOCK_STREAM", 1 }, { "INET6", "AF_INET6", 1 }, { "raw", "SOCK_RAW", 3 },
	{ "tcp", "IPPROTO_TCP", 2 },    { "in", NULL, 0 },          { "", NULL, 0 },
};

START_TEST(test_shorts)
{
	struct constant_query query = constant_query_of(shorts[_i].text);
	struct constant first = { 0 };

	query.way = CONSTANT_SHORT;
	ck_assert_uint_eq(look(&first, &query), shorts[_i].count);
	ck_assert_pstr_eq(first.word, shorts[_i].first);
}
END_TEST

START_TEST(test_errno)
{
	struct constant_walk walk = { 0 };
	struct constant constant;
	unsigned named = 0;

	while (constant_next(&walk, &constant))
		if (err_name((int)constant.value) &&
		    strcmp(err_name((int)constant.value), constant.word) == 0) {
			ck_assert_str_eq(constant_meaning(&constant),
					 strerror((int)constant.value));
			named++;
		}
	ck_assert_uint_eq(named, 131); /* 1 to 133 without 41 and 58 */
}
END_TEST

static const struct {
	const char *text, *says;
} missing[] = {
	{ "SO_STREAM", "no such constant; did you mean SOCK_STREAM?" },
	{ "SO_REUSADDR", "no such constant; did you mean SO_REUSEADDR?" },
	{ "ECONREFUSED", "no such constant; did you mean ECONNREFUSED?" },
	{ "123456", "no constant is 123456" },
	{ "XX_", "no constant begins with 'XX_'" },
	{ "XX*", "no constant begins with 'XX'" },
	{ "q", "no such constant" },
};

START_TEST(test_missing)
{
	struct constant_query query = constant_query_of(missing[_i].text);
	struct err err = { 0 };

	ck_assert(!constant_missing(&query, &err));
	ck_assert_int_eq(err.kind, STATUS_NOT_FOUND);
	ck_assert_str_eq(err.text, missing[_i].says);
}
END_TEST

Suite *constant_suite(void)
{
	Suite *suite = suite_create("constant");
	TCase *tables = tcase_create("tables"), *words = tcase_create("words");

	tcase_add_test(tables, test_tables);
	tcase_add_test(tables, test_words_are_unique);
	tcase_add_test(tables, test_first_words);
	tcase_add_loop_test(words, test_queries, 0, ROWS(queries));
	tcase_add_loop_test(words, test_shorts, 0, ROWS(shorts));
	tcase_add_test(words, test_errno);
	tcase_add_loop_test(words, test_missing, 0, ROWS(missing));
	suite_add_tcase(suite, tables);
	suite_add_tcase(suite, words);
	return suite;
}
