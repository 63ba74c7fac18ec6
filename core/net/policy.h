/* policy -- the policy table of RFC 6724 section 2.1, and what gai.conf(5) makes of it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_POLICY_H
#define NET_POLICY_H

#include <stddef.h>

#include "net/addr.h"
#include "net/lines.h"

enum { POLICY_ROWS = 32 };

/* Values for prefixes; the longest prefix that holds an address wins. IPv4 addresses stand as
 * ::ffff:a.b.c.d. */
struct policy_table {
	struct policy_row {
		struct addr prefix;
		unsigned bits, value;
	} row[POLICY_ROWS];
	size_t count;
};

/* A plain value. */
struct policy {
	struct policy_table precedence, label, scope; /* scope: of IPv4 addresses */
	size_t active;                                /* lines of gai.conf that say something */
};

/* RFC 6724's own, with the rows of FILE (gai.conf; size 0: none) in place of it: one row of a
 * kind replaces all of that kind. Lines that libc passes over are passed over. */
void policy_read(struct policy *policy, struct word file);

unsigned policy_precedence(const struct policy *policy, const struct addr *addr);
unsigned policy_label(const struct policy *policy, const struct addr *addr);

/* 1 to 15, as in multicast addresses: 2 link-local, 5 site-local, 14 global. */
unsigned policy_scope(const struct policy *policy, const struct addr *addr);

#endif
