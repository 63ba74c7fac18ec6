/* check_scheme -- URLs split and made, questions about services, ranges of ports. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "fault.h"
#include "net/port.h"
#include "net/scheme.h"
#include "net/service_question.h"
#include "suites.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

static const struct {
	const char *text, *scheme, *host; /* NULL scheme: refused */
	int port;
} urls[] = {
	{ "http://example.com/", "http", "example.com", -1 },
	{ "http://example.com", "http", "example.com", -1 },
	{ "http://example.com:8080/a:b/c", "http", "example.com", 8080 },
	{ "HTTP://h:0?x", "HTTP", "h", 0 },
	{ "http://h:65535#x", "http", "h", 65535 },
	{ "http://h:/", "http", "h", -1 },
	{ "http://user:secret@h:1/", "http", "h", 1 },
	{ "http://a@b@h:2/@x:9", "http", "h", 2 },
	{ "http://[::1]/", "http", "::1", -1 },
	{ "http://[::1]:443/", "http", "::1", 443 },
	{ "http://[fe80::1%25eth0]:", "http", "fe80::1%25eth0", -1 },
	{ "http://", "http", "", -1 },
	{ "http:///path", "http", "", -1 },
	{ "a://b://c", "a", "b", -1 },
	{ "http://h:65536/", NULL, NULL, 0 },
	{ "http://h:80x/", NULL, NULL, 0 },
	{ "http://h:-1/", NULL, NULL, 0 },
	{ "http://h:8:9/", NULL, NULL, 0 },
	{ "http://::1/", NULL, NULL, 0 },
	{ "http://[::1/", NULL, NULL, 0 },
	{ "http://[::1]x/", NULL, NULL, 0 },
	{ "http://[::1]80/", NULL, NULL, 0 },
	{ "://h/", NULL, NULL, 0 },
	{ "http:", NULL, NULL, 0 },
	{ "", NULL, NULL, 0 },
};

START_TEST(test_split)
{
	struct err err = { 0 };
	struct url url = { .port = 4711 };

	if (!urls[_i].scheme) {
		ck_assert_msg(!url_split(&url, urls[_i].text, &err), "%s", urls[_i].text);
		ck_assert_int_eq(err.kind, STATUS_INVALID);
		ck_assert_int_eq(url.port, 4711);
		return;
	}
	ck_assert_msg(url_split(&url, urls[_i].text, &err), "%s: %s", urls[_i].text, err.text);
	ck_assert_uint_eq(url.scheme.size, strlen(urls[_i].scheme));
	ck_assert(word_is(url.scheme, word_of(urls[_i].scheme)));
	ck_assert(word_is(url.host, word_of(urls[_i].host)));
	ck_assert_int_eq(url.port, urls[_i].port);
}
END_TEST

static const struct {
	const char *name, *aliases;
	uint16_t port, asked;
	const char *host, *url;
} made[] = {
	{ "smtp", "mail", 25, 25, "example.com", "smtp://example.com/" },
	{ "imap2", "imap", 143, 143, "example.com", "imap://example.com/" },
	{ "imap", "imap2", 143, 143, "example.com", "imap://example.com/" },
	{ "imaps", "", 993, 993, "h", "imaps://h/" },
	{ "pop3", "pop-3", 110, 110, "h", "pop3://h/" },
	{ "pop3s", "", 995, 995, "h", "pop3s://h/" },
	{ "http", "www", 80, 80, "h", "http://h/" },
	{ "http", "www", 80, 8000, "h", "http://h:8000/" },
	{ "http-alt", "webcache", 8080, 8080, "h", "http://h:8080/" },
	{ "https", "", 443, 443, "::1", "https://[::1]/" },
	{ "https", "", 443, 8443, "2001:db8::1", "https://[2001:db8::1]:8443/" },
	{ "domain", "", 53, 53, "h", "dns://h/" },
	{ "microsoft-ds", "", 445, 445, "h", "smb://h/" },
	{ "sip-tls", "", 5061, 5061, "h", "sips://h/" },
	{ "renamed", "other gopher", 70, 70, "h", "gopher://h/" },
	{ "unheard-of", "", 4711, 4711, "h", "unheard-of://h/" },
	{ "unheard-of", "", 4711, 1, "h", "unheard-of://h:1/" },
};

START_TEST(test_made)
{
	struct service service = { .name = word_of(made[_i].name),
				   .rest = word_of(made[_i].aliases),
				   .port = made[_i].port };
	struct buf url = { 0 };

	scheme_url(&url, &service, made[_i].host, made[_i].asked);
	ck_assert_str_eq(buf_text(&url), made[_i].url);
	buf_free(&url);
}
END_TEST

static const struct {
	const char *url, *type;
} refused[] = {
	{ "http://h", "h:80" },
	{ "https://user@h/x?y", "h:443" },
	{ "https://[::1]:8443/", "[::1]:8443" },
	{ "ssh://[::1]", "[::1]:22" },
	{ "tcp://h:5", "h:5" },
	{ "udp://h:5", "udp:h:5" },
	{ "udp://h", "HOST:PORT" },
	{ "nosuch://h/", "HOST:PORT" },
	{ "http://", "HOST:PORT" },
	{ "http://h:0", "HOST:PORT" },
	{ "http://[::1", "HOST:PORT" },
	{ "://", "HOST:PORT" },
};

/* What to type for a URL where an endpoint belongs. */
START_TEST(test_refused)
{
	struct err err = { 0 };
	struct buf text = { 0 };

	buf_printf(&text, "'%s' is a URL, not an endpoint: %s", refused[_i].url, refused[_i].type);
	ck_assert(!url_refuse(refused[_i].url, &err));
	ck_assert_int_eq(err.kind, STATUS_INVALID);
	ck_assert_str_eq(err.text, buf_text(&text));
	buf_free(&text);
}
END_TEST

START_TEST(test_hosts)
{
	static const char *const good[] = { "h",   "example.com",     "::1", "fe80::1%eth0",
					    "a_b", "m\xc3\xbcller.de" };
	static const char *const bad[] = { "",      " ",    "a b",  "a/b",  "a?b",  "a#b",  "a@b",
					   "[::1]", "a\nb", "a\rb", "\x7f", "a\\b", "a\"b", "<a>" };

	for (int i = 0; i < ROWS(good); i++)
		ck_assert_msg(scheme_host_fits(good[i]), "%s", good[i]);
	for (int i = 0; i < ROWS(bad); i++)
		ck_assert_msg(!scheme_host_fits(bad[i]), "%s", bad[i]);
}
END_TEST

static void count_row(void *context, const struct service *service)
{
	(void)service;
	++*(unsigned *)context;
}

/* Every scheme means a port that is known, and each service that it names is there. */
START_TEST(test_registry)
{
	struct word rows = word_of(scheme_rows), line, scheme, digits, name;
	struct database none = { .path = NULL };

	while (line_take(&line, &rows)) {
		unsigned found = 0;
		uint16_t port = 0;

		ck_assert(word_take(&scheme, &line) && word_take(&digits, &line));
		ck_assert(scheme_port(&port, scheme));
		ck_assert_uint_gt(port, 0);
		services_each(&none, &(struct service_query){ .port = port }, count_row, &found);
		ck_assert_msg(found > 0, "nothing is known of port %u", port);
		while (word_take(&name, &line)) {
			found = 0;
			services_each(&none, &(struct service_query){ name, -1, { 0 } }, count_row,
				      &found);
			ck_assert_msg(found > 0, "%.*s is not known", (int)name.size, name.at);
		}
	}
	ck_assert(!scheme_port(&(uint16_t){ 0 }, word_of("mailto")));
}
END_TEST

/* ---- questions ---------------------------------------------------------------------------- */

static const struct {
	const char *text, *transport;
	const char *name; /* NULL: refused */
	int port;
	const char *of;
	int url_port;
} questions[] = {
	{ NULL, NULL, "", -1, "", -1 },
	{ NULL, "udp", "", -1, "udp", -1 },
	{ "https", NULL, "https", -1, "", -1 },
	{ "https", "tcp", "https", -1, "tcp", -1 },
	{ "https/tcp", NULL, "https", -1, "tcp", -1 },
	{ "https/tcp", "TCP", "https", -1, "tcp", -1 },
	{ "443", NULL, "", 443, "", -1 },
	{ "443/udp", NULL, "", 443, "udp", -1 },
	{ "0", NULL, "", 0, "", -1 },
	{ "65535", NULL, "", 65535, "", -1 },
	{ "0000000000000000000080", NULL, "", 80, "", -1 },
	{ "x11-1", NULL, "x11-1", -1, "", -1 },
	{ "3com-tsmux", NULL, "3com-tsmux", -1, "", -1 },
	{ "-x", NULL, "-x", -1, "", -1 },
	{ "-", NULL, "-", -1, "", -1 },
	{ "0x50", NULL, "0x50", -1, "", -1 },
	{ "80.5", NULL, "80.5", -1, "", -1 },
	{ "slash/ed/tcp", NULL, "slash/ed", -1, "tcp", -1 },
	{ "http://h/", NULL, "http", 80, "", -1 },
	{ "http://h:8080/", NULL, "http", 80, "", 8080 },
	{ "pop3://h/", NULL, "pop3", -1, "", -1 },
	{ "pop://h/", "tcp", "pop", 110, "tcp", -1 },
	{ "65536", NULL, NULL, 0, NULL, 0 },
	{ "99999", NULL, NULL, 0, NULL, 0 },
	{ "99999999999999999999999", NULL, NULL, 0, NULL, 0 },
	{ "-1", NULL, NULL, 0, NULL, 0 },
	{ "99999/tcp", NULL, NULL, 0, NULL, 0 },
	{ "", NULL, NULL, 0, NULL, 0 },
	{ "/", NULL, NULL, 0, NULL, 0 },
	{ "/tcp", NULL, NULL, 0, NULL, 0 },
	{ "443/", NULL, NULL, 0, NULL, 0 },
	{ "443/udp", "tcp", NULL, 0, NULL, 0 },
	{ "http://h:99999/", NULL, NULL, 0, NULL, 0 },
	{ "://", NULL, NULL, 0, NULL, 0 },
};

START_TEST(test_questions)
{
	struct service_question question = { .url_port = 4711 };
	struct err err = { 0 };
	bool fine = service_question_parse(&question, questions[_i].text, questions[_i].transport,
					   &err);

	ck_assert_msg(fine == (questions[_i].name != NULL), "%s: %s", questions[_i].text, err.text);
	if (!fine) {
		ck_assert_int_eq(err.kind, STATUS_INVALID);
		ck_assert_int_eq(question.url_port, 4711);
		return;
	}
	ck_assert(word_is(question.query.name, word_of(questions[_i].name)));
	ck_assert(word_is(question.query.transport, word_of(questions[_i].of)));
	ck_assert_int_eq(question.query.port, questions[_i].port);
	ck_assert_int_eq(question.url_port, questions[_i].url_port);
}
END_TEST

static void keep_name(void *context, const struct service *service)
{
	struct word *name = context;

	*name = service->name;
}

static const struct {
	const char *url, *service;
} answers[] = {
	{ "http://h/", "http" },          { "ws://h/", "http" },
	{ "wss://h/", "https" },          { "imap://h/", "imap" },
	{ "sftp://h/", "ssh" },           { "pop://h/", "pop3" },
	{ "pop3://h/", "pop3" },          { "ipps://h/", "ipps" },
	{ "dns://h/", "domain" },         { "mongodb://h", "mongodb" },
	{ "POSTGRES://h", "postgresql" },
};

START_TEST(test_answers)
{
	struct database none = { .path = NULL };
	struct service_question question;
	struct word name = { 0 };
	struct err err = { 0 };

	ck_assert(service_question_parse(&question, answers[_i].url, NULL, &err));
	ck_assert_uint_ge(service_question_each(&none, &question, keep_name, &name), 1);
	ck_assert_msg(word_is(name, word_of(answers[_i].service)), "%s: %.*s", answers[_i].url,
		      (int)name.size, name.at);
}
END_TEST

static const struct {
	const char *text;
	enum status kind;
	const char *says;
} missing[] = {
	{ "htps", STATUS_NOT_FOUND, "no such service; did you mean 'https'?" },
	{ "htps://h/", STATUS_NOT_FOUND, "no such service; did you mean 'https'?" },
	{ "12345", STATUS_NOT_FOUND, "no service is registered for port 12345" },
	{ "443/ddp", STATUS_NOT_FOUND, "known for tcp udp sctp, not for ddp" },
	{ "443/foo", STATUS_INVALID, "'foo' is no transport" },
	{ "https/foo", STATUS_INVALID, "'foo' is no transport" },
};

START_TEST(test_missing)
{
	struct database none = { .path = NULL };
	struct service_question question;
	unsigned found = 0;
	struct err err = { 0 };

	ck_assert(service_question_parse(&question, missing[_i].text, NULL, &err));
	ck_assert_uint_eq(service_question_each(&none, &question, count_row, &found), 0);
	ck_assert(!service_question_missing(&none, &question, &err));
	ck_assert_int_eq(err.kind, missing[_i].kind);
	ck_assert_str_eq(err.text, missing[_i].says);
}
END_TEST

START_TEST(test_missing_transport)
{
	struct database none = { .path = NULL };
	struct service_question question;
	struct err err = { 0 };

	ck_assert(service_question_parse(&question, NULL, "igmp", &err));
	ck_assert(!service_question_missing(&none, &question, &err));
	ck_assert_str_eq(err.text, "no service has the transport igmp");
}
END_TEST

/* ---- ranges ------------------------------------------------------------------------------- */

START_TEST(test_ranges)
{
	ck_assert_str_eq(port_range(0), "system");
	ck_assert_str_eq(port_range(1023), "system");
	ck_assert_str_eq(port_range(1024), "user");
	ck_assert_str_eq(port_range(49151), "user");
	ck_assert_str_eq(port_range(49152), "dynamic");
	ck_assert_str_eq(port_range(65535), "dynamic");
}
END_TEST

static bool coped = true;

static void read_span(void)
{
	struct port_span span = { 0 };
	struct err err = { 0 };

	if (port_ephemeral(&span, &err))
		coped = coped && span.first <= span.last;
	else
		coped = coped && err.text[0] && span.last == 0;
}

START_TEST(test_ephemeral)
{
	read_span();
	ck_assert_uint_gt(fault_sweep("open", EMFILE, read_span), 0);
	fault_sweep("malloc", ENOMEM, read_span);
	fault_sweep("read", EIO, read_span);
	ck_assert(coped);
}
END_TEST

Suite *scheme_suite(void)
{
	Suite *suite = suite_create("scheme");
	TCase *url = tcase_create("urls"), *question = tcase_create("questions");
	TCase *port = tcase_create("ports");

	tcase_add_loop_test(url, test_split, 0, ROWS(urls));
	tcase_add_loop_test(url, test_made, 0, ROWS(made));
	tcase_add_loop_test(url, test_refused, 0, ROWS(refused));
	tcase_add_test(url, test_hosts);
	tcase_add_test(url, test_registry);
	tcase_add_loop_test(question, test_questions, 0, ROWS(questions));
	tcase_add_loop_test(question, test_answers, 0, ROWS(answers));
	tcase_add_loop_test(question, test_missing, 0, ROWS(missing));
	tcase_add_test(question, test_missing_transport);
	tcase_add_test(port, test_ranges);
	tcase_add_test(port, test_ephemeral);
	suite_add_tcase(suite, url);
	suite_add_tcase(suite, question);
	suite_add_tcase(suite, port);
	return suite;
}
