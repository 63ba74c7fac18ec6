/* protolookup -- protocols above IP and their numbers, both ways. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "base/num.h"
#include "cli/applet.h"
#include "cli/out.h"
#include "net/protocol.h"

struct settings {
	bool all, builtin;
	const char *file;
};

struct state {
	struct database database;
};

/* clang-format off */
static const struct opt options[] = {
	OPT_FLAG_ALONE(struct settings, all, 0, "all", "list the whole database"),
	OPT_TEXT(struct settings, file, 0, "file", "PATH", OFFER_FILE,
	         "read this file instead of " PROTOCOLS_PATH),
	OPT_FLAG(struct settings, builtin, 0, "builtin",
	         "read no file, answer from what is compiled in"),
	OPT_END
};

static const struct operand operands[] = {
	{ "PROTOCOL", 1, MANY, OFFER_PROTOCOL, "name in any case, alias or number" },
	{ 0 },
};

enum { QUERY, NAME, NUMBER, ALIASES, CONSTANT, SOURCE, DESCRIPTION };

static const struct field fields[] = {
	[QUERY] = FIELD("query", FIELD_TEXT, FIELD_QUESTION, UNIT_NONE, "what was asked", NULL),
	[NAME] = FIELD("name", FIELD_TEXT, 0, UNIT_NONE, "the protocol", NULL),
	[NUMBER] = FIELD("number", FIELD_UINT, 0, UNIT_NONE, "its number in the IP header", NULL),
	[ALIASES] = FIELD("aliases", FIELD_TEXT, FIELD_LIST, UNIT_NONE, "other names of it", NULL),
	[CONSTANT] = FIELD("constant", FIELD_TEXT, 0, UNIT_NONE, "the IPPROTO_ constant of that number", NULL),
	[SOURCE] = FIELD("source", FIELD_TEXT, 0, UNIT_NONE, "the file that has it, or builtin (IANA's list)", NULL),
	[DESCRIPTION] = FIELD("description", FIELD_TEXT, 0, UNIT_NONE, "what the database says of it", NULL),
	{ 0 },
};

static const struct record_type records[] = {
	{ "result", "a protocol",
	  { fields, "{name} {number}[ {aliases}]  #[ {constant},] {source}[, {description}]" } },
	{ 0 },
};

static const struct example examples[] = {
	EXAMPLE("protolookup icmp udp tcp", "numbers and constants by name"),
	EXAMPLE("protolookup 58", "what is protocol 58?"),
	EXAMPLE("protolookup --get constant ipv6-icmp", "the constant alone, for a script"),
	EXAMPLE("protolookup --all --builtin", "IANA's list"),
	{ 0 },
};
/* clang-format on */

static void put_word(struct row *row, unsigned field, struct word word)
{
	if (word.size > 0)
		row_bytes(row, field, word.at, word.size);
}

static void show(void *context, const struct protocol *protocol)
{
	struct run *run = context;
	struct protocol rest = *protocol;
	struct word alias;
	struct row *row;

	if (out_enough(run->out))
		return;
	row = out_record(run->out, &records[0]);
	row_text(row, QUERY, run->operand[0]);
	put_word(row, NAME, protocol->name);
	row_uint(row, NUMBER, (uint64_t)protocol->number);
	row_empty(row, ALIASES);
	while (protocol_alias(&alias, &rest))
		put_word(row, ALIASES, alias);
	row_text(row, CONSTANT, protocol_constant(protocol));
	row_text(row, SOURCE, protocol->source);
	put_word(row, DESCRIPTION, protocol_comment(protocol));
	out_done(run->out, STATUS_OK);
}

static void fail(struct run *run, const struct err *err)
{
	row_text(out_record(run->out, &records[0]), QUERY, run->operand[0]);
	out_fail(run->out, err);
}

static bool protolookup_begin(struct run *run, struct err *err)
{
	const struct settings *set = run->settings;

	return !set->builtin || !set->file ||
	       err_set(err, STATUS_INVALID, "--builtin and --file exclude each other");
}

static bool open_database(struct run *run, struct err *err)
{
	const struct settings *set = run->settings;
	struct database *database = &((struct state *)run->state)->database;

	if (!database->is_read)
		database->path = set->builtin ? NULL : set->file ? set->file : PROTOCOLS_PATH;
	return database_open(database, set->file != NULL, err);
}

static bool parse(struct protocol_query *query, const char *text, struct err *err)
{
	size_t sign = text[0] == '-', size = strlen(text);
	size_t digits = strspn(text + sign, "0123456789");
	uint64_t number;

	*query = (struct protocol_query){ .number = -1 };
	if (size == 0)
		return err_set(err, STATUS_INVALID, "an empty word names no protocol");
	if (digits == 0 || digits < size - sign) {
		query->name = word_of(text);
		return true;
	}
	if (!num_digits(&number, text, size, PROTOCOL_NUMBER_MAX))
		return err_set(err, STATUS_INVALID, "'%s' is no number from 0 to %d", text,
			       PROTOCOL_NUMBER_MAX);
	query->number = (int)number;
	return true;
}

static void protolookup_run(struct run *run)
{
	struct database *database = &((struct state *)run->state)->database;
	struct protocol_query query = { .number = -1 };
	struct err err = { 0 };

	if (!open_database(run, &err) ||
	    (run->operand_count > 0 && !parse(&query, run->operand[0], &err))) {
		fail(run, &err);
	} else if (protocols_each(database, &query, show, run) == 0) {
		protocol_missing(database, &query, &err);
		fail(run, &err);
	}
}

static void protolookup_finish(struct run *run)
{
	struct database *database = &((struct state *)run->state)->database;

	if (database->trouble.kind != STATUS_OK)
		out_talk(run->out, "%s: answered from what is compiled in", database->trouble.text);
	database_free(database);
}

const struct applet applet_protolookup = {
	.name = "protolookup",
	.summary = "look up protocols above IP by name or number",
	.group = GROUP_LOOKUP,
	.operands = operands,
	.options = options,
	.records = records,
	.statuses = STATUS_BIT(STATUS_NOT_FOUND),
	.examples = examples,
	.settings_size = sizeof(struct settings),
	.state_size = sizeof(struct state),
	.flags = APPLET_EACH | APPLET_OFFLINE,
	.begin = protolookup_begin,
	.run = protolookup_run,
	.finish = protolookup_finish,
};
