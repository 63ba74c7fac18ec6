/* check_eval -- scripts in a session: what they come to, what stops them, and what they leave. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "eval/eval.h"
#include "fault.h"
#include "record/keep.h"
#include "suites.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* ---- a session that is quiet -------------------------------------------------------------- */

struct quiet {
	int saved[2];
};

static void be_quiet(struct quiet *quiet)
{
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	for (int i = 0; i < 2; i++) {
		quiet->saved[i] = dup(i + 1);
		dup2(null, i + 1);
	}
	close(null);
}

static void speak(const struct quiet *quiet)
{
	for (int i = 0; i < 2; i++) {
		dup2(quiet->saved[i], i + 1);
		close(quiet->saved[i]);
	}
}

/* What $out is at the end, "" where it is not set. */
static int run_script(const char *script, struct buf *out)
{
	char *args[] = { "test", "one", NULL };
	struct err err = { 0 };
	struct shell shell;
	int code = -1;

	if (shell_begin(&shell, args, false, &err)) {
		const struct shell_value *value;

		shell.file = "test";
		code = eval_code(&shell, eval_text(&shell, script, strlen(script), 1));
		value = scope_find(&shell.scope, word_of("out"), &err);
		if (out && value)
			shell_value_put(out, value);
	}
	return shell_end(&shell, code, eval_deferred);
}

/* clang-format off */
static const struct { const char *script; int code; const char *out; } scripts[] = {
	{ "", 0, "" },
	{ "out = 5", 0, "5" },
	{ "out = \"5\"", 0, "5" },
	{ "out = -7", 0, "-7" },
	{ "out = 127.0.0.1:80", 0, "127.0.0.1:80" },
	{ "out = $1", 0, "one" },
	{ "x = \"a\\0b\"; out = ${x.size}", 0, "3" },
	{ "out = echo a b", 0, "a b" },
	{ "echo 5; out = $_", 0, "5" },
	/* statuses */
	{ "exit 7", 7, "" },
	{ "exit", 0, "" },
	{ "exit 256", 2, "" },
	{ "echo a => \"b\"", 1, "" },
	{ "echo a => \"a\"", 0, "" },
	{ "echo a => nokey == 5", 2, "" },
	{ "$", 2, "" },
	{ "echo $nope", 2, "" },
	{ "recv nope 5", 2, "" },
	{ "wait %9", 2, "" },
	{ "errno = 5", 2, "" },
	{ "set -q", 2, "" },
	{ "help nope", 1, "" },
	{ "start nope", 1, "" },
	{ "start ipconv", 2, "" },
	{ "echo a | echo b", 2, "" },
	{ "echo a &", 2, "" },
	{ "out = set +x", 2, "" },
	{ "a, b = echo x", 2, "" },
	/* what stops and what does not */
	{ "out = 1; recv nope 5; out = 2", 2, "1" },
	{ "-recv nope 5; out = ${?}", 0, "2" },
	{ "try { recv nope 5; out = 9 }; out = ${?}", 0, "2" },
	{ "try recv nope 5; out = ${?}", 0, "2" },
	{ "recv nope 5 || out = ${?}", 0, "2" },
	{ "recv nope 5 && out = 1", 2, "" },
	{ "echo a && out = 1", 0, "1" },
	{ "echo a || out = 1", 0, "" },
	{ "recv nope 5 && echo x || out = 3", 0, "3" },
	{ "set +e; recv nope 5; out = ${?}", 0, "2" },
	{ "set +e; recv nope 5", 2, "" },
	{ "set +e; try { recv nope 5; out = 4 }; echo", 0, "" },
	{ "set -n; out = 5", 0, "" },
	{ "out = 1\nset -n\nout = 2", 0, "1" },
	{ "out = 1\necho }\n$", 2, "" },
	/* blocks */
	{ "out = 0; repeat 3 { out = echo \"${out}x\" }", 0, "0xxx" },
	{ "out = \"\"; foreach i in a b 'c d' { out = \"${out}<${i}>\" }", 0, "<a><b><c d>" },
	{ "l = socketpair; foreach s in $l { sendall $s \"x\" }; out = ${l.count}", 0, "2" },
	{ "out = \"\"; retry 3 every 1ms { out = \"${out}x\"; recv nope 1 }", 2, "xxx" },
	{ "out = \"\"; retry 5 every 1ms { out = \"${out}x\"; echo $out => \"xx\" }", 0, "xx" },
	{ "repeat 2 { exit 4 }; out = 1", 4, "" },
	{ "repeat x { }", 2, "" },
	{ "within x { }", 2, "" },
	{ "a, b = socketpair; within 20ms { recv a 1 }", 4, "" },
	{ "within 20ms { repeat 1000000000 { x = 1 } }", 4, "" },
	{ "defer { exit 3 }", 3, "" },
	{ "defer { exit 3 }; exit 4", 4, "" },
	{ "repeat 10001 { defer { echo } }", 2, "" },
	/* watch, time, once */
	{ "out = \"\"; watch -n 3 -i 1ms { out = \"${out}x\" }", 0, "xxx" },
	{ "out = \"\"; watch -i 1ms --until status 1 { out = \"${out}x\"; assert $out != \"xx\" }", 0, "xx" },
	{ "watch -i 1ms -n 2 --until status 3 echo", 1, "" },
	{ "watch -i 1ms --until '\"b\"' -n 2 echo a", 1, "" },
	{ "watch -i 1ms -n 2 --until changed echo a", 1, "" },
	{ "watch echo", 2, "" },
	{ "watch -n 0 echo", 2, "" },
	{ "watch -i x -n 1 echo", 2, "" },
	{ "watch -n 2 { exit 4 }; out = 1", 4, "" },
	{ "within 20ms { watch -i 1ms echo }", 4, "" },
	{ "out = 1; time { out = 2 }", 0, "2" },
	{ "time recv nope 5", 2, "" },
	{ "once json { out = echo a }", 0, "a" },
	{ "once nope echo a", 2, "" },
	{ "format nope", 2, "" },
	{ "calls nope", 2, "" },
	/* assert, groups, second names */
	{ "assert 5 > 4; assert 5 1..9; out = 1", 0, "1" },
	{ "assert 5 > 5; out = 1", 1, "" },
	{ "assert 5", 2, "" },
	{ "echo a1b => /([a-z])([0-9])/; out = $m2", 0, "1" },
	{ "echo ab => /(a)(x)?/; out = $m2", 2, "" },
	{ "echo a => /(a)/; try echo b => /(c)/; out = $m1", 0, "a" },
	{ "a, b = socketpair; t = $a; sendall t \"x\"; out = recv b 1", 0, "x" },
	{ "a, b = socketpair; t = $a; a = 5; sendall t \"x\"; out = recv b 1", 0, "x" },
	{ "a = socket tcp; b = socket udp; a = $b; out = ${a.type}", 0, "SOCK_DGRAM" },
	{ "out = 1; unset out", 0, "" },
	{ "unset nope", 2, "" },
	{ "export nope", 2, "" },
	{ "x = \"0123456789abcdef\"; repeat 40 { x = \"${x}${x}\" }", 2, "" },
	{ ", = 5", 2, "" },
	{ ", , = echo a", 2, "" },
	{ "for = 5; out = $for", 0, "5" },
	{ "for i in 1 { }", 2, "" },
	/* a value is no option */
	{ "x = \"--json\"; out = echo $x", 0, "--json" },
	{ "out = echo \"-q\"", 0, "-q" },
	{ "x = \"-q\"; out = echo --quiet $x", 2, "" },
	{ "x = \"-q\"; out = echo --quiet -- $x", 0, "-q" },
	{ "x = \"-q\"; out = echo a $x", 0, "a -q" },
	{ "x = \"--help\"; servlookup $x", 2, "" },
	{ "x = \"--help\"; servlookup -- $x", 1, "" },
	{ "x = \"1\"; servlookup --builtin $x --json", 0, "" },
	/* sockets */
	{ "a, b = socketpair; sendall a \"hello\" x\"00\"; x = recv b 100; out = ${x.size}", 0, "6" },
	{ "a, b = socketpair; sendall a \"hello\"; out = recv b 3; recv b 10 => \"lo\"", 0, "hel" },
	{ "a, b = socketpair; sendall a \"PO\"; sendall a \"NG\"; recv b 4 => \"PONG\"", 0, "" },
	{ "a, b = socketpair; recv b 4 => timeout within 10ms", 0, "" },
	{ "a, b = socketpair; recv b 4 => \"x\" within 10ms", 1, "" },
	{ "a, b = socketpair unixgram; sendall a \"\"; x = recv b 9; out = ${x.size}", 0, "0" },
	{ "a, b = socketpair unixgram; sendall a \"123456\"; recv b 4 => truncated == true, lost_bytes == 2, size_bytes == 4", 0, "" },
	{ "a, b = socketpair unixgram; sendall a \"1234\"; recv b 4 => truncated == false", 0, "" },
	{ "a, b = socketpair seqpacket; sendall a \"12\"; out = ${b.type}", 0, "SOCK_SEQPACKET" },
	{ "a, b = socketpair tcp", 3, "" },
	{ "a, b = socketpair; recv a 17M", 2, "" },
	{ "a, b = socketpair; -recv a 17Q; out = $errno", 0, "0" },
	{ "l = socketpair; out = ${l[1]}", 0, "2" },
	{ "a, b = socketpair; c = $a; sendall $c \"x\"; sendall a \"y\"; out = recv b 9", 0, "xy" },
	{ "a, b = socketpair; c = $a; a, d = socketpair; sendall $c \"x\"; out = recv b 9", 0, "x" },
};
/* clang-format on */

START_TEST(scripts_come_to)
{
	struct buf out = { 0 };
	struct quiet quiet;
	int code;

	be_quiet(&quiet);
	code = run_script(scripts[_i].script, &out);
	speak(&quiet);

	ck_assert_msg(code == scripts[_i].code, "%s: %d", scripts[_i].script, code);
	ck_assert_msg(strcmp(buf_text(&out), scripts[_i].out) == 0, "%s: %s", scripts[_i].script,
		      buf_text(&out));
	buf_free(&out);
}
END_TEST

/* The peer's end is the end, and not an empty message. */
START_TEST(the_end_of_a_stream)
{
	char *args[] = { "test", NULL };
	static const char script[] = "recv s 5 => EOF";
	struct quiet quiet;
	struct err err = { 0 };
	struct shell shell;
	int pair[2];

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair), 0);
	be_quiet(&quiet);
	ck_assert(shell_begin(&shell, args, false, &err));
	memcpy(shell.bench.result_name, "s", 2);
	bench_add(&shell.bench, "s", pair[0], &err)->type = SOCK_STREAM;
	close(pair[1]);
	ck_assert_int_eq(eval_text(&shell, script, strlen(script), 1).status, 0);
	ck_assert_int_eq(eval_text(&shell, "sendall s x", 11, 1).status, 1);
	ck_assert_int_eq(shell.scope.number.number, EPIPE);
	ck_assert_int_eq(shell_end(&shell, 0, eval_deferred), 0);
	speak(&quiet);
}
END_TEST

/* What a line hides is looked for in every answer: said again it is no more to look for. */
START_TEST(a_secret_is_kept_in_mind_once)
{
	char *args[] = { "test", NULL };
	static const char script[] = "echo 'bob:opensesame@example.org'; password = \"opensesame\"";
	struct quiet quiet;
	struct err err = { 0 };
	struct shell shell;
	size_t hidden, names;

	be_quiet(&quiet);
	ck_assert(shell_begin(&shell, args, false, &err) && keep_start(&shell, &err));
	ck_assert_int_eq(eval_text(&shell, script, strlen(script), 1).status, 0);
	hidden = shell.keeper->hidden.size;
	names = shell.keeper->secrets.size;
	ck_assert_uint_eq(hidden, strlen("opensesame\n"));
	ck_assert_uint_eq(names, strlen("password "));
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(eval_text(&shell, script, strlen(script), 1).status, 0);
	ck_assert_uint_eq(shell.keeper->hidden.size, hidden);
	ck_assert_uint_eq(shell.keeper->secrets.size, names);
	ck_assert_int_eq(shell_end(&shell, keep_end(&shell, 0), eval_deferred), 0);
	speak(&quiet);
}
END_TEST

/* A script that runs everything there is in this process, whichever allocation fails. */
static void run_once(void)
{
	run_script(
		"a, b = socketpair; sendall a \"x${1}\"; x = recv b 9 => \"xone\"; l = socketpair;"
		"foreach i in $x y { repeat 2 { echo $i | cat } }; within 1s { try { recv no 1 } };"
		"try watch -n 2 -i 1ms --until changed { echo b }; retry 2 every 1ms { assert 1 == "
		"2 } "
		"|| echo; once json echo a1 => /(a)/; t = $a; unset t; set; "
		"j = cat & wait $j; defer { echo end }; z = echo ${x[1:]} ${a.type} > /dev/null; "
		"echo $z => \"one "
		"SOCK_STREAM\"",
		NULL);
}

START_TEST(survives_no_memory)
{
	struct quiet quiet;
	unsigned failed;

	be_quiet(&quiet);
	failed = fault_sweep("malloc", ENOMEM, run_once);
	speak(&quiet);
	ck_assert_uint_ge(failed, 50);
}
END_TEST

START_TEST(survives_failing_calls)
{
	static const char *const calls[] = { "socketpair", "fcntl",   "pipe2", "fork",
					     "signalfd",   "recvmsg", "send",  "open" };

	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		struct quiet quiet;
		unsigned failed;

		be_quiet(&quiet);
		failed = fault_sweep(calls[i], EMFILE, run_once);
		speak(&quiet);
		ck_assert_msg(failed > 0, "%s", calls[i]);
	}
}
END_TEST

Suite *eval_suite(void)
{
	Suite *suite = suite_create("eval");
	TCase *tcase = tcase_create("eval");

	tcase_add_loop_test(tcase, scripts_come_to, 0, ROWS(scripts));
	tcase_add_test(tcase, the_end_of_a_stream);
	tcase_add_test(tcase, a_secret_is_kept_in_mind_once);
	tcase_add_test(tcase, survives_no_memory);
	tcase_add_test(tcase, survives_failing_calls);
	tcase_set_timeout(tcase, 60);
	suite_add_tcase(suite, tcase);
	return suite;
}
