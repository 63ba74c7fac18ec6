/* plan_item -- checks, fixtures and the clauses below them, from their lines. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "base/texts.h"
#include "check/plan_clause.h"
#include "check/plan_reading.h"
#include "lang/token.h"

/* Where WORD ends in ':', what stands before that, else NULL. */
static const char *label_of(struct reading *reading, const struct shell_word *word)
{
	struct word source = word ? word->source : (struct word){ "", 0 };

	if (source.size < 2 || source.at[source.size - 1] != ':')
		return NULL;
	return arena_copy(&reading->plan->arena, source.at, source.size - 1);
}

static bool is_id(const char *text)
{
	for (const char *at = text; *at; at++)
		if (!cursor_is_name((unsigned char)*at) && *at != '-' && *at != '/')
			return false;
	return *text != '\0';
}

/* ID: or ID "TITLE": off the front of *WORDS. */
static bool read_label(struct reading *reading, struct plan_item *item, struct shell_word **words)
{
	struct shell_word *first = *words, *second = first ? first->next : NULL;
	const char *label = label_of(reading, first), *title = label_of(reading, second);
	bool has_title = !label && title && title[0] == '"';

	if (!label && !has_title)
		return reading_fail(reading, first,
				    first && plan_clause_is(token_bare(first))
					    ? "a clause stands below its check, behind blanks"
					    : "a check begins with its name: NAME: APPLET ...");
	item->id = label ? label
			 : arena_copy(&reading->plan->arena, first->source.at, first->source.size);
	*words = label ? second : second->next;
	if (has_title) {
		item->title = arena_copy(&reading->plan->arena, title + 1, strlen(title) - 1);
		if (!item->title)
			return reading_lacks(reading);
		((char *)(uintptr_t)item->title)[strcspn(item->title, "\"")] = '\0';
	}
	if (!item->id)
		return reading_lacks(reading);
	if (!is_id(item->id))
		return reading_fail(reading, first, "a name has letters, digits, and _ - / only");
	return *words ||
	       reading_fail(reading, first, "an applet and its words belong behind the name");
}

/* An expectation whose `=>` was forgotten would be asked for. */
static bool check_words(struct reading *reading, const struct shell_word *words)
{
	static const char operators[][3] = { "==", "!=", "<=", ">=", "!~" };

	for (; words && !reading->line->expect; words = words->next)
		for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++)
			if (word_is(token_bare(words), word_of(operators[i])))
				return reading_fail(reading, words,
						    "an expectation stands behind '=>'");
	return true;
}

bool reading_item(struct reading *reading, struct shell_word *words, bool is_fixture)
{
	struct plan *plan = reading->plan;
	struct plan_item *item = plan_take(plan, sizeof(*item));
	const struct plan_item *other;

	reading->item = NULL;
	reading->is_wrong = true;
	if (!item)
		return reading_lacks(reading);
	if (plan->item_count++ >= PLAN_CASES_MAX)
		return reading_fail(reading, words, "these are too many checks for one plan");
	item->file = reading->file;
	item->at = words ? words->at : reading->line->at;
	item->is_fixture = is_fixture;
	item->group = plan->group;
	item->defaults = plan->defaults;
	if (!read_label(reading, item, &words))
		return false;
	if (is_fixture && reading->line->expect)
		return reading_fail(reading, reading->line->expect, "a fixture has no expectation");
	if (!check_words(reading, words))
		return false;
	item->words = words;
	item->expect = reading->line->expect;
	item->source =
		(struct word){ words->source.at, (size_t)(reading->line->end - words->source.at) };
	other = plan_item_find(plan, word_of(item->id));
	if (other) {
		reading->at = item->at;
		return err_set(&reading->err, STATUS_INVALID, "'%.60s' is in line %u of %.80s too",
			       item->id, other->at.line, other->file->name);
	}
	plan_item_add(plan, item);
	reading->item = item;
	reading->clause = &item->clauses;
	return true;
}

bool reading_clause(struct reading *reading, struct shell_word *words)
{
	struct plan_clause *clause;

	reading->at = words->at;
	clause = plan_clause_read(reading->plan, reading->file, words, &reading->err);
	if (!clause)
		return false;
	if (!reading->item)
		return reading->is_wrong ||
		       reading_fail(reading, words, "no check stands above this clause");
	if (clause->kind == CLAUSE_READY)
		clause->words = reading->line->expect;
	else if (reading->line->expect)
		return reading_fail(reading, reading->line->expect, "a clause has no expectation");
	if (clause->kind == CLAUSE_CAPTURE && clause->words && clause->words->next &&
	    clause->words->next->next &&
	    !plan_captured_add(reading->plan, clause->words->next->next->source, reading->item))
		return reading_lacks(reading);
	*reading->clause = clause;
	reading->clause = &clause->next;
	return true;
}
