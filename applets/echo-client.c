/* echo-client -- send messages to an echo server, verify what comes back, and time it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "base/fd.h"
#include "base/random.h"
#include "cli/applet.h"
#include "cli/out.h"
#include "cli/out_state.h"
#include "cli/proberow.h"
#include "net/limits.h"
#include "proto/stamp.h"
#include "run/place.h"
#include "run/probing.h"

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
	{ OPT_ROW(SET, size, uint64_t, TAKES_SIZE, 0, "size", "BYTES",
	          "length of each message (64, or that of STAMP's packets)"),
	  .min = 1 },
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
	EXAMPLE("echo-client udp:localhost:7 hello", "one message there and back"),
	EXAMPLE("echo-client localhost 7 --json", "over TCP, as HOST PORT, for a script"),
	EXAMPLE("echo-client localhost:7 -c 5 -i 0.2 --size 1k --expect 'rtt_p95_ms < 20ms'",
		"five times 1 KiB, and a bar for the times"),
	EXAMPLE("echo-client localhost:7 --conns 64 --depth 4 --for 200ms --histogram",
		"a load of 64 connections, and how long they waited"),
	EXAMPLE("echo-client --stamp localhost -c 3 -i 10ms",
		"the way to a STAMP reflector, each direction"),
	EXAMPLE("echo-client localhost:7 --lines < /etc/hostname", "a message for each line"),
	{ 0 }
};

/* ---- one question --------------------------------------------------------------------------- */

struct ask {
	struct run *run;
	const struct settings *set;
	struct endpoint endpoint;
	const char *message; /* NULL: none */
	struct buf name;     /* the endpoint's canonical text */
	struct sock_plan sock;
	struct locations found;
	struct messages messages;
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

/* With an interval as many may be on their way, on all sockets, as the time allows to wait for. */
static uint32_t depth_of(const struct run *run, bool one_by_one)
{
	const struct settings *set = run->settings;
	int64_t interval_ns = interval_of(set), depth = 1;

	if (set->depth > 0)
		return (uint32_t)set->depth;
	if (interval_ns > 0 && !one_by_one)
		depth = timeout_of(run) / interval_ns / (set->conns > 0 ? set->conns : 1) + 2;
	return depth < DEPTH_MAX ? (uint32_t)depth : DEPTH_MAX;
}

/* ---- whether it makes sense ----------------------------------------------------------------- */

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

static bool check_transport(const struct ask *ask, struct err *err)
{
	const struct settings *set = ask->set;
	enum transport transport = ask->endpoint.transport;
	const char *word = name_word(endpoint_transports, transport);
	bool stream = !sock_has_messages(transport);
	bool paused = set->pause_ns != defaults.pause_ns;

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
	if (set->all_addrs && transport_is_unix(transport))
		return err_set(err, STATUS_INVALID, "--all-addrs: %s has one address", word);
	return common_check_transport(ask->run->common, transport, err);
}

static bool is_dash(const char *word)
{
	return strcmp(word, "-") == 0;
}

static bool check_message(const struct ask *ask, struct err *err)
{
	const struct settings *set = ask->set;
	bool reads = set->lines || (ask->message && is_dash(ask->message));
	bool given = ask->message != NULL, ended = set->newline || set->crlf;
	bool made = set->size > 0 || set->pattern || set->seed >= 0;

	if (ended && !given && !set->lines)
		return err_set(err, STATUS_INVALID,
			       "--newline and --crlf end a MESSAGE or --lines");
	return exclude(reads, "stdin as message", ask->run->common->eventually_ns, "--eventually",
		       err) &&
	       exclude(given, "MESSAGE", set->lines, "--lines", err) &&
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

/* ---- from the command line ------------------------------------------------------------------ */

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

static bool echo_client_begin(struct run *run, struct err *err)
{
	struct ask ask = { .run = run, .set = run->settings };

	if (!check_options(ask.set, err))
		return false;
	if (!is_dash(run->operand[0]))
		return parse(&ask, err);
	return exclude(true, "ENDPOINT -", ask.set->lines, "--lines", err);
}

/* ---- the messages --------------------------------------------------------------------------- */

static const char *ending_of(const struct settings *set)
{
	return set->crlf ? "\r\n" : set->newline ? "\n" : "";
}

static bool make_given(struct ask *ask, struct err *err)
{
	struct buf text = { 0 };
	bool fine = true;

	if (is_dash(ask->message))
		fine = fd_read_stdin(&text, MESSAGE_MAX, (struct deadline){ 0 }, err);
	else
		buf_puts(&text, ask->message);
	if (text.failed)
		fine = err_errno(err, ENOMEM, "cannot make a message");
	fine = fine && messages_set(&ask->messages, text.data, text.size, ending_of(ask->set), err);
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

static uint64_t seed_of(const struct settings *set)
{
	return set->seed >= 0 ? (uint64_t)set->seed : random_seed();
}

/* Datagrams carry a number, where there is room for one: they may come in any order. */
static bool make_filled(struct ask *ask, size_t size, struct err *err)
{
	const struct settings *set = ask->set;
	bool numbered = sock_has_messages(ask->endpoint.transport);
	struct buf pattern = { 0 };
	bool fine;

	if (!set->pattern)
		return messages_random(&ask->messages, seed_of(set), size, numbered, err);
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

/* ---- the plan ------------------------------------------------------------------------------- */

/* A table or CSV shows one type of record: results. */
static bool shows_steps(const struct ask *ask)
{
	long format = ask->run->common->format;

	if (format == FORMAT_TABLE || format == FORMAT_CSV)
		return false;
	return !is_load(ask->set) || out_tells_steps(ask->run->out);
}

static struct probe_plan plan_of(struct ask *ask)
{
	const struct settings *set = ask->set;
	struct random random = { seed_of(set) };
	bool stream = !sock_has_messages(ask->endpoint.transport);

	return (struct probe_plan){
		.transport = ask->endpoint.transport,
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
		.any_source = ask->run->common->socket.broadcast,
		.half_close = set->half_close,
		.watched = shows_steps(ask) || set->lines,
		.cookie = (uint32_t)random_next(&random),
	};
}

static void probe_it(struct ask *ask)
{
	const struct settings *set = ask->set;
	struct probing probing = {
		.run = ask->run,
		.endpoint = buf_text(&ask->name),
		.found = &ask->found,
		.plan = plan_of(ask),
		.for_ns = set->for_ns,
		.all_addrs = set->all_addrs,
		.shows_steps = shows_steps(ask),
		.shows_data = ask->message || set->lines || set->no_verify,
		.histogram = set->histogram,
		.lines = set->lines ? &ask->messages : NULL,
		.ending = ending_of(set),
	};

	probing_run(&probing);
}

static bool prepare(struct ask *ask, struct err *err)
{
	enum { OTHER_FILES = 32 };

	if (!parse(ask, err))
		return false;
	endpoint_format(&ask->name, &ask->endpoint);
	if (ask->set->conns > 1 && !limit_allow_files((uint64_t)ask->set->conns + OTHER_FILES, err))
		return false;
	return make_messages(ask, err) &&
	       place_find(&ask->found, &ask->endpoint, TO_CONNECT, &ask->sock, ask->run,
			  deadline_in(timeout_of(ask->run)), err);
}

static void echo_client_run(struct run *run)
{
	struct ask ask = { .run = run, .set = run->settings };
	struct buf words = { 0 };
	struct err err = { 0 };

	place_about(&words, run);
	if (prepare(&ask, &err))
		probe_it(&ask);
	else if (ask.name.size > 0)
		probing_fail(run, buf_text(&ask.name), ask.endpoint.transport, &err);
	else
		out_fail(run->out, &err);
	buf_free(&words);
	messages_free(&ask.messages);
	locations_free(&ask.found);
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
	.habits = HABIT("W", "-w TIME") HABIT("f", "--flood") HABIT("l", "--depth N")
		HABIT("b", "--broadcast") HABIT("P", "--conns N"),
	.settings_size = sizeof(struct settings),
	.defaults = &defaults,
	.flags = APPLET_FAMILY | APPLET_NUMERIC | APPLET_WATCHES | APPLET_SOCKET |
		 APPLET_TRANSPORT | APPLET_DATA,
	.begin = echo_client_begin,
	.run = echo_client_run,
};
