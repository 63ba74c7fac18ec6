/* outcome -- what became of one check, and of all of them: what the runner hands to the reports. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CHECK_OUTCOME_H
#define CHECK_OUTCOME_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/word.h"

enum verdict {
	VERDICT_OK,
	VERDICT_WARN,  /* passed, but a `warn` limit was missed */
	VERDICT_FAIL,  /* what was expected did not come true */
	VERDICT_ERROR, /* could not tell: a fixture, permission, this machine, a crash, a signal */
	VERDICT_SKIP,  /* not asked */
	VERDICT_TODO,  /* failed, as `todo` foresees: no red */
	VERDICT_FIXED, /* passed although `todo` foresees a failure: no red, but worth a look */
	VERDICT_COUNT
};

/* The word, as JSON has it: ok warn fail error skip todo fixed. */
const char *verdict_word(enum verdict verdict);

/* A plain value. Everything is borrowed while it is reported, holds bytes as they came, and may be
 * NULL or empty where nothing is known: reports escape it, and take secrets out. */
struct outcome {
	enum verdict verdict;

	const char *id;    /* one of its kind in a run; of a matrix with what was chosen: a[b=c] */
	const char *title; /* what the file calls it beside that */
	const char *group;
	const struct word *tags;
	size_t tag_count;
	const char *file; /* as it was named on the command line */
	unsigned line, column;
	struct word command; /* as written, with its expectation */
	const char *repro;   /* a command line for a shell that asks the same again */

	const char
		*status; /* what the last answer said: `refused`; of an error its kind: `fixture` */
	const char *reason; /* one sentence: what went wrong, or why it was skipped */
	const char *todo;   /* why, and until when, of VERDICT_TODO and VERDICT_FIXED */
	const char *
		flaky; /* passed by `retry` only: what became of the first attempt; NULL: at once */
	struct word expected, got;
	const struct word
		*details; /* lines that say more: other terms that were missed, a hexdump */
	size_t detail_count;

	int64_t duration_ns;  /* of all attempts */
	unsigned attempts;    /* 0: nothing was asked */
	struct word out, err; /* what it wrote, as far as it was kept */
	struct word results;  /* the lines that its applet's --json printed; empty: too many */
	struct word result;   /* the last of its results */
};

/* A sentence for OUTCOME: its reason, else "expected A, got B", else what the verdict says. */
void outcome_put_reason(struct buf *buf, const struct outcome *outcome);

/* Of a whole run, at its end. A plain value. */
struct tally {
	size_t total; /* of checks that were selected */
	size_t count[VERDICT_COUNT];
	size_t flaky;    /* of those that passed */
	const char *cut; /* why not all ran: "ended by SIGINT"; NULL: all did */
	int64_t duration_ns;
	int exit_code;
};

/* Add OUTCOME to the counts. */
void outcome_count(struct tally *tally, const struct outcome *outcome);

#endif
