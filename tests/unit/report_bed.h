/* report_bed -- outcomes to be reported, and a report told to a file and read back. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_REPORT_BED_H
#define TESTS_REPORT_BED_H

#include "base/buf.h"
#include "check/report.h"

#define WORD(text)                     \
	{                              \
		text, sizeof(text) - 1 \
	}

/* One of each verdict, and one whose texts mean harm. */
extern const struct outcome outcome_passed, outcome_failed, outcome_broken, outcome_skipped,
	outcome_todo, outcome_fixed, outcome_flaky, outcome_warned, outcome_hostile;
extern const struct report_run report_bed_run;

/* A file of the test's own, empty at its beginning: a checked fixture. */
extern char report_bed_path[64];
void report_bed_begin(void);
void report_bed_end(void);

/* No colour, no secret. */
struct report_options report_bed_plain(void);

/* Tell REPORT of a run of TOTAL checks, of OUTCOME (NULL: none) and of its end, CUT (NULL: not). */
bool report_bed_tell(struct report *report, const struct outcome *outcome, size_t total,
		     const char *cut, struct err *err);

/* The same for a report of FORMAT, and what stands in its file then. TEXT is to be freed. */
struct told {
	struct buf text;
	struct err err;
	bool fine;
};
struct told report_bed_told(const struct report_options *options, const char *format,
			    const struct outcome *outcome, size_t total, const char *cut);

#endif
