/* stats -- how measured values are spread: moments and quantiles of any number of them. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_STATS_H
#define BASE_STATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* Extremes and moments; values may be negative. A plain value: starts as { 0 }. */
struct spread {
	uint64_t count;
	int64_t min, max;     /* 0 while there is none */
	double mean, squares; /* and the sum of squared distances from it: Welford's method */
};

void spread_add(struct spread *spread, int64_t value);

/* The standard deviation of what was added, as of a whole population; 0 for less than two. */
double spread_deviation(const struct spread *spread);

enum {
	STATS_EXACT = 8192,   /* so many values are kept; of more only how many fell where */
	STATS_PRECISION = 256 /* then a quantile may be off by a part in so many of its value */
};

/* Quantiles too, of values from 0. Owner: starts as { 0 }, ends in stats_free. It takes 123 KiB,
 * however many values there are. */
struct stats {
	struct spread spread;
	struct stats_room *room;
	bool sorted;
};

bool stats_init(struct stats *stats, struct err *err);
void stats_free(struct stats *stats);

/* Negative values count as 0. */
void stats_add(struct stats *stats, int64_t value);

/* The value that a part Q (0 to 1) of all is not above, in between two by linear interpolation:
 * statistics.quantiles(method="inclusive") of Python. 0 where there is none. */
double stats_quantile(struct stats *stats, double q);

/* How many are below VALUE: exactly, or with the precision above. */
uint64_t stats_below(struct stats *stats, int64_t value);

/* Values from LOW to just below HIGH. */
struct bin {
	int64_t low, high;
	uint64_t count;
};

/* Sort all values into at most MAX (4 or more) bins: of one round width (1, 2 or 5 times a power of
 * ten) up to the 99th percentile, and one that ends behind the largest value. How many there are.
 */
size_t stats_bins(struct stats *stats, struct bin *bin, size_t max);

#endif
