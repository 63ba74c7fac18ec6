/* builtins -- the table of the shell's own words. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "cli/opt.h"
#include "shell/builtin.h"

#define BUILTIN(name, words, says, run, min, max)               \
	{                                                       \
		name "\0" words "\0" says, run, min, max, false \
	}

/* The same for one that reaches outside. */
#define OUTSIDE(name, words, says, run, min, max)              \
	{                                                      \
		name "\0" words "\0" says, run, min, max, true \
	}

/* clang-format off */
const struct builtin builtins[] = {
	BUILTIN("apropos", "WORD...", "which words have to do with something", builtin_apropos, 1, MANY),
	BUILTIN("bg", "[JOB]", "let a stopped job go on beside the prompt", builtin_bg, 0, 1),
	BUILTIN("calls", "[on|off]", "show the system calls beneath verbs and applets", builtin_calls, 0, 1),
	OUTSIDE("cd", "[FOLDER]", "go to another folder; none: home", builtin_cd, 0, 1),
	BUILTIN("events", "[SOCKET] [on|off]", "whether you are told what happens on sockets", builtin_events, 0, 2),
	BUILTIN("exit", "[CODE]", "end the session", builtin_exit, 0, 1),
	OUTSIDE("export", "[--] NAME... | python [--replace] [FILE]", "variables for programs, or the session as a Python program", builtin_export, 1, MANY),
	BUILTIN("fg", "[JOB]", "give a job the terminal, and wait for it", builtin_fg, 0, 1),
	BUILTIN("format", "[text|table|json|csv]", "how verbs and applets print, unless told", builtin_format, 0, 1),
	BUILTIN("help", "[WORD]", "what there is, or how a word is used", builtin_help_words, 0, 2),
	BUILTIN("history", "[NUMBER]", "the lines that were typed, or the last of them", builtin_history, 0, 1),
	BUILTIN("kill", "JOB...", "end jobs", builtin_kill, 1, MANY),
	OUTSIDE("record", "[--test [--all]] [--append|--replace] FILE | off", "write the session to a file, or as a script that tests", builtin_record, 0, 4),
	BUILTIN("run", "[--family LIST] [--no-wait] FILE [WORD...]", "run a script in a session of its own", builtin_run, 1, MANY),
	BUILTIN("set", "[hints on|off] [prompt TEXT] [timing on|off|auto] [history-secrets keep|remove|redact] [-e|+e|-x|+x|-n...]", "how the session goes on; none: list all", builtin_set, 0, MANY),
	BUILTIN("source", "FILE", "run a script in this session", builtin_source, 1, 1),
	BUILTIN("start", "APPLET [WORD...]", "run a server as a job, and wait until it is ready", builtin_start, 1, MANY),
	BUILTIN("tour", "[NUMBER]", "the next step of a walk through what sockets do", builtin_tour, 0, 1),
	BUILTIN("unset", "NAME...", "forget variables", builtin_unset, 1, MANY),
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
