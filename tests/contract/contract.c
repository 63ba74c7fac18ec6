/* contract -- runs the tests that walk the registry. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "contract.h"

#include <stdlib.h>

#include "bench/verb.h"
#include "runner.h"

/* The sweeps of an applet, and of a verb, are a part of their own: they take long. */
int main(void)
{
	const struct part small[] = { { "applets", applets_suite() },
				      { "options", options_suite() },
				      { "records", records_suite() },
				      { "help", help_suite() } };
	const size_t count = sizeof(small) / sizeof(small[0]);
	struct part *part = calloc(applets_count + verbs_count + count, sizeof(*part));
	size_t parts = 0;
	int code;

	if (!part)
		return 3;
	for (unsigned i = 0; i < applets_count; i++)
		part[parts++] = (struct part){ applets[i]->name, sweep_suite(i) };
	for (unsigned i = 0; i < verbs_count; i++)
		part[parts++] = (struct part){ verbs[i]->name, verbs_suite(i) };
	for (size_t i = 0; i < count; i++)
		part[parts++] = small[i];
	code = parts_run("contract", part, parts);
	free(part);
	return code;
}
