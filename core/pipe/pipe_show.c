/* pipe_show -- a pipe in records: what came, what happened, what it comes to. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "base/num.h"
#include "base/utf8.h"
#include "cli/event.h"
#include "cli/out.h"
#include "cli/out_state.h"
#include "pipe/pipe_state.h"
#include "pipe/piperow.h"

/* ---- results: what came --------------------------------------------------------------------- */

static int64_t connect_ns(const struct pipe *pipe)
{
	return pipe->race ? pipe->race->connect_ns : 0;
}

void pipe_put_peer(struct row *row, const struct pipe *pipe, const struct peer *peer,
		   const struct sock_addr *from)
{
	piperow_put_kind(row, RESULT_FAMILY, peer->transport, &peer->local);
	piperow_put_at(row, RESULT_LOCAL, peer->transport, &peer->local);
	piperow_put_at(row, RESULT_PEER, peer->transport, from);
	row_uint(row, RESULT_CONN, peer->number);
	if (connect_ns(pipe) > 0)
		row_ms(row, RESULT_CONNECT, (double)connect_ns(pipe));
}

void pipe_show_piece(struct pipe *pipe, const struct peer_event *event, const char *data,
		     size_t size, uint64_t offset)
{
	const struct peer *peer = event->peer;
	const struct datagram *datagram = event->datagram;
	struct row *row = out_record(pipe->run->out, &pipe_records[PIPE_RESULT]);

	piperow_put_question(row, &pipe->plan->endpoint);
	pipe_put_peer(row, pipe, peer, event->from);
	row_time(row, RESULT_TIME,
		 datagram && datagram->wall_ns ? datagram->wall_ns : clock_wall_ns());
	if (!sock_has_messages(peer->transport))
		row_uint(row, RESULT_OFFSET, offset);
	row_uint(row, RESULT_SIZE, size);
	row_uint(row, RESULT_TRUE_SIZE, size + (event->true_size - event->size));
	row_bool(row, RESULT_TRUNCATED, event->truncated);
	if (datagram)
		piperow_put_datagram(row, datagram);
	piperow_put_who(row, RESULT_PID,
			datagram && datagram->peer.pid ? &datagram->peer : &peer->who);
	row_bytes(row, RESULT_DATA, data, size);
	out_done(pipe->run->out, STATUS_OK);
}

/* A character that two reads have cut is shown whole, with the second. */
static void show_joined(struct pipe *pipe, const struct peer_event *event)
{
	struct peer *peer = event->peer;
	uint64_t offset = peer->received_bytes - event->size - peer->open_size;
	struct buf joined = { 0 };
	size_t open, size;

	buf_put(&joined, peer->open, peer->open_size);
	buf_put(&joined, event->data, event->size);
	if (joined.failed) {
		buf_free_part(&joined, &pipe->run->out->text);
		out_flush(pipe->run->out);
		return;
	}
	open = utf8_open_tail(joined.data, joined.size);
	size = joined.size - open;
	memcpy(peer->open, joined.data + size, open);
	peer->open_size = (unsigned)open;
	if (size > 0)
		pipe_show_piece(pipe, event, joined.data, size, offset);
	buf_free(&joined);
}

void pipe_show_stream(struct pipe *pipe, const struct peer_event *event)
{
	struct peer *peer = event->peer;

	if (peer->open_size == 0 && utf8_open_tail(event->data, event->size) == 0)
		pipe_show_piece(pipe, event, event->data, event->size,
				peer->received_bytes - event->size);
	else
		show_joined(pipe, event);
	if (peer->open_size > 0)
		timer_set(&pipe->serve.loop, &pipe->tail,
			  deadline_in((int64_t)PIPE_TAIL_MS * NS_PER_MS));
}

void pipe_tell_tail(struct pipe *pipe, struct peer *peer)
{
	size_t size = peer->open_size;
	struct peer_event event = { .step = PEER_RECEIVED,
				    .peer = peer,
				    .from = &peer->at,
				    .size = size,
				    .true_size = size };

	if (size == 0)
		return;
	peer->open_size = 0;
	pipe_show_piece(pipe, &event, peer->open, size, peer->received_bytes - size);
}

/* ---- events --------------------------------------------------------------------------------- */

static void put_event_peer(struct row *row, const struct peer *peer, const struct sock_addr *from)
{
	row_text(row, EVENT_TRANSPORT, name_word(endpoint_transports, peer->transport));
	piperow_put_kind(row, EVENT_FAMILY, peer->transport, &peer->local);
	piperow_put_at(row, EVENT_LOCAL, peer->transport, &peer->local);
	if (!peer->listens || from->size > 0)
		piperow_put_at(row, EVENT_PEER, peer->transport, from);
	row_uint(row, EVENT_CONN, peer->number);
}

static struct row *begin_event(struct pipe *pipe, const char *word, const struct peer_event *event)
{
	struct row *row = event_begin(pipe->run->out, &pipe_records[PIPE_EVENT]);

	row_time(row, EVENT_TIME, clock_wall_ns());
	row_text(row, EVENT_EVENT, word);
	if (event->peer)
		put_event_peer(row, event->peer, event->from);
	return row;
}

void pipe_show_step(struct pipe *pipe, const char *word, const struct peer_event *event)
{
	if (!event_is_seen(pipe->run->out, false))
		return;
	begin_event(pipe, word, event);
	event_end(pipe->run->out, false);
}

void pipe_show_opened(struct pipe *pipe, const struct peer_event *event)
{
	const struct peer *peer = event->peer;
	struct row *row;

	if (!event_is_seen(pipe->run->out, false))
		return;
	row = begin_event(pipe,
			  peer->listens         ? "bound"
			  : pipe->plan->listens ? "accepted"
						: "connected",
			  event);
	if (connect_ns(pipe) > 0)
		row_ms(row, EVENT_CONNECT, (double)connect_ns(pipe));
	piperow_put_who(row, EVENT_PID, &peer->who);
	event_end(pipe->run->out, false);
}

void pipe_show_sent(struct pipe *pipe, const struct peer_event *event)
{
	struct row *row;

	if (!pipe->run->common->verbose || !event_is_seen(pipe->run->out, false))
		return;
	row = begin_event(pipe, "sent", event);
	row_uint(row, EVENT_SIZE, event->size);
	row_bytes(row, EVENT_DATA, event->data, event->size);
	event_end(pipe->run->out, false);
}

/* Somebody who may not come, or a shortage: the others go on. */
void pipe_show_refused(struct pipe *pipe, const struct peer_event *event)
{
	struct buf from = { 0 };
	struct row *row;

	if (!event_is_seen(pipe->run->out, true))
		return;
	row = begin_event(pipe, name_word(peer_steps, (long)event->step), event);
	if (event->from && !event->peer) {
		sock_addr_format(&from, pipe->plan->endpoint.transport, event->from);
		row_part(row, EVENT_PEER, &from);
	}
	row_text(row, EVENT_TEXT, event->err->text);
	event_end(pipe->run->out, true);
}

void pipe_show_closed(struct pipe *pipe, const struct peer_event *event, const char *reason)
{
	const struct peer *peer = event->peer;
	struct row *row;

	if (!event_is_seen(pipe->run->out, false))
		return;
	row = begin_event(pipe, "closed", event);
	row_text(row, EVENT_REASON, reason);
	if (peer->err.kind != STATUS_OK)
		row_text(row, EVENT_TEXT, peer->err.text);
	row_uint(row, EVENT_SENT_BYTES, peer->sent_bytes);
	row_uint(row, EVENT_RECEIVED_BYTES, peer->received_bytes);
	row_ms(row, EVENT_DURATION, (double)(peer->closed_ns - peer->opened_ns));
	event_end(pipe->run->out, false);
}

void pipe_tell_race(struct run *run, enum transport transport, const struct race *race, bool asked)
{
	if (!event_is_seen(run->out, asked) || (!asked && race->count < 2))
		return;
	for (size_t i = 0; i < race->count; i++) {
		struct row *row = event_begin(run->out, &pipe_records[PIPE_EVENT]);

		row_time(row, EVENT_TIME, clock_wall_ns());
		piperow_put_attempt(row, transport, race, i);
		event_end(run->out, asked);
	}
}

/* ---- the end -------------------------------------------------------------------------------- */

uint64_t pipe_unsent_bytes(const struct pipe *pipe)
{
	return pipe->center.taken_bytes > pipe->sent_bytes
		       ? pipe->center.taken_bytes - pipe->sent_bytes
		       : 0;
}

void pipe_tell_summary(struct pipe *pipe, bool asked)
{
	struct out *out = pipe->run->out;
	struct row *row;

	if (!event_is_seen(out, asked) && !out->expect)
		return;
	row = event_begin(out, &pipe_records[PIPE_SUMMARY]);
	row_uint(row, SUMMARY_CONNS, pipe->peers.opened);
	row_uint(row, SUMMARY_SENT, pipe->sent);
	row_uint(row, SUMMARY_SENT_BYTES, pipe->sent_bytes);
	row_uint(row, SUMMARY_RECEIVED, pipe->received);
	row_uint(row, SUMMARY_RECEIVED_BYTES, pipe->received_bytes);
	if (!pipe->plan->keep && pipe_unsent_bytes(pipe) > 0)
		row_uint(row, SUMMARY_UNSENT_BYTES, pipe_unsent_bytes(pipe));
	if (pipe->truncated)
		row_uint(row, SUMMARY_TRUNCATED, pipe->truncated);
	if (pipe->drops)
		row_uint(row, SUMMARY_DROPS, pipe->drops);
	row_ms(row, SUMMARY_DURATION,
	       (double)(clock_now_ns() - (pipe->opened_ns ? pipe->opened_ns : pipe->began_ns)));
	row_text(row, SUMMARY_REASON, pipe->reason);
	row_text(row, SUMMARY_ENDED_FIRST, pipe->ended_first);
	event_end(out, asked);
}
