/* verb_info -- getaddrinfo and getnameinfo as verbs: what libc says, with a deadline. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bench/verb_host.h"
#include "bench/verb_value.h"
#include "cli/out.h"
#include "net/endpoint.h"
#include "net/info.h"
#include "net/names.h"

/* ---- getaddrinfo -------------------------------------------------------------------------- */

enum { FAMILY, TYPE, PROTO, CANONNAME, ADDRESS };
enum { VALUE };

/* clang-format off */
static const struct field info_fields[] = {
	[FAMILY] = FIELD("family", FIELD_TEXT, 0, 0, "AF_INET or AF_INET6", NULL),
	[TYPE] = FIELD("socktype", FIELD_TEXT, 0, 0, "SOCK_STREAM, SOCK_DGRAM, SOCK_RAW ...", NULL),
	[PROTO] = FIELD("protocol", FIELD_INT, 0, 0, "its number", NULL),
	[CANONNAME] = FIELD("canonname", FIELD_TEXT, 0, 0, "with AI_CANONNAME, in the first", NULL),
	[ADDRESS] = FIELD("endpoint", FIELD_TEXT, 0, 0, "the address and the port", NULL),
	{ 0 }
};
static const struct shape info_shape = { info_fields, "{family} {socktype} {protocol} {endpoint}[ {canonname}]" };

static const struct field infos_fields[] = {
	[VALUE] = FIELD("value", FIELD_OBJECT, FIELD_LIST, 0, "in libc's order", &info_shape),
	{ 0 }
};
static const struct record_type gives_infos[] = {
	{ "result", "what to connect or bind to", { infos_fields, NULL } }, { 0 }
};
/* clang-format on */

/* 127.0.0.1:80 or [::1]:80, which other verbs take. */
static void put_endpoint(struct buf *text, const struct addr *addr, uint16_t port)
{
	bool brackets = addr->family == AF_INET6;
	char address[ADDR_TEXT_MAX];

	addr_format(address, addr);
	buf_puts(text, brackets ? "[" : "");
	buf_puts(text, address);
	buf_puts(text, brackets ? "]:" : ":");
	buf_putu(text, port);
}

static bool add_word(struct shell_value *list, const struct name *table, long value)
{
	const char *word = name_word(table, value);

	return word ? verb_add_text(list, word) : verb_add_number(list, value);
}

/* NAME may be NULL. False when memory is out for LIST. */
static bool put_info(struct row *row, struct shell_value *list, const struct answer_item *item,
		     const char *name)
{
	struct buf endpoint = { 0 };
	bool fine;

	put_endpoint(&endpoint, &item->addr, item->port);
	row_text(row, FAMILY, name_word(names_family, item->addr.family));
	row_text(row, TYPE, name_word(names_socktype, item->socktype));
	row_int(row, PROTO, item->protocol);
	row_text(row, CANONNAME, name);
	fine = list && add_word(list, names_family, item->addr.family) &&
	       add_word(list, names_socktype, item->socktype) &&
	       verb_add_number(list, item->protocol) && verb_add_text(list, name ? name : "") &&
	       verb_add_text(list, buf_text(&endpoint)) && !endpoint.failed;
	row_part(row, ADDRESS, &endpoint);
	return fine;
}

static void give_infos(struct run *run, const struct answer *answer)
{
	struct row *row = out_record(run->out, gives_infos);
	struct shell_value result = { .kind = SHELL_LIST };
	bool fine = true;

	for (size_t i = 0; i < answer->count; i++)
		fine &= put_info(row_object(row, VALUE), verb_add_list(&result), &answer->item[i],
				 i == 0 ? answer->name : NULL);
	verb_give(run, &result, fine);
}

/* HOST PORT [FAMILY [TYPE [PROTO [FLAGS]]]] */
static bool read_info(struct query *query, const struct run *run, struct err *err)
{
	int count = run->operand_count;
	struct endpoint checked = { 0 };

	*query = (struct query){ .kind = QUERY_INFO };
	if (!verb_text(&query->host, run, 0, err) || !verb_text(&query->service, run, 1, err) ||
	    (count > 2 && !verb_constant(&query->family, run, 2, names_family, err)) ||
	    (count > 3 && !verb_constant(&query->socktype, run, 3, names_socktype, err)) ||
	    (count > 4 && !verb_constant(&query->protocol, run, 4, names_protocol, err)) ||
	    (count > 5 && !verb_flags(&query->flags, run, 5, names_ai_flags, err)))
		return false;
	query->host = *query->host ? query->host : NULL;
	query->service = *query->service ? query->service : NULL;
	if (!query->host && !query->service)
		return err_set(err, STATUS_INVALID, "neither a host nor a port");
	return !query->service || endpoint_port(&checked, query->service, err);
}

/* libc's answer is the value; that it lacks a family which could not be had is said. */
static void info_run(struct run *run)
{
	struct answer answer = { 0 };
	struct err err = { 0 }, partial = { 0 };
	struct query query;

	if (!read_info(&query, run, &err)) {
		out_fail(run->out, &err);
		return;
	}
	info_ask(&answer, &partial, run->state, &query, verb_until(run));
	if (answer.err.kind != STATUS_OK) {
		out_fail(run->out, &answer.err);
	} else {
		if (partial.kind != STATUS_OK)
			out_remark(run->out, "%s", partial.text);
		give_infos(run, &answer);
	}
	answer_free(&answer);
}

/* ---- getnameinfo -------------------------------------------------------------------------- */

enum { HOST, SERVICE };

static const struct field name_fields[] = {
	[HOST] = FIELD("host", FIELD_TEXT, 0, 0, "its name, or the address", NULL),
	[SERVICE] = FIELD("service", FIELD_TEXT, 0, 0, "the port's service, or its number", NULL),
	{ 0 }
};
static const struct record_type gives_names[] = {
	{ "result", "the names", { name_fields, "{host} {service}" } }, { 0 }
};

/* ADDRESS:PORT [FLAGS], or ADDRESS PORT [FLAGS] */
static bool read_name(struct query *query, const struct run *run, struct err *err)
{
	struct endpoint at;
	const char *word;
	int next = 1;

	*query = (struct query){ .kind = QUERY_NAME };
	if (!verb_text(&word, run, 0, err) || !endpoint_parse(&at, word, TRANSPORT_TCP, err))
		return false;
	if (!at.has_port && next < run->operand_count &&
	    (!verb_text(&word, run, next++, err) || !endpoint_port(&at, word, err)))
		return false;
	if (at.kind != ENDPOINT_HOST || !at.has_port || at.service[0])
		return err_set(err, STATUS_INVALID,
			       "an address and a number of a port: 127.0.0.1:80");
	query->port = at.port;
	if (!addr_parse(&query->addr, at.name, err) ||
	    (next < run->operand_count &&
	     !verb_flags(&query->flags, run, next++, names_ni_flags, err)))
		return false;
	return next >= run->operand_count ||
	       err_set(err, STATUS_INVALID, "'%.60s' is one operand too many", run->operand[next]);
}

static void give_names(struct run *run, const struct answer *answer)
{
	struct row *row = out_record(run->out, gives_names);
	struct shell_value result = { 0 };

	row_text(row, HOST, answer->name);
	row_text(row, SERVICE, answer->service);
	verb_give(run, &result,
		  verb_add_text(&result, answer->name) && verb_add_text(&result, answer->service));
}

static void nameinfo_run(struct run *run)
{
	struct answer answer = { 0 };
	struct err err = { 0 };
	struct query query;

	if (read_name(&query, run, &err) && verb_host_ask(&answer, run, &query, &err))
		give_names(run, &answer);
	else
		out_fail(run->out, &err);
	answer_free(&answer);
}

/* ---- the verbs ---------------------------------------------------------------------------- */

/* clang-format off */
static const struct operand takes_info[] = {
	{ "HOST", 1, 1, OFFER_HOST, "a name or an address; '' is none" },
	{ "PORT", 1, 1, OFFER_SERVICE, "a port or a service; '' is none" },
	{ "FAMILY", 0, 1, OFFER_CONSTANT, "AF_INET, AF_INET6, or 0 for both" },
	{ "TYPE", 0, 1, OFFER_CONSTANT, "SOCK_STREAM, SOCK_DGRAM ..., or 0 for all" },
	{ "PROTO", 0, 1, OFFER_CONSTANT, "IPPROTO_TCP ..., or 0 for all" },
	{ "FLAGS", 0, 1, OFFER_CONSTANT, "AI_PASSIVE, AI_CANONNAME ..., joined by commas" },
	{ 0 }
};
static const struct operand takes_name[] = {
	{ "ADDRESS", 1, 1, OFFER_NOTHING, "an address with its port, or before it" },
	{ "PORT", 0, 1, OFFER_NOTHING, "a number, where ADDRESS has none" },
	{ "FLAGS", 0, 1, OFFER_CONSTANT, "NI_NUMERICHOST ..., joined by commas" },
	{ 0 }
};

const struct applet verb_getaddrinfo = {
	VERB("getaddrinfo", "addresses to connect or bind to, as libc has them", takes_info, gives_infos, APPLET_OFFLINE, info_run,
	     "getaddrinfo 127.0.0.1 80 0 SOCK_STREAM", "one address, for a stream"), HOST_VERB
};

const struct applet verb_getnameinfo = {
	VERB("getnameinfo", "the names of an address and a port", takes_name, gives_names, APPLET_OFFLINE, nameinfo_run,
	     "getnameinfo 127.0.0.1:443 NI_NUMERICHOST", "which service is it?"), HOST_VERB
};
/* clang-format on */
