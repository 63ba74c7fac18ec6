/* fault -- what a server does wrong on purpose, so that its clients can be tested. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "serve/fault.h"

#include "base/clock.h"

bool faults_touch_answers(const struct faults *faults)
{
	return faults->delay_ns || faults->jitter_ns || faults->drop || faults->duplicate ||
	       faults->reorder || faults->truncate || faults->ignore;
}

/* Each kind takes its numbers whether it matters or not: one fault more does not change another. */
struct fate fate_of(struct faults *faults, size_t size)
{
	struct random *random = &faults->random;
	uint64_t jitter_ns = random_below(random, (uint64_t)faults->jitter_ns + 1);
	bool dropped = random_chance(random, faults->drop);
	bool doubled = random_chance(random, faults->duplicate);
	bool late = random_chance(random, faults->reorder);
	struct fate fate = { .copies = 1 + doubled,
			     .size = size,
			     .delay_ns = faults->delay_ns + (int64_t)jitter_ns,
			     .out_of_turn = late };

	if (dropped || faults->ignore)
		fate.copies = 0;
	if (late)
		fate.delay_ns += (int64_t)FAULT_REORDER_MS * NS_PER_MS;
	if (faults->truncate && size > faults->truncate)
		fate.size = (size_t)faults->truncate;
	return fate;
}
