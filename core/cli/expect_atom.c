/* expect_atom -- the values of an expression, read as what the field's type makes of them. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "cli/expect_term.h"

static bool flag_read(struct atom *atom, struct lexer *lexer, const struct token *token)
{
	atom->kind = ATOM_FLAG;
	atom->as.flag = slice_is(token->text, "true") || slice_is(token->text, "yes");
	if (atom->as.flag || slice_is(token->text, "false") || slice_is(token->text, "no"))
		return true;
	return lex_fault(lexer, token->place, "this is true or false");
}

static bool quantity_read(struct atom *atom, struct lexer *lexer, const struct token *token,
			  const struct term *term)
{
	const char *dots = memmem(token->text.data, token->text.size, "..", 2);
	struct slice low = token->text, high = token->text;

	if (dots) {
		low.size = (size_t)(dots - low.data);
		high = (struct slice){ dots + 2, high.size - low.size - 2 };
	}
	atom->kind = ATOM_QUANTITY;
	if (!quantity_parse(&atom->as.quantity.low, low, term->field->unit, lexer->err) ||
	    !quantity_parse(&atom->as.quantity.high, high, term->field->unit, lexer->err))
		return lex_point(lexer, token->place);
	if (dots && term->op != OP_IN)
		return lex_fault(lexer, token->place, "a range goes with 'in'");
	if (quantity_compare(&atom->as.quantity.low, &atom->as.quantity.high) > 0)
		return lex_fault(lexer, token->place, "this range ends before it begins");
	return true;
}

static bool block_read(struct atom *atom, struct lexer *lexer, const struct token *token,
		       const struct term *term)
{
	atom->kind = ATOM_BLOCK;
	if (!block_parse(&atom->as.block, token->text))
		return lex_fault(lexer, token->place,
				 term->op == OP_IN
					 ? "this is not an address, ADDRESS/PREFIX or low..high"
					 : "this is not an IPv4 or IPv6 address");
	return true;
}

/* "10.0.0.0/8" or "1..9" with `in` on plain text would look right and never match. */
static bool text_read(struct atom *atom, struct lexer *lexer, const struct token *token,
		      const struct term *term)
{
	struct block block;

	atom->kind = ATOM_TEXT;
	atom->as.text = token->text;
	if (term->op == OP_IN && token->kind == TOKEN_WORD &&
	    (memmem(token->text.data, token->text.size, "..", 2) ||
	     (memchr(token->text.data, '/', token->text.size) && block_parse(&block, token->text))))
		return lex_fault(
			lexer, token->place,
			"'%s' is text: it has no ranges or networks (quote this if it is text too)",
			term->field->key);
	return true;
}

/* Whether TOKEN, compared by OP with text that may be a number or an address, is one itself. */
static bool is_number(const struct token *token, enum op op)
{
	return op == OP_LT || op == OP_LE || op == OP_GT || op == OP_GE ||
	       (op == OP_IN && token->kind == TOKEN_WORD &&
		memmem(token->text.data, token->text.size, "..", 2));
}

static bool loose_read(struct atom *atom, struct lexer *lexer, const struct token *token,
		       const struct term *term)
{
	struct block block;

	if (is_number(token, term->op))
		return quantity_read(atom, lexer, token, term);
	if (term->op == OP_IN && token->kind == TOKEN_WORD && block_parse(&block, token->text))
		return block_read(atom, lexer, token, term);
	return text_read(atom, lexer, token, term);
}

static bool typed_read(struct atom *atom, struct lexer *lexer, const struct token *token,
		       const struct term *term)
{
	if (term->field->flags & FIELD_LOOSE)
		return loose_read(atom, lexer, token, term);
	switch (term->field->type) {
	case FIELD_TEXT:
	case FIELD_DATA:
	case FIELD_JSON:
		return text_read(atom, lexer, token, term);
	case FIELD_ADDRESS:
		return block_read(atom, lexer, token, term);
	case FIELD_BOOL:
		return flag_read(atom, lexer, token);
	case FIELD_INT:
	case FIELD_UINT:
	case FIELD_REAL:
		return quantity_read(atom, lexer, token, term);
	case FIELD_OBJECT:
		break;
	}
	return lex_fault(lexer, token->place, "an object has no value of its own");
}

static bool atom_read(struct atom *atom, struct parser *parser, const struct term *term)
{
	struct lexer *lexer = &parser->lexer;
	bool is_pattern = term->op == OP_LIKE || term->op == OP_UNLIKE;
	struct token token;

	if (!lex_token(&token, lexer, is_pattern))
		return false;
	if (token.place.size == 0)
		return lex_fault(lexer, lex_next(lexer), "a value is missing here");
	atom->place = token.place;
	if (is_pattern) {
		if (token.kind == TOKEN_WORD)
			return lex_fault(lexer, token.place,
					 "a regular expression stands between slashes: /.../");
		atom->kind = ATOM_PATTERN;
		return pattern_compile(&atom->as.pattern, lexer, &token);
	}
	return typed_read(atom, lexer, &token, term) &&
	       (term->kind == TERM_COUNT || words_check(parser, &term->path, &token));
}

/* One more atom behind TAIL; it is in the list before it is read, so that expect_free finds it. */
static bool atom_append(struct atom ***tail, struct parser *parser, const struct term *term)
{
	struct atom *atom = arena_take(parser->lexer.arena, sizeof(*atom));

	if (!atom)
		return lex_out_of_memory(&parser->lexer);
	*atom = (struct atom){ .kind = ATOM_TEXT };
	**tail = atom;
	*tail = &atom->next;
	return atom_read(atom, parser, term);
}

bool atoms_read(struct term *term, struct parser *parser)
{
	struct lexer *lexer = &parser->lexer;
	struct atom **tail = &term->atoms;
	struct slice open = lex_next(lexer);

	if (!lex_symbol(lexer, "{"))
		return atom_append(&tail, parser, term);
	if (term->op != OP_IN && term->op != OP_HAS && term->op != OP_ONLY)
		return lex_fault(lexer, open, "a set goes with 'in', 'has' or 'only'");
	do
		if (!atom_append(&tail, parser, term))
			return false;
	while (lex_symbol(lexer, ","));
	if (!lex_symbol(lexer, "}"))
		return lex_fault(lexer, lex_next(lexer), "a set needs ',' or '}' here");
	return true;
}
