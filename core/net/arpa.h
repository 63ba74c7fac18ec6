/* arpa -- the names that reverse DNS keeps addresses under, both ways. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_ARPA_H
#define NET_ARPA_H

#include <stdbool.h>
#include <stddef.h>

#include "net/addr.h"

enum { ARPA_TEXT_MAX = 80 };

/* "1.1.168.192.in-addr.arpa" (RFC 1035), or 32 nibbles under ip6.arpa (RFC 3596), without a
 * dot at the end. Returns the length. */
size_t arpa_format(char text[static ARPA_TEXT_MAX], const struct addr *addr);

/* The address whose name TEXT is, in any case and with or without a dot at the end; all of
 * its labels must be there. On failure ADDR is untouched. */
bool arpa_parse(struct addr *addr, const char *text);

#endif
