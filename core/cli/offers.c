/* offers -- candidates from what this machine knows: hosts, services, interfaces. No network. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/offers.h"

#include <string.h>

#include "cli/fielddoc.h"
#include "net/endpoint.h"
#include "net/iface.h"
#include "net/names.h"
#include "net/protocol.h"
#include "net/service.h"
#include "net/sockkind.h"
#include "net/sockopt_row.h"

/* ---- databases of /etc -------------------------------------------------------------- */

static void put_word(struct candidates *candidates, struct word word, const char *description)
{
	candidates_put(candidates, word.at, word.size, description);
}

static void put_hosts(struct candidates *candidates)
{
	struct database database = { .path = "/etc/hosts" };
	struct word text = database_text(&database), line, word;

	while (line_take(&line, &text)) {
		word_take(&word, &line); /* the address */
		while (word_take(&word, &line))
			put_word(candidates, word, NULL);
	}
	database_free(&database);
}

static void put_service(void *context, const struct service *service)
{
	struct candidates *candidates = context;
	struct service row = *service;
	struct buf port = { 0 };
	struct word alias;

	service_put_port(&port, &row);
	put_word(candidates, row.name, buf_text(&port));
	while (service_alias(&alias, &row))
		put_word(candidates, alias, buf_text(&port));
	buf_free_part(&port, candidates->buf);
}

static void put_services(struct candidates *candidates)
{
	static const struct service_query all = { .port = -1 };
	struct database database = { .path = SERVICES_PATH };

	services_each(&database, &all, put_service, candidates);
	database_free(&database);
}

static void put_protocol(void *context, const struct protocol *protocol)
{
	struct candidates *candidates = context;
	struct protocol row = *protocol;
	const char *constant = protocol_constant(&row);
	struct word alias;

	put_word(candidates, row.name, constant);
	while (protocol_alias(&alias, &row))
		put_word(candidates, alias, constant);
}

static void put_protocols(struct candidates *candidates)
{
	static const struct protocol_query all = { .number = -1 };
	struct database database = { .path = PROTOCOLS_PATH };

	protocols_each(&database, &all, put_protocol, candidates);
	database_free(&database);
}

/* ---- the machine and the program ---------------------------------------------------- */

static void put_interfaces(struct candidates *candidates)
{
	struct ifaces ifaces = { 0 };
	struct err err;

	if (!ifaces_read(&ifaces, &err))
		return;
	for (size_t i = 0; i < ifaces.count; i++)
		candidates_put(candidates, ifaces.item[i].name, strlen(ifaces.item[i].name),
			       ifaces.item[i].kind);
	ifaces_free(&ifaces);
}

static void put_constants(struct candidates *candidates)
{
	for (const struct names_group *group = names_groups; group->prefix; group++)
		for (const struct name *name = group->table; *name->word; name++)
			candidates_put(candidates, name->word, strlen(name->word),
				       name_meaning(name));
}

static void put_behind(struct candidates *candidates, const struct name *table, char behind)
{
	struct buf word = { 0 };

	for (const struct name *name = table; *name->word; name++) {
		buf_clear(&word);
		buf_puts(&word, name->word);
		buf_putc(&word, behind);
		candidates_put(candidates, buf_text(&word), word.size, name_meaning(name));
	}
	buf_free_part(&word, candidates->buf);
}

/* A transport or a host, with a port to follow; or a path. */
static void put_endpoints(struct candidates *candidates)
{
	put_behind(candidates, endpoint_transports, ':');
	put_hosts(candidates);
	candidates_tell(candidates->buf, "file");
}

/* Options that have one of FLAGS, with BEHIND behind them unless it is 0. */
static void put_options(struct candidates *candidates, unsigned flags, char behind)
{
	struct buf word = { 0 };

	for (const struct sockopt_level *level = sockopt_levels; level->word; level++)
		for (const struct name *name = level->names; *name->word; name++) {
			const struct sockopt *row = sockopt_row(level->level, (int)name->value);

			if (!row || !(row->flags & flags))
				continue;
			buf_clear(&word);
			buf_puts(&word, name->word);
			if (behind)
				buf_putc(&word, behind);
			candidates_put(candidates, buf_text(&word), word.size, name_meaning(name));
		}
	buf_free_part(&word, candidates->buf);
}

static void put_sockopts(struct candidates *candidates)
{
	put_options(candidates, SOCKOPT_SET, '=');
	candidates_tell(candidates->buf, "nospace");
}

static void put_sockkinds(struct candidates *candidates)
{
	for (const struct sockkind *kind = sockkinds; kind->word; kind++)
		candidates_put(candidates, kind->word, strlen(kind->word), kind->meaning);
	put_options(candidates, SOCKOPT_GET | SOCKOPT_SET, 0);
}

static void put_applets(struct candidates *candidates)
{
	for (unsigned i = 0; i < applets_count; i++)
		candidates_put(candidates, applets[i]->name, strlen(applets[i]->name),
			       applets[i]->summary);
}

/* ---- what the applet's own records hold --------------------------------------------- */

static void put_path(void *context, const struct field *parent, const struct field *field)
{
	struct candidates *candidates = context;
	struct buf path = { 0 };

	fielddoc_path(&path, parent, field);
	candidates_put(candidates, buf_text(&path), path.size, field_help(field));
	buf_free_part(&path, candidates->buf);
}

static void put_paths(struct candidates *candidates, const struct applet *applet)
{
	for (const struct record_type *record = applet->records; record->type[0]; record++)
		fielddoc_each(record, put_path, candidates);
}

/* The words that an expectation can go on with. */
static void put_expectation(struct candidates *candidates, const struct applet *applet)
{
	static const struct name words[] = {
		NAME("any", 0, "at least one value of the key"),
		NAME("all", 0, "every value of the key"),
		NAME("none", 0, "no value of the key"),
		NAME("count", 0, "how many records or values"),
		NAME("warn", 0, "say it, but do not fail"),
		NAME("within", 0, "settled in this time"),
		NAMES_END,
	};
	uint64_t statuses = fielddoc_statuses(applet);

	put_paths(candidates, applet);
	for (int status = 0; status < STATUS_COUNT; status++)
		if (statuses & STATUS_BIT(status))
			candidates_put(candidates, status_word((enum status)status),
				       strlen(status_word((enum status)status)), "status");
	candidates_put_names(candidates, words);
}

void offers_put(struct candidates *candidates, enum offer offer, const struct applet *applet)
{
	switch (offer) {
	case OFFER_NOTHING:
	case OFFER_PROGRAM:
	case OFFER_AT_FILE:
	case OFFER_REPORT:
		return;
	case OFFER_FILE:
		candidates_tell(candidates->buf, "file");
		return;
	case OFFER_FOLDER:
		candidates_tell(candidates->buf, "folder");
		return;
	case OFFER_HOST:
		put_hosts(candidates);
		return;
	case OFFER_SERVICE:
		put_services(candidates);
		return;
	case OFFER_PROTOCOL:
		put_protocols(candidates);
		return;
	case OFFER_INTERFACE:
		put_interfaces(candidates);
		return;
	case OFFER_CONSTANT:
		put_constants(candidates);
		return;
	case OFFER_ENDPOINT:
		put_endpoints(candidates);
		return;
	case OFFER_SOCKOPT:
		put_sockopts(candidates);
		return;
	case OFFER_SOCKKIND:
		put_sockkinds(candidates);
		return;
	case OFFER_APPLET:
		put_applets(candidates);
		return;
	case OFFER_PATH:
		put_paths(candidates, applet);
		return;
	case OFFER_EXPECT:
		put_expectation(candidates, applet);
		return;
	}
}
