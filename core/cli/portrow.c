/* portrow -- what ports were found to be, as records. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/portrow.h"

#include <string.h>

#include "net/names.h"
#include "net/service.h"

/* clang-format off */
enum { ENDPOINT, TRANSPORT, PORT, SERVICE, FAMILY, PEER, LOCAL, CONNECT, RTT, TRIES, ICMP, ICMP_FROM, ICMP_TYPE, ICMP_CODE, QUESTION, FITS, SIZE, DATA, MORE };

static const struct field result_fields[] = {
	[ENDPOINT] = FIELD("endpoint", FIELD_TEXT, FIELD_QUESTION, 0, "which was asked for", NULL),
	[TRANSPORT] = FIELD("transport", FIELD_TEXT, FIELD_QUESTION, 0, "TCP or UDP: tcp, udp", NULL),
	[PORT] = FIELD("port", FIELD_UINT, FIELD_QUESTION, 0, "its number", NULL),
	[SERVICE] = FIELD("service", FIELD_TEXT, FIELD_QUESTION, 0, "that the port is registered for, which need not be there", NULL),
	[FAMILY] = FIELD("family", FIELD_TEXT, FIELD_QUESTION | FIELD_DETAIL, 0, "of that address: AF_INET or AF_INET6", NULL),
	[PEER] = FIELD("peer", FIELD_TEXT, FIELD_QUESTION, 0, "the address that decided it", NULL),
	[LOCAL] = FIELD("local", FIELD_TEXT, FIELD_QUESTION | FIELD_DETAIL, 0, "our end", NULL),
	[CONNECT] = FIELD("connect_ms", FIELD_REAL, FIELD_QUESTION | FIELD_DETAIL, UNIT_MS, "how long the connection took; of an open port alone", NULL),
	[RTT] = FIELD("rtt_ms", FIELD_REAL, FIELD_QUESTION, UNIT_MS, "from the try to what came of it; of a connection the handshake", NULL),
	[TRIES] = FIELD("tries", FIELD_UINT, FIELD_QUESTION | FIELD_DETAIL, 0, "of all addresses", NULL),
	[ICMP] = FIELD("icmp", FIELD_TEXT, FIELD_QUESTION | FIELD_DETAIL, 0, "an ICMP error, such as port_unreachable", NULL),
	[ICMP_FROM] = FIELD("icmp_from", FIELD_ADDRESS, FIELD_QUESTION | FIELD_DETAIL, 0, "who sent it", NULL),
	[ICMP_TYPE] = FIELD("icmp_type", FIELD_UINT, FIELD_QUESTION | FIELD_DETAIL, 0, "its type", NULL),
	[ICMP_CODE] = FIELD("icmp_code", FIELD_UINT, FIELD_QUESTION | FIELD_DETAIL, 0, "its code", NULL),
	[QUESTION] = FIELD("question", FIELD_TEXT, FIELD_QUESTION | FIELD_DETAIL, 0, "UDP: what was asked: dns, ntp, ...", NULL),
	[FITS] = FIELD("fits", FIELD_BOOL, FIELD_DETAIL, 0, "UDP: whether the answer is one to that", NULL),
	[SIZE] = FIELD("size_bytes", FIELD_UINT, FIELD_DETAIL, UNIT_BYTES, "of what it said", NULL),
	[DATA] = FIELD("data", FIELD_DATA, 0, 0, "what it said: the banner or the answer, at most 1,024 bytes", NULL),
	[MORE] = FIELD("shown", FIELD_TEXT, FIELD_DETAIL, 0, "what it is", NULL),
	{ 0 }
};

enum { HOST, PORTS, OPEN, OPEN_PORTS, ANSWERED, ANSWERED_PORTS, REFUSED, REFUSED_PORTS, UNREACHABLE, UNREACHABLE_PORTS,
       TIMEOUT, TIMEOUT_PORTS, SILENT, SILENT_PORTS, OTHER, OTHER_PORTS, PENDING, PENDING_PORTS, UNTRIED, UNTRIED_PORTS };

static const struct field summary_fields[] = {
	[HOST] = FIELD("host", FIELD_TEXT, FIELD_QUESTION, 0, "as it was asked for", NULL),
	[PORTS] = FIELD("ports", FIELD_UINT, 0, 0, "that were asked for", NULL),
	[OPEN] = FIELD("open_count", FIELD_UINT, 0, 0, "of them, open", NULL),
	[OPEN_PORTS] = FIELD("open_ports", FIELD_TEXT, 0, 0, "which: 22,80-90", NULL),
	[ANSWERED] = FIELD("answered_count", FIELD_UINT, 0, 0, "UDP: that answered", NULL),
	[ANSWERED_PORTS] = FIELD("answered_ports", FIELD_TEXT, 0, 0, "which", NULL),
	[REFUSED] = FIELD("refused_count", FIELD_UINT, 0, 0, "where the host said no", NULL),
	[REFUSED_PORTS] = FIELD("refused_ports", FIELD_TEXT, 0, 0, "which", NULL),
	[UNREACHABLE] = FIELD("unreachable_count", FIELD_UINT, 0, 0, "where a host or router said that there is no way", NULL),
	[UNREACHABLE_PORTS] = FIELD("unreachable_ports", FIELD_TEXT, 0, 0, "which", NULL),
	[TIMEOUT] = FIELD("timeout_count", FIELD_UINT, 0, 0, "TCP: where nobody answered", NULL),
	[TIMEOUT_PORTS] = FIELD("timeout_ports", FIELD_TEXT, 0, 0, "which", NULL),
	[SILENT] = FIELD("silent_count", FIELD_UINT, 0, 0, "UDP: open or dropped, nobody can tell", NULL),
	[SILENT_PORTS] = FIELD("silent_ports", FIELD_TEXT, 0, 0, "which", NULL),
	[OTHER] = FIELD("other_count", FIELD_UINT, 0, 0, "what else there was, such as this machine's own limits", NULL),
	[OTHER_PORTS] = FIELD("other_ports", FIELD_TEXT, 0, 0, "which", NULL),
	[PENDING] = FIELD("pending_count", FIELD_UINT, 0, 0, "that were being tried when it was ended", NULL),
	[PENDING_PORTS] = FIELD("pending_ports", FIELD_TEXT, 0, 0, "which", NULL),
	[UNTRIED] = FIELD("untried_count", FIELD_UINT, 0, 0, "whose turn had not come when it was ended", NULL),
	[UNTRIED_PORTS] = FIELD("untried_ports", FIELD_TEXT, 0, 0, "which", NULL),
	{ 0 }
};

const struct record_type portrow_types[] = {
	[PORTROW_RESULT] = { "result", "a port", { result_fields,
		"{endpoint}[ ({service})]: {shown}[ {rtt_ms} ms][: {data}]" } },
	[PORTROW_SUMMARY] = { "summary", "of several ports of a host", { summary_fields,
		"{host}: {ports} port{s}[+, {open_count} open ({open_ports})][+, {answered_count} answered ({answered_ports})]"
		"[+, {refused_count} refused ({refused_ports})][+, {unreachable_count} unreachable ({unreachable_ports})]"
		"[+, {timeout_count} without an answer ({timeout_ports})][+, {silent_count} silent ({silent_ports})][+, {other_count} undecided ({other_ports})]"
		"[+, {pending_count} without an answer yet ({pending_ports})][+, {untried_count} not tried ({untried_ports})]" } },
	{ 0 }
};
/* clang-format on */

/* ---- a port ----------------------------------------------------------------------------- */

static void keep_first(void *context, const struct service *service)
{
	struct word *name = context;

	if (name->size == 0)
		*name = service->name;
}

static void put_service(struct row *row, uint16_t port, enum transport transport,
			struct database *services)
{
	const struct service_query query = {
		.name = word_of(""),
		.port = port,
		.transport = word_of(name_word(endpoint_transports, transport)),
	};
	struct word name = word_of("");

	if (!row_wants(row, SERVICE))
		return;
	services_each(services, &query, keep_first, &name);
	if (name.size > 0)
		row_bytes(row, SERVICE, name.at, name.size);
}

static void put_asked(struct row *row, const struct portgoal *goal, uint16_t port,
		      struct database *services)
{
	enum transport transport = goal->endpoint.transport;
	struct buf text = { 0 };

	portgoal_name(&text, goal, port);
	row_part(row, ENDPOINT, &text);
	row_text(row, TRANSPORT, name_word(endpoint_transports, transport));
	row_uint(row, PORT, port);
	put_service(row, port, transport, services);
}

void portrow_put_question(struct row *row, const struct portgoal *goal, struct database *services)
{
	if (goal->ports.count == 1)
		put_asked(row, goal, goal->endpoint.port, services);
	else
		row_bytes(row, ENDPOINT, goal->words.data, goal->host_size);
}

static void put_answer(struct row *row, const struct sweep_found *found)
{
	bool said = found->true_size > 0 || found->status == STATUS_ANSWERED;

	row_text(row, MORE, found->status == STATUS_OPEN ? "open" : "answered");
	if (found->question >= 0)
		row_bool(row, FITS, found->fits);
	if (said)
		row_uint(row, SIZE, found->true_size);
	if (said)
		row_bytes(row, DATA, found->data, found->size);
}

void portrow_put(struct row *row, const struct sweep_found *found, struct database *services)
{
	const struct portgoal *goal = found->goal->of;
	enum transport transport = found->goal->transport;

	put_asked(row, goal, found->goal->port, services);
	if (sock_addr_family(&found->to) != AF_UNSPEC)
		row_text(row, FAMILY, name_word(names_family, sock_addr_family(&found->to)));
	row_sock_addr(row, PEER, transport, &found->to);
	if (found->local.size > 0)
		row_sock_addr(row, LOCAL, transport, &found->local);
	if (found->status == STATUS_OPEN)
		row_ms(row, CONNECT, (double)found->rtt_ns);
	row_ms(row, RTT, (double)found->rtt_ns);
	row_uint(row, TRIES, found->tries);
	if (found->trouble.is_icmp) {
		row_text(row, ICMP, trouble_word(&found->trouble));
		row_addr(row, ICMP_FROM, &found->trouble.offender);
		row_uint(row, ICMP_TYPE, found->trouble.type);
		row_uint(row, ICMP_CODE, found->trouble.code);
	}
	if (found->question >= 0)
		row_text(row, QUESTION, name_word(udp_questions, found->question));
	if (found->err.kind == STATUS_OK)
		put_answer(row, found);
}

/* ---- all of a host ---------------------------------------------------------------------- */

static void put_host(struct row *row, const struct portgoal *goal)
{
	const char *name =
		goal->endpoint.kind == ENDPOINT_LOOPBACK ? "localhost" : goal->endpoint.name;
	struct buf text = { 0 };

	buf_puts(&text, name_word(endpoint_transports, goal->endpoint.transport));
	if (strchr(name, ':'))
		buf_printf(&text, ":[%s]", name);
	else
		buf_printf(&text, ":%s", name);
	row_part(row, HOST, &text);
}

/* The fields of a group stand where the group does, its number before its ports. */
void portrow_put_summary(struct row *row, const struct portgoal *goal)
{
	put_host(row, goal);
	row_uint(row, PORTS, goal->ports.count);
	for (unsigned group = 0; group < PORT_GROUPS; group++) {
		const struct portlist *list = &goal->tally.of[group];
		struct buf ports = { 0 };

		portlist_put(&ports, list);
		row_uint(row, OPEN + 2 * group, list->count);
		row_part(row, OPEN_PORTS + 2 * group, &ports);
	}
}
