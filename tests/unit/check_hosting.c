/* check_hosting -- a server's endpoints: all or none, descriptors from others, each under its name.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/out.h"
#include "cli/ready.h"
#include "fault.h"
#include "made.h"
#include "run/hosting.h"
#include "sockets.h"
#include "suites.h"

/* ---- an applet that only binds -------------------------------------------------------------- */

enum { COUNT, ENDPOINT, TRANSPORT };
static const struct field fields[] = {
	[COUNT] = FIELD("listeners", FIELD_UINT, 0, UNIT_NONE, "how many there are", NULL),
	[ENDPOINT] = FIELD("endpoint", FIELD_TEXT, FIELD_QUESTION, 0, "where", NULL),
	[TRANSPORT] = FIELD("transport", FIELD_TEXT, FIELD_QUESTION, 0, "of what kind", NULL),
	{ .key = "" },
};

enum { RESULT_ROW, READY_ROW };
static const struct record_type records[] = {
	[RESULT_ROW] = { "result", "one answer", { fields, "{listeners}" } },
	[READY_ROW] = { "ready", "where it listens", { ready_fields, READY_TEXT } },
	{ .type = "" },
};

struct settings {
	struct texts fds;
};
static const struct opt options[] = {
	OPT_TEXTS(struct settings, fds, 0, "fd", "N", OFFER_NOTHING, "a descriptor"),
	OPT_END,
};
static const struct operand operands[] = {
	{ "ENDPOINT", 0, MANY, OFFER_ENDPOINT, "where" },
	{ 0 },
};

static bool begin(struct run *run, struct err *err)
{
	const struct settings *set = run->settings;

	return hosting_begin(run->state, run, &set->fds, err);
}

static bool begin_without(struct run *run, struct err *err)
{
	return hosting_begin(run->state, run, NULL, err);
}

static void add(struct run *run)
{
	char *const *words = run->operand;
	struct endpoint endpoint;
	struct err err = { 0 };

	if (run->operand_count > 0 && endpoint_take(&endpoint, &words, TRANSPORT_TCP, &err))
		hosting_add(run->state, run, &endpoint, TO_BIND, run->until);
}

static void finish(struct run *run)
{
	struct hosting *hosting = run->state;

	if (hosting_bind(hosting, run)) {
		hosting_tell_ready(hosting, run, &records[READY_ROW]);
		row_uint(out_record(run->out, &records[RESULT_ROW]), COUNT,
			 hosting->listeners.count);
		out_done(run->out, STATUS_OK);
	}
	hosting_free(hosting);
	hosting_free(hosting);
}

static const struct applet applet = {
	.name = "made",
	.summary = "bind, and no more",
	.operands = operands,
	.options = options,
	.records = records,
	.statuses = UINT64_MAX,
	.settings_size = sizeof(struct settings),
	.state_size = sizeof(struct hosting),
	.flags = APPLET_EACH | APPLET_FAMILY | APPLET_NUMERIC | APPLET_SOCKET | APPLET_SERVER |
		 APPLET_TRANSPORT | APPLET_READY,
	.begin = begin,
	.run = add,
	.finish = finish,
};

static struct outcome outcome;
static unsigned descriptors;
static char folder[64];

static void set_up(void)
{
	snprintf(folder, sizeof(folder), "/tmp/check-hosting-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(chdir(folder), 0);
	descriptors = count_descriptors();
}

static void tear_down(void)
{
	ck_assert_uint_eq(count_descriptors(), descriptors);
	outcome_free(&outcome);
	ck_assert_int_eq(chdir("/"), 0);
	ck_assert_int_eq(rmdir(folder), 0); /* empty: all paths were removed */
}

static void run_words(const char *words)
{
	outcome_run(&outcome, &applet, words, NULL);
}

/* ---- endpoints ------------------------------------------------------------------------------ */

static const struct {
	const char *words, *out;
	int code;
	const char *err; /* part of it */
} cases[] = {
	{ "127.0.0.1:0", "1\n", 0, "made: ready tcp:127.0.0.1:" },
	{ "127.0.0.1:0|udp:127.0.0.1:0|./a|unixgram:@check-hosting", "4\n", 0, "ready unix:./a\n" },
	{ "./a|./a", "", 3, "made: './a': it is in use by pid" },
	{ "127.0.0.1:0|192.0.2.1:9", "", 3, "made: '192.0.2.1:9': no interface of this" },
	{ "-n|127.0.0.1:0|localhost:9", "", 2, "'localhost' is a name, and -n forbids names" },
	{ "127.0.0.1:0|127.0.0.1:no-such-service", "", 1, "no-such-service" },
	{ "-6|127.0.0.1:0", "", 2, "is no IPv6 address" },
	{ "-4|./a", "", 2, "--ipv4 is of IP sockets, and no ENDPOINT has them" },
	{ "--ttl|3|./a", "", 2, "--ttl is of IP sockets" },
	{ "--broadcast|127.0.0.1:0", "", 2, "--broadcast is of UDP sockets" },
	{ "--ttl|3|./a|127.0.0.1:0", "2\n", 0, "ready" },
	{ "--eventually|1s|127.0.0.1:0", "", 2, "nothing to try again" },
	{ "-s|127.0.0.1|127.0.0.1:0", "", 2, "the ENDPOINT says where" },
	{ "-p|7|127.0.0.1:0", "", 2, "the ENDPOINT says where" },
	{ "--ready-fd|999|127.0.0.1:0", "", 2, "descriptor 999 is not open" },
	{ "-I|no-such-if|127.0.0.1:0", "", 3, "no interface 'no-such-if' here" },
	{ "--allow|x|127.0.0.1:0", "", 2, "'x' is no network" },
	{ "--mode|0999|./a", "", 2, "--mode" },
	{ "--mode|0600|127.0.0.1:0", "", 2, "--mode is of Unix paths, and no ENDPOINT has them" },
	{ "--mode|0600|127.0.0.1:0|@check-hosting", "", 2,
	  "--mode: '@check-hosting' is an abstract name, which has no permissions" },
	{ "--owner|root|./a|@check-hosting", "", 2, "--owner: '@check-hosting' is an abstract" },
	{ "--group|0|unixgram:@check-hosting", "", 2, "--group: '@check-hosting' is an abstract" },
	{ "--replace|@check-hosting", "", 2, "is of Unix paths, and no ENDPOINT has them" },
	{ "--replace|./a|@check-hosting", "2\n", 0, "ready unix:./a\n" },
	{ "--replace|127.0.0.1:0", "", 2, "is of Unix paths, and no ENDPOINT has them" },
	{ "--backlog|5|udp:127.0.0.1:0", "", 2, "--backlog is of connections" },
	{ "--mode|0600|127.0.0.1:0|./a", "2\n", 0, "ready unix:./a" },
	{ "", "", 2, "ENDPOINT is missing" },
	{ "--fd|999", "", 2, "descriptor 999 is no socket" },
	{ "--fd|x|./a", "", 2, "'x' is not a number" },
	{ "--fd|-1|./a", "", 2, "'-1'" },
};

START_TEST(all_or_none)
{
	run_words(cases[_i].words);
	ck_assert_int_eq(outcome.code, cases[_i].code);
	ck_assert_str_eq(buf_text(&outcome.out), cases[_i].out);
	ck_assert_msg(strstr(buf_text(&outcome.err), cases[_i].err) != NULL, "%s",
		      buf_text(&outcome.err));
}
END_TEST

/* A result that failed says what was asked, whether looking up or binding failed. */
START_TEST(a_failure_names_its_endpoint)
{
	run_words("--json|127.0.0.1:0|udp:192.0.2.1:9");
	ck_assert_ptr_nonnull(strstr(buf_text(&outcome.out),
				     "\"endpoint\":\"udp:192.0.2.1:9\",\"transport\":\"udp\"}"));
	run_words("--json|127.0.0.1:0|127.0.0.1:no-such-service");
	ck_assert_ptr_nonnull(strstr(buf_text(&outcome.out), "\"transport\":\"tcp\"}"));
}
END_TEST

/* An applet that takes no descriptors takes none of systemd's either. */
START_TEST(some_take_no_descriptors)
{
	struct applet without = applet;
	char pid[32];

	snprintf(pid, sizeof(pid), "%d", (int)getpid());
	setenv("LISTEN_PID", pid, 1);
	setenv("LISTEN_FDS", "1", 1);
	run_words("127.0.0.1:0");
	ck_assert_int_eq(outcome.code, 2); /* descriptor 3 is no socket here */
	without.begin = begin_without;
	outcome_run(&outcome, &without, "127.0.0.1:0", NULL);
	ck_assert_str_eq(buf_text(&outcome.out), "1\n");
	outcome_run(&outcome, &without, "", NULL);
	ck_assert_int_eq(outcome.code, 2);
	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDS");
}
END_TEST

/* ---- failing calls ------------------------------------------------------------------------- */

static const char *const faults[] = { "socket", "bind",       "listen",
				      "malloc", "setsockopt", "getsockname" };

/* Nothing stays bound, and no path; the code says that this machine was at fault. */
START_TEST(every_call_may_fail)
{
	bool reached = true;

	for (unsigned n = 1; reached; n++) {
		reached = outcome_run_failing(&outcome, &applet, "127.0.0.1:0|udp:127.0.0.1:0|./a",
					      NULL, faults[_i], n, false);
		if (!reached || outcome.code != 3) /* what can be done without was done without */
			ck_assert_int_eq(outcome.code, 0);
		ck_assert_int_ne(access("a", F_OK), 0);
		ck_assert_uint_lt(n, 500);
	}
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *hosting_suite(void);
Suite *hosting_suite(void)
{
	Suite *suite = suite_create("hosting");
	TCase *tcase = tcase_create("hosting");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, all_or_none, 0, ROWS(cases));
	tcase_add_test(tcase, a_failure_names_its_endpoint);
	tcase_add_test(tcase, some_take_no_descriptors);
	tcase_add_loop_test(tcase, every_call_may_fail, 0, ROWS(faults));
	suite_add_tcase(suite, tcase);
	return suite;
}
