/* plan_clause -- what may stand in the lines below a check, and what that makes of its cases. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "check/plan_clause.h"

#include <errno.h>
#include <string.h>

#include "base/num.h"
#include "base/texts.h"
#include "check/ability.h"
#include "check/readiness.h"
#include "lang/token.h"

enum { RETRIES_MAX = 100, LOCKS_MAX = 16, DATE_SIZE = 10 };

static const struct name kinds[] = {
	NAME("alone", CLAUSE_ALONE, "alone"),
	NAME("capture", CLAUSE_CAPTURE, "capture KEY as NAME"),
	NAME("each", CLAUSE_EACH, "each NAME in WORD..."),
	NAME("eventually", CLAUSE_EVENTUALLY, "eventually DURATION [every DURATION]"),
	NAME("grace", CLAUSE_GRACE, "grace DURATION"),
	NAME("hold", CLAUSE_HOLD, "hold DURATION [every DURATION]"),
	NAME("lock", CLAUSE_LOCK, "lock NAME..."),
	NAME("needs", CLAUSE_NEEDS, "needs NAME..."),
	NAME("ready", CLAUSE_READY, "ready EXPECTATION [as NAME] [within DURATION]"),
	NAME("requires", CLAUSE_REQUIRES, "requires ABILITY..."),
	NAME("retry", CLAUSE_RETRY, "retry N [after DURATION]"),
	NAME("skip", CLAUSE_SKIP, "skip if|unless WORD ==|!= WORD"),
	NAME("tags", CLAUSE_TAGS, "tags WORD..."),
	NAME("timeout", CLAUSE_TIMEOUT, "timeout DURATION"),
	NAME("todo", CLAUSE_TODO, "todo \"WHY\" until YYYY-MM-DD"),
	NAMES_END,
};

static bool misused(const struct plan_clause *clause, struct err *err)
{
	const struct name *row = kinds;

	while (row->value != (long)clause->kind)
		row++;
	return err_set(err, STATUS_INVALID, "takes: %s", name_meaning(row));
}

bool plan_clause_is(struct word bare)
{
	char word[NAME_SIZE] = "";

	if (bare.size < sizeof(word))
		memcpy(word, bare.at, bare.size);
	return name_find(kinds, word) != NULL;
}

static bool no_clause(const char *word, struct word source, struct err *err)
{
	const char *near = name_nearest(kinds, word);
	int size = source.size < 40 ? (int)source.size : 40;
	struct buf words = { 0 };

	if (near)
		return err_set(err, STATUS_INVALID,
			       "no clause is called '%.*s', did you mean '%s'?", size, source.at,
			       near);
	if (source.at[source.size - 1] == ':')
		return err_set(err, STATUS_INVALID,
			       "no clause is called '%.*s', and a check begins in the first column",
			       size, source.at);
	for (const struct name *row = kinds; *row->word; row++) {
		buf_puts(&words, row == kinds ? "" : ", ");
		buf_puts(&words, row->word);
	}
	err_set(err, STATUS_INVALID, "no clause is called '%.*s'; there are %s", size, source.at,
		buf_text(&words));
	buf_free(&words);
	return false;
}

struct plan_clause *plan_clause_read(struct plan *plan, const struct plan_file *file,
				     struct shell_word *words, struct err *err)
{
	char word[NAME_SIZE] = "";
	struct word bare = token_bare(words);
	struct plan_clause *clause;
	const struct name *row;

	if (bare.size < sizeof(word))
		memcpy(word, bare.at, bare.size);
	row = name_find(kinds, word);
	if (!row) {
		no_clause(word, words->source, err);
		return NULL;
	}
	clause = plan_take(plan, sizeof(*clause));
	if (!clause) {
		err_errno(err, ENOMEM, "cannot read the plan");
		return NULL;
	}
	*clause = (struct plan_clause){
		.kind = (enum clause_kind)row->value,
		.at = words->at,
		.file = file,
		.words = words->next,
	};
	return clause;
}

/* ---- what they say ------------------------------------------------------------------------- */

/* A duration has a unit here: other tools mean seconds or milliseconds by a bare number. */
static bool read_duration(int64_t *ns, const char *text, struct err *err)
{
	size_t size = strlen(text);

	if (size > 0 && cursor_is_digit((unsigned char)text[size - 1]))
		return err_set(err, STATUS_INVALID, "'%s' has no unit: %ss, %sms", text, text,
			       text);
	if (!num_duration(ns, text, err))
		return false;
	return *ns > 0 || err_set(err, STATUS_INVALID, "'%s' is too short", text);
}

/* DURATION, and maybe KEYWORD DURATION behind it. */
static bool read_period(int64_t *ns, int64_t *rest_ns, const char *keyword, char **word,
			size_t count, const struct plan_clause *clause, struct err *err)
{
	if ((count != 1 && count != 3) || (count == 3 && strcmp(word[1], keyword) != 0))
		return misused(clause, err);
	return read_duration(ns, word[0], err) &&
	       (count == 1 || read_duration(rest_ns, word[2], err));
}

static bool read_retry(struct plan_case *one, char **word, size_t count,
		       const struct plan_clause *clause, struct err *err)
{
	int64_t retries;

	if ((count != 1 && count != 3) || (count == 3 && strcmp(word[1], "after") != 0))
		return misused(clause, err);
	if (!num_parse(&retries, word[0], 1, RETRIES_MAX, err) ||
	    (count == 3 && !read_duration(&one->retry_after_ns, word[2], err)))
		return false;
	one->retries = (unsigned)retries;
	return true;
}

static bool read_skip(struct plan_case *one, char **word, size_t count, struct plan *plan,
		      const struct plan_clause *clause, struct err *err)
{
	bool unless, differs, is_equal;
	struct buf why = { 0 };

	if (count != 4)
		return misused(clause, err);
	unless = strcmp(word[0], "unless") == 0;
	differs = strcmp(word[2], "!=") == 0;
	if ((!unless && strcmp(word[0], "if") != 0) || (!differs && strcmp(word[2], "==") != 0))
		return misused(clause, err);
	is_equal = strcmp(word[1], word[3]) == 0;
	if ((is_equal != differs) == unless || one->skip)
		return true;
	buf_puts(&why, "skip");
	for (const struct shell_word *each = clause->words; each; each = each->next)
		buf_printf(&why, " %.*s", (int)each->source.size, each->source.at);
	one->skip = arena_copy(&plan->arena, buf_text(&why), why.size);
	buf_free(&why);
	return true;
}

/* A day that never was is a slip of the pen, and might forgive for years. */
static bool is_day(unsigned month, unsigned day)
{
	static const unsigned char days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1];
}

static bool is_date(const char *text)
{
	static const char form[] = "0000-00-00";
	uint64_t month, day;

	if (strlen(text) != DATE_SIZE)
		return false;
	for (size_t i = 0; i < DATE_SIZE; i++)
		if (form[i] == '-' ? text[i] != '-' : !cursor_is_digit((unsigned char)text[i]))
			return false;
	return num_digits(&month, text + 5, 2, 99) && num_digits(&day, text + 8, 2, 99) &&
	       is_day((unsigned)month, (unsigned)day);
}

static bool read_todo(struct plan_case *one, char **word, size_t count,
		      const struct plan_clause *clause, struct err *err)
{
	if (count != 3 || strcmp(word[1], "until") != 0 || !is_date(word[2]))
		return misused(clause, err);
	one->todo = word[0];
	one->until = word[2];
	return true;
}

static bool read_capture(struct plan_case *one, char **word, size_t count,
			 const struct plan_clause *clause, struct err *err)
{
	if (count != 3 || strcmp(word[1], "as") != 0 || !token_is_name(word_of(word[2])))
		return misused(clause, err);
	if (one->chosen)
		return err_set(err, STATUS_INVALID,
			       "each case of a matrix would capture a value of its own");
	one->capture = word[0];
	one->capture_as = word[2];
	return true;
}

/* TEXT without its ` as NAME`. */
static void drop_as(char *text, struct word name)
{
	char *as = text + (name.at - text) - sizeof(" as ") + 1;

	memmove(as, name.at + name.size, strlen(name.at + name.size) + 1);
}

static bool read_ready(struct plan_case *one, const struct plan_clause *clause,
		       struct plan_scope *scope, struct err *err)
{
	struct expect *expect;
	const char *text;
	struct word name;
	int64_t within_ns;

	if (!clause->words)
		return misused(clause, err);
	if (!plan_text(&text, scope, clause->words, true, err))
		return false;
	name = readiness_as(word_of(text));
	if (name.size > 0) {
		one->ready_as = arena_copy(&scope->plan->arena, name.at, name.size);
		if (!one->ready_as)
			return err_errno(err, ENOMEM, "cannot read the plan");
		drop_as((char *)(uintptr_t)text, name); /* it is ours, see plan_text */
	}
	if (!readiness_parse(&expect, text, err)) {
		err->text[err->lines_at ? err->lines_at : strlen(err->text)] = '\0';
		err->lines_at = 0; /* the file's own line is shown */
		return false;
	}
	within_ns = expect_within_ns(expect);
	if (within_ns > 0)
		one->timeout_ns = within_ns;
	expect_free(expect);
	one->ready = text;
	return true;
}

/* Words that stay as they are written. */
static bool keep(const struct shell_word **list, const struct plan_clause *clause, struct err *err)
{
	if (!clause->words)
		return misused(clause, err);
	for (const struct shell_word *word = clause->words; word; word = word->next)
		if (token_bare(word).size == 0)
			return err_set(err, STATUS_INVALID, "only plain words can stand here");
	*list = clause->words;
	return true;
}

static bool check_abilities(const struct plan_clause *clause, struct err *err)
{
	for (const struct shell_word *word = clause->words; word; word = word->next)
		if (!ability_is(word->source))
			return err_set(
				err, STATUS_INVALID,
				"no ability is called '%.*s': dns, icmp, ipv4, ipv4-loopback, "
				"ipv6, ipv6-loopback, raw, root, multicast:INTERFACE, "
				"applet:NAME, env:NAME",
				(int)(word->source.size < 40 ? word->source.size : 40),
				word->source.at);
	return true;
}

bool plan_clause_apply(struct plan_case *one, const struct plan_clause *clause,
		       struct plan_scope *scope, struct err *err)
{
	char **word;
	size_t count;

	if (clause->kind == CLAUSE_READY)
		return read_ready(one, clause, scope, err);
	if (clause->kind == CLAUSE_EACH || clause->kind == CLAUSE_NEEDS)
		return true;
	if (!plan_words(&word, &count, scope, clause->words, 0, err))
		return false;
	switch (clause->kind) {
	case CLAUSE_ALONE:
		one->alone = true;
		return count == 0 || misused(clause, err);
	case CLAUSE_CAPTURE:
		return read_capture(one, word, count, clause, err);
	case CLAUSE_EVENTUALLY:
		return read_period(&one->eventually_ns, &one->every_ns, "every", word, count,
				   clause, err);
	case CLAUSE_GRACE:
		return count == 1 ? read_duration(&one->grace_ns, word[0], err)
				  : misused(clause, err);
	case CLAUSE_HOLD:
		return read_period(&one->hold_ns, &one->every_ns, "every", word, count, clause,
				   err);
	case CLAUSE_LOCK:
		if (count > LOCKS_MAX)
			return err_set(err, STATUS_INVALID, "a check has %d locks at most",
				       LOCKS_MAX);
		return keep(&one->locks, clause, err);
	case CLAUSE_REQUIRES:
		return keep(&one->requires, clause, err) && check_abilities(clause, err);
	case CLAUSE_RETRY:
		return read_retry(one, word, count, clause, err);
	case CLAUSE_SKIP:
		return read_skip(one, word, count, scope->plan, clause, err);
	case CLAUSE_TAGS:
		return keep(&one->tags, clause, err);
	case CLAUSE_TIMEOUT:
		return count == 1 ? read_duration(&one->timeout_ns, word[0], err)
				  : misused(clause, err);
	case CLAUSE_TODO:
		return read_todo(one, word, count, clause, err);
	case CLAUSE_EACH:
	case CLAUSE_NEEDS:
	case CLAUSE_READY:
		break;
	}
	return true;
}
