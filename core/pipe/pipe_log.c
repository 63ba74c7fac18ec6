/* pipe_log -- what goes both ways, written down: the hexdump and the transcript of a pipe. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/hexdump.h"
#include "cli/out_state.h"
#include "pipe/pipe_state.h"

void pipe_dump(struct pipe *pipe, const struct peer_event *event)
{
	const struct peer *peer = event->peer;
	bool came = event->step == PEER_RECEIVED;
	uint64_t total = came ? peer->received_bytes : peer->sent_bytes;
	struct buf text = { 0 }, who = { 0 };
	char stamp[CLOCK_STAMP_MAX];

	if (!pipe->plan->hexdump)
		return;
	clock_stamp(stamp, clock_wall_ns());
	sock_addr_format(&who, peer->transport, event->from);
	buf_printf(&text, "%c %s ", came ? '<' : '>', stamp);
	safe_put(&text, who.data, who.size, pipe->run->out->charset);
	buf_printf(&text, " %zu byte%s%s\n", event->size, event->size == 1 ? "" : "s",
		   event->truncated ? ", truncated" : "");
	hexdump_put(&text, event->data, event->size,
		    sock_has_messages(peer->transport) ? 0 : total - event->size, came ? '<' : '>',
		    out_columns(STDERR_FILENO));
	buf_free_part(&who, &text);
	out_say(pipe->run->out, &text);
	buf_free(&text);
}

enum side pipe_our_side(const struct pipe *pipe)
{
	return pipe->plan->listens ? SIDE_SERVER : SIDE_CLIENT;
}

enum side pipe_other_side(const struct pipe *pipe)
{
	return pipe->plan->listens ? SIDE_CLIENT : SIDE_SERVER;
}

static bool is_written(const struct pipe *pipe, struct err *err)
{
	int number = pipe->transcript.write_errno;

	return !number || err_errno(err, number, "cannot write to %s", pipe->plan->transcript);
}

bool pipe_write_head(struct pipe *pipe, struct err *err)
{
	const struct transcript_line head = { .kind = TRANSCRIPT_HEAD,
					      .side = pipe_our_side(pipe),
					      .transport = pipe->plan->endpoint.transport };

	transcript_put(&pipe->transcript, &head);
	return is_written(pipe, err);
}

void pipe_write_down(struct pipe *pipe, struct transcript_line line, const struct peer_event *event)
{
	struct err err = { 0 };

	line.transport = event->peer->transport;
	line.conn = event->peer->number;
	transcript_put(&pipe->transcript, &line);
	if (!pipe->failed && !is_written(pipe, &err))
		pipe_fail(pipe, &err);
}

void pipe_write_data(struct pipe *pipe, const struct peer_event *event, enum side side)
{
	pipe_write_down(pipe,
			(struct transcript_line){ .kind = TRANSCRIPT_DATA,
						  .side = side,
						  .peer = event->peer->listens ? event->from : NULL,
						  .data = event->data,
						  .size = event->size,
						  .true_size = event->true_size },
			event);
}

void pipe_write_end(struct pipe *pipe, const struct peer_event *event, enum transcript_kind kind,
		    enum side side)
{
	pipe_write_down(pipe, (struct transcript_line){ .kind = kind, .side = side }, event);
}
