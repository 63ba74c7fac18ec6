/* runner -- runs Check suites in several processes at once, and adds up what they found. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_RUNNER_H
#define TESTS_RUNNER_H

#include <check.h>
#include <stddef.h>

/* A suite, and the name that is told where its process does not come back. */
struct part {
	const char *name;
	Suite *suite;
};

/* Run all COUNT parts and free their suites, SUITE_JOBS at a time (as many as there are
 * processors): each process takes the next part that none has taken, so those that take long go
 * first. What failed is shown as Check shows it; a process that crashes or hangs is a failure of
 * the part it was at, and another goes on with the rest. The last line adds up: NAME: N passed, N
 * failed, 0 skipped. Returns the exit code. */
int parts_run(const char *name, const struct part *part, size_t count);

#endif
