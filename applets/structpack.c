/* structpack -- values into packed bytes and out of them, by formats of Python's struct. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/feed.h"
#include "base/num.h"
#include "cli/applet.h"
#include "cli/json_read.h"
#include "cli/out.h"
#include "cli/pack_json.h"
#include "cli/packitem.h"
#include "cli/packrow.h"
#include "cli/payload.h"
#include "cli/ready.h"
#include "net/sender.h"
#include "proto/frame.h"
#include "proto/pack_words.h"
#include "proto/unpacker.h"
#include "run/listening.h"
#include "run/place.h"
#include "serve/unpacking.h"

struct settings {
	bool unpack, layout, size;
	long encoding; /* enum encoding */
	long framed;   /* enum frame */
	const char *file, *from_json, *send;
	struct texts listen;
	int64_t count, for_ns, idle_ns;
};

/* Sending, over one connection for all questions; or listening. */
struct state {
	struct locator locator;
	struct sender sender;
	struct err unreachable; /* why there is no connection; it is not tried again */

	const struct task *task; /* of what follows */
	struct listening listening;
	struct unpacking unpacking;
	uint64_t messages;
};

/* One question: a format, and what is to be done by it. */
struct task {
	struct run *run;
	const struct settings *set;
	struct pack_format format;
	char **value; /* the operands behind FORMAT, NULL-terminated */
};

/* ---- tables ------------------------------------------------------------------------------- */

/* clang-format off */
enum {
	BYTE_ORDER_ = PACKROW_END, ALIGNMENT, PADDING_BYTES, ITEMS,
	ENDPOINT, TRANSPORT, PEER, LOCAL, CONNECT_MS
};

static const struct field fields[] = {
	PACKROW_FIELDS,
	[BYTE_ORDER_] = FIELD("byte_order", FIELD_TEXT, 0, 0, "--layout: little-endian or big-endian", NULL),
	[ALIGNMENT] = FIELD("alignment", FIELD_TEXT, 0, 0, "--layout: native or none", NULL),
	[PADDING_BYTES] = FIELD("padding_bytes", FIELD_UINT, 0, UNIT_BYTES, "--layout: alignment in the message", NULL),
	[ITEMS] = FIELD("items", FIELD_OBJECT, FIELD_LIST, 0, "--layout: each item of the format", &packitem_shape),
	[ENDPOINT] = FIELD("endpoint", FIELD_TEXT, FIELD_QUESTION | FIELD_DETAIL, 0, "--listen: where it came to; --send: as it was given", NULL),
	[TRANSPORT] = FIELD("transport", FIELD_TEXT, FIELD_QUESTION | FIELD_DETAIL, 0, "tcp, udp, unix, unixgram or seqpacket", NULL),
	[PEER] = FIELD("peer", FIELD_TEXT, FIELD_QUESTION | FIELD_DETAIL, 0, "who sent it, or whom it was sent to", NULL),
	[LOCAL] = FIELD("local", FIELD_TEXT, FIELD_DETAIL, 0, "--send: our own end", NULL),
	[CONNECT_MS] = FIELD("connect_ms", FIELD_REAL, FIELD_DETAIL, UNIT_MS, "--send: how long connecting took", NULL),
	{ 0 }
};

enum { PACKED, PACKED_BASE64, UNPACKED, SIZED, LAID_OUT, READY };

/* The same record with the text that each way of asking wants. */
static const struct record_type records[] = {
	[PACKED] = { "result", "a message packed", { fields, "{hex}" } },
	[PACKED_BASE64] = { "result", "with --base64", { fields, "{base64}" } },
	[UNPACKED] = { "result", "a message unpacked", { fields, "{text}" } },
	[SIZED] = { "result", "with --size", { fields, "{size_bytes}" } },
	[LAID_OUT] = { "result", "with --layout", { fields, NULL } },
	[READY] = { "ready", "--listen: it listens", { ready_fields, READY_TEXT } },
	{ 0 }
};

#define SET struct settings
static const struct opt options[] = {
	OPT_FLAG(SET, unpack, 0, "unpack", "operands behind FORMAT are bytes: print the values in them"),
	OPT_FLAG(SET, layout, 0, "layout", "explain each item: where it lies, its type, what it holds"),
	OPT_FLAG(SET, size, 0, "size", "print the size of a message only"),
	OPT_CONSTANT(SET, encoding, 0, "base64", ENCODING_BASE64, "bytes are written and read as base64, not hex"),
	OPT_CONSTANT(SET, encoding, 0, "raw", ENCODING_RAW, "bytes are written, and with --file read, as they are"),
	OPT_TEXT(SET, file, 0, "file", "FILE", OFFER_FILE, "--unpack what is in FILE; - is standard input"),
	OPT_TEXT(SET, from_json, 0, "from-json", "JSON|@FILE|-", OFFER_NOTHING,
	         "the values, as the key json has them; a file has one message a line"),
	OPT_NAME(SET, framed, 0, "framed", "PREFIX", frame_names, "each message stands behind its length"),
	OPT_TEXT(SET, send, 0, "send", "ENDPOINT", OFFER_ENDPOINT, "send what is packed there"),
	OPT_TEXTS(SET, listen, 'l', "listen", "ENDPOINT", OFFER_ENDPOINT, "unpack what comes to it; may be repeated"),
	OPT_NUMBER(SET, count, 'c', "count", "N", 1, INT64_MAX, "--listen: until N messages have come"),
	OPT_DURATION(SET, for_ns, 0, "for", "DURATION", "--listen: so long"),
	OPT_DURATION(SET, idle_ns, 0, "idle", "DURATION", "--listen: close a connection that was silent so long"),
	OPT_END
};
#undef SET

static const struct operand operands[] = {
	{ "FORMAT", 1, 1, OFFER_NOTHING, "a format of Python's struct; it ends options" },
	{ "VALUE", 0, MANY, OFFER_NOTHING, "a value for each item; with --unpack hex, or - for stdin" },
	{ 0 }
};

static const struct example examples[] = {
	EXAMPLE("structpack 'I 2s f' 1 ab 2.7",
	        "the bytes of a struct as this machine's compiler lays it out"),
	EXAMPLE("structpack '>I2sf' 1 ab 2.7", "in network byte order, without padding"),
	EXAMPLE("structpack --unpack '<I2s2xf' 0100000061620000cdcc2c40", "and back"),
	EXAMPLE("structpack --layout 'I:id 2s:tag f:ratio' 1 ab 2.7",
	        "where each item lies, and what it holds"),
	EXAMPLE("structpack --unpack --get json '>I:id 2s:tag' 000000016162",
	        "names become JSON keys"),
	EXAMPLE("structpack --from-json '{\"id\":1,\"tag\":\"ab\"}' '>I:id 2s:tag'", "both ways"),
	EXAMPLE("structpack --size @bhilq", "what struct.calcsize says"),
	EXAMPLE("structpack --framed u16 '>hh' 1 -1", "behind its length in two bytes"),
	EXAMPLE("structpack --listen 0 --for 10ms --expect 'count == 0' 'I 2s f'",
	        "show what clients send; here nobody shall"),
	{ 0 }
};
/* clang-format on */

/* What looks like an option behind FORMAT is a value. */
static void explain_options(const struct task *task)
{
	for (char **word = task->value; *word; word++)
		if ((*word)[0] == '-' && (*word)[1] == '-' && (*word)[2]) {
			out_remark(task->run->out,
				   "options stand before FORMAT: '%.40s' is a value here", *word);
			return;
		}
}

static void fail(const struct task *task, const struct err *err)
{
	row_text(out_record(task->run->out, &records[PACKED]), PACKROW_FORMAT,
		 task->run->operand[0]);
	out_fail(task->run->out, err);
	if (err->kind == STATUS_INVALID)
		explain_options(task);
}

/* ---- layout -------------------------------------------------------------------------------- */

/* MESSAGE is NULL where only the format is known, GIVEN where no words were. */
static void show_layout(const struct task *task, const void *message, char *const *given)
{
	const struct pack_format *format = &task->format;
	struct row *row = out_record(task->run->out, &records[LAID_OUT]);
	struct packitem of = { format, NULL, message, given };
	uint64_t padding = 0;

	row_text(row, PACKROW_FORMAT, task->run->operand[0]);
	row_uint(row, PACKROW_SIZE, format->size);
	if (message)
		packrow_put_hex(row, message, format->size);
	row_text(row, BYTE_ORDER_, format->little ? "little-endian" : "big-endian");
	row_text(row, ALIGNMENT, format->prefix == '@' ? "native" : "none");
	row_empty(row, ITEMS);
	for (size_t i = 0; i < format->count; i++) {
		of.item = &format->item[i];
		padding += of.item->padding;
		packitem_put(row_object(row, ITEMS), &of);
		if (given)
			of.given += of.item->value_count;
	}
	row_uint(row, PADDING_BYTES, padding);
	out_done(task->run->out, STATUS_OK);
}

/* ---- sending ------------------------------------------------------------------------------- */

enum { TIMEOUT_S = 5 };

/* What bounds an endpoint's lookup, and a message's way. */
static struct deadline patience(const struct run *run)
{
	return run->common->timeout_ns > 0 ? run->until
					   : deadline_in((int64_t)TIMEOUT_S * NS_PER_S);
}

static bool open_sender(const struct task *task, struct err *err)
{
	struct state *state = task->run->state;
	struct deadline until = patience(task->run);
	struct locations found = { 0 };
	struct endpoint endpoint;
	struct sock_plan plan;
	bool fine = sock_plan_make(&plan, &task->run->common->socket, err) &&
		    place_find(&found, &endpoint, &state->locator, task->set->send, task->run,
			       TO_CONNECT, until, err) &&
		    sender_open(&state->sender, &found, &plan, until, err);

	locations_free(&found);
	if (!fine)
		state->unreachable = *err;
	return fine;
}

static void put_sock_addr(struct row *row, unsigned field, enum transport transport,
			  const struct sock_addr *sa)
{
	struct buf text = { 0 };

	if (sa->size > 0)
		sock_addr_format(&text, transport, sa);
	row_part(row, field, &text);
}

static void put_sender(struct row *row, const struct sender *sender)
{
	row_text(row, TRANSPORT, name_word(endpoint_transports, (long)sender->transport));
	put_sock_addr(row, PEER, sender->transport, &sender->race.peer);
	put_sock_addr(row, LOCAL, sender->transport, &sender->race.local);
	row_real(row, CONNECT_MS, (double)sender->race.connect_ns / NS_PER_MS);
}

/* Send it, over the connection that there is or a first one. */
static bool send_bytes(struct row *row, const struct task *task, const struct buf *bytes,
		       struct err *err)
{
	struct state *state = task->run->state;

	row_text(row, ENDPOINT, task->set->send);
	out_about(task->run->out, task->set->send);
	if (state->unreachable.kind != STATUS_OK) {
		*err = state->unreachable;
		return false;
	}
	if (state->sender.fd < 0 && !open_sender(task, err))
		return false;
	put_sender(row, &state->sender);
	return sender_send(&state->sender, bytes->data, bytes->size, patience(task->run), err);
}

/* ---- packing ------------------------------------------------------------------------------- */

/* Put the length of what BYTES hold in front of them. */
static bool add_frame(struct buf *bytes, const struct task *task, struct err *err)
{
	enum frame frame = (enum frame)task->set->framed;
	uint8_t prefix[FRAME_PREFIX_MAX];
	struct buf framed = { 0 };
	size_t size;

	if (frame == FRAME_NONE)
		return true;
	size = frame_put(prefix, frame, task->format.prefix == '<', bytes->size);
	if (size == 0)
		return err_set(err, STATUS_INVALID, "--framed %s: it cannot say a length of %zu",
			       name_word(frame_names, frame), bytes->size);
	buf_put(&framed, prefix, size);
	buf_put(&framed, bytes->data, bytes->size);
	if (framed.failed) {
		buf_free(&framed);
		return err_errno(err, ENOMEM, "a message of %zu bytes", bytes->size);
	}
	buf_free(bytes);
	*bytes = framed;
	return true;
}

static void show_packed(const struct task *task, struct buf *bytes, size_t cut)
{
	bool base64 = task->set->encoding == ENCODING_BASE64;
	struct err err = { 0 };
	struct row *row;

	if (cut > 0)
		out_remark(task->run->out, "text is cut off: %zu byte%s found no room", cut,
			   cut == 1 ? "" : "s");
	row = out_record(task->run->out, &records[base64 ? PACKED_BASE64 : PACKED]);
	row_text(row, PACKROW_FORMAT, task->run->operand[0]);
	packrow_put_values(row, &task->format, bytes->data);
	row_uint(row, PACKROW_CUT, cut);
	if (!add_frame(bytes, task, &err)) {
		out_fail(task->run->out, &err);
		return;
	}
	packrow_put_bytes(row, bytes->data, bytes->size, base64);
	if (task->set->send && !send_bytes(row, task, bytes, &err))
		out_fail(task->run->out, &err);
	else
		out_done(task->run->out, STATUS_OK);
}

static void pack_values(const struct task *task)
{
	struct buf bytes = { 0 };
	struct err err = { 0 };
	size_t count = 0, cut = 0;

	while (task->value[count])
		count++;
	if (!pack_words(&bytes, &cut, &task->format, task->value, count, &err))
		fail(task, &err);
	else if (task->set->layout)
		show_layout(task, bytes.data, task->value);
	else
		show_packed(task, &bytes, cut);
	buf_free(&bytes);
}

/* ---- packing from JSON ----------------------------------------------------------------------- */

/* LINE is the number of it in a file, or 0. */
static void pack_json(const struct task *task, const char *text, size_t size, uint64_t line)
{
	struct arena arena = { 0 };
	struct buf bytes = { 0 };
	struct err err = { 0 };
	const struct json *json;
	size_t cut = 0;
	bool fine = json_read(&json, &arena, text, size, &err) &&
		    pack_json_read(&bytes, &cut, &task->format, json, &err);

	if (!fine && line > 0)
		err_set(&err, err.kind, "line %llu: %s", (unsigned long long)line, err.text);
	if (!fine)
		fail(task, &err);
	else if (task->set->layout)
		show_layout(task, bytes.data, NULL);
	else
		show_packed(task, &bytes, cut);
	buf_free(&bytes);
	arena_free(&arena);
}

static bool is_blank(const char *text, size_t size)
{
	while (size > 0 && (*text == ' ' || *text == '\t' || *text == '\r')) {
		text++;
		size--;
	}
	return size == 0;
}

static void pack_file(const struct task *task, struct feed *feed)
{
	struct err err = { 0 };
	const char *text;
	size_t size;
	enum feed_kind kind;

	while (!out_enough(task->run->out) &&
	       (kind = feed_line(feed, &text, &size, JSON_SIZE_MAX, &err)) != FEED_END) {
		if (kind == FEED_FAILED) {
			fail(task, &err);
			break;
		}
		if (!is_blank(text, size))
			pack_json(task, text, size, feed->line);
	}
}

static void pack_from_json(const struct task *task)
{
	const char *source = task->set->from_json;
	struct err err = { 0 };
	struct feed feed;

	if (source[0] != '@' && strcmp(source, "-") != 0) {
		pack_json(task, source, strlen(source), 0);
		return;
	}
	if (!feed_open(&feed, source + (source[0] == '@'), &err)) {
		fail(task, &err);
		return;
	}
	pack_file(task, &feed);
	feed_close(&feed);
}

/* ---- unpacking ------------------------------------------------------------------------------- */

/* SOURCE is NULL where it did not come over a socket. */
static void put_source(struct row *row, const struct intake_source *source)
{
	const struct listener *listener = source ? source->listener : NULL;

	if (!source)
		return;
	put_sock_addr(row, ENDPOINT, listener->transport, &listener->at);
	row_text(row, TRANSPORT, name_word(endpoint_transports, (long)listener->transport));
	put_sock_addr(row, PEER, listener->transport, &source->peer);
}

static void show_unpacked(const struct task *task, const struct message *message,
			  const struct intake_source *source)
{
	struct row *row;

	if (task->set->layout) {
		show_layout(task, message->data, NULL);
		return;
	}
	row = out_record(task->run->out, &records[UNPACKED]);
	row_text(row, PACKROW_FORMAT, task->run->operand[0]);
	row_uint(row, PACKROW_OFFSET, message->offset);
	put_source(row, source);
	packrow_put_values(row, &task->format, message->data);
	packrow_put_bytes(row, message->data, task->format.size,
			  task->set->encoding == ENCODING_BASE64);
	out_done(task->run->out, STATUS_OK);
}

/* What is whole, and what is wrong. */
static void show_messages(const struct task *task, struct split *split)
{
	struct message message;
	struct err err = { 0 };
	enum split_kind kind;

	while (!out_enough(task->run->out) &&
	       (kind = split_next(split, &message, &err)) != SPLIT_MORE) {
		if (kind == SPLIT_MESSAGE)
			show_unpacked(task, &message, NULL);
		else
			fail(task, &err);
	}
}

static bool unpack_words(const struct task *task, struct unpacker *unpacker, struct err *err)
{
	bool parted = unpacker->decoder.encoding == ENCODING_HEX;

	for (char **word = task->value; *word; word++) {
		bool fine = unpacker_feed(unpacker, *word, strlen(*word), err);

		show_messages(task, &unpacker->split);
		if (!fine || (parted && !decoder_end(&unpacker->decoder, err)))
			return false;
	}
	return true;
}

static bool unpack_file(const struct task *task, struct unpacker *unpacker, const char *path,
			struct err *err)
{
	struct feed feed;
	const char *text;
	size_t size;
	enum feed_kind kind = FEED_MORE;
	bool fine = feed_open(&feed, path, err);

	if (!fine)
		return false;
	while (fine && kind == FEED_MORE && !out_enough(task->run->out)) {
		kind = feed_piece(&feed, &text, &size, err);
		fine = kind != FEED_FAILED &&
		       (kind == FEED_END || unpacker_feed(unpacker, text, size, err));
		show_messages(task, &unpacker->split);
	}
	feed_close(&feed);
	return fine;
}

/* The one message of a format without bytes is no bytes. */
static void show_nothing(const struct task *task, const struct split *split)
{
	struct message message = { (const uint8_t *)"", 0 };

	if (task->format.size == 0 && !split->frame && split->number == 0)
		show_unpacked(task, &message, NULL);
}

static void unpack(const struct task *task)
{
	const char *path = task->set->file;
	struct unpacker unpacker;
	struct err err = { 0 };
	bool fine;

	if (!path && strcmp(task->value[0], "-") == 0)
		path = "-";
	unpacker_begin(&unpacker, &task->format, (enum encoding)task->set->encoding,
		       (enum frame)task->set->framed);
	fine = path ? unpack_file(task, &unpacker, path, &err)
		    : unpack_words(task, &unpacker, &err);
	if (!fine || (!out_enough(task->run->out) && !unpacker_end(&unpacker, &err)))
		fail(task, &err);
	else
		show_nothing(task, &unpacker.split);
	unpacker_free(&unpacker);
}

/* ---- listening ------------------------------------------------------------------------------ */

static struct state *state_of(struct unpacking *unpacking)
{
	return OWNER(unpacking, struct state, unpacking);
}

static void show_from(struct unpacking *unpacking, const struct message *message,
		      const struct intake_source *source)
{
	struct state *state = state_of(unpacking);

	show_unpacked(state->task, message, source);
	state->messages++;
	if (out_enough(state->task->run->out) ||
	    state->messages == (uint64_t)state->task->set->count)
		intake_stop(&state->listening.intake);
}

static void fail_from(struct unpacking *unpacking, const struct err *err,
		      const struct intake_source *source)
{
	struct run *run = state_of(unpacking)->task->run;
	struct row *row = out_record(run->out, &records[UNPACKED]);
	struct buf peer = { 0 };
	struct err whole;

	row_text(row, PACKROW_FORMAT, run->operand[0]);
	put_source(row, source);
	sock_addr_format(&peer, source->listener->transport, &source->peer);
	err_set(&whole, err->kind, "%s: %s", buf_text(&peer), err->text);
	whole.number = err->number;
	row_free_part(row, &peer);
	out_fail(run->out, &whole);
}

/* What becomes of a connection, for those who want to see it. */
static void tell(struct unpacking *unpacking, const char *step, const struct intake_source *source)
{
	struct run *run = state_of(unpacking)->task->run;
	struct buf peer = { 0 };

	if (!run->common->verbose)
		return;
	sock_addr_format(&peer, source->listener->transport, &source->peer);
	out_talk(run->out, "%s %s, %llu byte%s", buf_text(&peer), step,
		 (unsigned long long)source->received_bytes, num_plural(source->received_bytes));
	buf_free(&peer);
}

static void say(struct unpacking *unpacking, const char *sentence)
{
	out_remark(state_of(unpacking)->task->run->out, "%s", sentence);
}

static void listen_for(const struct task *task)
{
	struct state *state = task->run->state;
	struct listening_plan plan = { &task->set->listen, &state->locator,    &unpacking_calls,
				       &state->unpacking,  task->set->idle_ns, &records[READY] };
	struct deadline until = task->run->until;
	struct err err = { 0 };
	bool fine;

	state->task = task;
	state->unpacking = (struct unpacking){ &task->format, (enum frame)task->set->framed,
					       show_from,     fail_from,
					       tell,          say };
	fine = listening_run(&state->listening, task->run, &plan,
			     deadline_earlier(until, deadline_in(task->set->for_ns)), &err);
	if (fine && deadline_passed(until) && !state->listening.intake.stopped &&
	    !state->listening.serve.signal)
		fine = err_set(&err, STATUS_TIMEOUT, "%llu message%s came in time",
			       (unsigned long long)state->messages, num_plural(state->messages));
	if (!fine)
		fail(task, &err);
}

/* ---- the whole command line ------------------------------------------------------------------ */

static void show_size(const struct task *task)
{
	struct row *row = out_record(task->run->out, &records[SIZED]);

	row_text(row, PACKROW_FORMAT, task->run->operand[0]);
	row_uint(row, PACKROW_SIZE, task->format.size);
	out_done(task->run->out, STATUS_OK);
}

static bool is_packing(const struct settings *set)
{
	return !set->unpack && !set->size && !set->from_json && !set->listen.count;
}

/* Whether values belong behind FORMAT, as far as its kind of question says. */
static bool check_values(const struct task *task, struct err *err)
{
	const struct settings *set = task->set;
	const char *first = task->value[0];

	if (set->unpack && !set->file && !first)
		return err_set(err, STATUS_INVALID,
			       "the bytes to unpack are missing: hex, or - for standard input");
	if (set->listen.count && task->format.size == 0 && !set->framed)
		return err_set(err, STATUS_INVALID,
			       "no bytes are no message: --listen needs a larger format");
	if (!first || (set->unpack && !set->file) || is_packing(set))
		return true;
	return err_set(err, STATUS_INVALID, "'%.60s' is one operand too many with --%s", first,
		       set->size           ? "size"
		       : set->unpack       ? "file"
		       : set->listen.count ? "listen"
					   : "from-json");
}

static void answer(const struct task *task)
{
	const struct settings *set = task->set;
	struct err err = { 0 };

	if (set->size)
		show_size(task);
	else if (set->layout && !set->unpack && !set->from_json && !task->value[0])
		show_layout(task, NULL, NULL);
	else if (!pack_check(&task->format, &err))
		fail(task, &err);
	else if (set->listen.count)
		listen_for(task);
	else if (set->unpack)
		unpack(task);
	else if (set->from_json)
		pack_from_json(task);
	else
		pack_values(task);
}

static void structpack_run(struct run *run)
{
	struct task task = { .run = run, .set = run->settings, .value = run->operand + 1 };
	struct err err = { 0 };

	if (!pack_format_read(&task.format, run->operand[0], &err) || !check_values(&task, &err))
		fail(&task, &err);
	else
		answer(&task);
	pack_format_free(&task.format);
}

/* Options that ask for different things. */
static bool check_modes(const struct settings *set, struct err *err)
{
	bool bytes = !set->size && (!set->layout || set->unpack);
	bool listens = set->listen.count > 0;

	if (set->unpack + set->size + listens + (set->from_json != NULL) > 1)
		return err_set(err, STATUS_INVALID,
			       "--unpack, --size, --from-json and --listen exclude each other");
	if (set->send && (set->unpack || set->size || listens || set->layout))
		return err_set(err, STATUS_INVALID, "--send goes with values to pack");
	if (set->layout && (set->size || listens))
		return err_set(err, STATUS_INVALID, "--layout excludes --size and --listen");
	if (set->file && !set->unpack)
		return err_set(err, STATUS_INVALID, "--file goes with --unpack");
	if ((set->encoding != ENCODING_HEX || set->framed) && !bytes)
		return err_set(err, STATUS_INVALID,
			       "--base64, --raw and --framed go with bytes, packed or to unpack");
	if (set->encoding != ENCODING_HEX && listens)
		return err_set(err, STATUS_INVALID, "--listen takes bytes as they come");
	if ((set->count || set->for_ns || set->idle_ns) && !listens)
		return err_set(err, STATUS_INVALID, "--count, --for and --idle go with --listen");
	return true;
}

static bool check_raw(const struct run *run, struct err *err)
{
	const struct settings *set = run->settings;

	if (set->encoding != ENCODING_RAW || (set->unpack && set->file))
		return true;
	if (set->unpack && (run->operand_count != 2 || strcmp(run->operand[1], "-") != 0))
		return err_set(err, STATUS_INVALID, "--raw --unpack reads a --file, or -");
	return set->unpack || out_use_raw(run->out, err);
}

static bool check_words(const struct run *run, struct err *err)
{
	const struct settings *set = run->settings;
	bool listens = set->listen.count > 0;

	if (!set->send && !listens && common_has_socket_words(run->common))
		return err_set(err, STATUS_INVALID,
			       "options of sockets go with --send and --listen");
	if (!listens && common_has_listen_words(run->common))
		return err_set(err, STATUS_INVALID, "options of servers go with --listen");
	return true;
}

/* Endpoints and what goes with them: nothing is bound or sent before all of it makes sense. */
static bool check_sockets(const struct run *run, struct err *err)
{
	const struct settings *set = run->settings;
	struct endpoint endpoint;
	struct sock_plan plan;

	if (!check_words(run, err))
		return false;
	if (set->send)
		return place_read(&endpoint, set->send, run, err) &&
		       common_check_transport(run->common, endpoint.transport, err) &&
		       sock_plan_make(&plan, &run->common->socket, err);
	if (set->listen.count == 0)
		return true;
	if (strcmp(run->operand[0], "-") == 0)
		return err_set(err, STATUS_INVALID, "--listen takes one FORMAT");
	return listening_check(run, &set->listen, err);
}

static bool structpack_begin(struct run *run, struct err *err)
{
	struct state *state = run->state;

	state->locator = (struct locator)LOCATOR_EMPTY;
	state->locator.family = (int)run->common->family;
	state->locator.numeric = run->common->numeric;
	state->sender = (struct sender)SENDER_CLOSED;
	state->listening = (struct listening)LISTENING_CLOSED;
	return check_modes(run->settings, err) && check_sockets(run, err) && check_raw(run, err);
}

static void structpack_finish(struct run *run)
{
	struct state *state = run->state;
	struct err err = { 0 };

	out_about(run->out, ((const struct settings *)run->settings)->send);
	if (!sender_finish(&state->sender, patience(run), &err))
		out_fail(run->out, &err);
	sender_close(&state->sender);
	locator_free(&state->locator);
}

const struct applet applet_structpack = {
	.name = "structpack",
	.summary = "pack and unpack bytes by formats of Python's struct",
	.group = GROUP_SOCKET,
	.operands = operands,
	.options = options,
	.records = records,
	.statuses = STATUS_BIT(STATUS_NOT_FOUND) | STATUS_BIT(STATUS_NO_DATA) |
		    STATUS_BIT(STATUS_REFUSED) | STATUS_BIT(STATUS_UNREACHABLE) |
		    STATUS_BIT(STATUS_RESET) | STATUS_BIT(STATUS_SELF_CONNECTED) |
		    STATUS_BIT(STATUS_NO_ROUTE) | STATUS_BIT(STATUS_NO_INTERFACE) |
		    STATUS_BIT(STATUS_TEMP_FAIL),
	.examples = examples,
	.settings_size = sizeof(struct settings),
	.state_size = sizeof(struct state),
	.flags = APPLET_STOP_AT_OPERAND | APPLET_OFFLINE | APPLET_WATCHES | APPLET_FAMILY |
		 APPLET_NUMERIC | APPLET_SOCKET | APPLET_TRANSPORT | APPLET_SERVER | APPLET_READY,
	.begin = structpack_begin,
	.run = structpack_run,
	.finish = structpack_finish,
};
