/* echo-server -- answer what comes, over TCP, UDP and Unix sockets. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdlib.h>

#include "base/num.h"
#include "cli/applet.h"
#include "cli/out.h"
#include "cli/out_state.h"
#include "cli/ready.h"
#include "net/calls.h"
#include "net/locate.h"
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
	.idle_ns = (int64_t)IDLE_S * NS_PER_S,
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
	OPT_DURATION(SET, idle_ns, 0, "idle", "DURATION", "close a connection that was silent so long"),
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

/* What every record of counts has, and each of its own behind. */
enum {
	ENDPOINT, TRANSPORT, ACCEPTED, REFUSED, OPEN, RECEIVED, RECEIVED_BYTES, SENT, SENT_BYTES,
	FAULTED, GUARDED, AMPLIFYING, UNSENT, TRUNCATED, KERNEL_DROPS, RESET, TIMED_OUT, QUEUE_MAX,
	BACKLOG, COUNTS_END
};
enum { SHORTAGES = COUNTS_END, ELAPSED };

#define COUNT_FIELDS \
	[ENDPOINT] = FIELD("endpoint", FIELD_TEXT, FIELD_QUESTION, 0, "where it listened; of a sum unset", NULL), \
	[TRANSPORT] = FIELD("transport", FIELD_TEXT, FIELD_QUESTION | FIELD_DETAIL, 0, "tcp, udp, unix, unixgram or seqpacket", NULL), \
	[ACCEPTED] = FIELD("accepted", FIELD_UINT, 0, 0, "connections", NULL), \
	[REFUSED] = FIELD("refused_conns", FIELD_UINT, FIELD_DETAIL, 0, "connections closed at once: not admitted", NULL), \
	[OPEN] = FIELD("open_conns", FIELD_UINT, FIELD_DETAIL, 0, "connections that are being served", NULL), \
	[RECEIVED] = FIELD("received", FIELD_UINT, 0, 0, "messages, on streams reads", NULL), \
	[RECEIVED_BYTES] = FIELD("received_bytes", FIELD_UINT, 0, UNIT_BYTES, "of them", NULL), \
	[SENT] = FIELD("sent", FIELD_UINT, 0, 0, "answers", NULL), \
	[SENT_BYTES] = FIELD("sent_bytes", FIELD_UINT, 0, UNIT_BYTES, "of them", NULL), \
	[FAULTED] = FIELD("faulted", FIELD_UINT, FIELD_DETAIL, 0, "answers that a fault left out", NULL), \
	[GUARDED] = FIELD("guarded", FIELD_UINT, FIELD_DETAIL, 0, "datagrams left unanswered: not admitted, a loop, too many", NULL), \
	[AMPLIFYING] = FIELD("amplifying", FIELD_UINT, FIELD_DETAIL, 0, "answers cut or left out: longer than what came", NULL), \
	[UNSENT] = FIELD("unsent", FIELD_UINT, FIELD_DETAIL, 0, "answers that the kernel did not take", NULL), \
	[TRUNCATED] = FIELD("truncated_messages", FIELD_UINT, FIELD_DETAIL, 0, "messages that did not fit into 64 KiB", NULL), \
	[KERNEL_DROPS] = FIELD("kernel_drops", FIELD_UINT, FIELD_DETAIL, 0, "datagrams that the kernel dropped: the receive buffer was full", NULL), \
	[RESET] = FIELD("reset_conns", FIELD_UINT, FIELD_DETAIL, 0, "connections that a client broke off", NULL), \
	[TIMED_OUT] = FIELD("timed_out", FIELD_UINT, FIELD_DETAIL, 0, "connections closed: idle, or the client is gone", NULL), \
	[QUEUE_MAX] = FIELD("accept_queue_max", FIELD_UINT, FIELD_DETAIL, 0, "with -v on TCP: most connections seen waiting to be accepted", NULL), \
	[BACKLOG] = FIELD("backlog", FIELD_UINT, FIELD_DETAIL, 0, "TCP: connections that may wait", NULL)

static const struct field fields[] = {
	COUNT_FIELDS, { 0 }
};

static const struct field summary_fields[] = {
	COUNT_FIELDS,
	[SHORTAGES] = FIELD("shortages", FIELD_UINT, 0, 0, "times that descriptors or memory were short", NULL),
	[ELAPSED] = FIELD("elapsed_ms", FIELD_REAL, 0, UNIT_MS, "since it was ready", NULL),
	{ 0 }
};

enum {
	E_TIME, E_EVENT, E_ENDPOINT, E_TRANSPORT, E_PEER, E_CONN, E_SIZE, E_TRUE_SIZE, E_TRUNCATED, E_REASON,
	E_RECEIVED, E_SENT, E_QUEUE, E_BACKLOG, E_LOCAL, E_INTERFACE, E_TTL, E_PID, E_UID, E_DATA
};

static const struct field event_fields[] = {
	[E_TIME] = FIELD("time", FIELD_TEXT, 0, 0, "when, RFC 3339; of a datagram when the kernel got it", NULL),
	[E_EVENT] = FIELD("event", FIELD_TEXT, 0, 0, "accepted, refused, received, sent, unanswered or closed", NULL),
	[E_ENDPOINT] = FIELD("endpoint", FIELD_TEXT, FIELD_DETAIL, 0, "where it listens", NULL),
	[E_TRANSPORT] = FIELD("transport", FIELD_TEXT, FIELD_DETAIL, 0, "of it", NULL),
	[E_PEER] = FIELD("peer", FIELD_TEXT, 0, 0, "the client", NULL),
	[E_CONN] = FIELD("conn", FIELD_UINT, 0, 0, "number of the connection", NULL),
	[E_SIZE] = FIELD("size_bytes", FIELD_UINT, 0, UNIT_BYTES, "of the data", NULL),
	[E_TRUE_SIZE] = FIELD("true_size_bytes", FIELD_UINT, FIELD_DETAIL, UNIT_BYTES, "as it was sent", NULL),
	[E_TRUNCATED] = FIELD("truncated", FIELD_BOOL, FIELD_DETAIL, 0, "whether that is more", NULL),
	[E_REASON] = FIELD("reason", FIELD_TEXT, 0, 0, "of closing: eof, reset, idle, ...; of refusing; of not answering", NULL),
	[E_RECEIVED] = FIELD("received_bytes", FIELD_UINT, 0, UNIT_BYTES, "of the connection, so far", NULL),
	[E_SENT] = FIELD("sent_bytes", FIELD_UINT, 0, UNIT_BYTES, "of the connection, so far", NULL),
	[E_QUEUE] = FIELD("accept_queue", FIELD_UINT, FIELD_DETAIL, 0, "TCP: connections that wait to be accepted", NULL),
	[E_BACKLOG] = FIELD("backlog", FIELD_UINT, FIELD_DETAIL, 0, "TCP: connections that may wait", NULL),
	[E_LOCAL] = FIELD("local", FIELD_ADDRESS, FIELD_DETAIL, 0, "the address that a datagram came to", NULL),
	[E_INTERFACE] = FIELD("interface", FIELD_TEXT, FIELD_DETAIL, 0, "the interface that it came by", NULL),
	[E_TTL] = FIELD("ttl", FIELD_UINT, FIELD_DETAIL, 0, "the TTL or hop limit that it had then", NULL),
	[E_PID] = FIELD("pid", FIELD_UINT, FIELD_DETAIL, 0, "of a Unix client: its process", NULL),
	[E_UID] = FIELD("uid", FIELD_UINT, FIELD_DETAIL, 0, "of a Unix client: its user", NULL),
	[E_DATA] = FIELD("data", FIELD_DATA, 0, 0, "what came or went", NULL),
	{ 0 }
};

#define COUNT_TEXT "[{accepted} connections, ]{received} messages of {received_bytes} bytes, {sent} answers of {sent_bytes} bytes" \
	"[+, {faulted} left out by faults][+, {guarded} unanswered][+, {amplifying} too long][+, {unsent} not sent][+, {truncated_messages} truncated]" \
	"[+, {kernel_drops} dropped by the kernel][+, {reset_conns} reset][+, {timed_out} timed out][+, {refused_conns} refused]"

enum { RESULT, READY, EVENT, SUMMARY };
static const struct record_type records[] = {
	[RESULT] = { "result", "the end: what a listener came to", { fields, "{endpoint}: " COUNT_TEXT } },
	[READY] = { "ready", "it listens", { ready_fields, READY_TEXT } },
	[EVENT] = { "event", "--verbose: a step", { event_fields,
		"{time} {event} {peer}[ pid {pid} uid {uid}][ conn {conn}][ ({reason})][ {size_bytes} bytes][, in all received {received_bytes}, sent {sent_bytes} bytes][: {data}]" } },
	[SUMMARY] = { "summary", "at the end and on SIGUSR1: all of it", { summary_fields, "total: " COUNT_TEXT "[+, {shortages} shortages]" } },
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

enum { ENDPOINTS_MAX = 1024 };

/* An endpoint that was looked up. */
struct place {
	struct endpoint endpoint;
	struct locations found;
};

struct state {
	struct listen_plan plan;
	struct admission admission;
	struct locator locator;
	struct place *place;
	size_t count;
	bool failed;

	struct serve serve;
	struct listeners listeners;
	struct echo echo;
	struct timer time_up; /* --for */
	struct run *run;
	int64_t ready_ns;
};

static bool parse_fd(int *fd, const char *text, struct err *err)
{
	int64_t number;

	if (!num_parse(&number, text, 0, INT32_MAX, err))
		return false;
	*fd = (int)number;
	return true;
}

static bool check_sense(const struct run *run, struct err *err)
{
	const struct settings *set = run->settings;

	if (run->common->socket.local_port >= 0 || run->common->socket.source)
		return err_set(err, STATUS_INVALID,
			       "--source and --local-port are a client's: the ENDPOINT says where");
	if (run->operand_count == 0 && set->fds.count == 0 && listen_fds() == 0)
		return err_set(err, STATUS_INVALID,
			       "ENDPOINT is missing, such as 7777 or udp:any:7777");
	if (set->stamp && (set->timestamp || set->service != SERVICE_ECHO))
		return err_set(err, STATUS_INVALID, "--stamp excludes --timestamp and --service");
	if (set->timestamp && set->service != SERVICE_ECHO)
		return err_set(err, STATUS_INVALID, "--timestamp goes with the service echo");
	if (set->recv_size == 0 || set->recv_size > RECV_SIZE)
		return err_set(err, STATUS_INVALID, "--recv-size: it is from 1 to %d", RECV_SIZE);
	if (set->seed >= 0 && !(set->jitter_ns || set->drop || set->duplicate || set->reorder))
		return err_set(err, STATUS_INVALID,
			       "--seed goes with --jitter, --drop, --duplicate and --reorder");
	return true;
}

static bool echo_server_begin(struct run *run, struct err *err)
{
	struct state *state = run->state;
	const struct common *common = run->common;

	state->locator = (struct locator)LOCATOR_EMPTY;
	state->serve = (struct serve)SERVE_CLOSED;
	state->locator.family = (int)common->family;
	state->locator.numeric = common->numeric;
	return check_sense(run, err) && ready_check(common->listen.ready_fd, err) &&
	       admission_make(&state->admission, &common->listen, err) &&
	       listen_plan_make(&state->plan, &common->socket, &common->listen, err);
}

static bool take_endpoint(struct endpoint *endpoint, const struct run *run, struct err *err)
{
	char *const *words = run->operand;
	enum transport fallback = (enum transport)run->common->socket.transport;

	if (!endpoint_take(endpoint, &words, fallback, err))
		return false;
	return !*words || err_set(err, STATUS_INVALID, "'%s' is one word too many", *words);
}

static bool keep(struct state *state, const struct place *place, struct err *err)
{
	struct place *grown = state->count < ENDPOINTS_MAX
				      ? reallocarray(state->place, state->count + 1, sizeof(*grown))
				      : NULL;

	if (!grown)
		return err_errno(err, ENOMEM, "cannot serve so many endpoints");
	state->place = grown;
	state->place[state->count++] = *place;
	return true;
}

/* One endpoint: it is bound when all have been looked up. */
static void echo_server_run(struct run *run)
{
	struct state *state = run->state;
	struct place place = { .found = { 0 } };
	struct err err = { 0 };

	if (run->operand_count == 0)
		return;
	if (take_endpoint(&place.endpoint, run, &err) &&
	    locate(&place.found, &state->locator, &place.endpoint, TO_BIND, run->until, &err) &&
	    keep(state, &place, &err))
		return;
	locations_free(&place.found);
	state->failed = true;
	out_fail(run->out, &err);
}

/* ---- records ----------------------------------------------------------------------------------
 */

static void put_counts(struct row *row, const struct echo_counts *counts, bool conns)
{
	const struct {
		unsigned field;
		uint64_t count;
	} columns[] = {
		{ REFUSED, counts->refused },
		{ OPEN, counts->open },
		{ RECEIVED, counts->received },
		{ RECEIVED_BYTES, counts->received_bytes },
		{ SENT, counts->sent },
		{ SENT_BYTES, counts->sent_bytes },
		{ FAULTED, counts->faulted },
		{ GUARDED, counts->guarded },
		{ AMPLIFYING, counts->amplifying },
		{ UNSENT, counts->unsent },
		{ TRUNCATED, counts->truncated },
		{ KERNEL_DROPS, counts->kernel_drops },
		{ RESET, counts->reset },
		{ TIMED_OUT, counts->timed_out },
	};

	if (conns)
		row_uint(row, ACCEPTED, counts->accepted);
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		row_uint(row, columns[i].field, columns[i].count);
}

static void put_endpoint(struct row *row, unsigned field, const struct listener *listener)
{
	struct buf text = { 0 };

	sock_addr_format(&text, listener->transport, &listener->at);
	row_part(row, field, &text);
}

static void put_queue(struct row *row, const struct listener *listener, uint64_t queue_max)
{
	uint64_t queue, backlog;

	if (!echo_queue(&queue, &backlog, listener))
		return;
	row_uint(row, QUEUE_MAX, queue > queue_max ? queue : queue_max);
	row_uint(row, BACKLOG, backlog);
}

static void show_listener(struct state *state, size_t i)
{
	const struct listener *listener = &state->listeners.item[i];
	const struct echo_counts *counts = &state->echo.counts[i];
	struct row *row = out_record(state->run->out, &records[RESULT]);

	put_endpoint(row, ENDPOINT, listener);
	row_text(row, TRANSPORT, name_word(endpoint_transports, listener->transport));
	put_counts(row, counts, sock_type(listener->transport) != SOCK_DGRAM);
	put_queue(row, listener, counts->queue_max);
	out_done(state->run->out, STATUS_OK);
}

static void show_summary(struct state *state)
{
	struct row *row = out_record(state->run->out, &records[SUMMARY]);
	struct echo_counts total = echo_total(&state->echo);

	put_counts(row, &total, true);
	row_uint(row, SHORTAGES, state->echo.acceptor.shortages);
	row_real(row, ELAPSED, (double)(clock_now_ns() - state->ready_ns) / NS_PER_MS);
	out_done(state->run->out, STATUS_OK);
}

static void put_datagram(struct row *row, const struct datagram *datagram)
{
	char name[ADDR_TEXT_MAX];

	if (!datagram)
		return;
	row_addr(row, E_LOCAL, &datagram->to);
	if (datagram->index && call_if_indextoname(datagram->index, name))
		row_text(row, E_INTERFACE, name);
	if (datagram->ttl >= 0)
		row_uint(row, E_TTL, (uint64_t)datagram->ttl);
}

static void put_data(struct row *row, const struct echo_event *event)
{
	if (event->step != STEP_RECEIVED && event->step != STEP_SENT)
		return;
	row_bytes(row, E_DATA, event->data, event->size);
	row_uint(row, E_SIZE, event->size);
	row_uint(row, E_TRUE_SIZE, event->true_size);
	row_bool(row, E_TRUNCATED, event->truncated);
}

static void show_event(struct echo *echo, const struct echo_event *event)
{
	struct state *state = OWNER(echo, struct state, echo);
	struct row *row = out_record(state->run->out, &records[EVENT]);
	bool arrived = event->step == STEP_RECEIVED && event->datagram && event->datagram->wall_ns;
	char stamp[CLOCK_STAMP_MAX];
	struct buf peer = { 0 };

	row_bytes(row, E_TIME, stamp,
		  clock_stamp(stamp, arrived ? event->datagram->wall_ns : clock_wall_ns()));
	row_text(row, E_EVENT, name_word(echo_steps, (long)event->step));
	put_endpoint(row, E_ENDPOINT, event->listener);
	row_text(row, E_TRANSPORT, name_word(endpoint_transports, event->listener->transport));
	sock_addr_format(&peer, event->listener->transport, event->peer);
	row_part(row, E_PEER, &peer);
	row_text(row, E_REASON, event->reason);
	put_data(row, event);
	put_datagram(row, event->datagram);
	if (event->who.pid > 0) {
		row_uint(row, E_PID, (uint64_t)event->who.pid);
		row_uint(row, E_UID, event->who.uid);
	}
	if (event->conn) {
		row_uint(row, E_CONN, event->conn);
		row_uint(row, E_RECEIVED, event->received_bytes);
		row_uint(row, E_SENT, event->sent_bytes);
	}
	if (event->backlog) {
		row_uint(row, E_QUEUE, event->queue);
		row_uint(row, E_BACKLOG, event->backlog);
	}
	out_done(state->run->out, STATUS_OK);
}

static void say(struct echo *echo, const struct err *err)
{
	struct state *state = OWNER(echo, struct state, echo);

	if (!state->run->common->quiet)
		out_complain(state->run->out, "", err);
}

/* ---- serving -----------------------------------------------------------------------------------
 */

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
		.idle_ns = no_limits && set->idle_ns == defaults.idle_ns ? 0 : set->idle_ns,
		.max_messages = (uint64_t)set->max_messages,
		.max_served = set->once,
		.no_loop_guard = set->no_loop_guard,
		.no_limits = no_limits,
		.watched = run->common->verbose > 0,
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

/* What the endpoints are; of descriptors from others that shows only later. */
struct kinds {
	bool paths, conns, datagrams, udp;
};

static struct kinds kinds_of(const struct state *state)
{
	const struct settings *set = state->run->settings;
	bool passed = set->fds.count > 0 || listen_fds() > 0;
	struct kinds kinds = { passed, passed, passed, passed };

	for (size_t i = 0; i < state->count; i++) {
		enum transport transport = state->place[i].endpoint.transport;

		kinds.paths |= transport_is_unix(transport);
		kinds.udp |= transport == TRANSPORT_UDP;
		kinds.datagrams |= sock_type(transport) == SOCK_DGRAM;
		kinds.conns |= sock_type(transport) != SOCK_DGRAM;
	}
	return kinds;
}

/* An option that none of the endpoints has a use for is a mistake. */
static bool check_use(const struct state *state, struct err *err)
{
	const struct settings *set = state->run->settings;
	const struct listen_words *words = &state->run->common->listen,
				  *usual = &common_defaults.listen;
	const struct kinds kinds = kinds_of(state);
	const char *path = "Unix paths", *conn = "connections", *udp = "UDP sockets";
	const struct {
		const char *option;
		bool given, fits;
		const char *needs;
	} rows[] = {
		{ "mode", words->mode, kinds.paths, path },
		{ "owner", words->owner, kinds.paths, path },
		{ "group", words->group, kinds.paths, path },
		{ "replace", words->replace, kinds.paths, path },
		{ "backlog", words->backlog != usual->backlog, kinds.conns, conn },
		{ "max-conns", words->max_conns != usual->max_conns, kinds.conns, conn },
		{ "max-per-addr", words->max_per_addr != usual->max_per_addr, kinds.conns, conn },
		{ "idle", set->idle_ns != defaults.idle_ns, kinds.conns, conn },
		{ "recv-size", set->recv_size != defaults.recv_size, kinds.conns, conn },
		{ "trickle", set->trickle_ns, kinds.conns, conn },
		{ "half-close", set->half_close, kinds.conns, conn },
		{ "reset", set->reset, kinds.conns, conn },
		{ "stamp", set->stamp, kinds.udp, udp },
		{ "no-loop-guard", set->no_loop_guard, kinds.datagrams, "datagrams" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].given && !rows[i].fits)
			return err_set(err, STATUS_INVALID,
				       "--%s is of %s, and no ENDPOINT has them", rows[i].option,
				       rows[i].needs);
	return true;
}

/* The endpoints of the command line, each under its own name in messages. */
static bool bind_places(struct state *state)
{
	struct out *out = state->run->out;

	for (size_t i = 0; i < state->count; i++) {
		struct place *place = &state->place[i];
		struct buf subject = { 0 };
		struct err err = { 0 };

		endpoint_format(&subject, &place->endpoint);
		out_question(out, buf_text(&subject));
		if (!listeners_add(&state->listeners, &place->found, (unsigned)i, &state->plan,
				   &err)) {
			out_fail(out, &err);
			state->failed = true;
		} else if (place->endpoint.kind == ENDPOINT_HOST) {
			ready_note_loopback(out, place->endpoint.name, &state->listeners,
					    (unsigned)i);
		}
		out_question(out, "");
		buf_free(&subject);
	}
	return !state->failed;
}

/* Descriptors from --fd, and from systemd. */
static bool adopt(struct state *state)
{
	const struct settings *set = state->run->settings;
	unsigned passed = listen_fds(), number = (unsigned)state->count;
	struct err err = { 0 };
	bool fine = true;

	for (size_t i = 0; fine && i < set->fds.count; i++) {
		int fd;

		fine = parse_fd(&fd, set->fds.text[i], &err) &&
		       listeners_adopt(&state->listeners, fd, number++, &err);
	}
	for (unsigned i = 0; fine && i < passed; i++)
		fine = listeners_adopt(&state->listeners, 3 + (int)i, number++, &err);
	if (!fine)
		out_fail(state->run->out, &err);
	return fine;
}

static void serve_on(struct state *state, struct err *err)
{
	const struct settings *set = state->run->settings;

	state->echo = (struct echo){ .loop = &state->serve.loop,
				     .listeners = &state->listeners,
				     .admission = &state->admission,
				     .plan = plan_of(state->run),
				     .tell = show_event,
				     .say = say,
				     .over = be_over };
	state->serve.stop = stop;
	state->serve.report = report;
	state->time_up.due = time_is_up;
	state->ready_ns = clock_now_ns();
	if (!echo_begin(&state->echo, err))
		return;
	if (!timer_set(&state->serve.loop, &state->time_up, deadline_in(set->for_ns))) {
		err_errno(err, ENOMEM, "cannot serve");
		return;
	}
	ready_tell(state->run->out, &records[READY], &state->listeners,
		   state->run->common->listen.ready_fd);
	if (!serve_run(&state->serve, (struct deadline){ 0 }, err))
		return;
	echo_end(&state->echo);
	for (size_t i = 0; i < state->listeners.count; i++)
		show_listener(state, i);
	show_summary(state);
}

static void echo_server_finish(struct run *run)
{
	struct state *state = run->state;
	struct err err = { 0 };

	state->run = run;
	locator_free(&state->locator); /* its helpers have --ready-fd too, and would keep it open */
	if (!state->failed && check_use(state, &err) && serve_begin(&state->serve, run, &err) &&
	    bind_places(state) && adopt(state) && state->listeners.count > 0)
		serve_on(state, &err);
	if (err.kind != STATUS_OK)
		out_fail(run->out, &err);
	echo_free(&state->echo);
	listeners_close(&state->listeners);
	serve_end(&state->serve);
	for (size_t i = 0; i < state->count; i++)
		locations_free(&state->place[i].found);
	free(state->place);
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
