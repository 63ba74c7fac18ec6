/* command -- what the first word of a command stands for, and its words. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/command.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/name.h"
#include "shell/verb.h"

void command_find(struct command *command)
{
	const char *name = command->words.argv[0];

	command->builtin = builtin_find(name);
	command->applet = verb_find(name);
	if (command->builtin) {
		command->kind = COMMAND_BUILTIN;
	} else if (command->applet) {
		command->kind = COMMAND_VERB;
	} else {
		command->applet = applet_find(name);
		command->kind = command->applet ? COMMAND_APPLET : COMMAND_PROGRAM;
	}
}

/* The user's own shell takes the line as it is. */
static bool read_bang(struct command *command, struct arena *arena, const struct stage *stage,
		      struct err *err)
{
	const char *shell = getenv("SHELL");
	struct word line = stage->words->source;
	char **argv = arena_take(arena, 4 * sizeof(*argv));
	char *copy = arena_copy(arena, line.at, line.size);
	char *name = arena_copy(arena, shell && *shell ? shell : "/bin/sh",
				shell && *shell ? strlen(shell) : 7);
	char *option = arena_copy(arena, "-c", 2);

	if (!argv || !copy || !name || !option)
		return err_errno(err, ENOMEM, "no room for the words of a command");
	argv[0] = name;
	argv[1] = option;
	argv[2] = copy;
	argv[3] = NULL;
	*command = (struct command){ .kind = COMMAND_PROGRAM, .words = { .argv = argv } };
	return true;
}

/* Where the first operand ends options, a value in its place is none: `echo $n` of -5. */
static bool guard_value(struct command *command, struct arena *arena, const struct stage *stage,
			struct err *err)
{
	const struct shell_word *second = stage->words->next;
	bool is_value =
		second && second->first && (second->first->is_variable || second->first->quoted);

	if (!is_value || !command->applet || !(command->applet->flags & APPLET_STOP_AT_OPERAND) ||
	    command->words.argv[1][0] != '-')
		return true;
	return command_option(command, arena, "--", NULL) ||
	       err_errno(err, ENOMEM, "no room for the words of a command");
}

bool command_read(struct command *command, const struct expand *expand, const struct stage *stage,
		  struct err *err)
{
	struct command fresh = { 0 };

	if (stage->is_bang)
		return read_bang(command, expand->arena, stage, err);
	if (!expand_words(&fresh.words, expand, stage->words, false, err))
		return false;
	command_find(&fresh);
	if (!guard_value(&fresh, expand->arena, stage, err) || !command_check(&fresh, err))
		return false;
	*command = fresh;
	return true;
}

bool command_check(const struct command *command, struct err *err)
{
	for (size_t i = 0; command->kind != COMMAND_VERB && i < command->words.count; i++)
		if (strlen(command->words.argv[i]) != command->words.word[i].size)
			return err_set(err, STATUS_INVALID,
				       "word %zu holds a NUL byte: only verbs can have it", i);
	return true;
}

bool command_option(struct command *command, struct arena *arena, const char *option,
		    const char *value)
{
	const struct words *old = &command->words;
	size_t more = value ? 2 : 1;
	struct words fresh = {
		.argv = arena_take(arena, (old->count + more + 1) * sizeof(*fresh.argv)),
		.word = arena_take(arena, (old->count + more) * sizeof(*fresh.word)),
		.count = old->count + more,
	};
	const char *added[] = { option, value };

	if (!fresh.argv || !fresh.word)
		return false;
	fresh.argv[0] = old->argv[0];
	fresh.word[0] = old->word[0];
	for (size_t i = 0; i < more; i++) {
		size_t size = strlen(added[i]);
		char *copy = arena_copy(arena, added[i], size);

		if (!copy)
			return false;
		fresh.argv[1 + i] = copy;
		fresh.word[1 + i] = (struct bench_word){ copy, size, NULL };
	}
	memcpy(fresh.argv + 1 + more, old->argv + 1, old->count * sizeof(*fresh.argv));
	memcpy(fresh.word + 1 + more, old->word + 1, (old->count - 1) * sizeof(*fresh.word));
	command->words = fresh;
	return true;
}

const char *command_nearest(const char *name)
{
	struct nearest nearest = nearest_begin(name);

	for (const struct builtin *row = builtins; row->name; row++)
		nearest_try(&nearest, row->name);
	for (const struct name *row = tree_blocks; row->word; row++)
		nearest_try(&nearest, row->word);
	for (unsigned i = 0; i < verbs_count; i++)
		nearest_try(&nearest, verbs[i]->name);
	for (unsigned i = 0; i < applets_count; i++)
		nearest_try(&nearest, applets[i]->name);
	return nearest.best;
}
