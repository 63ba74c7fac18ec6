/* check_report -- outcomes in every format: what stands there, also of text that means harm. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/common.h"
#include "report_bed.h"
#include "suites.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

static void ck_told(const char *format, const struct outcome *outcome, size_t total,
		    const char *cut, const char *expected)
{
	struct report_options options = report_bed_plain();
	struct told told = report_bed_told(&options, format, outcome, total, cut);

	ck_assert_msg(told.fine, "%s", told.err.text);
	ck_assert_str_eq(buf_text(&told.text), expected);
	buf_free(&told.text);
}

/* ---- formats ------------------------------------------------------------------------------ */

#define TAP14 "TAP version 14\n1..1\n# sockbox " SOCKBOX_VERSION " netcheck edge jobs=4\n"
#define XML(counts, suite)                                                                 \
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"netcheck\"" counts \
	" time=\"3.214\">\n" suite "</testsuites>\n"
#define SUITE(counts, skipped, time, body)                                                     \
	"<testsuite name=\"ci/net.check\"" counts " skipped=\"" skipped "\" time=\"" time      \
	"\" timestamp=\"2026-09-23T10:15:30Z\" hostname=\"runner-1\">\n<properties><property " \
	"name=\"sockbox.version\" value=\"" SOCKBOX_VERSION "\"/></properties>\n" body         \
	"</testsuite>\n"
#define CASE(name, time)                                                                    \
	"<testcase classname=\"netcheck.ci_net.edge_smoke\" name=\"" name "\" time=\"" time \
	"\" file=\"ci/net.check\" line=\"14\">"
#define NONE " tests=\"1\" failures=\"0\" errors=\"0\""

/* clang-format off */
static const struct { const char *format; const struct outcome *outcome; const char *expected; } rows[] = {
	{ "human", &outcome_passed, "ok    api: API resolves  0.012 s\n1 check: 1 passed in 3.2 s\n" },
	{ "human", &outcome_failed,
	  "FAIL  port[host=a]  2.001 s  3 attempts\n"
	  "      ci/net.check:14: tcp a 8443 => open\n"
	  "      expected open, got refused\n"
	  "      expected: open\n"
	  "      got:      refused\n"
	  "      all tried.status == open: refused\n"
	  "        00000000  48 49\n"
	  "      repro: sockbox tcp a 8443 --expect 'x ~ /a\\.b/'\n"
	  "1 check: 1 failed in 3.2 s\n" },
	{ "human", &outcome_broken,
	  "ERROR ue\n      ci/net.check:14\n      fixture ue exited 1\n      stderr: bind: no\n1 check: 1 error in 3.2 s\n" },
	{ "human", &outcome_skipped, "skip  gw  requires icmp: EPERM\n1 check: 1 skipped in 3.2 s\n" },
	{ "human", &outcome_todo, "todo  new  0.000 s  todo: NET-123  no answer\n1 check: 1 todo in 3.2 s\n" },
	{ "human", &outcome_fixed, "fixed new  0.000 s  todo: NET-123\n1 check: 1 passed (1 against todo) in 3.2 s\n" },
	{ "human", &outcome_flaky, "ok    dns  0.410 s  2 attempts  flaky: timeout\n1 check: 1 passed (1 flaky) in 3.2 s\n" },
	{ "human", &outcome_warned, "warn  slow  0.000 s  connect_ms: 120 ms, limit 100 ms\n1 check: 1 passed (1 with a warning) in 3.2 s\n" },
	{ "human", &outcome_hostile,
	  "FAIL  h  0.000 s\n      f\n"
	  "      expected 220, got \\n::error::x\\n##[error]]]>\\x1b[31m\\x00\\xff<&|%0A\\nnot ok 9\\nBail out!\\n...\\n# y\n"
	  "      stdout: ok 7\n      stdout: ---\n      stdout: ::warning::z\n      stdout: ##[x]\n"
	  "1 check: 1 failed in 3.2 s\n" },
	{ "tap", &outcome_passed, TAP14 "ok 1 - api: API resolves\n" },
	{ "tap13", &outcome_skipped, "TAP version 13\n1..1\n# sockbox " SOCKBOX_VERSION " netcheck edge jobs=4\n"
	  "ok 1 - gw # SKIP requires icmp: EPERM\n" },
	{ "tap", &outcome_failed, TAP14
	  "not ok 1 - port[host=a]\n"
	  "  ---\n"
	  "  severity: \"fail\"\n"
	  "  message: \"expected open, got refused\"\n"
	  "  at:\n    file: \"ci/net.check\"\n    line: 14\n"
	  "  group: \"edge smoke\"\n"
	  "  tags:\n    - \"smoke\"\n"
	  "  check: \"tcp a 8443 => open\"\n"
	  "  status: \"refused\"\n"
	  "  expected: \"open\"\n"
	  "  got: \"refused\"\n"
	  "  details:\n    - \"all tried.status == open: refused\"\n    - \"  00000000  48 49\"\n"
	  "  attempts: 3\n"
	  "  duration_ms: 2001.400\n"
	  "  repro: \"sockbox tcp a 8443 --expect 'x ~ /a\\\\.b/'\"\n"
	  "  ...\n" },
	{ "tap", &outcome_todo, TAP14
	  "not ok 1 - new # TODO NET-123\n  ---\n  severity: \"todo\"\n  message: \"no answer\"\n"
	  "  at:\n    file: \"ci/net.check\"\n    line: 14\n  group: \"edge smoke\"\n  attempts: 1\n  duration_ms: 0.000\n  ...\n" },
	{ "tap", &outcome_fixed, TAP14 "ok 1 - new # TODO NET-123\n" },
	{ "tap", &outcome_hostile, TAP14
	  "not ok 1 - h\n  ---\n  severity: \"fail\"\n"
	  "  message: \"expected 220, got \\n::error::x\\n\\x23#[error]]]>\\x1b[31m\\x00\\\\xff<&|%0A\\nnot ok 9\\nBail out!\\n...\\n# y\"\n"
	  "  at:\n    file: \"f\"\n    line: 0\n"
	  "  expected: \"220\"\n"
	  "  got: \"\\n::error::x\\n\\x23#[error]]]>\\x1b[31m\\x00\\\\xff<&|%0A\\nnot ok 9\\nBail out!\\n...\\n# y\"\n"
	  "  attempts: 1\n  duration_ms: 0.000\n"
	  "  stdout:\n    - \"ok 7\"\n    - \"---\"\n    - \"::warning::z\"\n    - \"\\x23#[x]\"\n  ...\n" },
	{ "junit", &outcome_passed, XML(NONE, SUITE(NONE, "0", "0.012", CASE("api", "0.012") "</testcase>\n")) },
	{ "junit", &outcome_failed, XML(" tests=\"1\" failures=\"1\" errors=\"0\"",
	  SUITE(" tests=\"1\" failures=\"1\" errors=\"0\"", "0", "2.001", CASE("port[host=a]", "2.001")
	  "<failure type=\"refused\" message=\"expected open, got refused\">check: tcp a 8443 =&gt; open\n"
	  "expected open, got refused\nexpected: open\ngot: refused\nall tried.status == open: refused\n"
	  "  00000000  48 49\n3 attempts\nrepro: sockbox tcp a 8443 --expect &#39;x ~ /a\\.b/&#39;\n</failure></testcase>\n")) },
	{ "junit", &outcome_broken, XML(" tests=\"1\" failures=\"0\" errors=\"1\"",
	  SUITE(" tests=\"1\" failures=\"0\" errors=\"1\"", "0", "0.000", CASE("ue", "0.000")
	  "<error type=\"fixture\" message=\"fixture ue exited 1\">fixture ue exited 1\n</error>"
	  "<system-err>bind: no\n</system-err></testcase>\n")) },
	{ "junit", &outcome_skipped, XML(NONE, SUITE(NONE, "1", "0.000", CASE("gw", "0.000")
	  "<skipped message=\"requires icmp: EPERM\"/></testcase>\n")) },
	{ "junit", &outcome_todo, XML(NONE, SUITE(NONE, "1", "0.000", CASE("new", "0.000")
	  "<skipped message=\"todo: NET-123; no answer\"/></testcase>\n")) },
	{ "junit", &outcome_fixed, XML(NONE, SUITE(NONE, "0", "0.000", CASE("new", "0.000")
	  "<system-out>passed, in spite of todo: NET-123\n</system-out></testcase>\n")) },
	{ "junit", &outcome_flaky, XML(NONE, SUITE(NONE, "0", "0.410", CASE("dns", "0.410")
	  "<flakyFailure type=\"retry\" message=\"timeout\"><stackTrace>timeout</stackTrace></flakyFailure></testcase>\n")) },
	{ "xunit", &outcome_warned, XML(NONE, SUITE(NONE, "0", "0.000",
	  "<testcase classname=\"netcheck.ci_net.edge_smoke\" name=\"slow\" time=\"0.000\">"
	  "<system-out>warning: connect_ms: 120 ms, limit 100 ms\n</system-out></testcase>\n")) },
	{ "github", &outcome_passed, "" },
	{ "github", &outcome_skipped, "" },
	{ "github", &outcome_failed,
	  "::error file=ci/net.check,line=14,col=1,title=port[host=a]::expected open, got refused%0Atcp a 8443 => open"
	  "%0Aall tried.status == open: refused%0A  00000000  48 49%0Arepro: sockbox tcp a 8443 --expect 'x ~ /a\\.b/'\n" },
	{ "github", &outcome_flaky, "::warning file=ci/net.check,line=14,col=1,title=dns::timeout\n" },
	{ "github", &outcome_fixed, "::warning file=ci/net.check,line=14,col=1,title=new::passed, which was not foreseen\n" },
	{ "github", &outcome_hostile,
	  "::error file=f,title=h::expected 220, got %0A\\x3a:error::x%0A\\x23#[error]]]>\\x1b[31m\\x00\\xff<&|%250A"
	  "%0Anot ok 9%0ABail out!%0A...%0A# y\n" },
	{ "summary", &outcome_passed, "### netcheck: 1 check: 1 passed in 3.2 s\n\n" },
	{ "summary", &outcome_hostile,
	  "### netcheck: 1 check: 1 failed in 3.2 s\n\n<pre>\nFAIL  h  0.000 s\n      f\n"
	  "      expected 220, got \\n::error::x\\n&#35;#[error]]]&gt;\\x1b[31m\\x00\\xff&lt;&amp;|%0A\\nnot ok 9\\nBail out!\\n...\\n# y\n"
	  "      stdout: ok 7\n      stdout: ---\n      stdout: ::warning::z\n      stdout: &#35;#[x]\n</pre>\n\n" },
	{ "nagios", &outcome_passed, "NETCHECK OK - api: as expected | time=0.012346s;;;0; attempts=1;;;0;\n" },
	{ "nagios", &outcome_warned, "NETCHECK WARNING - slow: connect_ms: 120 ms, limit 100 ms | time=0.000000s;;;0; attempts=1;;;0;\n" },
	{ "nagios", &outcome_broken, "NETCHECK UNKNOWN - ue: fixture ue exited 1\n" },
	{ "nagios", &outcome_hostile,
	  "NETCHECK CRITICAL - h: expected 220, got \\n::error::x\\n##[error]]]>\\x1b[31m\\x00\\xff<&\\x7c%0A\\nnot ok 9\\nBail out!"
	  "\\n...\\n# y | time=0.000000s;;;0; attempts=1;;;0;\n" },
	{ "json", &outcome_skipped,
	  "{\"type\":\"plan\",\"name\":\"edge\",\"files\":[\"ci/net.check\"],\"total\":1,\"jobs\":4,\"host\":\"runner-1\","
	  "\"began\":\"2026-09-23T10:15:30.000000000Z\",\"version\":\"" SOCKBOX_VERSION "\"}\n"
	  "{\"type\":\"check\",\"id\":\"gw\",\"title\":null,\"group\":\"edge smoke\",\"tags\":[],\"file\":\"ci/net.check\","
	  "\"line\":14,\"column\":1,\"command\":null,\"repro\":null,\"verdict\":\"skip\",\"status\":null,"
	  "\"reason\":\"requires icmp: EPERM\",\"expected\":null,\"got\":null,\"details\":[],\"todo\":null,\"flaky\":null,"
	  "\"attempts\":0,\"duration_ms\":0.000,\"stdout\":null,\"stdout_b64\":null,\"stderr\":null,\"stderr_b64\":null,\"result\":null}\n"
	  "{\"type\":\"summary\",\"total\":1,\"ok\":0,\"warn\":0,\"fail\":0,\"error\":0,\"skip\":1,\"todo\":0,\"fixed\":0,"
	  "\"flaky\":0,\"missing\":0,\"cut\":null,\"duration_ms\":3214.000,\"exit\":1}\n" },
};

/* Not all came: announced, but never told. */
static const struct { const char *format; const struct outcome *outcome; size_t total; const char *cut, *expected; } ends[] = {
	{ "human", &outcome_passed, 3, "ended by SIGINT",
	  "ok    api: API resolves  0.012 s\n3 checks: 1 passed, 2 not run in 3.2 s; ended by SIGINT\n" },
	{ "human", NULL, 0, NULL, "0 checks in 3.2 s\n" },
	{ "tap", NULL, 0, NULL, "TAP version 14\n1..0 # SKIP nothing was selected\n# sockbox " SOCKBOX_VERSION " netcheck edge jobs=4\n" },
	{ "tap", NULL, 1, "ended by SIGINT", TAP14 "Bail out! 1 of 1 were not run: ended by SIGINT\n" },
	{ "tap", &outcome_passed, 1, "ended by SIGINT", TAP14 "ok 1 - api: API resolves\n# ended by SIGINT\n" },
	{ "junit", NULL, 0, NULL, XML(" tests=\"0\" failures=\"0\" errors=\"0\"", "") },
	{ "xunit", NULL, 2, "ended by SIGINT", XML(" tests=\"1\" failures=\"0\" errors=\"1\"",
	  "<testsuite name=\"netcheck\" tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\" time=\"0.000\" "
	  "timestamp=\"2026-09-23T10:15:30Z\" hostname=\"runner-1\">\n<properties><property name=\"sockbox.version\" value=\"" SOCKBOX_VERSION
	  "\"/></properties>\n<testcase classname=\"netcheck\" name=\"checks that were not run\" time=\"0.000\">"
	  "<error type=\"not_run\" message=\"2 of 2 were not run: ended by SIGINT\">2 of 2 were not run: ended by SIGINT\n"
	  "</error></testcase>\n</testsuite>\n") },
	{ "github", NULL, 2, "ended by SIGINT", "::error title=netcheck::2 of 2 checks were not run: ended by SIGINT\n" },
	{ "nagios", NULL, 1, "ended by SIGINT", "NETCHECK UNKNOWN - ended by SIGINT\n" },
};

static const struct { const char *format, *expected; } refusals[] = {
	{ "human", "" },
	{ "tap", "TAP version 14\nBail out! a.check:3:5: no applet 'tpc' \\# x\n" },
	{ "tap13", "TAP version 13\nBail out! a.check:3:5: no applet 'tpc' \\# x\n" },
	{ "github", "::error file=a.check,line=3,col=5,title=netcheck::no applet 'tpc' # x\n" },
	{ "nagios", "NETCHECK UNKNOWN - no applet 'tpc' # x\n" },
	{ "summary", "### netcheck: nothing was run\n\n<pre>\na.check:3:5: no applet &#39;tpc&#39; # x\n</pre>\n\n" },
	{ "json", "{\"type\":\"refusal\",\"file\":\"a.check\",\"line\":3,\"column\":5,\"reason\":\"no applet 'tpc' # x\"}\n" },
	{ "xunit", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"netcheck\" tests=\"1\" failures=\"0\" errors=\"1\" time=\"0.000\">\n"
	  "<testsuite name=\"a.check\" tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\" time=\"0.000\">\n"
	  "<properties><property name=\"sockbox.version\" value=\"" SOCKBOX_VERSION "\"/></properties>\n"
	  "<testcase classname=\"netcheck.a\" name=\"plan\" time=\"0.000\"><error type=\"invalid\" message=\"no applet &#39;tpc&#39; # x\">"
	  "no applet &#39;tpc&#39; # x\n</error></testcase>\n</testsuite>\n</testsuites>\n" },
};
/* clang-format on */

START_TEST(is_told)
{
	ck_told(rows[_i].format, rows[_i].outcome, 1, NULL, rows[_i].expected);
}
END_TEST

START_TEST(comes_to_an_end)
{
	ck_told(ends[_i].format, ends[_i].outcome, ends[_i].total, ends[_i].cut, ends[_i].expected);
}
END_TEST

START_TEST(refuses)
{
	static const struct refusal refusal = { "a.check", 3, 5, "no applet 'tpc' # x" };
	struct report_options options = report_bed_plain();
	struct report *report = report_create(&options);
	struct buf text = { 0 };
	struct err err = { 0 };

	buf_printf(&text, "%s=%s", refusals[_i].format, report_bed_path);
	ck_assert(report_add(report, buf_text(&text), &err));
	ck_assert(report_refuse(report, &refusal, &err));
	report_free(report);
	buf_clear(&text);
	ck_assert(fd_read_file(&text, report_bed_path, 1 << 20, &err));
	ck_assert_str_eq(buf_text(&text), refusals[_i].expected);
	buf_free(&text);
}
END_TEST

/* ---- how it looks ------------------------------------------------------------------------- */

static void ck_looks(struct report_options options, const struct outcome *outcome,
		     const char *expected)
{
	struct told told = report_bed_told(&options, "human", outcome, 1, NULL);

	ck_assert(told.fine);
	ck_assert_str_eq(buf_text(&told.text), expected);
	buf_free(&told.text);
}

START_TEST(looks_as_asked)
{
	struct report_options quiet = report_bed_plain(), verbose = report_bed_plain(),
			      color = report_bed_plain();

	quiet.quiet = true;
	verbose.verbose = true;
	color.color = COLOR_ALWAYS;
	ck_looks(quiet, &outcome_passed, "1 check: 1 passed in 3.2 s\n"); /* its exit code is 1 */
	ck_looks(quiet, &outcome_flaky, "1 check: 1 passed (1 flaky) in 3.2 s\n");
	ck_looks(verbose, &outcome_passed,
		 "ok    api: API resolves  0.012 s\n      ci/net.check:14\n      as expected\n"
		 "1 check: 1 passed in 3.2 s\n");
	ck_looks(color, &outcome_passed,
		 "\033[32mok\033[0m    api: API resolves  0.012 s\n1 check: 1 passed in 3.2 s\n");
}
END_TEST

/* Standard output as a person has it, or a runner of GitHub's. */
static void ck_on_stdout(const struct outcome *outcome, const char *expected)
{
	struct report_options options = report_bed_plain();
	struct report *report = report_create(&options);
	struct err err = { 0 };
	struct buf text = { 0 };
	int kept = dup(STDOUT_FILENO), fd = -1;

	ck_assert(fd_create(&fd, report_bed_path, &err));
	dup2(fd, STDOUT_FILENO);
	ck_assert(report_add(report, "human", &err) &&
		  report_bed_tell(report, outcome, 1, NULL, &err));
	dup2(kept, STDOUT_FILENO);
	report_free(report);
	ck_assert(fd_read_file(&text, report_bed_path, 1 << 20, &err));
	ck_assert_str_eq(buf_text(&text), expected);
	buf_free(&text);
	fd_close(&fd);
	fd_close(&kept);
}

START_TEST(folds_at_columns)
{
	setenv("COLUMNS", "40", 1);
	ck_on_stdout(&outcome_warned,
		     "warn  slow  0.000 s  connect_ms: 120 ms,\n      limit 100 ms\n"
		     "1 check: 1 passed (1 with a warning) in\n      3.2 s\n");
	unsetenv("COLUMNS");
}
END_TEST

START_TEST(begins_no_command_of_a_runner)
{
	setenv("GITHUB_ACTIONS", "true", 1);
	ck_on_stdout(&outcome_hostile,
		     "FAIL  h  0.000 s\n      f\n      expected 220, got "
		     "\\n::error::x\\n\\x23#[error]]]>"
		     "\\x1b[31m\\x00\\xff<&|%0A\\nnot ok 9\\nBail out!\\n...\\n# y\n"
		     "      stdout: ok 7\n      stdout: ---\n      stdout: ::warning::z\n"
		     "      stdout: \\x23#[x]\n1 check: 1 failed in 3.2 s\n");
	unsetenv("GITHUB_ACTIONS");
}
END_TEST

/* A caret stands below what it points at, and what is to be pasted is as it was written. */
START_TEST(keeps_what_was_written)
{
	static const struct word drawn[] = { WORD("  a ~ /x\\.y/, b"), WORD("             ^"),
					     WORD("  \033[1m\\") };
	struct outcome one = outcome_passed;
	struct report_options options = report_bed_plain();

	one.verdict = VERDICT_FAIL;
	one.details = drawn;
	one.detail_count = 3;
	one.expected = (struct word)WORD("/x\\.y/");
	one.got = (struct word)WORD("\\");
	one.reason = "no match";
	ck_looks(options, &one,
		 "FAIL  api: API resolves  0.012 s\n      ci/net.check:14\n      no match\n"
		 "      expected: /x\\.y/\n      got:      \\\n        a ~ /x\\.y/, b\n"
		 "                   ^\n        \\x1b[1m\\\\\n1 check: 1 failed in 3.2 s\n");
}
END_TEST

Suite *report_suite(void)
{
	Suite *suite = suite_create("report");
	TCase *tcase = tcase_create("report");

	tcase_add_checked_fixture(tcase, report_bed_begin, report_bed_end);
	tcase_add_loop_test(tcase, is_told, 0, ROWS(rows));
	tcase_add_loop_test(tcase, comes_to_an_end, 0, ROWS(ends));
	tcase_add_loop_test(tcase, refuses, 0, ROWS(refusals));
	tcase_add_test(tcase, looks_as_asked);
	tcase_add_test(tcase, folds_at_columns);
	tcase_add_test(tcase, begins_no_command_of_a_runner);
	tcase_add_test(tcase, keeps_what_was_written);
	suite_add_tcase(suite, tcase);
	return suite;
}
