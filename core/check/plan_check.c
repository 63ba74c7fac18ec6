/* plan_check -- whether a plan makes sense, and the cases that its checks come to. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "base/num.h"
#include "base/texts.h"
#include "check/plan_case.h"
#include "check/plan_clause.h"
#include "check/plan_need.h"
#include "lang/token.h"

/* One item on its way to cases. */
struct making {
	struct plan *plan;
	struct plan_item *item;
	struct buf choice; /* "r=1,s=2" of the case that is made */
	unsigned depth;    /* of `each`, */
	bool is_repeated;  /* the first of which is --repeat */
	bool lacks;        /* memory is out */
};

static bool fault(struct making *making, const struct plan_file *file, struct spot at,
		  const struct err *err)
{
	making->lacks = making->lacks || err->kind == STATUS_LACKING;
	return plan_fault(making->plan, file, at, err);
}

static bool fault_late(struct making *making, const struct plan_clause *clause)
{
	struct err err = { 0 };

	err_set(&err, STATUS_INVALID,
		"this is known only while the plan runs: it can be in a command and an "
		"expectation alone");
	return fault(making, clause->file, clause->at, &err);
}

static bool apply(struct making *making, struct plan_case *one, const struct plan_clause *clause,
		  struct plan_scope *scope)
{
	struct err err = { 0 };

	scope->is_late = false;
	if (!plan_clause_apply(one, clause, scope, &err))
		return fault(making, clause->file, clause->at, &err);
	return !scope->is_late || fault_late(making, clause);
}

/* The newest stands first, and the last said is what holds. */
static bool apply_defaults(struct making *making, struct plan_case *one,
			   const struct plan_clause *clause, struct plan_scope *scope)
{
	return !clause || (apply_defaults(making, one, clause->next, scope) &&
			   (making->item->is_fixture || apply(making, one, clause, scope)));
}

static bool of_check(enum clause_kind kind)
{
	return kind != CLAUSE_READY && kind != CLAUSE_GRACE;
}

static bool of_fixture(enum clause_kind kind)
{
	return !of_check(kind) || kind == CLAUSE_NEEDS || kind == CLAUSE_TIMEOUT;
}

static bool apply_all(struct making *making, struct plan_case *one)
{
	struct plan_scope scope = { .plan = making->plan, .chosen = one->chosen };
	struct err err = { 0 };

	if (!apply_defaults(making, one, making->item->defaults, &scope))
		return false;
	for (const struct plan_clause *clause = making->item->clauses; clause;
	     clause = clause->next) {
		if (making->item->is_fixture ? !of_fixture(clause->kind)
					     : !of_check(clause->kind)) {
			err_set(&err, STATUS_INVALID,
				making->item->is_fixture
					? "a fixture has only: needs NAME..., timeout DURATION, "
					  "ready EXPECTATION, grace DURATION"
					: "this clause is a fixture's");
			return fault(making, clause->file, clause->at, &err);
		}
		if (!apply(making, one, clause, &scope))
			return false;
	}
	if (one->eventually_ns && one->retries) {
		err_set(&err, STATUS_INVALID,
			"'eventually' waits for what is not there yet, 'retry' forgives what "
			"should be there: a check has one of them");
		return fault(making, making->item->file, making->item->at, &err);
	}
	return true;
}

static const char *id_of(struct making *making)
{
	struct buf id = { 0 };
	const char *copy;

	if (making->choice.size == 0)
		return making->item->id;
	buf_printf(&id, "%s[%.*s]", making->item->id, (int)making->choice.size,
		   making->choice.data);
	copy = id.failed ? NULL : arena_copy(&making->plan->arena, id.data, id.size);
	buf_free(&id);
	return copy;
}

static void link_case(struct plan *plan, struct plan_case *one, struct plan_item *item)
{
	item->cases = item->cases ? item->cases : one;
	if (!plan->last_case)
		plan->last_case = &plan->cases;
	*plan->last_case = one;
	plan->last_case = &one->next;
	one->index = plan->case_count++;
}

static bool make_case(struct making *making, struct plan_value *chosen)
{
	struct plan *plan = making->plan;
	struct plan_case *one = plan_take(plan, sizeof(*one));
	struct spot at = making->item->at;
	struct err err = { 0 };

	if (one) {
		one->item = making->item;
		one->chosen = chosen;
		one->id = id_of(making);
	}
	if (!one || !one->id) {
		making->lacks = true;
		return false;
	}
	if (plan->case_count == PLAN_CASES_MAX) {
		err_set(&err, STATUS_INVALID, "these are more than %d checks", PLAN_CASES_MAX);
		return fault(making, making->item->file, at, &err);
	}
	if (!apply_all(making, one))
		return false;
	if (!plan_case_check(one, plan, &at, &err))
		return fault(making, making->item->file, at, &err);
	link_case(plan, one, making->item);
	return true;
}

/* ---- matrices ------------------------------------------------------------------------------- */

static const struct plan_clause *next_each(const struct plan_clause *clause)
{
	while (clause && clause->kind != CLAUSE_EACH)
		clause = clause->next;
	return clause;
}

static bool make_cases(struct making *making, const struct plan_clause *each,
		       struct plan_value *chosen);

static bool choose(struct making *making, const struct plan_clause *each, struct word name,
		   const char *text, struct plan_value *chosen)
{
	size_t size = making->choice.size;
	bool fine;

	buf_printf(&making->choice, "%s%.*s=%s", size ? "," : "", (int)name.size, name.at, text);
	if (making->choice.failed || !plan_value_add(making->plan, &chosen, name, word_of(text))) {
		making->lacks = true;
		return false;
	}
	making->depth++;
	fine = make_cases(making, next_each(each->next), chosen);
	making->depth--;
	making->choice.size = size;
	return fine;
}

/* A case for each word of EACH, and of those behind it. */
static bool make_cases(struct making *making, const struct plan_clause *each,
		       struct plan_value *chosen)
{
	struct plan_scope scope = { .plan = making->plan, .chosen = chosen };
	struct shell_word *words = each ? each->words : NULL;
	struct word name = words ? token_bare(words) : (struct word){ "", 0 };
	struct word in = words && words->next ? token_bare(words->next) : (struct word){ "", 0 };
	struct err err = { 0 };
	char **text;
	size_t count;

	if (!each)
		return make_case(making, chosen);
	if (making->depth - making->is_repeated >= PLAN_EACH_MAX) {
		err_set(&err, STATUS_INVALID, "a check has %d 'each' at most", PLAN_EACH_MAX);
		return fault(making, each->file, each->at, &err);
	}
	if (!token_is_name(name) || !text_equals("in", in.at, in.size) || !words->next->next) {
		err_set(&err, STATUS_INVALID, "takes: each NAME in WORD...");
		return fault(making, each->file, each->at, &err);
	}
	if (!plan_words(&text, &count, &scope, words->next->next, 0, &err))
		return fault(making, each->file, each->at, &err);
	if (scope.is_late)
		return fault_late(making, each);
	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < i; j++)
			if (strcmp(text[i], text[j]) == 0) {
				err_set(&err, STATUS_INVALID, "'%.80s' is here twice", text[i]);
				return fault(making, each->file, each->at, &err);
			}
		if (!choose(making, each, name, text[i], chosen))
			return false;
	}
	return true;
}

static bool captures(const struct plan_clause *clause)
{
	while (clause && clause->kind != CLAUSE_CAPTURE)
		clause = clause->next;
	return clause != NULL;
}

/* Each check so many times, but what others take a value of. */
static void make_repeated(struct making *making)
{
	const struct plan_item *item = making->item;
	struct plan_clause each = { .kind = CLAUSE_EACH, .next = item->clauses };
	bool once = making->plan->repeats <= 1 || item->is_fixture || captures(item->clauses);
	bool fine = true;
	char text[NUM_TEXT_MAX + 1];

	making->is_repeated = !once;
	for (unsigned i = 1; !once && fine && i <= making->plan->repeats; i++) {
		text[num_format(text, i)] = '\0';
		fine = choose(making, &each, word_of("repeat"), text, NULL);
	}
	if (once)
		make_cases(making, next_each(item->clauses), NULL);
}

static bool is_enough(const struct making *making)
{
	const struct plan *plan = making->plan;

	return making->lacks || plan->fault_count >= PLAN_FAULTS_ENOUGH ||
	       plan->text_size > PLAN_TEXT_MAX;
}

bool plan_check(struct plan *plan, struct err *err)
{
	struct making making = { .plan = plan };

	for (making.item = plan->items; making.item && !is_enough(&making);
	     making.item = making.item->next)
		make_repeated(&making);
	making.lacks = making.lacks || making.choice.failed;
	buf_free(&making.choice);
	if (making.lacks || plan->arena.failed)
		return err_errno(err, ENOMEM, "cannot check the plan");
	return plan_needs(plan, err);
}
