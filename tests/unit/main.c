/* main -- runs every unit-test suite; CK_RUN_SUITE=name runs one. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "suites.h"

int rounds(int count)
{
	const char *stress = getenv("STRESS");
	int part = stress ? count : count / 20;

	return part > 0 ? part : 1;
}

/* What outputs look at: the same on every machine, unless a test says otherwise. */
static void clear_environment(void)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG",          "COLUMNS",
					     "TERM",   "NO_COLOR", "GITHUB_ACTIONS" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		unsetenv(names[i]);
}

bool forks(void)
{
	const char *wanted = getenv("CK_FORK");

	return !wanted || strcmp(wanted, "no") != 0;
}

int main(void)
{
	SRunner *runner = srunner_create(NULL);
	int failed;

	clear_environment();
	for (suite_maker *const *maker = suites; *maker; maker++)
		srunner_add_suite(runner, (*maker)());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed > 0;
}
