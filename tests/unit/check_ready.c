/* check_ready -- where servers listen, told to people and programs; and bytes of peers on stdout.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/out.h"
#include "cli/out_state.h"
#include "cli/payload.h"
#include "cli/ready.h"
#include "fault.h"
#include "made.h"
#include "net/listen.h"
#include "sockets.h"
#include "suites.h"

enum { TEXT_MAX = 4096 };

/* ---- an applet that listens
 * ----------------------------------------------------------------------------- */

enum { VALUE };
static const struct field fields[] = {
	[VALUE] = FIELD("value", FIELD_TEXT, 0, UNIT_NONE, "a text", NULL),
	{ .key = "" },
};

enum { RESULT_ROW, READY_ROW };
static const struct record_type records[] = {
	[RESULT_ROW] = { "result", "one answer", { fields, NULL } },
	[READY_ROW] = { "ready", "where it listens", { ready_fields, READY_TEXT } },
	{ .type = "" },
};

/* Not bound: told is what the value says. */
static struct listener told[] = {
	{ .transport = TRANSPORT_TCP },
	{ .transport = TRANSPORT_UDP, .endpoint = 1 },
	{ .transport = TRANSPORT_SEQPACKET, .endpoint = 2 },
};
static const struct listeners listeners = { told, 3 };

static void tell(struct run *run)
{
	ready_tell(run->out, &records[READY_ROW], &listeners, run->common->listen.ready_fd);
	row_text(out_record(run->out, &records[RESULT_ROW]), VALUE, "served");
	out_done(run->out, STATUS_OK);
}

static bool check(struct run *run, struct err *err)
{
	return ready_check(run->common->listen.ready_fd, err);
}

static const struct applet applet = {
	.name = "made",
	.summary = "tell where it listens",
	.records = records,
	.statuses = UINT64_MAX,
	.flags = APPLET_READY,
	.begin = check,
	.run = tell,
};

static struct outcome outcome;
static int ends[2]; /* of --ready-fd */

static void set_up(void)
{
	struct endpoint endpoint;
	struct err err = { 0 };

	told[0].at = at_text("127.0.0.1", 8080);
	told[1].at = at_text("2001:db8::1", 53);
	ck_assert(endpoint_parse(&endpoint, "@a\033\n", TRANSPORT_SEQPACKET, &err));
	sock_addr_set_unix(&told[2].at, &endpoint);
	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	setenv("LC_ALL", "C.UTF-8", 1);
}

static void tear_down(void)
{
	outcome_free(&outcome);
	fd_close(&ends[0]);
	fd_close(&ends[1]);
}

#define ROW(endpoint, transport, address, port, path, index)                              \
	"{\"type\":\"ready\",\"endpoint\":\"" endpoint "\",\"transport\":\"" transport    \
	"\",\"address\":" address ",\"port\":" port ",\"path\":" path ",\"index\":" index \
	",\"total\":3}\n"
static const char rows[] = ROW("tcp:127.0.0.1:8080", "tcp", "\"127.0.0.1\"", "8080", "null", "1")
	ROW("udp:[2001:db8::1]:53", "udp", "\"2001:db8::1\"", "53", "null", "2")
		ROW("seqpacket:@a\\u001b\\n", "seqpacket", "null", "null", "\"@a\\u001b\\n\"", "3");
static const char lines[] = "made: ready tcp:127.0.0.1:8080\n"
			    "made: ready udp:[2001:db8::1]:53\n"
			    "made: ready seqpacket:@a\\x1b\\n\n";
static const char result_row[] =
	"{\"type\":\"result\",\"status\":\"ok\",\"error\":null,\"value\":\"served\"}\n";

/* What came through --ready-fd. The writing end is closed, or read would wait. */
static const char *came(void)
{
	static char text[TEXT_MAX];
	size_t size = 0;
	long done;

	fd_close(&ends[1]);
	while ((done = fd_read(ends[0], text + size, TEXT_MAX - 1 - size)) > 0)
		size += (size_t)done;
	text[size] = '\0';
	return text;
}

/* Run with a copy of the pipe's end, which the applet closes. */
static void run(const char *words)
{
	char text[200];
	int copy = fcntl(ends[1], F_DUPFD, 50);

	snprintf(text, sizeof(text), "--ready-fd|%d%s", copy, words);
	outcome_run(&outcome, &applet, text, NULL);
	ck_assert_int_eq(fcntl(copy, F_GETFD), -1);
}

/* ---- ready
 * ------------------------------------------------------------------------------------------------
 */

START_TEST(people_are_told_on_stderr)
{
	run("");
	ck_assert_str_eq(outcome.out.data, "value: served\n");
	ck_assert_str_eq(outcome.err.data, lines);
	ck_assert_str_eq(came(), rows);
}
END_TEST

START_TEST(programs_are_told_on_stdout)
{
	char both[TEXT_MAX];

	run("|--json");
	snprintf(both, sizeof(both), "%s%s", rows, result_row);
	ck_assert_str_eq(outcome.out.data, both);
	ck_assert_str_eq(outcome.err.data, "");
	ck_assert_str_eq(came(), rows);
}
END_TEST

/* Tables and values are of results: people are told beside them. */
START_TEST(other_formats_have_results_only)
{
	static const char *const words[] = { "|--format|table", "|--format|csv", "|--get|value",
					     "|--expect|value == served" };

	run(words[_i]);
	ck_assert_int_eq(outcome.code, 0);
	ck_assert_ptr_null(strstr(outcome.out.data, "8080"));
	ck_assert_str_eq(outcome.err.data, lines);
	ck_assert_str_eq(came(), rows);
}
END_TEST

START_TEST(quiet_tells_only_who_asked)
{
	run("|-q");
	ck_assert_str_eq(outcome.out.data, "");
	ck_assert_str_eq(outcome.err.data, "");
	ck_assert_str_eq(came(), rows);
}
END_TEST

START_TEST(nobody_need_ask)
{
	outcome_run(&outcome, &applet, "--json", NULL);
	ck_assert_ptr_nonnull(strstr(outcome.out.data, rows));
	ck_assert_str_eq(came(), "");
}
END_TEST

/* Standard output and error stay what they are. */
START_TEST(a_standard_descriptor_stays_open)
{
	outcome_run(&outcome, &applet, _i == 1 ? "--ready-fd|1" : "--ready-fd|2", NULL);
	ck_assert_int_eq(outcome.code, 0);
	ck_assert_ptr_nonnull(strstr(_i == 1 ? outcome.out.data : outcome.err.data, rows));
	ck_assert_ptr_nonnull(strstr(outcome.out.data, "value: served\n"));
}
END_TEST

START_TEST(a_bad_descriptor_is_a_mistake)
{
	char text[64];

	outcome_run(&outcome, &applet, "--ready-fd|999", NULL);
	ck_assert_int_eq(outcome.code, 2);
	ck_assert_ptr_nonnull(strstr(outcome.err.data, "--ready-fd: descriptor 999 is not open"));
	snprintf(text, sizeof(text), "--ready-fd|%d", ends[0]);
	outcome_run(&outcome, &applet, text, NULL);
	ck_assert_int_eq(outcome.code, 2);
	ck_assert_ptr_nonnull(strstr(outcome.err.data, "cannot be written to"));
}
END_TEST

/* Who asked has gone: that is said, and serving goes on. */
START_TEST(nobody_may_be_left_to_read)
{
	signal(SIGPIPE, SIG_IGN);
	fd_close(&ends[0]);
	run("");
	signal(SIGPIPE, SIG_DFL);
	ck_assert_ptr_nonnull(strstr(outcome.err.data, "cannot write to --ready-fd"));
	ck_assert_str_eq(outcome.out.data, "value: served\n");
}
END_TEST

/* All of it, or a failure that says so. */
START_TEST(memory_may_run_out)
{
	unsigned n = 1;
	bool reached = true;

	for (; reached; n++) {
		bool whole;

		reached =
			outcome_run_failing(&outcome, &applet, "--json", NULL, "malloc", n, false);
		whole = strstr(outcome.out.data, rows) && strstr(outcome.out.data, result_row);
		ck_assert_msg(outcome.code == (whole ? 0 : 3), "%u: code %d: %s", n, outcome.code,
			      outcome.err.data);
	}
	ck_assert_uint_gt(n, 3);
}
END_TEST

/* ---- a name that is loopback only
 * ------------------------------------------------------------------------- */

static void note(struct run *self)
{
	ready_note_loopback(self->out, "my\033host", &listeners, 0);
	told[0].at = at_text("192.0.2.1", 8080);
	ready_note_loopback(self->out, "reachable", &listeners, 0);
	told[0].at = at_text("127.0.0.1", 8080);
	ready_note_loopback(self->out, "127.0.0.1", &listeners, 0); /* no name: it is plain */
	row_text(out_record(self->out, &records[RESULT_ROW]), VALUE, "noted");
	out_done(self->out, STATUS_OK);
}

START_TEST(names_that_are_loopback_are_said)
{
	struct applet noting = applet;

	noting.run = note;
	outcome_run(&outcome, &noting, NULL, NULL);
	ck_assert_str_eq(outcome.err.data, "made: 'my\\x1bhost' is a loopback address here: "
					   "no other machine can reach it\n");
	outcome_run(&outcome, &noting, "-q", NULL);
	ck_assert_str_eq(outcome.err.data, "");
}
END_TEST

/* ---- payload
 * ------------------------------------------------------------------------------------------------
 */

static long payload_done;
static bool payload_is;

static void pay(struct run *self)
{
	payload_is = out_is_payload(self->out);
	payload_done = out_payload(self->out, "\033[1m\0raw", 8);
	row_text(out_record(self->out, &records[RESULT_ROW]), VALUE, "not printed");
	out_done(self->out, STATUS_OK);
}

static const struct {
	const char *words;
	bool is_payload;
} formats[] = {
	{ "", true },
	{ "-v", true },
	{ "--format|text", true },
	{ "--json", false },
	{ "--format|csv", false },
	{ "--get|value", false },
	{ "--quiet", false },
	{ "--format|table", false },
};

START_TEST(stdout_is_payload_in_text_only)
{
	struct applet paying = applet;

	paying.flags |= APPLET_PAYLOAD;
	paying.run = pay;
	outcome_run(&outcome, &paying, formats[_i].words, NULL);
	ck_assert_int_eq(payload_is, formats[_i].is_payload);
	ck_assert_int_eq(payload_done, 8);
	ck_assert_uint_ge(outcome.out.size, 8);
	ck_assert(memcmp(outcome.out.data, "\033[1m\0raw", 8) == 0);
	ck_assert_int_eq(outcome.out.size == 8, formats[_i].is_payload || _i == 6);
	ck_assert_int_eq(outcome.code, 0);
}
END_TEST

/* A reader that does not read holds nobody up; one that is gone is a failure. */
START_TEST(payload_does_not_wait)
{
	struct out out = { .common = &common_defaults };
	static char data[1 << 20];
	int before = fcntl(1, F_DUPFD_CLOEXEC, 10);
	long done, sum = 0, refused;

	signal(SIGPIPE, SIG_IGN);
	dup2(ends[1], 1);
	fd_close(&ends[1]);
	while ((done = out_payload(&out, data, sizeof(data))) > 0)
		sum += done;
	fd_close(&ends[0]);
	refused = out_payload(&out, data, 1);
	errno = EAGAIN; /* somebody else's */
	refused += out_payload(&out, data, 1);
	dup2(before, 1);
	close(before);
	signal(SIGPIPE, SIG_DFL);
	ck_assert_int_eq(done, 0);
	ck_assert_int_ge(sum, 4096);
	ck_assert_int_eq(refused, -2);
	ck_assert_int_eq(out.write_errno, EPIPE);
	ck_assert_int_eq(out_payload(&out, data, 1), -1);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *ready_suite(void);
Suite *ready_suite(void)
{
	Suite *suite = suite_create("ready");
	TCase *tcase = tcase_create("ready");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, people_are_told_on_stderr);
	tcase_add_test(tcase, programs_are_told_on_stdout);
	tcase_add_loop_test(tcase, other_formats_have_results_only, 0, 4);
	tcase_add_test(tcase, quiet_tells_only_who_asked);
	tcase_add_test(tcase, nobody_need_ask);
	tcase_add_loop_test(tcase, a_standard_descriptor_stays_open, 1, 3);
	tcase_add_test(tcase, a_bad_descriptor_is_a_mistake);
	tcase_add_test(tcase, nobody_may_be_left_to_read);
	tcase_add_test(tcase, memory_may_run_out);
	tcase_add_test(tcase, names_that_are_loopback_are_said);
	tcase_add_loop_test(tcase, stdout_is_payload_in_text_only, 0, ROWS(formats));
	tcase_add_test(tcase, payload_does_not_wait);
	suite_add_tcase(suite, tcase);
	return suite;
}
