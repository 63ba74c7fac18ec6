/* builtins -- the table of the shell's own words, and those that take a line or two. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "base/num.h"
#include "cli/opt.h"
#include "shell/builtin.h"

#define BUILTIN(name, words, says, run, min, max)        \
	{                                                \
		name "\0" words "\0" says, run, min, max \
	}

/* clang-format off */
const struct builtin builtins[] = {
	BUILTIN("apropos", "WORD...", "which words have to do with something", builtin_apropos, 1, MANY),
	BUILTIN("exit", "[CODE]", "end the session", builtin_exit, 0, 1),
	BUILTIN("export", "[--] NAME... | python [--replace] [FILE]", "variables for programs, or the session as a Python program", builtin_export, 1, MANY),
	BUILTIN("help", "[WORD]", "what there is, or how a word is used", builtin_help_words, 0, 2),
	BUILTIN("kill", "JOB...", "end jobs", builtin_kill, 1, MANY),
	BUILTIN("record", "[--test [--all]] [--append|--replace] FILE | off", "write the session to a file, or as a script that tests", builtin_record, 0, 4),
	BUILTIN("run", "FILE [WORD...]", "run a script in a session of its own", builtin_run, 1, MANY),
	BUILTIN("set", "-e|+e|-x|+x|-n", "stop at failures, show commands, run nothing", builtin_set, 1, MANY),
	BUILTIN("source", "FILE", "run a script in this session", builtin_source, 1, 1),
	BUILTIN("start", "APPLET [WORD...]", "run a server as a job, and wait until it is ready", builtin_start, 1, MANY),
	BUILTIN("tour", "[NUMBER]", "the next step of a walk through what sockets do", builtin_tour, 0, 1),
	BUILTIN("wait", "[JOB...]", "until these jobs, or all, have ended", builtin_wait, 0, MANY),
	{ 0 },
};
/* clang-format on */

const struct builtin *builtin_find(const char *name)
{
	for (const struct builtin *row = builtins; row->name; row++)
		if (strcmp(row->name, name) == 0)
			return row;
	return NULL;
}

struct outcome builtin_outcome(const struct shell *shell, const struct words *words,
			       const struct err *err)
{
	if (err->kind == STATUS_OK)
		return (struct outcome){ 0, FLOW_ON };
	shell_complain(shell, words->argv[0], err);
	return (struct outcome){ status_exit(err->kind), FLOW_FAILED };
}

struct outcome builtin_exit(struct shell *shell, const struct words *words)
{
	int64_t code = shell->scope.status.number;
	struct err err = { 0 };

	if (words->count > 1 && !num_parse(&code, words->argv[1], 0, 255, &err))
		return builtin_outcome(shell, words, &err);
	shell->leaves = true;
	return (struct outcome){ (int)code, FLOW_LEAVE };
}

struct outcome builtin_export(struct shell *shell, const struct words *words)
{
	struct err err = { 0 };

	size_t at = words->count > 1 && strcmp(words->argv[1], "--") == 0 ? 2 : 1;

	if (at == 1 && words->count > 1 && strcmp(words->argv[1], "python") == 0)
		return builtin_export_python(shell, words);
	for (size_t i = at; i < words->count; i++)
		if (!scope_export(&shell->scope, words->argv[i], &err))
			break;
	return builtin_outcome(shell, words, &err);
}

static bool set_option(struct shell *shell, const char *word, struct err *err)
{
	const struct {
		char letter;
		bool *flag;
	} rows[] = { { 'e', &shell->stops }, { 'x', &shell->traces }, { 'n', &shell->checks } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if ((word[0] == '-' || word[0] == '+') && word[1] == rows[i].letter && !word[2]) {
			*rows[i].flag = word[0] == '-';
			return true;
		}
	return err_set(err, STATUS_INVALID, "'%s' is not one of -e +e -x +x -n", word);
}

struct outcome builtin_set(struct shell *shell, const struct words *words)
{
	struct err err = { 0 };

	for (size_t i = 1; i < words->count; i++)
		if (!set_option(shell, words->argv[i], &err))
			break;
	return builtin_outcome(shell, words, &err);
}
