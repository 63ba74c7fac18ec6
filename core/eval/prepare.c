/* prepare -- a pipeline from its words to what can run: commands found, files open, nothing
 * started.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "eval/prepare.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/expect.h"
#include "record/keep.h"
#include "shell/job_news.h"

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

/* Whether what children print is passed on by us, for a transcript. What fills a terminal, or talks
 * with who sits there, has it for itself. */
static bool is_passed_on(const struct pipeline *pipeline)
{
	const struct command *last = &pipeline->stage[pipeline->count - 1].command;

	if (!keep_wants_output(pipeline->shell) || pipeline->node->background ||
	    command_is_inside(last))
		return false;
	return !isatty(STDOUT_FILENO) || (last->kind == COMMAND_APPLET &&
					  !(last->applet->flags & (APPLET_PAYLOAD | APPLET_INPUT)));
}

/* All of them complain into one pipe. */
static bool link_talk(struct pipeline *pipeline, struct err *err)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return err_errno(err, errno, "no room for a pipe");
	pipeline->capture.talk_fd = ends[0];
	for (unsigned i = 0; i < pipeline->count; i++)
		if (!command_is_inside(&pipeline->stage[i].command))
			streams_set(&pipeline->stage[i].streams, STDERR_FILENO,
				    fcntl(ends[1], F_DUPFD_CLOEXEC, 3));
	fd_close(&ends[1]);
	return true;
}

/* Nobody types into a job, and at a prompt the shell prints what it does. */
static bool take_job_streams(struct pipeline *pipeline, struct err *err)
{
	struct streams *streams = &pipeline->stage[0].streams;
	int fd = -1, ends[2], copy;

	if (!fd_open_empty(&fd, err))
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

/* A restricted session has no programs and no files. */
static bool check_confined(const struct pipeline *pipeline, struct err *err)
{
	const struct stage *stage = pipeline->node->stages;

	for (unsigned i = 0; i < pipeline->count; i++, stage = stage->next) {
		if (pipeline->stage[i].command.kind == COMMAND_PROGRAM)
			return err_set(err, STATUS_INVALID,
				       "'%s' is no command of sockbox: a restricted session runs "
				       "no programs",
				       stage->is_bang ? "!"
						      : pipeline->stage[i].command.words.argv[0]);
		for (const struct redirect *row = stage->redirects; row; row = row->next)
			if (row->kind != REDIRECT_ERR_TO_OUT)
				return err_set(err, STATUS_INVALID,
					       "a restricted session has no files");
	}
	return true;
}

static bool check_stages(const struct pipeline *pipeline, struct err *err)
{
	const struct command *first = &pipeline->stage[0].command;

	for (unsigned i = 1; i < pipeline->count; i++)
		if (command_is_inside(&pipeline->stage[i].command))
			return err_set(err, STATUS_INVALID,
				       "'%s' runs in the shell itself: it reads no pipe",
				       pipeline->stage[i].command.words.argv[0]);
	if (pipeline->node->background && (command_is_inside(first) || pipeline->count > 1))
		return err_set(err, STATUS_INVALID, "'&' goes with a single applet or program");
	if (pipeline->node->expect && !first->applet)
		return err_set(err, STATUS_INVALID, "'=>' goes with verbs and applets");
	return !pipeline->shell->manner.confined || check_confined(pipeline, err);
}

static bool open_streams(struct pipeline *pipeline, const struct expand *expand, struct err *err)
{
	const struct stage *stage = pipeline->node->stages;
	bool captures = pipeline->node->names[0] && !pipeline->node->background &&
			!command_is_inside(&pipeline->stage[pipeline->count - 1].command);

	pipeline->capture.is_copy = !captures && is_passed_on(pipeline);
	captures = captures || pipeline->capture.is_copy;
	if (pipeline->capture.is_copy && !link_talk(pipeline, err))
		return false;
	for (unsigned i = 0; i < pipeline->count - !captures; i++)
		if (!link_stages(pipeline, i, err))
			return false;
	if (pipeline->node->background && !take_job_streams(pipeline, err))
		return false;
	for (unsigned i = 0; i < pipeline->count; i++, stage = stage->next)
		if (!streams_open(&pipeline->stage[i].streams, stage->redirects, expand,
				  &pipeline->shell->bench, err))
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

int pipeline_prepare(struct pipeline *pipeline)
{
	struct expand expand = shell_expand(pipeline->shell, &pipeline->arena);
	struct err err = { 0 };

	if (!read_stages(pipeline, &expand, &err) || !check_stages(pipeline, &err) ||
	    !add_expectation(pipeline, &expand, &err) || !open_streams(pipeline, &expand, &err)) {
		shell_complain(pipeline->shell, "", &err);
		return status_exit(err.kind);
	}
	keep_words(pipeline->shell, pipeline->node, &pipeline->stage[0].command);
	if (pipeline->shell->traces)
		trace(pipeline);
	return 0;
}
