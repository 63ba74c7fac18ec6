/* loose -- the other readings of IPv4 text: inet_aton(3), which guesses, and plain decimal. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_LOOSE_H
#define NET_LOOSE_H

#include <stdbool.h>

#include "net/addr.h"

/* Read TEXT as inet_aton(3) does: one to four numbers, decimal, octal (010) or hexadecimal
 * (0x7f), the last of which fills all bytes that are left; what stands behind a blank is
 * ignored. JUNK tells whether something was. On failure nothing is touched. */
bool loose_parse(struct addr *addr, bool *junk, const char *text);

/* Read four decimal numbers, leading zeros and all, as some older programs do: 010.1.1.1 is
 * 10.1.1.1. On failure ADDR is untouched. */
bool loose_decimal(struct addr *addr, const char *text);

#endif
