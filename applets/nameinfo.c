/* nameinfo -- names of an address and a port, as getnameinfo(3) has them. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/applet.h"
#include "cli/out.h"
#include "net/ask.h"
#include "net/endpoint.h"
#include "net/names.h"
#include "net/resolve.h"
#include "net/service.h"

struct settings {
	long flags; /* NI_* */
};

/* clang-format off */
static const struct opt options[] = {
	OPT_BITS(struct settings, flags, 0, "flags", "NI_FLAG,...", names_ni_flags, "getnameinfo's flags by name"),
	OPT_BIT(struct settings, flags, 0, "numeric-host", NI_NUMERICHOST, "NI_NUMERICHOST: the address as a number"),
	OPT_BIT(struct settings, flags, 0, "numeric-service", NI_NUMERICSERV, "NI_NUMERICSERV: the port as a number"),
	OPT_BIT(struct settings, flags, 0, "name-required", NI_NAMEREQD, "NI_NAMEREQD: no number in place of a name"),
	OPT_BIT(struct settings, flags, 0, "datagram", NI_DGRAM, "NI_DGRAM: the service of UDP, not TCP"),
	OPT_BIT(struct settings, flags, 0, "no-fqdn", NI_NOFQDN, "NI_NOFQDN: only the host part of a local name"),
	OPT_BIT(struct settings, flags, 0, "idn", NI_IDN, "NI_IDN: decode international names"),
	OPT_END
};

static const struct operand operands[] = {
	{ "ADDRESS", 1, 1, OFFER_NOTHING, "an IPv4 or IPv6 address, with its zone where it has one" },
	{ "PORT", 0, 1, OFFER_SERVICE, "a port, or a service's name for it" },
	{ 0 }
};

enum { ADDRESS, PORT, FLAGS, HOST, SERVICE, NUMERIC, EAI, EAI_NUMBER, EAI_MEANING };

static const struct field fields[] = {
	[ADDRESS] = FIELD("address", FIELD_ADDRESS, FIELD_QUESTION, 0, "the address asked about", NULL),
	[PORT] = FIELD("port", FIELD_UINT, FIELD_QUESTION, 0, "the port asked about", NULL),
	[FLAGS] = FIELD("flags", FIELD_TEXT, FIELD_LIST | FIELD_QUESTION, 0, "the flags it was asked with", NULL),
	[HOST] = FIELD("host", FIELD_TEXT, 0, 0, "the name, or the address where there is none", NULL),
	[SERVICE] = FIELD("service", FIELD_TEXT, 0, 0, "the port's service, or its number; unset without a port", NULL),
	[NUMERIC] = FIELD("numeric", FIELD_BOOL, 0, 0, "host is an address: it has no name, or none was asked for", NULL),
	/* Of a failure, which is no answer: in text its sentence says them. */
	[EAI] = FIELD("eai", FIELD_TEXT, FIELD_QUESTION, 0, "on failure: the constant, such as EAI_NONAME", NULL),
	[EAI_NUMBER] = FIELD("eai_number", FIELD_INT, FIELD_QUESTION, 0, "on failure: its value", NULL),
	[EAI_MEANING] = FIELD("eai_text", FIELD_TEXT, FIELD_QUESTION, 0, "on failure: what libc says of it", NULL),
	{ 0 }
};
/* clang-format on */

static const struct record_type records[] = {
	{ "result", "what getnameinfo answered", { fields, "[{host}][ {service}]" } }, { 0 }
};

static const struct example examples[] = {
	EXAMPLE("nameinfo 127.0.0.1 443 --numeric-host", "the service of a port"),
	EXAMPLE("nameinfo --json -n 192.0.2.1 80", "numbers only: nobody is asked"),
	EXAMPLE("nameinfo --datagram --numeric-host ::1 514",
		"a port that is another service in UDP"),
	{ 0 }
};

struct state {
	struct resolver resolver;
	struct database services;
};

static void put_question(struct row *row, const struct query *query, bool has_port)
{
	row_addr(row, ADDRESS, &query->addr);
	if (has_port)
		row_uint(row, PORT, query->port);
	row_empty(row, FLAGS);
	for (const struct name *name = names_ni_flags; *name->word; name++)
		if (query->flags & (int)name->value)
			row_text(row, FLAGS, name->word);
}

static void put_answer(struct row *row, const struct answer *answer, bool has_port)
{
	struct addr addr;
	struct err unused;

	row_text(row, HOST, answer->name);
	if (has_port)
		row_text(row, SERVICE, answer->service);
	row_bool(row, NUMERIC, addr_parse(&addr, answer->name, &unused));
}

static void put_failure(struct row *row, const struct answer *answer)
{
	if (answer->eai == 0)
		return;
	row_text(row, EAI, name_word(names_eai, answer->eai));
	row_int(row, EAI_NUMBER, answer->eai);
	row_text(row, EAI_MEANING, ask_text(answer->eai));
}

static bool read_port(uint16_t *port, struct run *run, const char *text, const char *transport,
		      struct err *err)
{
	struct state *state = run->state;
	struct endpoint endpoint = { 0 };

	if (!endpoint_port(&endpoint, text, err))
		return false;
	if (endpoint.service[0]) {
		state->services.path = SERVICES_PATH;
		return service_port(port, &state->services, endpoint.service, transport, err);
	}
	*port = endpoint.port;
	return true;
}

static bool read_question(struct query *query, struct run *run, struct err *err)
{
	const struct settings *settings = run->settings;
	const char *port = run->operand[1];

	query->kind = QUERY_NAME;
	query->flags = (int)settings->flags;
	if (run->common->numeric)
		query->flags |= NI_NUMERICHOST | NI_NUMERICSERV;
	if (!addr_parse(&query->addr, run->operand[0], err))
		return false;
	return !port ||
	       read_port(&query->port, run, port, query->flags & NI_DGRAM ? "udp" : "tcp", err);
}

static void nameinfo_run(struct run *run)
{
	struct row *row = out_record(run->out, &records[0]);
	struct state *state = run->state;
	bool has_port = run->operand[1] != NULL;
	struct query query = { 0 }, asked;
	struct answer answer = { 0 };
	struct err err = { 0 };

	if (!read_question(&query, run, &err)) {
		out_fail(run->out, &err);
		return;
	}
	asked = query;
	if (!has_port)
		asked.flags |= NI_NUMERICSERV; /* nothing to look up */
	resolver_ask(&state->resolver, &answer, &asked, 1, run->until);
	put_question(row, &query, has_port);
	if (answer.err.kind == STATUS_OK) {
		put_answer(row, &answer, has_port);
		out_done(run->out, STATUS_OK);
	} else {
		put_failure(row, &answer);
		out_fail(run->out, &answer.err);
	}
	answer_free(&answer);
}

static void nameinfo_finish(struct run *run)
{
	struct state *state = run->state;

	resolver_free(&state->resolver);
	database_free(&state->services);
}

const struct applet applet_nameinfo = {
	.name = "nameinfo",
	.summary = "names of an address and a port, as getnameinfo(3) has them",
	.group = GROUP_LOOKUP,
	.operands = operands,
	.options = options,
	.records = records,
	.statuses = STATUS_BIT(STATUS_NOT_FOUND) | STATUS_BIT(STATUS_NO_DATA) |
		    STATUS_BIT(STATUS_TEMP_FAIL) | STATUS_BIT(STATUS_NO_INTERFACE),
	.examples = examples,
	.settings_size = sizeof(struct settings),
	.state_size = sizeof(struct state),
	.flags = APPLET_NUMERIC | APPLET_OVERLAPS,
	.run = nameinfo_run,
	.finish = nameinfo_finish,
};
