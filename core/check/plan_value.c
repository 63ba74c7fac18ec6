/* plan_value -- the names of values that only a run gives: of fixtures, and what checks capture. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "check/plan_value.h"

#include <string.h>

#include "base/texts.h"
#include "lang/token.h"

const char plan_value_ready[PLAN_VALUE_READY][9] = { "endpoint", "address", "port", "path" };

bool plan_value_is_program(const struct plan_item *fixture)
{
	struct word bare = fixture->words ? token_bare(fixture->words) : (struct word){ "", 0 };

	return text_equals("exec", bare.at, bare.size);
}

bool plan_value_as(struct word *name, struct word text)
{
	static const char between[] = " as ";
	enum { SIZE = sizeof(between) - 1 };
	const char *as = NULL, *next;
	struct word rest = text;

	while ((next = memmem(rest.at, rest.size, between, SIZE)) != NULL) {
		as = next;
		rest = word_behind(rest, (size_t)(next - rest.at) + 1);
	}
	if (!as)
		return false;
	rest = word_behind(text, (size_t)(as - text.at) + SIZE);
	*name = rest;
	next = memchr(rest.at, ' ', rest.size);
	if (next)
		name->size = (size_t)(next - rest.at);
	return token_is_name(*name) &&
	       (!next || word_begins(word_behind(rest, name->size), " within "));
}

/* The name of `ready ... as NAME`. */
static bool find_as(struct word *name, const struct plan_item *fixture)
{
	const struct plan_clause *clause = fixture->clauses;

	for (; clause; clause = clause->next)
		if (clause->kind == CLAUSE_READY && clause->words &&
		    plan_value_as(name, clause->words->source))
			return true;
	return false;
}

bool plan_value_gives(const struct plan_item *fixture, struct word field)
{
	struct word as;

	if (plan_value_is_program(fixture))
		return find_as(&as, fixture) && as.size == field.size &&
		       memcmp(as.at, field.at, as.size) == 0;
	for (size_t i = 0; i < PLAN_VALUE_READY; i++)
		if (text_equals(plan_value_ready[i], field.at, field.size))
			return true;
	return false;
}

bool plan_value_lacks(const struct plan_item *fixture, struct word field, struct err *err)
{
	struct word as;

	if (!plan_value_is_program(fixture))
		return err_set(err, STATUS_INVALID,
			       "${%s.%.*s}: it has only endpoint, address, port and path",
			       fixture->id, (int)field.size, field.at);
	if (!find_as(&as, fixture))
		return err_set(err, STATUS_INVALID,
			       "${%s.%.*s}: it has no values but by its clause: ready ... as %.*s",
			       fixture->id, (int)field.size, field.at, (int)field.size, field.at);
	return err_set(err, STATUS_INVALID, "${%s.%.*s}: it has only ${%s.%.*s}", fixture->id,
		       (int)field.size, field.at, fixture->id, (int)as.size, as.at);
}
