/* expect -- the one expectation language: what all that was seen comes to. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/expect.h"

#include <stdlib.h>

#include "base/clock.h"
#include "cli/expect_term.h"

/* ---- one term ---------------------------------------------------------------------------- */

enum outcome { OPEN, MET, MISSED };

static bool all_seen(const struct term *term)
{
	for (const struct atom *atom = term->atoms; atom; atom = atom->next)
		if (!atom->seen)
			return false;
	return true;
}

static enum outcome values_settled(const struct term *term)
{
	const struct sight *sight = &term->sight;

	if (term->membership && term->op == OP_HAS && !term->quantified)
		return all_seen(term) ? MET : OPEN;
	switch (term->quantifier) {
	case EVERY:
		if (term->membership && term->op == OP_HAS)
			return all_seen(term) ? MET : OPEN;
		return sight->missed > 0 ? MISSED : OPEN;
	case ANY:
		return sight->matched > 0 ? MET : OPEN;
	case NONE:
		return sight->matched > 0 ? MISSED : OPEN;
	}
	return OPEN;
}

/* What no further record can change. */
static enum outcome term_settled(const struct term *term)
{
	bool settled, passes;

	switch (term->kind) {
	case TERM_COUNT:
		passes = term_counts(term, term->sight.matched, &settled);
		if (!settled)
			return OPEN;
		return passes ? MET : MISSED;
	case TERM_BYTES:
		if (term->sight.missed > 0)
			return MISSED;
		return term->bytes.state.done ? MET : OPEN;
	case TERM_VALUES:
	case TERM_ENDING:
		break;
	}
	return values_settled(term);
}

/* What it comes to when nothing more is coming. TOLD: no result is missing that this machine
 * could not get; a count of those that are there would prove nothing. */
static bool term_met(const struct term *term, bool told)
{
	enum outcome outcome = term_settled(term);
	const struct sight *sight = &term->sight;
	bool settled;

	if (sight->broken)
		return false;
	if (outcome != OPEN)
		return outcome == MET;
	if (term->kind == TERM_COUNT)
		return told && term_counts(term, sight->matched, &settled);
	if (term->op == OP_ONLY)
		return all_seen(term) && sight->untold == 0;
	if (term->quantifier == NONE)
		return true;
	return term->quantifier == EVERY && !(term->membership && term->op == OP_HAS) &&
	       sight->matched > 0 && sight->untold == 0;
}

/* ---- all terms --------------------------------------------------------------------------- */

bool expect_decided(const struct expect *expect)
{
	bool required = false, all_met = true, all_settled = true;

	for (const struct term *term = expect->terms; term; term = term->next) {
		enum outcome outcome = term_settled(term);

		if (!term->warn && outcome == MISSED)
			return true;
		required = required || !term->warn;
		all_met = all_met && (term->warn || outcome == MET);
		all_settled = all_settled && outcome != OPEN;
	}
	return required ? all_met : all_settled;
}

bool expect_awaits(const struct expect *expect, enum status status)
{
	const struct term *term = expect->terms;

	while (term && !(term->kind == TERM_ENDING && term->ending.status == status))
		term = term->next;
	return term;
}

int64_t expect_within_ns(const struct expect *expect)
{
	return expect->within_ns;
}

bool expect_names(const struct expect *expect, const struct field *field)
{
	const struct term *term = expect->terms;

	while (term && (term->path.count == 0 || !path_begins_with(&term->path, field)))
		term = term->next;
	return term;
}

/* What a verdict is made of. */
struct verdict {
	bool missed;
	bool definite; /* something that is known stands against it */
	bool broken;
	bool replaced; /* a term speaks of the outcome: the applet's own is not asked */
};

static void verdict_add(struct verdict *verdict, const struct expect *expect,
			const struct term *term, enum status own, struct buf *report)
{
	bool told = expect->untold == STATUS_OK && status_exit(own) != 3;

	verdict->replaced = verdict->replaced || (term->on_outcome && !term->warn);
	if (term_met(term, told))
		return;
	if (report)
		report_term(report, term, own);
	if (term->warn)
		return;
	verdict->missed = true;
	verdict->broken = verdict->broken || term->sight.broken;
	verdict->definite = verdict->definite || told || term_settled(term) == MISSED;
}

static void put_ms(struct buf *report, int64_t duration_ns)
{
	buf_printf(report, "%lld.%03lld ms", (long long)(duration_ns / NS_PER_MS),
		   (long long)(duration_ns % NS_PER_MS / NS_PER_US));
}

static void verdict_window(struct verdict *verdict, const char *word, int64_t window_ns,
			   int64_t took_ns, struct buf *report)
{
	verdict->missed = verdict->definite = true;
	if (!report)
		return;
	buf_puts(report, "expected ");
	buf_puts(report, word);
	buf_putc(report, ' ');
	put_ms(report, window_ns);
	buf_puts(report, ", got ");
	put_ms(report, took_ns);
	buf_putc(report, '\n');
}

static void verdict_own(struct verdict *verdict, enum status own, struct buf *report)
{
	if (verdict->replaced || status_is_success(own))
		return;
	if (!verdict->missed && report)
		buf_printf(report, "expected success, got %s\n", status_word(own));
	verdict->missed = true;
	verdict->definite = verdict->definite || status_exit(own) != 3;
}

static bool is_timeout(const struct term *term)
{
	const struct atom *atom = term->on_outcome ? term->atoms : NULL;

	while (atom &&
	       !(atom->kind == ATOM_TEXT && slice_is(atom->as.text, status_word(STATUS_TIMEOUT))))
		atom = atom->next;
	return atom || (term->kind == TERM_ENDING && term->ending.status == STATUS_TIMEOUT);
}

/* `timeout within D` wants that nothing comes in D: it is decided when D has passed. */
static bool wants_silence(const struct expect *expect)
{
	const struct term *term = expect->terms;

	while (term && !is_timeout(term))
		term = term->next;
	return term;
}

enum status expect_verdict(struct expect *expect, enum status own, int64_t took_ns,
			   struct buf *report)
{
	struct verdict verdict = { .missed = false };

	for (const struct term *term = expect->terms; term; term = term->next)
		verdict_add(&verdict, expect, term, own, report);
	if (expect->within_ns >= 0 && took_ns > expect->within_ns && !wants_silence(expect))
		verdict_window(&verdict, "within", expect->within_ns, took_ns, report);
	if (expect->after_ns >= 0 && took_ns < expect->after_ns)
		verdict_window(&verdict, "after", expect->after_ns, took_ns, report);
	verdict_own(&verdict, own, report);
	if (!verdict.missed)
		return STATUS_OK;
	if (verdict.definite)
		return STATUS_MISMATCH;
	if (verdict.broken)
		return STATUS_LACKING;
	return status_exit(own) == 3 ? own : expect->untold;
}

void expect_reset(struct expect *expect)
{
	expect->untold = STATUS_OK;
	for (struct term *term = expect->terms; term; term = term->next) {
		term->sight = (struct sight){ 0 };
		term->bytes.state = (struct bytes_state){ 0 };
		term->bytes.got_size = 0;
		for (struct atom *atom = term->atoms; atom; atom = atom->next)
			atom->seen = false;
	}
}

void expect_free(struct expect *expect)
{
	if (!expect)
		return;
	for (struct term *term = expect->terms; term; term = term->next) {
		for (struct atom *atom = term->atoms; atom; atom = atom->next)
			if (atom->kind == ATOM_PATTERN && atom->as.pattern)
				regfree(atom->as.pattern);
		if (term->bytes.pattern)
			regfree(term->bytes.pattern);
		buf_free(&term->bytes.gathered);
	}
	arena_free(&expect->arena);
	free(expect);
}
