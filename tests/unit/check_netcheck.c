/* check_netcheck -- runs of plans with every allocation and call failing in turn: each ends by
 * itself, is green only where all was asked and every report is whole, and leaves nothing. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"
#include "fault.h"
#include "made.h"
#include "sockets.h"
#include "suites.h"

enum { RUN_LIMIT_S = 30, FAULTS_MAX = 4000 };

/* Each test is in a folder of its own, where reports go. */
static char home[64];
static const struct applet *netcheck;
static struct outcome outcome;
static unsigned descriptors;

static void enter(void)
{
	netcheck = applet_find("netcheck");
	strcpy(home, "/tmp/check_netcheck.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(home));
	descriptors = count_descriptors();
}

/* Remove what is in the folder; returns how many files that are no reports. */
static unsigned clear(void)
{
	DIR *folder = opendir(home);
	struct dirent *entry;
	char path[512];
	unsigned strays = 0;

	while ((entry = readdir(folder))) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		strays += entry->d_name[0] == '.';
		snprintf(path, sizeof(path), "%s/%s", home, entry->d_name);
		unlinkat(AT_FDCWD, path, 0);
	}
	closedir(folder);
	return strays;
}

static void leave(void)
{
	outcome_free(&outcome);
	clear();
	ck_assert_int_eq(rmdir(home), 0);
}

/* ---- what is run ------------------------------------------------------------------------------
 */

#define LOCAL "--check|x: servlookup http/tcp --builtin => port == 80|--check|  tags a b|"
#define OURS                                                                                       \
	"--check|start e: echo-server tcp:127.0.0.1:0|--check|p: portcheck ${e.endpoint} => open|" \
	"--check|  capture port as port|--check|  timeout 5s|--check|q: ipconv 1.2.3.${port} => "  \
	"invalid"
#define THEIRS                                                                           \
	"--allow-exec|--check|start s: exec -- sh -c 'echo up 80; exec sleep 60'|"       \
	"--check|  ready stdout ~ /up ([0-9]+)/ as port|--check|p: servlookup http/tcp " \
	"--builtin => port == ${s.port}"

static const struct {
	const char *words; /* @: the folder */
	const char *whole; /* stands in stdout of a run that is green */
	unsigned reports;  /* in the folder */
} commands[] = {
	{ "--jobs|1|" LOCAL "-o|human|-o|tap=@/tap|-o|junit=@/junit|-o|json=@/json",
	  "1 check: 1 passed in ", 3 },
	{ "--jobs|1|" LOCAL "-o|github=@/github|-o|summary=@/summary|-o|nagios",
	  "NETCHECK OK - x: ", 2 },
	{ "--jobs|1|" LOCAL "--format|json", "\"verdict\":\"ok\"", 0 },
	{ "--jobs|1|--check|x: servlookup http/tcp --builtin|--write-check", "=>", 0 },
	{ "-o|json|" OURS, "\"ok\":2,", 0 },
	{ "-o|human|" THEIRS, "1 check: 1 passed in ", 0 },
};

static const char *const calls[] = {
	"malloc",   "fork",   "pipe2",  "syscall", "epoll_create1", "epoll_ctl", "epoll_wait",
	"signalfd", "open",   "openat", "read",    "write",         "pwritev2",  "rename",
	"fcntl",    "waitid", "poll",   "socket",  "close",
};

static void put_words(char *to, const char *from)
{
	for (; *from; from++)
		if (*from == '@')
			to = stpcpy(to, home);
		else
			*to++ = *from;
	*to = '\0';
}

/* ---- what must hold ---------------------------------------------------------------------------
 */

static bool ends_with(const struct buf *text, const char *end)
{
	return text->size >= strlen(end) &&
	       memcmp(text->data + text->size - strlen(end), end, strlen(end)) == 0;
}

/* How many reports have their name; each of those is whole. */
static unsigned ck_reports(const char *what, unsigned n)
{
	static const struct {
		const char *name, *end;
	} reports[] = {
		{ "tap", "\n" },     { "junit", "</testsuites>\n" },
		{ "json", "}\n" },   { "github", "" },
		{ "summary", "\n" },
	};
	unsigned count = 0;

	for (size_t i = 0; i < sizeof(reports) / sizeof(reports[0]); i++) {
		struct buf text = { 0 };
		struct err err = { 0 };
		char path[512];

		snprintf(path, sizeof(path), "%s/%s", home, reports[i].name);
		if (!fd_read_file(&text, path, 1 << 20, &err))
			continue;
		count++;
		ck_assert_msg(ends_with(&text, reports[i].end), "%s %u: %s: %s", what, n,
			      reports[i].name, buf_text(&text));
		if (strcmp(reports[i].name, "json") == 0)
			ck_assert_msg(strstr(buf_text(&text), "{\"type\":\"summary\"") ||
					      strstr(buf_text(&text), "{\"type\":\"refusal\""),
				      "%s %u: %s", what, n, buf_text(&text));
		buf_free(&text);
	}
	return count;
}

static void ck_nothing_left(const char *what, unsigned n)
{
	ck_assert_msg(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD, "%s %u: a child is left",
		      what, n);
	ck_assert_msg(count_descriptors() == descriptors, "%s %u: a descriptor is left", what, n);
}

static bool run_failing(const char *words, const char *call, unsigned n, bool lasting)
{
	int64_t began_ns = clock_now_ns();
	bool reached = outcome_run_failing(&outcome, netcheck, words, NULL, call, n, lasting);

	ck_assert_msg(clock_now_ns() - began_ns < RUN_LIMIT_S * (int64_t)NS_PER_S,
		      "%s %u: it took too long", call, n);
	ck_assert_msg(outcome.code >= 0 && outcome.code <= 5, "%s %u: code %d", call, n,
		      outcome.code);
	return reached;
}

static void ck_run(unsigned command, const char *call, unsigned n)
{
	unsigned reports = ck_reports(call, n);

	if (outcome.code == 0) {
		ck_assert_msg(strstr(outcome.out.data, commands[command].whole) != NULL,
			      "%s %u: green, but %s", call, n, outcome.out.data);
		ck_assert_msg(reports == commands[command].reports, "%s %u: green, with %u reports",
			      call, n, reports);
	} else if (strcmp(call, "write") != 0) { /* with which a word is said */
		ck_assert_msg(outcome.out.size + outcome.err.size > 0, "%s %u: %d, and no word",
			      call, n, outcome.code);
	}
	ck_assert_msg(!strstr(outcome.out.data, "not ready in time"),
		      "%s %u: another reason, but %s", call, n, outcome.out.data);
	ck_nothing_left(call, n);
}

START_TEST(calls_may_fail)
{
	unsigned count = sizeof(commands) / sizeof(commands[0]);
	unsigned command = (unsigned)_i % count;
	const char *call = calls[(unsigned)_i / count];
	char words[2048];

	if (!netcheck)
		return;
	put_words(words, commands[command].words);
	for (int lasting = 0; lasting < 2; lasting++)
		for (unsigned n = 1; run_failing(words, call, n, lasting) || outcome.code != 0;
		     n++) { /* a check's own call may be the one, of which we see what comes of it
			     */
			ck_run(command, call, n);
			ck_assert_msg(clear() == 0, "%s %u: a file is left", call, n);
			ck_assert_uint_lt(n, FAULTS_MAX);
		}
	ck_run(command, call, 0);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *netcheck_suite(void)
{
	Suite *suite = suite_create("netcheck");
	TCase *tests = tcase_create("netcheck");

	tcase_set_timeout(tests, 300);
	tcase_add_checked_fixture(tests, enter, leave);
	tcase_add_loop_test(tests, calls_may_fail, 0, ROWS(calls) * ROWS(commands));
	suite_add_tcase(suite, tests);
	return suite;
}
