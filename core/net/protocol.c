/* protocol -- protocols above IP and their numbers: protocols(5), and IANA's list compiled in. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/protocol.h"

#include <string.h>
#include <strings.h>

#include "base/name.h"
#include "base/num.h"
#include "net/names.h"

/* NAME NUMBER [ALIAS...]; false for anything else. */
static bool parse(struct protocol *protocol, struct word line)
{
	struct word name, digits;
	uint64_t number;

	if (!word_take(&name, &line) || !word_take(&digits, &line) ||
	    !num_digits(&number, digits.at, digits.size, PROTOCOL_NUMBER_MAX))
		return false;
	*protocol = (struct protocol){ .name = name, .rest = line, .number = (int)number };
	return true;
}

bool protocol_alias(struct word *alias, struct protocol *protocol)
{
	return word_take(alias, &protocol->rest);
}

struct word protocol_comment(const struct protocol *protocol)
{
	return line_comment(protocol->rest);
}

static size_t each_in(struct word text, const char *source, const struct protocol_query *query,
		      protocol_visit *visit, void *context)
{
	struct protocol protocol;
	struct word line;
	size_t count = 0;

	while (line_take(&line, &text)) {
		if (!parse(&protocol, line) ||
		    (query->number >= 0 && query->number != protocol.number) ||
		    (query->name.size > 0 && !word_is(protocol.name, query->name) &&
		     !line_has(protocol.rest, query->name)))
			continue;
		protocol.source = source;
		visit(context, &protocol);
		count++;
	}
	return count;
}

size_t protocols_each(struct database *database, const struct protocol_query *query,
		      protocol_visit *visit, void *context)
{
	size_t count = each_in(database_text(database), database->path, query, visit, context);

	if (count > 0)
		return count;
	for (const char *const *text = protocol_builtin; *text; text++)
		count += each_in(word_of(*text), "builtin", query, visit, context);
	return count;
}

const char *protocol_constant(const struct protocol *protocol)
{
	const size_t prefix_size = strlen("IPPROTO_");
	const char *found = NULL;

	for (const struct name *row = names_protocol; *row->word; row++) {
		const char *word = row->word + prefix_size;
		size_t size = strlen(word);

		if (row->value != protocol->number)
			continue;
		if (size > protocol->name.size)
			size = protocol->name.size;
		if (!found || strncasecmp(word, protocol->name.at, size) == 0)
			found = row->word;
	}
	return found;
}

struct near {
	struct nearest nearest;
	char best[WORD_NEAR_MAX];
};

static void try_names(void *context, const struct protocol *protocol)
{
	struct near *near = context;
	struct protocol rest = *protocol;
	struct word alias;

	word_near(&near->nearest, near->best, protocol->name);
	while (protocol_alias(&alias, &rest))
		word_near(&near->nearest, near->best, alias);
}

bool protocol_missing(struct database *database, const struct protocol_query *query,
		      struct err *err)
{
	const struct protocol_query all = { .number = -1 };
	char text[WORD_NEAR_MAX] = "";
	struct near near;

	if (query->name.size == 0)
		return err_set(err, STATUS_NOT_FOUND, "no protocol has number %d", query->number);
	if (query->name.size < sizeof(text))
		memcpy(text, query->name.at, query->name.size);
	near.nearest = nearest_begin(text);
	protocols_each(database, &all, try_names, &near);
	for (const char *const *builtin = protocol_builtin; *builtin; builtin++)
		each_in(word_of(*builtin), NULL, &all, try_names, &near);
	if (near.nearest.best)
		return err_set(err, STATUS_NOT_FOUND, "no such protocol; did you mean '%s'?",
			       near.best);
	return err_set(err, STATUS_NOT_FOUND, "no such protocol");
}
