/* opt -- option rows against a command line: one parser for every applet. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/opt.h"

#include <string.h>

#include "base/name.h"

/* A row and the settings it fills. */
struct hit {
	const struct opt *row;
	char *settings;
};

bool opt_applies(const struct opt *row, unsigned flags)
{
	unsigned needs = row->flags & OPT_CONDITIONS;

	return (needs & flags) == needs;
}

/* The row that is called WORD (SIZE bytes), or LETTER where that is not 0. */
static struct hit find(const struct opt_table *tables, const char *word, size_t size, char letter)
{
	for (; tables->rows; tables++)
		for (const struct opt *row = tables->rows; *row->word; row++) {
			bool same =
				letter ? row->letter == letter : text_equals(row->word, word, size);

			if (same && opt_applies(row, tables->flags))
				return (struct hit){ row, tables->settings };
		}
	return (struct hit){ NULL, NULL };
}

static const char *find_habit(const char *habits, const char *what, size_t size)
{
	for (; habits && *habits; habits = text_behind(text_behind(habits)))
		if (text_equals(habits, what, size))
			return text_behind(habits);
	return NULL;
}

/* Add what those who know the SIZE bytes at WHAT from elsewhere look for. False. */
static bool add_habit(const struct opt_table *tables, const char *what, size_t size,
		      struct err *err)
{
	const char *says = find_habit(tables->habits, what, size);

	return says ? err_reword(err, "%s (%s)", err->text, says) : false;
}

/* ARG (SIZE bytes), or of several letters in it LETTER, is no option. */
static bool unknown(const struct opt_table *tables, const char *arg, size_t size, char letter,
		    struct err *err)
{
	char word[64];
	size_t dashes = strspn(arg, "-");
	struct nearest nearest;

	if (size >= sizeof(word))
		return err_set(err, STATUS_INVALID, "unknown option '%.*s...'", 60, arg);
	memcpy(word, arg, size);
	word[size] = '\0';
	err_set(err, STATUS_INVALID, "unknown option '%s'", word);
	if (find_habit(tables->habits, word + dashes, size - dashes))
		return add_habit(tables, word + dashes, size - dashes, err);
	nearest = nearest_begin(word + dashes);
	for (const struct opt_table *table = tables; table->rows; table++)
		for (const struct opt *row = table->rows; *row->word; row++)
			if (opt_applies(row, table->flags))
				nearest_try(&nearest, row->word);
	if (nearest.best)
		return err_set(err, STATUS_INVALID, "unknown option '%s'; did you mean '--%s'?",
			       word, nearest.best);
	if (letter && size > 2)
		err_set(err, STATUS_INVALID, "unknown option '-%c' in '%s'", letter, word);
	return letter ? add_habit(tables, &letter, 1, err) : false;
}

static bool takes_value(const struct opt *row)
{
	return opt_value(row) != NULL;
}

/* What may be a text, or a report that is printed, names a file in one form only. */
static bool is_outside(enum offer offer, const char *value)
{
	if (offer == OFFER_AT_FILE)
		return value[0] == '@' || strcmp(value, "-") == 0;
	return offer == OFFER_REPORT ? strchr(value, '=') != NULL : offer_is_outside(offer);
}

static void note_outside(struct opt_words *words, const struct opt *row, const char *value)
{
	bool is_first = !words->outside || words->outside->flags & OPT_COMMAND;

	if (is_first && is_outside(row->offer, value))
		words->outside = row;
	else if (!words->outside && row->flags & OPT_COMMAND)
		words->outside = row;
}

/* The value of an option: behind '=' or the letter, or the next word, which is then used up. */
static bool take(struct hit hit, const char *attached, char ***next, struct opt_words *words,
		 struct err *err)
{
	if (hit.row->flags & OPT_ALONE)
		words->alone = hit.row;
	if (hit.row->flags & OPT_COMMAND)
		words->commands = true;
	if (takes_value(hit.row) && !attached) {
		if (!**next)
			return err_set(err, STATUS_INVALID, "--%s needs a value: %s", hit.row->word,
				       opt_value(hit.row));
		attached = *(*next)++;
	}
	note_outside(words, hit.row, attached ? attached : "");
	return opt_fill(hit.row, hit.settings, takes_value(hit.row) ? attached : NULL, err);
}

static bool long_option(char *arg, char ***next, const struct opt_table *tables,
			struct opt_words *words, struct err *err)
{
	size_t size = strcspn(arg + 2, "=");
	const char *attached = arg[2 + size] == '=' ? arg + 2 + size + 1 : NULL;
	struct hit hit = find(tables, arg + 2, size, 0);

	if (!hit.row)
		return unknown(tables, arg, 2 + size, 0, err);
	if (attached && !takes_value(hit.row))
		return err_set(err, STATUS_INVALID, "--%s takes no value", hit.row->word);
	return take(hit, attached, next, words, err);
}

static bool short_options(char *arg, char ***next, const struct opt_table *tables,
			  struct opt_words *words, struct err *err)
{
	size_t size = strlen(arg);

	if (size > 2 && find_habit(tables->habits, arg + 1, size - 1))
		return unknown(tables, arg, size, 0, err);
	for (char *letter = arg + 1; *letter; letter++) {
		struct hit hit = find(tables, NULL, 0, *letter);

		if (!hit.row)
			return unknown(tables, arg, size, *letter, err);
		if (takes_value(hit.row))
			return take(hit, letter[1] ? letter + 1 : NULL, next, words, err) ||
			       add_habit(tables, letter, 1, err);
		if (!take(hit, NULL, next, words, err))
			return false;
	}
	return true;
}

bool opt_parse(struct opt_words *words, char **argv, const struct opt_table *tables,
	       bool stop_at_operand, struct err *err)
{
	struct opt_words found = { .word = argv };
	char **next = argv;

	while (*next) {
		char *arg = *next++;
		bool fine = true;

		if (strcmp(arg, "--") == 0) {
			found.command = next;
			break;
		}
		if (arg[0] != '-' || arg[1] == '\0') {
			found.word[found.count++] = arg;
			while (stop_at_operand && *next)
				found.word[found.count++] = *next++;
		} else if (arg[1] == '-') {
			fine = long_option(arg, &next, tables, &found, err);
		} else {
			fine = short_options(arg, &next, tables, &found, err);
		}
		if (!fine)
			return false;
	}
	found.word[found.count] = NULL;
	*words = found;
	return true;
}

void opt_rejoin(struct opt_words *words)
{
	for (char **rest = words->command; rest && *rest; rest++)
		words->word[words->count++] = *rest;
	words->word[words->count] = NULL;
	words->command = NULL;
}
