/* pipeline -- one command, or several that read each other, from its words to its exit code. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "eval/pipeline.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/expect.h"
#include "eval/job_front.h"
#include "eval/launch.h"
#include "eval/prepare.h"
#include "record/keep.h"
#include "run/run.h"
#include "shell/front.h"
#include "shell/job_news.h"

static bool complain(const struct pipeline *pipeline, const char *subject, const struct err *err)
{
	shell_complain(pipeline->shell, subject, err);
	return false;
}

/* ---- inside this process ---------------------------------------------------------------- */

/* $m1 to $m9 are the groups of the last regular expression that matched, and no other's. */
static bool keep_groups(const struct pipeline *pipeline, const struct expect_groups *groups)
{
	struct scope *scope = &pipeline->shell->scope;
	struct shell_value value = { 0 };
	char name[] = "m1";
	struct err err = { 0 };
	bool fine = true;

	for (unsigned i = 0; fine && groups->matched && i < EXPECT_GROUPS; i++) {
		struct word text = { groups->group[i].data, groups->group[i].size };

		name[1] = (char)('1' + i);
		if (!groups->has[i])
			scope_unset(scope, name);
		else if (groups->group[i].failed || !shell_value_bytes(&value, text))
			fine = err_errno(&err, ENOMEM, "no room for what matched");
		else
			fine = scope_set(scope, name, &value, &err);
	}
	shell_value_free(&value);
	return fine || complain(pipeline, "", &err);
}

static struct outcome run_verb(struct pipeline *pipeline, struct command *command)
{
	struct bench *bench = &pipeline->shell->bench;
	char room[SHELL_WHERE_MAX];
	struct expect_groups groups = { 0 };
	struct run_caller caller = { .manner = pipeline->shell->manner,
				     .context = bench,
				     .where = shell_where(pipeline->shell, room),
				     .watcher = pipeline->shell->watcher,
				     .groups = &groups,
				     .stop_fd = &bench->cancel_fd,
				     .until = bench->until };
	int status;

	bench->words = command->words.word + 1;
	bench->word_count = command->words.count - 1;
	status = run_applet_for(&caller, command->applet, command->words.argv + 1);
	if (status && pipeline->shell->front)
		pipeline->shell->front->stepped = true; /* it has said why */
	bench->words = NULL;
	bench->word_count = 0;
	shell_value_number(&pipeline->shell->scope.number, SHELL_NUMBER, caller.number);
	if (status == 0 && !keep_groups(pipeline, &groups))
		status = status_exit(STATUS_LACKING);
	expect_groups_free(&groups);
	return outcome_of(status);
}

static struct outcome run_builtin(struct pipeline *pipeline, const struct command *command)
{
	const struct builtin *builtin = command->builtin;
	size_t count = command->words.count - 1;
	struct err err = { 0 };

	if (builtin->outside && pipeline->shell->manner.confined) {
		err_set(&err, STATUS_INVALID, "a restricted session does not reach so far");
		complain(pipeline, builtin->name, &err);
		return outcome_of(EXIT_USAGE);
	}
	if (count >= builtin->min && count <= builtin->max)
		return builtin->run(pipeline->shell, &command->words);
	err_set(&err, STATUS_INVALID, "takes: %s %s", builtin->name, builtin_usage(builtin));
	complain(pipeline, builtin->name, &err);
	return outcome_of(EXIT_USAGE);
}

static struct outcome run_inside(struct pipeline *pipeline)
{
	struct running *first = &pipeline->stage[0];
	struct outcome outcome = outcome_of(status_exit(STATUS_LACKING));
	struct err err = { 0 };

	if (!streams_enter(&first->streams, &err)) {
		complain(pipeline, "", &err);
		return outcome;
	}
	if (pipeline->count > 1)
		interrupts_mind_pipes(false);
	outcome = first->command.kind == COMMAND_VERB ? run_verb(pipeline, &first->command)
						      : run_builtin(pipeline, &first->command);
	interrupts_mind_pipes(true);
	streams_close(&first->streams);
	return outcome;
}

/* ---- children --------------------------------------------------------------------------- */

/* Alone in a group that has the terminal, unless it works for a command of this process, which
 * Ctrl-C and Ctrl-Z shall reach too. */
static bool is_in_front(const struct pipeline *pipeline)
{
	return front_lends(pipeline->shell) && !pipeline->node->background &&
	       pipeline->capture.fd < 0 && !command_is_inside(&pipeline->stage[0].command);
}

static bool has_only_applets(const struct pipeline *pipeline)
{
	for (unsigned i = 0; i < pipeline->count; i++)
		if (pipeline->stage[i].command.kind != COMMAND_APPLET)
			return false;
	return true;
}

static bool start(struct pipeline *pipeline, unsigned index, int *code)
{
	struct running *stage = &pipeline->stage[index];
	struct launch launch = { .fd = stage->streams.fd,
				 .apart = pipeline->node->background,
				 .in_front = is_in_front(pipeline),
				 .group = pipeline->group,
				 .extra_fd = -1 };
	bool fine = launch_start(&stage->spawn, pipeline->shell, &stage->command, &launch, code);

	if (fine && launch.in_front && pipeline->group == 0)
		pipeline->group = stage->spawn.pid;

	streams_close(&stage->streams);
	return fine;
}

/* A reader that had enough is no failure of the writer. */
static int judge(const struct pipeline *pipeline, unsigned index, int code)
{
	const struct running *stage = &pipeline->stage[index];
	const char *name = stage->command.words.argv[0];

	if (stage->spawn.signal == SIGPIPE &&
	    (index + 1 < pipeline->count || pipeline->capture.too_large))
		return 0;
	if (pipeline->shell->bench.asks_first || stage->command.kind != COMMAND_PROGRAM)
		return code;
	if (stage->spawn.signal && code == 128 + stage->spawn.signal)
		shell_say(pipeline->shell, "%s: ended by signal %d", name, stage->spawn.signal);
	else if (code && !stage->spawn.signal)
		shell_say(pipeline->shell, "%s: exit status %d", name, code);
	return code;
}

/* The last one that failed decides, as in other shells' pipefail. */
static int wait_all(struct pipeline *pipeline, int status)
{
	for (unsigned i = 0; i < pipeline->count; i++) {
		struct running *stage = &pipeline->stage[i];
		int code;

		if (stage->spawn.pid == 0)
			continue;
		code = shell_wait(pipeline->shell, &stage->spawn, pipeline->shell->bench.until,
				  &pipeline->capture, stage->command.words.argv[0]);
		if (stage->spawn.stopped && !stage->spawn.ended)
			return code;
		code = judge(pipeline, i, code);
		status = code ? code : status;
	}
	return status;
}

/* What was printed, without its last newline, is the value. */
static bool keep_capture(struct pipeline *pipeline)
{
	struct capture *capture = &pipeline->capture;
	struct word text = { capture->data.data, capture->data.size };
	struct err err = { 0 };

	if (capture->too_large) {
		err_set(&err, STATUS_INVALID, "it prints more than 1 MiB: no variable takes that");
		return complain(pipeline, pipeline->stage[0].command.words.argv[0], &err);
	}
	text.size -= text.size > 0 && text.at[text.size - 1] == '\n';
	if (!capture->data.failed && shell_value_bytes(&pipeline->shell->bench.result, text))
		return true;
	err_errno(&err, ENOMEM, "no room for a value");
	return complain(pipeline, "", &err);
}

/* What Ctrl-Z has stopped is a job from now on. */
static int come_back(struct pipeline *pipeline, int code)
{
	struct spawn *spawn[STAGES_MAX];
	unsigned count = 0;

	for (unsigned i = 0; i < pipeline->count; i++)
		if (pipeline->stage[i].spawn.pid)
			spawn[count++] = &pipeline->stage[i].spawn;
	return job_come_back(pipeline->shell, spawn, count, pipeline->node->source, code);
}

static struct outcome run_children(struct pipeline *pipeline, struct outcome outcome, unsigned from)
{
	bool captures = pipeline->capture.fd >= 0 && !pipeline->capture.is_copy;
	int code = 0;

	if (is_in_front(pipeline))
		front_prepare(pipeline->shell);
	for (unsigned i = from; i < pipeline->count && code == 0; i++)
		start(pipeline, i, &code);
	if (pipeline->group)
		front_lend(pipeline->shell->front, pipeline->group, has_only_applets(pipeline));
	if (from > 0 && code == 0)
		outcome = run_inside(pipeline);
	for (unsigned i = 0; i < pipeline->count; i++)
		streams_close(&pipeline->stage[i].streams);
	code = wait_all(pipeline, code);
	if (is_in_front(pipeline))
		code = come_back(pipeline, code);
	if (code == 0 && pipeline->capture.lost)
		code = status_exit(STATUS_LACKING);
	if (code == 0 && captures && !keep_capture(pipeline))
		code = status_exit(STATUS_LACKING);
	return code ? outcome_of(code) : outcome;
}

static struct outcome run_job(struct pipeline *pipeline)
{
	struct shell *shell = pipeline->shell;
	struct err err = { 0 };
	struct job *job;
	int code = 0;

	if (!start(pipeline, 0, &code))
		return outcome_of(code);
	job = job_add(&shell->jobs, &pipeline->stage[0].spawn, pipeline->node->source, &err);
	if (!job) {
		complain(pipeline, "", &err);
		return outcome_of(status_exit(err.kind));
	}
	job->of_applets = has_only_applets(pipeline);
	job_follow(shell, job, pipeline->output_fd);
	pipeline->output_fd = -1;
	if (shell->front)
		shell_say(shell, "[%u] pid %d", job->number, (int)job->spawn.pid);
	shell_value_number(&shell->scope.job, SHELL_JOB, job->number);
	shell_value_number(&shell->bench.result, SHELL_JOB, job->number);
	return outcome_of(0);
}

/* ---- the whole -------------------------------------------------------------------------- */

static struct outcome run(struct pipeline *pipeline)
{
	int code = pipeline_prepare(pipeline);

	if (code)
		return outcome_of(code);
	if (pipeline->node->background)
		return run_job(pipeline);
	if (!command_is_inside(&pipeline->stage[0].command))
		return run_children(pipeline, outcome_of(0), 0);
	return run_children(pipeline, outcome_of(0), 1);
}

struct outcome pipeline_run(struct shell *shell, const struct node *node)
{
	struct pipeline pipeline = {
		.shell = shell, .node = node, .capture = CAPTURE_NOTHING, .output_fd = -1
	};
	struct outcome outcome = run(&pipeline);

	for (unsigned i = 0; i < pipeline.count; i++) {
		streams_close(&pipeline.stage[i].streams);
		spawn_free(&pipeline.stage[i].spawn);
	}
	capture_free(&pipeline.capture);
	fd_close(&pipeline.output_fd);
	arena_free(&pipeline.arena);
	return outcome;
}
