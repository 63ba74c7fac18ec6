/* ifinfo -- show network interfaces, their addresses and groups, and the way to a host. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "base/buf.h"
#include "cli/applet.h"
#include "cli/ifrow.h"
#include "cli/out.h"
#include "net/iface.h"
#include "net/ifwatch.h"
#include "net/membership.h"
#include "net/multicast.h"
#include "net/route.h"

struct settings {
	const char *route;
	bool watch;
	int64_t for_ns, count;
};

static const struct opt options[] = {
	OPT_TEXT(struct settings, route, 0, "route", "ADDRESS", OFFER_NOTHING,
		 "the way to ADDRESS, out of INTERFACE where one is given"),
	OPT_FLAG(struct settings, watch, 0, "watch", "print changes as they happen, until stopped"),
	OPT_DURATION(struct settings, for_ns, 0, "for", "DURATION", "--watch: so long"),
	OPT_NUMBER(struct settings, count, 'c', "count", "N", 1, INT64_MAX,
		   "--watch: until N changes"),
	OPT_END
};

static const struct operand operands[] = {
	{ "INTERFACE", 0, MANY, OFFER_INTERFACE, "a name or an index; none: all interfaces" },
	{ 0 },
};

enum { CAN_INET = IFROW_END, WHY_INET, CAN_INET6, WHY_INET6, IGMP, GROUPS, MAC_GROUPS };
enum { TIME = IFROW_END, EVENT, CHANGES };
enum { WATCHING };

/* clang-format off */
static const struct field fields[] = {
	IFROW_FIELDS,
	[CAN_INET] = FIELD("multicast_ipv4", FIELD_BOOL, FIELD_DETAIL, 0, "whether IPv4 groups work on it", NULL),
	[WHY_INET] = FIELD("multicast_ipv4_why", FIELD_TEXT, FIELD_DETAIL, 0, "why not, or what to know", NULL),
	[CAN_INET6] = FIELD("multicast_ipv6", FIELD_BOOL, FIELD_DETAIL, 0, "whether IPv6 groups work on it", NULL),
	[WHY_INET6] = FIELD("multicast_ipv6_why", FIELD_TEXT, FIELD_DETAIL, 0, "why not, or what to know", NULL),
	[IGMP] = FIELD("igmp_version", FIELD_UINT, FIELD_DETAIL, 0, "what the queriers on the link let it speak", NULL),
	[GROUPS] = FIELD("groups", FIELD_OBJECT, FIELD_LIST | FIELD_DETAIL, 0, "the multicast groups joined", &ifrow_group_shape),
	[MAC_GROUPS] = FIELD("mac_groups", FIELD_TEXT, FIELD_LIST | FIELD_DETAIL, 0, "link-layer addresses received beside its own", NULL),
	{ 0 }
};

static const struct field event_fields[] = {
	IFROW_FIELDS,
	[TIME] = FIELD("time", FIELD_TEXT, 0, 0, "when it was heard, RFC 3339", NULL),
	[EVENT] = FIELD("event", FIELD_TEXT, 0, 0, "link_, address_ or route_ added, changed or removed; lost", NULL),
	[CHANGES] = FIELD("changes", FIELD_TEXT, FIELD_LIST, 0, "the keys that differ", NULL),
	{ 0 }
};

static const struct field ready_fields[] = {
	[WATCHING] = FIELD("watching", FIELD_TEXT, FIELD_LIST, 0, "interfaces; empty: all", NULL),
	{ 0 }
};

enum { RESULT, READY, CHANGE };

static const struct record_type records[] = {
	[RESULT] = { "result", "an interface, or with --route the way", { fields, NULL } },
	[READY] = { "ready", "--watch --json: every change from here on is told", { ready_fields, NULL } },
	[CHANGE] = {
		"event", "--watch: a change",
		{ event_fields, "{time}[ {name}] {event}[ ({changes})][ {addresses}][ {route}]"
				"[ state {operstate}][ flags {flags}][ mtu {mtu}][ mac {mac}]" }
	},
	{ 0 }
};
/* clang-format on */

static const struct example examples[] = {
	EXAMPLE("ifinfo lo", "all about one interface"),
	EXAMPLE("ifinfo --get name,index", "every interface, as if_nameindex(3) lists them"),
	EXAMPLE("ifinfo 1 --json --expect 'flags has UP'",
		"a script makes sure that index 1 is up"),
	EXAMPLE("ifinfo --watch --for 100ms --json", "changes as they happen, here for a moment"),
	EXAMPLE("ifinfo --route 127.0.0.1", "the interface and source address for a destination"),
	{ 0 }
};

/* ---- an interface ------------------------------------------------------------------------- */

static bool is_asked(const struct run *run, int family)
{
	return run->common->family == AF_UNSPEC || run->common->family == family;
}

static void put_addresses(const struct run *run, struct row *row, const struct iface *iface)
{
	row_empty(row, IFROW_ADDRESSES);
	for (size_t i = 0; i < iface->address_count; i++)
		if (is_asked(run, iface->addresses[i].addr.family))
			ifrow_put_address(row_object(row, IFROW_ADDRESSES), iface,
					  &iface->addresses[i]);
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
			ifrow_put_group(row_object(row, GROUPS), &joined->item[i]);
	for (size_t i = 0; i < joined->mac_count; i++)
		if (joined->mac[i].index == index)
			ifrow_put_mac(row, MAC_GROUPS, joined->mac[i].mac, joined->mac[i].mac_size);
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

/* What was read to answer one question. */
struct host {
	struct ifaces ifaces;
	struct memberships joined;
};

static bool wants_groups(const struct row *row)
{
	return row_wants(row, GROUPS) || row_wants(row, MAC_GROUPS) || row_wants(row, IGMP);
}

/* One record. Where only a part can be had it is there, and the reason why no more. */
static void show(struct run *run, struct host *host, const struct iface *iface)
{
	struct row *row = out_record(run->out, &records[RESULT]);
	struct err err = { 0 };
	bool fine;

	ifrow_put_link(row, iface, ifaces_find_index(&host->ifaces, iface->master));
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
		return err_set(err, STATUS_INVALID, "%s is no IPv%d address", set->route,
			       to->family == AF_INET ? 6 : 4);
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

static void show_route(struct run *run, const struct host *host, const struct addr *to,
		       const struct iface *out_of)
{
	struct row *row = out_record(run->out, &records[RESULT]),
		   *object = row_object(row, IFROW_ROUTE);
	const struct iface *iface;
	struct route route;
	struct err err = { 0 };

	if (!route_find(&route, to, out_of ? out_of->index : 0, &err)) {
		ifrow_put_refusal(object, to, err.number);
		out_fail(run->out, &err);
		return;
	}
	ifrow_put_route(object, to, &route);
	iface = ifaces_find_index(&host->ifaces, route.index);
	if (iface) {
		row_text(row, IFROW_NAME, iface->name);
		row_uint(row, IFROW_INDEX, iface->index);
		row_uint(row, IFROW_MTU, route.mtu ? route.mtu : iface->mtu);
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

/* ---- changes ------------------------------------------------------------------------------ */

/* With --watch the questions name what is watched; watching begins when all have been put. */
struct state {
	struct buf watched; /* indexes, side by side */
	bool named;
};

static void watch_named(struct run *run, const struct host *host)
{
	struct state *state = run->state;
	struct err err = { 0 };
	const struct iface *iface;

	if (run->operand_count == 0)
		return;
	state->named = true;
	iface = find(run, host, &err);
	if (iface)
		buf_put(&state->watched, &iface->index, sizeof(iface->index));
	else
		out_fail(run->out, &err);
}

static unsigned watched_index(const struct state *state, size_t i)
{
	unsigned index;

	memcpy(&index, state->watched.data + i * sizeof(index), sizeof(index));
	return index;
}

static bool is_watched(const struct state *state, unsigned index)
{
	size_t count = state->watched.size / sizeof(index);

	while (count > 0 && watched_index(state, count - 1) != index)
		count--;
	return !state->named || count > 0;
}

static bool is_interesting(const struct run *run, const struct ifchange *change)
{
	return change->kind == IFCHANGE_LOST ||
	       (is_watched(run->state, change->index) &&
		(!change->family || is_asked(run, change->family)));
}

/* On stdout for programs only: people see the prompt wait. */
static void show_ready(struct run *run, const struct ifwatch *watch)
{
	const struct state *state = run->state;
	size_t count = state->watched.size / sizeof(unsigned);
	struct row *row;

	out_talk(run->out, "watching");
	if (run->common->format != FORMAT_JSON || run->common->get)
		return;
	row = out_record(run->out, &records[READY]);
	row_empty(row, WATCHING);
	for (size_t i = 0; i < count; i++) {
		const struct iface *iface = ifknown_find(&watch->known, watched_index(state, i));

		row_text(row, WATCHING, iface ? iface->name : NULL);
	}
	out_done(run->out, STATUS_OK);
}

static void show_change(struct run *run, const struct ifwatch *watch, const struct ifchange *change)
{
	struct row *row = out_record(run->out, &records[CHANGE]);
	const struct iface *iface = change->iface;

	row_time(row, TIME, clock_wall_ns());
	row_text(row, EVENT, name_word(ifchange_kinds, (long)change->kind));
	ifrow_put_flags(row, CHANGES, ifchange_differences, change->differs);
	if (iface && !change->family) {
		ifrow_put_link(row, iface, ifknown_find(&watch->known, iface->master));
	} else if (change->index) {
		row_text(row, IFROW_NAME, iface ? iface->name : NULL);
		row_uint(row, IFROW_INDEX, change->index);
	}
	if (change->address.addr.family)
		ifrow_put_address(row_object(row, IFROW_ADDRESSES), iface, &change->address);
	if (change->route.family)
		ifrow_put_network(row_object(row, IFROW_ROUTE), &change->route);
	out_done(run->out, STATUS_OK);
}

static void watch_on(struct run *run, struct ifwatch *watch)
{
	const struct settings *set = run->settings;
	struct deadline end = deadline_in(set->for_ns);
	struct deadline until = deadline_earlier(end, run->until);
	struct ifchange change;
	struct err err = { 0 };
	int64_t seen = 0;

	show_ready(run, watch);
	while ((set->count == 0 || seen < set->count) && !out_enough(run->out)) {
		if (!ifwatch_next(watch, &change, until, &err)) {
			if (err.kind != STATUS_TIMEOUT || !deadline_passed(end))
				out_fail(run->out, &err);
			return;
		}
		if (!is_interesting(run, &change))
			continue;
		show_change(run, watch, &change);
		seen++;
	}
}

static void ifinfo_finish(struct run *run)
{
	const struct settings *set = run->settings;
	struct state *state = run->state;
	struct ifwatch watch = IFWATCH_CLOSED;
	struct err err = { 0 };

	if (set->watch && !out_enough(run->out) && (!state->named || state->watched.size)) {
		if (ifwatch_open(&watch, &err))
			watch_on(run, &watch);
		else
			out_fail(run->out, &err);
	}
	ifwatch_close(&watch);
	buf_free(&state->watched);
}

/* ---- the applet --------------------------------------------------------------------------- */

static bool ifinfo_begin(struct run *run, struct err *err)
{
	const struct settings *set = run->settings;

	if (set->watch && set->route)
		return err_set(err, STATUS_INVALID, "--watch and --route exclude each other");
	if (set->watch && (run->common->eventually_ns || run->common->expect))
		return err_set(err, STATUS_INVALID, "--watch has no result to expect anything of");
	if (!set->watch && (set->for_ns || set->count))
		return err_set(err, STATUS_INVALID, "--for and -c go with --watch");
	return true;
}

static void ifinfo_run(struct run *run)
{
	const struct settings *set = run->settings;
	struct host host = { 0 };
	struct err err = { 0 };

	if (!ifaces_read(&host.ifaces, &err))
		out_fail(run->out, &err);
	else if (set->watch)
		watch_named(run, &host);
	else if (set->route)
		ask_route(run, &host);
	else
		show_asked(run, &host);
	ifaces_free(&host.ifaces);
	memberships_free(&host.joined);
}

const struct applet applet_ifinfo = {
	.name = "ifinfo",
	.summary = "show network interfaces, addresses, groups and routes",
	.group = GROUP_ADDRESS,
	.operands = operands,
	.options = options,
	.records = records,
	.statuses = STATUS_BIT(STATUS_NOT_FOUND) | STATUS_BIT(STATUS_NO_ROUTE) |
		    STATUS_BIT(STATUS_NO_INTERFACE) | STATUS_BIT(STATUS_TEMP_FAIL),
	.examples = examples,
	.settings_size = sizeof(struct settings),
	.state_size = sizeof(struct state),
	.flags = APPLET_EACH | APPLET_FAMILY | APPLET_OFFLINE | APPLET_WATCHES,
	.begin = ifinfo_begin,
	.run = ifinfo_run,
	.finish = ifinfo_finish,
};
