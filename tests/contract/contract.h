/* contract -- tests that walk the registry: what every applet keeps, today's and tomorrow's. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_CONTRACT_H
#define TESTS_CONTRACT_H

#include <check.h>
#include <stdbool.h>
#include <stddef.h>

#include "cli/applet.h"

enum { HELP_MAX = 80, WHERE_MAX = 160 };

/* What the tests walk: the applets, and behind them the verbs of the workbench. */
const struct applet *contract_applet(int index);
int contract_count(void);

/* Lower case letters, digits and OTHERS, beginning with a letter. */
bool word_made_of(const char *word, const char *others);
bool word_in(const char *word, const char *const *words);

/* One line of at most MAX characters, lower case, without a full stop. */
void check_sentence(const char *where, const char *text, size_t max);

Suite *applets_suite(void);
Suite *options_suite(void);
Suite *records_suite(void);
Suite *help_suite(void);
Suite *sweep_suite(unsigned applet);
Suite *verbs_suite(unsigned verb);

#endif
