/* report_state -- the inside of reports, for their formats. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CHECK_REPORT_STATE_H
#define CHECK_REPORT_STATE_H

#include "base/arena.h"
#include "check/report.h"
#include "check/report_file.h"
#include "cli/safe.h"

/* What is to be told; members that do not belong to its kind are NULL. */
struct telling {
	enum { TELL_BEGIN, TELL_OUTCOME, TELL_REFUSAL, TELL_END } kind;
	const struct report_run *run;
	const struct outcome *outcome;
	const struct refusal *refusal;
	const struct tally *tally;
	size_t number;  /* of the outcome, from 1; at the end, of all that were told */
	size_t missing; /* at the end: announced, but never told */
};

struct part;

/* A format: appends what it makes of TELLING to part->text. */
typedef void report_tell(struct part *part, const struct telling *telling);
report_tell report_human, report_tap, report_tap13, report_junit, report_xunit, report_json,
	report_github, report_summary, report_nagios;

/* One report. */
struct part {
	report_tell *tell;
	const char *name; /* of its file */
	struct report_file file;
	struct buf text; /* to be written */
	bool failed;
	bool appends; /* to a file that is there */

	const struct report_options *options;
	struct charset charset;
	unsigned columns; /* human: to fold at; 0: do not fold */
	bool color;       /* human */
	bool live;        /* human: a line below it tells what runs */

	struct buf held; /* summary: what stands in its block */
	size_t left_out; /* summary: outcomes for which there was no room */
	struct buf suites,
		suite; /* junit: those that are whole, and the cases of the one that is not */
	struct buf suite_file, host; /* junit: whose that one is; an attribute, or nothing */
	struct tally suite_tally, suites_tally; /* junit */
	int64_t wall_ns;                        /* junit: when the run began */
	size_t errors, warnings;                /* github: annotations made */
	struct arena arena;                     /* json: of one record */
};

enum { PARTS_MAX = 16, LIVE_NS = 100 * 1000 * 1000 };

struct report {
	const struct report_options *options;
	struct part part[PARTS_MAX];
	size_t count;
	size_t total, told;
	struct arena arena; /* what was redacted for one telling */
	struct err err;     /* of the first that failed */
	bool is_drawn;      /* there is a line of progress on the screen */
	int64_t drawn_ns;   /* when */
	int64_t told_ns;    /* when something was told last */
};

/* TELLING with its secrets taken out, in ARENA; TELLING itself where there are none. NULL when
 * memory is out. */
const struct telling *telling_redact(const struct telling *telling, struct secrets secrets,
				     struct arena *arena);

/* ---- what formats share ------------------------------------------------------------------- */

/* Seconds with DECIMALS decimals, rounded, whatever the locale. */
void report_put_seconds(struct buf *buf, int64_t ns, unsigned decimals);

/* Milliseconds with three. */
void report_put_ms(struct buf *buf, int64_t ns);

/* Whether its verdict makes a run red. */
bool outcome_is_red(const struct outcome *outcome);

#endif
