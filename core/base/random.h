/* random -- numbers that repeat for the same seed: for faults and patterns, not for secrets. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

/* Any value is a seed. The generator is SplitMix64. */
struct random {
	uint64_t state;
};

uint64_t random_next(struct random *random);

/* From 0 to BOUND - 1, each as likely to a part in 2^64 / BOUND; 0 for a bound of 0. */
uint64_t random_below(struct random *random, uint64_t bound);

/* True in PERMILLE of 1000 cases. */
bool random_chance(struct random *random, unsigned permille);

/* A seed that nobody asked for: different from run to run. */
uint64_t random_seed(void);

#endif
