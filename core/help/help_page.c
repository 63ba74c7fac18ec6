/* help_page -- what `help` prints: all by groups, a group, and the page of a word. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "help/help_page.h"

#include <string.h>

#include "cli/fold.h"
#include "cli/help.h"
#include "help/help_entry.h"
#include "help/tour.h"

enum { WIDE = 60, NAME_INDENT = 21, GROUP_INDENT = 9, NARROW_INDENT = 4 };

/* ---- rows ------------------------------------------------------------------------------- */

/* A word, and beside or below it what it is. */
static void put_row(struct buf *text, const char *name, const char *says, unsigned indent,
		    unsigned columns)
{
	struct fold fold = { columns, columns < WIDE ? NARROW_INDENT : indent };
	struct buf label = { 0 };

	buf_printf(&label, "  %s", name);
	fold_labelled(text, fold, buf_text(&label), says);
	buf_free_part(&label, text);
}

static void put_example(struct buf *text, const struct example *example, unsigned columns)
{
	buf_puts(text, "  $ ");
	fold_text(text, (struct fold){ columns, 8 }, 4, example->command);
	fold_labelled(text, (struct fold){ columns, 6 }, "", example->says);
}

/* ---- `help` alone ----------------------------------------------------------------------- */

/* Those that were put together by hand stand in the order of thought. */
static void put_group_words(struct buf *text, const struct help_group *group, unsigned columns)
{
	struct buf words = { 0 };
	struct help_entry entry;

	for (unsigned at = 0; help_entry_at(&entry, at); at++)
		if ((int)entry.kind == group->holds)
			buf_printf(&words, "%s ", entry.name);
	buf_puts(&words, group->words);
	fold_labelled(text, (struct fold){ columns, GROUP_INDENT }, group->name, buf_text(&words));
	buf_free_part(&words, text);
}

void help_overview(struct buf *text, unsigned columns)
{
	for (const struct help_group *group = help_groups; *group->name; group++)
		put_group_words(text, group, columns);
	fold_text(
		text, (struct fold){ columns, 0 }, 0,
		"Type 'tour' for a walk, 'help WORD' with any of these, 'apropos WORD' to search.");
}

/* ---- pages ------------------------------------------------------------------------------ */

static void put_group(struct buf *text, const struct help_group *group, unsigned columns)
{
	struct help_entry entry;

	fold_text(text, (struct fold){ columns, 2 }, 0, group->says);
	for (unsigned at = 0; help_entry_at(&entry, at); at++)
		if (help_group_has(group, &entry))
			put_row(text, entry.name, entry.summary, NAME_INDENT, columns);
}

/* One line of a topic: see struct help_topic. */
static void put_topic_line(struct buf *text, const char *line, unsigned columns)
{
	const char *tab = strchr(line, '\t');
	struct buf label = { 0 };

	if (line[0] == '*') {
		tour_put_list(text, columns);
	} else if (line[0] == '$' && !tab) {
		buf_puts(text, "  $ ");
		fold_text(text, (struct fold){ columns, 8 }, 4, line + 1);
	} else if (tab == line) {
		fold_labelled(text, (struct fold){ columns, 6 }, "", line + 1);
	} else if (tab) {
		buf_put(&label, line, (size_t)(tab - line));
		put_row(text, buf_text(&label), tab + 1, NAME_INDENT + 4, columns);
	} else {
		fold_text(text, (struct fold){ columns, 0 }, 0, line);
	}
	buf_free_part(&label, text);
}

static void put_topic(struct buf *text, const struct help_topic *topic, unsigned columns)
{
	struct word rest = word_of(topic->text), line;
	struct buf copy = { 0 };

	fold_text(text, (struct fold){ columns, 2 }, 0, topic->says);
	buf_putc(text, '\n');
	while (line_take(&line, &rest)) {
		buf_clear(&copy);
		buf_put(&copy, line.at, line.size);
		put_topic_line(text, buf_text(&copy), columns);
	}
	buf_free_part(&copy, text);
}

/* A builtin or a block: what a table of operands and options says of others. */
static void put_word_page(struct buf *text, const struct help_entry *entry, unsigned columns)
{
	const struct help_word *word = help_word_find(entry->name);
	const char *usage = entry->builtin ? builtin_usage(entry->builtin)
			    : word         ? word->usage
					   : "... { ... }";
	struct buf line = { 0 };

	buf_printf(&line, "usage: %s %s", entry->name, usage);
	fold_text(text, (struct fold){ columns, 7 }, 0, buf_text(&line));
	buf_free_part(&line, text);
	fold_text(text, (struct fold){ columns, 0 }, 0, entry->summary);
	if (!word)
		return;
	buf_putc(text, '\n');
	fold_text(text, (struct fold){ columns, 0 }, 0, word->prose);
	buf_puts(text, "\nExamples:\n");
	put_example(text, &word->example[0], columns);
	put_example(text, &word->example[1], columns);
	buf_puts(text, "\nExit: ");
	fold_text(text, (struct fold){ columns, 6 }, 6, word->exits);
}

static void put_applet(struct buf *text, const struct applet *applet, unsigned columns)
{
	bool is_first = true;

	help_applet(text, applet, columns);
	for (const struct help_example *row = help_examples; *row->name; row++)
		if (strcmp(row->name, applet->name) == 0) {
			buf_puts(text, is_first ? "\nFurther examples:\n" : "");
			put_example(text, &row->example, columns);
			is_first = false;
		}
}

static void put_entry(struct buf *text, const struct help_entry *entry, unsigned columns)
{
	switch (entry->kind) {
	case HELP_NOTHING:
		break;
	case HELP_TOPIC:
		put_topic(text, entry->topic, columns);
		break;
	case HELP_GROUP:
		put_group(text, entry->group, columns);
		break;
	case HELP_VERB:
	case HELP_APPLET:
		put_applet(text, entry->applet, columns);
		break;
	case HELP_BUILTIN:
	case HELP_BLOCK:
		put_word_page(text, entry, columns);
		break;
	}
}

static bool has_topic(const char *name)
{
	for (const struct help_topic *row = help_topics; *row->name; row++)
		if (strcmp(row->name, name) == 0)
			return true;
	return false;
}

/* A word may be several: `options` is a verb and a topic. The topic says all of a builtin. */
bool help_page(struct buf *text, const char *word, unsigned columns)
{
	struct help_entry entry;
	bool is_first = true;

	for (unsigned at = 0; help_entry_at(&entry, at); at++) {
		if (strcmp(entry.name, word) != 0 ||
		    (entry.kind == HELP_BUILTIN && has_topic(word)))
			continue;
		buf_puts(text, is_first ? "" : "\n");
		put_entry(text, &entry, columns);
		is_first = false;
	}
	return !is_first;
}

const char *help_nearest(const char *word)
{
	struct nearest nearest = nearest_begin(word);
	struct help_entry entry;

	for (unsigned at = 0; help_entry_at(&entry, at); at++)
		nearest_try(&nearest, entry.name);
	return nearest.best;
}
