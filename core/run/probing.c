/* probing -- runs a probe over the addresses of an endpoint: records, stdin, signals, progress. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "run/probing.h"

#include <errno.h>
#include <string.h>

#include "base/fd.h"
#include "cli/out.h"
#include "cli/out_state.h"
#include "cli/proberow.h"
#include "cli/terminal.h"
#include "net/connect.h"

static const int64_t tick_ns = NS_PER_S / 5;

/* ---- lines of stdin ------------------------------------------------------------------------- */

static void want_line(struct probing *probing)
{
	if (terminal_asks(probing->run->out))
		terminal_prompt(probing->run->out, "> ");
	typed_want(&probing->typed);
}

/* An empty line is an empty datagram, and on a stream nothing at all. */
static void take_line(struct typed *typed, const char *line, size_t size, const struct err *err)
{
	struct probing *probing = OWNER(typed, struct probing, typed);
	struct probe *probe = &probing->probe;
	struct messages *messages = probing->lines;

	if (!line) {
		if (terminal_asks(probing->run->out))
			terminal_break();
		probing->trouble = *err;
		probe_stop(probe, probe->plan.timeout_ns);
	} else if (!messages_set(messages, line, size, probing->ending, &probing->trouble)) {
		probe_stop(probe, 0);
	} else if (messages->size == 0 && !sock_has_messages(probe->plan.transport)) {
		want_line(probing);
	} else if (!probe_check(&probe->plan, &probing->trouble)) {
		probe_stop(probe, 0);
	} else {
		probe_allow(probe);
	}
}

/* ---- while it runs -------------------------------------------------------------------------- */

static void tell(struct probe *probe, const struct probe_event *event)
{
	struct probing *probing = OWNER(probe, struct probing, probe);
	struct out *out = probing->run->out;

	if (probing->shows_steps) {
		proberow_put_event(out_record(out, &proberow_types[PROBEROW_EVENT]), probe, event,
				   probing->shows_data);
		out_done(out, STATUS_OK);
	}
	if (probing->lines && probe->in_flight == 0 && probe->counts.sent < probe->plan.count &&
	    !probe->ended && !probe->stopped && !probing->typed.wanted)
		want_line(probing);
}

static void be_over(struct probe *probe)
{
	loop_stop(probe->loop);
}

static void put_progress(struct buf *text, const struct probe *probe)
{
	buf_printf(
		text, "%llu sent, %llu received, %llu lost", (unsigned long long)probe->counts.sent,
		(unsigned long long)probe->counts.received, (unsigned long long)probe->counts.lost);
	if (probe->rtt.spread.count > 0)
		buf_printf(text, ", rtt avg %.3f ms", (double)probe->rtt.spread.mean / NS_PER_MS);
}

static void be_ticked(struct timer *timer)
{
	struct probing *probing = OWNER(timer, struct probing, tick);
	struct buf text = { 0 };

	put_progress(&text, &probing->probe);
	terminal_progress(probing->run->out, buf_text(&text));
	buf_free(&text);
	timer_set(&probing->serve.loop, timer, deadline_in(tick_ns));
}

static void end_progress(struct probing *probing)
{
	if (probing->tick.set)
		terminal_progress(probing->run->out, "");
	timer_clear(&probing->serve.loop, &probing->tick);
}

static void be_ended(struct timer *timer)
{
	struct probing *probing = OWNER(timer, struct probing, end);

	probe_stop(&probing->probe, probing->probe.plan.timeout_ns);
}

/* What is on its way gets twice the time that the slowest took. */
static void stop(struct serve *serve)
{
	struct probing *probing = OWNER(serve, struct probing, serve);
	int64_t grace_ns = 2 * probing->probe.rtt.spread.max, least_ns = NS_PER_S / 5;

	probing->interrupted = true;
	if (!probing->tick.set && terminal_shows(probing->run->out))
		terminal_break();
	typed_stop(&probing->typed);
	probe_stop(&probing->probe, grace_ns < least_ns ? least_ns : grace_ns);
}

static void report(struct serve *serve)
{
	struct probing *probing = OWNER(serve, struct probing, serve);
	struct buf text = { 0 };

	put_progress(&text, &probing->probe);
	out_remark(probing->run->out, "%s", buf_text(&text));
	buf_free(&text);
}

static void set_timers(struct probing *probing)
{
	struct loop *loop = &probing->serve.loop;

	probing->end.due = be_ended;
	probing->tick.due = be_ticked;
	timer_set(loop, &probing->end, deadline_in(probing->for_ns));
	if (!probing->shows_steps && terminal_shows(probing->run->out))
		timer_set(loop, &probing->tick, deadline_in(tick_ns));
}

static bool run_probe(struct probing *probing, int fd, int64_t connect_ns, struct err *err)
{
	struct serve *serve = &probing->serve;

	serve->stop = stop;
	serve->report = report;
	probing->probe.loop = &serve->loop;
	probing->probe.tell = tell;
	probing->probe.over = be_over;
	probing->typed.loop = &serve->loop;
	probing->typed.line = take_line;
	typed_begin(&probing->typed);
	set_timers(probing);
	if (!probe_begin(&probing->probe, fd, connect_ns, err))
		return false;
	if (probing->has_line)
		probe_allow(&probing->probe);
	else if (probing->lines)
		want_line(probing);
	if (!probing->probe.ended && !serve_run(serve, (struct deadline){ 0 }, err))
		return false;
	*err = probing->trouble;
	return err->kind == STATUS_OK;
}

/* ---- one address ---------------------------------------------------------------------------- */

static struct row *begin_result(struct run *run, const char *endpoint, enum transport transport,
				const struct sock_addr *to)
{
	struct row *row = out_record(run->out, &proberow_types[PROBEROW_RESULT]);

	proberow_put_endpoint(row, endpoint, to, transport);
	return row;
}

void probing_fail(struct run *run, const char *endpoint, enum transport transport,
		  const struct err *err)
{
	const struct sock_addr none = { .size = 0 };

	begin_result(run, endpoint, transport, &none);
	out_fail(run->out, err);
}

static void note_clocks(const struct probing *probing)
{
	const struct stamp_measure *stamp = &probing->probe.stamp;
	uint64_t unused;

	if (stamp->forward.count > 0 &&
	    (!stamp->clock.synchronized || !clock_wall_synchronized(&unused)))
		out_remark(probing->run->out, "the two clocks are not known to agree: times there "
					      "and back are good for comparing only");
}

/* An address that cannot be reached, where another one may. */
static bool is_passed_over(const struct probing *probing, const struct err *err)
{
	return probing->probe.plan.fickle && probing->probe.counts.received == 0 &&
	       !probing->interrupted &&
	       (err->kind == STATUS_REFUSED || err->kind == STATUS_UNREACHABLE ||
		err->kind == STATUS_NO_ROUTE);
}

/* Of several addresses the message says which one it is about. */
static void fail(const struct probing *probing, struct err *err)
{
	const struct probe *probe = &probing->probe;
	const struct probe_plan *plan = &probe->plan;
	struct buf at = { 0 };

	if (err->kind == STATUS_MISMATCH && !plan->stamp &&
	    probe->counts.mismatched == probe->counts.received)
		err_reword(err, "%s; --no-verify takes any answer", err->text);
	sock_addr_format(&at, plan->transport, &plan->to);
	if (probing->found->count > 1 && !strstr(err->text, buf_text(&at)))
		err_reword(err, "%s: %s", buf_text(&at), err->text);
	buf_free(&at);
	out_fail(probing->run->out, err);
}

/* Whether the next address is to be tried in place of this one; else the result is out. */
static bool show(struct probing *probing, bool ran, struct err *err)
{
	struct probe *probe = &probing->probe;
	struct out *out = probing->run->out;
	enum status status = STATUS_OK;
	struct row *row;

	if (ran)
		ran = probe_verdict(probe, &status, err);
	if (!ran && is_passed_over(probing, err)) {
		out_talk(out, "%s", err->text);
		probing->has_line = probing->lines && probe->counts.sent > 0;
		return true;
	}
	row = begin_result(probing->run, probing->endpoint, probe->plan.transport, &probe->plan.to);
	if (probe->flow)
		proberow_put_result(row, probe, probing->histogram);
	if (ran)
		out_done(out, status);
	else
		fail(probing, err);
	note_clocks(probing);
	return false;
}

/* FD is connected, or -1. */
static bool ask_socket(struct probing *probing, int fd, const struct sock_addr *to,
		       int64_t connect_ns, bool fickle)
{
	struct err err = { 0 };
	bool ran = false, next;

	probing->probe = (struct probe){ .plan = probing->plan };
	probing->probe.plan.to = *to;
	probing->probe.plan.fickle = fickle;
	probing->probe.plan.any_source = probing->plan.any_source || sock_addr_is_multicast(to);
	probing->serve = (struct serve)SERVE_CLOSED;
	if (serve_begin(&probing->serve, probing->run, &err))
		ran = run_probe(probing, fd, connect_ns, &err);
	else
		fd_close(&fd);
	end_progress(probing);
	next = show(probing, ran, &err);
	if (probing->typed.loop)
		typed_stop(&probing->typed);
	probe_free(&probing->probe);
	serve_end(&probing->serve);
	return next;
}

/* ---- all of them ---------------------------------------------------------------------------- */

/* A connection to the first of LOCATIONS that answers; a datagram goes to the first of them. */
static bool ask_one(struct probing *probing, const struct locations *locations, bool fickle)
{
	struct deadline until = deadline_in(probing->plan.timeout_ns);
	struct race race;
	struct err err = { 0 };
	int fd;

	if (locations->transport == TRANSPORT_UDP)
		return ask_socket(probing, -1, &locations->item[0], 0, fickle);
	if (race_run(&fd, &race, locations, probing->plan.sock, until, &err)) {
		const struct attempt *winner = &race.attempt[race.winner];

		return ask_socket(probing, fd, &race.peer, winner->ended_ns - winner->began_ns,
				  false);
	}
	begin_result(probing->run, probing->endpoint, locations->transport, &locations->item[0]);
	out_fail(probing->run->out, &err);
	return false;
}

static void ask_each(struct probing *probing)
{
	struct out *out = probing->run->out;

	for (size_t i = 0; i < probing->found->count && !probing->interrupted && !out_enough(out);
	     i++) {
		struct locations one = *probing->found;

		one.item += i;
		one.count = 1;
		out_question(out, out->subject);
		ask_one(probing, &one, false);
	}
}

/* That a datagram's address is wrong is known when an error comes back: then the next one's turn
 * is. */
static void ask_in_turn(struct probing *probing)
{
	struct locations rest = *probing->found;

	while (ask_one(probing, &rest, rest.count > 1)) {
		rest.item++;
		rest.count--;
	}
}

void probing_run(struct probing *probing)
{
	probing->typed = (struct typed)TYPED_NONE;
	(probing->all_addrs ? ask_each : ask_in_turn)(probing);
	probing->typed.loop = NULL; /* it is closed */
	typed_free(&probing->typed);
}
