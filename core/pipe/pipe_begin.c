/* pipe_begin -- a pipe from its plan to its end: with one peer that is connected to, or with who
 * comes.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/calls.h"
#include "net/pump_loop.h"
#include "pipe/pipe_state.h"
#include "pipe/piperow.h"

/* ---- its parts ------------------------------------------------------------------------------ */

static void make(struct pipe *pipe, struct run *run, const struct pipe_plan *plan)
{
	bool messages = sock_has_messages(plan->endpoint.transport);

	*pipe = (struct pipe){
		.plan = plan,
		.run = run,
		.serve = SERVE_CLOSED,
		.pump = { .policy = plan->policy, .room = messages ? DATAGRAM_ROOM : 0 },
		.peers = { .loop = &pipe->serve.loop,
			   .pump = &pipe->pump,
			   .keep = plan->keep,
			   .takes_descriptors = plan->receive_fd,
			   .context = pipe,
			   .tell = pipe_tell },
		.pieces = plan->pieces,
		.replay = { .script = plan->script, .side = plan->side, .messages = messages },
		.transcript = { .fd = plan->transcript_fd, .stop_fd = &pipe->serve.stop_fd },
		.began_ns = clock_now_ns(),
		.descriptor = -1,
	};
	pipe_set_calls(pipe);
	pipe_center_make(pipe);
}

/* Signals are events from here on. */
static bool begin(struct pipe *pipe, struct err *err)
{
	return serve_begin(&pipe->serve, pipe->run, err) &&
	       pump_loop_begin(&pipe->pump, &pipe->center, &pipe->serve.loop, err) &&
	       peers_begin(&pipe->peers, err) && pipe_write_head(pipe, err);
}

/* Its peers are gone, and so are the listeners, with whose sockets some of them spoke. */
static void release(struct pipe *pipe)
{
	pump_free(&pipe->pump);
	timer_clear(&pipe->serve.loop, &pipe->tail);
	timer_clear(&pipe->serve.loop, &pipe->first);
	timer_clear(&pipe->serve.loop, &pipe->drain);
	serve_end(&pipe->serve);
	pieces_free(&pipe->pieces);
	display_free(&pipe->display);
	transcript_free(&pipe->transcript);
}

/* ---- a client ------------------------------------------------------------------------------- */

static bool join(struct pipe *pipe, int fd, const struct race *race, struct err *err)
{
	pipe->race = race;
	if (begin(pipe, err))
		return peers_connected(&pipe->peers, fd, pipe->plan->endpoint.transport, err);
	call_close(fd);
	return false;
}

void pipe_connect(struct run *run, const struct pipe_plan *plan, const struct locations *locations,
		  struct deadline until)
{
	struct pipe pipe;
	struct err err = { 0 };
	struct race race;
	int fd = -1;
	bool fine = race_run(&fd, &race, locations, plan->sock, until, &err);

	make(&pipe, run, plan);
	pipe_tell_race(run, locations->transport, &race, plan->tells_race);
	if (fine && join(&pipe, fd, &race, &err))
		pipe_run(&pipe);
	else
		pipe_fail(&pipe, &err);
	peers_free(&pipe.peers);
	release(&pipe);
}

/* ---- a listener ----------------------------------------------------------------------------- */

static bool open_up(struct pipe *pipe, struct hosting *hosting, struct err *err)
{
	pipe->peers.listeners = &hosting->listeners;
	pipe->peers.admission = &hosting->admission;
	if (!peers_listen(&pipe->peers, err))
		return false;
	timer_set(&pipe->serve.loop, &pipe->first, deadline_in(pipe->plan->first_ns));
	hosting_tell_ready(hosting, pipe->run, &pipe_records[PIPE_READY]);
	return true;
}

void pipe_listen(struct run *run, const struct pipe_plan *plan, struct hosting *hosting)
{
	struct pipe pipe;
	struct err err = { 0 };
	bool fine;

	make(&pipe, run, plan);
	fine = begin(&pipe, &err);
	if (fine && hosting_bind(hosting, run)) {
		fine = open_up(&pipe, hosting, &err);
		if (fine)
			pipe_run(&pipe);
	}
	if (!fine)
		pipe_fail(&pipe, &err);
	peers_free(&pipe.peers);
	hosting_free(hosting); /* paths are removed while signals still wait */
	release(&pipe);
}
