/* ifrow -- interfaces, their addresses, groups and routes as fields of records. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/ifrow.h"

#include <string.h>

#include "base/buf.h"
#include "base/num.h"

/* clang-format off */
enum {
	ADDRESS, PREFIX, FAMILY, SCOPE, FLAGS, VALID, PREFERRED, PEER, BROADCAST, ZONED, ZONED_INDEX
};

static const struct field address_fields[] = {
	[ADDRESS] = FIELD("address", FIELD_ADDRESS, 0, 0, "without its zone", NULL),
	[PREFIX] = FIELD("prefixlen", FIELD_UINT, 0, 0, "bits of the network", NULL),
	[FAMILY] = FIELD("family", FIELD_TEXT, 0, 0, "AF_INET or AF_INET6", NULL),
	[SCOPE] = FIELD("scope", FIELD_TEXT, 0, 0, "how far it reaches: global, site, link or host", NULL),
	[FLAGS] = FIELD("flags", FIELD_TEXT, 0, 0, "such as permanent, tentative, deprecated, joined by blanks", NULL),
	[VALID] = FIELD("valid_lft_s", FIELD_UINT, 0, UNIT_S, "left until it goes; unset is forever", NULL),
	[PREFERRED] = FIELD("preferred_lft_s", FIELD_UINT, 0, UNIT_S, "left until it is deprecated; unset is forever", NULL),
	[PEER] = FIELD("peer", FIELD_ADDRESS, 0, 0, "the other end of the link", NULL),
	[BROADCAST] = FIELD("broadcast", FIELD_ADDRESS, 0, 0, "all hosts of the network", NULL),
	[ZONED] = FIELD("zoned", FIELD_TEXT, 0, 0, "link-local: with its zone, to paste", NULL),
	[ZONED_INDEX] = FIELD("zoned_index", FIELD_TEXT, 0, 0, "the same with the zone as a number", NULL),
	{ 0 }
};

const struct shape ifrow_address_shape = {
	address_fields,
	"{address}/{prefixlen} scope {scope}[ {flags}][ peer {peer}][ broadcast {broadcast}]"
	"[ valid {valid_lft_s} s][ preferred {preferred_lft_s} s][ paste {zoned} or {zoned_index}]"
};

enum { GROUP, GROUP_FAMILY, USERS, INCLUDED, EXCLUDED };

static const struct field group_fields[] = {
	[GROUP] = FIELD("group", FIELD_ADDRESS, 0, 0, "the multicast address", NULL),
	[GROUP_FAMILY] = FIELD("family", FIELD_TEXT, 0, 0, "AF_INET or AF_INET6", NULL),
	[USERS] = FIELD("users", FIELD_UINT, 0, 0, "sockets and parts of the kernel that joined", NULL),
	[INCLUDED] = FIELD("included", FIELD_TEXT, 0, 0, "sources that are wanted, joined by blanks", NULL),
	[EXCLUDED] = FIELD("excluded", FIELD_TEXT, 0, 0, "sources that are blocked, joined by blanks", NULL),
	{ 0 }
};

const struct shape ifrow_group_shape = {
	group_fields, "{group} users {users}[ only from {included}][ not from {excluded}]"
};

enum { DESTINATION, SOURCE, GATEWAY, ROUTE_KIND, ROUTE_SCOPE, TABLE };

static const struct field route_fields[] = {
	[DESTINATION] = FIELD("destination", FIELD_ADDRESS, 0, 0, "the address asked for", NULL),
	[SOURCE] = FIELD("source", FIELD_ADDRESS, 0, 0, "the own address that is sent from", NULL),
	[GATEWAY] = FIELD("gateway", FIELD_ADDRESS, 0, 0, "the next hop; unset: it is on the link", NULL),
	[ROUTE_KIND] = FIELD("kind", FIELD_TEXT, 0, 0, "such as unicast, local, blackhole, prohibit", NULL),
	[ROUTE_SCOPE] = FIELD("scope", FIELD_TEXT, 0, 0, "how far the route reaches", NULL),
	[TABLE] = FIELD("table", FIELD_TEXT, 0, 0, "the routing table that decided; unset: not told", NULL),
	{ 0 }
};

const struct shape ifrow_route_shape = {
	route_fields,
	"[{kind} ]to {destination}[ from {source}][ via {gateway}][ scope {scope}][ table {table}]"
};
/* clang-format on */

/* ---- values as text ----------------------------------------------------------------------- */

static const char *family_word(int family)
{
	return family == AF_INET ? "AF_INET" : "AF_INET6";
}

static void put_word_or_number(struct row *row, unsigned field, const struct name *table,
			       unsigned value)
{
	const char *word = name_word(table, (long)value);
	char digits[NUM_TEXT_MAX];

	if (word)
		row_text(row, field, word);
	else
		row_bytes(row, field, digits, num_format(digits, value));
}

/* Zones have fields of their own. */
static void put_addr(struct row *row, unsigned field, struct addr addr)
{
	addr.scope_id = 0;
	row_addr(row, field, &addr);
}

void ifrow_put_mac(struct row *row, unsigned field, const unsigned char *mac, size_t size)
{
	struct buf text = { 0 };

	iface_put_mac(&text, mac, size);
	row_part(row, field, &text);
}

/* As one text, or as a list where FIELD is one. */
void ifrow_put_flags(struct row *row, unsigned field, const struct name *table, uint32_t flags)
{
	struct buf words = { 0 };
	const char *word;

	name_put_bits(&words, table, flags, " ");
	word = buf_text(&words);
	if (!row || !(row->shape->fields[field].flags & FIELD_LIST)) {
		row_text(row, field, *word ? word : NULL);
	} else {
		row_empty(row, field);
		for (size_t size; *word; word += size + (word[size] == ' ')) {
			size = strcspn(word, " ");
			row_bytes(row, field, word, size);
		}
	}
	row_free_part(row, &words);
}

/* ---- addresses ---------------------------------------------------------------------------- */

static void put_zoned(struct row *row, const struct iface *iface, struct addr addr)
{
	struct buf text = { 0 };
	char plain[ADDR_TEXT_MAX];

	addr.scope_id = 0;
	addr_format(plain, &addr);
	buf_printf(&text, "%s%%%s", plain, iface->name);
	row_part(row, ZONED, &text);
	buf_printf(&text, "%s%%%u", plain, iface->index);
	row_part(row, ZONED_INDEX, &text);
}

void ifrow_put_address(struct row *row, const struct iface *iface,
		       const struct iface_address *address)
{
	put_addr(row, ADDRESS, address->addr);
	row_uint(row, PREFIX, address->prefix_bits);
	row_text(row, FAMILY, family_word(address->addr.family));
	put_word_or_number(row, SCOPE, iface_scopes, address->scope);
	ifrow_put_flags(row, FLAGS, iface_address_flags, address->flags);
	if (address->valid_s != IFACE_FOREVER)
		row_uint(row, VALID, address->valid_s);
	if (address->preferred_s != IFACE_FOREVER)
		row_uint(row, PREFERRED, address->preferred_s);
	put_addr(row, PEER, address->peer);
	put_addr(row, BROADCAST, address->broadcast);
	if (address->addr.scope_id && iface)
		put_zoned(row, iface, address->addr);
}

/* ---- groups ------------------------------------------------------------------------------- */

static void put_source(struct buf *text, const struct addr *addr)
{
	char word[ADDR_TEXT_MAX];

	addr_format(word, addr);
	buf_puts(text, text->size ? " " : "");
	buf_puts(text, word);
}

void ifrow_put_group(struct row *row, const struct membership *membership)
{
	struct buf included = { 0 }, excluded = { 0 };

	put_addr(row, GROUP, membership->group);
	row_text(row, GROUP_FAMILY, family_word(membership->group.family));
	row_uint(row, USERS, membership->users);
	for (size_t i = 0; i < membership->source_count; i++) {
		const struct membership_source *source = &membership->sources[i];

		if (source->included)
			put_source(&included, &source->addr);
		if (source->excluded)
			put_source(&excluded, &source->addr);
	}
	row_part(row, INCLUDED, &included);
	row_part(row, EXCLUDED, &excluded);
}

/* ---- links and routes -------------------------------------------------------------------- */

void ifrow_put_link(struct row *row, const struct iface *iface, const struct iface *master)
{
	row_text(row, IFROW_NAME, iface->name);
	row_uint(row, IFROW_INDEX, iface->index);
	row_texts(row, IFROW_ALTNAMES, iface->altnames);
	put_word_or_number(row, IFROW_OPERSTATE, iface_states, iface->state);
	ifrow_put_flags(row, IFROW_FLAGS, iface_flags, iface->flags);
	row_uint(row, IFROW_MTU, iface->mtu);
	ifrow_put_mac(row, IFROW_MAC, iface->mac, iface->mac_size);
	put_word_or_number(row, IFROW_LINK_TYPE, iface_types, iface->type);
	row_text(row, IFROW_KIND, iface->kind[0] ? iface->kind : NULL);
	row_text(row, IFROW_MASTER, master ? master->name : NULL);
}

static void put_way(struct row *row, const struct route *route)
{
	put_addr(row, SOURCE, route->source);
	put_addr(row, GATEWAY, route->gateway);
	put_word_or_number(row, ROUTE_KIND, route_kinds, route->kind);
	put_word_or_number(row, ROUTE_SCOPE, iface_scopes, route->scope);
	if (route->table)
		put_word_or_number(row, TABLE, route_tables, route->table);
}

void ifrow_put_route(struct row *row, const struct addr *to, const struct route *route)
{
	put_addr(row, DESTINATION, *to);
	put_way(row, route);
}

void ifrow_put_refusal(struct row *row, const struct addr *to, int number)
{
	put_addr(row, DESTINATION, *to);
	row_text(row, ROUTE_KIND, name_word(route_kinds, (long)route_refusal(number)));
}

void ifrow_put_network(struct row *row, const struct route *route)
{
	struct addr network = route->destination;
	struct buf text = { 0 };
	char plain[ADDR_TEXT_MAX];

	network.family = route->family; /* the default route has no destination: all zeros */
	addr_format(plain, &network);
	buf_printf(&text, "%s/%u", plain, route->prefix_bits);
	row_part(row, DESTINATION, &text);
	put_way(row, route);
}
