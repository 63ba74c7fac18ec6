/* addrinfo -- addresses to connect or bind to, as getaddrinfo(3) has them. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "cli/applet.h"
#include "cli/out.h"
#include "net/endpoint.h"
#include "net/host_lookup.h"
#include "net/info.h"
#include "net/names.h"

struct settings {
	long family, socktype, protocol; /* AF_*, SOCK_*, IPPROTO_* */
	long flags;                      /* AI_* */
	bool why;
};

/* clang-format off */
static const struct opt options[] = {
	OPT_NAME(struct settings, family, 0, "family", "AF_NAME", names_family, "hint: AF_INET, AF_INET6 or AF_UNSPEC (both)"),
	OPT_NAME(struct settings, socktype, 0, "type", "SOCK_NAME", names_socktype, "hint: SOCK_STREAM, SOCK_DGRAM ..."),
	OPT_NAME(struct settings, protocol, 0, "proto", "IPPROTO_NAME", names_protocol, "hint: IPPROTO_TCP, IPPROTO_UDP ..."),
	OPT_BITS(struct settings, flags, 0, "flags", "AI_FLAG,...", names_ai_flags, "hint: getaddrinfo's flags by name"),
	OPT_BIT(struct settings, flags, 0, "passive", AI_PASSIVE, "AI_PASSIVE: to bind; one operand alone is the SERVICE"),
	OPT_BIT(struct settings, flags, 0, "canonname", AI_CANONNAME, "AI_CANONNAME: the canonical name too"),
	OPT_BIT(struct settings, flags, 0, "numeric-host", AI_NUMERICHOST, "AI_NUMERICHOST: HOST is an address, nobody is asked"),
	OPT_BIT(struct settings, flags, 0, "numeric-service", AI_NUMERICSERV, "AI_NUMERICSERV: SERVICE is a number"),
	OPT_BIT(struct settings, flags, 0, "v4mapped", AI_V4MAPPED, "AI_V4MAPPED: IPv4 as ::ffff:a.b.c.d, with AF_INET6"),
	OPT_BIT(struct settings, flags, 0, "all-mapped", AI_ALL, "AI_ALL: mapped ones beside IPv6, with AI_V4MAPPED"),
	OPT_BIT(struct settings, flags, 0, "addrconfig", AI_ADDRCONFIG, "AI_ADDRCONFIG: families that this host has addresses of"),
	OPT_BIT(struct settings, flags, 0, "idn", AI_IDN, "AI_IDN: encode an international name"),
	OPT_BIT(struct settings, flags, 0, "canonidn", AI_CANONIDN, "AI_CANONIDN: decode the canonical name"),
	OPT_FLAG(struct settings, why, 0, "why", "explain the order pair by pair (RFC 6724)"),
	OPT_END
};

static const struct operand operands[] = {
	{ "HOST", 1, 1, OFFER_HOST, "a name or an address; '' is none" },
	{ "SERVICE", 0, 1, OFFER_SERVICE, "a port or a service's name, resolved by libc" },
	{ 0 }
};

enum {
	ADDRESS, PORT, FAMILY, SOCKTYPE, PROTOCOL, PROTOCOL_NUMBER, CANONNAME, SCOPE_ID, FLOWINFO,
	MAPPED, RANK, SOCKADDR
};

static const struct field fields[] = {
	[ADDRESS] = FIELD("address", FIELD_ADDRESS, 0, 0, "with its zone, where it has one", NULL),
	[PORT] = FIELD("port", FIELD_UINT, 0, 0, "0 without a SERVICE", NULL),
	[FAMILY] = FIELD("family", FIELD_TEXT, 0, 0, "AF_INET or AF_INET6", NULL),
	[SOCKTYPE] = FIELD("socktype", FIELD_TEXT, 0, 0, "SOCK_STREAM, SOCK_DGRAM, SOCK_RAW ...", NULL),
	[PROTOCOL] = FIELD("protocol", FIELD_TEXT, 0, 0, "IPPROTO_TCP ...; unset where it has no name", NULL),
	[PROTOCOL_NUMBER] = FIELD("protocol_number", FIELD_INT, 0, 0, "its number", NULL),
	[CANONNAME] = FIELD("canonname", FIELD_TEXT, 0, 0, "AI_CANONNAME: in the first result, as libc has it", NULL),
	[SCOPE_ID] = FIELD("scope_id", FIELD_UINT, FIELD_DETAIL, 0, "AF_INET6: the zone's interface index", NULL),
	[FLOWINFO] = FIELD("flowinfo", FIELD_UINT, FIELD_DETAIL, 0, "AF_INET6: flow label and traffic class", NULL),
	[MAPPED] = FIELD("mapped", FIELD_ADDRESS, 0, 0, "the IPv4 address inside ::ffff:a.b.c.d", NULL),
	[RANK] = FIELD("rfc6724_rank", FIELD_UINT, FIELD_DETAIL, 0, "the place that RFC 6724 gives this address, from 1", NULL),
	[SOCKADDR] = FIELD("sockaddr", FIELD_TEXT, FIELD_DETAIL, 0, "struct sockaddr as hex", NULL),
	{ 0 }
};

enum { TO, SOURCE, NO_WAY, SCOPE, SOURCE_SCOPE, LABEL, SOURCE_LABEL, PRECEDENCE, COMMON };

static const struct field place_fields[] = {
	[TO] = FIELD("address", FIELD_ADDRESS, 0, 0, "the destination", NULL),
	[SOURCE] = FIELD("source", FIELD_ADDRESS, 0, 0, "what the kernel would send from", NULL),
	[NO_WAY] = FIELD("no_way", FIELD_TEXT, 0, 0, "why it has no source: an errno", NULL),
	[SCOPE] = FIELD("scope", FIELD_UINT, 0, 0, "2 link-local, 5 site-local, 14 global", NULL),
	[SOURCE_SCOPE] = FIELD("source_scope", FIELD_UINT, 0, 0, "of the source", NULL),
	[LABEL] = FIELD("label", FIELD_UINT, 0, 0, "in the policy table", NULL),
	[SOURCE_LABEL] = FIELD("source_label", FIELD_UINT, 0, 0, "of the source", NULL),
	[PRECEDENCE] = FIELD("precedence", FIELD_UINT, 0, 0, "in the policy table", NULL),
	[COMMON] = FIELD("common_bits", FIELD_UINT, 0, 0, "prefix in common with the source", NULL),
	{ 0 }
};

static const struct shape place_shape = {
	place_fields,
	"{address}[ from {source}][ no way: {no_way}] scope {scope}[/{source_scope}]"
	" label {label}[/{source_label}] precedence {precedence}[ common {common_bits}]"
};

enum { FIRST, SECOND, RULE, REASON };

static const struct field pair_fields[] = {
	[FIRST] = FIELD("first", FIELD_ADDRESS, 0, 0, "comes first", NULL),
	[SECOND] = FIELD("second", FIELD_ADDRESS, 0, 0, "comes next", NULL),
	[RULE] = FIELD("rule", FIELD_UINT, 0, 0, "of RFC 6724 section 6, 1 to 10", NULL),
	[REASON] = FIELD("reason", FIELD_TEXT, 0, 0, "what it found", NULL),
	{ 0 }
};

static const struct shape pair_shape = {
	pair_fields, "{first} before {second}, rule {rule}: {reason}"
};

enum { HINT_FAMILY, HINT_SOCKTYPE, HINT_PROTOCOL, HINT_FLAGS, AGREES, GAICONF, PLACES, WHY };

static const struct field summary_fields[] = {
	[HINT_FAMILY] = FIELD("hint_family", FIELD_TEXT, 0, 0, "the family that was asked for; unset: any", NULL),
	[HINT_SOCKTYPE] = FIELD("hint_socktype", FIELD_TEXT, 0, 0, "the type; unset: any", NULL),
	[HINT_PROTOCOL] = FIELD("hint_protocol", FIELD_TEXT, 0, 0, "the protocol; unset: any", NULL),
	[HINT_FLAGS] = FIELD("hint_flags", FIELD_TEXT, FIELD_LIST, 0, "the flags", NULL),
	[AGREES] = FIELD("rfc6724_agrees", FIELD_BOOL, 0, 0, "libc's order is that of RFC 6724; unset with one address", NULL),
	[GAICONF] = FIELD("gai_conf_lines", FIELD_UINT, 0, 0, "lines of /etc/gai.conf that change the policy; unset: none", NULL),
	[PLACES] = FIELD("places", FIELD_OBJECT, FIELD_LIST, 0, "--why: the addresses in RFC 6724's order, and what it looks at", &place_shape),
	[WHY] = FIELD("why", FIELD_OBJECT, FIELD_LIST, 0, "--why: each address and the one behind it", &pair_shape),
	{ 0 }
};
/* clang-format on */

static const struct record_type records[] = {
	{ "result",
	  "one of getaddrinfo's answers, in its order",
	  { fields, "{address} port {port} {family} {socktype}[ {protocol}] ({protocol_number})"
		    "[ IPv4-mapped {mapped}][ canonname {canonname}]" } },
	{ "summary", "what was asked, and about the order", { summary_fields, NULL } },
	{ 0 }
};

static const struct example examples[] = {
	EXAMPLE("addrinfo 127.0.0.1 80", "every type of socket for an address"),
	EXAMPLE("addrinfo --json --type SOCK_STREAM ::1 443",
		"one line for a script, with the sockaddr"),
	EXAMPLE("addrinfo --passive --type stream 8080 --get address", "where a server binds"),
	EXAMPLE("addrinfo --family AF_INET6 --v4mapped 192.0.2.1", "IPv4 in the form of IPv6"),
	{ 0 }
};

/* ---- the question ----------------------------------------------------------------------- */

static bool read_question(struct query *query, const struct run *run, struct err *err)
{
	const struct settings *settings = run->settings;
	const char *host = run->operand[0], *service = run->operand[1];
	struct endpoint endpoint = { 0 };

	*query = (struct query){ .kind = QUERY_INFO,
				 .family = (int)(run->common->family ? run->common->family
								     : settings->family),
				 .socktype = (int)settings->socktype,
				 .protocol = (int)settings->protocol,
				 .flags = (int)settings->flags };
	if (run->common->numeric)
		query->flags |= AI_NUMERICHOST | AI_NUMERICSERV;
	if ((query->flags & AI_PASSIVE) && !service) {
		service = host;
		host = "";
	}
	if (!*host && !service)
		return err_set(err, STATUS_INVALID, "neither a host nor a service");
	query->host = *host ? host : NULL;
	query->service = service;
	return !service || endpoint_port(&endpoint, service, err); /* libc wraps 99999 to 34463 */
}

/* ---- the answer ------------------------------------------------------------------------- */

static const uint8_t mapped_prefix[12] = { [10] = 0xff, [11] = 0xff };

static void put_inet6(struct row *row, const struct answer_item *item)
{
	struct addr inside = { .family = AF_INET };

	row_uint(row, SCOPE_ID, item->addr.scope_id);
	row_uint(row, FLOWINFO, item->flowinfo);
	if (memcmp(item->addr.byte, mapped_prefix, sizeof(mapped_prefix)) != 0)
		return;
	memcpy(inside.byte, item->addr.byte + sizeof(mapped_prefix), 4);
	row_addr(row, MAPPED, &inside);
}

static void put_sockaddr(struct row *row, const struct answer_item *item)
{
	struct buf hex = { 0 };

	if (!row_wants(row, SOCKADDR))
		return;
	buf_puthex(&hex, item->sockaddr, item->sockaddr_size);
	row_part(row, SOCKADDR, &hex);
}

static void put_item(struct row *row, const struct answer_item *item)
{
	row_addr(row, ADDRESS, &item->addr);
	row_uint(row, PORT, item->port);
	row_text(row, FAMILY, name_word(names_family, item->addr.family));
	row_text(row, SOCKTYPE, name_word(names_socktype, item->socktype));
	row_text(row, PROTOCOL, name_word(names_protocol, item->protocol));
	row_int(row, PROTOCOL_NUMBER, item->protocol);
	if (item->addr.family == AF_INET6)
		put_inet6(row, item);
	put_sockaddr(row, item);
}

enum { RANKS_MAX = 1024 }; /* addresses whose rank is shown: a hosts file may hold anything */

/* The addresses as RFC 6724 sorts them; given is the place in libc's order. */
struct order {
	struct order_item *item;
	size_t count;
	struct arena arena;
};

/* A single address is in order; what else there is to know of it only --why asks for. */
static bool order_make(struct order *order, struct run *run, const struct answer *answer,
		       struct err *err)
{
	const struct settings *settings = run->settings;
	struct addr *addrs = arena_take(&order->arena, answer->count * sizeof(*addrs));

	order->item = arena_take(&order->arena, answer->count * sizeof(*order->item));
	if (!addrs || !order->item)
		return err_errno(err, ENOMEM, "cannot keep the order");
	order->count = answer_addrs(addrs, 0, answer);
	if (order->count == 1 && !settings->why) {
		order->item[0] = (struct order_item){ .to = addrs[0] };
		return true;
	}
	return host_lookup_order(order->item, run->state, addrs, order->count, err);
}

static void put_rank(struct row *row, const struct order *order, const struct addr *addr)
{
	for (size_t i = 0; row_wants(row, RANK) && i < order->count && i < RANKS_MAX; i++)
		if (addr_compare(&order->item[i].to, addr) == 0) {
			row_uint(row, RANK, i + 1);
			return;
		}
}

static void put_items(struct run *run, const struct answer *answer, const struct order *order)
{
	for (size_t i = 0; i < answer->count && !out_enough(run->out); i++) {
		struct row *row = out_record(run->out, &records[0]);

		put_item(row, &answer->item[i]);
		put_rank(row, order, &answer->item[i].addr);
		if (i == 0)
			row_text(row, CANONNAME, answer->name);
		out_done(run->out, STATUS_OK);
	}
}

/* ---- what was asked, and why this order ------------------------------------------------- */

static void put_hints(struct row *row, const struct query *query)
{
	if (query->family != AF_UNSPEC)
		row_text(row, HINT_FAMILY, name_word(names_family, query->family));
	if (query->socktype)
		row_text(row, HINT_SOCKTYPE, name_word(names_socktype, query->socktype));
	if (query->protocol)
		row_text(row, HINT_PROTOCOL, name_word(names_protocol, query->protocol));
	row_empty(row, HINT_FLAGS);
	for (const struct name *name = names_ai_flags; *name->word; name++)
		if (query->flags & (int)name->value)
			row_text(row, HINT_FLAGS, name->word);
}

static void put_place(struct row *row, const struct order_item *item)
{
	row_addr(row, TO, &item->to);
	row_uint(row, SCOPE, item->scope);
	row_uint(row, LABEL, item->label);
	row_uint(row, PRECEDENCE, item->precedence);
	if (item->error) {
		row_text(row, NO_WAY, err_name(item->error));
		return;
	}
	row_addr(row, SOURCE, &item->source);
	row_uint(row, SOURCE_SCOPE, item->source_scope);
	row_uint(row, SOURCE_LABEL, item->source_label);
	row_uint(row, COMMON, item->common_bits);
}

static void put_pair(struct row *row, const struct order_item *a, const struct order_item *b)
{
	struct buf reason = { 0 };
	enum order_rule rule;

	order_compare(&rule, a, b);
	order_explain(&reason, rule, a, b);
	row_addr(row, FIRST, &a->to);
	row_addr(row, SECOND, &b->to);
	row_uint(row, RULE, rule);
	row_part(row, REASON, &reason);
}

static void put_order(struct row *row, const struct order *order, bool why)
{
	bool agrees = true;

	for (size_t i = 0; i < order->count; i++)
		agrees &= order->item[i].given == i;
	if (order->count > 1)
		row_bool(row, AGREES, agrees);
	if (!why)
		return;
	row_empty(row, PLACES);
	row_empty(row, WHY);
	for (size_t i = 0; i < order->count; i++)
		put_place(row_object(row, PLACES), &order->item[i]);
	for (size_t i = 1; i < order->count; i++)
		put_pair(row_object(row, WHY), &order->item[i - 1], &order->item[i]);
}

static void put_summary(struct run *run, const struct query *query, const struct order *order)
{
	const struct settings *settings = run->settings;
	const struct host_lookup *lookup = run->state;
	struct row *row = out_record(run->out, &records[1]);

	put_hints(row, query);
	put_order(row, order, settings->why);
	if (lookup->policy.active > 0)
		row_uint(row, GAICONF, lookup->policy.active);
	out_done(run->out, STATUS_OK);
}

static void addrinfo_run(struct run *run)
{
	struct query query;
	struct answer answer = { 0 };
	struct order order = { 0 };
	struct err err = { 0 }, partial = { 0 };

	if (!read_question(&query, run, &err)) {
		out_fail(run->out, &err);
		return;
	}
	info_ask(&answer, &partial, run->state, &query, run->until);
	if (answer.err.kind != STATUS_OK)
		partial = answer.err;
	else if (order_make(&order, run, &answer, &partial))
		put_items(run, &answer, &order);
	if (partial.kind != STATUS_OK)
		out_fail(run->out, &partial);
	put_summary(run, &query, &order);
	arena_free(&order.arena);
	answer_free(&answer);
}

static void addrinfo_finish(struct run *run)
{
	host_lookup_free(run->state);
}

const struct applet applet_addrinfo = {
	.name = "addrinfo",
	.summary = "addresses to connect or bind to, as getaddrinfo(3) has them",
	.group = GROUP_LOOKUP,
	.operands = operands,
	.options = options,
	.records = records,
	.statuses = STATUS_BIT(STATUS_NOT_FOUND) | STATUS_BIT(STATUS_NO_DATA) |
		    STATUS_BIT(STATUS_TEMP_FAIL) | STATUS_BIT(STATUS_PARTIAL),
	.examples = examples,
	.settings_size = sizeof(struct settings),
	.state_size = sizeof(struct host_lookup),
	.flags = APPLET_FAMILY | APPLET_NUMERIC | APPLET_OVERLAPS,
	.run = addrinfo_run,
	.finish = addrinfo_finish,
};
