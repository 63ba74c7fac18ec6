/* wildcard -- a text against a pattern in which * is any text. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_WILDCARD_H
#define BASE_WILDCARD_H

#include <stdbool.h>

/* Whether all of TEXT is as PATTERN has it; without '*' both are the same. Linear but for what
 * stars make it try again: at most their product. */
bool wildcard_matches(const char *pattern, const char *text);

#endif
