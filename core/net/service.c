/* service -- services and their ports: services(5), and a part of IANA's registry compiled in. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/service.h"

#include <string.h>

#include "base/num.h"

/* NAME PORT/TRANSPORT[,TRANSPORT...] [ALIAS...]; false for anything else. Only the compiled-in
 * texts join transports. TRANSPORT is left with all of them. */
static bool parse(struct service *service, struct word line)
{
	struct word name, port;
	const char *slash;
	uint64_t number;

	if (!word_take(&name, &line) || !word_take(&port, &line))
		return false;
	slash = memchr(port.at, '/', port.size);
	if (!slash || slash + 1 == port.at + port.size ||
	    !num_digits(&number, port.at, (size_t)(slash - port.at), UINT16_MAX))
		return false;
	*service = (struct service){
		.name = name,
		.transport = { slash + 1, (size_t)(port.at + port.size - slash - 1) },
		.rest = line,
		.port = (uint16_t)number,
	};
	return true;
}

/* Take the first of the transports that are joined by commas. */
static bool transport_take(struct word *transport, struct word *joined)
{
	const char *comma = memchr(joined->at, ',', joined->size);
	size_t size = comma ? (size_t)(comma - joined->at) : joined->size;

	if (joined->size == 0)
		return false;
	*transport = (struct word){ joined->at, size };
	joined->at += size + (comma != NULL);
	joined->size -= size + (comma != NULL);
	return true;
}

bool service_alias(struct word *alias, struct service *service)
{
	return word_take(alias, &service->rest);
}

struct word service_comment(const struct service *service)
{
	return line_comment(service->rest);
}

static bool fits(const struct service *service, const struct service_query *query)
{
	return (query->port < 0 || query->port == service->port) &&
	       (query->name.size == 0 || word_is(service->name, query->name) ||
		line_has(service->rest, query->name));
}

/* What is asked for and whom to tell. */
struct search {
	const struct service_query *query;
	struct word nickname;
	service_visit *visit;
	void *context;
};

static size_t each_transport(const struct search *search, struct service service)
{
	struct word wanted = search->query->transport, joined = service.transport;
	size_t count = 0;

	while (transport_take(&service.transport, &joined))
		if (wanted.size ? word_is(service.transport, wanted) : service.transport.size > 0) {
			search->visit(search->context, &service);
			count++;
		}
	return count;
}

static size_t each_in(const struct search *search, struct word text, const char *source)
{
	struct word part = search->query->name, line; /* most lines do not hold it */
	char digits[NUM_TEXT_MAX + 1];
	struct service service;
	size_t count = 0;

	if (search->query->port >= 0) {
		part = (struct word){ digits, num_format(digits, (uint64_t)search->query->port) };
		digits[part.size++] = '/';
	}
	while (line_take_with(&line, &text, part)) {
		if (!parse(&service, line) || !fits(&service, search->query))
			continue;
		service.source = source;
		service.nickname = search->nickname;
		count += each_transport(search, service);
	}
	return count;
}

static size_t each_compiled(const struct search *search, const char *const *texts,
			    const char *source)
{
	size_t count = 0;

	for (; *texts; texts++)
		count += each_in(search, word_of(*texts), source);
	return count;
}

static size_t each_file(struct database *database, const struct search *search)
{
	return each_in(search, database_text(database), database->path);
}

static size_t each_other(const struct search *search)
{
	size_t count = each_compiled(search, service_builtin, "builtin");

	return count > 0 ? count : each_compiled(search, service_common, "common use");
}

/* The service that people call NICKNAME. */
static bool formal_name(struct word *name, struct word nickname)
{
	struct word text = word_of(service_nicknames), line;

	while (line_take_with(&line, &text, nickname))
		if (line_has(line, nickname)) {
			word_take(name, &line);
			return !word_is(*name, nickname); /* a name is not its own nickname */
		}
	return false;
}

size_t services_each(struct database *database, const struct service_query *query,
		     service_visit *visit, void *context)
{
	struct search search = { .query = query, .visit = visit, .context = context };
	struct service_query formal = *query;
	size_t count = each_file(database, &search);

	if (count > 0)
		return count;
	/* What is compiled in has no nickname as a name, so that need not be looked up first. */
	if (query->name.size > 0 && formal_name(&formal.name, query->name)) {
		search.query = &formal;
		search.nickname = query->name;
		count = each_file(database, &search);
	}
	return count > 0 ? count : each_other(&search);
}

struct first {
	struct service service;
	bool found;
};

static void keep_first(void *context, const struct service *service)
{
	struct first *first = context;

	if (!first->found)
		*first = (struct first){ *service, true };
}

bool service_port(uint16_t *port, struct database *database, const char *name,
		  const char *transport, struct err *err)
{
	struct service_query query = { word_of(name), -1, word_of(transport) };
	struct first first = { 0 };

	if (!database_open(database, false, err))
		return false;
	if (services_each(database, &query, keep_first, &first) == 0)
		return service_missing(database, &query, err);
	*port = first.service.port;
	return true;
}
