/* report -- what came of checks, told in several formats at once, each to its own file. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CHECK_REPORT_H
#define CHECK_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/word.h"
#include "check/outcome.h"
#include "check/redact.h"

struct report;

/* Their words, and what they are. */
extern const struct name report_formats[];

/* What is told of a run before its first check. Borrowed during the call. */
struct report_run {
	const char *name;         /* of the suite: `suite "..."`, or the file */
	const struct word *files; /* as they were named */
	size_t file_count;
	size_t total; /* of checks that were selected */
	unsigned jobs;
	int64_t wall_ns;  /* when it began, clock_wall_ns */
	const char *host; /* this machine's name; NULL: not told */
};

/* How reports are to look. Borrowed until report_free. */
struct report_options {
	long color;             /* enum color_when */
	bool verbose;           /* details of what passed too */
	bool quiet;             /* human: what did not pass, and nothing where all did */
	struct secrets secrets; /* no report has them, see check/redact.h */
	int stop_fd; /* once it can be read, who reads a report is not waited for; -1: always */
};

/* No reports yet; NULL when memory is out. */
struct report *report_create(const struct report_options *options);

/* One more, of TEXT: `FORMAT` or `FORMAT=FILE`, where no FILE and - are stdout. ERR is
 * STATUS_INVALID: no such format, or stdout or FILE has one already. Nothing is opened yet. */
bool report_add(struct report *report, const char *text, struct err *err);

/* Whether one of them goes to standard output. */
bool report_has_stdout(const struct report *report);

/* Where nothing was added: what a person reads, and on GitHub's runners annotations and, appended
 * to the file that it has for them, a summary. */
bool report_add_default(struct report *report, struct err *err);

/* Whether all formats can tell of TOTAL checks. ERR is STATUS_INVALID; report_begin says the same.
 */
bool report_takes(const struct report *report, size_t total, struct err *err);

/* Open the files, and tell of RUN. ERR names the file. */
bool report_begin(struct report *report, const struct report_run *run, struct err *err);

/* The plan cannot be run at all: where, and why. Instead of report_begin and all that follows it.
 * ERR is about a report. */
struct refusal {
	const char *file;      /* NULL: of no line, such as a file that is not there */
	unsigned line, column; /* 0: not known */
	const char *text;      /* one sentence */
};
bool report_refuse(struct report *report, const struct refusal *refusal, struct err *err);

/* The next one, in the file's order. False once a report could not be written: ERR says why, and
 * the others are still told. */
bool report_outcome(struct report *report, const struct outcome *outcome, struct err *err);

enum { REPORT_RUNNING_MAX = 3 /* of what runs, that are named */ };

/* Where a person watches: what runs now. Elsewhere a line once nothing was told for 20 s. At most
 * ten times a second anything is done. */
struct report_now {
	size_t done;
	const struct word *running; /* ids of the first, the longest at it in front */
	const int64_t *running_ns;  /* for how long each */
	size_t running_count;       /* of all */
	const char *last;           /* what the first of them had for an answer last; NULL */
};
void report_now(struct report *report, const struct report_now *now);

/* Take away what report_now has left on the screen, before something else is written to it. */
void report_pause(struct report *report);

/* How a Nagios plugin ends with what TALLY counts: 0 to 3. With whatever goes wrong before or
 * behind it ends with 3, which is what a Nagios plugin says where it could not tell. */
int report_nagios_exit(const struct tally *tally);

/* The end: each report is whole, and its file has its name. Checks that were announced and never
 * told are missing, and each format says so. False where one could not be written: ERR is of
 * the first that failed, now or before. */
bool report_finish(struct report *report, const struct tally *tally, struct err *err);

/* Release it; files that were not finished are removed. Safe on NULL. */
void report_free(struct report *report);

#endif
