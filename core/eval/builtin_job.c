/* builtin_job -- start, wait, kill: servers and others beside the session. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/num.h"
#include "eval/launch.h"
#include "shell/builtin.h"
#include "shell/front.h"
#include "shell/job_news.h"
#include "shell/wait.h"

enum { READY_S = 5 };

/* ---- start ------------------------------------------------------------------------------ */

static bool find_server(struct command *command, struct err *err)
{
	const char *name = command->words.argv[0];

	command->applet = applet_find(name);
	command->kind = COMMAND_APPLET;
	if (!command->applet)
		return err_set(
			err, STATUS_NOT_FOUND,
			"'%s' is no applet of sockbox; a program runs beside with '&' behind it",
			name);
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
	if (err->kind == STATUS_LACKING && !err->number && shell_await(shell, &job->spawn, soon) &&
	    job_code(job) != 0)
		return outcome_of(job_code(job));
	shell_finish(shell, &job->spawn);
	return builtin_outcome(shell, words, err);
}

/* The words behind `start`. */
static struct word command_text(const struct words *words, struct buf *text)
{
	for (size_t i = 1; i < words->count; i++)
		buf_printf(text, i > 1 ? " %s" : "%s", words->argv[i]);
	return text->failed ? word_of(words->argv[1]) : (struct word){ text->data, text->size };
}

static struct outcome start(struct shell *shell, const struct words *words, struct command *command,
			    int ends[2])
{
	struct spawn spawn = SPAWN_NONE;
	struct buf text = { 0 };
	int null = -1, code = 0, output[2];
	struct err err = { 0 };
	struct launch launch = { .apart = true, .extra_fd = ends[1] };
	struct job *job;
	bool fine;

	if (!job_pipe(shell, output, &err) || !fd_open(&null, "/dev/null", &err)) {
		fd_close(&output[0]);
		fd_close(&output[1]);
		return builtin_outcome(shell, words, &err);
	}
	launch.fd = (int[]){ null, isatty(STDOUT_FILENO) ? output[1] : -1,
			     isatty(STDERR_FILENO) ? output[1] : -1 };
	fine = launch_start(&spawn, shell, command, &launch, &code);
	fd_close(&null);
	fd_close(&output[1]);
	fd_close(&ends[1]);
	if (!fine) {
		fd_close(&output[0]);
		return outcome_of(code);
	}
	job = job_add(&shell->jobs, &spawn, command_text(words, &text), &err);
	buf_free(&text);
	if (!job) {
		fd_close(&output[0]);
		return builtin_outcome(shell, words, &err);
	}
	job->of_applets = true;
	job_follow(shell, job, output[0]);
	fine = await_ready(shell, job, ends[0], &err);
	ends[0] = -1;
	if (!fine)
		return never_ready(shell, words, job, &err);
	shell_value_number(&shell->scope.job, SHELL_JOB, job->number);
	shell_value_number(&shell->bench.result, SHELL_JOB, job->number);
	return outcome_of(0);
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

static int wait_for_one(struct shell *shell, struct job *job, struct spawn *spawn,
			struct deadline until)
{
	struct capture nothing = CAPTURE_NOTHING;

	return shell->front ? shell_attend(shell, spawn, until)
			    : shell_wait(shell, spawn, until, &nothing, job->command);
}

/* At a prompt Ctrl-C or the end of `within` ends the waiting, and not the job. */
static int wait_for(struct shell *shell, struct job *job)
{
	struct deadline until = shell->bench.until;
	int code;

	if (until.at_ns == 0 && !shell->bench.asks_first)
		until = deadline_in((int64_t)BENCH_TIMEOUT_S * NS_PER_S);
	code = wait_for_one(shell, job, &job->spawn, until);
	for (unsigned i = 0; i < job->rest_count && job->spawn.ended; i++)
		code = wait_for_one(shell, job, &job->rest[i], until);
	job->settled = job_look(job);
	if (!job->settled && job_stopped(job))
		shell_say(shell, "%%%u is stopped: fg or bg lets it go on", job->number);
	if (job->settled && code != status_exit(STATUS_TIMEOUT))
		code = job_code(job);
	if (code && job->settled && code == job_code(job) && !shell->bench.asks_first)
		shell_say(shell, "%%%u ended with exit status %d: %s", job->number, code,
			  job->command);
	return code;
}

static void end_job(struct shell *shell, struct job *job)
{
	shell_finish(shell, &job->spawn);
	for (unsigned i = 0; i < job->rest_count; i++)
		shell_finish(shell, &job->rest[i]);
	bench_turn(&shell->bench); /* which tells */
	job->settled = true;
}

struct outcome builtin_wait(struct shell *shell, const struct words *words)
{
	struct err err = { 0 };
	int status = 0, code;

	for (struct job *job = shell->jobs.first; words->count == 1 && job; job = job->next) {
		if (shell->signal)
			break;
		code = job->settled ? 0 : wait_for(shell, job);
		status = code ? code : status;
	}
	for (size_t i = 1; i < words->count && !shell->signal; i++) {
		struct job *job = job_find(&shell->jobs, words->argv[i], &err);

		if (!job)
			return builtin_outcome(shell, words, &err);
		code = wait_for(shell, job);
		status = code ? code : status;
	}
	return outcome_of(status);
}

struct outcome builtin_kill(struct shell *shell, const struct words *words)
{
	struct err err = { 0 };

	for (size_t i = 1; i < words->count; i++) {
		struct job *job = job_find(&shell->jobs, words->argv[i], &err);

		if (!job)
			break;
		end_job(shell, job);
	}
	return builtin_outcome(shell, words, &err);
}
