/* random -- numbers that repeat for the same seed: for faults and patterns, not for secrets. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/random.h"

#include <unistd.h>

#include "base/clock.h"

uint64_t random_next(struct random *random)
{
	uint64_t mixed = random->state += UINT64_C(0x9e3779b97f4a7c15);

	mixed = (mixed ^ mixed >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94d049bb133111eb);
	return mixed ^ mixed >> 31;
}

uint64_t random_below(struct random *random, uint64_t bound)
{
	return bound ? random_next(random) % bound : 0;
}

bool random_chance(struct random *random, unsigned permille)
{
	return random_below(random, 1000) < permille;
}

uint64_t random_seed(void)
{
	return (uint64_t)clock_wall_ns() ^ (uint64_t)getpid() << 40;
}
