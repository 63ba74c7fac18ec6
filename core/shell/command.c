/* command -- what the first word of a command stands for, and its words. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/command.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/name.h"
#include "bench/verb.h"
#include "shell/prefix.h"

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

static bool is_dashes(const struct shell_word *word)
{
	struct word bare = token_bare(word);

	return bare.size == 2 && word_begins(bare, "--");
}

/* Bytes for a socket stand behind it, and options before. One that is written behind, unquoted,
 * would be sent without a word. */
static bool guard_data(const struct command *command, const struct shell_word *word,
		       struct err *err)
{
	const struct operand *first = command->applet->operands;

	if (!first || strcmp(first->value, "SOCKET") != 0)
		return true;
	for (; word && !is_dashes(word); word = word->next) {
		struct word name = token_bare(word);
		const char *value = name.size ? memchr(name.at, '=', name.size) : NULL;
		struct prefix prefix = { 0 };

		if (!word_begins(name, "--"))
			continue;
		prefix.word = (struct word){ name.at + 2, name.size - 2 };
		if (value)
			prefix.word.size = (size_t)(value - prefix.word.at);
		prefix_try_options(&prefix, command->applet);
		prefix_free(&prefix);
		if (prefix.is_exact)
			return err_set(err, STATUS_INVALID,
				       "%.*s is an option, which belongs before the socket; to "
				       "send it, quote it",
				       (int)name.size, name.at);
	}
	return true;
}

/* A value is no option, whatever it holds: `echo $n` of -5. Where it would be taken for one, as the
 * first word of a command whose first operand ends options it gets "--" in front; elsewhere that is
 * for the script to say. */
static bool guard_values(struct command *command, struct arena *arena, const struct stage *stage,
			 struct err *err)
{
	bool stops = command->applet && command->applet->flags & APPLET_STOP_AT_OPERAND;
	const struct shell_word *word = stage->words->next;
	char **argv = command->words.argv;

	for (size_t i = 1; command->applet && word; i++, word = word->next) {
		const struct part *first = word->first;

		if (stops && i > 1 && argv[1][0] != '-')
			return guard_data(command, word, err);
		if (is_dashes(word))
			return true;
		if (!first || argv[i][0] != '-')
			continue;
		if (stops && i == 1 && (first->is_variable || first->quoted))
			return command_option(command, arena, "--", NULL) ||
			       err_errno(err, ENOMEM, "no room for the words of a command");
		if (first->is_variable)
			return err_set(
				err, STATUS_INVALID,
				"'%s' would be taken for an option: '--' belongs before %.*s",
				argv[i], (int)word->source.size, word->source.at);
	}
	return true;
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
	if (!guard_values(&fresh, expand->arena, stage, err) || !command_check(&fresh, err))
		return false;
	*command = fresh;
	return true;
}

/* Those that have values as operands, where options end before them; verbs that convert and look up
 * see to it themselves. */
static bool takes_bytes(const struct command *command)
{
	unsigned flags = command->kind == COMMAND_VERB ? command->applet->flags : APPLET_WATCHES;

	return !(flags & APPLET_WATCHES) || flags & APPLET_STOP_AT_OPERAND;
}

bool command_check(const struct command *command, struct err *err)
{
	for (size_t i = 0; !takes_bytes(command) && i < command->words.count; i++)
		if (strlen(command->words.argv[i]) != command->words.word[i].size)
			return err_set(err, STATUS_INVALID,
				       "word %zu holds a NUL byte: only verbs that take values can "
				       "have it",
				       i);
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
	for (const struct name *row = tree_blocks; *row->word; row++)
		nearest_try(&nearest, row->word);
	for (unsigned i = 0; i < verbs_count; i++)
		nearest_try(&nearest, verbs[i]->name);
	for (unsigned i = 0; i < applets_count; i++)
		nearest_try(&nearest, applets[i]->name);
	return nearest.best;
}
