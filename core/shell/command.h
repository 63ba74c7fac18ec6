/* command -- what the first word of a command stands for, and its words. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SHELL_COMMAND_H
#define SHELL_COMMAND_H

#include "cli/applet.h"
#include "lang/tree.h"
#include "shell/builtin.h"

enum command_kind {
	COMMAND_BUILTIN,
	COMMAND_VERB, /* these two run in the shell's own process */
	COMMAND_APPLET,
	COMMAND_PROGRAM
};

/* A plain value; its words are in an arena. */
struct command {
	enum command_kind kind;
	const struct builtin *builtin; /* of COMMAND_BUILTIN */
	const struct applet *applet;   /* of COMMAND_VERB and COMMAND_APPLET */
	struct words words;            /* its name in front */
};

/* Expand STAGE's words and find what they call. ERR is of expand_words. */
bool command_read(struct command *command, const struct expand *expand, const struct stage *stage,
		  struct err *err);

/* Find what WORDS, which are there, call. */
void command_find(struct command *command);

/* Whether a word with a NUL byte is among those of a command that cannot have it: only verbs can.
 * ERR is STATUS_INVALID. */
bool command_check(const struct command *command, struct err *err);

/* Put copies of OPTION and VALUE (NULL: none) behind the name. False when memory is out. */
bool command_option(struct command *command, struct arena *arena, const char *option,
		    const char *value);

/* The command, verb, applet or word of the shell that is most like NAME; NULL. */
const char *command_nearest(const char *name);

#endif
