/* builtin_source -- source and run: files from inside a session. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "base/fd.h"
#include "eval/eval.h"
#include "eval/job_front.h"
#include "eval/launch.h"
#include "eval/script.h"
#include "shell/builtin.h"
#include "shell/front.h"
#include "shell/inside.h"
#include "shell/wait.h"

static bool may_nest(const struct shell *shell, struct err *err)
{
	return shell->depth < SCRIPT_DEPTH_MAX ||
	       err_set(err, STATUS_INVALID, "too many files run each other");
}

static const char *kept_name(struct shell *shell, const char *path)
{
	const char *name = script_name(path);

	return arena_copy(&shell->kept, name, strlen(name));
}

struct outcome builtin_source(struct shell *shell, const struct words *words)
{
	const char *file = shell->file, *name;
	struct outcome outcome = { 0 };
	unsigned line = shell->line;
	struct buf text = { 0 };
	struct err err = { 0 };

	if (may_nest(shell, &err) && inside_read(&text, shell, words->argv[1], &err)) {
		name = kept_name(shell, words->argv[1]);
		shell->file = name ? name : file;
		shell->depth++;
		outcome = eval_text(shell, text.data, text.size, 1);
		shell->depth--;
		shell->file = file;
		shell->line = line;
	}
	buf_free(&text);
	err_lacks(&err);
	return err.kind ? builtin_outcome(shell, words, &err) : outcome;
}

struct fresh {
	char **args;
	struct script_manner manner;
};

/* In a child: a session of its own. */
static int run_fresh(void *context)
{
	const struct fresh *fresh = context;

	return script_file(fresh->args, &fresh->manner);
}

/* It is no freer than this one. */
static bool read_run(struct fresh *fresh, const struct shell *shell, const struct words *words,
		     struct err *err)
{
	bool confined = shell->manner.confined;

	*fresh = (struct fresh){ words->argv + 1,
				 { .restricted = confined,
				   .folder = !confined       ? NULL
					     : shell->folder ? shell->folder
							     : ".",
				   .no_wait = shell->no_wait,
				   .depth = shell->depth + 1 } };
	return may_nest(shell, err) && script_options(&fresh->args, &fresh->manner, err) &&
	       (fresh->args[0] || err_set(err, STATUS_INVALID, "the name of a file is missing"));
}

/* At a prompt it has the terminal, and Ctrl-Z makes it a job. */
static int wait_in_front(struct shell *shell, struct spawn *spawn, const char *name)
{
	struct capture nothing = CAPTURE_NOTHING;
	struct spawn *const spawns[] = { spawn };
	int code;

	if (front_lends(shell))
		front_lend(shell->front, spawn->pid, true);
	code = shell_wait(shell, spawn, shell->bench.until, &nothing, name);
	if (front_lends(shell))
		code = job_come_back(shell, spawns, 1, word_of(name), code);
	return code;
}

struct outcome builtin_run(struct shell *shell, const struct words *words)
{
	struct spawn spawn = SPAWN_NONE;
	struct err err = { 0 };
	struct fresh fresh;
	int code = 0;

	if (!read_run(&fresh, shell, words, &err))
		return builtin_outcome(shell, words, &err);
	front_prepare(shell);
	if (launch_work(&spawn, shell, words, run_fresh, &fresh, &code))
		code = wait_in_front(shell, &spawn, fresh.args[0]);
	spawn_free(&spawn);
	return outcome_of(code);
}
