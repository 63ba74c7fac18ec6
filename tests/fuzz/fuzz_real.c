/* fuzz_real -- decimals: what is read is written shortest, and reads back as the same double. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "base/real.h"
#include "fuzz.h"

static void check_real(double real)
{
	char text[REAL_TEXT_MAX];
	size_t size = real_format(text, real);
	struct err err = { 0 };
	double back;

	FUZZ_HOLDS(size > 0 && size < REAL_TEXT_MAX);
	FUZZ_HOLDS(real_parse(&back, text, size, &err));
	FUZZ_HOLDS(memcmp(&real, &back, sizeof(real)) == 0 || (real != real && back != back));
}

int fuzz_real(const uint8_t *data, size_t size)
{
	char *text = malloc(size ? size : 1);
	struct err err = { 0 };
	double real = 4711;

	if (!text)
		return 0;
	memcpy(text, data, size);
	if (real_parse(&real, text, size, &err)) {
		check_real(real);
		/* The halfway point to a neighbour is not the number itself. */
		FUZZ_HOLDS(!real_is_exact(text, size, real) ||
			   !real_is_exact(text, size, real + 1) || real + 1 == real ||
			   real != real);
	} else {
		FUZZ_HOLDS(real == 4711 && err.kind == STATUS_INVALID && err.text[0]);
	}
	if (size >= sizeof(real)) {
		memcpy(&real, data, sizeof(real));
		check_real(real);
	}
	free(text);
	return 0;
}
