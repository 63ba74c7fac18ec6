/* constlookup -- constants of the socket API by name, number or prefix. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "cli/applet.h"
#include "cli/out.h"
#include "net/constant.h"

struct settings {
	bool all;
	const char *prefix;
};

/* clang-format off */
static const struct opt options[] = {
	OPT_FLAG_ALONE(struct settings, all, 0, "all", "list every constant"),
	OPT_TEXT(struct settings, prefix, 0, "prefix", "PREFIX", OFFER_NOTHING,
	         "only constants that begin so, such as AF_"),
	OPT_END
};

static const struct operand operands[] = {
	{ "CONSTANT", 1, MANY, OFFER_CONSTANT,
	  "name, with or without its prefix; number; or prefix such as SO_ or E*" },
	{ 0 },
};

enum { QUERY, NAME, VALUE, HEX, LEVEL, MEANING };

static const struct field fields[] = {
	[QUERY] = FIELD("query", FIELD_TEXT, FIELD_QUESTION, UNIT_NONE, "what was asked", NULL),
	[NAME] = FIELD("name", FIELD_TEXT, 0, UNIT_NONE, "the constant", NULL),
	[VALUE] = FIELD("value", FIELD_INT, 0, UNIT_NONE, "its value on this machine", NULL),
	[HEX] = FIELD("hex", FIELD_TEXT, 0, UNIT_NONE, "the value in hexadecimal, for flags", NULL),
	[LEVEL] = FIELD("level", FIELD_TEXT, 0, UNIT_NONE, "of a socket option: the level that setsockopt takes", NULL),
	[MEANING] = FIELD("meaning", FIELD_TEXT, 0, UNIT_NONE, "what it is for", NULL),
	{ 0 },
};

static const struct record_type records[] = {
	{ "result", "a constant", { fields, "{name} {value}[ {level}][ - {meaning}]" } },
	{ 0 },
};

static const struct example examples[] = {
	EXAMPLE("constlookup SO_REUSEADDR", "value, level and meaning of a socket option"),
	EXAMPLE("constlookup stream inet6", "names without their prefix"),
	EXAMPLE("constlookup ECONNREFUSED EWOULDBLOCK", "errno names, aliases too"),
	EXAMPLE("constlookup --prefix E 111", "what errno is 111?"),
	EXAMPLE("constlookup AI_", "all flags of getaddrinfo"),
	EXAMPLE("constlookup --json 0x4000", "what has this value?"),
	{ 0 },
};
/* clang-format on */

enum { WORD_MAX = 64 };

/* PF_INET is spelled as it was asked, though the tables hold AF_INET alone. */
static void put_name(struct row *row, const char *word, bool is_pf)
{
	char name[WORD_MAX];
	size_t size = strnlen(word, sizeof(name));

	memcpy(name, word, size);
	if (is_pf)
		name[0] = 'P';
	row_bytes(row, NAME, name, size);
}

static void put_hex(struct row *row, unsigned long value)
{
	char text[2 + 2 * sizeof(value)], *end = text + sizeof(text), *at = end;

	do
		*--at = "0123456789abcdef"[value % 16];
	while ((value /= 16) > 0);
	*--at = 'x';
	*--at = '0';
	row_bytes(row, HEX, at, (size_t)(end - at));
}

static void show(struct run *run, const struct constant *constant,
		 const struct constant_query *query)
{
	struct row *row = out_record(run->out, &records[0]);

	row_text(row, QUERY, run->operand[0]);
	put_name(row, constant->word, query->is_pf);
	row_int(row, VALUE, constant->value);
	if (constant->value >= 0)
		put_hex(row, (unsigned long)constant->value);
	row_text(row, LEVEL, constant->level);
	row_text(row, MEANING, constant_meaning(constant));
	out_done(run->out, STATUS_OK);
}

static unsigned show_all(struct run *run, const struct constant_query *query)
{
	const struct settings *set = run->settings;
	struct constant_query wanted = { .way = CONSTANT_ALL };
	struct constant_walk walk = { 0 };
	struct constant constant;
	unsigned count = 0;

	if (set->prefix)
		wanted = constant_query_prefix(set->prefix);
	while (constant_seek(&walk, &constant, query)) {
		if (!constant_fits(&constant, &wanted))
			continue;
		show(run, &constant, query);
		count++;
		if (out_enough(run->out))
			break;
	}
	return count;
}

static unsigned show_short(struct run *run, struct constant_query query)
{
	query.way = CONSTANT_SHORT;
	return show_all(run, &query);
}

static void constlookup_run(struct run *run)
{
	const struct settings *set = run->settings;
	struct constant_query query = { .way = CONSTANT_ALL };
	struct err err = { 0 };

	if (run->operand_count > 0)
		query = constant_query_of(run->operand[0]);
	else if (set->prefix)
		query = constant_query_prefix(set->prefix);
	if (show_all(run, &query) > 0 || (query.way == CONSTANT_WORD && show_short(run, query) > 0))
		return;
	constant_missing(&query, &err);
	row_text(out_record(run->out, &records[0]), QUERY, run->operand[0]);
	out_fail(run->out, &err);
}

const struct applet applet_constlookup = {
	.name = "constlookup",
	.summary = "look up socket API constants by name, number or prefix",
	.group = GROUP_LOOKUP,
	.operands = operands,
	.options = options,
	.records = records,
	.statuses = STATUS_BIT(STATUS_NOT_FOUND),
	.examples = examples,
	.settings_size = sizeof(struct settings),
	.flags = APPLET_EACH | APPLET_OFFLINE,
	.run = constlookup_run,
};
