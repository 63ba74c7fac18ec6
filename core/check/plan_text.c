/* plan_text -- words of a check file with their variables put in. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "check/plan_text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "base/texts.h"
#include "check/readiness.h"
#include "lang/literal.h"

static bool lacks(struct err *err)
{
	return err_errno(err, ENOMEM, "no room for the words of a check");
}

/* What a server of ours says when it is ready. */
static const struct name fields[] = {
	NAME("endpoint", 0, ""),
	NAME("address", 0, ""),
	NAME("port", 0, ""),
	NAME("path", 0, ""),
	NAMES_END,
};

/* Whether FIXTURE, a program, keeps FIELD of what it says: `ready ... as FIELD`. */
static bool keeps(const struct plan_item *fixture, struct word field)
{
	for (const struct plan_clause *clause = fixture->clauses; clause; clause = clause->next) {
		struct word name;

		if (clause->kind != CLAUSE_READY || !clause->words)
			continue;
		name = readiness_as(clause->words->source);
		if (word_equals(name, field))
			return true;
	}
	return false;
}

static bool has_field(const struct plan_item *fixture, struct word field)
{
	const struct name *row = fields;

	if (plan_item_is_program(fixture))
		return keeps(fixture, field);
	while (row->word[0] && !text_equals(row->word, field.at, field.size))
		row++;
	return row->word[0] != '\0';
}

/* Whether only the run gives NAME: a fixture's field, or what a check captures. */
static bool is_of_run(const struct plan *plan, const struct part *part)
{
	const struct plan_item *item;

	if (part->field.size == 0)
		return plan_captured(plan, part->text, NULL) != NULL;
	item = plan_item_find(plan, part->text);
	return item && item->is_fixture && has_field(item, part->field);
}

static const char *from_environment(struct word name)
{
	char text[WORD_NEAR_MAX];

	if (name.size >= sizeof(text))
		return NULL;
	memcpy(text, name.at, name.size);
	text[name.size] = '\0';
	return getenv(text);
}

static bool unknown_field(const struct plan_item *item, struct word field, struct err *err)
{
	char text[WORD_NEAR_MAX] = "";
	const char *near;

	if (!item->is_fixture)
		return err_set(err, STATUS_INVALID, "'%s' is a check: only fixtures have values",
			       item->id);
	if (plan_item_is_program(item))
		return err_set(err, STATUS_INVALID,
			       "'%s' has no value '%.*s': ready EXPECTATION as %.*s", item->id,
			       (int)field.size, field.at, (int)field.size, field.at);
	if (field.size < sizeof(text))
		memcpy(text, field.at, field.size);
	near = name_nearest(fields, text);
	return err_set(err, STATUS_INVALID,
		       near ? "a server has no value '%.*s', did you mean '%s'?"
			    : "a server has no value '%.*s': endpoint, address, port, path",
		       (int)field.size, field.at, near);
}

/* "a 'set'", the nearest name of one. */
static bool unknown(const struct plan_scope *scope, const struct part *part, struct err *err)
{
	char name[WORD_NEAR_MAX], best[WORD_NEAR_MAX] = "";
	size_t size = part->text.size < sizeof(name) ? part->text.size : sizeof(name) - 1;
	const struct plan_item *item = plan_item_find(scope->plan, part->text);
	struct nearest nearest;

	memcpy(name, part->text.at, size);
	name[size] = '\0';
	nearest = nearest_begin(name);
	for (const struct plan_value *value = scope->chosen; value; value = value->next)
		word_near(&nearest, best, value->name);
	for (const struct plan_value *value = scope->plan->values; value; value = value->next)
		word_near(&nearest, best, value->name);
	if (part->field.size > 0 && item)
		return unknown_field(item, part->field, err);
	if (item && item->is_fixture)
		return err_set(err, STATUS_INVALID, "'%s' is a fixture, which has values: ${%s.%s}",
			       name, name, plan_item_is_program(item) ? "NAME" : "endpoint");
	if (part->field.size > 0)
		return err_set(err, STATUS_INVALID,
			       "${%s.%.*s}: no fixture is called so: start %s: APPLET ...", name,
			       (int)part->field.size, part->field.at, name);
	return err_set(err, STATUS_INVALID,
		       best[0] ? "$%s is not set; did you mean '$%s'?"
			       : "$%s is not set: set %s = ..., or ${%s:-text}",
		       name, best[0] ? best : name, name);
}

/* The value of a variable; where only the run has it, and has not begun, 0 with scope->is_late. */
static bool find_value(struct word *value, struct plan_scope *scope, const struct part *part,
		       struct err *err)
{
	struct word name = part->text;
	const struct plan_value *found;
	const char *text;

	if (part->is_item || part->is_slice)
		return err_set(err, STATUS_INVALID, "there are no slices of variables here");
	if (part->field.size > 0)
		name.size = (size_t)(part->field.at - name.at) + part->field.size;
	found = plan_value_find(scope->chosen, name);
	found = found ? found : plan_value_of(scope->plan, name);
	text = found || part->field.size ? NULL : from_environment(name);
	*value = found ? found->text : text ? word_of(text) : (struct word){ "", 0 };
	if (part->has_fallback && value->size == 0)
		*value = part->fallback;
	if (found || text || part->has_fallback)
		return true;
	if (!is_of_run(scope->plan, part))
		return unknown(scope, part, err);
	if (scope->is_running)
		return err_set(err, STATUS_LACKING, "${%.*s} has no value", (int)name.size,
			       name.at);
	*value = word_of("0");
	scope->is_late = true;
	return true;
}

enum { OF_PART = 16 }; /* what one costs beside its bytes */

/* Variables in variables, and matrices of long lines, multiply what a plan says. */
static bool spend(struct plan_scope *scope, size_t size, struct err *err)
{
	scope->plan->text_size += size;
	return scope->plan->text_size <= PLAN_TEXT_MAX ||
	       err_set(err, STATUS_INVALID, "up to here the words of this plan come to %d MiB",
		       PLAN_TEXT_MAX >> 20);
}

/* What a peer says is no option: nobody who wrote the plan has seen it. */
static bool is_option(const struct plan_scope *scope, const struct part *part, struct word value)
{
	return scope->is_running && value.size > 1 && value.at[0] == '-' &&
	       !cursor_is_digit((unsigned char)value.at[1]) && is_of_run(scope->plan, part);
}

bool plan_text(const char **text, struct plan_scope *scope, const struct shell_word *word,
	       bool is_expect, struct err *err)
{
	struct buf whole = { 0 };
	struct word value;
	bool fine = true;

	for (const struct part *part = word->first; fine && part; part = part->next) {
		value = part->text;
		fine = (!part->is_variable || find_value(&value, scope, part, err)) &&
		       spend(scope, (scope->is_running ? 0 : OF_PART) + value.size, err);
		if (fine && part->is_variable && !is_expect && part == word->first &&
		    is_option(scope, part, value))
			fine = err_set(err, STATUS_INVALID, "$%.*s begins with '-': no option",
				       (int)part->text.size, part->text.at);
		if (fine && part->is_variable && is_expect)
			literal_put_expected(&whole, value, part->quoted);
		else if (fine)
			buf_put(&whole, value.at, value.size);
	}
	if (fine && whole.size > 0 && memchr(whole.data, '\0', whole.size))
		fine = err_set(err, STATUS_INVALID, "a NUL byte cannot be in a word of a check");
	if (!fine)
		scope->at = word->at;
	*text = fine && !whole.failed
			? arena_copy(&scope->plan->arena, whole.size ? whole.data : "", whole.size)
			: NULL;
	buf_free(&whole);
	return fine && (*text || lacks(err));
}

bool plan_words(char ***argv, size_t *count, struct plan_scope *scope,
		const struct shell_word *words, size_t spare, struct err *err)
{
	size_t room = spare + 1;
	const char *text;

	for (const struct shell_word *word = words; word; word = word->next)
		room++;
	if (!spend(scope, room * sizeof(**argv), err))
		return false;
	*argv = plan_take(scope->plan, room * sizeof(**argv));
	if (!*argv)
		return lacks(err);
	for (*count = 0; words; words = words->next) {
		if (!plan_text(&text, scope, words, false, err))
			return false;
		(*argv)[(*count)++] = (char *)(uintptr_t)text;
	}
	return true;
}
