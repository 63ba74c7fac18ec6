/* ipconv -- convert IP addresses, networks and ranges between their notations. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <endian.h>
#include <errno.h>
#include <string.h>

#include "base/wide.h"
#include "cli/applet.h"
#include "cli/out.h"
#include "net/calls.h"
#include "net/derived.h"
#include "net/embed.h"
#include "net/ether.h"
#include "net/names.h"
#include "net/notation.h"
#include "net/reading.h"
#include "net/special.h"

enum from { FROM_TEXT, FROM_PACKED, FROM_INTEGER, FROM_SOCKADDR };
enum form { FORM_GIVEN, FORM_NETWORKS, FORM_RANGE };

enum { LIST_FILE_MAX = 1 << 26 };

struct settings {
	long mode; /* enum reading_mode */
	long from; /* enum from */
	long form; /* enum form */
	long hton; /* bits, or 0 */
	int64_t port, split;
	const char *contains, *overlaps, *mac, *subtract;
	bool aggregate;
};

static const struct settings defaults = { .split = -1 };

/* What one record is about. */
struct subject {
	const char *input;
	struct reading reading;
	uint16_t port;
	bool plain;        /* the input is the text of an address */
	bool zone_unknown; /* no such interface here: there is no sockaddr */
	bool brief;        /* one of many networks: its notations are left out */
};

/* What options name, read once, and the operands of a list. */
struct state {
	struct ranges all, gone;
	struct range other;    /* --contains, --overlaps */
	uint8_t mac[MAC_SIZE]; /* --mac */
};

/* ---- tables ------------------------------------------------------------------------------- */

/* clang-format off */
enum {
	INPUT, FAMILY, ADDRESS, PACKED, STRICT, LOOSE, DECIMAL, CONTAINS, OVERLAPS, NETWORK,
	PREFIXLEN, NETMASK, WILDCARD, FIRST, LAST, BROADCAST, SIZE, RANGE, NETWORKS, CLASS,
	RFC, GLOBAL, SCOPE, CANONICAL, ZONE, SCOPE_ID, PORT, EXPANDED, INTEGER, HTON, S_ADDR,
	PACKED_HOST, BINARY, SOCKADDR, C_LITERAL, PYTHON_LITERAL, REVERSE_NAME, EMBEDDING,
	EMBEDDED, TEREDO_SERVER, TEREDO_PORT, MAPPED, SIXTOFOUR, NAT64, SOLICITED_NODE,
	MULTICAST_MAC, MAC, EUI64
};

static const struct field fields[] = {
	[INPUT]          = FIELD("input", FIELD_TEXT, FIELD_QUESTION, 0, "the operand", NULL),
	[FAMILY]         = FIELD("family", FIELD_TEXT, 0, 0, "AF_INET or AF_INET6", NULL),
	[ADDRESS]        = FIELD("address", FIELD_ADDRESS, 0, 0, "canonical text, RFC 5952", NULL),
	[PACKED]         = FIELD("packed", FIELD_TEXT, 0, 0, "bytes in network order, as hex", NULL),
	[STRICT]         = FIELD("strict", FIELD_ADDRESS, FIELD_DETAIL, 0, "IPv4 text as inet_pton reads it", NULL),
	[LOOSE]          = FIELD("loose", FIELD_ADDRESS, 0, 0, "IPv4 text as inet_aton reads it", NULL),
	[DECIMAL]        = FIELD("decimal", FIELD_ADDRESS, 0, 0, "with leading zeros taken for decimal", NULL),
	[CONTAINS]       = FIELD("contains", FIELD_BOOL, 0, 0, "all of --contains lies in it", NULL),
	[OVERLAPS]       = FIELD("overlaps", FIELD_BOOL, 0, 0, "it shares an address with --overlaps", NULL),
	[NETWORK]        = FIELD("network", FIELD_ADDRESS, 0, 0, "network address and prefix length", NULL),
	[PREFIXLEN]      = FIELD("prefixlen", FIELD_UINT, 0, 0, "bits of the network part", NULL),
	[NETMASK]        = FIELD("netmask", FIELD_ADDRESS, 0, 0, "ones for the network part", NULL),
	[WILDCARD]       = FIELD("wildcard", FIELD_ADDRESS, FIELD_DETAIL, 0, "ones for the host part", NULL),
	[FIRST]          = FIELD("first", FIELD_ADDRESS, 0, 0, "first address of a host, or of the range", NULL),
	[LAST]           = FIELD("last", FIELD_ADDRESS, 0, 0, "last address of a host, or of the range", NULL),
	[BROADCAST]      = FIELD("broadcast", FIELD_ADDRESS, 0, 0, "IPv4, up to /30", NULL),
	[SIZE]           = FIELD("size", FIELD_TEXT, 0, 0, "how many addresses, in decimal", NULL),
	[RANGE]          = FIELD("range", FIELD_ADDRESS, 0, 0, "first and last address of a range", NULL),
	[NETWORKS]       = FIELD("networks", FIELD_ADDRESS, FIELD_LIST, 0, "the networks that a range consists of", NULL),
	[CLASS]          = FIELD("class", FIELD_TEXT, 0, 0, "purpose by the IANA registries", NULL),
	[RFC]            = FIELD("rfc", FIELD_TEXT, FIELD_DETAIL, 0, "where that purpose is defined", NULL),
	[GLOBAL]         = FIELD("global", FIELD_BOOL, FIELD_DETAIL, 0, "globally reachable, where IANA says", NULL),
	[SCOPE]          = FIELD("scope", FIELD_TEXT, 0, 0, "how far a multicast group goes", NULL),
	[CANONICAL]      = FIELD("canonical", FIELD_BOOL, FIELD_DETAIL, 0, "the operand is canonical text", NULL),
	[ZONE]           = FIELD("zone", FIELD_TEXT, 0, 0, "what stands behind the %", NULL),
	[SCOPE_ID]       = FIELD("scope_id", FIELD_UINT, 0, 0, "index of that interface here", NULL),
	[PORT]           = FIELD("port", FIELD_UINT, 0, 0, "port in the sockaddr, host byte order", NULL),
	[EXPANDED]       = FIELD("expanded", FIELD_TEXT, FIELD_DETAIL, 0, "with every digit and group", NULL),
	[INTEGER]        = FIELD("integer", FIELD_TEXT, 0, 0, "as a number, in decimal", NULL),
	[HTON]           = FIELD("hton", FIELD_TEXT, 0, 0, "the number with its bytes in network order", NULL),
	[S_ADDR]         = FIELD("s_addr", FIELD_TEXT, FIELD_DETAIL, 0, "in_addr.s_addr, as a number of this machine", NULL),
	[PACKED_HOST]    = FIELD("packed_host", FIELD_TEXT, FIELD_DETAIL, 0, "the number's bytes in host order, as hex", NULL),
	[BINARY]         = FIELD("binary", FIELD_TEXT, FIELD_DETAIL, 0, "in bits", NULL),
	[SOCKADDR]       = FIELD("sockaddr", FIELD_TEXT, FIELD_DETAIL, 0, "bytes of the sockaddr here, as hex", NULL),
	[C_LITERAL]      = FIELD("c_literal", FIELD_TEXT, FIELD_DETAIL, 0, "initializer of an array of bytes in C", NULL),
	[PYTHON_LITERAL] = FIELD("python_literal", FIELD_TEXT, FIELD_DETAIL, 0, "the packed bytes in Python", NULL),
	[REVERSE_NAME]   = FIELD("reverse_name", FIELD_TEXT, 0, 0, "name of its PTR record", NULL),
	[EMBEDDING]      = FIELD("embedding", FIELD_TEXT, 0, 0, "how an IPv4 address is embedded", NULL),
	[EMBEDDED]       = FIELD("embedded", FIELD_ADDRESS, 0, 0, "that IPv4 address", NULL),
	[TEREDO_SERVER]  = FIELD("teredo_server", FIELD_ADDRESS, 0, 0, "server of a Teredo client", NULL),
	[TEREDO_PORT]    = FIELD("teredo_port", FIELD_UINT, 0, 0, "outer port of a Teredo client", NULL),
	[MAPPED]         = FIELD("mapped", FIELD_ADDRESS, FIELD_DETAIL, 0, "IPv4-mapped IPv6 address of it", NULL),
	[SIXTOFOUR]      = FIELD("sixtofour", FIELD_ADDRESS, FIELD_DETAIL, 0, "first address of its 6to4 /48", NULL),
	[NAT64]          = FIELD("nat64", FIELD_ADDRESS, FIELD_DETAIL, 0, "behind the prefix 64:ff9b::/96", NULL),
	[SOLICITED_NODE] = FIELD("solicited_node", FIELD_ADDRESS, FIELD_DETAIL, 0, "group that its neighbours ask", NULL),
	[MULTICAST_MAC]  = FIELD("multicast_mac", FIELD_TEXT, FIELD_DETAIL, 0, "link-layer address of the group", NULL),
	[MAC]            = FIELD("mac", FIELD_TEXT, 0, 0, "MAC address in its EUI-64", NULL),
	[EUI64]          = FIELD("eui64", FIELD_TEXT, 0, 0, "modified EUI-64 interface identifier", NULL),
	{ 0 }
};

static const struct record_type records[] = {
	{ "result", "an address, network, range or number", { fields, NULL } },
	{ "result", "one network or range of a list", { fields, "[{network}][{range}]" } },
	{ "result", "the same with --contains or --overlaps",
	  { fields, "{input}[ contains: {contains}][ overlaps: {overlaps}]" } },
	{ 0 }
};

static const struct name from_names[] = {
	NAME("text", FROM_TEXT, "address, network or range as people write it"),
	NAME("packed", FROM_PACKED, "4 or 16 bytes in hex: 7f000001, 0x7f:00:00:01"),
	NAME("integer", FROM_INTEGER, "number, decimal or 0x: 2130706433"),
	NAME("sockaddr", FROM_SOCKADDR, "bytes of a sockaddr of this machine, in hex"),
	NAMES_END
};

static const struct name hton_names[] = {
	NAME("16", 16, "htons(3), ntohs(3)"),
	NAME("32", 32, "htonl(3), ntohl(3)"),
	NAME("64", 64, "htobe64(3), be64toh(3)"),
	NAMES_END
};

#define SET struct settings
static const struct opt options[] = {
	OPT_CONSTANT(SET, mode, 0, "strict", READING_STRICT, "read as inet_pton does, refuse the rest"),
	OPT_CONSTANT(SET, mode, 0, "loose", READING_LOOSE, "read as inet_aton does: 127.1, 010.1.1.1, 0x7f000001"),
	OPT_NAME(SET, from, 0, "from", "NOTATION", from_names, "what the operands are"),
	OPT_NUMBER(SET, port, 0, "port", "PORT", 0, 65535, "the port to put into sockaddr"),
	OPT_TEXT(SET, contains, 0, "contains", "WHAT", OFFER_NOTHING, "whether it holds this address, network or range"),
	OPT_TEXT(SET, overlaps, 0, "overlaps", "WHAT", OFFER_NOTHING, "whether it shares an address with this one"),
	OPT_NUMBER(SET, split, 0, "split", "PREFIX", 0, 128, "cut into networks of this prefix length"),
	OPT_CONSTANT(SET, form, 0, "cidr", FORM_NETWORKS, "answer in networks, one by one"),
	OPT_CONSTANT(SET, form, 0, "range", FORM_RANGE, "answer in ranges, FIRST-LAST"),
	OPT_FLAG(SET, aggregate, 0, "aggregate", "join all operands to the fewest networks"),
	OPT_TEXT(SET, subtract, 0, "subtract", "LIST|@FILE", OFFER_AT_FILE, "join them, and take these networks away"),
	OPT_TEXT(SET, mac, 0, "mac", "MAC", OFFER_NOTHING, "the address with this MAC's EUI-64 in a network"),
	OPT_NAME(SET, hton, 0, "hton", "BITS", hton_names, "operands are numbers: change their byte order"),
	OPT_END
};
#undef SET

static const struct operand operands[] = {
	{ "ADDRESS", 1, MANY, OFFER_NOTHING, "address, network, range, or as --from says" },
	{ 0 }
};

static const struct example examples[] = {
	EXAMPLE("ipconv 192.168.1.1", "all about an address"),
	EXAMPLE("ipconv --get packed 2002:ac10:10a:1234:21e:52ff:fe74:40e",
	        "its 16 bytes, as inet_pton packs them"),
	EXAMPLE("ipconv --from packed 7f000001 --get address", "and back"),
	EXAMPLE("ipconv --loose --get address 127.1 0x7f000001 2130706433",
	        "what inet_aton makes of these"),
	EXAMPLE("ipconv --get first,last,size 10.1.2.3/20", "the hosts of a network"),
	EXAMPLE("ipconv --cidr 10.0.0.1-10.0.0.9", "a range as networks"),
	EXAMPLE("ipconv --aggregate 10.0.0.0/25 10.0.0.128/25 10.0.1.0/24", "the fewest networks"),
	EXAMPLE("ipconv --subtract 10.0.1.0/24 10.0.0.0/22", "what is left"),
	EXAMPLE("ipconv --contains 10.1.2.3 10.0.0.0/8 -q", "exit code 0: it does"),
	EXAMPLE("ipconv --hton 16 80 --get hton", "what htons(80) is here"),
	{ 0 }
};

/* Fields that are text made of the address alone. */
static const struct { unsigned field; notation *write; } notations[] = {
	{ CLASS, derived_class },                   { RFC, derived_rfc },
	{ SCOPE, derived_scope },                   { EXPANDED, notation_expanded },
	{ INTEGER, notation_integer },              { S_ADDR, notation_s_addr },
	{ PACKED_HOST, notation_packed_host },      { BINARY, notation_binary },
	{ C_LITERAL, notation_c },                  { PYTHON_LITERAL, notation_python },
	{ REVERSE_NAME, derived_reverse_name },     { EMBEDDING, derived_embedding },
	{ EMBEDDED, derived_embedded },             { TEREDO_SERVER, derived_teredo_server },
	{ MAPPED, derived_mapped },                 { SIXTOFOUR, derived_6to4 },
	{ NAT64, derived_nat64 },                   { SOLICITED_NODE, derived_solicited_node },
	{ MULTICAST_MAC, derived_multicast_mac },   { MAC, derived_mac },
	{ EUI64, derived_eui64 },
};

/* Fields that are an address of a network. */
static const struct { unsigned field; struct addr (*of)(const struct network *network); } ends[] = {
	{ NETMASK, network_mask },       { WILDCARD, network_wildcard },
	{ FIRST, network_first_host },   { LAST, network_last_host },
};
/* clang-format on */

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* ---- filling a record ---------------------------------------------------------------------- */

static void put_network(struct row *row, const struct network *network)
{
	struct range range = range_of(network);
	char text[NETWORK_TEXT_MAX], size[RANGE_SIZE_MAX];

	row_bytes(row, NETWORK, text, network_format(text, network));
	row_uint(row, PREFIXLEN, network->bits);
	for (size_t i = 0; i < COUNT(ends); i++) {
		struct addr end = ends[i].of(network);

		row_addr(row, ends[i].field, &end);
	}
	if (network_has_broadcast(network))
		row_addr(row, BROADCAST, &range.last);
	row_bytes(row, SIZE, size, range_size(size, &range));
}

static void put_range(struct row *row, const struct range *range)
{
	struct range_walk walk = range_walk_begin(range, 0);
	char text[RANGE_TEXT_MAX], size[RANGE_SIZE_MAX];
	struct network network;

	row_bytes(row, RANGE, text, range_format(text, range));
	row_addr(row, FIRST, &range->first);
	row_addr(row, LAST, &range->last);
	row_bytes(row, SIZE, size, range_size(size, range));
	while (row_wants(row, NETWORKS) && range_walk_next(&walk, &network))
		row_bytes(row, NETWORKS, text, network_format(text, &network));
}

/* The address itself, and whether the operand is just that. */
static void put_address(struct row *row, const struct subject *subject)
{
	const struct reading *reading = &subject->reading;
	char text[NOTATION_MAX];
	size_t size = addr_format(text, &reading->network.addr);
	bool canonical = subject->plain && strcmp(subject->input, text) == 0;

	row_bytes(row, ADDRESS, text, size);
	if (subject->plain)
		row_bool(row, CANONICAL, canonical);
	/* inet_pton takes no IPv4 text but the canonical one, and inet_aton agrees. */
	if (canonical && reading->network.addr.family == AF_INET) {
		row_bytes(row, STRICT, text, size);
		row_bytes(row, LOOSE, text, size);
	}
	if (*reading->zone)
		row_text(row, ZONE, reading->zone);
	if (reading->network.addr.scope_id)
		row_uint(row, SCOPE_ID, reading->network.addr.scope_id);
	if (row_wants(row, PACKED))
		row_bytes(row, PACKED, text, notation_packed(text, &reading->network.addr));
}

/* What an address has besides, when the table is through. */
static void put_rest(struct row *row, const struct subject *subject)
{
	const struct addr *addr = &subject->reading.network.addr;
	char text[NOTATION_MAX];
	struct embedding embedding;

	if (row_wants(row, GLOBAL) && special_find(addr)->reach != REACH_UNKNOWN)
		row_bool(row, GLOBAL, special_find(addr)->reach == REACH_GLOBAL);
	if (row_wants(row, TEREDO_PORT) && embed_find(&embedding, addr) && embedding.server.family)
		row_uint(row, TEREDO_PORT, embedding.port);
	if (row_wants(row, SOCKADDR) && !subject->zone_unknown)
		row_bytes(row, SOCKADDR, text, notation_sockaddr(text, addr, subject->port));
	if (subject->port)
		row_uint(row, PORT, subject->port);
}

static void put_notations(struct row *row, const struct subject *subject)
{
	const struct addr *addr = &subject->reading.network.addr;
	char text[NOTATION_MAX];

	for (size_t i = 0; i < COUNT(notations); i++) {
		unsigned field = notations[i].field;
		size_t size = row_wants(row, field) ? notations[i].write(text, addr) : 0;

		if (size > 0)
			row_bytes(row, field, text, size);
	}
	put_rest(row, subject);
}

static void put_subject(struct row *row, const struct subject *subject)
{
	const struct network *network = &subject->reading.network;
	struct range range;

	row_text(row, FAMILY, name_word(names_family, network->addr.family));
	if (subject->reading.kind == READING_RANGE) {
		range = reading_range(&subject->reading);
		put_range(row, &range);
		return;
	}
	put_address(row, subject);
	if (subject->reading.kind == READING_NETWORK)
		put_network(row, network);
	if (!subject->brief)
		put_notations(row, subject);
}

/* ---- reading an operand -------------------------------------------------------------------- */

static bool read_operand(struct subject *subject, const struct run *run, struct err *err)
{
	const struct settings *set = run->settings;
	struct network *network = &subject->reading.network;
	const char *text = run->operand[0];
	bool fine = false;

	switch ((enum from)set->from) {
	case FROM_TEXT:
		return reading_parse(&subject->reading, text, run->operand[1],
				     (enum reading_mode)set->mode, err);
	case FROM_PACKED:
		fine = notation_from_packed(&network->addr, text, err);
		break;
	case FROM_INTEGER:
		fine = notation_from_integer(&network->addr, text, (int)run->common->family, err);
		break;
	case FROM_SOCKADDR:
		fine = notation_from_sockaddr(&network->addr, &subject->port, text, err);
		break;
	}
	network->bits = 8 * (unsigned)addr_size(network->addr.family);
	return fine;
}

/* Put the interface identifier of --mac into a network. */
static bool give_mac(struct reading *reading, const uint8_t *mac, struct err *err)
{
	struct network *network = &reading->network;

	if (reading->kind != READING_NETWORK || network->addr.family != AF_INET6 ||
	    network->bits != 64)
		return err_set(err, STATUS_INVALID,
			       "--mac needs an IPv6 network of prefix length 64");
	ether_eui64(&network->addr, mac);
	network->bits = ADDR_INET6_BITS;
	reading->kind = READING_ADDRESS;
	return true;
}

static bool read_subject(struct subject *subject, const struct run *run, struct err *err)
{
	const struct settings *set = run->settings;
	const struct state *state = run->state;
	struct reading *reading = &subject->reading;
	int family = (int)run->common->family;

	if (!read_operand(subject, run, err))
		return false;
	subject->plain = set->from == FROM_TEXT && reading->kind == READING_ADDRESS;
	if (family && reading->network.addr.family != family)
		return err_set(err, STATUS_INVALID, "not an %s address",
			       family == AF_INET ? "IPv4" : "IPv6");
	if (set->mac && !give_mac(reading, state->mac, err))
		return false;
	if (set->split >= 0 &&
	    (reading->kind == READING_RANGE || set->split < reading->network.bits ||
	     set->split > 8 * (int64_t)addr_size(reading->network.addr.family)))
		return err_set(err, STATUS_INVALID, "no network that splits into /%d",
			       (int)set->split);
	return true;
}

/* ---- answers ------------------------------------------------------------------------------- */

/* Whether the question of --contains or --overlaps, if any, is answered with yes. */
static bool compare(struct row *row, const struct run *run, const struct reading *reading,
		    struct err *err)
{
	const struct settings *set = run->settings;
	const struct state *state = run->state;
	struct range range;
	bool yes;

	if (!set->contains && !set->overlaps)
		return true;
	range = reading_range(reading);
	if (set->contains) {
		yes = range_contains(&range, &state->other);
		row_bool(row, CONTAINS, yes);
		return yes || err_set(err, STATUS_MISMATCH, "does not contain %s", set->contains);
	}
	yes = range_overlaps(&range, &state->other);
	row_bool(row, OVERLAPS, yes);
	return yes || err_set(err, STATUS_MISMATCH, "does not overlap %s", set->overlaps);
}

/* Whether the answer is a yes or a no, beside which people need not see the rest. */
static bool is_comparison(const struct run *run, const struct err *why)
{
	const struct settings *set = run->settings;

	return why->kind == STATUS_OK && (set->contains || set->overlaps);
}

/* One record. WHY is what is wrong with the operand, or of kind STATUS_OK. */
static void answer_subject(struct run *run, struct subject *subject, const struct err *why)
{
	struct reading *reading = &subject->reading;
	struct row *row = out_record(run->out, &records[is_comparison(run, why) ? 2 : 0]);
	uint32_t *scope_id = &reading->network.addr.scope_id;
	struct err err = *why;

	row_text(row, INPUT, subject->input);
	row_addr(row, LOOSE, &reading->loose);
	row_addr(row, DECIMAL, &reading->decimal);
	if (err.kind == STATUS_OK) {
		subject->zone_unknown = *reading->zone && !addr_zone(scope_id, reading->zone, &err);
		put_subject(row, subject);
	}
	if (err.kind == STATUS_OK && compare(row, run, reading, &err))
		out_done(run->out, STATUS_OK);
	else
		out_fail(run->out, &err);
}

static void put_listed(struct run *run, const struct subject *subject)
{
	struct row *row = out_record(run->out, &records[1]);

	row_text(row, INPUT, subject->input);
	put_subject(row, subject);
	out_done(run->out, STATUS_OK);
}

/* Networks are listed as long as it takes, unless the command line says how long: ::/0 has 2^128.
 */
static bool is_late(const struct run *run)
{
	return (run->common->timeout_ns > 0 || run->common->eventually_ns > 0) &&
	       deadline_passed(run->until);
}

static void fail_late(struct run *run, const char *input)
{
	struct err err = { 0 };

	err_set(&err, STATUS_TIMEOUT, "there are more networks than can be listed in time");
	row_text(out_record(run->out, &records[0]), INPUT, input);
	out_fail(run->out, &err);
}

/* A range as one record, or as one for each of its networks. */
static void answer_range(struct run *run, const struct range *range, const char *input)
{
	const struct settings *set = run->settings;
	struct subject subject = { .input = input, .brief = true };
	struct range_walk walk = range_walk_begin(range, set->split > 0 ? (unsigned)set->split : 0);

	if (set->form == FORM_RANGE) {
		subject.reading = (struct reading){ .kind = READING_RANGE,
						    .network.addr = range->first,
						    .last = range->last };
		put_listed(run, &subject);
		return;
	}
	subject.reading.kind = READING_NETWORK;
	while (!out_enough(run->out) && range_walk_next(&walk, &subject.reading.network)) {
		if (is_late(run)) {
			fail_late(run, input);
			return;
		}
		put_listed(run, &subject);
	}
}

static uint64_t network_order(uint64_t number, long bits)
{
	if (bits == 64)
		return htobe64(number);
	return bits == 32 ? htobe32((uint32_t)number) : htobe16((uint16_t)number);
}

static void put_number(struct row *row, struct wide number, long bits)
{
	struct wide swapped = { 0, network_order(number.low, bits) };
	size_t size = (size_t)bits / 8;
	char text[NOTATION_MAX];
	uint8_t byte[8];

	row_bytes(row, INTEGER, text, wide_format(text, number));
	row_bytes(row, HTON, text, wide_format(text, swapped));
	wide_to_bytes(byte, size, number);
	row_bytes(row, PACKED, text, notation_hex(text, byte, size));
	wide_to_bytes(byte, size, swapped);
	row_bytes(row, PACKED_HOST, text, notation_hex(text, byte, size));
}

static void answer_number(struct run *run)
{
	const struct settings *set = run->settings;
	struct row *row = out_record(run->out, &records[0]);
	const char *text = run->operand[0];
	struct err err = { 0 };
	struct wide number;

	row_text(row, INPUT, text);
	if (wide_parse(&number, text, strlen(text)) &&
	    wide_compare(number, wide_power((unsigned)set->hton)) < 0) {
		put_number(row, number, set->hton);
		out_done(run->out, STATUS_OK);
		return;
	}
	err_set(&err, STATUS_INVALID, "not a number of %d bits", (int)set->hton);
	out_fail(run->out, &err);
}

/* ---- the whole command line ---------------------------------------------------------------- */

static bool is_list(const struct settings *set)
{
	return set->aggregate || set->subtract;
}

/* What --contains or --overlaps names. */
static bool read_other(struct range *other, const struct settings *set, struct err *err)
{
	const char *text = set->contains ? set->contains : set->overlaps;
	struct reading reading;

	if (!text)
		return true;
	if (!reading_parse(&reading, text, NULL, (enum reading_mode)set->mode, err))
		return err_set(err, STATUS_INVALID, "'%s': %s", text, err->text);
	*other = reading_range(&reading);
	return true;
}

static bool read_subtract(struct ranges *gone, const struct settings *set, struct err *err)
{
	enum reading_mode mode = (enum reading_mode)set->mode;
	const char *list = set->subtract;
	struct ranges fresh = { 0 };
	struct buf file = { 0 };
	bool fine;

	if (!list)
		return true;
	if (*list == '@')
		fine = call_read_file(&file, list + 1, LIST_FILE_MAX, err) &&
		       reading_list(&fresh, file.data, file.size, mode, err);
	else
		fine = reading_list(&fresh, list, strlen(list), mode, err);
	buf_free(&file);
	if (!fine) {
		ranges_free(&fresh);
		return err_set(err, STATUS_INVALID, "--subtract: %s", err->text);
	}
	ranges_merge(&fresh);
	*gone = fresh;
	return true;
}

/* Options that ask for different things cannot be asked together. */
static bool check_options(const struct settings *set, struct err *err)
{
	int asked = (set->hton != 0) + (set->contains != NULL) + (set->overlaps != NULL) +
		    (set->mac != NULL) + (set->split >= 0) + is_list(set);

	if (asked > 1)
		return err_set(err, STATUS_INVALID,
			       "--contains, --overlaps, --split, --mac, --hton and lists exclude "
			       "each other");
	if (set->form != FORM_GIVEN && asked && !is_list(set))
		return err_set(err, STATUS_INVALID,
			       "--cidr and --range go with plain operands and lists only");
	if (set->hton && (set->from != FROM_TEXT || set->mode != READING_BOTH))
		return err_set(err, STATUS_INVALID, "--hton takes numbers only");
	return true;
}

static bool ipconv_begin(struct run *run, struct err *err)
{
	const struct settings *set = run->settings;
	struct state *state = run->state;

	if (!check_options(set, err) || !read_other(&state->other, set, err))
		return false;
	if (set->mac && !mac_parse(state->mac, set->mac))
		return err_set(err, STATUS_INVALID, "--mac: '%s' is no MAC address", set->mac);
	return read_subtract(&state->gone, set, err);
}

static bool add_to_list(struct run *run, const struct reading *reading, struct err *err)
{
	struct state *state = run->state;
	struct range range = reading_range(reading);

	return ranges_add(&state->all, &range) || err_errno(err, ENOMEM, "the list is too long");
}

static void answer_text(struct run *run, const char *input)
{
	const struct settings *set = run->settings;
	struct subject subject = { .input = input, .port = (uint16_t)set->port };
	struct err err = { 0 };
	bool fine = read_subject(&subject, run, &err);

	if (fine && is_list(set) && add_to_list(run, &subject.reading, &err))
		return;
	if (fine && !is_list(set) && (set->split >= 0 || set->form != FORM_GIVEN)) {
		struct range range = reading_range(&subject.reading);

		answer_range(run, &range, input);
		return;
	}
	answer_subject(run, &subject, &err);
}

/* An address and its mask, which ipconv_pairs has found short, as one text. */
static void answer_pair(struct run *run)
{
	char input[2 * ADDR_TEXT_MAX] = "";
	size_t size = strlen(run->operand[0]);

	memcpy(input, run->operand[0], size);
	input[size] = ' ';
	memcpy(input + size + 1, run->operand[1], strlen(run->operand[1]));
	answer_text(run, input);
}

static void ipconv_run(struct run *run)
{
	const struct settings *set = run->settings;

	if (set->hton)
		answer_number(run);
	else if (run->operand[1])
		answer_pair(run);
	else
		answer_text(run, run->operand[0]);
}

static void ipconv_finish(struct run *run)
{
	const struct settings *set = run->settings;
	struct state *state = run->state;
	struct ranges left = { 0 };
	struct err err = { 0 };

	if (is_list(set)) {
		ranges_merge(&state->all);
		if (!ranges_subtract(&left, &state->all, &state->gone)) {
			err_errno(&err, ENOMEM, "the list is too long");
			out_fail(run->out, &err);
			left.count = 0;
		}
		for (size_t i = 0; i < left.count && !out_enough(run->out); i++)
			answer_range(run, &left.item[i], NULL);
	}
	ranges_free(&left);
	ranges_free(&state->all);
	ranges_free(&state->gone);
}

/* A mask belongs to the address before it. */
static bool ipconv_pairs(const char *word, const char *next)
{
	struct addr addr;

	return addr_read(&addr, word, strlen(word)) && strlen(next) < ADDR_TEXT_MAX &&
	       mask_is_plain(next, addr.family);
}

const struct applet applet_ipconv = {
	.name = "ipconv",
	.summary = "convert and calculate IP addresses and networks",
	.group = GROUP_ADDRESS,
	.operands = operands,
	.options = options,
	.records = records,
	.statuses = STATUS_BIT(STATUS_AMBIGUOUS) | STATUS_BIT(STATUS_MISMATCH) |
		    STATUS_BIT(STATUS_NO_INTERFACE),
	.examples = examples,
	.settings_size = sizeof(struct settings),
	.state_size = sizeof(struct state),
	.defaults = &defaults,
	.flags = APPLET_EACH | APPLET_FAMILY | APPLET_OFFLINE,
	.pairs = ipconv_pairs,
	.begin = ipconv_begin,
	.run = ipconv_run,
	.finish = ipconv_finish,
};
