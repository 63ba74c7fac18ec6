/* wildcard -- a text against a pattern in which * is any text. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/wildcard.h"

#include <stddef.h>

bool wildcard_matches(const char *pattern, const char *text)
{
	const char *star = NULL, *from = text;

	while (*text) {
		if (*pattern == '*') {
			star = ++pattern;
			from = text;
		} else if (*pattern == *text) {
			pattern++;
			text++;
		} else if (star) {
			pattern = star;
			text = ++from;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}
