/* pairrun -- a program at one end of a socket pair, or two programs joined. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/fd.h"
#include "cli/applet.h"
#include "cli/out.h"
#include "cli/payload.h"
#include "net/sock.h"
#include "pipe/own_end.h"
#include "pipe/pairrow.h"
#include "pipe/transcript.h"
#include "run/pair.h"
#include "run/pair_verdict.h"

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
	{ "COMMAND", 1, MANY, OFFER_PROGRAM, "a program and its words; behind :: a second one" },
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

/* The program's side in a transcript: the server's, where we are the client. */
static unsigned side_of(const struct partner *partner)
{
	return partner->pair->count == 1 ? 1 : partner->index;
}

static void hear_said(struct partner *partner, const char *data, size_t size)
{
	struct job *job = job_of(partner);
	struct out *out = job->run->out;

	write_down(job, TRANSCRIPT_DATA, side_of(partner), data, size);
	pairrow_tell_data(out, "received", partner->index, data, size);
	if (job->tells_pieces) {
		pairrow_put_piece(pairrow_begin(out, partner), partner, data, size);
		out_done(out, STATUS_OK);
	}
	if (job->set->count && partner->end.taken + 1 >= (uint64_t)job->set->count)
		job->plan.enough = true;
}

static void hear_step(struct partner *partner, enum pair_step step)
{
	struct job *job = job_of(partner);

	if (step == PAIR_SHUT)
		write_down(job, TRANSCRIPT_SHUT, side_of(partner), NULL, 0);
	pairrow_tell_step(job->run->out, partner, step);
}

static void hear_sent(struct own_end *own, const char *data, size_t size)
{
	struct job *job = own->context;

	write_down(job, TRANSCRIPT_DATA, 0, data, size);
	pairrow_tell_data(job->run->out, "sent", 0, data, size);
}

static void hear_sent_all(struct own_end *own)
{
	write_down(own->context, TRANSCRIPT_SHUT, 0, NULL, 0);
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
	job->tells_pieces = pairrow_shows_pieces(job->run->out);
}

/* ---- what it comes to ------------------------------------------------------------------------ */

static void tell_program(struct job *job, const struct partner *partner)
{
	struct row *row = pairrow_begin(job->run->out, partner);
	struct err err = { 0 };

	pairrow_put_command(row, partner);
	pairrow_put_outcome(row, partner);
	if (pair_verdict(partner, &err))
		out_done(job->run->out, STATUS_OK);
	else
		out_fail(job->run->out, &err);
}

/* One program cannot run, and another may have been started in vain. */
static void tell_refused(struct job *job, const struct partner *refused, const struct err *err)
{
	struct err vain = { 0 }, whole = { 0 };
	struct buf name = { 0 };

	if (refused->index > 0) {
		pairrow_put_command(pairrow_begin(job->run->out, &job->pair.partner[0]),
				    &job->pair.partner[0]);
		err_set(&vain, STATUS_LACKING, "program 1 (%s) was killed: the other cannot run",
			job->plan.argv[0][0]);
		out_fail(job->run->out, &vain);
	}
	pairrow_put_command(pairrow_begin(job->run->out, refused), refused);
	err_set(&whole, err->kind, "%s%s", pair_name_of(refused, &name), err->text);
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

/* ---- the words ------------------------------------------------------------------------------- */

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

/* ---- the applet ------------------------------------------------------------------------------ */

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
	job->state->transcript.stop_fd = &job->pair.serve.stop_fd;
	write_down(job, TRANSCRIPT_OPEN, 0, NULL, 0);
	if (pair_begin(&job->pair, job->run, &job->plan, &err))
		run_pair(job);
	else
		tell_beginning_failed(job, &err);
	pair_free(&job->pair);
	write_down(job, TRANSCRIPT_CLOSE, 0, NULL, 0);
	job->state->transcript.stop_fd = NULL;
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
				       .transport = transport_of(&job),
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
	.records = pairrow_records,
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
