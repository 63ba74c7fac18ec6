/* builtins -- the table of the shell's own words, and those that take a line or two. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "base/num.h"
#include "cli/help.h"
#include "shell/assist.h"
#include "shell/builtin.h"
#include "shell/tree.h"
#include "shell/verb.h"

#define BUILTIN(name, words, says, run, min, max)        \
	{                                                \
		name "\0" words "\0" says, run, min, max \
	}

/* clang-format off */
const struct builtin builtins[] = {
	BUILTIN("exit", "[CODE]", "end the session", builtin_exit, 0, 1),
	BUILTIN("export", "NAME...", "programs have these variables in their environment", builtin_export, 1, MANY),
	BUILTIN("help", "[WORD]", "what there is, or how a command is used", builtin_help_words, 0, 1),
	BUILTIN("kill", "JOB...", "end jobs", builtin_kill, 1, MANY),
	BUILTIN("run", "FILE [WORD...]", "run a script in a session of its own", builtin_run, 1, MANY),
	BUILTIN("set", "[hints on|off] [-e|+e|-x|+x|-n...]", "stop at failures, show commands, run nothing, show hints", builtin_set, 1, MANY),
	BUILTIN("source", "FILE", "run a script in this session", builtin_source, 1, 1),
	BUILTIN("start", "APPLET [WORD...]", "run a server as a job, and wait until it is ready", builtin_start, 1, MANY),
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

	for (size_t i = 1; i < words->count; i++)
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
	return err_set(err, STATUS_INVALID, "'%s' is not one of -e +e -x +x -n, or: hints on|off",
		       word);
}

struct outcome builtin_set(struct shell *shell, const struct words *words)
{
	struct err err = { 0 };

	if (words->count == 3 && strcmp(words->argv[1], "hints") == 0) {
		assist_set(shell, words->argv[2], &err);
		return builtin_outcome(shell, words, &err);
	}
	for (size_t i = 1; i < words->count; i++)
		if (!set_option(shell, words->argv[i], &err))
			break;
	return builtin_outcome(shell, words, &err);
}

/* ---- help ------------------------------------------------------------------------------- */

enum { NAME_COLUMNS = 18 }; /* the longest verb, and a blank */

static void put_row(struct buf *text, const char *name, const char *says)
{
	size_t size = strlen(name);

	buf_puts(text, "  ");
	buf_puts(text, name);
	buf_fill(text, ' ', size < NAME_COLUMNS ? NAME_COLUMNS - size : 1);
	buf_puts(text, says);
	buf_putc(text, '\n');
}

static void put_all(struct buf *text)
{
	buf_puts(text, "Words of the shell\n");
	for (const struct builtin *row = builtins; row->name; row++)
		put_row(text, row->name, builtin_help(row));
	buf_puts(text, "\nBlocks, as in: within 2s { ... }\n");
	for (const struct name *row = tree_blocks; *row->word; row++)
		put_row(text, row->word, name_meaning(row));
	buf_puts(text, "\nVerbs, which run in the shell\n");
	for (unsigned i = 0; i < verbs_count; i++)
		put_row(text, verbs[i]->name, verbs[i]->summary);
	buf_puts(text, "\nApplets\n");
	for (unsigned i = 0; i < applets_count; i++)
		put_row(text, applets[i]->name, applets[i]->summary);
}

static bool put_one(struct buf *text, const char *name)
{
	const struct applet *applet = verb_find(name) ? verb_find(name) : applet_find(name);
	const struct builtin *builtin = builtin_find(name);

	if (builtin)
		buf_printf(text, "%s %s\n  %s\n", name, builtin_usage(builtin),
			   builtin_help(builtin));
	else if (applet)
		help_applet(text, applet, HELP_COLUMNS);
	else if (name_find(tree_blocks, name))
		buf_printf(text, "%s ... { ... }\n  %s: see sockbox-shell(7)\n", name,
			   name_meaning(name_find(tree_blocks, name)));
	return text->size > 0 || text->failed;
}

struct outcome builtin_help_words(struct shell *shell, const struct words *words)
{
	struct buf text = { 0 };
	struct err err = { 0 };
	int code;

	if (words->count == 1) {
		put_all(&text);
	} else if (!put_one(&text, words->argv[1])) {
		err_set(&err, STATUS_NOT_FOUND, "there is no '%s'; 'help' lists all",
			words->argv[1]);
		return builtin_outcome(shell, words, &err);
	}
	code = shell_print(shell, &text);
	return (struct outcome){ code, code ? FLOW_FAILED : FLOW_ON };
}
