/* probe_count -- what comes of the messages of a probe: counted, kept and told, up to the end. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>

#include "net/calls.h"
#include "serve/probe_state.h"

const struct name probe_steps[] = {
	NAME("reply", PROBE_REPLY, ""),         NAME("wrong", PROBE_WRONG, ""),
	NAME("duplicate", PROBE_DUPLICATE, ""), NAME("late", PROBE_LATE, ""),
	NAME("lost", PROBE_LOST, ""),           NAME("icmp", PROBE_ERROR, ""),
	NAME("stranger", PROBE_STRANGER, ""),   NAMES_END,
};

void probe_put_span(struct buf *text, int64_t span_ns)
{
	bool whole = span_ns % NS_PER_S == 0;

	buf_puti(text, span_ns / (whole ? NS_PER_S : NS_PER_MS));
	buf_puts(text, whole ? " s" : " ms");
}

bool probe_watch(struct probe_flow *flow, uint32_t events)
{
	struct err err = { 0 };

	if (loop_watch(flow->probe->loop, &flow->watch, events, &err))
		return true;
	probe_end_flow(flow, &err);
	return false;
}

/* ---- the end -------------------------------------------------------------------------------- */

bool probe_is_done(const struct probe *probe)
{
	return probe->stopped || probe->counts.sent == probe->plan.count;
}

/* A stream that is half closed ends with the peer's end. */
static bool waits_for_ends(const struct probe *probe)
{
	return probe->plan.half_close && probe_is_stream(probe) && !probe->stopped;
}

void probe_end(struct probe *probe)
{
	if (probe->ended)
		return;
	probe->ended = true;
	probe->over(probe);
}

void probe_check_end(struct probe *probe)
{
	bool all_done = probe_is_done(probe) && probe->in_flight == 0 && !waits_for_ends(probe);

	if (probe->began && (probe->alive == 0 || all_done))
		probe_end(probe);
}

static void lose_all(struct probe_flow *flow)
{
	struct leg *leg;

	while ((leg = flight_oldest(&flow->flight))) {
		flight_lose(&flow->flight, leg);
		flow->probe->in_flight--;
		flow->probe->counts.lost++;
	}
}

void probe_close_flow(struct probe_flow *flow)
{
	struct probe *probe = flow->probe;

	loop_forget(probe->loop, &flow->watch);
	timer_clear(probe->loop, &flow->timer);
	if (flow->watch.fd >= 0)
		call_close(flow->watch.fd);
	flow->watch.fd = -1;
}

void probe_end_flow(struct probe_flow *flow, const struct err *err)
{
	struct probe *probe = flow->probe;

	if (flow->state == FLOW_OVER)
		return;
	if (err && probe->counts.failed++ == 0)
		probe->failure = *err;
	if (flow->state != FLOW_OPEN)
		probe->opening--;
	flow->state = FLOW_OVER;
	lose_all(flow);
	probe_close_flow(flow);
	probe->alive--;
	probe_check_end(probe);
}

/* ---- what is counted and told --------------------------------------------------------------- */

void probe_tell(struct probe_flow *flow, struct probe_event *event)
{
	if (!flow->probe->plan.watched)
		return;
	event->conn = flow->number;
	flow->probe->tell(flow->probe, event);
}

void probe_keep_wrong(struct probe *probe, const struct err *err)
{
	if (probe->wrong.kind == STATUS_OK)
		probe->wrong = *err;
}

void probe_count_surplus(struct probe *probe)
{
	probe->counts.mismatched++;
	probe->counts.surplus++;
}

void probe_keep_answer(struct probe *probe, const char *data, size_t size, size_t true_size)
{
	size_t room = PROBE_DATA_MAX - probe->last.size;

	if (size > 0)
		buf_put(&probe->last, data, size < room ? size : room);
	probe->last_size = true_size;
	probe->last_kind = LAST_KEPT;
}

uint32_t probe_cookie(const struct probe_flow *flow)
{
	return flow->probe->plan.cookie + flow->number;
}

/* Where messages change from one to the next, what was sent is kept itself. */
void probe_keep_echo(struct probe *probe, const struct probe_flow *flow, uint32_t seq)
{
	const char *data;
	size_t size;

	probe->last_kind = LAST_ECHO;
	probe->last_seq = seq;
	probe->last_cookie = probe_cookie(flow);
	if (probe->plan.interval_ns != PROBE_MANUAL ||
	    !probe_last_answer(probe, &data, &size, &probe->last_size))
		return;
	if (data != probe->last.data) {
		buf_clear(&probe->last);
		buf_put(&probe->last, data, size);
	}
	probe->last_kind = LAST_KEPT;
}

bool probe_last_answer(struct probe *probe, const char **data, size_t *size, size_t *true_size)
{
	const struct messages *messages = probe->plan.messages;

	if (probe->last_kind == LAST_ECHO && messages->numbered) {
		buf_clear(&probe->last);
		if (!buf_reserve(&probe->last, messages->size))
			return false;
		message_put(messages, probe->last.data, probe->last_cookie, probe->last_seq);
		probe->last.size = messages->size;
	}
	*true_size = probe->last_kind == LAST_ECHO ? messages->size : probe->last_size;
	*size = *true_size < PROBE_DATA_MAX ? *true_size : PROBE_DATA_MAX;
	*data = probe->last_kind == LAST_ECHO && !messages->numbered
			? message_body(messages, probe->last_seq)
			: probe->last.data;
	return probe->last_kind != LAST_NONE && !probe->last.failed;
}

void probe_arm(struct probe_flow *flow, int64_t at_ns)
{
	if (at_ns != 0 && !(flow->timer.set && flow->timer.at_ns <= at_ns))
		timer_set(flow->probe->loop, &flow->timer, (struct deadline){ at_ns });
}

int64_t probe_deadline(const struct probe *probe, const struct leg *leg)
{
	int64_t at_ns;

	if (probe->plan.timeout_ns == 0)
		return 0;
	if (__builtin_add_overflow(leg->sent_ns, probe->plan.timeout_ns, &at_ns))
		return INT64_MAX;
	return at_ns;
}

struct leg *probe_sent(struct probe_flow *flow, size_t size, int64_t now_ns)
{
	struct probe *probe = flow->probe;
	struct leg *leg = flight_begin(&flow->flight, now_ns);

	if (probe->first_ns == 0)
		probe->first_ns = now_ns;
	probe->counts.sent++;
	probe->counts.sent_bytes += size;
	probe->in_flight++;
	if (probe->plan.interval_ns != 0)
		probe->credit--;
	probe_arm(flow, probe_deadline(probe, leg));
	return leg;
}

void probe_landed(struct probe_flow *flow, const struct leg *leg, struct probe_event *event)
{
	struct probe *probe = flow->probe;

	probe->in_flight--;
	probe->counts.received++;
	probe->last_ns = probe->loop->now_ns;
	if (event->step == PROBE_REPLY) {
		stats_add(&probe->rtt, event->rtt_ns);
		probe->last_rtt_ns = event->rtt_ns;
	} else {
		probe->counts.mismatched++;
	}
	event->has_seq = true;
	event->seq = leg->seq;
	probe_tell(flow, event);
	probe_check_end(probe);
}

void probe_lost(struct probe_flow *flow, struct leg *leg, struct probe_event *event)
{
	struct probe *probe = flow->probe;

	flight_lose(&flow->flight, leg);
	probe->in_flight--;
	probe->counts.lost++;
	event->has_seq = true;
	event->seq = leg->seq;
	event->rtt_ns = -1;
	event->ttl = -1;
	probe_tell(flow, event);
	probe_check_end(probe);
}

/* ---- no room to send ------------------------------------------------------------------------ */

/* Where EPOLLOUT tells, it is waited for; else it is tried again soon. */
void probe_block(struct probe_flow *flow, int number)
{
	struct probe *probe = flow->probe;
	struct deadline soon = deadline_in((int64_t)PROBE_RETRY_MS * NS_PER_MS);

	flow->blocked = true;
	if (flow->blocked_ns == 0)
		flow->blocked_ns = clock_now_ns();
	if (number == EAGAIN) {
		if (!probe_watch(flow, EPOLLIN | EPOLLOUT))
			return;
	} else {
		timer_set(probe->loop, &probe->retry, soon);
	}
	if (probe->plan.timeout_ns > 0)
		probe_arm(flow, flow->blocked_ns + probe->plan.timeout_ns);
}

bool probe_is_stuck(struct probe_flow *flow)
{
	struct probe *probe = flow->probe;
	struct buf span = { 0 };
	struct err err = { 0 };

	if (flow->blocked_ns == 0 || probe->plan.timeout_ns == 0)
		return false;
	if (flow->blocked_ns + probe->plan.timeout_ns > probe->loop->now_ns) {
		probe_arm(flow, flow->blocked_ns + probe->plan.timeout_ns);
		return false;
	}
	probe_put_span(&span, probe->plan.timeout_ns);
	err_set(&err, STATUS_TIMEOUT, "there was no room to send for %s", buf_text(&span));
	buf_free(&span);
	probe_end_flow(flow, &err);
	return true;
}
