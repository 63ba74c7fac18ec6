/* expect_parse -- the grammar of expectations: an expression becomes a list of terms. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "base/texts.h"
#include "cli/expect.h"
#include "cli/expect_term.h"

enum { EXPRESSION_MAX = 1 << 16, TERMS_MAX = 256 };

/* ---- payload ---------------------------------------------------------------------------- */

/* The key of the field with payload; NULL when no type has one. */
static const char *payload_key(const struct parser *parser)
{
	for (const struct record_type *type = parser->types; type->type[0]; type++)
		for (const struct field *field = type->shape.fields; *field->key; field++)
			if (field->type == FIELD_DATA)
				return field->key;
	return NULL;
}

static bool from_read(struct term *term, struct parser *parser)
{
	struct lexer *lexer = &parser->lexer;
	struct slice place;

	if (!lex_keyword(lexer, "from"))
		return true;
	if (!parser_find(&term->peer_path, parser, "peer"))
		return lex_fault(lexer, lex_next(lexer),
				 "results have no 'peer' that it could be from");
	place = lex_word(lexer);
	term->wants_peer = true;
	return peer_parse(&term->peer, place) ||
	       lex_fault(lexer, place, "this is not an endpoint such as 127.0.0.1:53 or [::1]:*");
}

static bool bytes_read(struct term *term, struct parser *parser)
{
	struct lexer *lexer = &parser->lexer;
	struct slice place = lex_next(lexer);
	struct token token;

	term->kind = TERM_BYTES;
	if (!payload_key(parser) || !parser_find(&term->path, parser, payload_key(parser)))
		return lex_fault(lexer, place, "results have no payload that bytes could match");
	term->field = path_field(&term->path, parser->types);
	term->bytes.open_front = lex_symbol(lexer, "...");
	if (!lex_token(&token, lexer, false))
		return false;
	if (token.kind != TOKEN_STRING)
		return lex_fault(lexer, token.place, "bytes are written \"text\" or x\"00 ff\"");
	term->bytes.want = token.text;
	term->bytes.open_back = lex_symbol(lexer, "...");
	if (!bytes_prepare(&term->bytes, lexer->arena))
		return lex_out_of_memory(lexer);
	return from_read(term, parser);
}

/* A regular expression that the payload matches, which a stream is read on for. */
static bool pattern_read(struct term *term, struct parser *parser)
{
	struct lexer *lexer = &parser->lexer;
	struct token token;

	term->kind = TERM_BYTES;
	parser_find(&term->path, parser, payload_key(parser));
	term->field = path_field(&term->path, parser->types);
	term->bytes.open_front = term->bytes.open_back = true;
	lex_symbol(lexer, "~");
	if (!lex_token(&token, lexer, true))
		return false;
	if (token.kind == TOKEN_WORD)
		return lex_fault(lexer, token.place,
				 "a regular expression stands between slashes: /.../");
	return pattern_compile(&term->bytes.pattern, lexer, &token) && from_read(term, parser);
}

/* EOF, RST, an errno, and timeout where there is payload. */
static bool ending_is(struct ending *ending, const struct parser *parser, struct slice word)
{
	bool streams = payload_key(parser) != NULL;
	struct ending fresh = { .status = STATUS_COUNT, .number = errno_number(word) };

	if (slice_is(word, "EOF"))
		fresh.status = STATUS_CLOSED;
	else if (slice_is(word, "RST"))
		fresh.status = STATUS_RESET;
	else if (slice_is(word, "timeout") && streams)
		fresh.status = STATUS_TIMEOUT;
	else if (fresh.number == 0)
		return false;
	fresh.last = fresh.number == 0 && streams;
	if (fresh.number == 0 && !streams && !(parser->statuses >> fresh.status & 1))
		return false;
	*ending = fresh;
	return true;
}

/* ---- words ------------------------------------------------------------------------------ */

static bool subject_unknown(const struct parser *parser, struct slice word)
{
	static const char *const words[] = { "status", "error", "type", "count", "any", "all",
					     "none",   "warn",  "EOF",  "RST",   NULL };
	char text[WORD_SIZE];
	struct nearest nearest;

	word_copy(text, word);
	if (status_number(word) < STATUS_COUNT)
		return lex_fault(&parser->lexer, word, "this never ends with the status '%s'",
				 text);
	nearest = nearest_begin(text);
	nearest_statuses(&nearest, parser->statuses);
	for (const struct record_type *type = parser->types; type->type[0]; type++)
		for (const struct field *field = type->shape.fields; *field->key; field++)
			nearest_try(&nearest, field->key);
	for (const char *const *known = words; *known; known++)
		nearest_try(&nearest, *known);
	if (text[0] == 'E')
		nearest_errnos(&nearest);
	return word_unknown(parser, word, "status or key", &nearest);
}

static bool status_read(struct term *term, struct parser *parser, struct slice word)
{
	struct atom *atom = arena_take(parser->lexer.arena, sizeof(*atom));

	if (!atom)
		return lex_out_of_memory(&parser->lexer);
	*atom = (struct atom){ .kind = ATOM_TEXT, .place = word, .as.text = word };
	term->atoms = atom;
	term->op = OP_EQ;
	term->on_outcome = true;
	parser_find(&term->path, parser, "status");
	term->field = path_field(&term->path, parser->types);
	return true;
}

/* A term that is one word: an ending, a status, a key, or the value of a workbench result. */
static bool word_read(struct term *term, struct parser *parser, struct slice word)
{
	enum status status = status_number(word);
	struct path path;
	struct err ignored;

	if (ending_is(&term->ending, parser, word)) {
		term->kind = TERM_ENDING;
		term->on_outcome = true;
		return from_read(term, parser);
	}
	if (status < STATUS_COUNT && parser->statuses >> status & 1)
		return status_read(term, parser, word);
	if (path_parse(&path, word.data, word.size, parser->types, &ignored))
		return compare_read(term, parser, word);
	if (status == STATUS_COUNT && value_can_be(parser, word)) {
		parser->lexer.at = word.data;
		return value_read(term, parser);
	}
	if (memchr(word.data, '.', word.size) || memchr(word.data, '[', word.size))
		return compare_read(term, parser, word); /* a path: it says which part is wrong */
	return subject_unknown(parser, word);
}

static bool quantifier_is(enum quantifier *quantifier, struct slice word)
{
	if (slice_is(word, "any"))
		*quantifier = ANY;
	else if (slice_is(word, "none"))
		*quantifier = NONE;
	else if (!slice_is(word, "all"))
		return false;
	return true;
}

/* Behind a quantifier, WORD, stands a key; alone it may be a value: gettimeout s => none. */
static bool quantified_read(struct term *term, struct parser *parser, struct slice word)
{
	struct lexer *lexer = &parser->lexer;
	struct slice key = lex_subject(lexer);

	if (key.size > 0) {
		term->quantified = true;
		quantifier_is(&term->quantifier, word);
		return compare_read(term, parser, key);
	}
	if (!value_can_be(parser, word))
		return lex_fault(lexer, lex_next(lexer), "a key is missing here");
	lexer->at = word.data;
	return value_read(term, parser);
}

static bool subject_read(struct term *term, struct parser *parser)
{
	struct lexer *lexer = &parser->lexer;
	struct slice word = lex_subject(lexer);
	enum quantifier ignored;

	if (slice_is(word, "count"))
		return count_read(term, parser);
	if (quantifier_is(&ignored, word))
		return quantified_read(term, parser, word);
	if (word.size == 0)
		return lex_fault(lexer, lex_next(lexer),
				 "a status, a key or a value is missing here");
	if (op_is_next(lexer))
		return compare_read(term, parser, word);
	return word_read(term, parser, word);
}

/* ---- terms ------------------------------------------------------------------------------ */

static bool begins_string(const char *at)
{
	return at[0] == '"' || (at[0] == 'x' && at[1] == '"');
}

static bool body_read(struct term *term, struct parser *parser)
{
	struct lexer *lexer = &parser->lexer;
	struct path value;

	lex_blanks(lexer);
	if (begins_string(lexer->at) && !payload_key(parser) &&
	    parser_find(&value, parser, "value"))
		return value_read(term, parser);
	if (begins_string(lexer->at) || text_begins(lexer->at, "..."))
		return bytes_read(term, parser);
	if ((*lexer->at == '/' || *lexer->at == '~') && payload_key(parser) &&
	    !parser_find(&value, parser, "value"))
		return pattern_read(term, parser);
	if (*lexer->at == '/' || *lexer->at == '{' || op_is_next(lexer))
		return value_read(term, parser);
	return subject_read(term, parser);
}

static struct slice trimmed(const char *from, const char *to)
{
	while (to > from && strchr(" \t\r\n", to[-1]))
		to--;
	return (struct slice){ from, (size_t)(to - from) };
}

/* One more term behind TAIL; it is in the list before it is read, so that expect_free finds it. */
static bool term_append(struct term ***tail, struct parser *parser)
{
	struct lexer *lexer = &parser->lexer;
	struct term *term = arena_take(lexer->arena, sizeof(*term));
	const char *start;

	if (!term)
		return lex_out_of_memory(lexer);
	*term = (struct term){ .kind = TERM_VALUES };
	**tail = term;
	*tail = &term->next;
	term->warn = lex_keyword(lexer, "warn");
	start = lex_next(lexer).data;
	if (!body_read(term, parser))
		return false;
	term->text = trimmed(start, lexer->at);
	return true;
}

static bool terms_read(struct parser *parser)
{
	struct lexer *lexer = &parser->lexer;
	struct term **tail = &parser->expect->terms;
	unsigned count = 0;

	do {
		if (++count > TERMS_MAX)
			return lex_fault(lexer, lex_next(lexer), "more than %d terms", TERMS_MAX);
		if (!term_append(&tail, parser))
			return false;
	} while (lex_symbol(lexer, ","));
	return true;
}

/* ---- the whole -------------------------------------------------------------------------- */

static bool window_read(int64_t *window_ns, struct lexer *lexer)
{
	struct slice place;
	char text[WORD_SIZE];

	lex_blanks(lexer);
	place = lex_word(lexer);
	word_copy(text, place);
	if (*window_ns >= 0)
		return lex_fault(lexer, place, "this was said before");
	return num_duration(window_ns, text, lexer->err) || lex_point(lexer, place);
}

static bool windows_read(struct expect *expect, struct lexer *lexer)
{
	for (;;) {
		int64_t *window_ns;

		if (lex_keyword(lexer, "within"))
			window_ns = &expect->within_ns;
		else if (lex_keyword(lexer, "after"))
			window_ns = &expect->after_ns;
		else
			break;
		if (!window_read(window_ns, lexer))
			return false;
	}
	if (*lex_next(lexer).data)
		return lex_fault(lexer, lex_next(lexer),
				 "',' for and, 'within', 'after' or the end goes here");
	return true;
}

/* The types that are looked at, in memory of ARENA. */
static struct record_type *types_seen(const struct record_type *types, struct arena *arena)
{
	struct record_type *seen;
	size_t count = 0;

	while (types[count].type[0])
		count++;
	seen = arena_take(arena, (count + 1) * sizeof(*seen));
	count = 0;
	for (; seen && types->type[0]; types++)
		if (strcmp(types->type, "result") == 0 || strcmp(types->type, "summary") == 0)
			seen[count++] = *types;
	if (seen)
		seen[count] = (struct record_type){ .type = "" };
	return seen;
}

static bool expression_read(struct expect *expect, const char *text,
			    const struct record_type *types, uint64_t statuses, struct err *err)
{
	struct parser parser = { .expect = expect, .all_types = types, .statuses = statuses };
	size_t size = strlen(text);

	parser.lexer = (struct lexer){ .arena = &expect->arena, .err = err };
	if (size > EXPRESSION_MAX)
		return err_set(err, STATUS_INVALID, "an expression of more than 64 KiB");
	parser.types = types_seen(types, &expect->arena);
	parser.lexer.text = parser.lexer.at = arena_copy(&expect->arena, text, size);
	if (!parser.types || !parser.lexer.text)
		return lex_out_of_memory(&parser.lexer);
	if (!parser_find(&expect->transport_path, &parser, "transport"))
		parser_find(&expect->transport_path, &parser, "socktype");
	return terms_read(&parser) && windows_read(expect, &parser.lexer);
}

bool expect_parse(struct expect **expect, const char *text, const struct record_type *types,
		  uint64_t statuses, struct err *err)
{
	struct expect *fresh = calloc(1, sizeof(*fresh));

	if (!fresh)
		return err_set(err, STATUS_LACKING, "out of memory");
	fresh->within_ns = fresh->after_ns = -1;
	if (!expression_read(fresh, text, types, statuses, err)) {
		expect_free(fresh);
		return false;
	}
	*expect = fresh;
	return true;
}
