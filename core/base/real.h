/* real -- floating-point numbers from decimal text, by one checked parser, and back. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_REAL_H
#define BASE_REAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum {
	REAL_TEXT_MAX = 32, /* bytes that real_format writes, at most */
	REAL_INPUT_MAX =
		2000 /* bytes that real_parse reads: every double can be written out exactly */
};

/* Read SIZE bytes, all of them, as a number such as 2, -1.5, .5, 1e-3; or as inf, infinity or nan
 * in any case. Correctly rounded, whatever the locale; what is too small for a double is zero. No
 * blank and no hexadecimal. On failure REAL is untouched and ERR is STATUS_INVALID and quotes TEXT:
 * it is no number, or is too large for a double. */
bool real_parse(double *real, const char *text, size_t size, struct err *err);

/* Write the shortest decimal that reads back as REAL, and of several the nearest, without a NUL:
 * 2.5, 1.0, 1e+16, 5e-324, -0.0, inf, nan; what Python's repr() writes. Returns its size. */
size_t real_format(char text[static REAL_TEXT_MAX], double real);

/* Whether the number TEXT, which real_parse has read, is exactly REAL and not only near it. */
bool real_is_exact(const char *text, size_t size, double real);

#endif
