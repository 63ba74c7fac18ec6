/* shell -- a session: its sockets, variables and jobs, how it goes on, and how it ends. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/shell.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "net/calls.h"

enum { JOBS_GRACE_S = 5 };

/* `t = $s` gives a socket a second name. */
static int64_t find_named(const struct bench *bench, const char *name)
{
	const struct shell *shell = shell_holding(bench);
	const struct shell_value *value = scope_assigned(&shell->scope, word_of(name));

	return value && value->kind == SHELL_SOCKET ? value->number : 0;
}

bool shell_begin(struct shell *shell, char *const *args, bool interactive, struct err *err)
{
	*shell = (struct shell){ .interrupts = INTERRUPTS_CLOSED, .charset = charset_get() };
	shell->bench.default_timeout_ns = -1;
	shell->bench.asks_first = interactive;
	shell->stops = !interactive;
	shell->manner.calm = true;
	shell->bench.named = find_named;
	shell->bench.cancel_fd = -1;
	if (!scope_arguments(&shell->scope, args))
		return err_errno(err, ENOMEM, "no room for a session");
	if (!interrupts_begin(&shell->interrupts, err))
		return false;
	shell->bench.cancel_fd = shell->interrupts.fd;
	return true;
}

void shell_confine(struct shell *shell, const char *folder)
{
	shell->manner.confined = shell->bench.confined = true;
	shell->folder = folder;
}

struct expand shell_expand(struct shell *shell, struct arena *arena)
{
	return (struct expand){ arena, &shell->scope, &shell->bench, &shell->jobs };
}

bool shell_interrupted(struct shell *shell, bool *is_shared)
{
	int number = interrupts_take(&shell->interrupts, is_shared);

	if (number == 0)
		return shell->signal != 0;
	shell->signal = number;
	shell->leaves = !shell->bench.asks_first || number != SIGINT;
	shell->echoed = shell->front && number == SIGINT && *is_shared;
	return true;
}

void shell_sleep(struct shell *shell, struct deadline until)
{
	struct pollfd one[1 + 1] = { { shell->interrupts.fd, POLLIN, 0 } };

	while (!deadline_passed(until) && bench_poll(&shell->bench, one, 1, until) <= 0)
		;
}

/* ---- formats ---------------------------------------------------------------------------- */

static const struct name *formats(void)
{
	const struct opt *row = common_options;

	while (strcmp(row->word, "format") != 0)
		row++;
	return row->names;
}

bool shell_format(long *format, const char *text, struct err *err)
{
	const struct name *row = name_find(formats(), text);

	if (!row)
		return err_set(err, STATUS_INVALID,
			       "'%s' is no format; it is one of text, table, json, csv", text);
	*format = row->value;
	return true;
}

const char *shell_format_word(long format)
{
	return name_word(formats(), format);
}

/* ---- the end ---------------------------------------------------------------------------- */

/* What is deferred by what is deferred is run too. */
static int run_deferred(struct shell *shell, int status,
			int (*each)(struct shell *shell, const struct deferred *deferred))
{
	while (shell->deferred) {
		struct deferred *deferred = shell->deferred;
		int code;

		shell->deferred = deferred->next;
		shell->leaves = false;
		shell->signal = 0;
		code = each(shell, deferred);
		status = status ? status : code;
		free(deferred);
	}
	return status;
}

/* Nothing that runs beside a script is lost: how it ends counts, and it has to end. */
static int settle_job(struct shell *shell, struct job *job, struct deadline until)
{
	struct pollfd fds[] = { { job->spawn.pidfd, POLLIN, 0 },
				{ shell->interrupts.fd, POLLIN, 0 } };

	while (!job_look(job) && !deadline_passed(until)) {
		call_poll(fds, 2, deadline_poll_ms(until));
		if (fds[1].revents)
			break;
	}
	if (!job_look(job)) {
		shell_say(shell, "%%%u still runs and is killed: %s", job->number, job->command);
		return status_exit(STATUS_TIMEOUT);
	}
	if (job_code(job) != 0)
		shell_say(shell, "%%%u ended with exit status %d: %s", job->number, job_code(job),
			  job->command);
	return job_code(job);
}

/* Behind a failure nobody waits for them. */
static int settle_jobs(struct shell *shell, int status)
{
	struct deadline until = deadline_in((int64_t)JOBS_GRACE_S * NS_PER_S);

	if (status != 0 || shell->bench.asks_first || shell->no_wait)
		return status;
	for (struct job *job = shell->jobs.first; job; job = job->next)
		if (!job->settled) {
			int code = settle_job(shell, job, until);

			status = status ? status : code;
		}
	return status;
}

int shell_end(struct shell *shell, int status,
	      int (*each)(struct shell *shell, const struct deferred *deferred))
{
	status = run_deferred(shell, status, each);
	status = settle_jobs(shell, status);
	jobs_free(&shell->jobs);
	bench_free(&shell->bench);
	scope_free(&shell->scope);
	interrupts_end(&shell->interrupts);
	arena_free(&shell->kept);
	return status;
}
