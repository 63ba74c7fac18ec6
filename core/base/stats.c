/* stats -- how measured values are spread: moments and quantiles of any number of them. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/stats.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- moments -------------------------------------------------------------------------------- */

void spread_add(struct spread *spread, int64_t value)
{
	double from_mean = (double)value - spread->mean;

	if (spread->count == 0 || value < spread->min)
		spread->min = value;
	if (spread->count == 0 || value > spread->max)
		spread->max = value;
	spread->count++;
	spread->mean += from_mean / (double)spread->count;
	spread->squares += from_mean * ((double)value - spread->mean);
}

/* Newton's method from above, which ends when it no longer falls: sqrt(3) would take libm. */
static double square_root(double square)
{
	double root = square > 1 ? square : 1, next = (root + square / root) / 2;

	while (next < root) {
		root = next;
		next = (root + square / root) / 2;
	}
	return square > 0 ? root : 0;
}

double spread_deviation(const struct spread *spread)
{
	return spread->count < 2 ? 0 : square_root(spread->squares / (double)spread->count);
}

/* ---- buckets: 128 for each power of two, so that half of one is a part in 256 of its values - */

enum {
	BUCKET_BITS = 7,
	BUCKETS_EACH = 1 << BUCKET_BITS,
	BUCKETS = (63 - BUCKET_BITS + 1) * BUCKETS_EACH /* up to INT64_MAX */
};

_Static_assert(2 * BUCKETS_EACH == STATS_PRECISION, "half a bucket is the error");

struct stats_room {
	int64_t sample[STATS_EXACT];
	uint64_t bucket[BUCKETS];
};

/* Up to 2 * BUCKETS_EACH a value has a bucket of its own. */
static unsigned bucket_shift(uint64_t value)
{
	return value < 2 * BUCKETS_EACH ? 0 : 63u - (unsigned)__builtin_clzll(value) - BUCKET_BITS;
}

static size_t bucket_of(int64_t value)
{
	unsigned shift = bucket_shift((uint64_t)value);

	return shift * (size_t)BUCKETS_EACH + (size_t)((uint64_t)value >> shift);
}

/* The lowest value of bucket I, and how many values it has. */
static int64_t bucket_low(size_t i, int64_t *width)
{
	size_t shift = i < 2 * BUCKETS_EACH ? 0 : i / BUCKETS_EACH - 1;

	*width = INT64_C(1) << shift;
	return (int64_t)((i - shift * BUCKETS_EACH) << shift);
}

/* ---- values --------------------------------------------------------------------------------- */

bool stats_init(struct stats *stats, struct err *err)
{
	struct stats_room *room = calloc(1, sizeof(*room));

	if (!room)
		return err_errno(err, ENOMEM, "cannot measure");
	*stats = (struct stats){ .room = room };
	return true;
}

void stats_free(struct stats *stats)
{
	free(stats->room);
	*stats = (struct stats){ 0 };
}

static bool is_exact(const struct stats *stats)
{
	return stats->spread.count <= STATS_EXACT;
}

void stats_add(struct stats *stats, int64_t value)
{
	struct stats_room *room = stats->room;
	int64_t counted = value < 0 ? 0 : value;

	if (stats->spread.count < STATS_EXACT)
		room->sample[stats->spread.count] = counted;
	room->bucket[bucket_of(counted)]++;
	spread_add(&stats->spread, counted);
	stats->sorted = false;
}

static int compare(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

	return (left > right) - (left < right);
}

static void sort(struct stats *stats)
{
	if (!stats->sorted)
		qsort(stats->room->sample, stats->spread.count, sizeof(int64_t), compare);
	stats->sorted = true;
}

/* The value at place I in their order, as near as the buckets tell it. */
static double value_at(const struct stats *stats, uint64_t place)
{
	uint64_t below = 0;
	int64_t low, width;
	double middle;
	size_t i = 0;

	while ((below += stats->room->bucket[i]) <= place)
		i++;
	low = bucket_low(i, &width);
	middle = (double)low + (double)(width - 1) / 2;
	if (middle < (double)stats->spread.min)
		return (double)stats->spread.min;
	return middle > (double)stats->spread.max ? (double)stats->spread.max : middle;
}

double stats_quantile(struct stats *stats, double q)
{
	uint64_t last = stats->spread.count - 1, place;
	double exact, low, high;

	if (stats->spread.count == 0)
		return 0;
	exact = q * (double)last;
	place = exact >= (double)last ? last : (uint64_t)exact;
	if (!is_exact(stats))
		return value_at(stats, place);
	sort(stats);
	low = (double)stats->room->sample[place];
	high = (double)stats->room->sample[place < last ? place + 1 : last];
	return low + (high - low) * (exact - (double)place);
}

static uint64_t samples_below(struct stats *stats, int64_t value)
{
	uint64_t low = 0, high = stats->spread.count;

	sort(stats);
	while (low < high) {
		uint64_t middle = low + (high - low) / 2;

		if (stats->room->sample[middle] < value)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

uint64_t stats_below(struct stats *stats, int64_t value)
{
	uint64_t below = 0;

	if (value <= 0 || stats->spread.count == 0)
		return 0;
	if (is_exact(stats))
		return samples_below(stats, value);
	if (value > stats->spread.max)
		return stats->spread.count;
	for (size_t i = 0, end = bucket_of(value); i < end; i++)
		below += stats->room->bucket[i];
	return below;
}

/* ---- bins ----------------------------------------------------------------------------------- */

/* The smallest of 1, 2, 5, 10, 20, ... that is not less than LEAST. */
static int64_t round_width(double least)
{
	static const int64_t steps[] = { 1, 2, 5 };
	int64_t power = 1;

	for (size_t i = 0;; i++) {
		if (i == 3) {
			i = 0;
			power *= 10;
		}
		if ((double)(steps[i] * power) >= least || power > INT64_MAX / 100)
			return steps[i] * power;
	}
}

/* No finer than what is known: two buckets. */
static int64_t bin_width(const struct stats *stats, double top, size_t bins)
{
	double width = (top - (double)stats->spread.min) / (double)bins;
	double known = is_exact(stats) ? 1 : top / (STATS_PRECISION / 4.0);

	return round_width(width > known ? width : known);
}

size_t stats_bins(struct stats *stats, struct bin *bin, size_t max)
{
	size_t count = 0;
	double top = stats_quantile(stats, 0.99);
	int64_t width, low;
	uint64_t below = 0;

	if (stats->spread.count == 0)
		return 0;
	width = bin_width(stats, top, max - 2);
	low = stats->spread.min / width * width;
	while (count < max - 1 && below < stats->spread.count &&
	       (count == 0 || (double)low <= top)) {
		int64_t high = low > INT64_MAX - width ? INT64_MAX : low + width;
		uint64_t next = high == INT64_MAX ? stats->spread.count : stats_below(stats, high);

		bin[count++] = (struct bin){ low, high, next - below };
		below = next;
		low = high;
	}
	if (below < stats->spread.count) {
		int64_t max_value = stats->spread.max;

		bin[count++] = (struct bin){ low, max_value < INT64_MAX ? max_value + 1 : max_value,
					     stats->spread.count - below };
	}
	return count;
}
