/* order -- which address of a name to try first, and why: RFC 6724 section 6. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_ORDER_H
#define NET_ORDER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "net/addr.h"
#include "net/iface.h"
#include "net/policy.h"

/* The rules by their numbers in the RFC. */
enum order_rule {
	ORDER_USABLE = 1,
	ORDER_SCOPE_MATCHES,
	ORDER_NOT_DEPRECATED,
	ORDER_HOME,
	ORDER_LABEL_MATCHES,
	ORDER_PRECEDENCE,
	ORDER_NATIVE,
	ORDER_SMALLER_SCOPE,
	ORDER_LONGEST_PREFIX,
	ORDER_AS_GIVEN
};

/* One destination with all that the rules look at. A plain value. */
struct order_item {
	struct addr to;
	size_t given;       /* its place before sorting */
	struct addr source; /* what the kernel would send from; family 0: it has no way there */
	int error;          /* errno of the connect(2) that found no way */
	bool deprecated, home, tunnel; /* of the source address and its interface */
	unsigned scope, source_scope, label, source_label, precedence;
	unsigned common_bits; /* of to and source: up to the source's prefix */
};

/* What COUNT addresses, in the order given, look like from here. The source is found by a connected
 * UDP socket, which sends nothing. IFACES (may be empty) tells deprecated, home and tunnel. */
void order_look(struct order_item *item, const struct addr *to, size_t count,
		const struct ifaces *ifaces, const struct policy *policy);

/* Below 0: A comes first. RULE, if not NULL, says by which rule. IPv4 destinations are
 * compared by prefix only on their source's own network, as glibc does: names with many IPv4
 * addresses would lose their round robin otherwise. */
int order_compare(enum order_rule *rule, const struct order_item *a, const struct order_item *b);

void order_sort(struct order_item *item, size_t count);

/* Append why A comes before B, such as "higher precedence: 50, the other 40". */
void order_explain(struct buf *text, enum order_rule rule, const struct order_item *a,
		   const struct order_item *b);

#endif
