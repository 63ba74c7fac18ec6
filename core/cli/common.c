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
	{ OPT_ROW(SET, family, long, TAKES_CONSTANT, '4', "ipv4", "", "IPv4 only"),
	  .min = AF_INET, .flags = OPT_FAMILY },
	{ OPT_ROW(SET, family, long, TAKES_CONSTANT, '6', "ipv6", "", "IPv6 only"),
	  .min = AF_INET6, .flags = OPT_FAMILY },
	{ OPT_ROW(SET, numeric, bool, TAKES_NOTHING, 'n', "numeric", "",
	          "numbers only: look no name up"),
	  .flags = OPT_NUMERIC },
	{ OPT_ROW(SET, socket.transport, long, TAKES_CONSTANT, 'u', "udp", "",
	          "endpoints that name no transport are UDP"),
	  .min = TRANSPORT_UDP, .flags = OPT_TRANSPORT },
	{ OPT_ROW(SET, socket.transport, long, TAKES_CONSTANT, 'U', "unix", "",
	          "endpoints that name no transport are Unix paths"),
	  .min = TRANSPORT_UNIX, .flags = OPT_TRANSPORT },
	{ OPT_ROW(SET, socket.source, const char *, TAKES_TEXT, 's', "source", "ADDRESS",
	          "send from this local address"),
	  .flags = OPT_SOCKET },
	{ OPT_ROW(SET, socket.local_port, int64_t, TAKES_NUMBER, 'p', "local-port", "PORT",
	          "send from this local port"),
	  .max = UINT16_MAX, .flags = OPT_SOCKET },
	{ OPT_ROW(SET, socket.interface, const char *, TAKES_TEXT, 'I', "interface", "INTERFACE",
	          "use only this interface"),
	  .offer = OFFER_INTERFACE, .flags = OPT_SOCKET },
	{ OPT_ROW(SET, socket.ttl, int64_t, TAKES_NUMBER, 't', "ttl", "HOPS",
	          "TTL or hop limit of what is sent"),
	  .max = 255, .flags = OPT_SOCKET },
	{ OPT_ROW(SET, socket.tos, int64_t, TAKES_NUMBER, 0, "tos", "BYTE",
	          "TOS or traffic class of what is sent"),
	  .max = 255, .flags = OPT_SOCKET },
	{ OPT_ROW(SET, socket.broadcast, bool, TAKES_NOTHING, 0, "broadcast", "",
	          "permit sending to broadcast addresses"),
	  .flags = OPT_SOCKET },
	{ OPT_ROW(SET, socket.sockopt, struct texts, TAKES_TEXTS, 0, "sockopt", "NAME=VALUE",
	          "set a socket option; may be repeated"),
	  .offer = OFFER_SOCKOPT, .flags = OPT_SOCKET },
	{ OPT_ROW(SET, listen.allow, struct texts, TAKES_TEXTS, 0, "allow", "CIDR",
	          "serve only peers of this network; may be repeated"),
	  .flags = OPT_SERVER },
	{ OPT_ROW(SET, listen.deny, struct texts, TAKES_TEXTS, 0, "deny", "CIDR",
	          "serve no peer of this network; may be repeated"),
	  .flags = OPT_SERVER },
	{ OPT_ROW(SET, listen.backlog, int64_t, TAKES_NUMBER, 0, "backlog", "N",
	          "connections that may wait to be accepted"),
	  .max = INT32_MAX, .flags = OPT_SERVER },
	{ OPT_ROW(SET, listen.reuseport, bool, TAKES_NOTHING, 0, "reuseport", "",
	          "share the port with others that do so too"),
	  .flags = OPT_SERVER },
	{ OPT_ROW(SET, listen.max_conns, int64_t, TAKES_NUMBER, 0, "max-conns", "N",
	          "serve so many connections at once"),
	  .min = 1, .max = INT32_MAX, .flags = OPT_SERVER },
	{ OPT_ROW(SET, listen.max_per_addr, int64_t, TAKES_NUMBER, 0, "max-per-addr", "N",
	          "the same for one address, loopback exempt"),
	  .min = 1, .max = INT32_MAX, .flags = OPT_SERVER },
	{ OPT_ROW(SET, listen.no_limits, bool, TAKES_NOTHING, 0, "no-limits", "",
	          "lift the limits of connections and rates"),
	  .flags = OPT_SERVER },
	{ OPT_ROW(SET, listen.mode, const char *, TAKES_TEXT, 0, "mode", "OCTAL",
	          "permissions of a Unix path; only the owner's without it"),
	  .flags = OPT_SERVER },
	{ OPT_ROW(SET, listen.owner, const char *, TAKES_TEXT, 0, "owner", "USER",
	          "owner of a Unix path, by name or number"),
	  .flags = OPT_SERVER },
	{ OPT_ROW(SET, listen.group, const char *, TAKES_TEXT, 0, "group", "GROUP",
	          "group of a Unix path, by name or number"),
	  .flags = OPT_SERVER },
	{ OPT_ROW(SET, listen.replace, bool, TAKES_NOTHING, 0, "replace", "",
	          "take over a Unix path that nobody listens on any more"),
	  .flags = OPT_SERVER },
	{ OPT_ROW(SET, listen.ready_fd, int64_t, TAKES_NUMBER, 0, "ready-fd", "N",
	          "write ready records as JSON to this descriptor, and close it"),
	  .min = 1, .max = INT32_MAX, .flags = OPT_READY },
	OPT_CONSTANT(SET, format, 'j', "json", FORMAT_JSON, "one JSON object a line"),
	OPT_NAME(SET, format, 0, "format", "FORMAT", formats, "how records are printed"),
	OPT_TEXT(SET, get, 0, "get", "PATH[,PATH...]", OFFER_PATH,
	         "print only these values, separated by tabs"),
	OPT_FLAG(SET, first, 0, "first", "only the first answer to each question"),
	OPT_DURATION(SET, timeout_ns, 'w', "timeout", "DURATION",
	             "give up on one question after this time (5s; watching: none)"),
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

/* An option that says something of IP, or NULL. */
static const char *ip_option(const struct common *common)
{
	const struct sock_words *words = &common->socket;

	return common->family           ? "-4 and -6"
	       : words->source          ? "--source"
	       : words->interface       ? "--interface"
	       : words->local_port >= 0 ? "--local-port"
	       : words->ttl >= 0        ? "--ttl"
	       : words->tos >= 0        ? "--tos"
	       : words->broadcast       ? "--broadcast"
					: NULL;
}

bool common_check_transport(const struct common *common, enum transport transport, struct err *err)
{
	const char *ip = transport_is_unix(transport) ? ip_option(common) : NULL;
	const char *word = name_word(endpoint_transports, transport);

	if (ip)
		return err_set(err, STATUS_INVALID, "%s: there is no such thing over %s", ip, word);
	if (common->socket.broadcast && transport != TRANSPORT_UDP)
		return err_set(err, STATUS_INVALID, "--broadcast goes over UDP, not %s", word);
	return true;
}
