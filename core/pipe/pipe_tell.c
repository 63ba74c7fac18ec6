/* pipe_tell -- what each step of its peers means to a pipe, and what it comes to. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/num.h"
#include "cli/out.h"
#include "cli/payload.h"
#include "pipe/pipe_state.h"
#include "pipe/piperow.h"

static struct pipe *pipe_of(const struct peers *peers)
{
	return peers->context;
}

/* ---- what follows --------------------------------------------------------------------------- */

static void fail_with_peer(struct pipe *pipe, struct peer *peer)
{
	struct err err = peer->err;
	uint64_t unsent = pipe_unsent_bytes(pipe);

	if (unsent > 0) {
		err_set(&err, peer->err.kind, "%s; %llu byte%s of standard input not sent",
			peer->err.text, (unsigned long long)unsent, num_plural(unsent));
		err.number = peer->err.number;
	}
	pipe_fail(pipe, &err);
}

static void fail_idle(struct pipe *pipe)
{
	struct err err = { 0 };
	const struct replay *replay = &pipe->replay;

	if (replay->script && replay_lacks(replay) > 0)
		err_set(&err, STATUS_TIMEOUT,
			"nothing more came at byte %llu, %llu byte%s before the transcript ends",
			(unsigned long long)replay->heard_bytes,
			(unsigned long long)replay_lacks(replay), num_plural(replay_lacks(replay)));
	else
		err_set(&err, STATUS_TIMEOUT, "nothing moved for %.3f s",
			(double)pipe->pump.policy.idle_ns / NS_PER_S);
	pipe_fail(pipe, &err);
}

/* Standard input had something to say after the peer's end, so who knows whether that was all. */
static void fail_cut(struct pipe *pipe)
{
	struct err err = { 0 };

	err_set(&err, STATUS_CLOSED,
		"the peer ended its direction, and standard input fell silent before its own end: "
		"there may have been more to send (--eof both waits for it)");
	pipe_fail(pipe, &err);
}

static const char *reason_of(const struct peer *peer)
{
	switch (peer->end.why) {
	case PUMP_CLOSED:
		return "closed";
	case PUMP_LEFT:
		return "left";
	case PUMP_LINGERED:
		return "lingered";
	case PUMP_IDLE:
		return status_word(STATUS_TIMEOUT);
	case PUMP_BROKE:
		break;
	}
	return status_word(peer->err.kind);
}

/* What a script makes of an end. True where that is the last word. */
static bool judge_end(struct pipe *pipe, const struct peer *peer)
{
	struct replay *replay = &pipe->replay;
	struct err err = { 0 };

	if (!replay->script || pipe->failed || peer->end.why != PUMP_BROKE ||
	    peer->err.kind != STATUS_RESET)
		return false;
	if (replay_hear_reset(replay, &err))
		pipe_end(pipe, "replayed");
	else
		pipe_fail(pipe, &err);
	return true;
}

/* With --keep-accepting a peer that breaks off is no failure of ours: its event says it. */
static void draw_conclusions(struct pipe *pipe, struct peer *peer)
{
	if (pipe->plan->keep && !peer->listens)
		return;
	if (peer->end.ended_first || pipe->center.in_ended)
		pipe->ended_first = peer->end.ended_first ? "peer" : "self";
	if (pipe->failed || judge_end(pipe, peer))
		return;
	if (peer->end.why == PUMP_BROKE)
		fail_with_peer(pipe, peer);
	else if (peer->end.why == PUMP_CLOSED && !pipe->center.in_ended && peer->end.late_bytes > 0)
		fail_cut(pipe);
	else if (peer->end.why == PUMP_IDLE)
		fail_idle(pipe);
	else
		pipe->reason = pipe->reason ? pipe->reason : reason_of(peer);
}

/* ---- all steps ------------------------------------------------------------------------------ */

static void opened(struct pipe *pipe, const struct peer_event *event)
{
	const struct peer *peer = event->peer;

	if (!pipe->opened_ns)
		pipe->opened_ns = peer->opened_ns;
	if (!peer->listens)
		timer_clear(&pipe->serve.loop, &pipe->first);
	pipe_show_opened(pipe, event);
	pipe_write_down(pipe,
			(struct transcript_line){ .kind = TRANSCRIPT_OPEN,
						  .local = &peer->local,
						  .peer = peer->listens ? NULL : &peer->at },
			event);
	if (pipe->plan->send_fd >= 0 && !peer->listens && !pipe->over)
		pipe_send_descriptor(pipe, peer);
}

static void hear(struct pipe *pipe, const struct peer_event *event)
{
	struct replay *replay = &pipe->replay;
	struct err err = { 0 };

	if (!replay->script || pipe->failed)
		return;
	if (!replay_hear(replay, event->data, event->size, &err))
		pipe_fail(pipe, &err);
	else if (replay_is_done(replay))
		pipe->enough = true;
	else
		pump_kick(&pipe->pump);
}

static void note_datagram(struct pipe *pipe, const struct peer_event *event)
{
	timer_clear(&pipe->serve.loop, &pipe->first);
	if (event->truncated) {
		pipe->truncated++;
		out_remark(pipe->run->out, "a message of %zu bytes was truncated to %zu",
			   event->true_size, event->size);
	}
	if (event->datagram && event->datagram->has_drops)
		pipe->drops = event->datagram->drops;
}

static void received(struct pipe *pipe, const struct peer_event *event)
{
	pipe->received++;
	pipe->received_bytes += event->size;
	if (sock_has_messages(event->peer->transport))
		note_datagram(pipe, event);
	pipe_dump(pipe, event);
	pipe_write_data(pipe, event, pipe_other_side(pipe));
	if (out_sees_records(pipe->run->out)) {
		if (sock_has_messages(event->peer->transport))
			pipe_show_piece(pipe, event, event->data, event->size, 0);
		else
			pipe_show_stream(pipe, event);
	}
	hear(pipe, event);
	if (pipe->plan->count > 0 && pipe->received >= (uint64_t)pipe->plan->count)
		pipe->enough = true;
}

static void sent(struct pipe *pipe, const struct peer_event *event)
{
	pipe->sent++;
	pipe->sent_bytes += event->size;
	pipe_dump(pipe, event);
	pipe_write_data(pipe, event, pipe_our_side(pipe));
	pipe_show_sent(pipe, event);
}

static void ended(struct pipe *pipe, const struct peer_event *event)
{
	struct err err = { 0 };

	if (out_sees_records(pipe->run->out))
		pipe_tell_tail(pipe, event->peer);
	pipe_show_step(pipe, "ended", event);
	pipe_write_end(pipe, event, TRANSCRIPT_SHUT, pipe_other_side(pipe));
	if (!pipe->replay.script || pipe->failed)
		return;
	if (replay_hear_end(&pipe->replay, &err))
		pump_kick(&pipe->pump);
	else
		pipe_fail(pipe, &err);
}

static void troubled(struct pipe *pipe, const struct peer_event *event)
{
	struct row *row = out_record(pipe->run->out, &pipe_records[PIPE_RESULT]);

	pipe->troubled = true;
	piperow_put_question(row, &pipe->plan->endpoint);
	pipe_put_peer(row, pipe, event->peer, event->from);
	out_fail(pipe->run->out, event->err);
}

static void closed(struct pipe *pipe, const struct peer_event *event)
{
	const struct peer *peer = event->peer;
	const char *reason = reason_of(peer);

	if (out_sees_records(pipe->run->out))
		pipe_tell_tail(pipe, event->peer);
	if (peer->err.kind == STATUS_RESET)
		pipe_write_end(pipe, event, TRANSCRIPT_RESET, pipe_other_side(pipe));
	pipe_write_down(pipe,
			(struct transcript_line){ .kind = TRANSCRIPT_CLOSE, .reason = reason },
			event);
	pipe_show_closed(pipe, event, reason);
	draw_conclusions(pipe, event->peer);
}

void pipe_tell(struct peers *peers, const struct peer_event *event)
{
	struct pipe *pipe = pipe_of(peers);

	switch (event->step) {
	case PEER_OPENED:
		opened(pipe, event);
		break;
	case PEER_RECEIVED:
		received(pipe, event);
		break;
	case PEER_SENT:
		sent(pipe, event);
		break;
	case PEER_SHUT:
		pipe_show_step(pipe, "shut", event);
		pipe_write_end(pipe, event, TRANSCRIPT_SHUT, pipe_our_side(pipe));
		break;
	case PEER_ENDED:
		ended(pipe, event);
		break;
	case PEER_TROUBLE:
		troubled(pipe, event);
		break;
	case PEER_DESCRIPTOR:
		pipe_take_descriptor(pipe, event->fd);
		break;
	case PEER_REFUSED:
	case PEER_SHORT:
		pipe_show_refused(pipe, event);
		break;
	case PEER_CLOSED:
		closed(pipe, event);
		break;
	}
}
