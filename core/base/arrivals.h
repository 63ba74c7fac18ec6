/* arrivals -- numbered messages as they come in: what is missing, came twice, or came late. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_ARRIVALS_H
#define BASE_ARRIVALS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/name.h"

enum { ARRIVALS_WINDOW = 1024 }; /* numbers below the highest of which is known whether they came */

enum arrival {
	ARRIVAL_FIRST,
	ARRIVAL_NEXT,      /* the one that was due */
	ARRIVAL_GAP,       /* numbers before it have not come (yet) */
	ARRIVAL_REORDERED, /* lower than one that came before */
	ARRIVAL_DUPLICATE
};
extern const struct name arrival_words[]; /* first, next, gap, reordered, duplicate */

/* What came of one sender. A plain value that starts as { 0 }. */
struct arrivals {
	uint64_t first, highest; /* numbers */
	uint64_t unique;         /* messages of different numbers */
	uint64_t duplicates, reordered;
	bool begun;
	uint64_t came[ARRIVALS_WINDOW / 64]; /* bit N % ARRIVALS_WINDOW: number N came */
};

/* One more came with NUMBER. What it is; *MISSING is how many numbers a gap leaves out, else 0.
 * What is further below the highest than the window counts as reordered: whether it is a duplicate
 * is no longer known. */
enum arrival arrivals_add(struct arrivals *arrivals, uint64_t number, uint64_t *missing);

/* Numbers between the first and the highest that have not come. */
uint64_t arrivals_lost(const struct arrivals *arrivals);

#endif
