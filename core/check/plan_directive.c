/* plan_directive -- what a check file says beside its checks: set, include, group, ... */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "base/texts.h"
#include "check/plan_clause.h"
#include "check/plan_reading.h"
#include "lang/token.h"

static bool is_word(const struct shell_word *word, const char *text)
{
	struct word bare = word ? token_bare(word) : (struct word){ "", 0 };

	return text_equals(text, bare.at, bare.size);
}

static bool read_version(struct reading *reading, const struct shell_word *words)
{
	if (!words || words->next || !is_word(words, "1"))
		return reading_fail(reading, words, "this is a netcheck that reads: netcheck 1");
	return true;
}

static bool read_name(struct reading *reading, const struct shell_word *words, const char **name)
{
	if (!words || words->next)
		return reading_fail(reading, words, "takes one name, in quotes: \"NAME\"");
	*name = reading_text(reading, words);
	return *name != NULL;
}

static bool read_group(struct reading *reading, const struct shell_word *words)
{
	if (reading->group.line)
		return reading_fail(reading, NULL,
				    "a group is open here, which has to 'end' first");
	reading->group = reading->line->at;
	return read_name(reading, words, &reading->plan->group);
}

static bool read_end(struct reading *reading, const struct shell_word *words)
{
	if (words)
		return reading_fail(reading, words, "nothing can stand behind 'end'");
	if (!reading->group.line)
		return reading_fail(reading, NULL, "there is no 'group' that could end here");
	reading->group = (struct spot){ 0 };
	reading->plan->group = reading->outer_group;
	return true;
}

static bool read_set(struct reading *reading, const struct shell_word *words)
{
	struct plan *plan = reading->plan;
	struct word name = words ? token_bare(words) : (struct word){ "", 0 };
	bool is_secret = is_word(reading->line->words, "secret");
	const char *text;

	if (!token_is_name(name) || !is_word(words->next, "=") || !words->next->next ||
	    words->next->next->next)
		return reading_fail(reading, words, "takes: set NAME = WORD");
	if (plan->set_count++ >= PLAN_CASES_MAX)
		return reading_fail(reading, words, "these are too many variables for one plan");
	if (plan_value_of(plan, name))
		return reading_fail(reading, words, "this name is set already");
	text = reading_text(reading, words->next->next);
	if (!text)
		return false;
	return (plan_value_add(plan, &plan->values, name, word_of(text)) &&
		(!is_secret || plan_value_add(plan, &plan->secrets, name, word_of(text)))) ||
	       reading_lacks(reading);
}

static bool read_default(struct reading *reading, struct shell_word *words)
{
	struct plan_clause *clause;

	if (!words)
		return reading_fail(reading, words, "takes: default CLAUSE");
	if (reading->plan->default_count++ >= PLAN_DEFAULTS_MAX)
		return reading_fail(reading, words, "these are too many defaults for one plan");
	reading->at = words->at;
	clause = plan_clause_read(reading->plan, reading->file, words, &reading->err);
	if (!clause)
		return false;
	if (clause->kind == CLAUSE_EACH || clause->kind == CLAUSE_CAPTURE ||
	    clause->kind == CLAUSE_READY || clause->kind == CLAUSE_GRACE)
		return reading_fail(reading, words, "this clause is a check's own, and no default");
	clause->next = reading->plan->defaults;
	reading->plan->defaults = clause;
	return true;
}

/* ---- all of them ---------------------------------------------------------------------------- */

enum directive { VERSION, SUITE, SET, SECRET, DEFAULT, INCLUDE, GROUP, END, START };
static const struct name directives[] = {
	NAME("netcheck", VERSION, ""), NAME("suite", SUITE, ""),
	NAME("set", SET, ""),          NAME("secret", SECRET, ""),
	NAME("default", DEFAULT, ""),  NAME("include", INCLUDE, ""),
	NAME("group", GROUP, ""),      NAME("end", END, ""),
	NAME("start", START, ""),      NAMES_END,
};

bool reading_directive(struct reading *reading, int directive)
{
	struct shell_word *words = reading->line->words->next;

	reading->item = NULL;
	reading->is_wrong = false;
	if (reading->line->expect && directive != START)
		return reading_fail(reading, reading->line->expect,
				    "only checks have expectations");
	switch ((enum directive)directive) {
	case VERSION:
		return read_version(reading, words);
	case SUITE:
		return read_name(reading, words, &reading->plan->suite);
	case GROUP:
		return read_group(reading, words);
	case SET:
	case SECRET:
		return read_set(reading, words);
	case DEFAULT:
		return read_default(reading, words);
	case INCLUDE:
		return reading_include(reading, words);
	case END:
		return read_end(reading, words);
	case START:
		break;
	}
	return reading_item(reading, words, true);
}

int reading_directive_of(const struct shell_word *word)
{
	struct word bare = token_bare(word);
	char text[NAME_SIZE] = "";
	const struct name *row;

	if (bare.size < sizeof(text))
		memcpy(text, bare.at, bare.size);
	row = name_find(directives, text);
	return row ? (int)row->value : -1;
}
