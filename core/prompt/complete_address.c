/* complete_address -- endpoints, services, interfaces, this host's addresses, multicast groups. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "bench/adopt.h"
#include "net/endpoint.h"
#include "net/iface.h"
#include "net/membership.h"
#include "net/service.h"
#include "prompt/complete.h"

/* ---- services ----------------------------------------------------------------------------- */

static void put_service(void *context, const struct service *service)
{
	struct offering *offering = context;
	struct service row = *service;
	struct buf port = { 0 };
	struct word alias;

	service_put_port(&port, &row);
	offering_put(offering, row.name, buf_text(&port));
	while (service_alias(&alias, &row))
		offering_put(offering, alias, buf_text(&port));
	offering_free_part(offering, &port);
}

/* What the socket at hand, an option or a word in front says: "tcp"; "" where nothing does. */
static const char *transport_of(const struct completion *completion)
{
	const struct bench_sock *sock = completion_socket(completion);
	struct word typed = completion->offering.typed;

	for (unsigned i = 0; i < completion->progress.used_count; i++)
		if (completion->progress.used[i]->letter == 'u')
			return "udp";
	for (size_t i = 0; i < completion->operand_count; i++)
		if (text_begins(completion->operand[i], "tcp") ||
		    text_begins(completion->operand[i], "udp"))
			return completion->operand[i][0] == 't' ? "tcp" : "udp";
	if (word_begins(typed, "tcp:") || word_begins(typed, "udp:"))
		return typed.at[0] == 't' ? "tcp" : "udp";
	if (sock && (sock->family == AF_INET || sock->family == AF_INET6))
		return adopt_is_stream(sock) ? "tcp" : "udp";
	return "";
}

void complete_services(struct completion *completion)
{
	struct database database = { .path = SERVICES_PATH };
	struct service_query query = { .port = -1, .transport = word_of(transport_of(completion)) };

	completion->offering.any_case = true;
	services_each(&database, &query, put_service, &completion->offering);
	database_free(&database);
}

/* ---- interfaces and their addresses ------------------------------------------------------- */

static void each_address(struct completion *completion,
			 void (*put)(struct completion *, const struct iface *,
				     const struct iface_address *))
{
	struct ifaces ifaces = { 0 };
	struct err ignored = { 0 };

	if (!ifaces_read(&ifaces, &ignored))
		return;
	for (size_t i = 0; i < ifaces.count; i++)
		for (size_t j = 0; j < ifaces.item[i].address_count; j++)
			put(completion, &ifaces.item[i], &ifaces.item[i].addresses[j]);
	ifaces_free(&ifaces);
}

static void put_address(struct completion *completion, const struct iface *iface,
			const struct iface_address *address)
{
	char text[ADDR_TEXT_MAX];

	offering_put(&completion->offering,
		     (struct word){ text, addr_format(text, &address->addr) }, iface->name);
}

static void put_network(struct completion *completion, const struct iface *iface,
			const struct iface_address *address)
{
	char text[ADDR_TEXT_MAX];
	struct buf network = { 0 };

	addr_format(text, &address->addr);
	text[strcspn(text, "%")] = '\0';
	buf_printf(&network, "%s/%u", text, address->prefix_bits);
	offering_puts(&completion->offering, buf_text(&network), iface->name);
	offering_free_part(&completion->offering, &network);
}

/* With a port to follow; IPv6 in brackets. */
static void put_bindable(struct completion *completion, const struct iface *iface,
			 const struct iface_address *address)
{
	const struct bench_sock *sock = completion_socket(completion);
	char text[ADDR_TEXT_MAX];
	struct buf host = { 0 };
	bool is_v6 = address->addr.family == AF_INET6;

	if (sock && sock->family == AF_INET && is_v6)
		return;
	addr_format(text, &address->addr);
	buf_printf(&host, is_v6 ? "[%s]:" : "%s:", text);
	offering_put_before(&completion->offering, word_of(buf_text(&host)), iface->name, 0);
	offering_free_part(&completion->offering, &host);
}

void complete_addresses(struct completion *completion, char after)
{
	completion->offering.after = after;
	each_address(completion, put_address);
}

void complete_networks(struct completion *completion)
{
	each_address(completion, put_network);
}

/* "on INTERFACE" of a group. */
void complete_interfaces(struct completion *completion)
{
	struct offering *offering = &completion->offering;
	size_t count = completion->operand_count;
	const struct operand *row = completion->row;
	bool is_group =
		row && row > completion->applet->operands && strcmp(row[-1].value, "GROUP") == 0;

	if (is_group && count > 0 && strcmp(completion->operand[count - 1], "on") != 0 &&
	    (int)count == completion->least) {
		offering_puts(offering, "on", "an interface comes behind it");
		return;
	}
	if (is_group && strcmp(completion->operand[count - 1], "on") != 0)
		return;
	offering_lines(offering, OFFER_INTERFACE, completion->applet);
	if (is_group)
		complete_addresses(completion, ' ');
}

/* ---- groups ------------------------------------------------------------------------------- */

static bool suits(const struct completion *completion, int family)
{
	const struct bench_sock *sock = completion_socket(completion);

	return !sock || sock->family == family;
}

static void put_group(struct completion *completion, const char *text, bool is_v6,
		      const char *meaning, char after)
{
	struct buf group = { 0 };

	if (!suits(completion, is_v6 ? AF_INET6 : AF_INET))
		return;
	buf_printf(&group, is_v6 && after == ':' ? "[%s]" : "%s", text);
	offering_put_before(&completion->offering, word_of(buf_text(&group)), meaning, after);
	offering_free_part(&completion->offering, &group);
}

static void put_joined(struct completion *completion, char after)
{
	struct memberships memberships = { 0 };
	struct err ignored = { 0 };
	char text[ADDR_TEXT_MAX];

	if (!memberships_read(&memberships, &ignored))
		return;
	for (size_t i = 0; i < memberships.count; i++) {
		addr_format(text, &memberships.item[i].group);
		text[strcspn(text, "%")] = '\0';
		put_group(completion, text, memberships.item[i].group.family == AF_INET6,
			  "joined on this host", after);
	}
	memberships_free(&memberships);
}

/* RFC 5771, RFC 4291, and what is used on most links. */
void complete_groups(struct completion *completion, char after)
{
	static const struct name known[] = {
		NAME("239.192.0.1", 4, "for own use inside an organization, RFC 2365"),
		NAME("224.0.0.1", 4, "all hosts of the link"),
		NAME("224.0.0.2", 4, "all routers of the link"),
		NAME("224.0.0.251", 4, "mDNS"),
		NAME("224.0.0.252", 4, "LLMNR"),
		NAME("239.255.255.250", 4, "SSDP"),
		NAME("232.1.2.3", 4, "one of those that need a source, RFC 4607"),
		NAME("ff02::1", 6, "all nodes of the link"),
		NAME("ff02::2", 6, "all routers of the link"),
		NAME("ff02::fb", 6, "mDNS"),
		NAME("ff02::1:3", 6, "LLMNR"),
		NAME("ff15::1", 6, "for own use at a site, for a while"),
		NAMES_END,
	};

	put_joined(completion, after);
	for (const struct name *row = known; *row->word; row++)
		put_group(completion, row->word, row->value == 6, name_meaning(row), after);
}

/* ---- endpoints ---------------------------------------------------------------------------- */

static bool is_path(struct word rest)
{
	return rest.size > 0 && memchr(rest.at, '/', rest.size);
}

/* Whether the words are to be listened at, or bound to. */
static bool binds(const struct completion *completion)
{
	for (unsigned i = 0; i < completion->progress.used_count; i++)
		if (completion->progress.used[i]->letter == 'l')
			return true;
	return strcmp(completion->name, "bind") == 0 ||
	       strcmp(completion->name, "create_server") == 0 ||
	       (completion->applet && completion->applet->flags & APPLET_SERVER &&
		!progress_find(&completion->progress, "listen", 6, 0));
}

/* Behind the colon of "unix:"; false where the transport is another, or none. */
static bool pass_transport(struct completion *completion)
{
	struct offering *offering = &completion->offering;
	struct word typed = offering->typed;

	for (const struct name *row = endpoint_transports; *row->word; row++) {
		size_t size = strlen(row->word);

		if (typed.size > size && word_begins(typed, row->word) && typed.at[size] == ':') {
			offering->stem = size + 1;
			return transport_is_unix((enum transport)row->value);
		}
	}
	return false;
}

static void put_transports(struct completion *completion)
{
	if (completion->offering.stem > 0 || completion_socket(completion))
		return;
	for (const struct name *row = endpoint_transports; *row->word; row++) {
		struct buf text = { 0 };

		buf_printf(&text, "%s:", row->word);
		offering_put_before(&completion->offering, word_of(buf_text(&text)),
				    name_meaning(row), 0);
		offering_free_part(&completion->offering, &text);
	}
}

static void put_wildcards(struct completion *completion)
{
	offering_put_before(&completion->offering, word_of("any:"), "the wildcard of both families",
			    0);
	offering_put_before(&completion->offering, word_of("localhost:"), "loopback", 0);
}

void complete_endpoints(struct completion *completion, bool is_group)
{
	struct offering *offering = &completion->offering;
	const struct bench_sock *sock = completion_socket(completion);
	bool is_unix = pass_transport(completion) || (sock && sock->family == AF_UNIX);
	struct word rest = offering_rest(offering);

	if (sock && sock->family != AF_UNIX && sock->family != AF_INET && sock->family != AF_INET6)
		return;
	if (is_unix || is_path(rest)) {
		complete_files(completion, false);
		return;
	}
	if (rest.size > 0 && memchr(rest.at, ':', rest.size)) {
		offering_settle(offering, ":");
		complete_services(completion);
		return;
	}
	if (is_group) {
		complete_groups(completion, ':');
		return;
	}
	put_transports(completion);
	if (binds(completion)) {
		put_wildcards(completion);
		each_address(completion, put_bindable);
	} else {
		complete_hosts(completion, ':');
	}
}
