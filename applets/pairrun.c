/* pairrun -- a program at one end of a socket pair, or two programs joined. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>

#include "base/fd.h"
#include "cli/applet.h"
#include "cli/event.h"
#include "cli/out.h"
#include "cli/payload.h"
#include "net/sock.h"
#include "pipe/own_end.h"
#include "pipe/transcript.h"
#include "run/pair.h"

struct settings {
	long transport; /* enum transport: what --type comes to */
	struct texts send;
	const char *transcript;
	int64_t grace_ns, for_ns, count;
};

/* From one question to the next: each is a conversation of its own in one transcript. */
struct state {
	struct transcript transcript;
	bool has_transcript;
	uint64_t conns;
};

static const struct settings defaults = { .transport = TRANSPORT_UNIX, .grace_ns = NS_PER_S };

static const struct name types[] = {
	NAME("stream", TRANSPORT_UNIX, "bytes, as from a pipe"),
	NAME("dgram", TRANSPORT_UNIXGRAM, "messages, without an end"),
	NAME("seqpacket", TRANSPORT_SEQPACKET, "messages, and an end"),
	NAMES_END,
};

/* clang-format off */
static const struct opt options[] = {
	OPT_NAME(struct settings, transport, 0, "type", "TYPE", types, "of the socket pair"),
	OPT_TEXTS(struct settings, send, 0, "send", "TEXT", OFFER_NOTHING,
	          "send it, escapes as in C; - is standard input; may be repeated"),
	OPT_TEXT(struct settings, transcript, 0, "transcript", "FILE", OFFER_FILE,
	         "write down who said what, as JSON lines"),
	OPT_NUMBER(struct settings, count, 'c', "count", "N", 1, INT64_MAX,
	           "end it after so many messages from it"),
	OPT_DURATION(struct settings, for_ns, 0, "for", "DURATION", "end what still runs after so long"),
	OPT_DURATION(struct settings, grace_ns, 0, "grace", "DURATION",
	             "from SIGTERM to SIGKILL for what does not end"),
	OPT_END
};

static const struct operand operands[] = {
	{ "COMMAND", 1, MANY, OFFER_NOTHING, "a program and its words; behind :: a second one" },
	{ 0 },
};

enum { INDEX, COMMAND, TRANSPORT, PID, EXIT_STATUS, SIGNAL, SENT_BYTES, SENT, RECEIVED_BYTES, RECEIVED,
       UNSENT_BYTES, UNREAD, ELAPSED_MS, SIZE_BYTES, TRUE_SIZE_BYTES, TRUNCATED, DATA };

static const struct field fields[] = {
	[INDEX] = FIELD("index", FIELD_UINT, FIELD_QUESTION, 0, "which program, from 1", NULL),
	[COMMAND] = FIELD("command", FIELD_TEXT, FIELD_LIST | FIELD_QUESTION, 0, "the program and its words", NULL),
	[TRANSPORT] = FIELD("transport", FIELD_TEXT, FIELD_QUESTION | FIELD_DETAIL, 0, "unix, unixgram or seqpacket", NULL),
	[PID] = FIELD("pid", FIELD_UINT, FIELD_DETAIL, 0, "its process", NULL),
	[EXIT_STATUS] = FIELD("exit_status", FIELD_UINT, 0, 0, "how it exited", NULL),
	[SIGNAL] = FIELD("signal", FIELD_TEXT, 0, 0, "that ended it, such as SIGSEGV", NULL),
	[SENT_BYTES] = FIELD("sent_bytes", FIELD_UINT, 0, UNIT_BYTES, "that it was sent", NULL),
	[SENT] = FIELD("sent", FIELD_UINT, FIELD_DETAIL, 0, "messages that it was sent, where they have bounds", NULL),
	[RECEIVED_BYTES] = FIELD("received_bytes", FIELD_UINT, 0, UNIT_BYTES, "that came from it", NULL),
	[RECEIVED] = FIELD("received", FIELD_UINT, FIELD_DETAIL, 0, "messages that came from it, where they have bounds", NULL),
	[UNSENT_BYTES] = FIELD("unsent_bytes", FIELD_UINT, FIELD_DETAIL, UNIT_BYTES, "that were for it, and it took no more", NULL),
	[UNREAD] = FIELD("unread", FIELD_BOOL, FIELD_DETAIL, 0, "it ended before it had read all it was sent; dgram does not tell", NULL),
	[ELAPSED_MS] = FIELD("elapsed_ms", FIELD_REAL, 0, UNIT_MS, "from its start to its end", NULL),
	[SIZE_BYTES] = FIELD("size_bytes", FIELD_UINT, FIELD_DETAIL, UNIT_BYTES, "of a piece that came from it", NULL),
	[TRUE_SIZE_BYTES] = FIELD("true_size_bytes", FIELD_UINT, FIELD_DETAIL, UNIT_BYTES, "of the whole message", NULL),
	[TRUNCATED] = FIELD("truncated", FIELD_BOOL, FIELD_DETAIL, 0, "the message was longer than a mebibyte", NULL),
	[DATA] = FIELD("data", FIELD_DATA, FIELD_DETAIL, 0, "the piece", NULL),
	{ 0 }
};

enum { E_TIME, E_EVENT, E_INDEX, E_COMMAND, E_PID, E_EXIT_STATUS, E_SIGNAL, E_SIZE_BYTES, E_DATA };

static const struct field event_fields[] = {
	[E_TIME] = FIELD("time", FIELD_TEXT, 0, 0, "when, RFC 3339", NULL),
	[E_EVENT] = FIELD("event", FIELD_TEXT, 0, 0, "started, sent, received, shut (it says no more), ended", NULL),
	[E_INDEX] = FIELD("index", FIELD_UINT, 0, 0, "which program, from 1", NULL),
	[E_COMMAND] = FIELD("command", FIELD_TEXT, FIELD_LIST, 0, "the program and its words", NULL),
	[E_PID] = FIELD("pid", FIELD_UINT, 0, 0, "its process", NULL),
	[E_EXIT_STATUS] = FIELD("exit_status", FIELD_UINT, 0, 0, "how it exited", NULL),
	[E_SIGNAL] = FIELD("signal", FIELD_TEXT, 0, 0, "that ended it", NULL),
	[E_SIZE_BYTES] = FIELD("size_bytes", FIELD_UINT, 0, UNIT_BYTES, "of what was said", NULL),
	[E_DATA] = FIELD("data", FIELD_DATA, 0, 0, "what was said", NULL),
	{ 0 }
};

enum { RESULT, EVENT };
static const struct record_type records[] = {
	[RESULT] = { "result", "how a program ended, or a piece of what a single one wrote",
	  { fields, "[{command}: ][exit status {exit_status}, ][{signal}, ][{sent_bytes} byte{s} to it,"
	            " {received_bytes} byte{s} from it, {elapsed_ms} ms][{size_bytes} byte{s}: {data}]" } },
	[EVENT] = { "event", "with --verbose: a step",
	  { event_fields, "{event} {index}[: {command}][, pid {pid}][, exit status {exit_status}][, {signal}]"
	                  "[, {size_bytes} byte{s}: {data}]" } },
	{ 0 },
};

static const struct example examples[] = {
	EXAMPLE("pairrun --send ping -- cat", "what does it write when it reads ping?"),
	EXAMPLE("pairrun --send 'ping\\n' --expect '\"ping\\n\"' -- cat", "is it what it must be?"),
	EXAMPLE("pairrun -- echo hello :: cat", "join two programs: each reads what the other writes"),
	EXAMPLE("pairrun --type seqpacket --send one --send two --json -- cat", "messages stay apart"),
	EXAMPLE("pairrun --send - -- wc -l < /etc/passwd", "standard input passes through"),
	EXAMPLE("pairrun --expect 'mismatch, exit_status == 3' -- sh -c 'exit 3'",
	        "expect it to fail so"),
	{ 0 },
};
/* clang-format on */

/* One question being answered. */
struct job {
	struct run *run;
	struct state *state;
	const struct settings *set;
	struct pair pair;
	struct pair_plan plan;
	bool tells_pieces; /* what a single program says is a result, piece by piece */

	struct own_end own; /* what a single program is joined with */
};

static struct job *job_of(const struct partner *partner)
{
	return partner->pair->plan->context;
}

/* ---- steps -------------------------------------------------------------------------------- */

static enum transport transport_of(const struct job *job)
{
	return (enum transport)job->set->transport;
}

static void write_down(struct job *job, enum transcript_kind kind, unsigned side, const char *data,
		       size_t size)
{
	static const char *const reasons[] = {
		[PAIR_OVER] = "closed",     [PAIR_ENOUGH] = "enough", [PAIR_LATE] = "timeout",
		[PAIR_STOPPED] = "stopped", [PAIR_BROKEN] = "failed",
	};
	const struct transcript_line line = {
		.kind = kind,
		.side = side == 0 ? SIDE_CLIENT : SIDE_SERVER,
		.transport = transport_of(job),
		.conn = job->state->conns,
		.data = data,
		.size = size,
		.true_size = size,
		.reason = kind == TRANSCRIPT_CLOSE ? reasons[job->pair.why] : NULL,
	};

	if (job->state->has_transcript)
		transcript_put(&job->state->transcript, &line);
}

static struct row *begin_event(struct job *job, const char *event, unsigned index)
{
	char stamp[CLOCK_STAMP_MAX];
	struct row *row;

	if (!job->run->common->verbose || !event_is_seen(job->run->out, true))
		return NULL;
	row = event_begin(job->run->out, &records[EVENT]);
	row_bytes(row, E_TIME, stamp, clock_stamp(stamp, clock_wall_ns()));
	row_text(row, E_EVENT, event);
	row_uint(row, E_INDEX, index + 1);
	return row;
}

static void end_event(struct job *job, struct row *row)
{
	if (row)
		event_end(job->run->out, true);
}

static void put_exit(struct row *row, unsigned exit_status, unsigned signal,
		     const struct spawn *spawn)
{
	const char *name = spawn->signal ? sigabbrev_np(spawn->signal) : NULL;
	struct buf text = { 0 };

	if (spawn->exit_status >= 0)
		row_uint(row, exit_status, (uint64_t)spawn->exit_status);
	if (name)
		buf_printf(&text, "SIG%s", name);
	else if (spawn->signal)
		buf_printf(&text, "signal %d", spawn->signal);
	row_part(row, signal, &text);
}

/* What was said, by program INDEX or to it. */
static void tell_data(struct job *job, const char *event, unsigned index, const char *data,
		      size_t size)
{
	struct row *row = begin_event(job, event, index);

	row_uint(row, E_SIZE_BYTES, size);
	row_bytes(row, E_DATA, data, size);
	end_event(job, row);
}

static struct row *begin_result(struct job *job, const struct partner *partner)
{
	struct row *row = out_record(job->run->out, &records[RESULT]);

	row_uint(row, INDEX, partner->index + 1);
	row_text(row, TRANSPORT, name_word(endpoint_transports, transport_of(job)));
	return row;
}

static void tell_piece(struct job *job, const struct partner *partner, const char *data,
		       size_t size)
{
	struct row *row = begin_result(job, partner);

	row_uint(row, SIZE_BYTES, size);
	row_uint(row, TRUE_SIZE_BYTES, partner->true_size);
	row_bool(row, TRUNCATED, partner->true_size > size);
	row_bytes(row, DATA, data, size);
	out_done(job->run->out, STATUS_OK);
}

/* The program's side in a transcript: the server's, where we are the client. */
static unsigned side_of(const struct partner *partner)
{
	return partner->pair->count == 1 ? 1 : partner->index;
}

static void hear_said(struct partner *partner, const char *data, size_t size)
{
	struct job *job = job_of(partner);

	write_down(job, TRANSCRIPT_DATA, side_of(partner), data, size);
	tell_data(job, "received", partner->index, data, size);
	if (job->tells_pieces)
		tell_piece(job, partner, data, size);
	if (job->set->count && partner->end.taken + 1 >= (uint64_t)job->set->count)
		job->plan.enough = true;
}

static void hear_step(struct partner *partner, enum pair_step step)
{
	static const char *const words[] = {
		[PAIR_STARTED] = "started", [PAIR_SHUT] = "shut", [PAIR_ENDED] = "ended"
	};
	struct job *job = job_of(partner);
	struct row *row = begin_event(job, words[step], partner->index);

	if (step == PAIR_STARTED) {
		row_texts(row, E_COMMAND, partner->pair->plan->argv[partner->index]);
		row_uint(row, E_PID, (uint64_t)partner->spawn.pid);
	} else if (step == PAIR_ENDED) {
		put_exit(row, E_EXIT_STATUS, E_SIGNAL, &partner->spawn);
	} else {
		write_down(job, TRANSCRIPT_SHUT, side_of(partner), NULL, 0);
	}
	end_event(job, row);
}

static void hear_sent(struct own_end *own, const char *data, size_t size)
{
	write_down(own->context, TRANSCRIPT_DATA, 0, data, size);
	tell_data(own->context, "sent", 0, data, size);
}

static void hear_sent_all(struct own_end *own)
{
	write_down(own->context, TRANSCRIPT_SHUT, 0, NULL, 0);
}

/* Whether anybody looks at what is of pieces only. */
static bool tells_pieces(const struct out *out, const struct common *common)
{
	static const unsigned keys[] = { DATA, SIZE_BYTES, TRUE_SIZE_BYTES, TRUNCATED };

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (out_names(out, &fields[keys[i]]))
			return true;
	return !common->get && !common->quiet && !out_is_payload(out) &&
	       (common->format == FORMAT_JSON || common->format == FORMAT_TEXT);
}

/* What a try of --eventually says must be kept back: that is records. */
static void make_own(struct job *job)
{
	if (job->run->common->eventually_ns)
		out_use_records(job->run->out);
	job->own = (struct own_end){ .out = job->run->out,
				     .texts = &job->set->send,
				     .messages = sock_has_messages(transport_of(job)),
				     .said = hear_sent,
				     .ended = hear_sent_all,
				     .context = job };
	own_end_begin(&job->own);
	job->tells_pieces = tells_pieces(job->run->out, job->run->common);
}

/* ---- what it comes to -------------------------------------------------------------------------
 */

/* "" or, of two programs, which it is. */
static const char *name_of(const struct partner *partner, struct buf *name)
{
	if (partner->pair->count > 1)
		buf_printf(name, "program %u (%s) ", partner->index + 1,
			   partner->pair->plan->argv[partner->index][0]);
	return buf_text(name);
}

static bool say_exit(const struct partner *partner, const char *name, struct err *err)
{
	const struct spawn *spawn = &partner->spawn;
	const char *signal = spawn->signal ? sigabbrev_np(spawn->signal) : NULL;

	if (spawn->exit_status > 0)
		return err_set(err, STATUS_MISMATCH, "%sexited with status %d", name,
			       spawn->exit_status);
	if (signal)
		return err_set(err, STATUS_MISMATCH, "%swas ended by SIG%s", name, signal);
	if (spawn->signal)
		return err_set(err, STATUS_MISMATCH, "%swas ended by signal %d", name,
			       spawn->signal);
	if (spawn->exit_status < 0)
		return err_set(err, STATUS_LACKING, "%sended, nobody can tell how", name);
	return true;
}

/* Whether what was said is stuck at its taker. */
static bool is_waiting(const struct pair *pair)
{
	return pair->pump.center && pump_wants_out(pair->pump.center);
}

static bool say_late(const struct partner *partner, const char *name, struct err *err)
{
	if (!partner->spawn.ended)
		return err_set(err, STATUS_TIMEOUT, "%sdid not end in time, not even by SIGKILL",
			       name);
	if (partner->asked == SIGKILL)
		return err_set(err, STATUS_TIMEOUT,
			       "%sdid not end in time, nor by SIGTERM: it was killed", name);
	if (partner->asked)
		return err_set(err, STATUS_TIMEOUT, "%sdid not end in time: SIGTERM ended it",
			       name);
	if (pair_is_held(partner) && is_waiting(partner->pair))
		return err_set(err, STATUS_TIMEOUT,
			       "%sended, but not all it said was taken in time", name);
	if (pair_is_held(partner))
		return err_set(
			err, STATUS_TIMEOUT,
			"%sended, but what it started keeps its socket open, and still runs: "
			"in a session of its own",
			name);
	return err_set(err, STATUS_TIMEOUT,
		       "%sended, but what it started kept its socket open, and was killed", name);
}

static bool judge(const struct partner *partner, const char *name, struct err *err)
{
	const struct pair *pair = partner->pair;
	bool was_ended = partner->asked || !partner->spawn.ended;

	if (partner->number)
		return err_errno(err, partner->number, "%scould not be talked with", name);
	if (pair->why == PAIR_LATE && (was_ended || partner->held))
		return say_late(partner, name, err);
	if (pair->why == PAIR_STOPPED && was_ended)
		return err_set(err, STATUS_MISMATCH, "%swas ended: SIG%s came", name,
			       sigabbrev_np(pair->serve.signal));
	if (pair->why == PAIR_BROKEN && was_ended)
		return err_set(err, STATUS_LACKING, "%swas ended: this machine could not go on",
			       name);
	if (pair->why == PAIR_ENOUGH &&
	    (was_ended || partner->spawn.signal == SIGPIPE || job_of(partner)->own.end.out_broken))
		return true; /* it has served its turn */
	if (partner->cut)
		return err_set(err, STATUS_LOSS,
			       "%ssaid messages of more than %d bytes: they were cut", name,
			       PAIR_ROOM);
	return say_exit(partner, name, err);
}

/* What was for it, and did not get to it. */
static uint64_t unsent_bytes(const struct job *job, const struct partner *partner)
{
	const struct pump_end *from = &job->own.end;

	if (job->pair.count > 1)
		from = &job->pair.partner[1 - partner->index].end;
	return from->taken_bytes - partner->end.given_bytes;
}

static void put_counts(struct row *row, const struct job *job, const struct partner *partner)
{
	const struct spawn *spawn = &partner->spawn;
	int64_t ended_ns = spawn->ended ? spawn->ended_ns : clock_now_ns();

	row_uint(row, PID, (uint64_t)spawn->pid);
	if (spawn->ended)
		put_exit(row, EXIT_STATUS, SIGNAL, spawn);
	row_uint(row, SENT_BYTES, partner->end.given_bytes);
	row_uint(row, RECEIVED_BYTES, partner->end.taken_bytes);
	if (sock_has_messages(transport_of(job))) {
		row_uint(row, SENT, partner->end.given);
		row_uint(row, RECEIVED, partner->end.taken);
	}
	row_uint(row, UNSENT_BYTES, unsent_bytes(job, partner));
	if (transport_of(job) != TRANSPORT_UNIXGRAM)
		row_bool(row, UNREAD, partner->unread);
	row_ms(row, ELAPSED_MS, (double)(ended_ns - spawn->began_ns));
}

static void tell_program(struct job *job, const struct partner *partner)
{
	struct row *row = begin_result(job, partner);
	struct buf name = { 0 };
	struct err err = { 0 };

	row_texts(row, COMMAND, job->plan.argv[partner->index]);
	put_counts(row, job, partner);
	if (judge(partner, name_of(partner, &name), &err))
		out_done(job->run->out, STATUS_OK);
	else
		out_fail(job->run->out, &err);
	buf_free(&name);
}

/* One program cannot run, and another may have been started in vain. */
static void tell_refused(struct job *job, const struct partner *refused, const struct err *err)
{
	struct err vain = { 0 }, whole = { 0 };
	struct buf name = { 0 };

	if (refused->index > 0) {
		row_texts(begin_result(job, &job->pair.partner[0]), COMMAND, job->plan.argv[0]);
		err_set(&vain, STATUS_LACKING, "program 1 (%s) was killed: the other cannot run",
			job->plan.argv[0][0]);
		out_fail(job->run->out, &vain);
	}
	row_texts(begin_result(job, refused), COMMAND, job->plan.argv[refused->index]);
	err_set(&whole, err->kind, "%s%s", name_of(refused, &name), err->text);
	whole.number = err->number;
	out_fail(job->run->out, &whole);
	buf_free(&name);
	if (refused->spawn.code >= EXIT_NOT_RUNNABLE)
		job->run->exit = refused->spawn.code;
}

static void tell_beginning_failed(struct job *job, const struct err *err)
{
	for (unsigned i = 0; i < job->pair.count; i++)
		if (job->pair.partner[i].spawn.code) {
			tell_refused(job, &job->pair.partner[i], err);
			return;
		}
	out_fail(job->run->out, err); /* nothing is wrong with the programs */
}

/* ---- the words ----------------------------------------------------------------------------------
 */

/* Where the second program begins in WORDS, which may begin with "--"; COUNT where there is none.
 */
static bool split(char ***words, int *second, int count, struct err *err)
{
	int first = count > 0 && strcmp((*words)[0], "--") == 0;

	*words += first;
	count -= first;
	*second = count;
	for (int i = 0; i < count; i++) {
		if (strcmp((*words)[i], "::") != 0)
			continue;
		if (*second < count)
			return err_set(err, STATUS_INVALID,
				       "more than two programs: '::' joins two");
		*second = i;
	}
	if (*second == 0 || *second == count - 1)
		return err_set(err, STATUS_INVALID, "there is no program %s '::'",
			       *second == 0 ? "in front of" : "behind");
	return true;
}

static bool pairrun_begin(struct run *run, struct err *err)
{
	const struct settings *set = run->settings;
	char **words = run->operand;
	bool reads;
	int second;

	if (!own_end_check(&set->send, &reads, err))
		return false;
	if (set->count && set->transport == TRANSPORT_UNIX)
		return err_set(err, STATUS_INVALID,
			       "--count is of messages: it goes with --type dgram or seqpacket");
	if (run->operand_count == 1 && strcmp(words[0], "-") == 0)
		return !reads || err_set(err, STATUS_INVALID,
					 "'-' reads programs from standard input: --send - cannot");
	if (!split(&words, &second, run->operand_count, err))
		return false;
	if (words[second] && set->send.count > 0)
		return err_set(err, STATUS_INVALID, "--send goes with one program");
	if (words[second] && set->count)
		return err_set(err, STATUS_INVALID, "--count goes with one program");
	return true;
}

/* ---- the applet
 * ----------------------------------------------------------------------------------- */

static bool open_transcript(struct job *job, struct err *err)
{
	struct state *state = job->state;
	const char *path = job->set->transcript;

	if (!path || state->has_transcript)
		return true;
	state->transcript.fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (state->transcript.fd < 0) {
		err_errno(err, errno, "cannot write the transcript %s", path);
		err->kind = err->kind == STATUS_DENIED ? STATUS_DENIED : STATUS_LACKING;
		return false;
	}
	state->has_transcript = true;
	write_down(job, TRANSCRIPT_HEAD, 0, NULL, 0);
	return true;
}

static void run_pair(struct job *job)
{
	struct out *out = job->run->out;
	struct err err = { 0 };

	pair_run(&job->pair, job->run->until, &err);
	own_end_show_rest(&job->own);
	for (unsigned i = 0; i < job->pair.count; i++)
		tell_program(job, &job->pair.partner[i]);
	if (job->own.trouble.kind != STATUS_OK)
		out_fail(out, &job->own.trouble);
	if (err.kind != STATUS_OK)
		out_fail(out, &err);
	job->run->signal = job->pair.serve.signal;
}

static void answer(struct job *job)
{
	struct err err = { 0 };

	job->state->conns++;
	if (!open_transcript(job, &err)) {
		out_fail(job->run->out, &err);
		return;
	}
	write_down(job, TRANSCRIPT_OPEN, 0, NULL, 0);
	if (pair_begin(&job->pair, job->run, &job->plan, &err))
		run_pair(job);
	else
		tell_beginning_failed(job, &err);
	pair_free(&job->pair);
	write_down(job, TRANSCRIPT_CLOSE, 0, NULL, 0);
	own_end_free(&job->own);
}

static void pairrun_run(struct run *run)
{
	struct job job = {
		.run = run, .state = run->state, .set = run->settings, .pair = PAIR_CLOSED
	};
	char **words = run->operand, *joint;
	struct err err = { 0 };
	int second;

	if (!split(&words, &second, run->operand_count, &err)) {
		out_fail(run->out, &err);
		return;
	}
	joint = words[second];
	words[second] = NULL;
	job.plan = (struct pair_plan){ .argv = { words, joint ? words + second + 1 : NULL },
				       .type = sock_type(transport_of(&job)),
				       .grace_ns = job.set->grace_ns,
				       .enough_at = deadline_in(job.set->for_ns),
				       .own = joint ? NULL : &job.own.end,
				       .said = hear_said,
				       .tell = hear_step,
				       .context = &job };
	if (joint)
		out_use_records(run->out);
	else
		make_own(&job);
	answer(&job);
	words[second] = joint;
}

static void pairrun_finish(struct run *run)
{
	const struct settings *set = run->settings;
	struct state *state = run->state;
	struct err err = { 0 };
	int fd = state->transcript.fd;

	if (!state->has_transcript)
		return;
	if (state->transcript.write_errno) {
		err_errno(&err, state->transcript.write_errno, "cannot write the transcript %s",
			  set->transcript);
		err.kind = STATUS_LACKING;
		out_fail(run->out, &err);
	}
	transcript_free(&state->transcript);
	fd_close(&fd);
}

const struct applet applet_pairrun = {
	.name = "pairrun",
	.summary = "run a program on a socket pair, or join two",
	.group = GROUP_SOCKET,
	.operands = operands,
	.options = options,
	.records = records,
	.statuses = STATUS_BIT(STATUS_MISMATCH) | STATUS_BIT(STATUS_NOT_FOUND) |
		    STATUS_BIT(STATUS_LOSS) | STATUS_BIT(STATUS_TEMP_FAIL),
	.examples = examples,
	.settings_size = sizeof(struct settings),
	.state_size = sizeof(struct state),
	.defaults = &defaults,
	.flags = APPLET_STOP_AT_OPERAND | APPLET_WATCHES | APPLET_PAYLOAD,
	.begin = pairrun_begin,
	.run = pairrun_run,
	.finish = pairrun_finish,
};
