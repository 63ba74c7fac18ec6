/* help_entry -- every word that help explains, one after the other, whatever table it is from. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HELP_HELP_ENTRY_H
#define HELP_HELP_ENTRY_H

#include "cli/applet.h"
#include "help/help_text.h"
#include "shell/builtin.h"

enum help_kind {
	HELP_NOTHING,
	HELP_BUILTIN,
	HELP_BLOCK,
	HELP_VERB,
	HELP_APPLET,
	HELP_TOPIC,
	HELP_GROUP
};

/* A plain value, which borrows the constant tables. */
struct help_entry {
	enum help_kind kind;
	const char *name, *summary;
	const struct applet *applet;   /* of HELP_VERB and HELP_APPLET */
	const struct builtin *builtin; /* of HELP_BUILTIN */
	const struct help_topic *topic;
	const struct help_group *group;
};

/* The entry with the number AT, from 0 on; false where there are no more. */
bool help_entry_at(struct help_entry *entry, unsigned at);

/* What more is said of the word of a builtin or block; NULL where nothing is. */
const struct help_word *help_word_find(const char *name);

/* Whether ENTRY belongs to GROUP. Each but topics and groups belongs to one. */
bool help_group_has(const struct help_group *group, const struct help_entry *entry);

#endif
