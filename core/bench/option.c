/* option -- an option of a socket as the words of a command name it, and what is told of it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bench/option.h"

#include <limits.h>
#include <string.h>

#include "base/num.h"
#include "bench/verb.h"
#include "cli/out.h"

/* clang-format off */
static const struct field fields[] = {
	[OPTION_SOCKET] = FIELD("socket", FIELD_TEXT, FIELD_QUESTION, 0, "what it is called", NULL),
	[OPTION_VALUE] = FIELD("value", FIELD_TEXT, 0, 0, "what the option is, in effect", NULL),
	[OPTION_NAME] = FIELD("name", FIELD_TEXT, FIELD_QUESTION, 0, "the option", NULL),
	[OPTION_ASKED] = FIELD("asked", FIELD_TEXT, FIELD_QUESTION, 0, "what was to be set", NULL),
	[OPTION_DEFAULT] = FIELD("default", FIELD_TEXT, FIELD_DETAIL, 0, "what it is on a fresh socket of this kind", NULL),
	[OPTION_DIFFERS] = FIELD("differs", FIELD_BOOL, FIELD_DETAIL, 0, "whether value and default differ", NULL),
	[OPTION_ERRNO] = FIELD("errno", FIELD_TEXT, FIELD_DETAIL, 0, "of SO_ERROR: the word of it", NULL),
	[OPTION_REMARK] = FIELD("remark", FIELD_TEXT, 0, 0, "why it is not what was asked", NULL),
	[OPTION_MEANING] = FIELD("meaning", FIELD_TEXT, FIELD_DETAIL, 0, "what it is for", NULL),
	[OPTION_SHOWN] = FIELD("shown", FIELD_TEXT, FIELD_DETAIL, 0, "the value as people see it; of a list, * where it differs", NULL),
	{ 0 }
};
const struct record_type option_record[] = {
	{ "result", "an option", { fields, "{shown}[   {remark}]" } }, { 0 },
};
const struct record_type option_list_record[] = {
	{ "result", "an option", { fields, "[{shown} ]{name} {value}[   {remark}]" } }, { 0 },
};
/* clang-format on */

/* ---- which -------------------------------------------------------------------------------- */

static bool read_number(int *number, const char *word)
{
	struct err unused;
	int64_t found;

	if (!word || !num_parse(&found, word, 0, INT_MAX, &unused))
		return false;
	*number = (int)found;
	return true;
}

/* Passes a word that is a level: by name, or by number where an option follows. */
static bool take_level(int *level, const char **name, char *const **words)
{
	const struct sockopt_level *row = sockopt_levels;

	while (row->word && !text_is(row->word, **words))
		row++;
	if (!row->word && (!(*words)[1] || !read_number(level, **words)))
		return false;
	*name = **words;
	if (row->word)
		*level = row->level;
	++*words;
	return true;
}

/* The option of the same name that LEVEL has, as IPv6 has MCAST_JOIN_GROUP too. */
static const struct sockopt *twin_at(int level, const struct sockopt *row)
{
	const char *word = sockopt_word(row->level, row->number);
	const struct sockopt *other = sockopt_row(level, row->number);
	const char *other_word = other ? sockopt_word(level, row->number) : NULL;

	return word && other_word && strcmp(word, other_word) == 0 ? other : NULL;
}

/* By number, or by a name that LEVEL has. */
static bool find_at(struct sockopt *option, int level, const char *level_name, const char *word,
		    struct err *err)
{
	const struct sockopt *row;
	int number;

	if (read_number(&number, word)) {
		row = sockopt_row(level, number);
		*option = row ? *row
			      : (struct sockopt){ .level = level,
						  .number = number,
						  .type = SOCKOPT_BYTES,
						  .flags = SOCKOPT_GET | SOCKOPT_SET };
		return true;
	}
	row = sockopt_find(word, err);
	if (!row)
		return false;
	if (row->level != level)
		row = twin_at(level, row);
	if (!row)
		return err_set(err, STATUS_NOT_FOUND, "'%s' is no option of %s", word, level_name);
	*option = *row;
	return true;
}

bool option_find(struct sockopt *option, char *const **words, struct err *err)
{
	const struct sockopt *row;
	const char *level_name;
	int level;

	if (take_level(&level, &level_name, words)) {
		if (!**words)
			return err_set(err, STATUS_INVALID, "an option is missing behind '%s'",
				       level_name);
		return find_at(option, level, level_name, *(*words)++, err);
	}
	row = sockopt_find(**words, err);
	if (!row)
		return false;
	*option = *row;
	++*words;
	return true;
}

bool option_is_known(const struct sockopt *option)
{
	return sockopt_row(option->level, option->number);
}

/* ---- what is told ------------------------------------------------------------------------- */

struct row *option_begin(struct run *run, const struct record_type *type,
			 const struct bench_sock *sock, const struct sockopt *option)
{
	struct row *row = out_record(run->out, type);
	struct buf name = { 0 };

	sockopt_put_name(&name, option->level, option->number);
	row_text(row, OPTION_SOCKET, sock->name);
	row_part(row, OPTION_NAME, &name);
	row_text(row, OPTION_MEANING, sockopt_meaning(option));
	return row;
}
