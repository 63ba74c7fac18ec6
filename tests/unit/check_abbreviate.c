/* check_abbreviate -- lines cut short at the prompt, and what they come to. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "fault.h"
#include "prompt/abbreviate.h"
#include "suites.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* FULL begins with '?': it is refused, and the sentence has this in it. */
static const struct {
	const char *line, *full;
} lines[] = {
	{ "", "" },
	{ "ipc 1.2.3.4", "ipconv 1.2.3.4" },
	{ "ipconv 1.2.3.4", "ipconv 1.2.3.4" },
	{ "recv s 5", "recv s 5" },
	{ "unp \"!H\" x\"0001\"", "unpack \"!H\" x\"0001\"" },
	{ "  unp a # unp", "  unpack a # unp" },
	{ "x = unp a", "x = unpack a" },
	{ "a, b = socketp", "a, b = socketpair" },
	{ "a , b = socketp", "a , b = socketpair" },
	{ "unp = 5", "unp = 5" },
	{ "unp, b = socketp", "unp, b = socketpair" },
	{ "unp => 5", "unpack => 5" },
	{ "calc a; calc b && calc c || calc d",
	  "calcsize a; calcsize b && calcsize c || calcsize d" },
	{ "-calc a", "-calcsize a" },
	{ "rep 3 { calc a; unp }", "repeat 3 { calcsize a; unpack }" },
	{ "tim calc a", "time calcsize a" },
	{ "try calc a", "try calcsize a" },
	{ "onc json calc a", "once json calcsize a" },
	{ "watc -i 1s -n 3 calc a", "watch -i 1s -n 3 calcsize a" },
	{ "watc --until status 4 calc a", "watch --until status 4 calcsize a" },
	{ "watc --until changed calc a", "watch --until changed calcsize a" },
	{ "watc --until '\"x\"' -n 1 calc a", "watch --until '\"x\"' -n 1 calcsize a" },
	{ "fore i in unp { calc $i }", "foreach i in unp { calcsize $i }" },
	{ "calc a > unp", "calcsize a > unp" },
	{ "calc a 2>&1", "calcsize a 2>&1" },
	{ "calc a | ipc -", "calcsize a | ipconv -" },
	{ "calc a | unp", "calcsize a | unp" },
	{ "calc 'unp' \"unp\" unp", "calcsize 'unp' \"unp\" unp" },
	{ "'unp'", "'unp'" },
	{ "$unp", "$unp" },
	{ "! unp", "! unp" },
	{ "\"unfinished", "\"unfinished" },
	{ "calc a; \"unfinished", "calcsize a; \"unfinished" },
	{ "5", "5" },
	/* a word of another language has its own answer, and begins none of ours */
	{ "from socket import socket", "from socket import socket" },
	{ "fromf 3", "fromfd 3" },
	/* options */
	{ "ipconv --js 1.2.3.4", "ipconv --json 1.2.3.4" },
	{ "ipc 1.2.3.4 --exp ok", "ipconv 1.2.3.4 --expect ok" },
	{ "ipconv --timeo=5 a", "ipconv --timeout=5 a" },
	{ "ipconv --timeo 5 a", "ipconv --timeout 5 a" },
	{ "ipconv --timeo=$x a", "ipconv --timeout=$x a" },
	{ "ipconv -- --js", "ipconv -- --js" },
	{ "ipconv --expect --js", "ipconv --expect --js" },
	{ "echo --js a --js", "echo --json a --js" },
	{ "echo --form json --js", "echo --format json --json" },
	{ "/bin/echo --js", "/bin/echo --js" },
	{ "ipconv --nosuch", "ipconv --nosuch" },
	/* what is not clear */
	{ "recv_ a", "recv_into a" },
	{ "rec a", "?'rec' may be record, recv, recv_into, recvall, recvfds, recvfrom, "
		   "recvfrom_into, recvmsg" },
	{ "get a", "?more" },
	{ "ipconv --ve", "?'ve' may be verbose, version" },
	{ "calc a; rec a", "?recvall" },
	/* a program of PATH */
	{ "sh -c unp", "sh -c unp" },
};

START_TEST(writes_out)
{
	const char *full = lines[_i].full;
	struct buf text = { 0 };
	struct err err = { 0 };
	bool fine;

	buf_puts(&text, lines[_i].line);
	fine = abbreviate(&text, 0, &err);
	ck_assert_int_eq(fine, full[0] != '?');
	if (fine) {
		ck_assert_str_eq(buf_text(&text), full);
	} else {
		ck_assert_int_eq(err.kind, STATUS_INVALID);
		ck_assert_msg(strstr(err.text, full + 1), "%s", err.text);
		ck_assert_str_eq(buf_text(&text), lines[_i].line);
	}
	buf_free(&text);
}
END_TEST

/* What was entered before is what it is. */
START_TEST(leaves_what_was_entered)
{
	const char *before = "try {\ncalc a\n", *whole = "try {\ncalc a\ncalcsize b";
	struct buf text = { 0 };
	struct err err = { 0 };

	buf_puts(&text, before);
	buf_puts(&text, "calc b");
	ck_assert(abbreviate(&text, strlen(before), &err));
	ck_assert_str_eq(buf_text(&text), whole);
	buf_free(&text);
}
END_TEST

/* Where memory is out the line stays as it is, or a part of it. */
static void abbreviate_once(void)
{
	struct buf text = { 0 };
	struct err err = { 0 };

	buf_puts(&text, "calc a; ipc --js 1.2.3.4; tim rec");
	abbreviate(&text, 0, &err);
	buf_free(&text);
}

START_TEST(survives_faults)
{
	ck_assert_uint_ge(fault_sweep("malloc", ENOMEM, abbreviate_once), 3);
}
END_TEST

Suite *abbreviate_suite(void)
{
	Suite *suite = suite_create("abbreviate");
	TCase *tests = tcase_create("abbreviate");

	tcase_add_loop_test(tests, writes_out, 0, ROWS(lines));
	tcase_add_test(tests, leaves_what_was_entered);
	tcase_add_test(tests, survives_faults);
	suite_add_tcase(suite, tests);
	return suite;
}
