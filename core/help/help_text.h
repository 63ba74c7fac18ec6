/* help_text -- what people wrote for help: rows that hold their texts, without pointers. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HELP_HELP_TEXT_H
#define HELP_HELP_TEXT_H

#include "cli/applet.h"

enum {
	HELP_NAME_SIZE = 16,
	HELP_SAYS_SIZE = 72,
	HELP_WORDS_SIZE = 240,
	HELP_TOPIC_SIZE = 2048,
	HELP_PROSE_SIZE = 256,
	HELP_USAGE_SIZE = 64,
	HELP_EXIT_SIZE = 96
};

/* A page about one thing. Its lines: "$ COMMAND" is an example, "\tTEXT" what it shows,
 * "LABEL\tTEXT" a row, "*" the steps of the tour, anything else a paragraph. */
struct help_topic {
	char name[HELP_NAME_SIZE]; /* "" ends the table */
	char says[HELP_SAYS_SIZE];
	char text[HELP_TOPIC_SIZE];
};
extern const struct help_topic help_topics[];

/* What belongs together: all of the kind that HOLDS says, and WORDS. */
struct help_group {
	char name[HELP_NAME_SIZE]; /* "" ends the table */
	char says[HELP_SAYS_SIZE];
	int holds; /* an enum help_kind */
	char words[HELP_WORDS_SIZE];
};
extern const struct help_group help_groups[];

/* Of a word that has no table of operands and options: a builtin or a block. */
struct help_word {
	char name[HELP_NAME_SIZE];   /* "" ends the table */
	char usage[HELP_USAGE_SIZE]; /* of a block; a builtin's is in its own row */
	char prose[HELP_PROSE_SIZE];
	char exits[HELP_EXIT_SIZE];
	struct example example[2];
};
extern const struct help_word help_words[];

/* Further examples of verbs, where their own table has but one: NAME and an example. */
struct help_example {
	char name[HELP_NAME_SIZE + 8]; /* "" ends the table */
	struct example example;
};
extern const struct help_example help_examples[];

#endif
