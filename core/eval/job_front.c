/* job_front -- commands that have the terminal, and are stopped, and brought back: fg and bg. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "eval/job_front.h"

#include <signal.h>

#include "shell/builtin.h"
#include "shell/front.h"
#include "shell/job_news.h"
#include "shell/wait.h"

/* ---- back from the front ---------------------------------------------------------------- */

static void keep_stopped(struct shell *shell, struct spawn *const *spawn, unsigned count,
			 struct word command, const struct modes *modes)
{
	struct err err = { 0 };
	struct job *job = job_add(&shell->jobs, spawn[0], command, &err);

	if (job && !job_extend(job, spawn + 1, count - 1))
		err_set(&err, STATUS_LACKING, "no room for all of it");
	if (err.kind)
		shell_complain(shell, "", &err);
	if (!job)
		return;
	job->modes = *modes;
	job->of_applets = shell->front->of_applets;
	job_follow(shell, job, -1);
	shell_value_number(&shell->scope.job, SHELL_JOB, job->number);
}

static bool is_stopped(struct spawn *const *spawn, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		if (spawn[i]->stopped && !spawn[i]->ended)
			return true;
	return false;
}

/* The terminal shows what was typed as ^C or ^Z, and the cursor stands behind. A Ctrl-C that nobody
 * else has seen ends the line, and a paste. */
static int take_back(struct shell *shell, int code)
{
	bool interrupted = front_return(shell->front, code);
	struct buf text = { 0 };

	if (code == 128 + SIGINT || code == 128 + SIGTSTP)
		buf_putc(&text, '\n');
	buf_put(&text, shell->front->held.data, shell->front->held.size);
	buf_free(&shell->front->held);
	shell_tell(shell, &text);
	if (!interrupted)
		return code;
	shell->signal = SIGINT;
	return code ? code : 128 + SIGINT;
}

int job_come_back(struct shell *shell, struct spawn *const *spawn, unsigned count,
		  struct word command, int code)
{
	struct modes modes = modes_get();

	code = take_back(shell, code);
	if (is_stopped(spawn, count))
		keep_stopped(shell, spawn, count, command, &modes);
	jobs_look(shell);
	return code;
}

/* ---- fg and bg -------------------------------------------------------------------------- */

/* The one that is named; else the newest that is stopped, or for fg the newest that runs. */
static struct job *choose(struct shell *shell, const struct words *words, bool runs,
			  struct err *err)
{
	struct job *job = NULL;

	if (words->count > 1)
		job = job_find(&shell->jobs, words->argv[1], err);
	if (words->count > 1 && job && job_look(job)) {
		err_set(err, STATUS_INVALID, "%s has ended", words->argv[1]);
		return NULL;
	}
	if (words->count > 1)
		return job;
	for (job = shell->jobs.first; job && (job_look(job) || !job_stopped(job)); job = job->next)
		;
	for (struct job *one = shell->jobs.first; runs && !job && one; one = one->next)
		job = job_look(one) ? NULL : one;
	if (!job)
		err_set(err, STATUS_INVALID, runs ? "there is no job" : "no job is stopped");
	return job;
}

static bool can_lend(const struct shell *shell, struct err *err)
{
	return front_lends(shell) || err_set(err, STATUS_INVALID, "there is no terminal to give");
}

static void go_on(struct shell *shell, struct job *job)
{
	job_resumes(shell, job);
	spawn_signal(&job->spawn, SIGCONT);
	job->spawn.stopped = 0;
	for (unsigned i = 0; i < job->rest_count; i++) {
		spawn_signal(&job->rest[i], SIGCONT);
		job->rest[i].stopped = 0;
	}
}

static int wait_for(struct shell *shell, struct job *job)
{
	struct capture nothing = CAPTURE_NOTHING;
	struct deadline until = shell->bench.until;
	int code = shell_wait(shell, &job->spawn, until, &nothing, job->command);

	for (unsigned i = 0; i < job->rest_count && job->spawn.ended; i++)
		code = shell_wait(shell, &job->rest[i], until, &nothing, job->command);
	return job_look(job) ? job_code(job) : code;
}

struct outcome builtin_fg(struct shell *shell, const struct words *words)
{
	struct err err = { 0 };
	struct job *job = NULL;
	int code;

	if (can_lend(shell, &err))
		job = choose(shell, words, true, &err);
	if (!job)
		return builtin_outcome(shell, words, &err);
	shell_say(shell, "%s", job->command);
	if (job_stopped(job))
		modes_set(&job->modes);
	front_prepare(shell);
	front_lend(shell->front, job->spawn.pid, job->of_applets);
	go_on(shell, job);
	job->settled = true; /* its end is seen, and not told beside */
	code = wait_for(shell, job);
	job->modes = modes_get();
	job->settled = job_look(job);
	code = take_back(shell, code);
	jobs_look(shell);
	return outcome_of(code);
}

struct outcome builtin_bg(struct shell *shell, const struct words *words)
{
	struct err err = { 0 };
	struct job *job = NULL;

	if (can_lend(shell, &err))
		job = choose(shell, words, false, &err);
	if (job && !job_stopped(job))
		err_set(&err, STATUS_INVALID, "it runs already");
	if (err.kind)
		return builtin_outcome(shell, words, &err);
	go_on(shell, job);
	job_tell(shell, job, "running", -1);
	jobs_look(shell);
	return outcome_of(0);
}
