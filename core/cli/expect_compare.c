/* expect_compare -- terms that compare what a path yields, a count, or a result's own value. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "cli/expect_term.h"

static const struct field count_field = FIELD("count", FIELD_UINT, 0, UNIT_NONE, "", NULL);

bool parser_find(struct path *path, const struct parser *parser, const char *key)
{
	struct err ignored;

	return path_parse(path, key, strlen(key), parser->types, &ignored);
}

static bool path_read(struct term *term, struct parser *parser, struct slice subject)
{
	struct err *err = parser->lexer.err;
	struct path elsewhere;
	char text[WORD_SIZE];

	if (!path_parse(&term->path, subject.data, subject.size, parser->types, err)) {
		struct err ignored;

		word_copy(text, subject);
		if (path_parse(&elsewhere, subject.data, subject.size, parser->all_types, &ignored))
			err_set(err, STATUS_INVALID,
				"results and summaries have no '%s': other records "
				"are not looked at",
				text);
		return lex_point(&parser->lexer, subject);
	}
	term->field = path_field(&term->path, parser->types);
	return true;
}

/* status and error say how it went; with them the applet's own verdict is not asked. */
static bool is_outcome(const struct path *path)
{
	return path->count > 0 && path->step[0].shape == &record_head_shape &&
	       path->step[0].field != HEAD_TYPE;
}

/* `has` looks into one text or payload, but among several values. */
static bool is_membership(const struct term *term)
{
	bool has_parts = field_is_text(term->field) && term->field->type != FIELD_ADDRESS;

	return term->op == OP_ONLY ||
	       (term->op == OP_HAS && (!has_parts || path_is_many(&term->path)));
}

static bool compare_finish(struct term *term, struct parser *parser, struct slice op_place)
{
	term->on_outcome = is_outcome(&term->path);
	if (!op_check(term, op_place, &parser->lexer))
		return false;
	term->membership = is_membership(term);
	return term->op == OP_NONE || atoms_read(term, parser);
}

bool compare_read(struct term *term, struct parser *parser, struct slice subject)
{
	struct slice op_place;

	return path_read(term, parser, subject) && op_read(&term->op, &op_place, &parser->lexer) &&
	       compare_finish(term, parser, op_place);
}

bool count_read(struct term *term, struct parser *parser)
{
	struct lexer *lexer = &parser->lexer;
	struct slice place;

	term->kind = TERM_COUNT;
	if (!op_is_next(lexer)) {
		struct slice subject = lex_subject(lexer);

		if (subject.size > 0 && !path_read(term, parser, subject))
			return false;
	}
	if (!op_read(&term->op, &place, lexer))
		return false;
	term->field = &count_field;
	term->on_outcome = term->path.count == 0 || is_outcome(&term->path);
	if (term->op == OP_NONE)
		return lex_fault(lexer, lex_next(lexer), "a count is compared, as in count >= 2");
	if (term->op == OP_HAS || term->op == OP_ONLY)
		return lex_fault(lexer, place, "a count is one number: use == or in");
	return op_check(term, place, lexer) && atoms_read(term, parser);
}

/* What a value alone means: an expression matches, a set, range or network holds, others equal. */
static enum op value_op(const struct term *term, const struct lexer *lexer)
{
	struct lexer ahead = *lexer;
	struct slice word;

	if (*lexer->at == '/')
		return OP_LIKE;
	if (*lexer->at == '{')
		return OP_IN;
	word = lex_word(&ahead);
	if (term->field->flags & FIELD_LOOSE)
		return memmem(word.data, word.size, "..", 2) ? OP_IN : OP_EQ;
	if ((!field_is_text(term->field) || term->field->type == FIELD_ADDRESS) &&
	    (memmem(word.data, word.size, "..", 2) || memchr(word.data, '/', word.size)))
		return OP_IN;
	return OP_EQ;
}

bool value_read(struct term *term, struct parser *parser)
{
	struct lexer *lexer = &parser->lexer;
	struct slice place = lex_next(lexer);

	if (!parser_find(&term->path, parser, "value"))
		return lex_fault(lexer, place,
				 "there is no value here: begin with a status or a key");
	term->field = path_field(&term->path, parser->types);
	if (!op_read(&term->op, &place, lexer))
		return false;
	if (term->op == OP_NONE)
		term->op = value_op(term, lexer);
	return compare_finish(term, parser, place);
}

bool value_can_be(const struct parser *parser, struct slice word)
{
	struct path path;

	if (!parser_find(&path, parser, "value"))
		return false;
	switch (path_field(&path, parser->types)->type) {
	case FIELD_TEXT:
	case FIELD_ADDRESS:
	case FIELD_DATA:
	case FIELD_JSON:
	case FIELD_BOOL:
		return true;
	case FIELD_INT:
	case FIELD_UINT:
	case FIELD_REAL:
		return word.data[0] == '-' || (word.data[0] >= '0' && word.data[0] <= '9');
	case FIELD_OBJECT:
		break;
	}
	return false;
}
