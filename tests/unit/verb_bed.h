/* verb_bed -- a workbench to run verbs on in a test, quietly, and what they came to. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_VERB_BED_H
#define TESTS_VERB_BED_H

#include "bench/bench.h"

/* A row of a table of verbs: what is run, and what it comes to. */
struct verb_case {
	const char *line; /* words parted by blanks; \0 is written %00, a blank %20, nothing %- */
	int code;         /* that it exits with */
	const char
		*result; /* bytes as x"", a text or a number as it is, [a b] a list; NULL: none */
	int number;      /* errno of its failure, or 0 */
};

/* Run it; fails the test where it came to something else. */
void verb_check(const struct verb_case *verb);

/* Run LINE on BENCH, with stdout and stderr to nowhere. Returns the exit code. */
int verb_run(struct bench *bench, const char *line, int *number);

/* Run LINE with the first, second, ... call of CALL failing: it fails with exit code 3 then, and no
 * result, or comes to what it comes to otherwise. How many failed it. */
unsigned verb_sweep(const char *line, const char *call, int number);

#endif
