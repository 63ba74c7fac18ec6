/* structpack -- values into packed bytes and out of them, by formats of Python's struct. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/applet.h"
#include "cli/json_read.h"
#include "cli/out.h"
#include "cli/pack_json.h"
#include "cli/packitem.h"
#include "cli/packrow.h"
#include "cli/payload.h"
#include "proto/encoding.h"
#include "proto/frame.h"
#include "proto/pack_words.h"
#include "proto/split.h"

enum { PIECE_SIZE = 1 << 16 }; /* bytes read at once */

struct settings {
	bool unpack, layout, size;
	long encoding; /* enum encoding */
	long framed;   /* enum frame */
	const char *file, *from_json;
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
static const struct field fields[] = { PACKROW_FIELDS, { 0 } };

enum { PACKED, PACKED_BASE64, UNPACKED, SIZED, LAID_OUT, TOTAL };

/* The same record with the text that each way of asking wants. */
static const struct record_type records[] = {
	[PACKED] = { "result", "a message packed", { fields, "{hex}" } },
	[PACKED_BASE64] = { "result", "with --base64", { fields, "{base64}" } },
	[UNPACKED] = { "result", "a message unpacked", { fields, "{text}" } },
	[SIZED] = { "result", "with --size", { fields, "{size_bytes}" } },
	[LAID_OUT] = { "result", "--layout: an item of the format", { packitem_fields, PACKITEM_TEXT } },
	[TOTAL] = { "summary", "--layout: the whole message", { packitem_total_fields, PACKITEM_TOTAL_TEXT } },
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
	OPT_END
};
#undef SET

static const struct operand operands[] = {
	{ "FORMAT", 1, 1, OFFER_NOTHING, "a format of Python's struct; it ends options" },
	{ "VALUE", 0, MANY, OFFER_NOTHING, "a value for each item; with --unpack hex, or - for stdin" },
	{ 0 }
};

static const struct example examples[] = {
	{ "structpack 'I 2s f' 1 ab 2.7", "the bytes of a struct as this machine's compiler lays it out" },
	{ "structpack '>I2sf' 1 ab 2.7", "in network byte order, without padding" },
	{ "structpack --unpack '<I2s2xf' 0100000061620000cdcc2c40", "and back" },
	{ "structpack --layout 'I:id 2s:tag f:ratio' 1 ab 2.7", "where each item lies, and what it holds" },
	{ "structpack --unpack --get json '>I:id 2s:tag' 000000016162", "names become JSON keys" },
	{ "structpack --from-json '{\"id\":1,\"tag\":\"ab\"}' '>I:id 2s:tag'", "both ways" },
	{ "structpack --size @bhilq", "what struct.calcsize says" },
	{ "structpack --framed u16 '>hh' 1 -1", "behind its length in two bytes" },
	{ 0 }
};
/* clang-format on */

static void fail(const struct task *task, const struct err *err)
{
	row_text(out_record(task->run->out, &records[PACKED]), PACKROW_FORMAT,
		 task->run->operand[0]);
	out_fail(task->run->out, err);
}

/* ---- layout -------------------------------------------------------------------------------- */

/* MESSAGE is NULL where only the format is known, GIVEN where no words were. */
static void show_layout(const struct task *task, const void *message, char *const *given)
{
	const struct pack_format *format = &task->format;
	struct out *out = task->run->out;
	struct packitem view = { task->run->operand[0], format, NULL, message, given };

	for (size_t i = 0; i < format->count && !out_enough(out); i++) {
		view.item = &format->item[i];
		packitem_put(out_record(out, &records[LAID_OUT]), &view);
		out_done(out, STATUS_OK);
		if (given)
			view.given += view.item->value_count;
	}
	packitem_put_total(out_record(out, &records[TOTAL]), view.text, format);
	out_done(out, STATUS_OK);
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

/* Pack the whole lines of INPUT, all of it at the END. */
static void pack_lines(const struct task *task, struct buf *input, uint64_t *line, bool end)
{
	const char *at = input->data, *stop = at + input->size;

	while (at < stop && !out_enough(task->run->out)) {
		const char *newline = memchr(at, '\n', (size_t)(stop - at));
		const char *next = newline ? newline : stop;

		if (!newline && !end)
			break;
		++*line;
		if (!is_blank(at, (size_t)(next - at)))
			pack_json(task, at, (size_t)(next - at), *line);
		at = newline ? newline + 1 : stop;
	}
	buf_consume(input, (size_t)(at - input->data));
}

static bool read_piece(struct buf *input, int fd, long *done, struct err *err)
{
	if (!buf_reserve(input, PIECE_SIZE))
		return err_errno(err, ENOMEM, "cannot read");
	*done = fd_read(fd, input->data + input->size, PIECE_SIZE);
	if (*done < 0)
		return err_errno(err, errno, "cannot read");
	input->size += (size_t)*done;
	return true;
}

static void pack_file(const struct task *task, int fd)
{
	struct buf input = { 0 };
	struct err err = { 0 };
	uint64_t line = 0;
	long done = 1;

	while (done > 0 && !out_enough(task->run->out)) {
		bool fine = read_piece(&input, fd, &done, &err);

		if (fine && input.size > JSON_SIZE_MAX)
			fine = err_set(&err, STATUS_INVALID, "line %llu is longer than %d bytes",
				       (unsigned long long)line + 1, JSON_SIZE_MAX);
		if (!fine) {
			fail(task, &err);
			break;
		}
		pack_lines(task, &input, &line, done == 0);
	}
	buf_free(&input);
}

/* "-" is standard input. A file that an option names and that is not there is no answer. */
static bool open_input(int *fd, const char *path, struct err *err)
{
	if (strcmp(path, "-") == 0) {
		*fd = STDIN_FILENO;
		return true;
	}
	if (fd_open(fd, path, err))
		return true;
	if (err->kind == STATUS_NOT_FOUND)
		err->kind = STATUS_LACKING;
	return false;
}

static void close_input(int fd)
{
	if (fd != STDIN_FILENO)
		fd_close(&fd);
}

static void pack_from_json(const struct task *task)
{
	const char *source = task->set->from_json;
	struct err err = { 0 };
	int fd = -1;

	if (source[0] != '@' && strcmp(source, "-") != 0) {
		pack_json(task, source, strlen(source), 0);
		return;
	}
	if (!open_input(&fd, source + (source[0] == '@'), &err)) {
		fail(task, &err);
		return;
	}
	pack_file(task, fd);
	close_input(fd);
}

/* ---- unpacking ------------------------------------------------------------------------------- */

/* Bytes on their way in. */
struct input {
	const struct task *task;
	struct decoder decoder;
	struct split split;
	struct buf bytes; /* decoded, not split yet */
};

static void show_unpacked(const struct task *task, const struct message *message)
{
	struct row *row;

	if (task->set->layout) {
		show_layout(task, message->data, NULL);
		return;
	}
	row = out_record(task->run->out, &records[UNPACKED]);
	row_text(row, PACKROW_FORMAT, task->run->operand[0]);
	row_uint(row, PACKROW_OFFSET, message->offset);
	packrow_put_values(row, &task->format, message->data);
	packrow_put_bytes(row, message->data, task->format.size,
			  task->set->encoding == ENCODING_BASE64);
	out_done(task->run->out, STATUS_OK);
}

static void show_messages(struct input *input)
{
	struct message message;
	struct err err = { 0 };
	enum split_kind kind;

	while (!out_enough(input->task->run->out) &&
	       (kind = split_next(&input->split, &message, &err)) != SPLIT_MORE) {
		if (kind == SPLIT_MESSAGE)
			show_unpacked(input->task, &message);
		else
			fail(input->task, &err);
	}
}

/* Show what can be told of the next SIZE bytes of TEXT. */
static bool unpack_piece(struct input *input, const char *text, size_t size, struct err *err)
{
	bool fine = decoder_read(&input->bytes, &input->decoder, text, size, err);

	if (!split_feed(&input->split, input->bytes.data, input->bytes.size))
		return err_errno(err, ENOMEM, "a message of %zu bytes", input->task->format.size);
	buf_clear(&input->bytes);
	show_messages(input);
	return fine;
}

/* The one message of a format without bytes is no bytes. */
static void show_nothing(struct input *input)
{
	struct message message = { (const uint8_t *)"", 0 };

	if (input->task->format.size == 0 && !input->split.frame && input->split.number == 0)
		show_unpacked(input->task, &message);
}

static bool unpack_end(struct input *input, struct err *err)
{
	if (out_enough(input->task->run->out))
		return true;
	if (!decoder_end(&input->decoder, err) || !split_end(&input->split, err))
		return false;
	show_nothing(input);
	return true;
}

static bool unpack_words(struct input *input, struct err *err)
{
	for (char **word = input->task->value; *word; word++)
		if (!unpack_piece(input, *word, strlen(*word), err) ||
		    (input->decoder.encoding == ENCODING_HEX && !decoder_end(&input->decoder, err)))
			return false;
	return unpack_end(input, err);
}

static bool unpack_file(struct input *input, const char *path, struct err *err)
{
	struct buf piece = { 0 };
	long done = 1;
	int fd = -1;
	bool fine = open_input(&fd, path, err);

	while (fine && done > 0 && !out_enough(input->task->run->out)) {
		buf_clear(&piece);
		fine = read_piece(&piece, fd, &done, err) &&
		       unpack_piece(input, piece.data, piece.size, err);
	}
	fine = fine && unpack_end(input, err);
	close_input(fd);
	buf_free(&piece);
	return fine;
}

static void unpack(const struct task *task)
{
	struct input input = { .task = task,
			       .decoder.encoding = (enum encoding)task->set->encoding };
	const char *path = task->set->file;
	struct err err = { 0 };

	if (!path && strcmp(task->value[0], "-") == 0)
		path = "-";
	split_begin(&input.split, &task->format, (enum frame)task->set->framed);
	if (!(path ? unpack_file(&input, path, &err) : unpack_words(&input, &err)))
		fail(task, &err);
	split_free(&input.split);
	buf_free(&input.bytes);
}

/* ---- the whole command line ------------------------------------------------------------------ */

static void show_size(const struct task *task)
{
	struct row *row = out_record(task->run->out, &records[SIZED]);

	row_text(row, PACKROW_FORMAT, task->run->operand[0]);
	row_uint(row, PACKROW_SIZE, task->format.size);
	out_done(task->run->out, STATUS_OK);
}

/* Whether values belong behind FORMAT, as far as its kind of question says. */
static bool check_values(const struct task *task, struct err *err)
{
	const struct settings *set = task->set;
	const char *first = task->value[0];

	if (set->unpack && !set->file && !first)
		return err_set(err, STATUS_INVALID,
			       "the bytes to unpack are missing: hex, or - for standard input");
	if (!first || (set->unpack && !set->file) ||
	    (!set->unpack && !set->size && !set->from_json))
		return true;
	return err_set(err, STATUS_INVALID, "'%.60s' is one operand too many with --%s", first,
		       set->size     ? "size"
		       : set->unpack ? "file"
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

static bool structpack_begin(struct run *run, struct err *err)
{
	const struct settings *set = run->settings;
	bool bytes = !set->size && (!set->layout || set->unpack);

	if (set->unpack + set->size + (set->from_json != NULL) > 1)
		return err_set(err, STATUS_INVALID,
			       "--unpack, --size and --from-json exclude each other");
	if (set->layout && set->size)
		return err_set(err, STATUS_INVALID, "--layout and --size exclude each other");
	if (set->file && !set->unpack)
		return err_set(err, STATUS_INVALID, "--file goes with --unpack");
	if ((set->encoding != ENCODING_HEX || set->framed) && !bytes)
		return err_set(err, STATUS_INVALID,
			       "--base64, --raw and --framed go with bytes, packed or to unpack");
	if (set->encoding != ENCODING_RAW || (set->unpack && set->file))
		return true;
	if (set->unpack && (run->operand_count != 2 || strcmp(run->operand[1], "-") != 0))
		return err_set(err, STATUS_INVALID, "--raw --unpack reads a --file, or -");
	return set->unpack || out_use_raw(run->out, err);
}

const struct applet applet_structpack = {
	.name = "structpack",
	.summary = "pack and unpack bytes by formats of Python's struct",
	.group = GROUP_SOCKET,
	.operands = operands,
	.options = options,
	.records = records,
	.examples = examples,
	.settings_size = sizeof(struct settings),
	.flags = APPLET_STOP_AT_OPERAND | APPLET_OFFLINE,
	.begin = structpack_begin,
	.run = structpack_run,
};
