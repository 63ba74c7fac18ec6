/* help_entry -- every word that help explains, one after the other, whatever table it is from. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "help/help_entry.h"

#include <string.h>

#include "base/word.h"
#include "bench/verb.h"
#include "lang/tree.h"

/* Each of these takes the rows of its table off AT, until one is meant. */

static bool at_builtin(struct help_entry *entry, unsigned *at)
{
	for (const struct builtin *row = builtins; row->name; row++)
		if ((*at)-- == 0) {
			*entry = (struct help_entry){ HELP_BUILTIN, row->name, builtin_help(row),
						      .builtin = row };
			return true;
		}
	return false;
}

static bool at_block(struct help_entry *entry, unsigned *at)
{
	for (const struct name *row = tree_blocks; *row->word; row++)
		if ((*at)-- == 0) {
			*entry = (struct help_entry){ HELP_BLOCK, row->word, name_meaning(row),
						      .applet = NULL };
			return true;
		}
	return false;
}

static bool at_applet(struct help_entry *entry, unsigned *at, enum help_kind kind,
		      const struct applet *const *table, unsigned count)
{
	if (*at < count) {
		*entry = (struct help_entry){ kind, table[*at]->name, table[*at]->summary,
					      .applet = table[*at] };
		return true;
	}
	*at -= count;
	return false;
}

static bool at_topic(struct help_entry *entry, unsigned *at)
{
	for (const struct help_topic *row = help_topics; *row->name; row++)
		if ((*at)-- == 0) {
			*entry = (struct help_entry){ HELP_TOPIC, row->name, row->says,
						      .topic = row };
			return true;
		}
	return false;
}

static bool at_group(struct help_entry *entry, unsigned *at)
{
	for (const struct help_group *row = help_groups; *row->name; row++)
		if ((*at)-- == 0) {
			*entry = (struct help_entry){ HELP_GROUP, row->name, row->says,
						      .group = row };
			return true;
		}
	return false;
}

bool help_entry_at(struct help_entry *entry, unsigned at)
{
	return at_builtin(entry, &at) || at_block(entry, &at) ||
	       at_applet(entry, &at, HELP_VERB, verbs, verbs_count) ||
	       at_applet(entry, &at, HELP_APPLET, applets, applets_count) || at_topic(entry, &at) ||
	       at_group(entry, &at);
}

const struct help_word *help_word_find(const char *name)
{
	for (const struct help_word *row = help_words; *row->name; row++)
		if (strcmp(row->name, name) == 0)
			return row;
	return NULL;
}

bool help_group_has(const struct help_group *group, const struct help_entry *entry)
{
	return (int)entry->kind == group->holds ||
	       (entry->kind == HELP_VERB && line_has(word_of(group->words), word_of(entry->name)));
}
