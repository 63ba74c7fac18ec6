/* check_report -- outcomes in every format: what stands there, that nothing is lost or leaked, and
 * that a report which could not be written is said. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "check/report.h"
#include "check/report_state.h"
#include "cli/common.h"
#include "fault.h"
#include "suites.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))
#define WORD(text)                     \
	{                              \
		text, sizeof(text) - 1 \
	}

/* ---- what is told ------------------------------------------------------------------------- */

static const struct word files[] = { WORD("ci/net.check") }, tags[] = { WORD("smoke") },
			 details[] = { WORD("all tried.status == open: refused"),
				       WORD("  00000000  48 49") };
static const struct report_run run = {
	.name = "edge",
	.files = files,
	.file_count = 1,
	.total = 1,
	.jobs = 4,
	.host = "runner-1",
	.wall_ns = INT64_C(1790158530) * 1000000000,
};

#define PLACE .file = "ci/net.check", .line = 14, .column = 1, .group = "edge smoke"
static const struct outcome passed = { .verdict = VERDICT_OK,
				       .id = "api",
				       .title = "API resolves",
				       PLACE,
				       .attempts = 1,
				       .duration_ns = 12345678 };
static const struct outcome failed = {
	.verdict = VERDICT_FAIL,
	.id = "port[host=a]",
	PLACE,
	.tags = tags,
	.tag_count = 1,
	.command = WORD("tcp a 8443 => open"),
	.status = "refused",
	.reason = "expected open, got refused",
	.expected = WORD("open"),
	.got = WORD("refused"),
	.details = details,
	.detail_count = 2,
	.attempts = 3,
	.duration_ns = 2001400000,
	.repro = "sockbox tcp a 8443 --expect 'x ~ /a\\.b/'",
};
static const struct outcome broken = { .verdict = VERDICT_ERROR,
				       .id = "ue",
				       PLACE,
				       .status = "fixture",
				       .reason = "fixture ue exited 1",
				       .err = WORD("bind: no\n") };
static const struct outcome skipped = {
	.verdict = VERDICT_SKIP, .id = "gw", PLACE, .reason = "requires icmp: EPERM"
};
static const struct outcome todo = { .verdict = VERDICT_TODO,
				     .id = "new",
				     PLACE,
				     .todo = "NET-123",
				     .reason = "no answer",
				     .attempts = 1 };
static const struct outcome fixed = {
	.verdict = VERDICT_FIXED, .id = "new", PLACE, .todo = "NET-123", .attempts = 1
};
static const struct outcome flaky = { .verdict = VERDICT_OK,
				      .id = "dns",
				      PLACE,
				      .flaky = "timeout",
				      .attempts = 2,
				      .duration_ns = 410000000 };
static const struct outcome warned = { .verdict = VERDICT_WARN,
				       .id = "slow",
				       PLACE,
				       .attempts = 1,
				       .reason = "connect_ms: 120 ms, limit 100 ms" };
static const struct outcome hostile = {
	.verdict = VERDICT_FAIL,
	.id = "h",
	.attempts = 1,
	.file = "f",
	.got = WORD(
		"\n::error::x\n##[error]]]>\033[31m\0\377<&|%0A\nnot ok 9\nBail out!\n...\n# y"),
	.expected = WORD("220"),
	.out = WORD("ok 7\n---\n::warning::z\n##[x]\n"),
};

/* ---- told, and read back ------------------------------------------------------------------ */

struct told {
	struct buf text;
	struct err err;
	bool fine;
};

static char path[64];

static void set_path(void)
{
	int fd;

	strcpy(path, "/tmp/check_report.XXXXXX");
	fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
	fd_close(&fd);
}

static void drop_path(void)
{
	ck_assert_int_eq(unlink(path), 0);
}

static struct report_options plain(void)
{
	return (struct report_options){ .color = COLOR_NEVER, .stop_fd = -1 };
}

static bool tell_all(struct report *report, const struct outcome *outcome, size_t total,
		     const char *cut, struct err *err)
{
	struct report_run some = run;
	struct tally tally = {
		.total = total, .cut = cut, .duration_ns = 3214000000, .exit_code = 1
	};
	bool fine;

	some.total = total;
	if (!report_begin(report, &some, err))
		return false;
	fine = !outcome || report_outcome(report, outcome, err);
	if (outcome)
		outcome_count(&tally, outcome);
	return report_finish(report, &tally, err) && fine;
}

static struct told told_with(const struct report_options *options, const char *format,
			     const struct outcome *outcome, size_t total, const char *cut)
{
	struct report *report = report_create(options);
	struct told told = { { 0 }, { 0 }, false };
	struct buf text = { 0 };

	buf_printf(&text, "%s=%s", format, path);
	told.fine = report && !text.failed && report_add(report, buf_text(&text), &told.err) &&
		    tell_all(report, outcome, total, cut, &told.err);
	report_free(report);
	buf_free(&text);
	fd_read_file(&told.text, path, 1 << 20, &(struct err){ 0 });
	return told;
}

static void ck_told(const char *format, const struct outcome *outcome, size_t total,
		    const char *cut, const char *expected)
{
	struct report_options options = plain();
	struct told told = told_with(&options, format, outcome, total, cut);

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
	{ "human", &passed, "ok    api: API resolves  0.012 s\n1 check: 1 passed in 3.2 s\n" },
	{ "human", &failed,
	  "FAIL  port[host=a]  2.001 s  3 attempts\n"
	  "      ci/net.check:14: tcp a 8443 => open\n"
	  "      expected open, got refused\n"
	  "      expected: open\n"
	  "      got:      refused\n"
	  "      all tried.status == open: refused\n"
	  "        00000000  48 49\n"
	  "      repro: sockbox tcp a 8443 --expect 'x ~ /a\\.b/'\n"
	  "1 check: 1 failed in 3.2 s\n" },
	{ "human", &broken,
	  "ERROR ue\n      ci/net.check:14\n      fixture ue exited 1\n      stderr: bind: no\n1 check: 1 error in 3.2 s\n" },
	{ "human", &skipped, "skip  gw  requires icmp: EPERM\n1 check: 1 skipped in 3.2 s\n" },
	{ "human", &todo, "todo  new  0.000 s  todo: NET-123  no answer\n1 check: 1 todo in 3.2 s\n" },
	{ "human", &fixed, "fixed new  0.000 s  todo: NET-123\n1 check: 1 passed (1 against todo) in 3.2 s\n" },
	{ "human", &flaky, "ok    dns  0.410 s  2 attempts  flaky: timeout\n1 check: 1 passed (1 flaky) in 3.2 s\n" },
	{ "human", &warned, "warn  slow  0.000 s  connect_ms: 120 ms, limit 100 ms\n1 check: 1 passed (1 with a warning) in 3.2 s\n" },
	{ "human", &hostile,
	  "FAIL  h  0.000 s\n      f\n"
	  "      expected 220, got \\n::error::x\\n##[error]]]>\\x1b[31m\\x00\\xff<&|%0A\\nnot ok 9\\nBail out!\\n...\\n# y\n"
	  "      stdout: ok 7\n      stdout: ---\n      stdout: ::warning::z\n      stdout: ##[x]\n"
	  "1 check: 1 failed in 3.2 s\n" },
	{ "tap", &passed, TAP14 "ok 1 - api: API resolves\n" },
	{ "tap13", &skipped, "TAP version 13\n1..1\n# sockbox " SOCKBOX_VERSION " netcheck edge jobs=4\n"
	  "ok 1 - gw # SKIP requires icmp: EPERM\n" },
	{ "tap", &failed, TAP14
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
	{ "tap", &todo, TAP14
	  "not ok 1 - new # TODO NET-123\n  ---\n  severity: \"todo\"\n  message: \"no answer\"\n"
	  "  at:\n    file: \"ci/net.check\"\n    line: 14\n  group: \"edge smoke\"\n  attempts: 1\n  duration_ms: 0.000\n  ...\n" },
	{ "tap", &fixed, TAP14 "ok 1 - new # TODO NET-123\n" },
	{ "tap", &hostile, TAP14
	  "not ok 1 - h\n  ---\n  severity: \"fail\"\n"
	  "  message: \"expected 220, got \\n::error::x\\n\\x23#[error]]]>\\x1b[31m\\x00\\\\xff<&|%0A\\nnot ok 9\\nBail out!\\n...\\n# y\"\n"
	  "  at:\n    file: \"f\"\n    line: 0\n"
	  "  expected: \"220\"\n"
	  "  got: \"\\n::error::x\\n\\x23#[error]]]>\\x1b[31m\\x00\\\\xff<&|%0A\\nnot ok 9\\nBail out!\\n...\\n# y\"\n"
	  "  attempts: 1\n  duration_ms: 0.000\n"
	  "  stdout:\n    - \"ok 7\"\n    - \"---\"\n    - \"::warning::z\"\n    - \"\\x23#[x]\"\n  ...\n" },
	{ "junit", &passed, XML(NONE, SUITE(NONE, "0", "0.012", CASE("api", "0.012") "</testcase>\n")) },
	{ "junit", &failed, XML(" tests=\"1\" failures=\"1\" errors=\"0\"",
	  SUITE(" tests=\"1\" failures=\"1\" errors=\"0\"", "0", "2.001", CASE("port[host=a]", "2.001")
	  "<failure type=\"refused\" message=\"expected open, got refused\">check: tcp a 8443 =&gt; open\n"
	  "expected open, got refused\nexpected: open\ngot: refused\nall tried.status == open: refused\n"
	  "  00000000  48 49\n3 attempts\nrepro: sockbox tcp a 8443 --expect &#39;x ~ /a\\.b/&#39;\n</failure></testcase>\n")) },
	{ "junit", &broken, XML(" tests=\"1\" failures=\"0\" errors=\"1\"",
	  SUITE(" tests=\"1\" failures=\"0\" errors=\"1\"", "0", "0.000", CASE("ue", "0.000")
	  "<error type=\"fixture\" message=\"fixture ue exited 1\">fixture ue exited 1\n</error>"
	  "<system-err>bind: no\n</system-err></testcase>\n")) },
	{ "junit", &skipped, XML(NONE, SUITE(NONE, "1", "0.000", CASE("gw", "0.000")
	  "<skipped message=\"requires icmp: EPERM\"/></testcase>\n")) },
	{ "junit", &todo, XML(NONE, SUITE(NONE, "1", "0.000", CASE("new", "0.000")
	  "<skipped message=\"todo: NET-123; no answer\"/></testcase>\n")) },
	{ "junit", &fixed, XML(NONE, SUITE(NONE, "0", "0.000", CASE("new", "0.000")
	  "<system-out>passed, in spite of todo: NET-123\n</system-out></testcase>\n")) },
	{ "junit", &flaky, XML(NONE, SUITE(NONE, "0", "0.410", CASE("dns", "0.410")
	  "<flakyFailure type=\"retry\" message=\"timeout\"><stackTrace>timeout</stackTrace></flakyFailure></testcase>\n")) },
	{ "xunit", &warned, XML(NONE, SUITE(NONE, "0", "0.000",
	  "<testcase classname=\"netcheck.ci_net.edge_smoke\" name=\"slow\" time=\"0.000\">"
	  "<system-out>warning: connect_ms: 120 ms, limit 100 ms\n</system-out></testcase>\n")) },
	{ "github", &passed, "" },
	{ "github", &skipped, "" },
	{ "github", &failed,
	  "::error file=ci/net.check,line=14,col=1,title=port[host=a]::expected open, got refused%0Atcp a 8443 => open"
	  "%0Aall tried.status == open: refused%0A  00000000  48 49%0Arepro: sockbox tcp a 8443 --expect 'x ~ /a\\.b/'\n" },
	{ "github", &flaky, "::warning file=ci/net.check,line=14,col=1,title=dns::timeout\n" },
	{ "github", &fixed, "::warning file=ci/net.check,line=14,col=1,title=new::passed, which was not foreseen\n" },
	{ "github", &hostile,
	  "::error file=f,title=h::expected 220, got %0A\\x3a:error::x%0A\\x23#[error]]]>\\x1b[31m\\x00\\xff<&|%250A"
	  "%0Anot ok 9%0ABail out!%0A...%0A# y\n" },
	{ "summary", &passed, "### netcheck: 1 check: 1 passed in 3.2 s\n\n" },
	{ "summary", &hostile,
	  "### netcheck: 1 check: 1 failed in 3.2 s\n\n<pre>\nFAIL  h  0.000 s\n      f\n"
	  "      expected 220, got \\n::error::x\\n##[error]]]&gt;\\x1b[31m\\x00\\xff&lt;&amp;|%0A\\nnot ok 9\\nBail out!\\n...\\n# y\n"
	  "      stdout: ok 7\n      stdout: ---\n      stdout: ::warning::z\n      stdout: ##[x]\n</pre>\n\n" },
	{ "nagios", &passed, "NETCHECK OK - api: as expected | time=0.012346s;;;0; attempts=1;;;0;\n" },
	{ "nagios", &warned, "NETCHECK WARNING - slow: connect_ms: 120 ms, limit 100 ms | time=0.000000s;;;0; attempts=1;;;0;\n" },
	{ "nagios", &broken, "NETCHECK UNKNOWN - ue: fixture ue exited 1\n" },
	{ "nagios", &hostile,
	  "NETCHECK CRITICAL - h: expected 220, got \\n::error::x\\n##[error]]]>\\x1b[31m\\x00\\xff<&\\x7c%0A\\nnot ok 9\\nBail out!"
	  "\\n...\\n# y | time=0.000000s;;;0; attempts=1;;;0;\n" },
	{ "json", &skipped,
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
	{ "human", &passed, 3, "ended by SIGINT",
	  "ok    api: API resolves  0.012 s\n3 checks: 1 passed, 2 not run in 3.2 s; ended by SIGINT\n" },
	{ "human", NULL, 0, NULL, "0 checks in 3.2 s\n" },
	{ "tap", NULL, 0, NULL, "TAP version 14\n1..0 # SKIP nothing was selected\n# sockbox " SOCKBOX_VERSION " netcheck edge jobs=4\n" },
	{ "tap", NULL, 1, "ended by SIGINT", TAP14 "Bail out! 1 of 1 were not run: ended by SIGINT\n" },
	{ "tap", &passed, 1, "ended by SIGINT", TAP14 "ok 1 - api: API resolves\n# ended by SIGINT\n" },
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
	struct report_options options = plain();
	struct report *report = report_create(&options);
	struct buf text = { 0 };
	struct err err = { 0 };

	buf_printf(&text, "%s=%s", refusals[_i].format, path);
	ck_assert(report_add(report, buf_text(&text), &err));
	ck_assert(report_refuse(report, &refusal, &err));
	report_free(report);
	buf_clear(&text);
	ck_assert(fd_read_file(&text, path, 1 << 20, &err));
	ck_assert_str_eq(buf_text(&text), refusals[_i].expected);
	buf_free(&text);
}
END_TEST

/* ---- how it looks ------------------------------------------------------------------------- */

static void ck_looks(struct report_options options, const struct outcome *outcome,
		     const char *expected)
{
	struct told told = told_with(&options, "human", outcome, 1, NULL);

	ck_assert(told.fine);
	ck_assert_str_eq(buf_text(&told.text), expected);
	buf_free(&told.text);
}

START_TEST(looks_as_asked)
{
	struct report_options quiet = plain(), verbose = plain(), color = plain();

	quiet.quiet = true;
	verbose.verbose = true;
	color.color = COLOR_ALWAYS;
	ck_looks(quiet, &passed, "1 check: 1 passed in 3.2 s\n"); /* its exit code is 1 */
	ck_looks(quiet, &flaky, "1 check: 1 passed (1 flaky) in 3.2 s\n");
	ck_looks(verbose, &passed,
		 "ok    api: API resolves  0.012 s\n      ci/net.check:14\n      as expected\n"
		 "1 check: 1 passed in 3.2 s\n");
	ck_looks(color, &passed,
		 "\033[32mok\033[0m    api: API resolves  0.012 s\n1 check: 1 passed in 3.2 s\n");
}
END_TEST

/* Standard output as a person has it, or a runner of GitHub's. */
static void ck_on_stdout(const struct outcome *outcome, const char *expected)
{
	struct report_options options = plain();
	struct report *report = report_create(&options);
	struct err err = { 0 };
	struct buf text = { 0 };
	int kept = dup(STDOUT_FILENO), fd = -1;

	ck_assert(fd_create(&fd, path, &err));
	dup2(fd, STDOUT_FILENO);
	ck_assert(report_add(report, "human", &err) && tell_all(report, outcome, 1, NULL, &err));
	dup2(kept, STDOUT_FILENO);
	report_free(report);
	ck_assert(fd_read_file(&text, path, 1 << 20, &err));
	ck_assert_str_eq(buf_text(&text), expected);
	buf_free(&text);
	fd_close(&fd);
	fd_close(&kept);
}

START_TEST(folds_at_columns)
{
	setenv("COLUMNS", "40", 1);
	ck_on_stdout(&warned, "warn  slow  0.000 s  connect_ms: 120 ms,\n      limit 100 ms\n"
			      "1 check: 1 passed (1 with a warning) in\n      3.2 s\n");
	unsetenv("COLUMNS");
}
END_TEST

START_TEST(begins_no_command_of_a_runner)
{
	setenv("GITHUB_ACTIONS", "true", 1);
	ck_on_stdout(&hostile, "FAIL  h  0.000 s\n      f\n      expected 220, got "
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
	struct outcome one = passed;
	struct report_options options = plain();

	one.verdict = VERDICT_FAIL;
	one.details = drawn;
	one.detail_count = 3;
	one.expected = (struct word)WORD("/x\\.y/");
	one.got = (struct word)WORD("\\");
	one.reason = "no match";
	ck_looks(options, &one,
		 "FAIL  api: API resolves  0.012 s\n      ci/net.check:14\n      no match\n"
		 "      expected: /x\\.y/\n      got:      \\\\\n        a ~ /x\\.y/, b\n"
		 "                   ^\n        \\x1b[1m\\\\\n1 check: 1 failed in 3.2 s\n");
}
END_TEST

/* ---- many --------------------------------------------------------------------------------- */

static size_t count_lines(const char *text, const char *start)
{
	size_t count = 0;

	for (; text && *text; text = strchr(text, '\n') ? strchr(text, '\n') + 1 : NULL)
		count += strncmp(text, start, strlen(start)) == 0;
	return count;
}

/* COUNT outcomes, errors and warnings in turn, of two files. */
static struct told told_many(const char *format, size_t count)
{
	struct report_options options = plain();
	struct report *report = report_create(&options);
	struct report_run some = run;
	struct told told = { { 0 }, { 0 }, true };
	struct tally tally = { .total = count };
	struct buf text = { 0 };

	some.total = count;
	buf_printf(&text, "%s=%s", format, path);
	ck_assert(report_add(report, buf_text(&text), &told.err) &&
		  report_begin(report, &some, &told.err));
	for (size_t i = 0; i < count; i++) {
		struct outcome one = i % 2 ? warned : broken;

		one.file = i < count / 2 ? "a.check" : "b.check";
		ck_assert(report_outcome(report, &one, &told.err));
		outcome_count(&tally, &one);
	}
	ck_assert(report_finish(report, &tally, &told.err));
	report_free(report);
	buf_free(&text);
	ck_assert(fd_read_file(&told.text, path, 1 << 20, &told.err));
	return told;
}

START_TEST(annotates_ten_of_each)
{
	struct told told = told_many("github", 24);
	const char *text = buf_text(&told.text);

	ck_assert_uint_eq(count_lines(text, "::error "), 10);
	ck_assert_uint_eq(count_lines(text, "::warning "), 10);
	ck_assert_ptr_nonnull(strstr(text, "\n2 more errors are not annotated"));
	ck_assert_ptr_nonnull(strstr(text, "\n2 more warnings are not annotated"));
	buf_free(&told.text);
}
END_TEST

START_TEST(has_a_suite_for_each_file)
{
	struct told told = told_many("junit", 8);
	const char *text = buf_text(&told.text);

	ck_assert_uint_eq(
		count_lines(
			text,
			"<testsuites name=\"netcheck\" tests=\"8\" failures=\"0\" errors=\"4\""),
		1);
	ck_assert_uint_eq(
		count_lines(text,
			    "<testsuite name=\"a.check\" tests=\"4\" failures=\"0\" errors=\"2\""),
		1);
	ck_assert_uint_eq(
		count_lines(text,
			    "<testsuite name=\"b.check\" tests=\"4\" failures=\"0\" errors=\"2\""),
		1);
	ck_assert_uint_eq(count_lines(text, "<testcase "), 8);
	buf_free(&told.text);
}
END_TEST

static const struct {
	struct word result;
	const char *says;
} results[] = {
	{ WORD("{\"type\":\"result\",\"port\":22}\n"),
	  ",\"result\":{\"type\":\"result\",\"port\":22}}\n" },
	{ WORD(""), ",\"result\":null}\n" },
	{ WORD("{\"port\":***}"), ",\"result\":null}\n" },
	{ WORD("{\"a\":\n1}"), ",\"result\":null}\n" },
	{ WORD("[1]"), ",\"result\":null}\n" },
	{ WORD("\n"), ",\"result\":null}\n" },
};

START_TEST(has_the_result_as_it_was)
{
	struct report_options options = plain();
	struct outcome one = passed;
	struct told told;

	one.result = results[_i].result;
	told = told_with(&options, "json", &one, 1, NULL);
	ck_assert(told.fine);
	ck_assert_ptr_nonnull(strstr(buf_text(&told.text), results[_i].says));
	buf_free(&told.text);
}
END_TEST

/* What a step has written itself stands there already. */
START_TEST(appends_to_the_summary_of_a_step)
{
	struct report_options options = plain();
	struct report *report = report_create(&options);
	struct err err = { 0 };
	struct buf text = { 0 };
	int kept = dup(STDOUT_FILENO), fd = -1;

	ck_assert(fd_create(&fd, path, &err) && fd_write(fd, "# Mine\n", 7));
	fd_close(&fd);
	setenv("GITHUB_ACTIONS", "true", 1);
	setenv("GITHUB_STEP_SUMMARY", path, 1);
	ck_assert(fd_create(&fd, "/dev/null", &err));
	dup2(fd, STDOUT_FILENO);
	ck_assert(report_add_default(report, &err) && tell_all(report, &passed, 1, NULL, &err));
	dup2(kept, STDOUT_FILENO);
	report_free(report);
	unsetenv("GITHUB_ACTIONS");
	unsetenv("GITHUB_STEP_SUMMARY");
	ck_assert(fd_read_file(&text, path, 1 << 20, &err));
	ck_assert_str_eq(buf_text(&text), "# Mine\n### netcheck: 1 check: 1 passed in 3.2 s\n\n");
	buf_free(&text);
	fd_close(&fd);
	fd_close(&kept);
}
END_TEST

START_TEST(leaves_out_what_a_summary_cannot_hold)
{
	struct told told = told_many("summary", 30000);
	const char *text = buf_text(&told.text);

	ck_assert_uint_lt(told.text.size, 1 << 20);
	ck_assert_uint_gt(told.text.size, 900000);
	ck_assert_ptr_nonnull(strstr(text, "</pre>\n\n"));
	ck_assert_ptr_nonnull(strstr(text, " more are left out: GitHub shows 1 MiB.\n"));
	buf_free(&told.text);
}
END_TEST

/* Where nobody watches, a word once all was quiet for long. */
START_TEST(says_what_it_waits_for)
{
	static const struct word running[] = { WORD("db-up\033") };
	static const int64_t running_ns[] = { INT64_C(21500000000) };
	static const struct report_now now = { 0, running, running_ns, 1, "refused" };
	struct report_options options = plain();
	struct report *report = report_create(&options);
	struct tally tally = { 0 };
	struct buf text = { 0 };
	struct err err = { 0 };

	buf_printf(&text, "human=%s", path);
	ck_assert(report_add(report, buf_text(&text), &err) && report_begin(report, &run, &err));
	report_now(report, &now);
	report->told_ns -= INT64_C(20000000000);
	report_now(report, &now);
	report_now(report, &now);
	ck_assert(report_finish(report, &tally, &err));
	report_free(report);
	buf_clear(&text);
	ck_assert(fd_read_file(&text, path, 1 << 20, &err));
	ck_assert_str_eq(buf_text(&text), "still waiting for db-up\\x1b 21 s, last: refused\n"
					  "1 check: 1 not run in 0.0 s\n");
	buf_free(&text);
}
END_TEST

/* ---- secrets ------------------------------------------------------------------------------ */

static const struct word secrets[] = { WORD("tok\"en<1>"), WORD("hunter2") };
static const struct word leaky_lines[] = { WORD("sent hunter2"), WORD("aHVudGVyMg==") };
static const struct outcome leaky = {
	.verdict = VERDICT_FAIL,
	.id = "a[p=hunter2]",
	.title = "hunter2",
	.group = "hunter2",
	.tags = leaky_lines,
	.tag_count = 2,
	.file = "hunter2.check",
	.line = 1,
	.column = 1,
	.command = WORD("http x -H \"Bearer tok\\\"en<1>\""),
	.repro = "sockbox http x 'tok\"en<1>'",
	.status = "hunter2",
	.reason = "user:hunter2 was cut hunt...",
	.todo = "hunter2",
	.flaky = "hunter2",
	.expected = WORD("68756e74657232"),
	.got = WORD("tok&quot;en&lt;1&gt;"),
	.details = leaky_lines,
	.detail_count = 2,
	.attempts = 1,
	.result = WORD("{\"data\":\"hunter2 tok\\\"en<1>\"}"),
	.out = WORD("hunter2\ntok%22en%3C1%3E\ntok\"en"),
	.err = WORD("hunter2"),
};
static const char *const leaks[] = { "hunter2",  "en<1>",    "en&lt;1",  "en\\u003c",
				     "SHVudGVy", "aHVudGVy", "756e7465", "en%3C",
				     "tok",      "hunt",     "dG9r" };
static const char *const formats[] = { "human", "tap",    "tap13",   "junit", "xunit",
				       "json",  "github", "summary", "nagios" };

START_TEST(tells_no_secret)
{
	struct report_options options = plain();
	struct told told;

	options.secrets = (struct secrets){ secrets, 2 };
	options.verbose = true;
	told = told_with(&options, formats[_i], &leaky, 1, NULL);
	ck_assert(told.fine);
	ck_assert_ptr_nonnull(strstr(buf_text(&told.text), "***"));
	for (size_t i = 0; i < sizeof(leaks) / sizeof(leaks[0]); i++)
		ck_assert_msg(!strstr(buf_text(&told.text), leaks[i]), "%s in %s", leaks[i],
			      buf_text(&told.text));
	buf_free(&told.text);
}
END_TEST

/* Nor where a run begins, in what runs, and where there is no plan. */
START_TEST(tells_no_secret_around)
{
	static const struct word named[] = { WORD("hunter2.check") };
	static const int64_t running_ns[] = { 0 };
	static const struct report_now now = { 0, named, running_ns, 1, "hunter2" };
	static const struct report_run leaky_run = {
		.name = "hunter2", .files = named, .file_count = 1, .total = 1, .host = "hunter2"
	};
	static const struct refusal refusal = { "hunter2", 1, 1, "no hunter2" };
	struct report_options options = plain();
	struct tally tally = { 0 };
	struct buf text = { 0 };

	options.secrets = (struct secrets){ secrets, 2 };
	for (int refused = 0; refused < 2; refused++) {
		struct report *report = report_create(&options);
		struct err err = { 0 };

		buf_clear(&text);
		buf_printf(&text, "%s=%s", formats[_i], path);
		ck_assert(report_add(report, buf_text(&text), &err));
		if (refused) {
			ck_assert(report_refuse(report, &refusal, &err));
		} else {
			ck_assert(report_begin(report, &leaky_run, &err));
			report->told_ns -= INT64_C(20000000000);
			report_now(report, &now);
			ck_assert(report_finish(report, &tally, &err));
		}
		report_free(report);
		buf_clear(&text);
		ck_assert(fd_read_file(&text, path, 1 << 20, &err));
		ck_assert_msg(!strstr(buf_text(&text), "hunter2"), "%s", buf_text(&text));
	}
	buf_free(&text);
}
END_TEST

/* ---- what can go wrong -------------------------------------------------------------------- */

static const struct {
	const char *first, *second, *says;
} wrong[] = {
	{ "yaml", NULL,
	  "'yaml' is no report; there are human, tap, tap13, junit, xunit, json, github, summary, "
	  "nagios" },
	{ "", NULL, "'' is no report" },
	{ "=x", NULL, "'' is no report" },
	{ "TAP", NULL, "'TAP' is no report" },
	{ "human", "tap", "standard output has a report already; tap=FILE" },
	{ "human=-", "json=/dev/stdout", "standard output has a report already" },
};

START_TEST(knows_what_makes_no_sense)
{
	struct report_options options = plain();
	struct report *report = report_create(&options);
	struct err err = { 0 };

	ck_assert_int_eq(report_add(report, wrong[_i].first, &err), wrong[_i].second != NULL);
	if (wrong[_i].second)
		ck_assert(!report_add(report, wrong[_i].second, &err));
	ck_assert_int_eq(err.kind, STATUS_INVALID);
	ck_assert_msg(strstr(err.text, wrong[_i].says), "%s", err.text);
	report_free(report);
}
END_TEST

START_TEST(nagios_is_told_of_one)
{
	struct report_options options = plain();
	struct told told = told_with(&options, "nagios", &passed, 2, NULL);
	struct tally tally = { 0 };

	ck_assert(!told.fine);
	ck_assert_int_eq(told.err.kind, STATUS_INVALID);
	buf_free(&told.text);
	ck_assert_int_eq(report_nagios_exit(&tally), 3);
	outcome_count(&tally, &passed);
	ck_assert_int_eq(report_nagios_exit(&tally), 0);
	tally = (struct tally){ .count = { [VERDICT_FAIL] = 1 } };
	ck_assert_int_eq(report_nagios_exit(&tally), 2);
	tally = (struct tally){ .count = { [VERDICT_WARN] = 1 } };
	ck_assert_int_eq(report_nagios_exit(&tally), 1);
	tally = (struct tally){ .count = { [VERDICT_ERROR] = 1 } };
	ck_assert_int_eq(report_nagios_exit(&tally), 3);
}
END_TEST

/* One that cannot be written is said, and the others are whole all the same. */
START_TEST(tells_the_others)
{
	static const char *const full[] = { "tap=/dev/full",    "json=/dev/full",
					    "junit=/dev/full",  "human=/dev/full",
					    "github=/dev/full", "nagios=/dev/full",
					    "xunit=/dev/full" };
	struct report_options options = plain();
	struct report *report = report_create(&options);
	struct buf text = { 0 };
	struct err err = { 0 };

	buf_printf(&text, "tap=%s", path);
	ck_assert(report_add(report, full[_i], &err) && report_add(report, buf_text(&text), &err));
	ck_assert(!tell_all(report, &failed, 1, NULL, &err));
	ck_assert_int_eq(err.number, ENOSPC);
	ck_assert_int_eq(status_exit(err.kind), 3);
	ck_assert_ptr_nonnull(strstr(err.text, "/dev/full"));
	report_free(report);
	buf_clear(&text);
	ck_assert(fd_read_file(&text, path, 1 << 20, &err));
	if (_i < 2) /* it failed before anything ran */
		ck_assert_str_eq(buf_text(&text), "");
	else
		ck_assert_ptr_nonnull(strstr(buf_text(&text), "  ...\n"));
	buf_free(&text);
}
END_TEST

static const char *swept;
static unsigned lies;

/* What is said to be whole is whole, and no secret is told on the way. */
static void tell_once(void)
{
	struct report_options options = plain();
	struct told told;

	options.secrets = (struct secrets){ secrets, 2 };
	unlink(path);
	told = told_with(&options, swept, &leaky, 1, NULL);
	lies += told.fine && told.text.size > 0 &&
		!memmem(told.text.data, told.text.size, "***", 3);
	lies += told.text.size > 0 && memmem(told.text.data, told.text.size, "hunter2", 7);
	lies += !told.fine && told.text.size > 0; /* a part of it has no name */
	buf_free(&told.text);
}

static const struct {
	const char *call;
	int number;
} faults[] = { { "malloc", ENOMEM }, { "write", ENOSPC }, { "rename", EACCES }, { "close", EIO } };

START_TEST(lies_never)
{
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		swept = formats[_i];
		lies = 0;
		ck_assert_uint_gt(fault_sweep(faults[i].call, faults[i].number, tell_once), 0);
		ck_assert_msg(lies == 0, "%u lies with %s", lies, faults[i].call);
	}
	fclose(fopen(path, "w"));
}
END_TEST

Suite *report_suite(void)
{
	Suite *suite = suite_create("report");
	TCase *tcase = tcase_create("report");

	tcase_add_checked_fixture(tcase, set_path, drop_path);
	tcase_add_loop_test(tcase, is_told, 0, ROWS(rows));
	tcase_add_loop_test(tcase, comes_to_an_end, 0, ROWS(ends));
	tcase_add_loop_test(tcase, refuses, 0, ROWS(refusals));
	tcase_add_test(tcase, looks_as_asked);
	tcase_add_test(tcase, folds_at_columns);
	tcase_add_test(tcase, begins_no_command_of_a_runner);
	tcase_add_test(tcase, keeps_what_was_written);
	tcase_add_test(tcase, annotates_ten_of_each);
	tcase_add_test(tcase, has_a_suite_for_each_file);
	tcase_add_loop_test(tcase, has_the_result_as_it_was, 0, ROWS(results));
	tcase_add_test(tcase, appends_to_the_summary_of_a_step);
	tcase_add_test(tcase, leaves_out_what_a_summary_cannot_hold);
	tcase_add_test(tcase, says_what_it_waits_for);
	tcase_add_loop_test(tcase, tells_no_secret, 0, ROWS(formats));
	tcase_add_loop_test(tcase, tells_no_secret_around, 0, ROWS(formats));
	tcase_add_loop_test(tcase, knows_what_makes_no_sense, 0, ROWS(wrong));
	tcase_add_test(tcase, nagios_is_told_of_one);
	tcase_add_loop_test(tcase, tells_the_others, 0, 7);
	tcase_add_loop_test(tcase, lies_never, 0, ROWS(formats));
	suite_add_tcase(suite, tcase);
	return suite;
}
