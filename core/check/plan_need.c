/* plan_need -- what has to come before what: `needs`, and what a check's words take from others. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "check/plan_need.h"

#include <errno.h>
#include <string.h>

#include "base/texts.h"
#include "lang/token.h"

static bool add(struct plan *plan, struct plan_case *one, struct plan_case *on)
{
	struct plan_need *need;
	struct err err = { 0 };

	on->needed_by = one;
	if (plan->need_count++ >= PLAN_NEEDS_MAX) {
		if (plan->need_count == PLAN_NEEDS_MAX + 1) {
			err_set(&err, STATUS_INVALID,
				"up to here checks need others more than %d times", PLAN_NEEDS_MAX);
			plan_fault(plan, one->item->file, one->item->at, &err);
		}
		return true;
	}
	need = plan_take(plan, sizeof(*need));
	if (!need)
		return false;
	*need = (struct plan_need){ one->needs, on };
	one->needs = need;
	return true;
}

/* All cases of ITEM: with the first it has all of them. */
static bool add_cases(struct plan *plan, struct plan_case *one, const struct plan_item *item)
{
	if (item->cases && item->cases->needed_by == one)
		return true;
	for (struct plan_case *other = item->cases; other && other->item == item;
	     other = other->next)
		if (!add(plan, one, other))
			return false;
	return true;
}

static bool add_item(struct plan *plan, struct plan_case *one, struct word id)
{
	const struct plan_item *item = plan_item_find(plan, id);

	return !item || add_cases(plan, one, item);
}

/* The check that captures NAME. */
static bool add_capture(struct plan *plan, struct plan_case *one, struct word name)
{
	const struct plan_value *value = NULL;

	if (plan_value_find(one->chosen, name) || plan_value_of(plan, name))
		return true;
	while ((value = plan_captured(plan, name, value)))
		if (!add_cases(plan, one, value->by))
			return false;
	return true;
}

/* A fixture whose field, or a check whose capture, stands in WORDS. */
static bool add_taken(struct plan *plan, struct plan_case *one, const struct shell_word *words)
{
	for (; words; words = words->next)
		for (const struct part *part = words->first; part; part = part->next)
			if (part->is_variable &&
			    !(part->field.size > 0 ? add_item(plan, one, part->text)
						   : add_capture(plan, one, part->text)))
				return false;
	return true;
}

static void unknown(struct plan *plan, const struct plan_clause *clause,
		    const struct shell_word *word)
{
	char best[WORD_NEAR_MAX] = "", name[WORD_NEAR_MAX];
	size_t size = word->source.size < sizeof(name) ? word->source.size : sizeof(name) - 1;
	struct nearest nearest;
	struct err err = { 0 };

	memcpy(name, word->source.at, size);
	name[size] = '\0';
	nearest = nearest_begin(name);
	for (const struct plan_item *item = plan->items; item; item = item->next)
		word_near(&nearest, best, word_of(item->id));
	err_set(&err, STATUS_INVALID,
		best[0] ? "no check is called '%s', did you mean '%s'?" : "no check is called '%s'",
		name, best);
	plan_fault(plan, clause->file, word->at, &err);
}

static bool add_said(struct plan *plan, struct plan_case *one, const struct plan_clause *clauses)
{
	for (; clauses; clauses = clauses->next) {
		if (clauses->kind != CLAUSE_NEEDS)
			continue;
		for (const struct shell_word *word = clauses->words; word; word = word->next) {
			struct word id = token_bare(word);

			if (!plan_item_find(plan, id)) {
				unknown(plan, clauses, word);
				return true;
			}
			if (!add_item(plan, one, id))
				return false;
		}
	}
	return true;
}

/* ---- circles -------------------------------------------------------------------------------- */

enum { MARK_NONE, MARK_OPEN, MARK_DONE };
enum { DEPTH_MAX = 256 };

/* Depth first; one that is met again on the way needs itself. */
static void walk(struct plan *plan, struct plan_case *one, unsigned depth)
{
	struct err err = { 0 };

	if (one->mark == MARK_DONE)
		return;
	if (one->mark == MARK_OPEN || depth == DEPTH_MAX) {
		err_set(&err, STATUS_INVALID,
			depth == DEPTH_MAX ? "'%.100s' stands behind too many others"
					   : "'%.100s' needs itself, by way of what it needs",
			one->id);
		plan_fault(plan, one->item->file, one->item->at, &err);
		return;
	}
	one->mark = MARK_OPEN;
	for (struct plan_need *need = one->needs; need; need = need->next)
		walk(plan, need->on, depth + 1);
	one->mark = MARK_DONE;
}

bool plan_needs(struct plan *plan, struct err *err)
{
	bool fine = true;

	for (struct plan_case *one = plan->cases; one && fine; one = one->next)
		fine = add_said(plan, one, one->item->clauses) &&
		       (one->item->is_fixture || add_said(plan, one, one->item->defaults)) &&
		       add_taken(plan, one, one->item->words) &&
		       add_taken(plan, one, one->item->expect);
	if (!fine)
		return err_errno(err, ENOMEM, "cannot check the plan");
	for (struct plan_case *one = plan->cases; one; one = one->next)
		walk(plan, one, 0);
	return true;
}

static void select_needs(struct plan_case *one)
{
	for (struct plan_need *need = one->needs; need; need = need->next)
		if (!need->on->selected) {
			need->on->selected = true;
			select_needs(need->on);
		}
}

void plan_select_needed(struct plan *plan)
{
	for (struct plan_case *one = plan->cases; one; one = one->next)
		if (one->selected)
			select_needs(one);
}
