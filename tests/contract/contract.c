/* contract -- runs the tests that walk the registry. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "contract.h"

#include <stdlib.h>

#include "runner.h"

/* The sweeps of an applet are a part of their own: they take long. */
int main(void)
{
	const struct part small[] = { { "applets", applets_suite() },
				      { "options", options_suite() },
				      { "records", records_suite() },
				      { "help", help_suite() } };
	const size_t count = sizeof(small) / sizeof(small[0]);
	struct part *part = calloc(applets_count + count, sizeof(*part));
	int code;

	if (!part)
		return 3;
	for (unsigned i = 0; i < applets_count; i++)
		part[i] = (struct part){ applets[i]->name, sweep_suite(i) };
	for (size_t i = 0; i < count; i++)
		part[applets_count + i] = small[i];
	code = parts_run("contract", part, applets_count + count);
	free(part);
	return code;
}
