/* order -- which address of a name to try first, and why: RFC 6724 section 6. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/order.h"

#include <errno.h>
#include <linux/if_addr.h>
#include <net/if_arp.h>
#include <stdlib.h>
#include <string.h>

#include "net/source.h"

/* ---- what the rules look at ------------------------------------------------------------- */

static bool is_tunnel(unsigned type)
{
	return type == ARPHRD_TUNNEL || type == ARPHRD_TUNNEL6 || type == ARPHRD_SIT ||
	       type == ARPHRD_IPGRE;
}

static const struct iface_address *find_address(const struct ifaces *ifaces,
						const struct addr *addr)
{
	for (size_t i = 0; i < ifaces->count; i++) {
		const struct iface *iface = &ifaces->item[i];

		for (size_t j = 0; j < iface->address_count; j++)
			if (addr_compare(&iface->addresses[j].addr, addr) == 0)
				return &iface->addresses[j];
	}
	return NULL;
}

static unsigned common_bits(const struct addr *a, const struct addr *b, unsigned max)
{
	unsigned bits = 0;

	while (bits < max && addr_in(a, b, bits + 1))
		bits++;
	return bits;
}

static void look_at_source(struct order_item *item, const struct ifaces *ifaces)
{
	const struct iface_address *address = find_address(ifaces, &item->source);
	unsigned all = 8 * (unsigned)addr_size(item->to.family);
	unsigned prefix = address ? address->prefix_bits : all;
	const struct iface *iface;

	item->common_bits = common_bits(&item->to, &item->source, prefix < all ? prefix : all);
	if (item->to.family == AF_INET && item->common_bits < prefix)
		item->common_bits = 0; /* another network: see the header */
	if (!address)
		return;
	item->deprecated = address->flags & IFA_F_DEPRECATED;
	item->home = address->flags & IFA_F_HOMEADDRESS;
	iface = ifaces_find_index(ifaces, address->index);
	item->tunnel = iface && is_tunnel(iface->type);
}

void order_look(struct order_item *item, const struct addr *to, size_t count,
		const struct ifaces *ifaces, const struct policy *policy)
{
	for (size_t i = 0; i < count; i++) {
		struct order_item fresh = { .to = to[i], .given = i };

		fresh.scope = policy_scope(policy, &fresh.to);
		fresh.label = policy_label(policy, &fresh.to);
		fresh.precedence = policy_precedence(policy, &fresh.to);
		fresh.error = source_find(&fresh.source, &fresh.to);
		if (fresh.error == 0) {
			fresh.source_scope = policy_scope(policy, &fresh.source);
			fresh.source_label = policy_label(policy, &fresh.source);
			look_at_source(&fresh, ifaces);
		}
		item[i] = fresh;
	}
}

/* ---- the rules -------------------------------------------------------------------------- */

/* Below 0 when A alone has it, above when B alone. */
static int prefer(bool a, bool b)
{
	return (int)b - (int)a;
}

static int prefer_more(unsigned a, unsigned b)
{
	return (a < b) - (a > b);
}

static int by_rule(enum order_rule rule, const struct order_item *a, const struct order_item *b)
{
	switch (rule) {
	case ORDER_USABLE:
		return prefer(a->error == 0, b->error == 0);
	case ORDER_SCOPE_MATCHES:
		return prefer(a->scope == a->source_scope, b->scope == b->source_scope);
	case ORDER_NOT_DEPRECATED:
		return prefer(!a->deprecated, !b->deprecated);
	case ORDER_HOME:
		return prefer(a->home, b->home);
	case ORDER_LABEL_MATCHES:
		return prefer(a->label == a->source_label, b->label == b->source_label);
	case ORDER_PRECEDENCE:
		return prefer_more(a->precedence, b->precedence);
	case ORDER_NATIVE:
		return prefer(!a->tunnel, !b->tunnel);
	case ORDER_SMALLER_SCOPE:
		return prefer_more(b->scope, a->scope);
	case ORDER_LONGEST_PREFIX:
		return a->to.family == b->to.family ? prefer_more(a->common_bits, b->common_bits)
						    : 0;
	case ORDER_AS_GIVEN:
		return a->given < b->given ? -1 : 1;
	}
	return 0;
}

int order_compare(enum order_rule *rule, const struct order_item *a, const struct order_item *b)
{
	enum order_rule number = ORDER_USABLE;
	int result;

	while ((result = by_rule(number, a, b)) == 0)
		number++;
	if (rule)
		*rule = number;
	return result;
}

static int compare(const void *a, const void *b)
{
	return order_compare(NULL, a, b);
}

void order_sort(struct order_item *item, size_t count)
{
	if (count > 1)
		qsort(item, count, sizeof(*item), compare);
}

/* ---- and why ---------------------------------------------------------------------------- */

static void put_addr(struct buf *text, const struct addr *addr)
{
	char word[ADDR_TEXT_MAX];

	addr_format(word, addr);
	buf_puts(text, word);
}

static void put_mismatch(struct buf *text, const char *what, const struct order_item *other,
			 unsigned value, unsigned source_value)
{
	buf_printf(text, "%s as its source's; the other has %u, its source ", what, value);
	put_addr(text, &other->source);
	buf_printf(text, " has %u", source_value);
}

void order_explain(struct buf *text, enum order_rule rule, const struct order_item *a,
		   const struct order_item *b)
{
	switch (rule) {
	case ORDER_USABLE:
		buf_printf(text, "the other has no way from here (%s)", err_name(b->error));
		break;
	case ORDER_SCOPE_MATCHES:
		put_mismatch(text, "scope", b, b->scope, b->source_scope);
		break;
	case ORDER_NOT_DEPRECATED:
		buf_puts(text, "the other's source is deprecated: ");
		put_addr(text, &b->source);
		break;
	case ORDER_HOME:
		buf_puts(text, "its source is a home address: ");
		put_addr(text, &a->source);
		break;
	case ORDER_LABEL_MATCHES:
		put_mismatch(text, "label", b, b->label, b->source_label);
		break;
	case ORDER_PRECEDENCE:
		buf_printf(text, "higher precedence: %u, the other %u", a->precedence,
			   b->precedence);
		break;
	case ORDER_NATIVE:
		buf_puts(text, "native; the other goes through a tunnel");
		break;
	case ORDER_SMALLER_SCOPE:
		buf_printf(text, "smaller scope: %u, the other %u", a->scope, b->scope);
		break;
	case ORDER_LONGEST_PREFIX:
		buf_printf(text, "longer prefix in common with its source: %u bits, the other %u",
			   a->common_bits, b->common_bits);
		break;
	case ORDER_AS_GIVEN:
		buf_puts(text, "no rule prefers either: as given");
		break;
	}
}
