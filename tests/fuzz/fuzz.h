/* fuzz -- a fuzz target: a function over any bytes that must neither crash nor lie. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

typedef int fuzz_function(const uint8_t *data, size_t size);

struct fuzz_target {
	const char *name; /* seeds are in tests/fuzz/seeds/NAME/ */
	fuzz_function *run;
};

extern const struct fuzz_target fuzz_targets[]; /* ends with a NULL name */

/* A property that must hold; prints it and aborts when it does not. */
#define FUZZ_HOLDS(condition) ((condition) ? (void)0 : fuzz_broken(#condition, __FILE__, __LINE__))
_Noreturn void fuzz_broken(const char *condition, const char *file, int line);

#endif
