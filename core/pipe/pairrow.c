/* pairrow -- records of pairrun: what a program said, each step, and how it ended. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "pipe/pairrow.h"

#include <string.h>

#include "cli/event.h"
#include "cli/out.h"
#include "cli/out_state.h"
#include "cli/payload.h"
#include "net/sock.h"

/* clang-format off */
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

const struct record_type pairrow_records[] = {
	[PAIRROW_RESULT] = { "result", "how a program ended, or a piece of what a single one wrote",
	  { fields, "[{command}: ][exit status {exit_status}, ][{signal}, ][{sent_bytes} byte{s} to it,"
	            " {received_bytes} byte{s} from it, {elapsed_ms} ms][{size_bytes} byte{s}: {data}]" } },
	[PAIRROW_EVENT] = { "event", "with --verbose: a step",
	  { event_fields, "{event} {index}[: {command}][, pid {pid}][, exit status {exit_status}][, {signal}]"
	                  "[, {size_bytes} byte{s}: {data}]" } },
	{ 0 },
};
/* clang-format on */

/* ---- results -------------------------------------------------------------------------------- */

struct row *pairrow_begin(struct out *out, const struct partner *partner)
{
	struct row *row = out_record(out, &pairrow_records[PAIRROW_RESULT]);

	row_uint(row, INDEX, partner->index + 1);
	row_text(row, TRANSPORT, name_word(endpoint_transports, partner->pair->plan->transport));
	return row;
}

void pairrow_put_command(struct row *row, const struct partner *partner)
{
	row_texts(row, COMMAND, partner->pair->plan->argv[partner->index]);
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

/* What was for it, and did not get to it. */
static uint64_t unsent_bytes(const struct partner *partner)
{
	const struct pair *pair = partner->pair;
	const struct pump_end *from =
		pair->plan->own ? pair->plan->own : &pair->partner[1 - partner->index].end;

	return from->taken_bytes - partner->end.given_bytes;
}

void pairrow_put_outcome(struct row *row, const struct partner *partner)
{
	const struct spawn *spawn = &partner->spawn;
	enum transport transport = partner->pair->plan->transport;
	int64_t ended_ns = spawn->ended ? spawn->ended_ns : clock_now_ns();

	row_uint(row, PID, (uint64_t)spawn->pid);
	if (spawn->ended)
		put_exit(row, EXIT_STATUS, SIGNAL, spawn);
	row_uint(row, SENT_BYTES, partner->end.given_bytes);
	row_uint(row, RECEIVED_BYTES, partner->end.taken_bytes);
	if (sock_has_messages(transport)) {
		row_uint(row, SENT, partner->end.given);
		row_uint(row, RECEIVED, partner->end.taken);
	}
	row_uint(row, UNSENT_BYTES, unsent_bytes(partner));
	if (transport != TRANSPORT_UNIXGRAM)
		row_bool(row, UNREAD, partner->unread);
	row_ms(row, ELAPSED_MS, (double)(ended_ns - spawn->began_ns));
}

void pairrow_put_piece(struct row *row, const struct partner *partner, const char *data,
		       size_t size)
{
	row_uint(row, SIZE_BYTES, size);
	row_uint(row, TRUE_SIZE_BYTES, partner->true_size);
	row_bool(row, TRUNCATED, partner->true_size > size);
	row_bytes(row, DATA, data, size);
}

bool pairrow_shows_pieces(const struct out *out)
{
	const struct common *common = out->common;
	static const unsigned keys[] = { DATA, SIZE_BYTES, TRUE_SIZE_BYTES, TRUNCATED };

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (out_names(out, &fields[keys[i]]))
			return true;
	return !common->get && !common->quiet && !out_is_payload(out) &&
	       (common->format == FORMAT_JSON || common->format == FORMAT_TEXT);
}

/* ---- steps ---------------------------------------------------------------------------------- */

static struct row *begin_event(struct out *out, const char *event, unsigned index)
{
	struct row *row;

	if (!out->common->verbose || !event_is_seen(out, true))
		return NULL;
	row = event_begin(out, &pairrow_records[PAIRROW_EVENT]);
	row_time(row, E_TIME, clock_wall_ns());
	row_text(row, E_EVENT, event);
	row_uint(row, E_INDEX, index + 1);
	return row;
}

void pairrow_tell_data(struct out *out, const char *event, unsigned index, const char *data,
		       size_t size)
{
	struct row *row = begin_event(out, event, index);

	if (!row)
		return;
	row_uint(row, E_SIZE_BYTES, size);
	row_bytes(row, E_DATA, data, size);
	event_end(out, true);
}

void pairrow_tell_step(struct out *out, const struct partner *partner, enum pair_step step)
{
	static const char *const words[] = {
		[PAIR_STARTED] = "started", [PAIR_SHUT] = "shut", [PAIR_ENDED] = "ended"
	};
	struct row *row = begin_event(out, words[step], partner->index);

	if (!row)
		return;
	if (step == PAIR_STARTED) {
		row_texts(row, E_COMMAND, partner->pair->plan->argv[partner->index]);
		row_uint(row, E_PID, (uint64_t)partner->spawn.pid);
	} else if (step == PAIR_ENDED) {
		put_exit(row, E_EXIT_STATUS, E_SIGNAL, &partner->spawn);
	}
	event_end(out, true);
}
