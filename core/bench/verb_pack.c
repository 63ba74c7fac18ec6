/* verb_pack -- pack, unpack and calcsize, as Python's struct module has them. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <limits.h>

#include "bench/verb_value.h"
#include "cli/out.h"
#include "cli/pack_json.h"
#include "proto/pack.h"
#include "proto/pack_words.h"

static const struct operand takes_format[] = {
	{ "FORMAT", 1, 1, OFFER_NOTHING, "a format of Python's struct" }, { 0 }
};
static const struct operand takes_values[] = {
	{ "FORMAT", 1, 1, OFFER_NOTHING, "a format of Python's struct; it ends options" },
	{ "VALUE", 0, MANY, OFFER_NOTHING, "a number, or for c, s and p bytes, for each item" },
	{ 0 }
};
static const struct operand takes_bytes[] = {
	{ "FORMAT", 1, 1, OFFER_NOTHING, "a format of Python's struct; it ends options" },
	{ "BYTES", 1, 1, OFFER_NOTHING, "as many as the format has" },
	{ 0 }
};

enum { VALUE, TEXT, JSON };

static const struct field unpacked_fields[] = {
	[VALUE] = FIELD("value", FIELD_TEXT, FIELD_LIST, 0, "each value as text", NULL),
	[TEXT] = FIELD("text", FIELD_TEXT, FIELD_DETAIL, 0, "the values in a line", NULL),
	[JSON] = FIELD("json", FIELD_JSON, FIELD_DETAIL, 0,
		       "the values: an object of the format's names, or an array", NULL),
	{ 0 }
};

static const struct record_type gives_values[] = {
	{ "result", "what the bytes hold", { unpacked_fields, "({text})" } }, { 0 }
};

static bool read_format(struct pack_format *format, const struct run *run, struct err *err)
{
	const char *text;

	return verb_text(&text, run, 0, err) && pack_format_read(format, text, err);
}

/* ---- packing ------------------------------------------------------------------------------ */

static struct word value_at(const void *context, size_t index)
{
	return verb_data(context, 1 + (int)index);
}

static bool pack(struct buf *bytes, size_t *cut, const struct run *run, struct err *err)
{
	const struct pack_words words = { value_at, run, (size_t)run->operand_count - 1, true };
	struct pack_format format = { 0 };
	bool fine = read_format(&format, run, err) && pack_check(&format, err) &&
		    pack_words_from(bytes, cut, &format, &words, err);

	pack_format_free(&format);
	return fine;
}

static void pack_run(struct run *run)
{
	struct buf bytes = { 0 };
	struct err err = { 0 };
	size_t cut = 0;

	if (!pack(&bytes, &cut, run, &err)) {
		out_fail(run->out, &err);
	} else {
		if (cut > 0)
			out_remark(run->out, "text is cut off: %zu byte%s found no room", cut,
				   cut == 1 ? "" : "s");
		verb_give_bytes(run, (struct word){ bytes.data, bytes.size });
	}
	buf_free(&bytes);
}

/* ---- unpacking ---------------------------------------------------------------------------- */

/* False where VALUE is none, or too large. */
static bool is_number(int64_t *number, const struct pack_value *value)
{
	uint64_t size;

	if (value->kind != PACK_IS_WHOLE)
		return false;
	size = value->as.whole.size;
	if (size > (uint64_t)INT64_MAX + value->as.whole.negative)
		return false;
	*number = (int64_t)(value->as.whole.negative ? 0 - size : size);
	return true;
}

/* What is no number reads as pack takes it back. */
static bool add_value(struct shell_value *list, const struct pack_value *value, struct word text)
{
	struct shell_value *item = shell_value_append(list);
	int64_t number;

	if (item && is_number(&number, value))
		shell_value_number(item, SHELL_NUMBER, number);
	else if (!item || !shell_value_bytes(item, text))
		return false;
	return true;
}

/* What of a row and a result is being made. */
struct unpacking {
	struct row *row;
	struct shell_value result;
	struct buf line;
	bool fine;
};

static void take_value(struct unpacking *unpacking, const struct pack_value *value)
{
	struct buf text = { 0 };
	struct word word;

	pack_value_put(&text, value, false);
	word = (struct word){ text.size ? text.data : "", text.size };
	row_bytes(unpacking->row, VALUE, word.at, word.size);
	if (value->kind == PACK_IS_BYTES)
		verb_put_bytes(&unpacking->line, word);
	else
		buf_put(&unpacking->line, word.at, word.size);
	unpacking->fine &= !text.failed && add_value(&unpacking->result, value, word);
	buf_free(&text);
}

static void take_item(struct unpacking *unpacking, const struct pack_format *format,
		      const struct pack_item *item, const void *message)
{
	struct pack_value value;

	for (size_t i = 0; i < item->value_count; i++) {
		buf_puts(&unpacking->line, unpacking->line.size > 0 ? ", " : "");
		if (item->name.size > 0) {
			buf_put(&unpacking->line, item->name.at, item->name.size);
			buf_putc(&unpacking->line, '=');
		}
		pack_read(&value, format, item, i, message);
		take_value(unpacking, &value);
	}
}

static void give_values(struct run *run, const struct pack_format *format, const void *message)
{
	struct unpacking unpacking = { .row = out_record(run->out, gives_values),
				       .result.kind = SHELL_LIST,
				       .fine = true };
	struct buf json = { 0 };

	row_empty(unpacking.row, VALUE);
	for (size_t i = 0; i < format->count; i++)
		take_item(&unpacking, format, &format->item[i], message);
	pack_json_put(&json, format, message);
	row_part(unpacking.row, TEXT, &unpacking.line);
	row_part(unpacking.row, JSON, &json);
	verb_give(run, &unpacking.result, unpacking.fine);
}

/* Exactly a message. */
static bool check_size(const struct pack_format *format, size_t size, struct err *err)
{
	if (size < format->size)
		return pack_fail_short(format, 0, size, err);
	return size == format->size ||
	       err_set(err, STATUS_INVALID, "the format has %zu bytes, these are %zu", format->size,
		       size);
}

static void unpack_run(struct run *run)
{
	struct word message = verb_data(run, 1);
	struct pack_format format = { 0 };
	struct err err = { 0 };

	if (read_format(&format, run, &err) && pack_check(&format, &err) &&
	    check_size(&format, message.size, &err))
		give_values(run, &format, message.at);
	else
		out_fail(run->out, &err);
	pack_format_free(&format);
}

static void calcsize_run(struct run *run)
{
	struct pack_format format = { 0 };
	struct err err = { 0 };

	if (read_format(&format, run, &err))
		verb_give_number(run, (int64_t)format.size);
	else
		out_fail(run->out, &err);
	pack_format_free(&format);
}

/* ---- the verbs ---------------------------------------------------------------------------- */

/* clang-format off */
enum { VALUES_LAST = APPLET_OFFLINE | APPLET_STOP_AT_OPERAND };

const struct applet verb_calcsize = {
	VERB("calcsize", "the size of what a format packs", takes_format, verb_gives_number, APPLET_OFFLINE, calcsize_run,
	     "calcsize !HHIIBBHHH", "the bytes of a TCP header")
};

const struct applet verb_pack = {
	VERB("pack", "values as bytes, by a format of Python's struct", takes_values, verb_gives_bytes, VALUES_LAST, pack_run,
	     "pack !H4s 80 ab", "a port in network byte order, and a text that is filled up")
};

const struct applet verb_unpack = {
	VERB("unpack", "the values that bytes hold, by a format of Python's struct", takes_bytes, gives_values, VALUES_LAST, unpack_run,
	     "unpack !Hbx x\"0050 ff 00\"", "the same the other way round")
};
/* clang-format on */
