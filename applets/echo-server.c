/* echo-server -- answer what comes, over TCP, UDP and Unix sockets. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>

#include "cli/applet.h"
#include "cli/echorow.h"
#include "cli/out.h"
#include "cli/out_state.h"
#include "cli/ready.h"
#include "run/hosting.h"
#include "run/serve.h"
#include "serve/echo.h"

struct settings {
	long service;
	bool timestamp, stamp, once, no_loop_guard;
	uint64_t recv_size, truncate;
	int64_t idle_ns, for_ns, max_messages;
	int64_t delay_ns, jitter_ns, trickle_ns;
	int64_t drop, duplicate, reorder, half_close, reset, seed;
	bool never_read, ignore;
	struct texts fds;
};

enum { PERCENT = 10 /* permille */, IDLE_S = 60, RECV_SIZE = 1 << 16 };

static const struct settings defaults = {
	.idle_ns = -1,
	.recv_size = RECV_SIZE,
	.seed = -1,
};

/* clang-format off */
#define SET struct settings
static const struct opt options[] = {
	OPT_NAME(SET, service, 0, "service", "SERVICE", service_kinds, "what to answer"),
	OPT_FLAG(SET, timestamp, 0, "timestamp", "put [Wed Jan 10 23:32:35 2018] in front of each answer"),
	OPT_FLAG(SET, stamp, 0, "stamp", "reflect the test packets of RFC 8762 (UDP)"),
	OPT_SIZE(SET, recv_size, 0, "recv-size", "BYTES", "read at most so much of a stream at a time"),
	OPT_DURATION(SET, idle_ns, 0, "idle", "DURATION", "close a connection that was silent so long (60s)"),
	OPT_DURATION(SET, for_ns, 0, "for", "DURATION", "end after this time"),
	OPT_FLAG(SET, once, 0, "once", "end after the first connection or datagram"),
	OPT_NUMBER(SET, max_messages, 0, "max-messages", "N", 1, INT64_MAX, "end after N messages"),
	OPT_TEXTS(SET, fds, 0, "fd", "N", OFFER_NOTHING, "serve descriptor N, bound by whoever started this"),
	OPT_FLAG(SET, no_loop_guard, 0, "no-loop-guard", "answer datagrams that look like a loop too"),
	OPT_DURATION(SET, delay_ns, 0, "delay", "DURATION", "fault: answer so much later"),
	OPT_DURATION(SET, jitter_ns, 0, "jitter", "DURATION", "fault: and up to so much more, at random"),
	OPT_NUMBER(SET, drop, 0, "drop", "PERCENT", 0, 100, "fault: leave so many messages unanswered"),
	OPT_NUMBER(SET, duplicate, 0, "duplicate", "PERCENT", 0, 100, "fault: answer so many twice"),
	OPT_NUMBER(SET, reorder, 0, "reorder", "PERCENT", 0, 100, "fault: answer so many 50 ms late, behind others"),
	OPT_SIZE(SET, truncate, 0, "truncate", "BYTES", "fault: cut answers to so many bytes"),
	OPT_DURATION(SET, trickle_ns, 0, "trickle", "DURATION", "fault: on streams, a byte in so much time"),
	OPT_NUMBER(SET, half_close, 0, "half-close", "N", 1, INT64_MAX, "fault: end our direction after N messages of a connection"),
	OPT_NUMBER(SET, reset, 0, "reset", "N", 1, INT64_MAX, "fault: reset a connection at its N-th message"),
	OPT_FLAG(SET, never_read, 0, "never-read", "fault: accept, and read nothing"),
	OPT_FLAG(SET, ignore, 0, "ignore", "fault: read, and answer nothing"),
	OPT_NUMBER(SET, seed, 0, "seed", "N", 0, INT64_MAX, "of what faults do at random: the same again"),
	OPT_END
};

static const struct operand operands[] = {
	{ "ENDPOINT", 0, MANY, OFFER_ENDPOINT, "where to listen, such as 7777, udp:any:7, unix:/run/x.sock" }, { 0 }
};

enum { SHORTAGES = ECHOROW_END, ELAPSED };

static const struct field fields[] = { ECHOROW_FIELDS, { 0 } };
static const struct field event_fields[] = { ECHOROW_EVENT_FIELDS, { 0 } };
static const struct field summary_fields[] = {
	ECHOROW_FIELDS,
	[SHORTAGES] = FIELD("shortages", FIELD_UINT, 0, 0, "times that nothing could be accepted: descriptors or memory were short", NULL),
	[ELAPSED] = FIELD("elapsed_ms", FIELD_REAL, 0, UNIT_MS, "since it was ready", NULL),
	{ 0 }
};

enum { RESULT, READY, EVENT, SUMMARY };
static const struct record_type records[] = {
	[RESULT] = { "result", "the end: what a listener came to", { fields, "{endpoint}: " ECHOROW_TEXT } },
	[READY] = { "ready", "it listens", { ready_fields, READY_TEXT } },
	[EVENT] = { "event", "--verbose: a step", { event_fields, ECHOROW_EVENT_TEXT } },
	[SUMMARY] = { "summary", "at the end and on SIGUSR1: all of it", { summary_fields, "total: " ECHOROW_TEXT "[+, {shortages} shortage{s}]" } },
	{ 0 }
};
/* clang-format on */

static const struct example examples[] = {
	EXAMPLE("echo-server 0 --for 10ms",
		"echo on a free port of loopback, both families; it says which"),
	EXAMPLE("echo-server tcp:127.0.0.1:0 udp:127.0.0.1:0 --json --for "
		"10ms",
		"several at once, for a script"),
	EXAMPLE("echo-server 127.0.0.1:0 --timestamp --recv-size 16 --for 10ms",
		"a timestamp server that reads 16 bytes at a time"),
	EXAMPLE("echo-server udp:127.0.0.1:0 --drop 10 --delay 20ms --seed 7 --for 10ms",
		"a bad network, the same each time"),
	{ 0 }
};

/* ---- from the command line ------------------------------------------------------------------ */

struct state {
	struct hosting hosting;
	struct serve serve;
	struct echo echo;
	struct timer time_up; /* --for */
	struct run *run;
	int64_t ready_ns;
};

static bool is_answer_fault(const struct settings *set)
{
	return set->delay_ns || set->jitter_ns || set->drop || set->duplicate || set->reorder ||
	       set->truncate || set->ignore;
}

/* Options that do not go together. */
static bool check_sense(const struct run *run, struct err *err)
{
	const struct settings *set = run->settings;

	if (set->stamp && (set->timestamp || set->service != SERVICE_ECHO))
		return err_set(err, STATUS_INVALID, "--stamp excludes --timestamp and --service");
	if (set->timestamp && set->service != SERVICE_ECHO)
		return err_set(err, STATUS_INVALID, "--timestamp goes with the service echo");
	if (set->service == SERVICE_DISCARD && is_answer_fault(set))
		return err_set(err, STATUS_INVALID,
			       "the service discard answers nothing that a fault could change");
	if (set->seed >= 0 && !(set->jitter_ns || set->drop || set->duplicate || set->reorder))
		return err_set(err, STATUS_INVALID,
			       "--seed goes with --jitter, --drop, --duplicate or --reorder");
	if (set->recv_size == 0 || set->recv_size > RECV_SIZE)
		return err_set(err, STATUS_INVALID, "--recv-size: it is from 1 to %d", RECV_SIZE);
	return true;
}

/* Options that have no endpoint to act upon. */
static bool check_kinds(const struct hosting *hosting, const struct settings *set, struct err *err)
{
	const char *streams = "streams", *conns = "connections";
	const struct hosting_use rows[] = {
		{ "recv-size", set->recv_size != RECV_SIZE, HOSTING_STREAMS, streams },
		{ "trickle", set->trickle_ns > 0, HOSTING_STREAMS, streams },
		{ "half-close", set->half_close > 0, HOSTING_CONNS, conns },
		{ "reset", set->reset > 0, HOSTING_CONNS, conns },
		{ "idle", set->idle_ns >= 0, HOSTING_CONNS, conns },
		{ "no-loop-guard", set->no_loop_guard, HOSTING_DATAGRAMS, "datagrams" },
		{ "stamp", set->stamp, HOSTING_UDP, "UDP sockets" },
	};

	if (!hosting_check_use(hosting, rows, sizeof(rows) / sizeof(rows[0]), err))
		return false;
	if (set->stamp && hosting_has(hosting, ~(unsigned)HOSTING_UDP))
		return err_set(err, STATUS_INVALID,
			       "--stamp is of UDP sockets, and not all ENDPOINTs are");
	return true;
}

static bool echo_server_begin(struct run *run, struct err *err)
{
	const struct settings *set = run->settings;
	struct state *state = run->state;

	state->serve = (struct serve)SERVE_CLOSED;
	return check_sense(run, err) && hosting_begin(&state->hosting, run, &set->fds, err);
}

/* One endpoint: it is bound when all have been looked up. */
static void echo_server_run(struct run *run)
{
	struct state *state = run->state;
	char *const *words = run->operand;
	struct endpoint endpoint;
	struct err err = { 0 };

	if (run->operand_count == 0)
		return;
	if (endpoint_take(&endpoint, &words, (enum transport)run->common->socket.transport, &err)) {
		hosting_add(&state->hosting, run, &endpoint, TO_BIND, run->until);
	} else {
		state->hosting.failed = true;
		out_fail(run->out, &err);
	}
}

/* ---- what it tells -------------------------------------------------------------------------- */

static void show_listener(struct state *state, size_t i)
{
	const struct listener *listener = &state->hosting.listeners.item[i];
	struct row *row = out_record(state->run->out, &records[RESULT]);
	struct err err = { 0 };

	echorow_put(row, listener, &state->echo.counts[i]);
	if (acceptor_is_broken(&state->echo.acceptor, listener)) {
		err_set(&err, STATUS_LACKING, "its listener was shut down by another process");
		out_fail(state->run->out, &err);
	} else {
		out_done(state->run->out, STATUS_OK);
	}
}

static void show_summary(struct state *state)
{
	struct row *row = out_record(state->run->out, &records[SUMMARY]);

	echorow_put_total(row, &state->echo);
	row_uint(row, SHORTAGES, state->echo.acceptor.shortages);
	row_ms(row, ELAPSED, (double)(clock_now_ns() - state->ready_ns));
	out_done(state->run->out, STATUS_OK);
}

static void show_event(struct echo *echo, const struct echo_event *event)
{
	struct state *state = OWNER(echo, struct state, echo);

	echorow_put_event(out_record(state->run->out, &records[EVENT]), event);
	out_done(state->run->out, STATUS_OK);
}

static void say(struct echo *echo, const struct err *err)
{
	struct state *state = OWNER(echo, struct state, echo);

	if (!state->run->common->quiet)
		out_complain(state->run->out, "", err);
}

/* ---- serving -------------------------------------------------------------------------------- */

static void be_over(struct echo *echo)
{
	loop_stop(echo->loop);
}

static void stop(struct serve *serve)
{
	echo_drain(&OWNER(serve, struct state, serve)->echo);
}

static void time_is_up(struct timer *timer)
{
	echo_drain(&OWNER(timer, struct state, time_up)->echo);
}

static void report(struct serve *serve)
{
	show_summary(OWNER(serve, struct state, serve));
}

static struct echo_plan plan_of(const struct run *run)
{
	const struct settings *set = run->settings;
	uint64_t seed = set->seed < 0 ? random_seed() : (uint64_t)set->seed;
	bool no_limits = run->common->listen.no_limits;

	return (struct echo_plan){
		.service = (enum service_kind)set->service,
		.timestamp = set->timestamp,
		.stamp = set->stamp,
		.recv_size = (size_t)set->recv_size,
		.idle_ns = set->idle_ns >= 0 ? set->idle_ns
			   : no_limits       ? 0
					     : IDLE_S * (int64_t)NS_PER_S,
		.max_messages = (uint64_t)set->max_messages,
		.max_served = set->once,
		.no_loop_guard = set->no_loop_guard,
		.no_limits = no_limits,
		.watched = out_tells_steps(run->out),
		.faults = { .random = { seed },
			    .delay_ns = set->delay_ns,
			    .jitter_ns = set->jitter_ns,
			    .drop = (unsigned)set->drop * PERCENT,
			    .duplicate = (unsigned)set->duplicate * PERCENT,
			    .reorder = (unsigned)set->reorder * PERCENT,
			    .truncate = set->truncate,
			    .trickle_ns = set->trickle_ns,
			    .half_close_after = (uint64_t)set->half_close,
			    .reset_after = (uint64_t)set->reset,
			    .never_read = set->never_read,
			    .ignore = set->ignore },
	};
}

static bool begin_echo(struct state *state, struct err *err)
{
	const struct settings *set = state->run->settings;

	state->echo = (struct echo){ .loop = &state->serve.loop,
				     .listeners = &state->hosting.listeners,
				     .admission = &state->hosting.admission,
				     .plan = plan_of(state->run),
				     .tell = show_event,
				     .say = say,
				     .over = be_over };
	state->serve.stop = stop;
	state->serve.report = report;
	state->time_up.due = time_is_up;
	timer_set(&state->serve.loop, &state->time_up, deadline_in(set->for_ns));
	return echo_begin(&state->echo, err);
}

/* Who asks for more than there can be shall know. */
static void note_limit(const struct state *state)
{
	const struct listen_words *words = &state->run->common->listen;
	uint64_t most = state->echo.acceptor.open_max;

	if (words->max_conns != common_defaults.listen.max_conns && !words->no_limits &&
	    most < (uint64_t)words->max_conns)
		out_remark(state->run->out,
			   "the limit of open files leaves %llu connections at once, not the %lld "
			   "of --max-conns (RLIMIT_NOFILE)",
			   (unsigned long long)most, (long long)words->max_conns);
}

static bool serve_on(struct state *state, struct err *err)
{
	if (!begin_echo(state, err))
		return false;
	note_limit(state);
	state->ready_ns = clock_now_ns();
	hosting_tell_ready(&state->hosting, state->run, &records[READY]);
	if (!serve_run(&state->serve, (struct deadline){ 0 }, err))
		return false;
	echo_end(&state->echo);
	for (size_t i = 0; i < state->hosting.listeners.count; i++)
		show_listener(state, i);
	show_summary(state);
	return true;
}

static void echo_server_finish(struct run *run)
{
	struct state *state = run->state;
	struct hosting *hosting = &state->hosting;
	struct err err = { 0 };

	state->run = run;
	if (!hosting->failed &&
	    (!check_kinds(hosting, run->settings, &err) || !serve_begin(&state->serve, run, &err) ||
	     (hosting_bind(hosting, run) && !serve_on(state, &err))))
		out_fail(run->out, &err);
	echo_free(&state->echo);
	hosting_free(hosting);
	serve_end(&state->serve);
}

const struct applet applet_echo_server = {
	.name = "echo-server",
	.summary = "answer what comes, over TCP, UDP and Unix sockets",
	.group = GROUP_SOCKET,
	.operands = operands,
	.options = options,
	.records = records,
	.statuses = STATUS_BIT(STATUS_NOT_FOUND) | STATUS_BIT(STATUS_NO_DATA) |
		    STATUS_BIT(STATUS_NO_INTERFACE) | STATUS_BIT(STATUS_TEMP_FAIL),
	.examples = examples,
	.habits = HABIT("l", "it always listens") HABIT("k", "it serves any number of clients"),
	.settings_size = sizeof(struct settings),
	.state_size = sizeof(struct state),
	.defaults = &defaults,
	.flags = APPLET_EACH | APPLET_FAMILY | APPLET_NUMERIC | APPLET_OFFLINE | APPLET_WATCHES |
		 APPLET_SOCKET | APPLET_TRANSPORT | APPLET_SERVER | APPLET_READY,
	.pairs = endpoint_pairs,
	.begin = echo_server_begin,
	.run = echo_server_run,
	.finish = echo_server_finish,
};
