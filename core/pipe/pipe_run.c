/* pipe_run -- a pipe from its beginning to its end: the loop, signals, limits of time, the verdict.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>

#include "base/fd.h"
#include "cli/out.h"
#include "cli/out_state.h"
#include "cli/ready.h"
#include "net/passing.h"
#include "net/pump_loop.h"
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
	struct row *row = out_record(pipe->run->out, &pipe_records[PIPE_RESULT]);

	pipe_put_endpoint(row, pipe);
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

	pipe_put_endpoint(row, pipe);
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

/* ---- beginning ------------------------------------------------------------------------------ */

static void make_parts(struct pipe *pipe)
{
	const struct pipe_plan *plan = pipe->plan;
	bool messages = sock_has_messages(plan->endpoint.transport);

	pipe->pieces = plan->pieces;
	pipe->transcript = (struct transcript){ .fd = plan->transcript_fd };
	pipe->replay =
		(struct replay){ .script = plan->script, .side = plan->side, .messages = messages };
	pipe->serve.stop = stop;
	pipe->serve.report = report;
	pipe->tail.due = tail_due;
	pipe->first.due = nobody_came;
	pipe->drain.due = drained;
	pipe->pump = (struct pump){ .policy = plan->policy, .room = messages ? DATAGRAM_ROOM : 0 };
	pipe->peers = (struct peers){ .loop = &pipe->serve.loop,
				      .pump = &pipe->pump,
				      .admission = plan->admission,
				      .keep = plan->keep,
				      .takes_descriptors = plan->receive_fd,
				      .context = pipe,
				      .tell = pipe_tell,
				      .over = peers_over };
}

static void write_head(struct pipe *pipe)
{
	struct transcript_line head = { .kind = TRANSCRIPT_HEAD,
					.side = pipe->plan->listens ? SIDE_SERVER : SIDE_CLIENT,
					.transport = pipe->plan->endpoint.transport };

	transcript_put(&pipe->transcript, &head);
}

bool pipe_begin(struct pipe *pipe, struct run *run, const struct pipe_plan *plan, struct err *err)
{
	*pipe = (struct pipe)PIPE_CLOSED;
	pipe->run = run;
	pipe->plan = plan;
	pipe->began_ns = clock_now_ns();
	make_parts(pipe);
	pipe_center_make(pipe);
	if (!serve_begin(&pipe->serve, run, err) ||
	    !pump_loop_begin(&pipe->pump, &pipe->center, &pipe->serve.loop, err) ||
	    !peers_begin(&pipe->peers, err)) {
		pipe_free(pipe);
		return false;
	}
	write_head(pipe);
	return true;
}

bool pipe_connected(struct pipe *pipe, int fd, const struct race *race, struct err *err)
{
	pipe->race = race;
	return peers_connected(&pipe->peers, fd, pipe->plan->endpoint.transport, err);
}

bool pipe_listen(struct pipe *pipe, struct listeners *listeners, struct err *err)
{
	pipe->peers.listeners = listeners;
	if (!peers_listen(&pipe->peers, err))
		return false;
	timer_set(&pipe->serve.loop, &pipe->first, deadline_in(pipe->plan->first_ns));
	ready_tell(pipe->run->out, &pipe_records[PIPE_READY], listeners,
		   pipe->run->common->listen.ready_fd);
	return true;
}

/* ---- the end -------------------------------------------------------------------------------- */

static void judge_time(struct pipe *pipe)
{
	struct err err = { 0 };
	int64_t limit_ns = pipe->plan->deadline_ns;

	if (limit_ns && deadline_passed((struct deadline){ pipe->began_ns + limit_ns })) {
		err_set(&err, STATUS_TIMEOUT, "it was not over after %.3f s",
			(double)limit_ns / NS_PER_S);
		pipe_fail(pipe, &err);
	} else {
		pipe_end(pipe, out_enough(pipe->run->out) ? "enough" : "elapsed");
	}
}

/* Silence after a question in datagrams is no success. */
static void judge_silence(struct pipe *pipe)
{
	struct err err = { 0 };

	if (!pipe->plan->waits_for_answers || pipe->failed || pipe->troubled || pipe->run->signal ||
	    pipe->sent == 0 || pipe->received > 0)
		return;
	err_set(&err, STATUS_SILENT,
		"%llu message%s sent, and nothing came back: nobody knows whether they arrived "
		"(--eof exit does not wait)",
		(unsigned long long)pipe->sent, pipe->sent == 1 ? "" : "s");
	pipe_fail(pipe, &err);
}

static void judge_descriptor(struct pipe *pipe)
{
	struct err err = { 0 };

	if (!pipe->plan->receive_fd || pipe->descriptor >= 0 || pipe->failed || pipe->run->signal)
		return;
	err_set(&err, STATUS_CLOSED, "the peer handed no descriptor over");
	pipe_fail(pipe, &err);
}

static void turn(struct pipe *pipe)
{
	const struct pipe_plan *plan = pipe->plan;
	struct deadline until =
		deadline_earlier(deadline_in(plan->for_ns), deadline_in(plan->deadline_ns));
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

void pipe_close_peers(struct pipe *pipe)
{
	peers_free(&pipe->peers);
}

void pipe_free(struct pipe *pipe)
{
	pipe_close_peers(pipe);
	pump_free(&pipe->pump);
	timer_clear(&pipe->serve.loop, &pipe->tail);
	timer_clear(&pipe->serve.loop, &pipe->first);
	timer_clear(&pipe->serve.loop, &pipe->drain);
	serve_end(&pipe->serve);
	pieces_free(&pipe->pieces);
	buf_free(&pipe->showing);
	transcript_free(&pipe->transcript);
}
