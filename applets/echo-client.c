/* echo-client -- send messages to an echo server, verify what comes back, and time it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/random.h"
#include "cli/applet.h"
#include "cli/out.h"
#include "cli/out_state.h"
#include "cli/proberow.h"
#include "cli/terminal.h"
#include "net/connect.h"
#include "net/limits.h"
#include "net/locate.h"
#include "proto/stamp.h"
#include "run/serve.h"
#include "run/typed.h"
#include "serve/probe.h"

struct settings {
	int64_t count, interval_ns, for_ns, conns, depth, pause_ns, seed;
	uint64_t size;
	const char *pattern;
	bool flood, lines, newline, crlf, no_verify, half_close, all_addrs, stamp, histogram;
};

enum { TIMEOUT_S = 5, PAUSE_MS = 50, SIZE = 64, DEPTH_MAX = 1 << 12, LEGS_MAX = 1 << 20 };

/* clang-format off */
#define SET struct settings
static const struct opt options[] = {
	OPT_NUMBER(SET, count, 'c', "count", "N", 1, INT64_MAX, "send N messages; without it 1, or with -i, --for, load and --lines no end"),
	OPT_DURATION(SET, interval_ns, 'i', "interval", "DURATION", "from one message to the next, answered or not (1s)"),
	OPT_DURATION(SET, for_ns, 0, "for", "DURATION", "send so long, then wait for what is on its way"),
	OPT_FLAG(SET, flood, 0, "flood", "send the next message as soon as one is answered"),
	OPT_NUMBER(SET, conns, 0, "conns", "N", 1, 65536, "load: so many sockets at once; a flood unless -i is given"),
	OPT_NUMBER(SET, depth, 0, "depth", "N", 1, 65536, "load: up to N unanswered messages a socket; a flood unless -i is given"),
	OPT_FLAG(SET, all_addrs, 0, "all-addrs", "ask every address of the name, each for itself"),
	{ .word = "size", .takes = TAKES_SIZE, .slot = OPT_SLOT(SET, size, uint64_t), .value = "BYTES", .min = 1,
	  .help = "length of each message (64, or that of STAMP's packets)" },
	OPT_TEXT(SET, pattern, 0, "pattern", "TEXT", OFFER_NOTHING, "fill messages with TEXT, or with bytes as 0xHEX"),
	OPT_NUMBER(SET, seed, 0, "seed", "N", 0, INT64_MAX, "of the random bytes that fill messages without it: the same again"),
	OPT_FLAG(SET, lines, 0, "lines", "a message for each line of stdin, when the one before is answered"),
	OPT_FLAG(SET, newline, 0, "newline", "end MESSAGE, or each line, with LF"),
	OPT_FLAG(SET, crlf, 'C', "crlf", "end MESSAGE, or each line, with CR LF"),
	OPT_FLAG(SET, no_verify, 0, "no-verify", "take any answer, for servers that add to it, and show it"),
	OPT_DURATION(SET, pause_ns, 0, "pause", "DURATION", "--no-verify on streams: silence that ends an answer"),
	OPT_FLAG(SET, half_close, 0, "half-close", "on streams: end our direction behind the last message, await the peer's end"),
	OPT_FLAG(SET, stamp, 0, "stamp", "measure against a STAMP reflector, RFC 8762 (UDP, port 862)"),
	OPT_FLAG(SET, histogram, 0, "histogram", "sort round trips into bins, and draw them"),
	OPT_END
};

static const struct operand operands[] = {
	{ "ENDPOINT", 1, 1, OFFER_ENDPOINT, "whom to ask, such as host:7, udp:host:7, unix:/run/x.sock" },
	{ "PORT", 0, 1, OFFER_SERVICE, "where ENDPOINT is a host without one" },
	{ "MESSAGE", 0, 1, OFFER_NOTHING, "what to send; - is all of stdin, none random bytes" },
	{ 0 }
};
/* clang-format on */

static const struct example examples[] = {
	{ "echo-client udp:localhost:7 hello", "one message there and back" },
	{ "echo-client localhost 7 --json", "over TCP, as HOST PORT, for a script" },
	{ "echo-client localhost:7 -c 5 -i 0.2 --size 1k --expect 'rtt_p95_ms < 20ms'",
	  "five times 1 KiB, and a bar for the times" },
	{ "echo-client localhost:7 --conns 64 --depth 4 --for 200ms --histogram",
	  "a load of 64 connections, and how long they waited" },
	{ "echo-client --stamp localhost -c 3", "the way to a STAMP reflector, each direction" },
	{ "printf 'one\ntwo\n' | echo-client localhost:7 --lines", "a message for each line" },
	{ 0 }
};

/* ---- one question ---------------------------------------------------------------------------- */

struct ask {
	struct run *run;
	const struct settings *set;
	struct endpoint endpoint;
	const char *message; /* NULL: none */
	struct buf name;     /* the endpoint's canonical text */
	struct sock_plan sock;
	struct locator locator;
	struct locations found;
	struct messages messages;
	struct serve serve;
	struct probe probe;
	struct typed typed;
	struct timer end, tick;
	struct err trouble; /* that ended it; kind OK: none */
	bool interrupted;
};

static const struct settings defaults = {
	.pause_ns = (int64_t)PAUSE_MS * NS_PER_MS,
	.seed = -1,
};

static int64_t timeout_of(const struct run *run)
{
	return run->common->timeout_ns >= 0 ? run->common->timeout_ns
					    : (int64_t)TIMEOUT_S * NS_PER_S;
}

/* Many messages at once: what is told of each is left out unless asked for. */
static bool is_load(const struct settings *set)
{
	return set->flood || set->conns > 0 || set->depth > 0;
}

static int64_t interval_of(const struct settings *set)
{
	if (set->lines)
		return PROBE_MANUAL;
	if (set->interval_ns > 0)
		return set->interval_ns;
	return is_load(set) ? 0 : (int64_t)NS_PER_S;
}

static uint64_t count_of(const struct settings *set)
{
	bool endless = set->lines || set->interval_ns > 0 || set->for_ns > 0 || is_load(set);

	return set->count > 0 ? (uint64_t)set->count : endless ? UINT64_MAX : 1;
}

/* With an interval as many may be on their way as the time allows to wait for. */
static uint32_t depth_of(const struct run *run, bool one_by_one)
{
	const struct settings *set = run->settings;
	int64_t interval_ns = interval_of(set), depth = 1;

	if (set->depth > 0)
		return (uint32_t)set->depth;
	if (interval_ns > 0 && !one_by_one)
		depth = timeout_of(run) / interval_ns + 2;
	return depth < DEPTH_MAX ? (uint32_t)depth : DEPTH_MAX;
}

/* ---- whether it makes sense -------------------------------------------------------------------
 */

static bool exclude(bool a, const char *a_name, bool b, const char *b_name, struct err *err)
{
	return !(a && b) ||
	       err_set(err, STATUS_INVALID, "%s and %s exclude each other", a_name, b_name);
}

static bool check_options(const struct settings *set, struct err *err)
{
	bool made = set->size > 0 || set->pattern || set->seed >= 0;

	return exclude(set->flood, "--flood", set->interval_ns > 0, "--interval", err) &&
	       exclude(set->lines, "--lines", set->interval_ns > 0, "--interval", err) &&
	       exclude(set->lines, "--lines", is_load(set), "--flood, --conns, --depth", err) &&
	       exclude(set->lines, "--lines", made, "--size, --pattern, --seed", err) &&
	       exclude(set->lines, "--lines", set->stamp, "--stamp", err) &&
	       exclude(set->lines, "--lines", set->all_addrs, "--all-addrs", err) &&
	       exclude(set->newline, "--newline", set->crlf, "--crlf", err) &&
	       exclude(set->pattern, "--pattern", set->seed >= 0, "--seed", err) &&
	       exclude(set->stamp, "--stamp", set->no_verify, "--no-verify", err) &&
	       exclude(set->stamp, "--stamp", set->pattern || set->seed >= 0, "--pattern, --seed",
		       err);
}

/* Options that say something about IP. */
static const char *ip_option(const struct common *common)
{
	const struct sock_words *words = &common->socket;

	return common->family           ? "-4 and -6"
	       : words->source          ? "--source"
	       : words->interface       ? "--interface"
	       : words->local_port >= 0 ? "--local-port"
	       : words->ttl >= 0        ? "--ttl"
	       : words->tos >= 0        ? "--tos"
	       : words->broadcast       ? "--broadcast"
					: NULL;
}

static bool check_transport(const struct ask *ask, struct err *err)
{
	const struct settings *set = ask->set;
	enum transport transport = ask->endpoint.transport;
	const char *word = name_word(endpoint_transports, transport);
	const char *ip = transport_is_unix(transport) ? ip_option(ask->run->common) : NULL;
	bool stream = !sock_has_messages(transport);
	bool paused = set->pause_ns != defaults.pause_ns;

	if (ip)
		return err_set(err, STATUS_INVALID, "%s: there is no such thing over %s", ip, word);
	if (set->stamp && transport != TRANSPORT_UDP)
		return err_set(err, STATUS_INVALID, "--stamp goes over UDP, not %s", word);
	if (set->half_close && !stream)
		return err_set(err, STATUS_INVALID, "--half-close: %s has no direction to end",
			       word);
	if (paused && (!stream || !set->no_verify))
		return err_set(err, STATUS_INVALID, "--pause goes with --no-verify over a stream");
	if (stream && set->no_verify && (set->conns > 1 || set->depth > 1))
		return err_set(err, STATUS_INVALID,
			       "--no-verify over a stream takes one message at a time: what comes "
			       "between two cannot be told apart");
	if (ask->run->common->socket.broadcast && transport != TRANSPORT_UDP)
		return err_set(err, STATUS_INVALID, "--broadcast goes over UDP, not %s", word);
	if (set->all_addrs && transport_is_unix(transport))
		return err_set(err, STATUS_INVALID, "--all-addrs: %s has one address", word);
	return true;
}

static bool check_message(const struct ask *ask, struct err *err)
{
	const struct settings *set = ask->set;
	bool given = ask->message != NULL, ended = set->newline || set->crlf;
	bool made = set->size > 0 || set->pattern || set->seed >= 0;

	if (ended && !given && !set->lines)
		return err_set(err, STATUS_INVALID,
			       "--newline and --crlf end a MESSAGE or --lines");
	return exclude(given, "MESSAGE", set->lines, "--lines", err) &&
	       exclude(given, "MESSAGE", set->stamp, "--stamp", err) &&
	       exclude(given, "MESSAGE", made, "--size, --pattern, --seed", err);
}

static bool check_load(const struct ask *ask, struct err *err)
{
	const struct settings *set = ask->set;
	int64_t conns = set->conns > 0 ? set->conns : 1;

	if (conns * (int64_t)depth_of(ask->run, false) > LEGS_MAX)
		return err_set(err, STATUS_INVALID,
			       "--conns times --depth: at most %d messages wait at once", LEGS_MAX);
	if (conns > 1 && ask->run->common->socket.local_port > 0)
		return err_set(err, STATUS_INVALID,
			       "--local-port is one socket's, --conns %lld are more",
			       (long long)conns);
	if (set->stamp && set->size > 0 && set->size != STAMP_SIZE &&
	    set->size < STAMP_PADDED_LEAST)
		return err_set(err, STATUS_INVALID,
			       "--size: STAMP's packets have %d bytes, or from %d", STAMP_SIZE,
			       STAMP_PADDED_LEAST);
	return true;
}

/* ---- from the command line --------------------------------------------------------------------
 */

/* An endpoint word without a port takes the next operand as port, unless STAMP's is meant. */
static bool take_endpoint(struct ask *ask, char *const **words, struct err *err)
{
	enum transport fallback = (enum transport)ask->run->common->socket.transport;
	struct err unused = { 0 };

	if (ask->set->stamp && fallback == TRANSPORT_TCP)
		fallback = TRANSPORT_UDP;
	if (ask->set->stamp && !(*words)[1] &&
	    endpoint_parse(&ask->endpoint, **words, fallback, &unused) &&
	    !transport_is_unix(ask->endpoint.transport) && !ask->endpoint.has_port) {
		++*words;
		ask->endpoint.has_port = true;
		ask->endpoint.port = STAMP_PORT;
		return true;
	}
	return endpoint_take(&ask->endpoint, words, fallback, err);
}

static bool parse(struct ask *ask, struct err *err)
{
	char *const *words = ask->run->operand;

	if (!take_endpoint(ask, &words, err))
		return false;
	ask->message = *words;
	if (*words && words[1])
		return err_set(err, STATUS_INVALID, "'%s' is one operand too many", words[1]);
	return check_transport(ask, err) && check_message(ask, err) && check_load(ask, err) &&
	       sock_plan_make(&ask->sock, &ask->run->common->socket, err);
}

static bool is_dash(const char *word)
{
	return strcmp(word, "-") == 0;
}

static bool echo_client_begin(struct run *run, struct err *err)
{
	struct ask ask = { .run = run, .set = run->settings };

	if (!check_options(ask.set, err))
		return false;
	if (!is_dash(run->operand[0]))
		return parse(&ask, err);
	return exclude(true, "ENDPOINT -", ask.set->lines, "--lines", err);
}

/* ---- the messages ------------------------------------------------------------------------------
 */

static bool read_stdin(struct buf *buf, struct err *err)
{
	enum { PART = 1 << 16 };

	for (;;) {
		long size;

		if (buf->size > MESSAGE_MAX)
			return err_set(err, STATUS_INVALID, "a message has at most %d bytes",
				       MESSAGE_MAX);
		if (!buf_reserve(buf, PART))
			return err_errno(err, ENOMEM, "cannot read standard input");
		size = fd_read(STDIN_FILENO, buf->data + buf->size, PART);
		if (size < 0)
			return err_errno(err, errno, "cannot read standard input");
		if (size == 0)
			return true;
		buf->size += (size_t)size;
	}
}

static const char *ending_of(const struct settings *set)
{
	return set->crlf ? "\r\n" : set->newline ? "\n" : "";
}

/* The same bytes each time: the operand, all of stdin, or a line of it. */
static bool make_fixed(struct ask *ask, struct buf *text, struct err *err)
{
	struct messages fresh = { 0 };

	buf_puts(text, ending_of(ask->set));
	if (text->failed)
		return err_errno(err, ENOMEM, "cannot make a message");
	if (!messages_fixed(&fresh, text->data, text->size, err))
		return false;
	messages_free(&ask->messages);
	ask->messages = fresh;
	return true;
}

static bool make_given(struct ask *ask, struct err *err)
{
	struct buf text = { 0 };
	bool fine = true;

	if (ask->message && is_dash(ask->message))
		fine = read_stdin(&text, err);
	else
		buf_puts(&text, ask->message);
	fine = fine && make_fixed(ask, &text, err);
	buf_free(&text);
	return fine;
}

static bool make_stamp(struct ask *ask, size_t size, struct err *err)
{
	struct buf packet = { 0 };
	bool fine;

	buf_fill(&packet, '\0', size);
	if (!packet.failed)
		stamp_padding_put(packet.data, size);
	fine = packet.failed ? err_errno(err, ENOMEM, "cannot make a packet")
			     : messages_fixed(&ask->messages, packet.data, size, err);
	buf_free(&packet);
	return fine;
}

/* Datagrams carry a number, where there is room for one: they may come in any order. */
static bool make_filled(struct ask *ask, size_t size, struct err *err)
{
	const struct settings *set = ask->set;
	bool numbered = sock_has_messages(ask->endpoint.transport);
	uint64_t seed = set->seed >= 0 ? (uint64_t)set->seed : random_seed();
	struct buf pattern = { 0 };
	bool fine;

	if (!set->pattern)
		return messages_random(&ask->messages, seed, size, numbered, err);
	fine = message_pattern(&pattern, set->pattern, err) &&
	       messages_repeat(&ask->messages, &pattern, size, numbered, err);
	buf_free(&pattern);
	return fine;
}

static bool make_messages(struct ask *ask, struct err *err)
{
	const struct settings *set = ask->set;
	size_t size = set->size > MESSAGE_MAX ? (size_t)MESSAGE_MAX + 1 : (size_t)set->size;

	if (set->lines)
		return true;
	if (ask->message)
		return make_given(ask, err);
	if (set->stamp)
		return make_stamp(ask, size ? size : STAMP_SIZE, err);
	return make_filled(ask, size ? size : SIZE, err);
}

/* ---- while it runs ------------------------------------------------------------------------------
 */

static bool shows_events(const struct ask *ask)
{
	const struct common *common = ask->run->common;

	if (common->format == FORMAT_TABLE || common->format == FORMAT_CSV)
		return common->verbose > 0; /* they show one type */
	return !is_load(ask->set) || common->verbose > 0;
}

static void want_line(struct ask *ask)
{
	if (terminal_asks(ask->run->out))
		terminal_prompt(ask->run->out, "> ");
	typed_want(&ask->typed);
}

static void tell(struct probe *probe, const struct probe_event *event)
{
	struct ask *ask = OWNER(probe, struct ask, probe);
	bool data = ask->message || ask->set->lines || ask->set->no_verify;

	if (shows_events(ask)) {
		proberow_put_event(out_record(ask->run->out, &proberow_types[PROBEROW_EVENT]),
				   probe, event, data);
		out_done(ask->run->out, STATUS_OK);
	}
	if (ask->set->lines && probe->in_flight == 0 && !probe->ended && !ask->typed.wanted)
		want_line(ask);
}

static void be_over(struct probe *probe)
{
	loop_stop(probe->loop);
}

static void take_line(struct typed *typed, const char *line, size_t size, const struct err *err)
{
	struct ask *ask = OWNER(typed, struct ask, typed);
	struct buf text = { 0 };

	if (!line) {
		ask->trouble = *err;
		probe_stop(&ask->probe, ask->probe.plan.timeout_ns);
		return;
	}
	buf_put(&text, line, size);
	if (!make_fixed(ask, &text, &ask->trouble)) {
		probe_stop(&ask->probe, 0);
	} else if (ask->messages.size == 0 && !sock_has_messages(ask->endpoint.transport)) {
		want_line(ask); /* nothing to send */
	} else if (!probe_check(&ask->probe.plan, &ask->trouble)) {
		probe_stop(&ask->probe, 0);
	} else {
		probe_allow(&ask->probe);
	}
	buf_free(&text);
}

static void put_progress(struct buf *text, const struct ask *ask)
{
	const struct probe *probe = &ask->probe;

	buf_printf(
		text, "%llu sent, %llu received, %llu lost", (unsigned long long)probe->counts.sent,
		(unsigned long long)probe->counts.received, (unsigned long long)probe->counts.lost);
	if (probe->rtt.spread.count > 0)
		buf_printf(text, ", rtt avg %lld us",
			   (long long)(probe->rtt.spread.mean / NS_PER_US));
}

static void be_ticked(struct timer *timer)
{
	struct ask *ask = OWNER(timer, struct ask, tick);
	struct buf text = { 0 };

	put_progress(&text, ask);
	terminal_progress(ask->run->out, buf_text(&text));
	buf_free(&text);
	timer_set(&ask->serve.loop, timer, deadline_in(NS_PER_S / 5));
}

static void end_progress(struct ask *ask)
{
	if (ask->tick.place)
		terminal_progress(ask->run->out, "");
	timer_clear(&ask->serve.loop, &ask->tick);
}

static void be_ended(struct timer *timer)
{
	struct ask *ask = OWNER(timer, struct ask, end);

	probe_stop(&ask->probe, ask->probe.plan.timeout_ns);
}

/* What is on its way gets twice the time that the slowest took. */
static void stop(struct serve *serve)
{
	struct ask *ask = OWNER(serve, struct ask, serve);
	int64_t grace_ns = 2 * ask->probe.rtt.spread.max, least_ns = NS_PER_S / 5;

	ask->interrupted = true;
	typed_stop(&ask->typed);
	probe_stop(&ask->probe, grace_ns < least_ns ? least_ns : grace_ns);
}

static void report(struct serve *serve)
{
	struct ask *ask = OWNER(serve, struct ask, serve);
	struct buf text = { 0 };

	put_progress(&text, ask);
	out_remark(ask->run->out, "%s", buf_text(&text));
	buf_free(&text);
}

static bool set_timers(struct ask *ask, struct err *err)
{
	struct loop *loop = &ask->serve.loop;
	bool fine = true;

	ask->end.due = be_ended;
	ask->tick.due = be_ticked;
	if (ask->set->for_ns > 0)
		fine = timer_set(loop, &ask->end, deadline_in(ask->set->for_ns));
	if (!shows_events(ask) && terminal_shows(ask->run->out))
		fine = fine && timer_set(loop, &ask->tick, deadline_in(NS_PER_S / 5));
	return fine || err_errno(err, ENOMEM, "cannot keep time");
}

/* ---- one address
 * --------------------------------------------------------------------------------- */

static struct probe_plan plan_of(struct ask *ask, const struct sock_addr *to, bool fickle)
{
	const struct settings *set = ask->set;
	bool stream = !sock_has_messages(ask->endpoint.transport);

	return (struct probe_plan){
		.transport = ask->endpoint.transport,
		.to = *to,
		.sock = &ask->sock,
		.messages = &ask->messages,
		.conns = set->conns > 0 ? (uint32_t)set->conns : 1,
		.depth = depth_of(ask->run, set->no_verify && stream),
		.count = count_of(set),
		.interval_ns = interval_of(set),
		.timeout_ns = timeout_of(ask->run),
		.pause_ns = set->pause_ns,
		.unverified = set->no_verify,
		.stamp = set->stamp,
		.any_source = sock_addr_is_multicast(to) || ask->run->common->socket.broadcast,
		.half_close = set->half_close,
		.fickle = fickle,
		.watched = shows_events(ask) || set->lines,
		.cookie = (uint32_t)random_seed(),
	};
}

static bool run_probe(struct ask *ask, int fd, int64_t connect_ns, struct err *err)
{
	ask->serve.stop = stop;
	ask->serve.report = report;
	ask->probe.loop = &ask->serve.loop;
	ask->probe.tell = tell;
	ask->probe.over = be_over;
	ask->typed.loop = &ask->serve.loop;
	ask->typed.line = take_line;
	typed_begin(&ask->typed);
	if (!set_timers(ask, err) || !probe_begin(&ask->probe, fd, connect_ns, err))
		return false;
	if (ask->set->lines)
		want_line(ask);
	if (!ask->probe.ended && !serve_run(&ask->serve, (struct deadline){ 0 }, err))
		return false;
	end_progress(ask);
	*err = ask->trouble;
	return err->kind == STATUS_OK;
}

static void note_clocks(const struct ask *ask)
{
	uint64_t unused;

	if (ask->probe.stamp.forward.count > 0 &&
	    (!ask->probe.stamp.clock.synchronized || !clock_wall_synchronized(&unused)))
		out_remark(ask->run->out, "the two clocks are not known to agree: times there and "
					  "back are good for comparing only");
}

static struct row *begin_result(struct ask *ask, const struct sock_addr *to)
{
	struct row *row = out_record(ask->run->out, &proberow_types[PROBEROW_RESULT]);

	proberow_put_endpoint(row, buf_text(&ask->name), to, ask->endpoint.transport);
	return row;
}

/* An address that cannot be reached, where another one may. */
static bool is_passed_over(const struct ask *ask, const struct err *err)
{
	return ask->probe.plan.fickle && ask->probe.counts.received == 0 && !ask->interrupted &&
	       (err->kind == STATUS_REFUSED || err->kind == STATUS_UNREACHABLE ||
		err->kind == STATUS_NO_ROUTE);
}

/* Whether the next address is to be tried in place of this one; else the result is out. */
static bool show(struct ask *ask, bool ran, struct err *err)
{
	enum status status = STATUS_OK;
	struct row *row;

	if (ran)
		ran = probe_verdict(&ask->probe, &status, err);
	if (!ran && is_passed_over(ask, err)) {
		out_talk(ask->run->out, "%s", err->text);
		return true;
	}
	row = begin_result(ask, &ask->probe.plan.to);
	if (ask->probe.flow)
		proberow_put_result(row, &ask->probe, ask->set->histogram);
	if (ran)
		out_done(ask->run->out, status);
	else
		out_fail(ask->run->out, err);
	note_clocks(ask);
	return false;
}

/* FD is connected, or -1. */
static bool ask_socket(struct ask *ask, int fd, const struct sock_addr *to, int64_t connect_ns,
		       bool fickle)
{
	struct err err = { 0 };
	bool ran = false, next;

	ask->probe = (struct probe){ .plan = plan_of(ask, to, fickle) };
	ask->serve = (struct serve)SERVE_CLOSED;
	ask->typed = (struct typed)TYPED_NONE;
	if (serve_begin(&ask->serve, ask->run, &err))
		ran = run_probe(ask, fd, connect_ns, &err);
	else if (fd >= 0)
		fd_close(&fd);
	next = show(ask, ran, &err);
	typed_free(&ask->typed);
	probe_free(&ask->probe);
	serve_end(&ask->serve);
	return next;
}

/* The first of LOCATIONS that answers to a connect; datagrams go to the first. */
static bool ask_one(struct ask *ask, const struct locations *locations, bool fickle)
{
	struct deadline until = deadline_in(timeout_of(ask->run));
	struct race race;
	struct err err = { 0 };
	int fd;

	if (locations->transport == TRANSPORT_UDP)
		return ask_socket(ask, -1, &locations->item[0], 0, fickle);
	if (race_run(&fd, &race, locations, &ask->sock, until, &err)) {
		const struct attempt *winner = &race.attempt[race.winner];

		return ask_socket(ask, fd, &race.peer, winner->ended_ns - winner->began_ns, false);
	}
	begin_result(ask, &locations->item[0]);
	out_fail(ask->run->out, &err);
	return false;
}

static void ask_each(struct ask *ask)
{
	struct out *out = ask->run->out;
	const char *subject = out->subject;

	for (size_t i = 0; i < ask->found.count && !ask->interrupted && !out_enough(out); i++) {
		struct locations one = ask->found;
		struct buf name = { 0 };

		one.item += i;
		one.count = 1;
		sock_addr_format(&name, one.transport, one.item);
		out_question(out, buf_text(&name));
		ask_one(ask, &one, false);
		out_question(out, subject);
		buf_free(&name);
	}
}

/* A datagram's address is only known to be wrong when an error comes back: then the next one. */
static void ask_in_turn(struct ask *ask)
{
	struct locations rest = ask->found;

	while (ask_one(ask, &rest, rest.count > 1)) {
		rest.item++;
		rest.count--;
	}
}

static bool look_up(struct ask *ask, struct err *err)
{
	ask->locator.family = (int)ask->run->common->family;
	ask->locator.numeric = ask->run->common->numeric;
	return sock_plan_interface(&ask->locator.zone, &ask->sock, err) &&
	       locate(&ask->found, &ask->locator, &ask->endpoint, TO_CONNECT,
		      deadline_in(timeout_of(ask->run)), err);
}

static bool prepare(struct ask *ask, struct err *err)
{
	enum { OTHER_FILES = 32 };

	if (!parse(ask, err))
		return false;
	endpoint_format(&ask->name, &ask->endpoint);
	if (ask->set->conns > 1 && !limit_allow_files((uint64_t)ask->set->conns + OTHER_FILES, err))
		return false;
	return make_messages(ask, err) && look_up(ask, err);
}

/* Messages name the endpoint as it was understood, and not what is sent there. */
static void echo_client_run(struct run *run)
{
	struct ask ask = { .run = run, .set = run->settings, .locator = LOCATOR_EMPTY };
	const char *subject = run->out->subject;
	bool fine;
	struct err err = { 0 };

	fine = prepare(&ask, &err);
	if (ask.name.size > 0)
		out_question(run->out, buf_text(&ask.name));
	if (!fine) {
		if (ask.name.size > 0)
			begin_result(&ask, &(struct sock_addr){ 0 });
		out_fail(run->out, &err);
	} else if (ask.set->all_addrs) {
		ask_each(&ask);
	} else {
		ask_in_turn(&ask);
	}
	out_question(run->out, subject);
	messages_free(&ask.messages);
	locations_free(&ask.found);
	locator_free(&ask.locator);
	buf_free(&ask.name);
}

const struct applet applet_echo_client = {
	.name = "echo-client",
	.summary = "send messages to an echo server, verify and time the answers",
	.group = GROUP_SOCKET,
	.operands = operands,
	.options = options,
	.records = proberow_types,
	.statuses = STATUS_BIT(STATUS_ANSWERED) | STATUS_BIT(STATUS_LOSS) |
		    STATUS_BIT(STATUS_SILENT) | STATUS_BIT(STATUS_REFUSED) |
		    STATUS_BIT(STATUS_UNREACHABLE) | STATUS_BIT(STATUS_RESET) |
		    STATUS_BIT(STATUS_CLOSED) | STATUS_BIT(STATUS_MISMATCH) |
		    STATUS_BIT(STATUS_SELF_CONNECTED) | STATUS_BIT(STATUS_NOT_FOUND) |
		    STATUS_BIT(STATUS_NO_DATA) | STATUS_BIT(STATUS_NO_ROUTE) |
		    STATUS_BIT(STATUS_NO_INTERFACE) | STATUS_BIT(STATUS_TEMP_FAIL),
	.examples = examples,
	.settings_size = sizeof(struct settings),
	.defaults = &defaults,
	.flags = APPLET_FAMILY | APPLET_NUMERIC | APPLET_WATCHES | APPLET_SOCKET |
		 APPLET_TRANSPORT | APPLET_DATA,
	.begin = echo_client_begin,
	.run = echo_client_run,
};
