/* netpipe -- join stdin and stdout with a peer, over TCP, UDP and Unix sockets. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <unistd.h>

#include "base/fd.h"
#include "cli/applet.h"
#include "cli/escape.h"
#include "cli/out.h"
#include "cli/payload.h"
#include "cli/sense.h"
#include "pipe/eof_policy.h"
#include "pipe/pipe.h"
#include "pipe/piperow.h"
#include "pipe/probe.h"
#include "run/hosting.h"
#include "run/place.h"

struct settings {
	bool listen, keep, probe, hex, race, crlf, chomp, receive_fd;
	const char *eof, *send, *output, *transcript, *replay;
	long side;
	int64_t idle_ns, for_ns, deadline_ns, count, send_fd;
	uint64_t size;
};

enum { SIDE_NONE = -1, CONNECT_S = 5, REPLAY_IDLE_S = 5, DRAIN_S = 1 };

static const struct settings defaults = { .side = SIDE_NONE, .send_fd = -1 };

/* clang-format off */
#define SET struct settings
static const struct opt options[] = {
	OPT_FLAG(SET, listen, 'l', "listen", "wait for a peer instead of connecting"),
	OPT_FLAG(SET, keep, 'k', "keep-accepting", "-l: let any number of peers come, also at once"),
	OPT_TEXT(SET, eof, 0, "eof", "POLICY", OFFER_NOTHING, "what the end of stdin leads to: shutdown, both, exit, ignore, linger:TIME"),
	OPT_DURATION(SET, idle_ns, 0, "idle", "DURATION", "fail when nothing moved for so long"),
	OPT_DURATION(SET, deadline_ns, 0, "deadline", "DURATION", "fail when it is not over after so long"),
	OPT_DURATION(SET, for_ns, 0, "for", "DURATION", "end after so long, which is no failure"),
	OPT_NUMBER(SET, count, 'c', "count", "N", 1, INT64_MAX, "of messages: end when so many came"),
	OPT_FLAG(SET, race, 0, "race", "tell of each address that was tried, and when"),
	OPT_SIZE(SET, size, 0, "size", "BYTES", "of messages: send stdin in pieces of this size, not in lines"),
	OPT_FLAG(SET, chomp, 0, "chomp", "of messages: leave the newline of each line out"),
	OPT_FLAG(SET, crlf, 'C', "crlf", "send CR LF for LF"),
	OPT_FLAG(SET, hex, 'x', "hex", "hexdump on stderr of what goes both ways"),
	OPT_TEXT(SET, output, 'o', "output", "FILE", OFFER_FILE, "write what comes to FILE"),
	OPT_TEXT(SET, transcript, 0, "transcript", "FILE", OFFER_FILE, "write all of it down, as JSON lines"),
	OPT_TEXT(SET, replay, 0, "replay", "FILE", OFFER_FILE, "play a transcript, and fail where the peer differs"),
	OPT_NAME(SET, side, 0, "as", "SIDE", sides, "--replay: play the client or the server"),
	OPT_FLAG(SET, probe, 'z', "probe", "only see whether somebody is there"),
	OPT_TEXT(SET, send, 0, "send", "TEXT", OFFER_NOTHING, "--probe: the datagram; \\n \\x00 ... as in expectations"),
	OPT_NUMBER(SET, send_fd, 0, "send-fd", "N", 0, INT32_MAX, "hand descriptor N over a Unix socket, and end"),
	{ OPT_ROW(SET, receive_fd, bool, TAKES_NOTHING, 0, "recv-fd", "",
	          "receive one, which becomes stdin and stdout of the command behind --"),
	  .flags = OPT_COMMAND },
	OPT_END
};

/* Of the several netcats. */
static const char habits[] =
	HABIT("N", "the end of stdin is passed on unless --eof says otherwise")
	HABIT("c", "sockbox pairrun -- sockbox netpipe ... :: COMMAND")
	HABIT("d", "< /dev/null")
	HABIT("e", "sockbox pairrun -- sockbox netpipe ... :: COMMAND")
	HABIT("i", "--idle TIME")
	HABIT("m", "--max-conns N")
	HABIT("b", "--broadcast")
	HABIT("M", "-t HOPS")
	HABIT("T", "--tos BYTE")
	HABIT("W", "-c N, of messages");

static const struct operand operands[] = {
	{ "ENDPOINT", 1, 1, OFFER_ENDPOINT, "such as localhost:80, udp:[::1]:53, unix:/run/x.sock, @name" },
	{ "PORT", 0, 1, OFFER_SERVICE, "where ENDPOINT is only a host" },
	{ 0 }
};
/* clang-format on */

static const struct example examples[] = {
	EXAMPLE("netpipe -z --timeout 1s 127.0.0.1 1 --expect refused", "nobody listens there"),
	EXAMPLE("netpipe -l 127.0.0.1:0 --for 10ms",
		"wait for a client on a free port; it says which"),
	EXAMPLE("netpipe -l -k tcp:127.0.0.1:0 --json --for 10ms",
		"any number of clients, told as JSON"),
	EXAMPLE("netpipe -u 127.0.0.1:1 --eof exit --json < /dev/null", "datagrams, one a line"),
	{ 0 }
};

struct state {
	struct sock_plan sock;  /* of a client, */
	struct hosting hosting; /* of a listener */
	struct pipe_plan plan;
	struct script script;
	struct buf say;
};

/* ---- what goes together --------------------------------------------------------------------- */

enum mode {
	LISTENS = 1 << 0,
	KEEPS = 1 << 1, /* accepting */
	PROBES = 1 << 2,
	GIVES = 1 << 3, /* a descriptor */
	TAKES = 1 << 4,
	REPLAYS = 1 << 5,
	SIZES = 1 << 6,
	CRLF = 1 << 7,
	DATAGRAMS = 1 << 8,
	MESSAGES = 1 << 9, /* datagrams among them */
	UNIX = 1 << 10,
	PATH = 1 << 11,
	HEARS_ALL = 1 << 12, /* a listener of datagrams */
	PASSES = GIVES | TAKES
};

static unsigned modes_of(const struct settings *set, const struct endpoint *endpoint)
{
	enum transport transport = endpoint->transport;
	bool is_datagram = sock_type(transport) == SOCK_DGRAM;

	return (set->listen ? LISTENS : 0u) | (set->keep ? KEEPS : 0u) |
	       (set->probe ? PROBES : 0u) | (set->send_fd >= 0 ? GIVES : 0u) |
	       (set->receive_fd ? TAKES : 0u) | (set->replay ? REPLAYS : 0u) |
	       (set->size ? SIZES : 0u) | (set->crlf ? CRLF : 0u) | (is_datagram ? DATAGRAMS : 0u) |
	       (sock_has_messages(transport) ? MESSAGES : 0u) |
	       (transport_is_unix(transport) ? UNIX : 0u) |
	       (endpoint->kind == ENDPOINT_PATH ? PATH : 0u) |
	       (set->listen && is_datagram ? HEARS_ALL : 0u);
}

static const struct sense senses[] = {
	{ "keep-accepting", 0, LISTENS, 0, "goes with --listen" },
	{ "keep-accepting", 0, 0, DATAGRAMS,
	  "is for connections: datagrams are heard from everyone" },
	{ "keep-accepting", 0, 0, PASSES, "does not go with --send-fd and --recv-fd" },
	{ "probe", 0, 0, LISTENS | PASSES, "connects, and does no more" },
	{ "send", 0, PROBES | DATAGRAMS, 0, "goes with --probe, of datagrams" },
	{ "race", 0, 0, LISTENS, "is of connecting" },
	{ "send-fd recv-fd", 0, UNIX, 0, "needs a Unix socket" },
	{ "send-fd", 0, 0, TAKES, "excludes --recv-fd" },
	{ "send-fd", 0, 0, HEARS_ALL, "has nobody to hand it to" },
	{ "eof idle for hex output transcript replay crlf count size chomp", 0, 0, PROBES | PASSES,
	  "does not go with --probe, --send-fd and --recv-fd" },
	{ "deadline", 0, 0, PROBES | GIVES, "does not go with --probe and --send-fd" },
	{ "replay", 0, 0, KEEPS, "plays with one peer" },
	{ "as", 0, REPLAYS, 0, "goes with --replay" },
	{ "crlf size chomp", 0, 0, REPLAYS, "is of standard input, which --replay does not read" },
	{ "count size chomp", 0, MESSAGES, 0, "is of messages: a stream has none" },
	{ "chomp", 0, 0, SIZES | CRLF, "excludes --size and --crlf" },
	{ "crlf", 0, 0, SIZES, "excludes --size" },
	{ "eventually", 0, PROBES, 0, "goes with --probe: standard input can be read only once" },
	{ "source local-port", 0, 0, LISTENS, "is a client's: ENDPOINT says where" },
	{ NULL, OPT_SERVER | OPT_READY, LISTENS, 0, "goes with --listen" },
	{ "max-conns max-per-addr no-limits", 0, KEEPS, 0, "goes with --keep-accepting" },
	{ "backlog", 0, 0, DATAGRAMS, "is of connections" },
	{ "mode owner group replace", 0, PATH, 0, "is of Unix paths" },
	{ 0 }
};

/* ---- the plan ------------------------------------------------------------------------------- */

static bool take_endpoint(struct endpoint *endpoint, const struct run *run, struct err *err)
{
	const struct settings *set = run->settings;
	char *const *words = run->operand;
	enum transport fallback = (enum transport)run->common->socket.transport;

	if (strcmp(*words, "-") == 0)
		return err_set(err, STATUS_INVALID,
			       "standard input and output are joined as it is: '-' is no ENDPOINT");
	if (!endpoint_take(endpoint, &words, fallback, err))
		return false;
	if (!set->listen && !common_check_transport(run->common, endpoint->transport, err))
		return false;
	return !*words || err_set(err, STATUS_INVALID, "'%s' is one operand too many", *words);
}

static bool make_policy(struct pump_policy *policy, const struct run *run,
			const struct endpoint *endpoint, struct err *err)
{
	const struct settings *set = run->settings;
	const struct eof_words words = { .text = set->eof,
					 .datagrams = sock_type(endpoint->transport) == SOCK_DGRAM,
					 .listens = set->listen,
					 .replays = set->replay };

	if (!eof_policy_make(policy, &words, err))
		return false;
	policy->drain_ns = isatty(STDIN_FILENO) ? 0 : DRAIN_S * (int64_t)NS_PER_S;
	policy->idle_ns =
		set->replay && !set->idle_ns ? REPLAY_IDLE_S * (int64_t)NS_PER_S : set->idle_ns;
	return true;
}

static bool make_pieces(struct pieces *pieces, const struct settings *set,
			const struct endpoint *endpoint, struct err *err)
{
	if (set->size > DATAGRAM_ROOM)
		return err_set(err, STATUS_INVALID, "--size: a message has at most %d bytes",
			       DATAGRAM_ROOM);
	*pieces =
		(struct pieces){ .fd = STDIN_FILENO,
				 .unit = set->size                                ? PIECES_SIZES
					 : sock_has_messages(endpoint->transport) ? PIECES_LINES
										  : PIECES_AS_READ,
				 .size = set->size,
				 .crlf = set->crlf,
				 .chomp = set->chomp };
	return true;
}

static enum side side_of(const struct settings *set)
{
	if (set->side != SIDE_NONE)
		return (enum side)set->side;
	return set->listen ? SIDE_SERVER : SIDE_CLIENT;
}

static bool make_plan(struct pipe_plan *plan, const struct run *run, const struct sock_plan *sock,
		      struct err *err)
{
	const struct settings *set = run->settings;
	const struct endpoint endpoint = plan->endpoint;

	*plan = (struct pipe_plan){ .endpoint = endpoint,
				    .sock = sock,
				    .tells_race = set->race,
				    .listens = set->listen,
				    .keep = set->keep,
				    .hexdump = set->hex,
				    .output = set->output,
				    .output_fd = -1,
				    .transcript = set->transcript,
				    .transcript_fd = -1,
				    .side = side_of(set),
				    .send_fd = set->send_fd,
				    .receive_fd = set->receive_fd,
				    .count = set->count,
				    .for_ns = set->for_ns,
				    .deadline_ns = set->deadline_ns,
				    .first_ns = run->common->timeout_ns };
	return make_policy(&plan->policy, run, &endpoint, err) &&
	       make_pieces(&plan->pieces, set, &endpoint, err);
}

/* ---- files ---------------------------------------------------------------------------------- */

static bool open_file(int *fd, const char *path, struct err *err)
{
	return !path || fd_create(fd, path, err) || err_lacks(err);
}

static bool read_script(struct script *script, const char *path, struct err *err)
{
	struct buf text = { 0 };
	struct err trouble = { 0 };
	bool fine = fd_read_file(&text, path, SCRIPT_SIZE_MAX, err) || err_lacks(err);

	if (fine && !script_read(script, text.data, text.size, &trouble))
		fine = err_set(err, trouble.kind, "%s: %s", path, trouble.text);
	buf_free(&text);
	return fine;
}

static bool open_files(struct state *state, const struct settings *set, struct err *err)
{
	struct pipe_plan *plan = &state->plan;

	plan->script = set->replay ? &state->script : NULL;
	return (!set->send || escape_read(&state->say, set->send, err)) &&
	       (!set->replay || read_script(&state->script, set->replay, err)) &&
	       open_file(&plan->output_fd, set->output, err) &&
	       open_file(&plan->transcript_fd, set->transcript, err);
}

static void free_state(struct state *state)
{
	fd_close(&state->plan.output_fd);
	fd_close(&state->plan.transcript_fd);
	hosting_free(&state->hosting);
	script_free(&state->script);
	buf_free(&state->say);
}

static bool netpipe_begin(struct run *run, struct err *err)
{
	const struct settings *set = run->settings;
	struct state *state = run->state;
	struct pipe_plan *plan = &state->plan;

	plan->output_fd = plan->transcript_fd = -1;
	if (take_endpoint(&plan->endpoint, run, err) &&
	    sense_check(senses, run, modes_of(set, &plan->endpoint), err) &&
	    make_plan(plan, run, &state->sock, err) &&
	    (set->listen ? hosting_begin(&state->hosting, run, NULL, err)
			 : sock_plan_make(&state->sock, &run->common->socket, err)) &&
	    open_files(state, set, err))
		return true;
	free_state(state);
	return false;
}

/* ---- the work ------------------------------------------------------------------------------- */

/* Looking up and connecting are a question, and have its usual deadline where none was given. */
static struct deadline asked_until(const struct run *run)
{
	const struct state *state = run->state;
	struct deadline usual = deadline_in(CONNECT_S * (int64_t)NS_PER_S);

	return deadline_earlier(run->common->timeout_ns >= 0 ? run->until : usual,
				state->plan.deadline);
}

static void connect_to_it(struct run *run)
{
	const struct settings *set = run->settings;
	const struct state *state = run->state;
	struct deadline until = asked_until(run);
	struct locations locations = { 0 };
	struct err err = { 0 };

	if (!place_find(&locations, &state->plan.endpoint, TO_CONNECT, &state->sock, run, until,
			&err)) {
		piperow_put_question(out_record(run->out, &pipe_records[PIPE_RESULT]),
				     &state->plan.endpoint);
		out_fail(run->out, &err);
	} else if (set->probe) {
		out_use_records(run->out);
		probe_run(run, &state->plan, &locations, &state->say, until);
	} else {
		pipe_connect(run, &state->plan, &locations, until);
	}
	locations_free(&locations);
}

static void listen_there(struct run *run)
{
	struct state *state = run->state;

	hosting_add(&state->hosting, run, &state->plan.endpoint, TO_BIND, asked_until(run));
	if (!state->hosting.failed)
		pipe_listen(run, &state->plan, &state->hosting);
}

static void netpipe_run(struct run *run)
{
	const struct settings *set = run->settings;
	struct state *state = run->state;

	state->plan.deadline = deadline_in(set->deadline_ns);
	if (set->receive_fd && !run->command)
		out_use_records(run->out);
	if (set->listen)
		listen_there(run);
	else
		connect_to_it(run);
}

static void netpipe_finish(struct run *run)
{
	free_state(run->state);
}

const struct applet applet_netpipe = {
	.name = "netpipe",
	.summary = "join stdin and stdout with a peer, as netcat does",
	.group = GROUP_SOCKET,
	.operands = operands,
	.options = options,
	.records = pipe_records,
	.statuses = STATUS_BIT(STATUS_OPEN) | STATUS_BIT(STATUS_ANSWERED) |
		    STATUS_BIT(STATUS_NOT_FOUND) | STATUS_BIT(STATUS_NO_DATA) |
		    STATUS_BIT(STATUS_REFUSED) | STATUS_BIT(STATUS_UNREACHABLE) |
		    STATUS_BIT(STATUS_RESET) | STATUS_BIT(STATUS_CLOSED) |
		    STATUS_BIT(STATUS_SELF_CONNECTED) | STATUS_BIT(STATUS_MISMATCH) |
		    STATUS_BIT(STATUS_NO_ROUTE) | STATUS_BIT(STATUS_NO_INTERFACE) |
		    STATUS_BIT(STATUS_TEMP_FAIL) | STATUS_BIT(STATUS_SILENT),
	.examples = examples,
	.habits = habits,
	.settings_size = sizeof(struct settings),
	.state_size = sizeof(struct state),
	.defaults = &defaults,
	.flags = APPLET_FAMILY | APPLET_NUMERIC | APPLET_OFFLINE | APPLET_WATCHES | APPLET_SOCKET |
		 APPLET_TRANSPORT | APPLET_SERVER | APPLET_READY | APPLET_PAYLOAD | APPLET_INPUT,
	.begin = netpipe_begin,
	.run = netpipe_run,
	.finish = netpipe_finish,
};
