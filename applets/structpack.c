/* structpack -- values into packed bytes and out of them, by formats of Python's struct. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "cli/applet.h"
#include "cli/json_input.h"
#include "cli/json_read.h"
#include "cli/out.h"
#include "cli/pack_json.h"
#include "cli/packrow.h"
#include "cli/payload.h"
#include "cli/unpack_input.h"
#include "proto/frame.h"
#include "proto/pack_words.h"
#include "run/posting.h"
#include "run/unpack_server.h"

struct settings {
	bool unpack, layout, size;
	long encoding; /* enum encoding */
	long framed;   /* enum frame */
	const char *file, *from_json, *send;
	struct texts listen;
	int64_t count, for_ns, idle_ns;
};

/* With --send, over one connection for all questions, or with --listen. Both are large: a question
 * of neither leaves it as it is, all zero. */
union state {
	struct posting posting;
	struct unpack_server server;
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
#define SET struct settings
static const struct opt options[] = {
	OPT_FLAG(SET, unpack, 0, "unpack", "operands behind FORMAT are bytes: print the values in them"),
	OPT_FLAG(SET, layout, 0, "layout", "explain each item: where it lies, its type, what it holds"),
	OPT_FLAG(SET, size, 0, "size", "print the size of a message only"),
	OPT_CONSTANT(SET, encoding, 0, "base64", ENCODING_BASE64, "bytes are written and read as base64, not hex"),
	OPT_CONSTANT(SET, encoding, 0, "raw", ENCODING_RAW, "bytes are written, and with --file read, as they are"),
	OPT_TEXT(SET, file, 0, "file", "FILE", OFFER_FILE, "--unpack what is in FILE; - is standard input"),
	OPT_TEXT(SET, from_json, 0, "from-json", "JSON|@FILE|-", OFFER_AT_FILE,
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

static struct row *begin_record(const struct task *task, unsigned type)
{
	return packrow_begin(task->run->out, type, task->run->operand[0]);
}

static void fail(const struct task *task, const struct err *err)
{
	begin_record(task, PACKROW_PACKED);
	out_fail(task->run->out, err);
	if (err->kind == STATUS_INVALID)
		explain_options(task);
}

/* MESSAGE is NULL where only the format is known, GIVEN where no words were. */
static void show_layout(const struct task *task, const void *message, char *const *given)
{
	struct row *row = begin_record(task, PACKROW_LAID_OUT);

	packrow_put_layout(row, &task->format, message, given);
	out_done(task->run->out, STATUS_OK);
}

/* ---- packing ------------------------------------------------------------------------------- */

/* MESSAGE becomes BYTES, behind their length where one was asked for. */
static bool add_frame(struct buf *message, const struct task *task, const struct buf *bytes,
		      struct err *err)
{
	enum frame frame = (enum frame)task->set->framed;
	uint8_t prefix[FRAME_PREFIX_MAX];
	size_t size = 0;

	if (frame != FRAME_NONE) {
		size = frame_put(prefix, frame, task->format.prefix == '<', bytes->size);
		if (size == 0)
			return err_set(err, STATUS_INVALID,
				       "--framed %s: it cannot say a length of %zu",
				       name_word(frame_names, frame), bytes->size);
	}
	buf_put(message, prefix, size);
	buf_put(message, bytes->data, bytes->size);
	return !message->failed || err_errno(err, ENOMEM, "a message of %zu bytes", bytes->size);
}

static struct posting *posting_of(const struct task *task)
{
	union state *state = task->run->state;

	return &state->posting;
}

static void note_cut(const struct task *task, size_t cut)
{
	if (cut > 0)
		out_remark(task->run->out, "text is cut off: %zu byte%s found no room", cut,
			   num_plural(cut));
}

static void put_receiver(struct row *row, const struct task *task)
{
	const struct sender *sender = &posting_of(task)->sender;

	packrow_put_endpoint(row, task->set->send);
	if (sender->fd >= 0)
		packrow_put_connection(row, sender->transport, &sender->race);
}

/* What could not be framed or sent is in the record too, but no text looks like success. */
static void show_packed(const struct task *task, struct buf *bytes, size_t cut)
{
	bool base64 = task->set->encoding == ENCODING_BASE64;
	struct buf message = { 0 };
	struct err err = { 0 };
	bool framed = add_frame(&message, task, bytes, &err);
	bool fine = framed && (!task->set->send || posting_send(posting_of(task), task->run,
								message.data, message.size, &err));
	struct row *row;

	note_cut(task, cut);
	row = begin_record(task, !fine ? PACKROW_UNSENT : base64 ? PACKROW_BASE64 : PACKROW_PACKED);
	packrow_put_values(row, &task->format, bytes->data);
	packrow_put_cut(row, cut);
	if (framed)
		packrow_put_bytes(row, message.data, message.size, base64);
	if (task->set->send)
		put_receiver(row, task);
	if (fine)
		out_done(task->run->out, STATUS_OK);
	else
		out_fail(task->run->out, &err);
	buf_free(&message);
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

static void pack_from_json(const struct task *task)
{
	struct json_input input = JSON_INPUT_CLOSED;
	const char *text;
	size_t size;
	struct err err = { 0 };
	bool fine = json_input_open(&input, task->set->from_json, &err);

	while (fine && !out_enough(task->run->out) &&
	       (fine = json_input_next(&input, &text, &size, &err)) && text)
		pack_json(task, text, size, input.line);
	if (!fine)
		fail(task, &err);
	json_input_close(&input);
}

/* ---- unpacking ------------------------------------------------------------------------------- */

static void show_unpacked(const struct task *task, const struct message *message)
{
	if (task->set->layout) {
		show_layout(task, message->data, NULL);
		return;
	}
	packrow_put_message(begin_record(task, PACKROW_UNPACKED), &task->format, message,
			    task->set->encoding == ENCODING_BASE64);
	out_done(task->run->out, STATUS_OK);
}

static bool take_message(void *context, const struct message *message)
{
	const struct task *task = context;

	show_unpacked(task, message);
	return !out_enough(task->run->out);
}

static bool take_failure(void *context, const struct err *err)
{
	const struct task *task = context;

	fail(task, err);
	return !out_enough(task->run->out);
}

static void unpack(struct task *task)
{
	bool from_stdin = !task->set->file && strcmp(task->value[0], "-") == 0;
	struct unpack_input input = { .format = &task->format,
				      .encoding = (enum encoding)task->set->encoding,
				      .frame = (enum frame)task->set->framed,
				      .path = from_stdin ? "-" : task->set->file,
				      .words = task->value,
				      .message = take_message,
				      .failure = take_failure,
				      .context = task };
	struct err err = { 0 };

	if (!unpack_input_read(&input, &err))
		fail(task, &err);
	if (input.is_bare)
		out_remark(task->run->out, "these look like bare bytes: --raw takes them");
}

/* ---- listening ------------------------------------------------------------------------------ */

static void listen_for(const struct task *task)
{
	const struct settings *set = task->set;
	union state *state = task->run->state;
	const struct unpack_plan plan = { .format = &task->format,
					  .frame = (enum frame)set->framed,
					  .count = (uint64_t)set->count,
					  .for_ns = set->for_ns,
					  .idle_ns = set->idle_ns };
	struct err err = { 0 };

	if (!unpack_server_run(&state->server, task->run, &plan, &err) && err.kind != STATUS_OK)
		fail(task, &err);
}

/* ---- the whole command line ------------------------------------------------------------------ */

static void show_size(const struct task *task)
{
	packrow_put_size(begin_record(task, PACKROW_SIZED), task->format.size);
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

static void answer(struct task *task)
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
	union state *state = run->state;

	if (!check_words(run, err))
		return false;
	if (set->send)
		return posting_begin(&state->posting, run, set->send, err);
	if (set->listen.count == 0)
		return true;
	if (strcmp(run->operand[0], "-") == 0)
		return err_set(err, STATUS_INVALID, "--listen takes one FORMAT");
	return unpack_server_begin(&state->server, run, &set->listen, err);
}

static bool structpack_begin(struct run *run, struct err *err)
{
	const struct settings *set = run->settings;
	union state *state = run->state;

	if (set->send)
		state->posting.sender.fd = -1; /* the rest is zero already */
	else if (set->listen.count > 0)
		state->server.serve = (struct serve)SERVE_CLOSED;
	return check_modes(run->settings, err) && check_raw(run, err) && check_sockets(run, err);
}

static void structpack_finish(struct run *run)
{
	const struct settings *set = run->settings;
	union state *state = run->state;
	struct err err = { 0 };

	if (set->send && !posting_end(&state->posting, run, &err))
		out_fail(run->out, &err);
	else if (set->listen.count > 0)
		unpack_server_free(&state->server);
}

const struct applet applet_structpack = {
	.name = "structpack",
	.summary = "pack and unpack bytes by formats of Python's struct",
	.group = GROUP_SOCKET,
	.operands = operands,
	.options = options,
	.records = packrow_records,
	.statuses = STATUS_BIT(STATUS_NOT_FOUND) | STATUS_BIT(STATUS_NO_DATA) |
		    STATUS_BIT(STATUS_REFUSED) | STATUS_BIT(STATUS_UNREACHABLE) |
		    STATUS_BIT(STATUS_RESET) | STATUS_BIT(STATUS_SELF_CONNECTED) |
		    STATUS_BIT(STATUS_NO_ROUTE) | STATUS_BIT(STATUS_NO_INTERFACE) |
		    STATUS_BIT(STATUS_TEMP_FAIL),
	.examples = examples,
	.settings_size = sizeof(struct settings),
	.state_size = sizeof(union state),
	.flags = APPLET_STOP_AT_OPERAND | APPLET_OFFLINE | APPLET_WATCHES | APPLET_FAMILY |
		 APPLET_NUMERIC | APPLET_SOCKET | APPLET_TRANSPORT | APPLET_SERVER | APPLET_READY,
	.begin = structpack_begin,
	.run = structpack_run,
	.finish = structpack_finish,
};
