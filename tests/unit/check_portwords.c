/* check_portwords -- hosts and their ports as they are typed. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "net/portlist.h"
#include "net/service.h"
#include "serve/portwords.h"
#include "suites.h"

/* clang-format off */
static const struct { const char *word, *list, *name; unsigned count; } words[] = {
	{ "127.0.0.1", "22,80-82", "tcp:127.0.0.1:22", 4 },
	{ "db:22,80", NULL, "tcp:db:22", 2 },
	{ "udp:db:53", NULL, "udp:db:53", 1 },
	{ "[::1]:1-65535", NULL, "tcp:[::1]:1", 65535 },
	{ "::1", "22", "tcp:[::1]:22", 1 },
	{ "22,80", NULL, "tcp:localhost:22", 2 },
	{ "ssh,http", NULL, "tcp:localhost:22", 2 },
	{ "80/tcp", NULL, "tcp:localhost:80", 1 },
	{ "db:80/tcp", NULL, "tcp:db:80", 1 },
	{ "[::1]:80/tcp,1", NULL, "tcp:[::1]:1", 2 },
	{ "udp:db", "53/udp", "udp:db:53", 1 },
	{ "db:https", NULL, "tcp:db:443", 1 },
};

static const struct { const char *word, *list, *says; } wrong[] = {
	{ "db", NULL, "has no ports" },
	{ "db", "", "has no ports" },
	{ "db:22", "80", "are too many" },
	{ "unix:/x", "22", "which has no ports" },
	{ "unix:/x:80/tcp", NULL, "which has no ports" },
	{ "10.0.0.0/8", "22", "is a network" },
	{ "fd00::/8", NULL, "is a network" },
	{ "http://db/", NULL, "a URL, not an endpoint: db:80" },
	{ "http://db:81", "80", "a URL, not an endpoint: db:81" },
	{ "tcp://db:81", NULL, "a URL, not an endpoint: db:81" },
	{ "db", "53/udp", "not of tcp" },
	{ "db", "0", "port 0" },
	{ "db:70000", NULL, "65535" },
	{ "[::1", "22", "" },
};

static const struct { const char *word, *next; bool pairs; } pairs[] = {
	{ "db", "http/tcp", true }, { "10.0.0.0/8", "22", true }, { "/run/x", "22", true }, { "http://db", "22", true },
	{ "ssh,http", "22", false }, { "80/tcp", "22", false }, { "80", "22", false }, { "db", "/run/x", false },
	{ "db", "22", true }, { "db", "22,80", true }, { "db", "1-9", true },
	{ "[::1", "22", true }, { "[::1", "22,80", true }, { "[::1", "db", false },
	{ "db", "db:22", false }, { "22", "db", false }, { "db:22", "80", false },
};
/* clang-format on */

static struct database services;

static bool read_words(struct buf *name, struct portlist *list, const char *word, const char *ports,
		       struct err *err)
{
	struct endpoint endpoint;
	struct portset set = { 0 };

	if (!portwords_read(&endpoint, &set, word, ports, TRANSPORT_TCP, &services, err))
		return false;
	endpoint_format(name, &endpoint);
	portlist_add_set(list, &set);
	return true;
}

START_TEST(read)
{
	struct portlist list = { 0 };
	struct err err = { 0 };
	struct buf name = { 0 };

	ck_assert_msg(read_words(&name, &list, words[_i].word, words[_i].list, &err), "%s",
		      err.text);
	ck_assert_uint_eq(list.count, words[_i].count);
	ck_assert_str_eq(buf_text(&name), words[_i].name);
	buf_free(&name);
	portlist_free(&list);
}
END_TEST

START_TEST(refused)
{
	struct portlist list = { 0 };
	struct err err = { 0 };
	struct buf name = { 0 };

	ck_assert(!read_words(&name, &list, wrong[_i].word, wrong[_i].list, &err));
	ck_assert_int_eq(err.kind, STATUS_INVALID);
	ck_assert_msg(strstr(err.text, wrong[_i].says), "%s", err.text);
}
END_TEST

START_TEST(paired)
{
	ck_assert_int_eq(portwords_pair(pairs[_i].word, pairs[_i].next), pairs[_i].pairs);
}
END_TEST

static void begin(void)
{
	services = (struct database){ .path = SERVICES_PATH };
}

static void end(void)
{
	database_free(&services);
}

Suite *portwords_suite(void)
{
	Suite *suite = suite_create("portwords");
	TCase *tcase = tcase_create("portwords");

	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_loop_test(tcase, read, 0, sizeof(words) / sizeof(words[0]));
	tcase_add_loop_test(tcase, refused, 0, sizeof(wrong) / sizeof(wrong[0]));
	tcase_add_loop_test(tcase, paired, 0, sizeof(pairs) / sizeof(pairs[0]));
	suite_add_tcase(suite, tcase);
	return suite;
}
