/* verb_service -- services and protocols as verbs: what libc finds in the files of /etc. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "bench/verb_value.h"
#include "cli/out.h"
#include "net/protocol.h"
#include "net/service.h"

static bool same(struct word a, struct word b)
{
	return a.size == b.size && memcmp(a.at, b.at, a.size) == 0;
}

/* libc takes words letter by letter, and knows only the file. */
struct service_search {
	const struct database *database;
	const struct service_query *query;
	struct service first, other; /* what libc has; what else fits */
	bool has_first, has_other;
};

static bool is_exact(const struct service_search *search, const struct service *service)
{
	const struct service_query *query = search->query;
	const struct database *database = search->database;
	struct service rest = *service;
	struct word alias = service->name;

	if (service->nickname.size > 0 ||
	    (service->source != database->path && database->trouble.kind == STATUS_OK) ||
	    (query->transport.size > 0 && !same(service->transport, query->transport)))
		return false;
	while (query->name.size > 0 && !same(alias, query->name))
		if (!service_alias(&alias, &rest))
			return false;
	return true;
}

/* The first of each kind. */
static void see_service(void *context, const struct service *service)
{
	struct service_search *search = context;
	bool exact = is_exact(search, service);

	if (exact && !search->has_first)
		search->first = *service;
	if (!exact && !search->has_other)
		search->other = *service;
	search->has_first |= exact;
	search->has_other |= !exact;
}

static bool find_service(struct service *service, struct database *database,
			 const struct service_query *query, struct err *err)
{
	struct service_search search = { .database = database, .query = query };
	const struct service *other = &search.other;

	if (!database_open(database, false, err))
		return false;
	services_each(database, query, see_service, &search);
	if (!search.has_first && !search.has_other)
		return service_missing(database, query, err);
	if (!search.has_first)
		return err_set(err, STATUS_NOT_FOUND,
			       "not in %s, but servlookup knows %.*s %u/%.*s", database->path,
			       (int)other->name.size, other->name.at, other->port,
			       (int)other->transport.size, other->transport.at);
	*service = search.first;
	return true;
}

/* The transport is optional. */
static bool read_transport(struct service_query *query, const struct run *run, struct err *err)
{
	const char *text = "";

	if (run->operand_count > 1 && !verb_text(&text, run, 1, err))
		return false;
	if (run->operand_count > 1 && !*text)
		return err_set(err, STATUS_INVALID, "an empty word is no protocol");
	query->transport = word_of(text);
	return true;
}

static void servbyname_run(struct run *run)
{
	struct database database = { .path = SERVICES_PATH };
	struct service_query query = { .port = -1 };
	struct service service;
	struct err err = { 0 };
	const char *name;
	bool fine = verb_text(&name, run, 0, &err) && read_transport(&query, run, &err);

	if (fine)
		query.name = word_of(name);
	if (fine && query.name.size == 0)
		fine = err_set(&err, STATUS_NOT_FOUND, "an empty word is no service");
	if (fine && find_service(&service, &database, &query, &err))
		verb_give_number(run, service.port);
	else
		out_fail(run->out, &err);
	database_free(&database);
}

static void servbyport_run(struct run *run)
{
	struct database database = { .path = SERVICES_PATH };
	struct service_query query = { 0 };
	struct service service;
	struct err err = { 0 };
	int64_t port;
	bool fine = verb_number(&port, run, 0, 0, UINT16_MAX, &err) &&
		    read_transport(&query, run, &err);

	if (fine)
		query.port = (int)port;
	if (fine && find_service(&service, &database, &query, &err))
		verb_give_text(run, service.name);
	else
		out_fail(run->out, &err);
	database_free(&database);
}

struct protocol_search {
	struct word name;
	struct protocol first, other;
	bool has_first, has_other;
};

static void see_protocol(void *context, const struct protocol *protocol)
{
	struct protocol_search *search = context;
	struct protocol rest = *protocol;
	struct word alias = protocol->name;
	bool exact = same(alias, search->name);

	while (!exact && protocol_alias(&alias, &rest))
		exact = same(alias, search->name);
	if (exact && !search->has_first)
		search->first = *protocol;
	if (!exact && !search->has_other)
		search->other = *protocol;
	search->has_first |= exact;
	search->has_other |= !exact;
}

static bool find_protocol(int *number, struct database *database, const char *name, struct err *err)
{
	struct protocol_query query = { word_of(name), -1 };
	struct protocol_search search = { .name = query.name };
	const struct protocol *other = &search.first;

	if (query.name.size == 0)
		return err_set(err, STATUS_NOT_FOUND, "an empty word is no protocol");
	if (!database_open(database, false, err))
		return false;
	protocols_each(database, &query, see_protocol, &search);
	if (!search.has_first && !search.has_other)
		return protocol_missing(database, &query, err);
	if (search.has_first &&
	    (search.first.source == database->path || database->trouble.kind != STATUS_OK)) {
		*number = search.first.number;
		return true;
	}
	if (!search.has_first)
		other = &search.other;
	return err_set(err, STATUS_NOT_FOUND, "not in %s, but protolookup knows %.*s %d",
		       database->path, (int)other->name.size, other->name.at, other->number);
}

static void protobyname_run(struct run *run)
{
	struct database database = { .path = PROTOCOLS_PATH };
	struct err err = { 0 };
	const char *name;
	int number = 0;

	if (verb_text(&name, run, 0, &err) && find_protocol(&number, &database, name, &err))
		verb_give_number(run, number);
	else
		out_fail(run->out, &err);
	database_free(&database);
}

/* ---- the verbs ---------------------------------------------------------------------------- */

/* clang-format off */
static const struct operand takes_service[] = {
	{ "SERVICE", 1, 1, OFFER_SERVICE, "its name, or an alias" },
	{ "PROTOCOL", 0, 1, OFFER_PROTOCOL, "tcp, udp ...; none: the first that has it" },
	{ 0 }
};
static const struct operand takes_port[] = {
	{ "PORT", 1, 1, OFFER_NOTHING, "up to 65535" },
	{ "PROTOCOL", 0, 1, OFFER_PROTOCOL, "tcp, udp ...; none: the first that has it" },
	{ 0 }
};
static const struct operand takes_protocol[] = {
	{ "PROTOCOL", 1, 1, OFFER_PROTOCOL, "its name, or an alias" }, { 0 }
};

#define NOT_FOUND .statuses = STATUS_BIT(STATUS_NOT_FOUND)

const struct applet verb_getprotobyname = {
	VERB("getprotobyname", "the number of a protocol", takes_protocol, verb_gives_number, APPLET_OFFLINE, protobyname_run,
	     "getprotobyname udp", "17"), NOT_FOUND
};

const struct applet verb_getservbyname = {
	VERB("getservbyname", "the port of a service", takes_service, verb_gives_number, APPLET_OFFLINE, servbyname_run,
	     "getservbyname domain udp", "53"), NOT_FOUND
};

const struct applet verb_getservbyport = {
	VERB("getservbyport", "the service of a port", takes_port, verb_gives_text, APPLET_OFFLINE, servbyport_run,
	     "getservbyport 80 tcp", "http"), NOT_FOUND
};
/* clang-format on */
