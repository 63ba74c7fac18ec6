/* help_search -- `apropos`: which words have to do with something. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "cli/fold.h"
#include "help/help_entry.h"
#include "help/help_page.h"

/* Where a word was found, the best place first. */
enum place { PLACE_IS, PLACE_NAME, PLACE_SUMMARY, PLACE_DETAIL, PLACE_NOWHERE };
enum { NAME_INDENT = 21, NARROW = 60, NARROW_INDENT = 4, PLACES_MAX = 64 };

static bool has(const char *text, const char *word)
{
	struct word line, rest = word_of(text);

	return line_take_with(&line, &rest, word_of(word));
}

static bool examples_have(const struct example *example, const char *word)
{
	for (; example && example->command[0]; example++)
		if (has(example->command, word) || has(example->says, word))
			return true;
	return false;
}

static bool options_have(const struct opt *row, const char *word)
{
	for (; row && *row->word; row++)
		if (has(row->word, word) || has(opt_help(row), word))
			return true;
	return false;
}

static bool applet_has(const struct applet *applet, const char *word)
{
	for (const struct operand *row = applet->operands; row && row->value[0]; row++)
		if (has(row->value, word) || has(row->help, word))
			return true;
	for (const struct help_example *row = help_examples; *row->name; row++)
		if (strcmp(row->name, applet->name) == 0 &&
		    (has(row->example.command, word) || has(row->example.says, word)))
			return true;
	return options_have(applet->options, word) || examples_have(applet->examples, word);
}

static bool word_has(const struct help_word *row, const char *word)
{
	return row && (has(row->prose, word) || has(row->usage, word) ||
		       has(row->example[0].command, word) || has(row->example[0].says, word) ||
		       has(row->example[1].command, word) || has(row->example[1].says, word));
}

static bool detail_has(const struct help_entry *entry, const char *word)
{
	switch (entry->kind) {
	case HELP_NOTHING:
		break;
	case HELP_BUILTIN:
		return has(builtin_usage(entry->builtin), word) ||
		       word_has(help_word_find(entry->name), word);
	case HELP_BLOCK:
		return word_has(help_word_find(entry->name), word);
	case HELP_VERB:
	case HELP_APPLET:
		return applet_has(entry->applet, word);
	case HELP_TOPIC:
		return has(entry->topic->text, word);
	case HELP_GROUP:
		return has(entry->group->words, word);
	}
	return false;
}

static enum place find(const struct help_entry *entry, const char *word)
{
	if (word_is(word_of(entry->name), word_of(word)))
		return PLACE_IS;
	if (has(entry->name, word))
		return PLACE_NAME;
	if (has(entry->summary, word))
		return PLACE_SUMMARY;
	return detail_has(entry, word) ? PLACE_DETAIL : PLACE_NOWHERE;
}

/* The sum over all words, or PLACES_MAX where one is nowhere. */
static unsigned rank(const struct help_entry *entry, char *const *words, size_t count)
{
	unsigned sum = 0;

	for (size_t i = 0; i < count; i++) {
		enum place place = find(entry, words[i]);

		if (place == PLACE_NOWHERE)
			return PLACES_MAX;
		sum += (unsigned)place;
	}
	return sum < PLACES_MAX - 1 ? sum : PLACES_MAX - 1;
}

bool help_search(struct buf *text, char *const *words, size_t count, unsigned columns)
{
	struct fold fold = { columns, columns < NARROW ? NARROW_INDENT : NAME_INDENT };
	struct help_entry entry;
	struct buf label = { 0 };
	bool found = false;

	for (unsigned place = 0; place < PLACES_MAX; place++)
		for (unsigned at = 0; help_entry_at(&entry, at); at++) {
			if (rank(&entry, words, count) != place)
				continue;
			buf_clear(&label);
			buf_printf(&label, "  %s", entry.name);
			fold_labelled(text, fold, buf_text(&label), entry.summary);
			found = true;
		}
	buf_free_part(&label, text);
	return found;
}
