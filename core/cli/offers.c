/* offers -- candidates from what this machine knows: hosts, services, interfaces. No network. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/offers.h"

#include <string.h>

#include "cli/fielddoc.h"
#include "net/calls.h"
#include "net/iface.h"
#include "net/names.h"

enum { FILE_MAX = 1 << 20 };

/* ---- hosts(5) ----------------------------------------------------------------------- */

/* Take the next word of LINE, ended in place; NULL at its end or at a comment. */
static char *next_word(char **line)
{
	char *word = *line + strspn(*line, " \t\r");
	char *end = word + strcspn(word, " \t\r#");

	if (end == word)
		return NULL;
	*line = *end == '#' || *end == '\0' ? end : end + 1;
	if (*end == '#') /* what follows is no word */
		*line = end + strlen(end);
	*end = '\0';
	return word;
}

static void put_hosts(struct candidates *candidates)
{
	struct buf text = { 0 };
	struct err err;
	char *line, *rest;

	if (call_read_file(&text, "/etc/hosts", FILE_MAX, &err) && *buf_text(&text)) {
		rest = text.data;
		while ((line = strsep(&rest, "\n"))) {
			const char *address = next_word(&line), *name;

			while (address && (name = next_word(&line)))
				candidates_put(candidates, name, strlen(name), address);
		}
	}
	buf_free(&text);
}

/* ---- the other databases ------------------------------------------------------------ */

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
		for (const struct name *name = group->table; name->word; name++)
			candidates_put(candidates, name->word, strlen(name->word), name->meaning);
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
	candidates_put(candidates, buf_text(&path), path.size, field->help);
	buf_free_part(&path, candidates->buf);
}

static void put_paths(struct candidates *candidates, const struct applet *applet)
{
	for (const struct record_type *record = applet->records; record->type; record++)
		fielddoc_each(record, put_path, candidates);
}

/* The words that an expectation can go on with. */
static void put_expectation(struct candidates *candidates, const struct applet *applet)
{
	static const struct name words[] = {
		{ "any", 0, "at least one value of the key" },
		{ "all", 0, "every value of the key" },
		{ "none", 0, "no value of the key" },
		{ "count", 0, "how many records or values" },
		{ "warn", 0, "say it, but do not fail" },
		{ "within", 0, "settled in this time" },
		{ NULL, 0, NULL },
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
	case OFFER_PROTOCOL:
		return;
	case OFFER_INTERFACE:
		put_interfaces(candidates);
		return;
	case OFFER_CONSTANT:
		put_constants(candidates);
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
