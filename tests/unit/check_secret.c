/* check_secret -- which lines have something that ought not to be kept, and what of them. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "record/secret.h"
#include "suites.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* clang-format off */
/* What is kept of it; NULL: all. */
static const struct { const char *line, *kept; } cases[] = {
	/* options */
	{ "netpipe --password hunter2 host", "netpipe --password *** host" },
	{ "netpipe --password=hunter2 host", "netpipe --password=*** host" },
	{ "netpipe --password 'hunter 2' host", "netpipe --password *** host" },
	{ "netpipe --password=\"hun\\\"ter 2\"; echo", "netpipe --password=***; echo" },
	{ "x --proxy-password a --api-token b", "x --proxy-password *** --api-token ***" },
	{ "x --password", "x --password***" },
	{ "x --passwords-file", "x --passwords-file***" },
	{ "x --pass", "x --pass***" },
	{ "x --passive 5", NULL },
	{ "x -- password 5", NULL },
	{ "x --compass 5", NULL },
	/* user:pass@ */
	{ "netpipe http://bob:secret@example.org/", "netpipe http://bob:***@example.org/" },
	{ "netpipe bob:secret@example.org", "netpipe bob:***@example.org" },
	{ "a ftp://u:p@h b ftp://u:q@h", "a ftp://u:***@h b ftp://u:***@h" },
	{ "create_server unix:@demo", NULL },
	{ "connect s unix:/run/a@b", NULL },
	{ "connect s [fe80::1%eth0]:7", NULL },
	{ "chat @s", NULL },
	{ "send s \"MAIL FROM:<bob@example.org>\\r\\n\"", NULL },
	{ "echo mailto:bob@example.org sip:bob@h", NULL },
	{ "connect s 127.0.0.1:80; echo a@b", NULL },
	/* protocols */
	{ "send s \"PASS hunter2\\r\\n\"", "send s \"PASS ***\"" },
	{ "send s 'pass hunter2'", "send s 'pass ***'" },
	{ "send s \"USER bob\\r\\nPASS hunter2\\r\\n\"; recv s 9", "send s \"USER bob\\r\\nPASS ***\"; recv s 9" },
	{ "send s \"AUTH PLAIN AGJvYgBodW50ZXIy\\r\\n\"", "send s \"AUTH ***\"" },
	{ "send s \"AUTHINFO PASS x\"", "send s \"AUTHINFO ***\"" },
	{ "send s \"a1 LOGIN bob hunter2\\r\\n\"", "send s \"a1 LOGIN ***\"" },
	{ "send s \"a1 AUTHENTICATE PLAIN\"", "send s \"a1 AUTHENTICATE ***\"" },
	{ "send s \"GET / HTTP/1.1\\r\\nAuthorization: Basic eA==\\r\\n\"", "send s \"GET / HTTP/1.1\\r\\nAuthorization: ***\"" },
	{ "send s \"*2\\r\\n$4\\r\\nAUTH\\r\\n$1\\r\\nx\\r\\n\"", "send s \"*2\\r\\n$4\\r\\nAUTH***\"" },
	{ "echo \"PASS x\" | netpipe h 110", "echo \"PASS ***\" | netpipe h 110" },
	{ "send s \"PASS \" $p", "send s \"PASS ***\" $p" },
	{ "PASS hunter2", "PASS ***" },
	{ "  a1 LOGIN bob hunter2", "  a1 LOGIN ***" },
	{ "recv s 100 => \"login: \"", NULL },
	{ "send s \"passive\"; echo \"the pass is closed\"", NULL },
	{ "login = create_connection ${l.local}", NULL },
	{ "recv s 3 => \"PASSED\"", NULL },
	/* variables */
	{ "password = \"hunter2\"; echo x", "password = ***; echo x" },
	{ "my_token=x\"00ff\"", "my_token=***" },
	{ "echo a; pass = 1234", "echo a; pass = ***" },
	{ "token = recv s 10", NULL },
	{ "recv s 10 => \"token = 5\"", NULL },
	{ "", NULL },
	{ ":", NULL },
	{ "\"", NULL },
	{ "--password", "--password***" },
};
/* clang-format on */

START_TEST(test_kept)
{
	const char *line = cases[_i].line, *kept = cases[_i].kept;
	struct word secret;
	struct buf text = { 0 };

	ck_assert_msg(secret_find(&secret, word_of(line), 0) == (kept != NULL), "%s", line);
	secret_redact(&text, word_of(line));
	ck_assert_str_eq(buf_text(&text), kept ? kept : line);
	buf_free(&text);
}
END_TEST

/* Whatever it is: nothing is read behind its end, and redacting ends. */
START_TEST(test_any)
{
	static const char letters[] = "ap \"'\\:@=-;{nrPASS LOGIN--password";
	struct word secret;

	srand((unsigned)_i);
	for (int round = 0; round < 2000; round++) {
		size_t size = (size_t)rand() % 24;
		char *line = malloc(size + !size);
		struct buf text = { 0 };

		for (size_t i = 0; i < size; i++)
			line[i] = letters[(size_t)rand() % (sizeof(letters) - 1)];
		if (secret_find(&secret, (struct word){ line, size }, 0)) {
			ck_assert(secret.at >= line);
			ck_assert(secret.at + secret.size <= line + size);
		}
		secret_redact(&text, (struct word){ line, size });
		buf_free(&text);
		free(line);
	}
}
END_TEST

/* A line of any kind takes a time that grows with its size. */
START_TEST(test_long)
{
	static const char *const parts[] = {
		":", "a:", "\"", "--password ", "\\n", " ", "a1 LOGIN "
	};
	struct word secret;

	for (int i = 0; i < ROWS(parts); i++) {
		struct buf line = { 0 }, text = { 0 };

		while (line.size < 16384)
			buf_puts(&line, parts[i]);
		secret_find(&secret, (struct word){ line.data, line.size }, 0);
		secret_redact(&text, (struct word){ line.data, line.size });
		buf_free(&line);
		buf_free(&text);
	}
}
END_TEST

Suite *secret_suite(void)
{
	Suite *suite = suite_create("secret");
	TCase *tests = tcase_create("secret");

	tcase_add_loop_test(tests, test_kept, 0, ROWS(cases));
	tcase_add_loop_test(tests, test_any, 0, 4);
	tcase_add_test(tests, test_long);
	suite_add_tcase(suite, tests);
	return suite;
}
