/* builtin_job -- start, wait, kill: servers and others beside the session. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/num.h"
#include "shell/builtin.h"
#include "shell/launch.h"
#include "shell/wait.h"

enum { READY_S = 5, KILL_GRACE_S = 2 };

static struct outcome failed(int code)
{
	return (struct outcome){ code, code ? FLOW_FAILED : FLOW_ON };
}

/* ---- start ------------------------------------------------------------------------------ */

static bool find_server(struct command *command, struct err *err)
{
	const char *name = command->words.argv[0];

	command->applet = applet_find(name);
	command->kind = COMMAND_APPLET;
	if (!command->applet)
		return err_set(err, STATUS_NOT_FOUND, "'%s' is no applet", name);
	return command->applet->flags & APPLET_READY ||
	       err_set(err, STATUS_INVALID,
		       "'%s' does not tell when it is ready; '&' runs it beside", name);
}

/* Where it listens, once it does. */
static bool await_ready(struct shell *shell, struct job *job, int fd, struct err *err)
{
	struct deadline until = shell->bench.until;
	struct buf lines = { 0 };
	bool fine;

	if (until.at_ns == 0)
		until = deadline_in((int64_t)READY_S * NS_PER_S);
	fine = shell_read_pipe(shell, &lines, fd, until, err) &&
	       job_ready(job, (struct word){ lines.data, lines.size }, err);
	buf_free(&lines);
	return fine;
}

/* It may have ended, and said why: its exit code is ours then. */
static struct outcome never_ready(struct shell *shell, const struct words *words, struct job *job,
				  const struct err *err)
{
	struct deadline soon = deadline_in(NS_PER_S);

	job->settled = true;
	if (err->kind == STATUS_LACKING && !err->number && spawn_wait(&job->spawn, soon) &&
	    job_code(job) != 0)
		return failed(job_code(job));
	spawn_end(&job->spawn, (int64_t)KILL_GRACE_S * NS_PER_S);
	return builtin_outcome(shell, words, err);
}

static struct outcome start(struct shell *shell, const struct words *words, struct command *command,
			    int ends[2])
{
	struct spawn spawn = SPAWN_NONE;
	int null = -1, code = 0;
	struct err err = { 0 };
	struct job *job;
	bool fine;

	if (!fd_open(&null, "/dev/null", &err))
		return builtin_outcome(shell, words, &err);
	fine = launch_start(&spawn, shell, command,
			    &(struct launch){ (int[]){ null, -1, -1 }, true, ends[1] }, &code);
	fd_close(&null);
	fd_close(&ends[1]);
	if (!fine)
		return failed(code);
	job = job_add(&shell->jobs, &spawn, word_of(command->words.argv[0]), &err);
	if (!job)
		return builtin_outcome(shell, words, &err);
	fine = await_ready(shell, job, ends[0], &err);
	ends[0] = -1;
	if (!fine)
		return never_ready(shell, words, job, &err);
	shell_value_number(&shell->scope.job, SHELL_JOB, job->number);
	shell_value_number(&shell->bench.result, SHELL_JOB, job->number);
	return failed(0);
}

struct outcome builtin_start(struct shell *shell, const struct words *words)
{
	struct command command = { .words = { words->argv + 1, words->word + 1,
					      words->count - 1 } };
	char number[NUM_TEXT_MAX + 1];
	struct arena arena = { 0 };
	struct outcome outcome;
	struct err err = { 0 };
	int ends[2] = { -1, -1 };

	if (!find_server(&command, &err))
		return builtin_outcome(shell, words, &err);
	if (pipe2(ends, O_CLOEXEC) < 0) {
		err_errno(&err, errno, "no room for a pipe");
		return builtin_outcome(shell, words, &err);
	}
	number[num_format(number, (uint64_t)ends[1])] = '\0';
	if (command_option(&command, &arena, "--ready-fd", number)) {
		outcome = start(shell, words, &command, ends);
	} else {
		err_errno(&err, ENOMEM, "no room for its words");
		outcome = builtin_outcome(shell, words, &err);
	}
	fd_close(&ends[0]);
	fd_close(&ends[1]);
	arena_free(&arena);
	return outcome;
}

/* ---- wait and kill ---------------------------------------------------------------------- */

static int wait_for(struct shell *shell, struct job *job)
{
	struct deadline until = shell->bench.until;
	struct capture nothing = { .fd = -1 };
	int code;

	if (until.at_ns == 0 && !shell->bench.asks_first)
		until = deadline_in((int64_t)BENCH_TIMEOUT_S * NS_PER_S);
	code = shell_wait(shell, &job->spawn, until, &nothing, job->command);
	job->settled = true;
	if (code && code == job_code(job) && !shell->bench.asks_first)
		shell_say(shell, "%%%u ended with exit status %d: %s", job->number, code,
			  job->command);
	return code;
}

struct outcome builtin_wait(struct shell *shell, const struct words *words)
{
	struct err err = { 0 };
	int status = 0, code;

	for (struct job *job = shell->jobs.first; words->count == 1 && job; job = job->next) {
		code = job->settled ? 0 : wait_for(shell, job);
		status = code ? code : status;
	}
	for (size_t i = 1; i < words->count; i++) {
		struct job *job = job_find(&shell->jobs, words->argv[i], &err);

		if (!job)
			return builtin_outcome(shell, words, &err);
		code = wait_for(shell, job);
		status = code ? code : status;
	}
	return failed(status);
}

struct outcome builtin_kill(struct shell *shell, const struct words *words)
{
	struct err err = { 0 };

	for (size_t i = 1; i < words->count; i++) {
		struct job *job = job_find(&shell->jobs, words->argv[i], &err);

		if (!job)
			break;
		spawn_end(&job->spawn, (int64_t)KILL_GRACE_S * NS_PER_S);
		job->settled = true;
	}
	return builtin_outcome(shell, words, &err);
}
