/* check_endpoint -- endpoints: every form of the grammar, its canonical text, what is refused. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "fault.h"
#include "net/endpoint.h"
#include "suites.h"

/* clang-format off */
static const struct { const char *word, *canonical; enum endpoint_kind kind; } forms[] = {
	{ "localhost:80", "tcp:localhost:80", ENDPOINT_HOST },
	{ "127.0.0.1:0", "tcp:127.0.0.1:0", ENDPOINT_HOST },
	{ "example.com:http", "tcp:example.com:http", ENDPOINT_HOST },
	{ "tcp:example.com:00080", "tcp:example.com:80", ENDPOINT_HOST },
	{ "UDP:[::1]:53", "udp:[::1]:53", ENDPOINT_HOST },
	{ "[2001:DB8:0::1]:65535", "tcp:[2001:db8::1]:65535", ENDPOINT_HOST },
	{ "[fe80::1%eth0]:80", "tcp:[fe80::1%eth0]:80", ENDPOINT_HOST },
	{ "80", "tcp:localhost:80", ENDPOINT_LOOPBACK },
	{ ":80", "tcp:localhost:80", ENDPOINT_LOOPBACK },
	{ ":http", "tcp:localhost:http", ENDPOINT_LOOPBACK },
	{ "tcp:80", "tcp:localhost:80", ENDPOINT_LOOPBACK },
	{ "udp::53", "udp:localhost:53", ENDPOINT_LOOPBACK },
	{ "any:80", "tcp:*:80", ENDPOINT_ANY },
	{ "*:80", "tcp:*:80", ENDPOINT_ANY },
	{ "udp:ANY:syslog", "udp:*:syslog", ENDPOINT_ANY },
	{ "tcp:udp:80", "tcp:udp:80", ENDPOINT_HOST },
	{ "tcp:tcp:80", "tcp:tcp:80", ENDPOINT_HOST },
	{ "tcp:80", "tcp:localhost:80", ENDPOINT_LOOPBACK },
	{ "unix:/run/x.sock", "unix:/run/x.sock", ENDPOINT_PATH },
	{ "unix:x", "unix:x", ENDPOINT_PATH },
	{ "unix:80", "unix:80", ENDPOINT_PATH },
	{ "unix:a:b", "unix:a:b", ENDPOINT_PATH },
	{ "./x", "unix:./x", ENDPOINT_PATH },
	{ "/run/with blank", "unix:/run/with blank", ENDPOINT_PATH },
	{ "unixgram:/dev/log", "unixgram:/dev/log", ENDPOINT_PATH },
	{ "unixpacket:/x", "seqpacket:/x", ENDPOINT_PATH },
	{ "seqpacket:@x", "seqpacket:@x", ENDPOINT_ABSTRACT },
	{ "@name", "unix:@name", ENDPOINT_ABSTRACT },
	{ "@a/b", "unix:@a/b", ENDPOINT_ABSTRACT },
	{ "unix:@name", "unix:@name", ENDPOINT_ABSTRACT },
	{ "unix:http://x", "unix:http://x", ENDPOINT_PATH },
	/* without a port */
	{ "localhost", "tcp:localhost", ENDPOINT_HOST },
	{ "udp:any", "udp:*", ENDPOINT_ANY },
	{ "unix", "tcp:unix", ENDPOINT_HOST },
	{ "::1", "tcp:[::1]", ENDPOINT_HOST },
	{ "::1:80", "tcp:[::0.1.0.128]", ENDPOINT_HOST },
	{ "[::1]", "tcp:[::1]", ENDPOINT_HOST },
	{ "fe80::1%2", "tcp:[fe80::1%2]", ENDPOINT_HOST },
};

static const char *const bad[] = {
	"", ":", "tcp:", "tcp::", "localhost:", "localhost:65536", "localhost:99999", "localhost:-1", "localhost:+80", "localhost:20-25", "localhost:80,443",
	"localhost: 80", "localhost:80 ", "70000", ":99999999999999999999", "[::1", "[::1]80", "[::1]:", "[::1]:x:y",
	"[1.2.3.4]:80", "[localhost]:80", "[]:80", "[fe80::1%]:80", "[fe80::1%a]b]:80", "a:b:c", "1:2:3", "unix:",
	"@", "unix:@", "http://example.com/", "tcp://example.com:80", "udp://h", "/run/x://", "tcp:/run/x", "udp:@x:80", "tcp:a/b:80", "user@host:22", "a b:80", "a\n:80",
	"a\177:80", "a[b:80", "host:a@b",
};
/* clang-format on */

static void ck_format(const struct endpoint *endpoint, const char *canonical)
{
	struct buf buf = { 0 };

	endpoint_format(&buf, endpoint);
	ck_assert_str_eq(buf_text(&buf), canonical);
	buf_free(&buf);
}

START_TEST(reads_each_form)
{
	struct endpoint endpoint, back;
	struct err err = { 0 };

	ck_assert_msg(endpoint_parse(&endpoint, forms[_i].word, TRANSPORT_TCP, &err), "%s: %s",
		      forms[_i].word, err.text);
	ck_assert_int_eq(endpoint.kind, forms[_i].kind);
	ck_format(&endpoint, forms[_i].canonical);
	ck_assert(endpoint_parse(&back, forms[_i].canonical, TRANSPORT_UDP, &err));
	ck_format(&back, forms[_i].canonical);
	if (endpoint.kind != ENDPOINT_LOOPBACK) /* which is called localhost */
		ck_assert(memcmp(&endpoint, &back, sizeof(back)) == 0);
}
END_TEST

START_TEST(refuses)
{
	struct endpoint endpoint = { .port = 4711 };
	struct err err = { 0 };

	ck_assert_msg(!endpoint_parse(&endpoint, bad[_i], TRANSPORT_TCP, &err), "%s", bad[_i]);
	ck_assert_int_eq(err.kind, STATUS_INVALID);
	ck_assert_uint_eq(endpoint.port, 4711);
}
END_TEST

START_TEST(knows_its_limits)
{
	char word[600];
	struct endpoint endpoint;
	struct err err = { 0 };

	memset(word, 'a', sizeof(word));
	memcpy(word + 255, ":80", 4);
	ck_assert(endpoint_parse(&endpoint, word, TRANSPORT_TCP, &err));
	memset(word, 'a', 256);
	memcpy(word + 256, ":80", 4);
	ck_assert(!endpoint_parse(&endpoint, word, TRANSPORT_TCP, &err));
	ck_assert(strstr(err.text, "256 bytes"));
	memcpy(word, "unix:/", 6);
	word[5 + 108] = '\0';
	ck_assert(endpoint_parse(&endpoint, word, TRANSPORT_TCP, &err));
	ck_assert_uint_eq(strlen(endpoint.name), 108);
	word[5 + 108] = 'a';
	word[5 + 109] = '\0';
	ck_assert(!endpoint_parse(&endpoint, word, TRANSPORT_TCP, &err));
	memset(word, 'a', sizeof(word));
	memcpy(word, "x:", 2);
	word[2 + 63] = '\0';
	ck_assert(endpoint_parse(&endpoint, word, TRANSPORT_TCP, &err));
	word[2 + 63] = 'a';
	word[2 + 64] = '\0';
	ck_assert(!endpoint_parse(&endpoint, word, TRANSPORT_TCP, &err));
}
END_TEST

START_TEST(fallback_is_the_transport)
{
	struct endpoint endpoint;
	struct err err = { 0 };

	ck_assert(endpoint_parse(&endpoint, "239.1.1.1:5000", TRANSPORT_UDP, &err));
	ck_format(&endpoint, "udp:239.1.1.1:5000");
	ck_assert(endpoint_parse(&endpoint, "/x", TRANSPORT_UDP, &err));
	ck_format(&endpoint, "unixgram:/x");
	ck_assert(endpoint_parse(&endpoint, "@x", TRANSPORT_SEQPACKET, &err));
	ck_format(&endpoint, "seqpacket:@x");
	ck_assert(endpoint_parse(&endpoint, "name:1", TRANSPORT_UNIX, &err));
	ck_format(&endpoint, "unix:name:1");
	ck_assert(endpoint_parse(&endpoint, "tcp:name:1", TRANSPORT_UNIX, &err));
	ck_format(&endpoint, "tcp:name:1");
}
END_TEST

/* The words of TEXT, which is cut up. */
static void split(char **words, char *text)
{
	for (*words = strtok(text, " "); *words; *++words = strtok(NULL, " "))
		;
}

START_TEST(takes_one_word_or_two)
{
	static const char *const found[] = { "tcp:localhost:80", "tcp:[::1]:http", "unix:/x",
					     "tcp:a:1" };
	char text[] = "localhost 80 ::1 http unix:/x a:1 b", *words[10];
	char *const *word = words, *const * before;
	struct endpoint endpoint;
	struct err err = { 0 };

	split(words, text);
	for (size_t i = 0; i < sizeof(found) / sizeof(found[0]); i++) {
		ck_assert(endpoint_take(&endpoint, &word, TRANSPORT_TCP, &err));
		ck_format(&endpoint, found[i]);
	}
	before = word;
	ck_assert(!endpoint_take(&endpoint, &word, TRANSPORT_TCP, &err));
	ck_assert_str_eq(err.text, "'b' has no port");
	ck_assert_ptr_eq(word, before);
	word++;
	ck_assert(!endpoint_take(&endpoint, &word, TRANSPORT_TCP, &err));
}
END_TEST

START_TEST(second_word_must_be_a_port)
{
	char text[] = "localhost a:80", *words[3];
	char *const *word = words;
	struct endpoint endpoint;
	struct err err = { 0 };

	split(words, text);
	ck_assert(!endpoint_take(&endpoint, &word, TRANSPORT_TCP, &err));
	ck_assert(strstr(err.text, "'a:80'"));
}
END_TEST

static bool format_lied; /* Check itself allocates: nothing is asserted while memory is out */

static void format_once(void)
{
	struct endpoint endpoint = { .transport = TRANSPORT_TCP, .name = "a", .has_port = true };
	struct buf buf = { 0 };

	endpoint_format(&buf, &endpoint);
	if (!buf.failed && strcmp(buf_text(&buf), "tcp:a:0") != 0)
		format_lied = true;
	buf_free(&buf);
}

START_TEST(one_word_is_all)
{
	struct endpoint endpoint = { .port = 9 };
	struct err err = { 0 };

	ck_assert(endpoint_read(&endpoint, "127.0.0.1:7", TRANSPORT_UDP, &err));
	ck_assert_int_eq(endpoint.transport, TRANSPORT_UDP);
	ck_assert_uint_eq(endpoint.port, 7);
	ck_assert(endpoint_read(&endpoint, "./a", TRANSPORT_TCP, &err));
	ck_assert_int_eq(endpoint.kind, ENDPOINT_PATH);
	ck_assert(!endpoint_read(&endpoint, "localhost", TRANSPORT_TCP, &err));
	ck_assert_str_eq(err.text, "'localhost' has no port");
	ck_assert(!endpoint_read(&endpoint, "a:b:c:d", TRANSPORT_TCP, &err));
	ck_assert_int_eq(endpoint.kind, ENDPOINT_PATH);
}
END_TEST

START_TEST(survives_no_memory)
{
	ck_assert_uint_gt(fault_sweep("malloc", ENOMEM, format_once), 0);
	ck_assert(!format_lied);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *endpoint_suite(void)
{
	Suite *suite = suite_create("endpoint");
	TCase *tcase = tcase_create("endpoint");

	tcase_add_loop_test(tcase, reads_each_form, 0, ROWS(forms));
	tcase_add_loop_test(tcase, refuses, 0, ROWS(bad));
	tcase_add_test(tcase, knows_its_limits);
	tcase_add_test(tcase, fallback_is_the_transport);
	tcase_add_test(tcase, takes_one_word_or_two);
	tcase_add_test(tcase, one_word_is_all);
	tcase_add_test(tcase, second_word_must_be_a_port);
	tcase_add_test(tcase, survives_no_memory);
	suite_add_tcase(suite, tcase);
	return suite;
}
