/* pipe_run -- a pipe from its beginning to its end: the loop, signals, limits of time, the verdict.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>

#include "base/fd.h"
#include "base/num.h"
#include "cli/out.h"
#include "cli/out_state.h"
#include "net/passing.h"
#include "pipe/pipe_state.h"
#include "pipe/piperow.h"

enum { DRAIN_S = 2 };

/* ---- how it ends ---------------------------------------------------------------------------- */

void pipe_end(struct pipe *pipe, const char *reason)
{
	if (!pipe->reason)
		pipe->reason = reason;
	pipe->over = true;
	loop_stop(&pipe->serve.loop);
}

void pipe_fail(struct pipe *pipe, const struct err *err)
{
	piperow_put_question(out_record(pipe->run->out, &pipe_records[PIPE_RESULT]),
			     &pipe->plan->endpoint);
	out_fail(pipe->run->out, err);
	pipe->failed = true;
	pipe_end(pipe, status_word(err->kind));
}

static void peers_over(struct peers *peers)
{
	pipe_end(peers->context, "closed");
}

static void tail_due(struct timer *timer)
{
	pipe_show_tails(OWNER(timer, struct pipe, tail));
}

static void nobody_came(struct timer *timer)
{
	struct pipe *pipe = OWNER(timer, struct pipe, first);
	struct err err = { 0 };

	err_set(&err, STATUS_TIMEOUT, "nobody came in %.3f s",
		(double)pipe->plan->first_ns / NS_PER_S);
	pipe_fail(pipe, &err);
}

/* ---- signals -------------------------------------------------------------------------------- */

static void drained(struct timer *timer)
{
	pipe_end(OWNER(timer, struct pipe, drain), "stopped");
}

/* A listener lets those who are there finish: they hear that nothing more comes. */
static void drain(struct pipe *pipe)
{
	pipe->reason = "stopped";
	pipe->pump.policy.keep_open = pipe->pump.policy.quiet_open = false;
	peers_stop(&pipe->peers);
	timer_set(&pipe->serve.loop, &pipe->drain, deadline_in((int64_t)DRAIN_S * NS_PER_S));
	pump_end(&pipe->pump);
	if (pipe->peers.count == 0 || sock_type(pipe->plan->endpoint.transport) == SOCK_DGRAM)
		pipe_end(pipe, "stopped");
}

static void stop(struct serve *serve)
{
	struct pipe *pipe = OWNER(serve, struct pipe, serve);

	pipe->hurried = true;
	if (pipe->plan->listens) {
		drain(pipe);
	} else {
		pipe->run->signal = serve->signal;
		pipe_end(pipe, "stopped");
	}
}

static void report(struct serve *serve)
{
	pipe_tell_summary(OWNER(serve, struct pipe, serve), true);
}

/* ---- descriptors handed over ---------------------------------------------------------------- */

static void show_descriptor(struct pipe *pipe, int fd)
{
	struct row *row = out_record(pipe->run->out, &pipe_records[PIPE_RESULT]);
	struct buf text = { 0 };

	pipe->passed = true;
	piperow_put_question(row, &pipe->plan->endpoint);
	passing_describe(&text, fd);
	row_part(row, RESULT_DESCRIPTOR, &text);
	out_done(pipe->run->out, STATUS_OK);
}

void pipe_take_descriptor(struct pipe *pipe, int fd)
{
	if (pipe->descriptor >= 0) {
		fd_close(&fd);
		return;
	}
	pipe->descriptor = fd;
	show_descriptor(pipe, fd);
	pipe_end(pipe, "enough");
}

void pipe_send_descriptor(struct pipe *pipe, const struct peer *peer)
{
	int fd = (int)pipe->plan->send_fd;
	struct err err = { 0 };

	if (!passing_send(peer->end.out.fd, fd, &err)) {
		pipe_fail(pipe, &err);
		return;
	}
	show_descriptor(pipe, fd);
	pipe_end(pipe, "enough");
}

void pipe_set_calls(struct pipe *pipe)
{
	pipe->serve.stop = stop;
	pipe->serve.report = report;
	pipe->tail.due = tail_due;
	pipe->first.due = nobody_came;
	pipe->drain.due = drained;
	pipe->peers.over = peers_over;
}

/* ---- the end -------------------------------------------------------------------------------- */

static void judge_time(struct pipe *pipe)
{
	struct err err = { 0 };

	pipe->hurried = true;
	if (deadline_passed(pipe->plan->deadline)) {
		err_set(&err, STATUS_TIMEOUT, "it was not over after %.3f s",
			(double)pipe->plan->deadline_ns / NS_PER_S);
		pipe_fail(pipe, &err);
	} else {
		pipe_end(pipe, out_enough(pipe->run->out) ? "enough" : "elapsed");
	}
}

/* Whether datagrams that are not answered are a failure. */
static bool waits_for_answers(const struct pipe_plan *plan)
{
	return sock_type(plan->endpoint.transport) == SOCK_DGRAM && !plan->listens &&
	       plan->policy.linger_ns > 0;
}

/* Silence after a question in datagrams is no success. */
static void judge_silence(struct pipe *pipe)
{
	struct err err = { 0 };

	if (!waits_for_answers(pipe->plan) || pipe->failed || pipe->troubled || pipe->run->signal ||
	    pipe->sent == 0 || pipe->received > 0)
		return;
	err_set(&err, STATUS_SILENT,
		"%llu message%s sent, and nothing came back: nobody knows whether they arrived "
		"(--eof exit does not wait)",
		(unsigned long long)pipe->sent, num_plural(pipe->sent));
	pipe_fail(pipe, &err);
}

static void judge_descriptor(struct pipe *pipe)
{
	bool wanted = pipe->plan->receive_fd || pipe->plan->send_fd >= 0;
	struct err err = { 0 };

	if (!wanted || pipe->passed || pipe->failed || pipe->run->signal)
		return;
	err_set(&err, STATUS_CLOSED, "no descriptor was handed over");
	pipe_fail(pipe, &err);
}

static void turn(struct pipe *pipe)
{
	const struct pipe_plan *plan = pipe->plan;
	struct deadline until = deadline_earlier(deadline_in(plan->for_ns), plan->deadline);
	struct err err = { 0 };

	if (!serve_run(&pipe->serve, until, &err))
		pipe_fail(pipe, &err);
	else if (!pipe->over)
		judge_time(pipe);
}

void pipe_run(struct pipe *pipe)
{
	if (!pipe->over)
		turn(pipe);
	pipe_show_tails(pipe);
	pipe_center_flush(pipe);
	judge_silence(pipe);
	judge_descriptor(pipe);
	pipe_tell_summary(pipe, false);
	if (pipe->descriptor >= 0)
		pipe->run->command_fd = pipe->descriptor;
}
