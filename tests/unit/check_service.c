/* check_service -- services on literal databases, what is compiled in, nicknames, ports by name. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fault.h"
#include "net/service.h"
#include "suites.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* A database whose file holds SIZE bytes of TEXT. */
static struct database database_of(const char *text, size_t size)
{
	struct database database = { .path = "file", .is_read = true };

	buf_put(&database.file, text, size);
	return database;
}

/* What was found, as "name port/transport alias,alias,; ..." and the source of the last. */
struct found {
	char text[8192];
	const char *source;
	struct word nickname;
};

static void add(struct found *found, const char *before, struct word word)
{
	size_t used = strlen(found->text);

	snprintf(found->text + used, sizeof(found->text) - used, "%s%.*s", before, (int)word.size,
		 word.at);
}

static void keep(void *context, const struct service *service)
{
	struct found *found = context;
	struct service rest = *service;
	struct word alias;
	char port[8];

	snprintf(port, sizeof(port), "%u", service->port);
	add(found, "", service->name);
	add(found, " ", word_of(port));
	add(found, "/", service->transport);
	add(found, " ", (struct word){ "", 0 });
	while (service_alias(&alias, &rest)) {
		add(found, "", alias);
		add(found, ",", (struct word){ "", 0 });
	}
	add(found, ";", (struct word){ "", 0 });
	found->source = service->source;
	found->nickname = service->nickname;
}

static size_t look(struct found *found, struct database *database, const char *name, int port,
		   const char *transport)
{
	struct service_query query = { word_of(name), port, word_of(transport) };

	*found = (struct found){ .source = NULL };
	return services_each(database, &query, keep, found);
}

static const char text[] = "# a comment line 1/tcp\n"
			   "\n"
			   "first 1/tcp one eins\t# the first\n"
			   "first\t1/udp\r\n"
			   "UPPER 2/TCP Alias\n"
			   "  indented 3/tcp  \t trailing   \n"
			   "bad\n"
			   "bad x/tcp\n"
			   "bad 70000/tcp\n"
			   "bad -1/tcp\n"
			   "bad +1/tcp\n"
			   "bad 4/\n"
			   "bad /tcp\n"
			   "bad 4\n"
			   "bad 4 /tcp\n"
			   "bad 99999999999999999999/tcp\n"
			   "nul 5/tcp a\0b c\n"
			   "nul\0name 6/tcp\n"
			   "zero 0/tcp\n"
			   "top 65535/sctp\n"
			   "custom 7/quic\n"
			   "dup 8/tcp\n"
			   "dup 9/tcp\n"
			   "hash 10/tcp#comment\n"
			   "slash/ed 11/tcp\n"
			   "\xff\xfe 12/tcp \x80\n"
			   "dns 5353/tcp\n"
			   "mongodb 1/mongo\n"
			   "last 13/tcp end";

static const struct {
	const char *name;
	int port;
	const char *transport, *expected;
} queries[] = {
	{ "first", -1, "", "first 1/tcp one,eins,;first 1/udp ;" },
	{ "FIRST", -1, "udp", "first 1/udp ;" },
	{ "first", -1, "UDP", "first 1/udp ;" },
	{ "eins", -1, "", "first 1/tcp one,eins,;" },
	{ "", 1, "", "first 1/tcp one,eins,;first 1/udp ;mongodb 1/mongo ;" },
	{ "", 1, "udp", "first 1/udp ;" },
	{ "first", 1, "tcp", "first 1/tcp one,eins,;" },
	{ "first", 2, "", "" },
	{ "upper", -1, "", "UPPER 2/TCP Alias,;" },
	{ "ALIAS", -1, "tcp", "UPPER 2/TCP Alias,;" },
	{ "indented", -1, "", "indented 3/tcp trailing,;" },
	{ "bad", -1, "", "" },
	{ "comment", -1, "", "" },
	{ "a", -1, "", "nul 5/tcp a,;" },
	{ "b", -1, "", "" },
	{ "", 6, "", "" },
	{ "", 0, "", "zero 0/tcp ;" },
	{ "top", -1, "sctp", "top 65535/sctp ;" },
	{ "", 7, "quic", "custom 7/quic ;" },
	{ "dup", -1, "", "dup 8/tcp ;dup 9/tcp ;" },
	{ "hash", -1, "", "hash 10/tcp ;" },
	{ "slash/ed", -1, "", "slash/ed 11/tcp ;" },
	{ "\xff\xfe", -1, "", "\xff\xfe 12/tcp \x80,;" },
	{ "dns", -1, "", "dns 5353/tcp ;" }, /* a name in the file is no nickname */
	{ "mongo", -1, "", "mongodb 1/mongo ;" },
	{ "end", -1, "", "last 13/tcp end,;" },
};

START_TEST(test_file)
{
	struct database database = database_of(text, sizeof(text) - 1);
	struct found found;

	/* Names that are not here may be compiled in: those rows come from elsewhere. */
	look(&found, &database, queries[_i].name, queries[_i].port, queries[_i].transport);
	if (!queries[_i].expected[0])
		ck_assert_msg(!found.source || strcmp(found.source, "file") != 0, "%s", found.text);
	else
		ck_assert_str_eq(found.text, queries[_i].expected);
	database_free(&database);
}
END_TEST

START_TEST(test_shapes_of_files)
{
	static const char *const same[] = { "a 1/tcp b # c", "a 1/tcp b # c\n", "a 1/tcp b\r\n",
					    "\n\n\na\t1/tcp\tb", "a 1/tcp b\n\r\n#" };
	struct found found;

	for (int i = 0; i < ROWS(same); i++) {
		struct database database = database_of(same[i], strlen(same[i]));

		ck_assert_uint_eq(look(&found, &database, "", -1, ""), 1);
		ck_assert_str_eq(found.text, "a 1/tcp b,;");
		database_free(&database);
	}
}
END_TEST

START_TEST(test_long_lines)
{
	const size_t size = 1 << 20;
	char *line = malloc(size);
	struct database database;
	struct found found;

	ck_assert_ptr_nonnull(line);
	memset(line, 'x', size);
	memcpy(line, "long 1/tcp ", 11);
	memcpy(line + size - 5, " last", 5);
	database = database_of(line, size);
	ck_assert_uint_eq(look(&found, &database, "last", -1, ""), 1);
	ck_assert_int_eq(strncmp(found.text, "long 1/tcp xxx", 14), 0);
	database_free(&database);

	memset(line, ' ', size); /* nothing but blanks, then nothing but a name */
	database = database_of(line, size);
	ck_assert_uint_eq(look(&found, &database, "nosuchname", -1, ""), 0);
	database_free(&database);
	memset(line, 'y', size);
	database = database_of(line, size);
	ck_assert_uint_eq(look(&found, &database, "nosuchname", -1, ""), 0);
	database_free(&database);
	free(line);
}
END_TEST

/* ---- what is compiled in ------------------------------------------------------------------ */

static const struct {
	const char *name, *transport;
	int port;
	const char *source;
} compiled[] = {
	{ "http", "tcp", 80, "builtin" },
	{ "https", "tcp", 443, "builtin" },
	{ "https", "udp", 443, "builtin" },
	{ "https", "sctp", 443, "builtin" },
	{ "ftp", "tcp", 21, "builtin" },
	{ "gopher", "tcp", 70, "builtin" },
	{ "smtp", "tcp", 25, "builtin" },
	{ "imap", "tcp", 143, "builtin" },
	{ "imap2", "tcp", 143, "builtin" },
	{ "imaps", "tcp", 993, "builtin" },
	{ "pop3", "tcp", 110, "builtin" },
	{ "pop3s", "tcp", 995, "builtin" },
	{ "domain", "udp", 53, "builtin" },
	{ "dns", "udp", 53, "builtin" },
	{ "mongodb", "tcp", 27017, "builtin" },
	{ "mongo", "tcp", 27017, "builtin" },
	{ "postgres", "tcp", 5432, "builtin" },
	{ "mysql", "tcp", 3306, "builtin" },
	{ "redis", "tcp", 6379, "builtin" },
	{ "rdp", "tcp", 3389, "builtin" },
	{ "smb", "tcp", 445, "builtin" },
	{ "ltp-deepspace", "dccp", 1113, "builtin" },
	{ "x2-control", "sctp", 36422, "builtin" },
	{ "wireguard", "udp", 51820, "common use" },
	{ "kafka", "tcp", 9092, "builtin" },
	{ "exp1", "dccp", 1021, "builtin" },
};

START_TEST(test_compiled)
{
	struct database none = { .path = NULL };
	struct found found;
	char expected[64];

	ck_assert_uint_eq(look(&found, &none, compiled[_i].name, -1, compiled[_i].transport), 1);
	snprintf(expected, sizeof(expected), " %d/%s ", compiled[_i].port, compiled[_i].transport);
	ck_assert_msg(strstr(found.text, expected), "%s: %s", compiled[_i].name, found.text);
	ck_assert_str_eq(found.source, compiled[_i].source);
	database_free(&none);
}
END_TEST

/* Of every line that is not blank a row was read, and no row comes twice. */
static void check_text(const char *rows)
{
	struct word rest = word_of(rows), line;
	struct database database = database_of(rows, strlen(rows));
	struct found found;

	ck_assert_uint_lt(strlen(rows), 4096);
	ck_assert_int_eq(rows[strlen(rows) - 1], '\n');
	while (line_take(&line, &rest)) {
		struct word name, port, joined;
		char number[16];

		ck_assert(word_take(&name, &line) && word_take(&port, &line));
		snprintf(number, sizeof(number), "%.*s", (int)port.size, port.at);
		joined = (struct word){ name.at, name.size };
		found = (struct found){ .source = NULL };
		ck_assert_uint_ge(
			services_each(&database,
				      &(struct service_query){ joined, atoi(number), { 0 } }, keep,
				      &found),
			1);
		ck_assert_str_eq(found.source, "file");
	}
	database_free(&database);
}

START_TEST(test_texts)
{
	for (const char *const *rows = service_builtin; *rows; rows++)
		check_text(*rows);
	for (const char *const *rows = service_common; *rows; rows++)
		check_text(*rows);
}
END_TEST

struct row_count {
	struct service_query query;
	size_t count;
};

static void count_same(void *context, const struct service *service)
{
	struct row_count *same = context;

	same->count += word_is(service->name, same->query.name);
}

static void check_unique(void *context, const struct service *service)
{
	struct database none = { .path = NULL };
	struct row_count same = { { service->name, service->port, service->transport }, 0 };

	services_each(&none, &same.query, count_same, &same);
	ck_assert_msg(same.count == 1, "%.*s %u/%.*s comes %zu times", (int)service->name.size,
		      service->name.at, service->port, (int)service->transport.size,
		      service->transport.at, same.count);
	++*(size_t *)context;
}

START_TEST(test_builtin_is_unique)
{
	struct database none = { .path = NULL };
	size_t count = 0;

	services_each(&none, &(struct service_query){ .port = -1 }, check_unique, &count);
	ck_assert_uint_ge(count, 350);
}
END_TEST

static bool compiled_has(const char *const *texts, struct word name)
{
	for (; *texts; texts++) {
		struct word rest = word_of(*texts), line;

		while (line_take(&line, &rest))
			if (line_has(line, name))
				return true;
	}
	return false;
}

/* Nicknames are looked up before what is compiled in, so they must not hide anything there. */
START_TEST(test_nicknames)
{
	struct word rest = word_of(service_nicknames), line, formal, nickname;
	struct database none = { .path = NULL };
	struct found found;

	while (line_take(&line, &rest)) {
		ck_assert(word_take(&formal, &line));
		ck_assert_msg(compiled_has(service_builtin, formal), "%.*s is not compiled in",
			      (int)formal.size, formal.at);
		while (word_take(&nickname, &line)) {
			char name[64];

			ck_assert_msg(!compiled_has(service_builtin, nickname) &&
					      !compiled_has(service_common, nickname),
				      "%.*s is a name", (int)nickname.size, nickname.at);
			snprintf(name, sizeof(name), "%.*s", (int)nickname.size, nickname.at);
			ck_assert_uint_ge(look(&found, &none, name, -1, ""), 1);
			ck_assert_str_eq(found.source, "builtin");
			ck_assert(word_is(found.nickname, nickname));
		}
	}
}
END_TEST

START_TEST(test_comment)
{
	struct service service = { .rest = word_of(" a b # what it is \r") };
	struct word comment = service_comment(&service);

	ck_assert(word_is(comment, word_of("what it is")));
}
END_TEST

/* ---- ports by name, and what is missing --------------------------------------------------- */

static const struct {
	const char *name, *transport;
	int port; /* -1: ERR has the text */
	const char *says;
} ports[] = {
	{ "first", "tcp", 1, NULL },
	{ "eins", "tcp", 1, NULL },
	{ "dup", "tcp", 8, NULL },
	{ "smb", "tcp", 445, NULL },
	{ "eins", "udp", -1, "known for tcp, not for udp" },
	{ "https", "dccp", -1, "known for tcp udp sctp, not for dccp" },
	{ "httpx", "tcp", -1, "no such service; did you mean 'http'?" },
	{ "frist", "tcp", -1, "no such service; did you mean 'first'?" },
	{ "qqqqqqqqqq", "tcp", -1, "no such service" },
	{ "qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq", "tcp", -1,
	  "no such service" },
};

START_TEST(test_port)
{
	struct database database = database_of(text, sizeof(text) - 1);
	struct err err = { 0 };
	uint16_t port = 4711;
	bool found = service_port(&port, &database, ports[_i].name, ports[_i].transport, &err);

	ck_assert_int_eq(found, ports[_i].port >= 0);
	ck_assert_int_eq(port, found ? ports[_i].port : 4711);
	if (!found) {
		ck_assert_int_eq(err.kind, STATUS_NOT_FOUND);
		ck_assert_str_eq(err.text, ports[_i].says);
	}
	database_free(&database);
}
END_TEST

/* ---- files that cannot be read --------------------------------------------------------------- */

START_TEST(test_absent_file)
{
	struct database absent = { .path = "/nonexistent/services" };
	struct err err = { 0 };
	uint16_t port;

	ck_assert(database_open(&absent, false, &err));
	ck_assert(service_port(&port, &absent, "http", "tcp", &err));
	ck_assert_uint_eq(port, 80);
	ck_assert(!database_open(&absent, true, &err));
	ck_assert_int_eq(err.kind, STATUS_LACKING);
	ck_assert_int_eq(err.number, ENOENT);
	database_free(&absent);
	database_free(&absent);
}
END_TEST

START_TEST(test_unreadable_file)
{
	struct database folder = { .path = "/" };
	struct err err = { 0 };
	uint16_t port = 4711;

	ck_assert(!service_port(&port, &folder, "http", "tcp", &err));
	ck_assert_uint_eq(port, 4711);
	ck_assert_int_eq(err.number, EISDIR);
	ck_assert(!database_open(&folder, false, &err)); /* said again, not forgotten */
	database_free(&folder);
}
END_TEST

/* No assertions in here: Check allocates. */
static bool coped = true;

static void look_up(void)
{
	struct database database = { .path = SERVICES_PATH };
	struct err err = { 0 };
	uint16_t port = 0;

	if (service_port(&port, &database, "http", "tcp", &err))
		coped = coped && port == 80;
	else
		coped = coped && port == 0 && err.kind != STATUS_NOT_FOUND && err.text[0];
	database_free(&database);
}

START_TEST(test_faults)
{
	if (access(SERVICES_PATH, R_OK) == 0) {
		ck_assert_uint_gt(fault_sweep("malloc", ENOMEM, look_up), 0);
		ck_assert_uint_gt(fault_sweep("read", EIO, look_up), 0);
	}
	ck_assert_uint_gt(fault_sweep("open", EMFILE, look_up), 0);
	ck_assert_uint_gt(fault_sweep("open", EACCES, look_up), 0);
	ck_assert(coped);
}
END_TEST

Suite *service_suite(void)
{
	Suite *suite = suite_create("service");
	TCase *file = tcase_create("file"), *inside = tcase_create("compiled in");
	TCase *rest = tcase_create("ports and faults");

	tcase_add_loop_test(file, test_file, 0, ROWS(queries));
	tcase_add_test(file, test_shapes_of_files);
	tcase_add_test(file, test_long_lines);
	tcase_add_test(file, test_comment);
	tcase_add_loop_test(inside, test_compiled, 0, ROWS(compiled));
	tcase_add_test(inside, test_texts);
	tcase_add_test(inside, test_builtin_is_unique);
	tcase_add_test(inside, test_nicknames);
	tcase_add_loop_test(rest, test_port, 0, ROWS(ports));
	tcase_add_test(rest, test_absent_file);
	tcase_add_test(rest, test_unreadable_file);
	tcase_add_test(rest, test_faults);
	suite_add_tcase(suite, file);
	suite_add_tcase(suite, inside);
	suite_add_tcase(suite, rest);
	return suite;
}
