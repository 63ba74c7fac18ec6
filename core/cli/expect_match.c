/* expect_match -- one value of a record against the values of a term. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "cli/expect_term.h"

static struct slice text_of(const struct value *value)
{
	return (struct slice){ value->as.text.data, value->as.text.size };
}

static bool same_text(struct slice a, struct slice b)
{
	return a.size == b.size && memcmp(a.data, b.data, a.size) == 0;
}

static bool block_matches(const struct atom *atom, const struct value *value, bool within)
{
	struct block block;

	if (!block_parse(&block, text_of(value)))
		return false;
	return within ? block_within(&block, &atom->as.block)
		      : block_equal(&block, &atom->as.block);
}

static bool quantity_within(const struct atom *atom, const struct quantity *quantity)
{
	return quantity_compare(&atom->as.quantity.low, quantity) <= 0 &&
	       quantity_compare(quantity, &atom->as.quantity.high) <= 0;
}

static bool quantity_matches(const struct atom *atom, const struct field *field,
			     const struct value *value)
{
	struct quantity quantity;

	return quantity_of(&quantity, field, value) && quantity_within(atom, &quantity);
}

/* Equal; or, WITHIN, part of a range or network. */
static bool atom_matches(const struct atom *atom, const struct field *field,
			 const struct value *value, bool within)
{
	switch (atom->kind) {
	case ATOM_TEXT:
		return same_text(atom->as.text, text_of(value));
	case ATOM_QUANTITY:
		return quantity_matches(atom, field, value);
	case ATOM_BLOCK:
		return block_matches(atom, value, within);
	case ATOM_FLAG:
		return atom->as.flag == value->as.flag;
	case ATOM_PATTERN:
		break;
	}
	return false;
}

static bool is_in(const struct term *term, const struct field *field, const struct value *value)
{
	for (const struct atom *atom = term->atoms; atom; atom = atom->next)
		if (atom_matches(atom, field, value, true))
			return true;
	return false;
}

static bool holds_all(const struct term *term, struct slice text)
{
	for (const struct atom *atom = term->atoms; atom; atom = atom->next)
		if (!memmem(text.data, text.size, atom->as.text.data, atom->as.text.size))
			return false;
	return true;
}

static bool in_order(enum op op, int order)
{
	switch (op) {
	case OP_LT:
		return order < 0;
	case OP_LE:
		return order <= 0;
	case OP_GT:
		return order > 0;
	case OP_GE:
		return order >= 0;
	case OP_NONE:
	case OP_EQ:
	case OP_NE:
	case OP_LIKE:
	case OP_UNLIKE:
	case OP_IN:
	case OP_HAS:
	case OP_ONLY:
		break;
	}
	return false;
}

static bool is_ordered(const struct term *term, const struct field *field,
		       const struct value *value)
{
	struct quantity quantity;

	return quantity_of(&quantity, field, value) &&
	       in_order(term->op, quantity_compare(&quantity, &term->atoms->as.quantity.low));
}

/* A number that is not finite prints as null, and null matches nothing. */
static bool is_null(const struct field *field, const struct value *value)
{
	return field->type == FIELD_REAL && !__builtin_isfinite(value->as.real);
}

bool term_accepts(const struct term *term, const struct field *field, const struct value *value,
		  bool *broken)
{
	struct slice text = { "", 0 };

	if (is_null(field, value) || field->type != term->field->type)
		return false;
	if (field_is_text(field))
		text = text_of(value);
	switch (term->op) {
	case OP_NONE:
		return field->type != FIELD_BOOL || value->as.flag;
	case OP_EQ:
		return atom_matches(term->atoms, field, value, false);
	case OP_NE:
		return !atom_matches(term->atoms, field, value, false);
	case OP_LT:
	case OP_LE:
	case OP_GT:
	case OP_GE:
		return is_ordered(term, field, value);
	case OP_LIKE:
		return pattern_matches(term->atoms->as.pattern, text.data, text.size, broken);
	case OP_UNLIKE:
		return !pattern_matches(term->atoms->as.pattern, text.data, text.size, broken);
	case OP_IN:
		return is_in(term, field, value);
	case OP_HAS:
		return holds_all(term, text);
	case OP_ONLY:
		break; /* judged over all values together: term_mark */
	}
	return false;
}

bool term_mark(struct term *term, const struct field *field, const struct value *value)
{
	bool found = false;

	if (is_null(field, value) || field->type != term->field->type)
		return false;
	for (struct atom *atom = term->atoms; atom; atom = atom->next)
		if (atom_matches(atom, field, value, false))
			atom->seen = found = true;
	return found;
}

/* ---- counts ----------------------------------------------------------------------------- */

static bool count_passes(const struct term *term, const struct quantity *count)
{
	bool within = false;

	for (const struct atom *atom = term->atoms; atom && !within; atom = atom->next)
		within = quantity_within(atom, count);
	switch (term->op) {
	case OP_EQ:
	case OP_IN:
		return within;
	case OP_NE:
		return !within;
	case OP_LT:
	case OP_LE:
	case OP_GT:
	case OP_GE:
	case OP_NONE:
	case OP_LIKE:
	case OP_UNLIKE:
	case OP_HAS:
	case OP_ONLY:
		break;
	}
	return in_order(term->op, quantity_compare(count, &term->atoms->as.quantity.low));
}

bool term_counts(const struct term *term, uint64_t count, bool *settled)
{
	struct quantity quantity = { .whole = count };
	bool passes = count_passes(term, &quantity);
	bool above_all = true;

	for (const struct atom *atom = term->atoms; atom; atom = atom->next)
		above_all = above_all && quantity_compare(&quantity, &atom->as.quantity.high) > 0;
	*settled = above_all || (passes && (term->op == OP_GT || term->op == OP_GE)) ||
		   (!passes && (term->op == OP_LT || term->op == OP_LE));
	return passes;
}
