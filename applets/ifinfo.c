/* ifinfo -- show network interfaces, their addresses and groups, and the way to a host. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "base/buf.h"
#include "base/num.h"
#include "cli/applet.h"
#include "cli/out.h"
#include "net/iface.h"
#include "net/membership.h"
#include "net/multicast.h"
#include "net/route.h"

struct settings {
	const char *route;
};

static const struct opt options[] = {
	OPT_TEXT(struct settings, route, 0, "route", "ADDRESS", OFFER_NOTHING,
		 "the way to ADDRESS, out of INTERFACE where one is given"),
	OPT_END
};

static const struct operand operands[] = {
	{ "INTERFACE", 0, MANY, OFFER_INTERFACE, "a name, an alternative name or an index" }, { 0 }
};

/* clang-format off */
enum {
	ADDRESS, PREFIX, FAMILY, SCOPE, FLAGS, VALID, PREFERRED, PEER, BROADCAST, ZONED, ZONED_INDEX
};

static const struct field address_fields[] = {
	[ADDRESS] = { "address", FIELD_ADDRESS, 0, 0, "without its zone", NULL },
	[PREFIX] = { "prefix", FIELD_UINT, 0, 0, "bits of the network", NULL },
	[FAMILY] = { "family", FIELD_TEXT, 0, 0, "inet or inet6", NULL },
	[SCOPE] = { "scope", FIELD_TEXT, 0, 0, "global, site, link or host", NULL },
	[FLAGS] = { "flags", FIELD_TEXT, 0, 0, "permanent, tentative, deprecated ..., joined by blanks", NULL },
	[VALID] = { "valid_lft_s", FIELD_UINT, 0, UNIT_S, "left until it goes; unset is forever", NULL },
	[PREFERRED] = { "preferred_lft_s", FIELD_UINT, 0, UNIT_S, "left until it is deprecated; unset is forever", NULL },
	[PEER] = { "peer", FIELD_ADDRESS, 0, 0, "the other end of the link", NULL },
	[BROADCAST] = { "broadcast", FIELD_ADDRESS, 0, 0, "all hosts of the network", NULL },
	[ZONED] = { "zoned", FIELD_TEXT, 0, 0, "link-local: with its zone, to paste", NULL },
	[ZONED_INDEX] = { "zoned_index", FIELD_TEXT, 0, 0, "the same with the zone as a number", NULL },
	{ 0 }
};

static const struct shape address_shape = {
	address_fields,
	"{address}/{prefix} {scope}[ {flags}][ peer {peer}][ broadcast {broadcast}]"
	"[ valid {valid_lft_s} s][ preferred {preferred_lft_s} s][ paste {zoned} or {zoned_index}]"
};

enum { GROUP, GROUP_FAMILY, USERS, INCLUDED, EXCLUDED };

static const struct field group_fields[] = {
	[GROUP] = { "group", FIELD_ADDRESS, 0, 0, "the multicast address", NULL },
	[GROUP_FAMILY] = { "family", FIELD_TEXT, 0, 0, "inet or inet6", NULL },
	[USERS] = { "users", FIELD_UINT, 0, 0, "sockets and parts of the kernel that joined", NULL },
	[INCLUDED] = { "included", FIELD_TEXT, 0, 0, "sources that are wanted, joined by blanks", NULL },
	[EXCLUDED] = { "excluded", FIELD_TEXT, 0, 0, "sources that are blocked, joined by blanks", NULL },
	{ 0 }
};

static const struct shape group_shape = {
	group_fields, "{group} users {users}[ only from {included}][ not from {excluded}]"
};

enum { DESTINATION, SOURCE, GATEWAY, ROUTE_KIND, ROUTE_SCOPE, TABLE };

static const struct field route_fields[] = {
	[DESTINATION] = { "destination", FIELD_ADDRESS, 0, 0, "the address asked for", NULL },
	[SOURCE] = { "source", FIELD_ADDRESS, 0, 0, "the own address that is sent from", NULL },
	[GATEWAY] = { "gateway", FIELD_ADDRESS, 0, 0, "the next hop; unset: it is on the link", NULL },
	[ROUTE_KIND] = { "kind", FIELD_TEXT, 0, 0, "unicast, local, blackhole, prohibit ...", NULL },
	[ROUTE_SCOPE] = { "scope", FIELD_TEXT, 0, 0, "how far the route reaches", NULL },
	[TABLE] = { "table", FIELD_TEXT, 0, 0, "the routing table that decided; unset: not told", NULL },
	{ 0 }
};

static const struct shape route_shape = {
	route_fields,
	"[{kind} ]to {destination}[ from {source}][ via {gateway}][ scope {scope}][ table {table}]"
};

enum {
	NAME, INDEX, ALTNAMES, OPERSTATE, IF_FLAGS, MTU, MAC, LINK_TYPE, KIND, MASTER, ADDRESSES,
	CAN_INET, WHY_INET, CAN_INET6, WHY_INET6, IGMP, GROUPS, MAC_GROUPS, ROUTE
};

static const struct field fields[] = {
	[NAME] = { "name", FIELD_TEXT, 0, 0, "the interface's name", NULL },
	[INDEX] = { "index", FIELD_UINT, 0, 0, "its number", NULL },
	[ALTNAMES] = { "altnames", FIELD_TEXT, FIELD_LIST, 0, "alternative names", NULL },
	[OPERSTATE] = { "operstate", FIELD_TEXT, 0, 0, "UP, DOWN, UNKNOWN ..., RFC 2863", NULL },
	[IF_FLAGS] = { "flags", FIELD_TEXT, FIELD_LIST, 0, "UP, BROADCAST, MULTICAST ...", NULL },
	[MTU] = { "mtu", FIELD_UINT, 0, 0, "bytes of the largest packet; --route: of the path", NULL },
	[MAC] = { "mac", FIELD_TEXT, 0, 0, "link-layer address", NULL },
	[LINK_TYPE] = { "link_type", FIELD_TEXT, 0, 0, "ether, loopback, none ... or a number", NULL },
	[KIND] = { "kind", FIELD_TEXT, 0, 0, "of a virtual one: veth, bridge, vlan ...", NULL },
	[MASTER] = { "master", FIELD_TEXT, 0, 0, "the bridge or bond that it is a part of", NULL },
	[ADDRESSES] = { "addresses", FIELD_OBJECT, FIELD_LIST, 0, "its IP addresses", &address_shape },
	[CAN_INET] = { "multicast_inet", FIELD_BOOL, 0, 0, "whether IPv4 groups work on it", NULL },
	[WHY_INET] = { "multicast_inet_why", FIELD_TEXT, 0, 0, "why not, or what to know", NULL },
	[CAN_INET6] = { "multicast_inet6", FIELD_BOOL, 0, 0, "whether IPv6 groups work on it", NULL },
	[WHY_INET6] = { "multicast_inet6_why", FIELD_TEXT, 0, 0, "why not, or what to know", NULL },
	[IGMP] = { "igmp_version", FIELD_UINT, 0, 0, "what the queriers on the link let it speak", NULL },
	[GROUPS] = { "groups", FIELD_OBJECT, FIELD_LIST, 0, "the multicast groups joined", &group_shape },
	[MAC_GROUPS] = { "mac_groups", FIELD_TEXT, FIELD_LIST, 0, "link-layer addresses received beside its own", NULL },
	[ROUTE] = { "route", FIELD_OBJECT, 0, 0, "--route: the way", &route_shape },
	{ 0 }
};
/* clang-format on */

static const struct record_type records[] = {
	{ "result", "an interface, or with --route the way to an address", { fields, NULL } }, { 0 }
};

static const struct example examples[] = {
	{ "ifinfo lo", "all about one interface" },
	{ "ifinfo --get name,index", "every interface, as if_nameindex(3) lists them" },
	{ "ifinfo 1 --json --expect 'flags has UP'", "a script makes sure that index 1 is up" },
	{ "ifinfo --route 127.0.0.1", "the interface and source address for a destination" },
	{ 0 }
};

/* ---- values as text ----------------------------------------------------------------------- */

static const char *family_word(int family)
{
	return family == AF_INET ? "inet" : "inet6";
}

static bool is_asked(const struct run *run, int family)
{
	return run->common->family == 0 || run->common->family == (family == AF_INET ? 4 : 6);
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
	char text[ADDR_TEXT_MAX];

	addr.scope_id = 0;
	if (addr.family)
		row_bytes(row, field, text, addr_format(text, &addr));
}

static void put_mac(struct row *row, unsigned field, const unsigned char *mac, size_t size)
{
	struct buf text = { 0 };

	for (size_t i = 0; i < size; i++) {
		buf_puts(&text, i ? ":" : "");
		buf_puthex(&text, mac + i, 1);
	}
	if (size)
		row_text(row, field, buf_text(&text));
	row_free_part(row, &text);
}

/* The names of the bits that are set; what has no name, as one number. */
static void put_flags(struct buf *text, const struct name *table, uint32_t flags)
{
	for (; table->word; table++)
		if (flags & (uint32_t)table->value) {
			buf_puts(text, text->size ? " " : "");
			buf_puts(text, table->word);
			flags &= ~(uint32_t)table->value;
		}
	if (flags)
		buf_printf(text, "%s0x%x", text->size ? " " : "", flags);
}

/* A list of the words of TEXT. */
static void put_words(struct row *row, unsigned field, const char *text)
{
	row_empty(row, field);
	while (*text) {
		size_t size = strcspn(text, " ");

		row_bytes(row, field, text, size);
		text += size + (text[size] == ' ');
	}
}

/* ---- addresses ---------------------------------------------------------------------------- */

static void put_zoned(struct row *row, const struct iface *iface, struct addr addr)
{
	struct buf text = { 0 };
	char plain[ADDR_TEXT_MAX];

	addr.scope_id = 0;
	addr_format(plain, &addr);
	buf_printf(&text, "%s%%%s", plain, iface->name);
	row_text(row, ZONED, buf_text(&text));
	buf_clear(&text);
	buf_printf(&text, "%s%%%u", plain, iface->index);
	row_text(row, ZONED_INDEX, buf_text(&text));
	row_free_part(row, &text);
}

static void put_address(struct row *row, const struct iface *iface,
			const struct iface_address *address)
{
	struct buf flags = { 0 };

	put_flags(&flags, iface_address_flags, address->flags);
	put_addr(row, ADDRESS, address->addr);
	row_uint(row, PREFIX, address->prefix_bits);
	row_text(row, FAMILY, family_word(address->addr.family));
	put_word_or_number(row, SCOPE, iface_scopes, address->scope);
	row_text(row, FLAGS, buf_text(&flags));
	if (address->valid_s != IFACE_FOREVER)
		row_uint(row, VALID, address->valid_s);
	if (address->preferred_s != IFACE_FOREVER)
		row_uint(row, PREFERRED, address->preferred_s);
	put_addr(row, PEER, address->peer);
	put_addr(row, BROADCAST, address->broadcast);
	if (address->addr.scope_id)
		put_zoned(row, iface, address->addr);
	row_free_part(row, &flags);
}

static void put_addresses(const struct run *run, struct row *row, const struct iface *iface)
{
	row_empty(row, ADDRESSES);
	for (size_t i = 0; i < iface->address_count; i++)
		if (is_asked(run, iface->addresses[i].addr.family))
			put_address(row_object(row, ADDRESSES), iface, &iface->addresses[i]);
}

/* ---- groups ------------------------------------------------------------------------------- */

static void put_source(struct buf *text, const struct addr *addr)
{
	char word[ADDR_TEXT_MAX];

	addr_format(word, addr);
	buf_puts(text, text->size ? " " : "");
	buf_puts(text, word);
}

static void put_group(struct row *row, const struct membership *membership)
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
	if (included.size)
		row_text(row, INCLUDED, buf_text(&included));
	if (excluded.size)
		row_text(row, EXCLUDED, buf_text(&excluded));
	row_free_part(row, &included);
	row_free_part(row, &excluded);
}

static void put_groups(const struct run *run, struct row *row, unsigned index,
		       const struct memberships *joined)
{
	row_empty(row, GROUPS);
	row_empty(row, MAC_GROUPS);
	for (size_t i = 0; i < joined->igmp_count; i++)
		if (joined->igmp[i].index == index)
			row_uint(row, IGMP, joined->igmp[i].version);
	for (size_t i = 0; i < joined->count; i++)
		if (joined->item[i].index == index && is_asked(run, joined->item[i].group.family))
			put_group(row_object(row, GROUPS), &joined->item[i]);
	for (size_t i = 0; i < joined->mac_count; i++)
		if (joined->mac[i].index == index)
			put_mac(row, MAC_GROUPS, joined->mac[i].mac, joined->mac[i].mac_size);
}

static bool put_multicast(struct row *row, const struct iface *iface, struct err *err)
{
	static const struct {
		int family;
		unsigned can, why;
	} families[] = { { AF_INET, CAN_INET, WHY_INET }, { AF_INET6, CAN_INET6, WHY_INET6 } };

	for (int i = 0; i < 2; i++) {
		struct multicast multicast;

		if (!row_wants(row, families[i].can) && !row_wants(row, families[i].why))
			continue;
		if (!multicast_check(&multicast, iface, families[i].family, err))
			return false;
		row_bool(row, families[i].can, multicast.can);
		row_text(row, families[i].why, multicast.why);
	}
	return true;
}

/* ---- an interface ------------------------------------------------------------------------- */

/* What was read to answer one question. */
struct host {
	struct ifaces ifaces;
	struct memberships joined;
};

static void put_link(struct row *row, const struct host *host, const struct iface *iface)
{
	const struct iface *master = ifaces_find_index(&host->ifaces, iface->master);
	struct buf flags = { 0 };

	row_text(row, NAME, iface->name);
	row_uint(row, INDEX, iface->index);
	row_texts(row, ALTNAMES, iface->altnames);
	put_word_or_number(row, OPERSTATE, iface_states, iface->state);
	put_flags(&flags, iface_flags, iface->flags);
	put_words(row, IF_FLAGS, buf_text(&flags));
	row_uint(row, MTU, iface->mtu);
	put_mac(row, MAC, iface->mac, iface->mac_size);
	put_word_or_number(row, LINK_TYPE, iface_types, iface->type);
	row_text(row, KIND, iface->kind[0] ? iface->kind : NULL);
	row_text(row, MASTER, master ? master->name : NULL);
	row_free_part(row, &flags);
}

static bool wants_groups(const struct row *row)
{
	return row_wants(row, GROUPS) || row_wants(row, MAC_GROUPS) || row_wants(row, IGMP);
}

/* One record. Where only a part can be had it is there, and the reason why no more. */
static void show(struct run *run, struct host *host, const struct iface *iface)
{
	struct row *row = out_record(run->out, &records[0]);
	struct err err = { 0 };
	bool fine;

	put_link(row, host, iface);
	put_addresses(run, row, iface);
	fine = put_multicast(row, iface, &err);
	if (fine && wants_groups(row) && !host->joined.count)
		fine = memberships_read(&host->joined, &err);
	if (fine)
		put_groups(run, row, iface->index, &host->joined);
	if (fine)
		out_done(run->out, STATUS_OK);
	else
		out_fail(run->out, &err);
}

static const struct iface *find(const struct run *run, const struct host *host, struct err *err)
{
	const char *word = run->operand[0];
	const struct iface *iface = ifaces_find(&host->ifaces, word);
	struct nearest nearest = nearest_begin(word);

	if (iface)
		return iface;
	for (size_t i = 0; i < host->ifaces.count; i++)
		nearest_try(&nearest, host->ifaces.item[i].name);
	if (nearest.best)
		err_set(err, STATUS_NOT_FOUND, "no such interface; did you mean '%s'?",
			nearest.best);
	else
		err_set(err, STATUS_NOT_FOUND, "no such interface");
	return NULL;
}

static void show_asked(struct run *run, struct host *host)
{
	struct err err = { 0 };
	const struct iface *iface;

	if (run->operand_count > 0) {
		iface = find(run, host, &err);
		if (iface)
			show(run, host, iface);
		else
			out_fail(run->out, &err);
		return;
	}
	for (size_t i = 0; i < host->ifaces.count && !out_enough(run->out); i++)
		show(run, host, &host->ifaces.item[i]);
}

/* ---- the way to an address ---------------------------------------------------------------- */

static bool parse_destination(struct addr *to, const struct run *run, struct err *err)
{
	const struct settings *set = run->settings;

	if (!addr_parse(to, set->route, err))
		return false;
	if (!is_asked(run, to->family))
		return err_set(err, STATUS_INVALID, "%s is no IPv%ld address", set->route,
			       run->common->family);
	return true;
}

/* Without a zone the kernel takes any link, and connect(2) refuses. */
static bool has_zone(const struct addr *to, const struct iface *out_of, struct err *err)
{
	if (to->scope_id || out_of || !addr_is_link_local(to))
		return true;
	return err_set(err, STATUS_INVALID,
		       "a link-local address needs its zone, such as %%eth0 behind it");
}

static void put_route(struct row *row, const struct route *route)
{
	put_addr(row, SOURCE, route->source);
	put_addr(row, GATEWAY, route->gateway);
	put_word_or_number(row, ROUTE_KIND, route_kinds, route->kind);
	put_word_or_number(row, ROUTE_SCOPE, iface_scopes, route->scope);
	if (route->table)
		put_word_or_number(row, TABLE, route_tables, route->table);
}

static void show_route(struct run *run, const struct host *host, const struct addr *to,
		       const struct iface *out_of)
{
	struct row *row = out_record(run->out, &records[0]), *object = row_object(row, ROUTE);
	const struct iface *iface;
	struct route route;
	struct err err = { 0 };

	put_addr(object, DESTINATION, *to);
	if (!route_find(&route, to, out_of ? out_of->index : 0, &err)) {
		row_text(object, ROUTE_KIND, name_word(route_kinds, route_refusal(err.number)));
		out_fail(run->out, &err);
		return;
	}
	put_route(object, &route);
	iface = ifaces_find_index(&host->ifaces, route.index);
	if (iface) {
		row_text(row, NAME, iface->name);
		row_uint(row, INDEX, iface->index);
		row_uint(row, MTU, route.mtu ? route.mtu : iface->mtu);
	}
	out_done(run->out, STATUS_OK);
}

static void ask_route(struct run *run, struct host *host)
{
	const struct iface *out_of = NULL;
	struct err err = { 0 };
	struct addr to;

	if (!parse_destination(&to, run, &err) ||
	    (run->operand_count > 0 && !(out_of = find(run, host, &err))) ||
	    !has_zone(&to, out_of, &err))
		out_fail(run->out, &err);
	else
		show_route(run, host, &to, out_of);
}

/* ---- the applet --------------------------------------------------------------------------- */

static void ifinfo_run(struct run *run)
{
	const struct settings *set = run->settings;
	struct host host = { 0 };
	struct err err = { 0 };

	if (!ifaces_read(&host.ifaces, &err))
		out_fail(run->out, &err);
	else if (set->route)
		ask_route(run, &host);
	else
		show_asked(run, &host);
	ifaces_free(&host.ifaces);
	memberships_free(&host.joined);
}

const struct applet applet_ifinfo = {
	.name = "ifinfo",
	.summary = "show interfaces, addresses, groups, routes and changes",
	.group = GROUP_ADDRESS,
	.operands = operands,
	.options = options,
	.records = records,
	.statuses = STATUS_BIT(STATUS_NOT_FOUND) | STATUS_BIT(STATUS_NO_ROUTE) |
		    STATUS_BIT(STATUS_NO_INTERFACE) | STATUS_BIT(STATUS_TEMP_FAIL),
	.examples = examples,
	.settings_size = sizeof(struct settings),
	.flags = APPLET_EACH | APPLET_FAMILY | APPLET_OFFLINE | APPLET_WATCHES,
	.run = ifinfo_run,
};
