/* constant -- any constant of the socket API by word, number or prefix, errno's too. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/constant.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <strings.h>

#include "base/name.h"
#include "base/num.h"
#include "base/texts.h"
#include "net/names.h"

enum { ERRNO_LAST = EHWPOISON };

const char *constant_meaning(const struct constant *constant)
{
	const char *meaning = constant->row ? name_meaning(constant->row) : NULL;

	return meaning ? meaning : strerror((int)constant->value);
}

static bool next_errno(struct constant_walk *walk, struct constant *constant)
{
	const struct name *alias = &names_errno_aliases[walk->alias];

	while (walk->number < ERRNO_LAST) {
		const char *word = err_name(++walk->number);

		if (!word)
			continue; /* 41 and 58 are gaps */
		*constant = (struct constant){ word, walk->number, NULL, NULL };
		return true;
	}
	if (!*alias->word)
		return false;
	*constant = (struct constant){ alias->word, alias->value, NULL, alias };
	walk->alias++;
	return true;
}

static bool differs(char first, char other)
{
	return ((first ^ other) & ~('a' ^ 'A')) != 0;
}

bool constant_next(struct constant_walk *walk, struct constant *constant)
{
	for (; names_groups[walk->group].prefix; walk->group++) {
		const struct names_group *group = &names_groups[walk->group];
		const struct name *row = &group->table[walk->row];

		while (walk->first && *row->word && differs(walk->first, *row->word))
			row++;
		if (*row->word) {
			*constant = (struct constant){ row->word, row->value, group->level, row };
			walk->row = (unsigned)(row - group->table) + 1;
			return true;
		}
		walk->row = 0;
	}
	return next_errno(walk, constant);
}

static bool hex_digits(uint64_t *value, const char *text)
{
	uint64_t sum = 0;

	if (!*text || strlen(text) > 8)
		return false;
	for (; *text; text++) {
		int digit = num_digit(*text);

		if (digit < 0)
			return false;
		sum = sum << 4 | (uint64_t)digit;
	}
	*value = sum;
	return true;
}

static bool number_of(long *value, const char *text)
{
	bool negative = text[0] == '-';
	const char *digits = text + negative;
	uint64_t number;
	bool hex = digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X');

	if (!(hex ? hex_digits(&number, digits + 2)
		  : num_digits(&number, digits, strlen(digits), UINT_MAX)))
		return false;
	*value = negative ? -(long)number : (long)number;
	return true;
}

static bool is_pf(const char *text)
{
	return strncasecmp(text, "PF_", 3) == 0;
}

struct constant_query constant_query_prefix(const char *text)
{
	size_t size = strlen(text);

	size -= size > 0 && text[size - 1] == '*';
	return (struct constant_query){ CONSTANT_PREFIX, 0, text, size, is_pf(text) };
}

struct constant_query constant_query_of(const char *text)
{
	struct constant_query query = { CONSTANT_WORD, 0, text, strlen(text), is_pf(text) };
	char last = query.size > 0 ? text[query.size - 1] : '\0';

	if (number_of(&query.value, text))
		query.way = CONSTANT_NUMBER;
	else if (last == '_' || last == '*')
		query = constant_query_prefix(text);
	return query;
}

static bool begins(const char *word, const struct constant_query *query)
{
	if (query->is_pf && text_begins(word, "AF_"))
		return strncasecmp(word + 1, query->text + 1, query->size - 1) == 0;
	return strncasecmp(word, query->text, query->size) == 0;
}

static bool fits_short(const char *word, const char *text)
{
	const char *mark = strchr(word, '_');

	return mark && text_is(mark + 1, text);
}

bool constant_fits(const struct constant *constant, const struct constant_query *query)
{
	switch (query->way) {
	case CONSTANT_ALL:
		return true;
	case CONSTANT_NUMBER:
		return constant->value == query->value;
	case CONSTANT_PREFIX:
		return begins(constant->word, query);
	case CONSTANT_WORD:
		return begins(constant->word, query) && !constant->word[query->size];
	case CONSTANT_SHORT:
		return fits_short(constant->word, query->text);
	}
	return false;
}

bool constant_seek(struct constant_walk *walk, struct constant *constant,
		   const struct constant_query *query)
{
	bool begins_so = query->way == CONSTANT_WORD || query->way == CONSTANT_PREFIX;

	/* Most differ in the first letter. */
	walk->first = begins_so && query->size > 0 && !query->is_pf ? query->text[0] : '\0';
	while (constant_next(walk, constant))
		if (constant_fits(constant, query))
			return true;
	return false;
}

bool constant_missing(const struct constant_query *query, struct err *err)
{
	struct constant_walk walk = { 0 };
	struct constant constant;
	struct nearest nearest = nearest_begin(query->text);

	if (query->way == CONSTANT_NUMBER)
		return err_set(err, STATUS_NOT_FOUND, "no constant is %ld", query->value);
	if (query->way == CONSTANT_PREFIX)
		return err_set(err, STATUS_NOT_FOUND, "no constant begins with '%.*s'",
			       (int)query->size, query->text);
	while (constant_next(&walk, &constant))
		nearest_try(&nearest, constant.word);
	if (nearest.best)
		return err_set(err, STATUS_NOT_FOUND, "no such constant; did you mean %s?",
			       nearest.best);
	return err_set(err, STATUS_NOT_FOUND, "no such constant");
}
