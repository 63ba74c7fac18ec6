/* main -- runs every unit-test suite; CK_RUN_SUITE=name runs one. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "runner.h"
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
	struct part *part = calloc(suites_count, sizeof(*part));
	int code;

	if (!part)
		return 3;
	clear_environment();
	for (size_t i = 0; i < suites_count; i++)
		part[i] = (struct part){ suites[i].name, suites[i].make() };
	code = parts_run("unit", part, suites_count);
	free(part);
	return code;
}
