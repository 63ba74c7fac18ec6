/* service_missing -- what to say of a service that is not there. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "net/service.h"

/* Transports by which a name is known, joined by blanks. */
struct transports {
	char text[64];
	size_t size;
};

static void add_transport(void *context, const struct service *service)
{
	struct transports *transports = context;
	struct word known = { transports->text, transports->size }, word;

	while (word_take(&word, &known))
		if (word_is(word, service->transport))
			return;
	if (transports->size + 1 + service->transport.size > sizeof(transports->text))
		return;
	if (transports->size > 0)
		transports->text[transports->size++] = ' ';
	memcpy(transports->text + transports->size, service->transport.at, service->transport.size);
	transports->size += service->transport.size;
}

static bool missing_transport(const struct service_query *query, struct database *database,
			      struct err *err)
{
	struct service_query any = *query;
	struct transports known = { .size = 0 };

	any.transport.size = 0;
	if (query->transport.size == 0 || (query->name.size == 0 && query->port < 0) ||
	    services_each(database, &any, add_transport, &known) == 0)
		return false;
	err_set(err, STATUS_NOT_FOUND, "known for %.*s, not for %.*s", (int)known.size, known.text,
		(int)query->transport.size, query->transport.at);
	return true;
}

struct near {
	struct nearest nearest;
	char best[WORD_NEAR_MAX];
};

static void try_names(void *context, const struct service *service)
{
	struct near *near = context;
	struct service rest = *service;
	struct word alias;

	word_near(&near->nearest, near->best, service->name);
	while (service_alias(&alias, &rest))
		word_near(&near->nearest, near->best, alias);
}

static void missing_name(struct word name, struct database *database, struct err *err)
{
	const struct service_query all = { .port = -1 };
	struct database compiled = { .path = NULL };
	char text[WORD_NEAR_MAX] = "";
	struct near near;

	if (name.size < sizeof(text))
		memcpy(text, name.at, name.size);
	near.nearest = nearest_begin(text);
	services_each(database, &all, try_names, &near);
	services_each(&compiled, &all, try_names, &near);
	if (near.nearest.best)
		err_set(err, STATUS_NOT_FOUND, "no such service; did you mean '%s'?", near.best);
	else
		err_set(err, STATUS_NOT_FOUND, "no such service");
	database_free(&compiled);
}

bool service_missing(struct database *database, const struct service_query *query, struct err *err)
{
	struct word transport = query->transport;

	if (missing_transport(query, database, err))
		return false;
	if (query->name.size > 0)
		missing_name(query->name, database, err);
	else if (query->port >= 0)
		err_set(err, STATUS_NOT_FOUND, "no service is registered for port %d", query->port);
	else
		err_set(err, STATUS_NOT_FOUND, "no service has the transport %.*s",
			(int)transport.size, transport.at);
	return false;
}
