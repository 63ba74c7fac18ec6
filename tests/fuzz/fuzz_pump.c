/* fuzz_pump -- a pump in any order of events: what goes in comes out, and it ends. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdio.h>

#include "../unit/pump_world.h"
#include "fuzz.h"

int fuzz_pump(const uint8_t *data, size_t size)
{
	const char *wrong = pump_world_run(data, size);

	if (wrong)
		fprintf(stderr, "fuzz_pump: %s\n", wrong);
	FUZZ_HOLDS(!wrong);
	return 0;
}
