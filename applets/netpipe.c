/* netpipe -- join stdin and stdout with a peer, over TCP, UDP and Unix sockets. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/num.h"
#include "base/texts.h"
#include "cli/applet.h"
#include "cli/escape.h"
#include "cli/out.h"
#include "cli/payload.h"
#include "cli/ready.h"
#include "net/calls.h"
#include "net/locate.h"
#include "pipe/pipe.h"
#include "pipe/piperow.h"
#include "pipe/probe.h"

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
	struct sock_plan sock;
	struct listen_plan listen;
	struct admission admission;
	struct pipe_plan plan;
	struct script script;
	struct buf say;
};

/* ---- what goes together --------------------------------------------------------------------- */

static bool is_datagram(const struct state *state)
{
	return sock_type(state->plan.endpoint.transport) == SOCK_DGRAM;
}

static bool has_messages(const struct state *state)
{
	return sock_has_messages(state->plan.endpoint.transport);
}

/* An option, whether it was given, and whether it means something here. */
struct sense {
	const char *option;
	bool given, fits;
	const char *needs;
};

static bool check_rows(const struct sense *row, struct err *err)
{
	for (; row->option; row++)
		if (row->given && !row->fits)
			return err_set(err, STATUS_INVALID, "--%s %s", row->option, row->needs);
	return true;
}

static bool check_mode(const struct run *run, const struct state *state, struct err *err)
{
	const struct settings *set = run->settings;
	bool passes = set->send_fd >= 0 || set->receive_fd;
	bool talks = !set->probe && !passes;
	bool is_unix = transport_is_unix(state->plan.endpoint.transport);
	const char *talk = "does not go with --probe, --send-fd and --recv-fd";
	const struct sense rows[] = {
		{ "keep-accepting", set->keep, set->listen, "goes with --listen" },
		{ "keep-accepting", set->keep, !is_datagram(state),
		  "is for connections: datagrams are heard from everyone" },
		{ "probe", set->probe, !set->listen && !passes, "connects, and does no more" },
		{ "send", set->send, set->probe && is_datagram(state),
		  "goes with --probe, of datagrams" },
		{ "race", set->race, !set->listen, "is of connecting" },
		{ "send-fd", set->send_fd >= 0, is_unix, "needs a Unix socket" },
		{ "send-fd", set->send_fd >= 0, !set->receive_fd, "excludes --recv-fd" },
		{ "send-fd", set->send_fd >= 0, !set->listen || !is_datagram(state),
		  "has nobody to hand it to" },
		{ "recv-fd", set->receive_fd, is_unix, "needs a Unix socket" },
		{ "keep-accepting", set->keep, !passes,
		  "does not go with --send-fd and --recv-fd" },
		{ "eof", set->eof, talks, talk },
		{ "idle", set->idle_ns, talks, talk },
		{ "for", set->for_ns, talks, talk },
		{ "deadline", set->deadline_ns, talks || set->receive_fd,
		  "does not go with --probe and --send-fd" },
		{ "hex", set->hex, talks, talk },
		{ "output", set->output, talks, talk },
		{ "transcript", set->transcript, talks, talk },
		{ "replay", set->replay, talks && !set->keep, "plays with one peer" },
		{ "crlf", set->crlf, talks && !set->replay, "is of standard input" },
		{ "count", set->count, talks && has_messages(state),
		  "is of messages: a stream has none" },
		{ "size", set->size, talks && !set->replay && has_messages(state),
		  "is of messages: a stream has none" },
		{ "chomp", set->chomp, talks && !set->replay && has_messages(state),
		  "is of messages: a stream has none" },
		{ "chomp", set->chomp, !set->size && !set->crlf, "excludes --size and --crlf" },
		{ "crlf", set->crlf, !set->size, "excludes --size" },
		{ "as", set->side != SIDE_NONE, set->replay, "goes with --replay" },
		{ "eventually", run->common->eventually_ns, set->probe,
		  "goes with --probe: standard input can be read only once" },
		{ NULL, false, false, NULL },
	};

	return check_rows(rows, err);
}

static bool check_words(const struct run *run, const struct state *state, struct err *err)
{
	const struct settings *set = run->settings;
	const struct sock_words *sock = &run->common->socket;
	const struct listen_words *words = &run->common->listen, *usual = &common_defaults.listen;
	bool has_path = transport_is_unix(state->plan.endpoint.transport);
	const char *server = "goes with --listen", *client = "is a client's: ENDPOINT says where";
	const char *path = "is of Unix paths";
	const struct sense rows[] = {
		{ "source", sock->source, !set->listen, client },
		{ "local-port", sock->local_port >= 0, !set->listen, client },
		{ "allow", words->allow.count, set->listen, server },
		{ "deny", words->deny.count, set->listen, server },
		{ "backlog", words->backlog != usual->backlog, set->listen, server },
		{ "reuseport", words->reuseport, set->listen, server },
		{ "max-conns", words->max_conns != usual->max_conns, set->keep,
		  "goes with --keep-accepting" },
		{ "max-per-addr", words->max_per_addr != usual->max_per_addr, set->keep,
		  "goes with --keep-accepting" },
		{ "no-limits", words->no_limits, set->keep, "goes with --keep-accepting" },
		{ "mode", words->mode, set->listen, server },
		{ "owner", words->owner, set->listen, server },
		{ "group", words->group, set->listen, server },
		{ "replace", words->replace, set->listen, server },
		{ "mode", words->mode, has_path, path },
		{ "owner", words->owner, has_path, path },
		{ "group", words->group, has_path, path },
		{ "replace", words->replace, has_path, path },
		{ "ready-fd", words->ready_fd >= 0, set->listen, server },
		{ NULL, false, false, NULL },
	};

	return check_rows(rows, err);
}

static bool check_sizes(const struct run *run, struct err *err)
{
	const struct settings *set = run->settings;

	if (set->size > DATAGRAM_ROOM)
		return err_set(err, STATUS_INVALID, "--size: a message has at most %d bytes",
			       DATAGRAM_ROOM);
	return true;
}

/* ---- the policy ----------------------------------------------------------------------------- */

enum eof { EOF_SHUTDOWN, EOF_BOTH, EOF_EXIT, EOF_IGNORE, EOF_LINGER };

static const struct name policies[] = {
	NAME("shutdown", EOF_SHUTDOWN, ""), NAME("both", EOF_BOTH, ""),
	NAME("exit", EOF_EXIT, ""),         NAME("ignore", EOF_IGNORE, ""),
	NAME("linger", EOF_LINGER, ""),     NAMES_END,
};

static bool parse_eof(enum eof *eof, int64_t *linger_ns, const char *text, struct err *err)
{
	size_t size = strcspn(text, ":");
	const struct name *row = policies;

	while (*row->word && !text_equals(row->word, text, size))
		row++;
	if (!*row->word)
		return err_set(err, STATUS_INVALID,
			       "--eof: '%s' is none of shutdown, both, exit, ignore, linger:TIME",
			       text);
	*eof = (enum eof)row->value;
	if (*eof == EOF_LINGER && text[size] == ':') {
		if (!num_duration(linger_ns, text + size + 1, err))
			return false;
		if (*linger_ns > 0)
			return true;
	}
	if (*eof == EOF_LINGER || text[size])
		return err_set(err, STATUS_INVALID, "--eof: it is %s%s", row->word,
			       *eof == EOF_LINGER ? ":TIME, such as linger:2s" : " and no more");
	return true;
}

/* Datagrams have no end that could be passed on: a client waits a while for answers, a listener
 * goes on. */
static enum eof usual_eof(const struct state *state, int64_t *linger_ns)
{
	if (!is_datagram(state))
		return EOF_SHUTDOWN;
	if (state->plan.listens)
		return EOF_IGNORE;
	*linger_ns = NS_PER_S;
	return EOF_LINGER;
}

static bool make_policy(struct state *state, const struct settings *set, struct err *err)
{
	int64_t linger_ns = 0;
	enum eof eof = usual_eof(state, &linger_ns);

	if (set->replay)
		eof = EOF_BOTH;
	else if (set->eof && !parse_eof(&eof, &linger_ns, set->eof, err))
		return false;
	if (set->eof && is_datagram(state) && (eof == EOF_SHUTDOWN || eof == EOF_BOTH))
		return err_set(err, STATUS_INVALID,
			       "--eof: datagrams have no end that a peer could be told, or tell");
	state->plan.policy = (struct pump_policy){
		.keep_open = eof == EOF_IGNORE,
		.center_ends_all = eof == EOF_EXIT || eof == EOF_LINGER,
		.linger_ns = eof == EOF_LINGER ? linger_ns : 0,
		.spoke_ends_all = eof != EOF_BOTH,
		.drain_ns = isatty(STDIN_FILENO) ? 0 : DRAIN_S * (int64_t)NS_PER_S,
		.quiet_open = state->plan.listens && !set->eof && !set->replay,
		.idle_ns = set->idle_ns  ? set->idle_ns
			   : set->replay ? REPLAY_IDLE_S * (int64_t)NS_PER_S
					 : 0,
	};
	state->plan.waits_for_answers =
		is_datagram(state) && !state->plan.listens && !set->replay && eof == EOF_LINGER;
	return true;
}

/* ---- the plan ------------------------------------------------------------------------------- */

static bool take_endpoint(struct endpoint *endpoint, const struct run *run, struct err *err)
{
	char *const *words = run->operand;
	enum transport fallback = (enum transport)run->common->socket.transport;

	if (!endpoint_take(endpoint, &words, fallback, err))
		return false;
	return !*words || err_set(err, STATUS_INVALID, "'%s' is one word too many", *words);
}

static enum pieces_unit unit_of(const struct state *state, const struct settings *set)
{
	if (!has_messages(state))
		return PIECES_AS_READ;
	return set->size ? PIECES_SIZES : PIECES_LINES;
}

static void make_plan(struct state *state, const struct run *run)
{
	const struct settings *set = run->settings;
	struct pipe_plan *plan = &state->plan;
	int64_t timeout_ns = run->common->timeout_ns;

	plan->admission = &state->admission;
	plan->listens = set->listen;
	plan->keep = set->keep;
	plan->hexdump = set->hex;
	plan->output = set->output;
	plan->transcript = set->transcript;
	plan->output_fd = plan->transcript_fd = -1;
	plan->send_fd = set->send_fd;
	plan->receive_fd = set->receive_fd;
	plan->count = set->count;
	plan->for_ns = set->for_ns;
	plan->deadline_ns = set->deadline_ns;
	plan->first_ns = timeout_ns > 0 ? timeout_ns : 0;
	plan->pieces = (struct pieces){ .fd = STDIN_FILENO,
					.unit = unit_of(state, set),
					.size = set->size,
					.crlf = set->crlf,
					.chomp = set->chomp };
}

static bool open_file(int *fd, const char *path, struct err *err)
{
	return !path || fd_create(fd, path, err);
}

static bool read_script(struct state *state, const struct settings *set, struct err *err)
{
	struct buf text = { 0 };
	struct err trouble = { 0 };
	bool fine;

	if (!set->replay)
		return true;
	fine = fd_read_file(&text, set->replay, SCRIPT_SIZE_MAX, err);
	if (fine && !script_read(&state->script, text.data, text.size, &trouble))
		fine = err_set(err, trouble.kind, "%s: %s", set->replay, trouble.text);
	buf_free(&text);
	state->plan.script = &state->script;
	state->plan.side = set->side != SIDE_NONE ? (enum side)set->side
			   : set->listen          ? SIDE_SERVER
						  : SIDE_CLIENT;
	return fine;
}

static void free_state(struct state *state)
{
	fd_close(&state->plan.output_fd);
	fd_close(&state->plan.transcript_fd);
	script_free(&state->script);
	buf_free(&state->say);
}

static bool netpipe_begin(struct run *run, struct err *err)
{
	const struct settings *set = run->settings;
	struct state *state = run->state;
	bool fine = take_endpoint(&state->plan.endpoint, run, err) && check_mode(run, state, err) &&
		    check_words(run, state, err) && check_sizes(run, err);

	make_plan(state, run);
	fine = fine && make_policy(state, set, err) &&
	       ready_check(run->common->listen.ready_fd, err) &&
	       sock_plan_make(&state->sock, &run->common->socket, err) &&
	       listen_plan_make(&state->listen, &run->common->socket, &run->common->listen, err) &&
	       admission_make(&state->admission, &run->common->listen, err) &&
	       (!set->send || escape_read(&state->say, set->send, err)) &&
	       read_script(state, set, err) &&
	       open_file(&state->plan.output_fd, set->output, err) &&
	       open_file(&state->plan.transcript_fd, set->transcript, err);
	if (!fine)
		free_state(state);
	return fine;
}

/* ---- the work ------------------------------------------------------------------------------- */

/* Connecting is a question, and has its usual deadline where none was given. */
static struct deadline connect_until(const struct run *run)
{
	if (run->common->timeout_ns >= 0)
		return run->until;
	return deadline_earlier(run->until, deadline_in(CONNECT_S * (int64_t)NS_PER_S));
}

static void fail(struct run *run, const struct err *err)
{
	const struct state *state = run->state;
	struct row *row = out_record(run->out, &pipe_records[PIPE_RESULT]);
	struct buf endpoint = { 0 };

	endpoint_format(&endpoint, &state->plan.endpoint);
	row_part(row, RESULT_ENDPOINT, &endpoint);
	row_text(row, RESULT_TRANSPORT,
		 name_word(endpoint_transports, state->plan.endpoint.transport));
	out_fail(run->out, err);
}

static bool talk_with(struct pipe *pipe, struct run *run, int fd, const struct race *race,
		      struct err *err)
{
	const struct state *state = run->state;

	if (!pipe_begin(pipe, run, &state->plan, err)) {
		call_close(fd);
		return false;
	}
	return pipe_connected(pipe, fd, race, err);
}

static void connect_and_talk(struct run *run, const struct locations *locations)
{
	const struct settings *set = run->settings;
	const struct state *state = run->state;
	struct pipe pipe = PIPE_CLOSED;
	struct err err = { 0 };
	struct race race;
	int fd = -1;
	bool fine = race_run(&fd, &race, locations, &state->sock, connect_until(run), &err);

	pipe_tell_race(run, locations->transport, &race, set->race);
	fine = fine && talk_with(&pipe, run, fd, &race, &err);
	if (fine)
		pipe_run(&pipe);
	else
		fail(run, &err);
	pipe_free(&pipe);
}

static void listen_and_talk(struct run *run, const struct locations *locations)
{
	const struct state *state = run->state;
	struct pipe pipe = PIPE_CLOSED;
	struct listeners listeners = { 0 };
	struct err err = { 0 };

	if (pipe_begin(&pipe, run, &state->plan, &err) &&
	    listeners_add(&listeners, locations, 0, &state->listen, &err) &&
	    pipe_listen(&pipe, &listeners, &err))
		pipe_run(&pipe);
	else
		fail(run, &err);
	pipe_close_peers(&pipe);
	listeners_close(&listeners);
	pipe_free(&pipe);
}

static void probe(struct run *run, const struct locations *locations)
{
	const struct settings *set = run->settings;
	const struct state *state = run->state;
	const struct probe probe = { .endpoint = state->plan.endpoint,
				     .locations = locations,
				     .plan = &state->sock,
				     .say = state->say,
				     .until = connect_until(run),
				     .tells_race = set->race };

	out_use_records(run->out);
	probe_run(run, &probe);
}

static void netpipe_run(struct run *run)
{
	const struct settings *set = run->settings;
	struct state *state = run->state;
	struct locator locator = LOCATOR_EMPTY;
	struct locations locations = { 0 };
	struct err err = { 0 };

	if (set->receive_fd && !run->command)
		out_use_records(run->out);
	locator.family = (int)run->common->family;
	locator.numeric = run->common->numeric;
	if (!locate(&locations, &locator, &state->plan.endpoint, set->listen ? TO_BIND : TO_CONNECT,
		    connect_until(run), &err))
		fail(run, &err);
	else if (set->probe)
		probe(run, &locations);
	else if (set->listen)
		listen_and_talk(run, &locations);
	else
		connect_and_talk(run, &locations);
	locations_free(&locations);
	locator_free(&locator);
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
	.settings_size = sizeof(struct settings),
	.state_size = sizeof(struct state),
	.defaults = &defaults,
	.flags = APPLET_FAMILY | APPLET_NUMERIC | APPLET_OFFLINE | APPLET_WATCHES | APPLET_SOCKET |
		 APPLET_TRANSPORT | APPLET_SERVER | APPLET_READY | APPLET_PAYLOAD | APPLET_INPUT,
	.begin = netpipe_begin,
	.run = netpipe_run,
	.finish = netpipe_finish,
};
