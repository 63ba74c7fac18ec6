/* pipeline -- one command, or several that read each other, from its words to its exit code. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/pipeline.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/expect.h"
#include "run/run.h"
#include "shell/front.h"
#include "shell/job_front.h"
#include "shell/job_news.h"
#include "shell/launch.h"
#include "shell/redirect.h"
#include "shell/wait.h"

struct running {
	struct command command;
	struct streams streams;
	struct spawn spawn;
};

struct pipeline {
	struct shell *shell;
	const struct node *node;
	struct arena arena;
	struct running stage[STAGES_MAX];
	unsigned count;
	struct capture capture; /* what the last stage prints, where a variable takes it */
	int output_fd;          /* what a job prints that is told above the line; -1 */
	pid_t group;            /* in front, of all stages; 0: there is none */
};

static struct outcome failed(int status)
{
	return (struct outcome){ status, status ? FLOW_FAILED : FLOW_ON };
}

static bool complain(const struct pipeline *pipeline, const char *subject, const struct err *err)
{
	shell_complain(pipeline->shell, subject, err);
	return false;
}

static bool is_inside(const struct command *command)
{
	return command->kind == COMMAND_BUILTIN || command->kind == COMMAND_VERB;
}

/* ---- before it runs --------------------------------------------------------------------- */

static bool link_stages(struct pipeline *pipeline, unsigned index, struct err *err)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return err_errno(err, errno, "no room for a pipe");
	streams_set(&pipeline->stage[index].streams, STDOUT_FILENO, ends[1]);
	if (index + 1 < pipeline->count)
		streams_set(&pipeline->stage[index + 1].streams, STDIN_FILENO, ends[0]);
	else
		pipeline->capture.fd = ends[0];
	return true;
}

/* Nobody types into a job, and at a prompt the shell prints what it does. */
static bool take_job_streams(struct pipeline *pipeline, struct err *err)
{
	struct streams *streams = &pipeline->stage[0].streams;
	int fd = -1, ends[2], copy;

	if (!fd_open(&fd, "/dev/null", err))
		return false;
	streams_set(streams, STDIN_FILENO, fd);
	if (!job_pipe(pipeline->shell, ends, err) || ends[0] < 0)
		return ends[0] < 0 && err->kind == STATUS_OK;
	pipeline->output_fd = ends[0];
	streams_set(streams, STDERR_FILENO, ends[1]);
	if (!isatty(STDOUT_FILENO))
		return true;
	copy = fcntl(ends[1], F_DUPFD_CLOEXEC, 3);
	streams_set(streams, STDOUT_FILENO, copy);
	return copy >= 0 || err_errno(err, errno, "no room for a pipe");
}

static bool read_stages(struct pipeline *pipeline, const struct expand *expand, struct err *err)
{
	for (const struct stage *stage = pipeline->node->stages; stage; stage = stage->next) {
		if (pipeline->count == STAGES_MAX)
			return err_set(err, STATUS_INVALID, "a pipeline has %d commands at most",
				       STAGES_MAX);
		pipeline->stage[pipeline->count] = (struct running){
			.streams = STREAMS_OURS,
			.spawn = SPAWN_NONE,
		};
		if (!command_read(&pipeline->stage[pipeline->count++].command, expand, stage, err))
			return false;
	}
	return true;
}

static bool check_stages(const struct pipeline *pipeline, struct err *err)
{
	const struct command *first = &pipeline->stage[0].command;

	for (unsigned i = 1; i < pipeline->count; i++)
		if (is_inside(&pipeline->stage[i].command))
			return err_set(err, STATUS_INVALID,
				       "'%s' runs in the shell itself: it reads no pipe",
				       pipeline->stage[i].command.words.argv[0]);
	if (pipeline->node->background && (is_inside(first) || pipeline->count > 1))
		return err_set(err, STATUS_INVALID, "'&' goes with a single applet or program");
	if (pipeline->node->expect && !first->applet)
		return err_set(err, STATUS_INVALID, "'=>' goes with verbs and applets");
	return true;
}

static bool open_streams(struct pipeline *pipeline, const struct expand *expand, struct err *err)
{
	const struct stage *stage = pipeline->node->stages;
	bool captures = pipeline->node->names[0] && !pipeline->node->background &&
			!is_inside(&pipeline->stage[pipeline->count - 1].command);

	for (unsigned i = 0; i < pipeline->count - !captures; i++)
		if (!link_stages(pipeline, i, err))
			return false;
	if (pipeline->node->background && !take_job_streams(pipeline, err))
		return false;
	for (unsigned i = 0; i < pipeline->count; i++, stage = stage->next)
		if (!streams_open(&pipeline->stage[i].streams, stage->redirects, expand, err))
			return false;
	return true;
}

/* What watches would wait for its expectation for ever. A verb's waiting has an end of its own. */
static bool is_endless(const struct pipeline *pipeline, const char *text)
{
	const struct applet *applet = pipeline->stage[0].command.applet;
	struct expect *expect = NULL;
	struct err ignored = { 0 };
	bool endless;

	if (pipeline->shell->bench.asks_first || !(applet->flags & APPLET_WATCHES))
		return false;
	endless = expect_parse(&expect, text, applet->records, applet->statuses | STATUSES_COMMON,
			       &ignored) &&
		  expect_within_ns(expect) < 0;
	expect_free(expect);
	return endless;
}

static bool add_expectation(struct pipeline *pipeline, const struct expand *expand, struct err *err)
{
	struct command *command = &pipeline->stage[0].command;
	struct buf whole = { 0 };
	char *text;

	if (!pipeline->node->expect)
		return true;
	if (!expand_expect(&text, expand, pipeline->node->expect, err))
		return false;
	if (command->kind == COMMAND_APPLET && is_endless(pipeline, text)) {
		buf_printf(&whole, "%s within %ds", text, BENCH_TIMEOUT_S);
		text = whole.failed ? NULL : arena_copy(expand->arena, whole.data, whole.size);
		buf_free(&whole);
	}
	return (text && command_option(command, expand->arena, "--expect", text)) ||
	       err_errno(err, ENOMEM, "no room for an expectation");
}

static void trace(const struct pipeline *pipeline)
{
	struct buf line = { 0 };

	for (unsigned i = 0; i < pipeline->count; i++) {
		buf_puts(&line, i > 0 ? " |" : "+");
		for (char **word = pipeline->stage[i].command.words.argv; *word; word++)
			buf_printf(&line, " %s", *word);
	}
	shell_say(pipeline->shell, "%s", buf_text(&line));
	buf_free(&line);
}

/* The exit code of what was wrong with it, which was told; 0: it can run. */
static int prepare(struct pipeline *pipeline)
{
	struct expand expand = shell_expand(pipeline->shell, &pipeline->arena);
	struct err err = { 0 };

	if (!read_stages(pipeline, &expand, &err) || !check_stages(pipeline, &err) ||
	    !add_expectation(pipeline, &expand, &err) || !open_streams(pipeline, &expand, &err)) {
		complain(pipeline, "", &err);
		return status_exit(err.kind);
	}
	if (pipeline->shell->traces)
		trace(pipeline);
	return 0;
}

/* ---- inside this process ---------------------------------------------------------------- */

static struct outcome run_verb(struct pipeline *pipeline, struct command *command)
{
	struct bench *bench = &pipeline->shell->bench;
	char room[SHELL_WHERE_MAX];
	struct run_caller caller = { .context = bench,
				     .where = shell_where(pipeline->shell, room) };
	int status;

	bench->words = command->words.word + 1;
	bench->word_count = command->words.count - 1;
	status = run_applet_for(&caller, command->applet, command->words.argv + 1);
	bench->words = NULL;
	bench->word_count = 0;
	shell_value_number(&pipeline->shell->scope.number, SHELL_NUMBER, caller.number);
	return failed(status);
}

static struct outcome run_builtin(struct pipeline *pipeline, const struct command *command)
{
	const struct builtin *builtin = command->builtin;
	size_t count = command->words.count - 1;
	struct err err = { 0 };

	if (count >= builtin->min && count <= builtin->max)
		return builtin->run(pipeline->shell, &command->words);
	err_set(&err, STATUS_INVALID, "takes: %s %s", builtin->name, builtin_usage(builtin));
	complain(pipeline, builtin->name, &err);
	return failed(EXIT_USAGE);
}

static struct outcome run_inside(struct pipeline *pipeline)
{
	struct running *first = &pipeline->stage[0];
	struct outcome outcome = failed(status_exit(STATUS_LACKING));
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
	       pipeline->capture.fd < 0 && !is_inside(&pipeline->stage[0].command);
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
	bool captures = pipeline->capture.fd >= 0;
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
	if (code == 0 && captures && !keep_capture(pipeline))
		code = status_exit(STATUS_LACKING);
	return code ? failed(code) : outcome;
}

static struct outcome run_job(struct pipeline *pipeline)
{
	struct shell *shell = pipeline->shell;
	struct err err = { 0 };
	struct job *job;
	int code = 0;

	if (!start(pipeline, 0, &code))
		return failed(code);
	job = job_add(&shell->jobs, &pipeline->stage[0].spawn, pipeline->node->source, &err);
	if (!job) {
		complain(pipeline, "", &err);
		return failed(status_exit(err.kind));
	}
	job->of_applets = has_only_applets(pipeline);
	job_follow(shell, job, pipeline->output_fd);
	pipeline->output_fd = -1;
	if (shell->front)
		shell_say(shell, "[%u] pid %d", job->number, (int)job->spawn.pid);
	shell_value_number(&shell->scope.job, SHELL_JOB, job->number);
	shell_value_number(&shell->bench.result, SHELL_JOB, job->number);
	return failed(0);
}

/* ---- the whole -------------------------------------------------------------------------- */

static struct outcome run(struct pipeline *pipeline)
{
	int code = prepare(pipeline);

	if (code)
		return failed(code);
	if (pipeline->node->background)
		return run_job(pipeline);
	if (!is_inside(&pipeline->stage[0].command))
		return run_children(pipeline, failed(0), 0);
	return run_children(pipeline, failed(0), 1);
}

struct outcome pipeline_run(struct shell *shell, const struct node *node)
{
	struct pipeline pipeline = {
		.shell = shell, .node = node, .capture = { .fd = -1 }, .output_fd = -1
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
