/* expect_op -- the operators of expectations, and which types they go with. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/expect_term.h"

struct op_word {
	const char *word;
	enum op op;
};

static const struct op_word symbols[] = {
	{ "==", OP_EQ }, { "!=", OP_NE }, { "!~", OP_UNLIKE }, { "<=", OP_LE },   { ">=", OP_GE },
	{ "<", OP_LT },  { ">", OP_GT },  { "~", OP_LIKE },    { NULL, OP_NONE },
};

static const struct op_word keywords[] = {
	{ "in", OP_IN },
	{ "has", OP_HAS },
	{ "only", OP_ONLY },
	{ NULL, OP_NONE },
};

static enum op op_take(struct lexer *lexer)
{
	for (const struct op_word *row = symbols; row->word; row++)
		if (lex_symbol(lexer, row->word))
			return row->op;
	for (const struct op_word *row = keywords; row->word; row++)
		if (lex_keyword(lexer, row->word))
			return row->op;
	return OP_NONE;
}

bool op_read(enum op *op, struct slice *place, struct lexer *lexer)
{
	struct slice next = lex_next(lexer);

	*op = op_take(lexer);
	*place = (struct slice){ next.data, (size_t)(lexer->at - next.data) };
	if (*op == OP_NONE && slice_is(next, "="))
		return lex_fault(lexer, next, "'=' is no operator, did you mean '=='?");
	if (*op == OP_NONE && slice_is(next, "!"))
		return lex_fault(lexer, next, "'!' is no operator, did you mean '!=' or '!~'?");
	return true;
}

bool op_is_next(const struct lexer *lexer)
{
	struct lexer ahead = *lexer;
	struct slice next = lex_next(&ahead);

	return slice_is(next, "=") || slice_is(next, "!") || op_take(&ahead) != OP_NONE;
}

#define BIT(op) (1u << (op))

enum {
	OPS_EQUAL = BIT(OP_NONE) | BIT(OP_EQ) | BIT(OP_NE) | BIT(OP_IN),
	OPS_ORDER = BIT(OP_LT) | BIT(OP_LE) | BIT(OP_GT) | BIT(OP_GE),
	OPS_LIKE = BIT(OP_LIKE) | BIT(OP_UNLIKE),
	OPS_GROUP = BIT(OP_HAS) | BIT(OP_ONLY)
};

static const struct {
	unsigned ops;
	const char *noun;
} types[] = {
	[FIELD_TEXT] = { OPS_EQUAL | OPS_LIKE | OPS_GROUP, "text" },
	[FIELD_ADDRESS] = { OPS_EQUAL | OPS_LIKE | OPS_GROUP, "an address" },
	[FIELD_DATA] = { OPS_EQUAL | OPS_LIKE | OPS_GROUP, "bytes" },
	[FIELD_JSON] = { OPS_EQUAL | OPS_LIKE | OPS_GROUP, "JSON" },
	[FIELD_BOOL] = { OPS_EQUAL, "true or false" },
	[FIELD_INT] = { OPS_EQUAL | OPS_ORDER | OPS_GROUP, "a number" },
	[FIELD_UINT] = { OPS_EQUAL | OPS_ORDER | OPS_GROUP, "a number" },
	[FIELD_REAL] = { OPS_EQUAL | OPS_ORDER | OPS_GROUP, "a number" },
	[FIELD_OBJECT] = { BIT(OP_NONE), "an object" },
};

bool op_check(const struct term *term, struct slice place, struct lexer *lexer)
{
	const struct field *field = term->field;

	if (field->type == FIELD_OBJECT && term->op != OP_NONE)
		return lex_fault(lexer, place, "'%s' is an object: name a member, as in %s.%s",
				 field->key, field->key, field->members->fields[0].key);
	if (!(types[field->type].ops & BIT(term->op)) &&
	    !(field->flags & FIELD_LOOSE && OPS_ORDER & BIT(term->op)))
		return lex_fault(lexer, place, "'%.*s' does not go with '%s', which is %s",
				 (int)place.size, place.data, field->key, types[field->type].noun);
	if (term->op == OP_ONLY && term->quantified)
		return lex_fault(lexer, place,
				 "'only' is about all values: it takes no quantifier");
	return true;
}
