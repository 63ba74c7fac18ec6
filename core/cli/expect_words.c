/* expect_words -- the closed vocabularies of an expression: statuses, errno names, record types. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "base/name.h"
#include "cli/expect_term.h"
#include "net/names.h"

enum { ERRNO_MAX = 255 };

void word_copy(char text[static WORD_SIZE], struct slice word)
{
	size_t size = word.size < WORD_SIZE ? word.size : WORD_SIZE - 1;

	memcpy(text, word.data, size);
	text[size] = '\0';
}

enum status status_number(struct slice word)
{
	enum status status = 0;

	while (status < STATUS_COUNT && !slice_is(word, status_word(status)))
		status++;
	return status;
}

int errno_number(struct slice word)
{
	for (int number = 1; number <= ERRNO_MAX; number++) {
		const char *name = err_name(number);

		if (name && slice_is(word, name))
			return number;
	}
	for (const struct name *row = names_errno_aliases; *row->word; row++)
		if (slice_is(word, row->word))
			return (int)row->value;
	return 0;
}

void nearest_statuses(struct nearest *nearest, uint64_t statuses)
{
	for (enum status status = 0; status < STATUS_COUNT; status++)
		if (statuses >> status & 1)
			nearest_try(nearest, status_word(status));
}

void nearest_errnos(struct nearest *nearest)
{
	for (int number = 1; number <= ERRNO_MAX; number++)
		if (err_name(number))
			nearest_try(nearest, err_name(number));
}

bool word_unknown(const struct parser *parser, struct slice place, const char *what,
		  const struct nearest *nearest)
{
	if (nearest->best)
		return lex_fault(&parser->lexer, place, "'%s' is no %s here, did you mean '%s'?",
				 nearest->word, what, nearest->best);
	return lex_fault(&parser->lexer, place, "'%s' is no %s here", nearest->word, what);
}

static bool status_check(const struct parser *parser, const struct token *token)
{
	enum status status = status_number(token->text);
	char text[WORD_SIZE];
	struct nearest nearest;

	if (status < STATUS_COUNT && parser->statuses >> status & 1)
		return true;
	word_copy(text, token->text);
	nearest = nearest_begin(text);
	nearest_statuses(&nearest, parser->statuses);
	return word_unknown(parser, token->place, "status", &nearest);
}

static bool errno_check(const struct parser *parser, const struct token *token)
{
	char text[WORD_SIZE];
	struct nearest nearest;

	if (errno_number(token->text))
		return true;
	word_copy(text, token->text);
	nearest = nearest_begin(text);
	nearest_errnos(&nearest);
	return word_unknown(parser, token->place, "errno", &nearest);
}

static bool type_check(const struct parser *parser, const struct token *token)
{
	char text[WORD_SIZE];
	struct nearest nearest;

	word_copy(text, token->text);
	nearest = nearest_begin(text);
	for (const struct record_type *type = parser->types; type->type[0]; type++) {
		if (slice_is(token->text, type->type))
			return true;
		nearest_try(&nearest, type->type);
	}
	return word_unknown(parser, token->place, "record type", &nearest);
}

bool words_check(const struct parser *parser, const struct path *path, const struct token *token)
{
	const struct path_step *last;

	if (path->count == 0 || path->step[0].shape != &record_head_shape)
		return true;
	last = &path->step[path->count - 1];
	if (path->count == 1)
		return last->field == HEAD_TYPE ? type_check(parser, token)
						: status_check(parser, token);
	if (strcmp(last->shape->fields[last->field].key, "kind") == 0)
		return status_check(parser, token);
	if (strcmp(last->shape->fields[last->field].key, "errno") == 0)
		return errno_check(parser, token);
	return true;
}
