/* suites -- what the generated list of unit-test suites is made of. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_SUITES_H
#define TESTS_SUITES_H

#include <check.h>
#include <stdbool.h>
#include <stddef.h>

struct suite_row {
	const char *name;
	Suite *(*make)(void);
};
extern const struct suite_row suites[];
extern const size_t suites_count;

/* Rounds of a repeated test: COUNT in `make stress`, a twentieth of it in `make check`. */
int rounds(int count);

/* False with CK_FORK=no, where a test that ends by a signal would end all of them. */
bool forks(void);

#endif
