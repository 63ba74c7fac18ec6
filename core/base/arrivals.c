/* arrivals -- numbered messages as they come in: what is missing, came twice, or came late. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/arrivals.h"

#include <string.h>

const struct name arrival_words[] = {
	NAME("first", ARRIVAL_FIRST, "of its sender"),
	NAME("next", ARRIVAL_NEXT, "the one that was due"),
	NAME("gap", ARRIVAL_GAP, "numbers before it are missing"),
	NAME("reordered", ARRIVAL_REORDERED, "lower than one before it"),
	NAME("duplicate", ARRIVAL_DUPLICATE, "this number came before"),
	NAMES_END,
};

static uint64_t *word_of(struct arrivals *arrivals, uint64_t number)
{
	return &arrivals->came[number % ARRIVALS_WINDOW / 64];
}

static void mark(struct arrivals *arrivals, uint64_t number)
{
	*word_of(arrivals, number) |= UINT64_C(1) << number % 64;
}

static bool is_marked(struct arrivals *arrivals, uint64_t number)
{
	return *word_of(arrivals, number) >> number % 64 & 1;
}

/* The window moves up to NUMBER: what lies between is not there yet. */
static void move_up(struct arrivals *arrivals, uint64_t number)
{
	if (number - arrivals->highest >= ARRIVALS_WINDOW)
		memset(arrivals->came, 0, sizeof(arrivals->came));
	else
		for (uint64_t i = arrivals->highest + 1; i <= number; i++)
			*word_of(arrivals, i) &= ~(UINT64_C(1) << i % 64);
	arrivals->highest = number;
}

static enum arrival add_above(struct arrivals *arrivals, uint64_t number, uint64_t *missing)
{
	uint64_t between = number - arrivals->highest - 1;

	move_up(arrivals, number);
	mark(arrivals, number);
	arrivals->unique++;
	*missing = between;
	return between > 0 ? ARRIVAL_GAP : ARRIVAL_NEXT;
}

static enum arrival add_below(struct arrivals *arrivals, uint64_t number)
{
	bool is_known = arrivals->highest - number < ARRIVALS_WINDOW;

	if (is_known && is_marked(arrivals, number)) {
		arrivals->duplicates++;
		return ARRIVAL_DUPLICATE;
	}
	if (is_known)
		mark(arrivals, number);
	if (number < arrivals->first)
		arrivals->first = number;
	arrivals->unique++;
	arrivals->reordered++;
	return ARRIVAL_REORDERED;
}

enum arrival arrivals_add(struct arrivals *arrivals, uint64_t number, uint64_t *missing)
{
	*missing = 0;
	if (arrivals->begun)
		return number > arrivals->highest ? add_above(arrivals, number, missing)
						  : add_below(arrivals, number);
	*arrivals =
		(struct arrivals){ .first = number, .highest = number, .unique = 1, .begun = true };
	mark(arrivals, number);
	return ARRIVAL_FIRST;
}

/* Duplicates from below the window were taken for new: there may be more than there are numbers. */
uint64_t arrivals_lost(const struct arrivals *arrivals)
{
	uint64_t span = arrivals->highest - arrivals->first;

	return arrivals->unique > span ? 0 : span - arrivals->unique + 1;
}
