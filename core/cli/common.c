/* common -- the options that every applet has, as one table. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/common.h"

#include "base/clock.h"
#include "net/addr.h"
#include "net/endpoint.h"

static const struct name formats[] = {
	NAME("text", FORMAT_TEXT, "for people"),
	NAME("table", FORMAT_TABLE, "aligned columns with a header"),
	NAME("json", FORMAT_JSON, "one object a line"),
	NAME("csv", FORMAT_CSV, "RFC 4180, with a header"),
	NAMES_END,
};

static const struct name colors[] = {
	NAME("auto", COLOR_AUTO, "on a terminal"),
	NAME("always", COLOR_ALWAYS, ""),
	NAME("never", COLOR_NEVER, ""),
	NAMES_END,
};

const struct common common_defaults = {
	.timeout_ns = -1,
	.every_ns = NS_PER_S / 2,
	.socket = { .local_port = -1, .ttl = -1, .tos = -1 },
	.listen = { .backlog = 4096, .max_conns = 1000, .max_per_addr = 100, .ready_fd = -1 },
};

/* clang-format off */
#define SET struct common
const struct opt common_options[] = {
	{ .letter = '4', .word = "ipv4", .takes = TAKES_CONSTANT, .slot = OPT_SLOT(SET, family, long),
	  .min = AF_INET, .flags = OPT_FAMILY, .help = "IPv4 only" },
	{ .letter = '6', .word = "ipv6", .takes = TAKES_CONSTANT, .slot = OPT_SLOT(SET, family, long),
	  .min = AF_INET6, .flags = OPT_FAMILY, .help = "IPv6 only" },
	{ .letter = 'n', .word = "numeric", .takes = TAKES_NOTHING, .slot = OPT_SLOT(SET, numeric, bool),
	  .flags = OPT_NUMERIC, .help = "numbers only: look no name up" },
	{ .letter = 'u', .word = "udp", .takes = TAKES_CONSTANT, .slot = OPT_SLOT(SET, socket.transport, long),
	  .min = TRANSPORT_UDP, .flags = OPT_TRANSPORT, .help = "endpoints that name no transport are UDP" },
	{ .letter = 'U', .word = "unix", .takes = TAKES_CONSTANT, .slot = OPT_SLOT(SET, socket.transport, long),
	  .min = TRANSPORT_UNIX, .flags = OPT_TRANSPORT, .help = "endpoints that name no transport are Unix paths" },
	{ .letter = 's', .word = "source", .takes = TAKES_TEXT, .slot = OPT_SLOT(SET, socket.source, const char *),
	  .value = "ADDRESS", .flags = OPT_SOCKET, .help = "send from this local address" },
	{ .letter = 'p', .word = "local-port", .takes = TAKES_NUMBER, .slot = OPT_SLOT(SET, socket.local_port, int64_t),
	  .value = "PORT", .max = UINT16_MAX, .flags = OPT_SOCKET, .help = "send from this local port" },
	{ .letter = 'I', .word = "interface", .takes = TAKES_TEXT, .slot = OPT_SLOT(SET, socket.interface, const char *),
	  .value = "INTERFACE", .offer = OFFER_INTERFACE, .flags = OPT_SOCKET, .help = "use only this interface" },
	{ .letter = 't', .word = "ttl", .takes = TAKES_NUMBER, .slot = OPT_SLOT(SET, socket.ttl, int64_t),
	  .value = "HOPS", .max = 255, .flags = OPT_SOCKET, .help = "TTL or hop limit of what is sent" },
	{ .word = "tos", .takes = TAKES_NUMBER, .slot = OPT_SLOT(SET, socket.tos, int64_t),
	  .value = "BYTE", .max = 255, .flags = OPT_SOCKET, .help = "TOS or traffic class of what is sent" },
	{ .word = "broadcast", .takes = TAKES_NOTHING, .slot = OPT_SLOT(SET, socket.broadcast, bool),
	  .flags = OPT_SOCKET, .help = "permit sending to broadcast addresses" },
	{ .word = "sockopt", .takes = TAKES_TEXTS, .slot = OPT_SLOT(SET, socket.sockopt, struct texts),
	  .value = "NAME=VALUE", .offer = OFFER_SOCKOPT, .flags = OPT_SOCKET, .help = "set a socket option; may be repeated" },
	{ .word = "allow", .takes = TAKES_TEXTS, .slot = OPT_SLOT(SET, listen.allow, struct texts),
	  .value = "CIDR", .flags = OPT_SERVER, .help = "serve only peers of this network; may be repeated" },
	{ .word = "deny", .takes = TAKES_TEXTS, .slot = OPT_SLOT(SET, listen.deny, struct texts),
	  .value = "CIDR", .flags = OPT_SERVER, .help = "serve no peer of this network; may be repeated" },
	{ .word = "backlog", .takes = TAKES_NUMBER, .slot = OPT_SLOT(SET, listen.backlog, int64_t),
	  .value = "N", .max = INT32_MAX, .flags = OPT_SERVER, .help = "connections that may wait to be accepted" },
	{ .word = "reuseport", .takes = TAKES_NOTHING, .slot = OPT_SLOT(SET, listen.reuseport, bool),
	  .flags = OPT_SERVER, .help = "share the port with others that do so too" },
	{ .word = "max-conns", .takes = TAKES_NUMBER, .slot = OPT_SLOT(SET, listen.max_conns, int64_t),
	  .value = "N", .min = 1, .max = INT32_MAX, .flags = OPT_SERVER, .help = "serve so many connections at once" },
	{ .word = "max-per-addr", .takes = TAKES_NUMBER, .slot = OPT_SLOT(SET, listen.max_per_addr, int64_t),
	  .value = "N", .min = 1, .max = INT32_MAX, .flags = OPT_SERVER, .help = "the same for one address, loopback exempt" },
	{ .word = "no-limits", .takes = TAKES_NOTHING, .slot = OPT_SLOT(SET, listen.no_limits, bool),
	  .flags = OPT_SERVER, .help = "lift the limits of connections and rates" },
	{ .word = "mode", .takes = TAKES_TEXT, .slot = OPT_SLOT(SET, listen.mode, const char *),
	  .value = "OCTAL", .flags = OPT_SERVER, .help = "permissions of a Unix path; only the owner's without it" },
	{ .word = "owner", .takes = TAKES_TEXT, .slot = OPT_SLOT(SET, listen.owner, const char *),
	  .value = "USER", .flags = OPT_SERVER, .help = "owner of a Unix path, by name or number" },
	{ .word = "group", .takes = TAKES_TEXT, .slot = OPT_SLOT(SET, listen.group, const char *),
	  .value = "GROUP", .flags = OPT_SERVER, .help = "group of a Unix path, by name or number" },
	{ .word = "replace", .takes = TAKES_NOTHING, .slot = OPT_SLOT(SET, listen.replace, bool),
	  .flags = OPT_SERVER, .help = "take over a Unix path that nobody listens on any more" },
	{ .word = "ready-fd", .takes = TAKES_NUMBER, .slot = OPT_SLOT(SET, listen.ready_fd, int64_t),
	  .value = "N", .min = 1, .max = INT32_MAX, .flags = OPT_READY, .help = "write ready records as JSON to this descriptor, and close it" },
	OPT_CONSTANT(SET, format, 'j', "json", FORMAT_JSON, "one JSON object a line"),
	OPT_NAME(SET, format, 0, "format", "FORMAT", formats, "how records are printed"),
	OPT_TEXT(SET, get, 0, "get", "PATH[,PATH...]", OFFER_PATH,
	         "print only these values, separated by tabs"),
	OPT_FLAG(SET, first, 0, "first", "only the first answer to each question"),
	OPT_DURATION(SET, timeout_ns, 'w', "timeout", "DURATION",
	             "give up on one question after this time (5s)"),
	OPT_TEXT(SET, expect, 0, "expect", "EXPR", OFFER_EXPECT,
	         "succeed only if this holds, see sockbox-expect(7)"),
	OPT_DURATION(SET, eventually_ns, 0, "eventually", "DURATION",
	             "try again until it succeeds, at most so long"),
	OPT_DURATION(SET, every_ns, 0, "every", "DURATION", "time between tries"),
	OPT_FLAG(SET, calls, 0, "calls", "show each socket and resolver call on stderr"),
	OPT_FLAG(SET, quiet, 'q', "quiet", "print no records and no reasons: the exit code tells"),
	OPT_COUNT(SET, verbose, 'v', "verbose", "say more: details in tables, remarks on stderr"),
	OPT_NAME(SET, color, 0, "color", "WHEN", colors, "colour in text output"),
	OPT_FLAG(SET, fields, 0, "fields", "list the record types, keys and statuses, and stop"),
	OPT_FLAG(SET, help, 'h', "help", "show this help and stop"),
	OPT_FLAG(SET, version, 'V', "version", "show the version and stop"),
	OPT_END
};
/* clang-format on */

bool common_has_socket_words(const struct common *common)
{
	const struct sock_words *words = &common->socket;

	return common->family || common->numeric || words->transport || words->sockopt.count ||
	       words->interface || words->source || words->local_port >= 0 || words->ttl >= 0 ||
	       words->tos >= 0 || words->broadcast;
}

bool common_has_listen_words(const struct common *common)
{
	const struct listen_words *words = &common->listen, *plain = &common_defaults.listen;

	return words->allow.count || words->deny.count || words->backlog != plain->backlog ||
	       words->max_conns != plain->max_conns || words->max_per_addr != plain->max_per_addr ||
	       words->reuseport || words->no_limits || words->replace || words->mode ||
	       words->owner || words->group || words->ready_fd >= 0;
}
