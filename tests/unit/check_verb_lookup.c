/* check_verb_lookup -- verbs that look into this machine's files and its kernel, and hosts up: what
 * holds on every machine, how lookups end early, and what happens where calls fail. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "net/hostname.h"
#include "suites.h"
#include "verb_bed.h"

static const struct verb_case cases[] = {
	{ "getservbyname http tcp", 0, "80", 0 },
	{ "getservbyname domain udp", 0, "53", 0 },
	{ "getservbyname http", 0, "80", 0 },
	{ "getservbyname HTTP tcp", 1, NULL, 0 }, /* libc compares letter by letter */
	{ "getservbyname http TCP", 1, NULL, 0 },
	{ "getservbyname http dccp", 1, NULL, 0 },
	{ "getservbyname nosuchservice", 1, NULL, 0 },
	{ "getservbyname http%00 tcp", 2, NULL, 0 },
	{ "getservbyname http tcp%00", 2, NULL, 0 },
	{ "getservbyname http %-", 2, NULL, 0 },
	{ "getservbyname %-", 1, NULL, 0 },
	{ "getservbyport 80 tcp", 0, "http", 0 },
	{ "getservbyport 0x35 udp", 0, "domain", 0 },
	{ "getservbyport 65536", 2, NULL, 0 },
	{ "getservbyport http", 2, NULL, 0 },
	{ "getservbyport 4 tcp", 1, NULL, 0 },
	{ "getprotobyname udp", 0, "17", 0 },
	{ "getprotobyname TCP", 0, "6", 0 },
	{ "getprotobyname Tcp", 1, NULL, 0 },
	{ "getprotobyname nosuch", 1, NULL, 0 },
	{ "getprotobyname %-", 1, NULL, 0 },
	{ "getprotobyname tcp%00", 2, NULL, 0 },

	{ "if_nametoindex lo", 0, "1", 0 },
	{ "if_nametoindex nosuch0", 1, NULL, ENODEV },
	{ "if_nametoindex %-", 1, NULL, ENODEV },
	{ "if_nametoindex lo%00", 2, NULL, 0 },
	{ "if_nametoindex --expect ENODEV nosuch0", 0, NULL, ENODEV },
	{ "if_indextoname 1", 0, "lo", 0 },
	{ "if_indextoname 0", 1, NULL, ENXIO },
	{ "if_indextoname 4294967295", 1, NULL, ENXIO },
	{ "if_indextoname 4294967296", 2, NULL, 0 },
	{ "if_indextoname lo", 2, NULL, 0 },

	{ "sethostname a_b", 2, NULL, 0 },
	{ "sethostname %-", 2, NULL, 0 },
	{ "sethostname -- -a", 2, NULL, 0 },
	{ "sethostname a%00b", 2, NULL, 0 },
	{ "has_ipv6 x", 2, NULL, 0 },

	{ "gethostbyname 127.0.0.1", 0, "127.0.0.1", 0 },
	{ "gethostbyname 127.1", 0, "127.0.0.1", 0 },
	{ "gethostbyname %-", 0, "0.0.0.0", 0 },
	{ "gethostbyname <broadcast>", 0, "255.255.255.255", 0 },
	{ "gethostbyname localhost", 0, "127.0.0.1", 0 },
	{ "gethostbyname a..b", 2, NULL, 0 },
	{ "gethostbyname localhost%00", 2, NULL, 0 },
	{ "gethostbyname_ex 127.0.0.1", 0, "[127.0.0.1 [] [127.0.0.1]]", 0 },
	{ "gethostbyname_ex a..b", 2, NULL, 0 },
	{ "gethostbyname_ex localhost%00", 2, NULL, 0 },
	{ "gethostbyaddr a..b", 2, NULL, 0 },
	{ "gethostbyaddr 127.0.0.1%00", 2, NULL, 0 },
	{ "getfqdn a..b", 2, NULL, 0 },
	{ "getfqdn localhost%00", 2, NULL, 0 },

	{ "getaddrinfo 127.0.0.1 80 0 SOCK_STREAM", 0,
	  "[[AF_INET SOCK_STREAM 6 x\"\" 127.0.0.1:80]]", 0 },
	{ "getaddrinfo ::1 0 inet6 dgram udp", 0, "[[AF_INET6 SOCK_DGRAM 17 x\"\" [::1]:0]]", 0 },
	{ "getaddrinfo 127.0.0.1 80 0 1 0 AI_CANONNAME,AI_NUMERICHOST", 0,
	  "[[AF_INET SOCK_STREAM 6 127.0.0.1 127.0.0.1:80]]", 0 },
	{ "getaddrinfo %- 80 AF_INET 1 0 AI_PASSIVE|AI_NUMERICSERV", 0,
	  "[[AF_INET SOCK_STREAM 6 x\"\" 0.0.0.0:80]]", 0 },
	{ "getaddrinfo %- %-", 2, NULL, 0 },
	{ "getaddrinfo 127.0.0.1 99999", 2, NULL, 0 }, /* libc wraps it to 34463 */
	{ "getaddrinfo 127.0.0.1 80 AF_FOO", 2, NULL, 0 },
	{ "getaddrinfo 127.0.0.1 80 0 0 0 AI_PASSIV", 2, NULL, 0 },
	{ "getaddrinfo 127.0.0.1%00 80", 2, NULL, 0 },
	{ "getaddrinfo 127.0.0.1 80%00", 2, NULL, 0 },
	{ "getaddrinfo 127.0.0.1", 2, NULL, 0 },
	{ "getaddrinfo localhost 80 0 0 0 AI_NUMERICHOST", 2, NULL, 0 },

	{ "getnameinfo 127.0.0.1:443 3", 0, "[127.0.0.1 443]", 0 },
	{ "getnameinfo 127.0.0.1 443 NI_NUMERICHOST,NI_NUMERICSERV", 0, "[127.0.0.1 443]", 0 },
	{ "getnameinfo [::1]:80 NI_NUMERICHOST", 0, "[::1 http]", 0 },
	{ "getnameinfo ::1 80 numerichost", 0, "[::1 http]", 0 },
	{ "getnameinfo 127.0.0.1:443 3 4", 2, NULL, 0 },
	{ "getnameinfo 127.0.0.1", 2, NULL, 0 },
	{ "getnameinfo 127.0.0.1:http 3", 2, NULL, 0 },
	{ "getnameinfo localhost:80", 2, NULL, 0 },
	{ "getnameinfo :80", 2, NULL, 0 },
	{ "getnameinfo /tmp/x", 2, NULL, 0 },
	{ "getnameinfo 127.0.0.1:99999 3", 2, NULL, 0 },
	{ "getnameinfo 127.0.0.1:80%00", 2, NULL, 0 },
	{ "getnameinfo 127.0.0.1:80 NI_FOO", 2, NULL, 0 },
};

START_TEST(test_cases)
{
	verb_check(&cases[_i]);
}
END_TEST

/* What differs from machine to machine has its shape. */
START_TEST(test_machine)
{
	struct bench bench = { .cancel_fd = -1 };
	char name[HOST_NAME_SIZE];
	struct err err = { 0 };
	int number;

	ck_assert_int_eq(verb_run(&bench, "gethostname", &number), 0);
	ck_assert(hostname_get(name, &err));
	ck_assert_str_eq(buf_text(&bench.result.data), name);
	ck_assert_int_eq(verb_run(&bench, "has_ipv6", &number), 0);
	ck_assert_int_eq(
		verb_run(&bench, "if_nameindex --expect interfaces.name%20has%20lo", &number), 0);
	ck_assert_int_eq(bench.result.kind, SHELL_LIST);
	ck_assert_int_eq(bench.result.item[0].item[0].number, 1);
	ck_assert_str_eq(buf_text(&bench.result.item[0].item[1].data), "lo");
	bench_free(&bench);
}
END_TEST

static const char *const asking[] = { "gethostbyname localhost",  "gethostbyname_ex localhost",
				      "gethostbyaddr 127.0.0.1",  "getfqdn localhost",
				      "getaddrinfo localhost 80", "getnameinfo 127.0.0.1:80" };

/* Whoever wants it to end is heeded at once, and the reason is told from a deadline's. */
START_TEST(test_cancelled)
{
	struct bench bench = { 0 };
	int pair[2], number;

	ck_assert_int_eq(pipe(pair), 0);
	ck_assert_int_eq(write(pair[1], "!", 1), 1);
	bench.cancel_fd = pair[0];
	ck_assert_int_eq(verb_run(&bench, asking[_i], &number), 3);
	ck_assert_int_eq(number, EINTR);
	ck_assert_int_eq(bench.result.kind, SHELL_NOTHING);
	bench.cancel_fd = -1;
	ck_assert_int_eq(verb_run(&bench, asking[_i], &number), 0);
	bench_free(&bench);
	close(pair[0]);
	close(pair[1]);
}
END_TEST

/* The time of a block that is up ends them; only a helper that was very fast can be faster. */
START_TEST(test_block_ends)
{
	enum { TRIES = 10 };
	struct bench bench = { .until = { 1 }, .cancel_fd = -1 };
	int code = 0, number;

	for (int i = 0; i < TRIES && code == 0; i++)
		code = verb_run(&bench, asking[_i], &number);
	ck_assert_int_eq(code, 4);
	bench_free(&bench);
}
END_TEST

static const struct {
	const char *line, *call;
	int number;
} faults[] = {
	{ "getservbyname http tcp", "malloc", ENOMEM },
	{ "getservbyport 80 tcp", "malloc", ENOMEM },
	{ "getprotobyname udp", "malloc", ENOMEM },
	{ "if_nameindex", "malloc", ENOMEM },
	{ "if_nameindex", "socket", EMFILE },
	{ "if_nametoindex lo", "socket", EMFILE },
	{ "if_indextoname 1", "socket", EMFILE },
	{ "has_ipv6", "socket", EMFILE },
	{ "gethostname", "malloc", ENOMEM },
	{ "gethostbyname localhost", "malloc", ENOMEM },
	{ "gethostbyname localhost", "fork", EAGAIN },
	{ "gethostbyname_ex localhost", "malloc", ENOMEM },
	{ "gethostbyaddr 127.0.0.1", "malloc", ENOMEM },
	{ "getaddrinfo 127.0.0.1 80", "malloc", ENOMEM },
	{ "getnameinfo 127.0.0.1:80 3", "malloc", ENOMEM },
};

START_TEST(test_faults)
{
	ck_assert_uint_gt(verb_sweep(faults[_i].line, faults[_i].call, faults[_i].number), 0);
}
END_TEST

Suite *verb_lookup_suite(void)
{
	Suite *suite = suite_create("verb_lookup");
	TCase *each = tcase_create("each");

	tcase_add_loop_test(each, test_cases, 0, sizeof(cases) / sizeof(cases[0]));
	tcase_add_test(each, test_machine);
	tcase_add_loop_test(each, test_cancelled, 0, sizeof(asking) / sizeof(asking[0]));
	tcase_add_loop_test(each, test_block_ends, 0, sizeof(asking) / sizeof(asking[0]));
	tcase_add_loop_test(each, test_faults, 0, sizeof(faults) / sizeof(faults[0]));
	suite_add_tcase(suite, each);
	return suite;
}
