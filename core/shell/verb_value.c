/* verb_value -- what most verbs share: the words that they take, and the one value that they come
 * to, as a record and as the result of the workbench. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/verb_value.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "base/wide.h"
#include "cli/out.h"

/* ---- words -------------------------------------------------------------------------------- */

struct word verb_data(const struct run *run, int at)
{
	return bench_bytes(verb_bench(run), run->operand[at]);
}

bool verb_text(const char **text, const struct run *run, int at, struct err *err)
{
	const char *word = run->operand[at];

	if (strlen(word) != verb_data(run, at).size)
		return err_set(err, STATUS_INVALID, "there is a NUL byte in '%.60s'", word);
	*text = word;
	return true;
}

/* SIZE bytes, whole, with an optional '-'. */
static bool read_number(int64_t *number, const char *text, size_t size)
{
	bool negative = size > 0 && text[0] == '-';
	struct wide wide;

	if (!wide_parse(&wide, text + negative, size - negative) || wide.high ||
	    wide.low > INT64_MAX)
		return false;
	*number = negative ? -(int64_t)wide.low : (int64_t)wide.low;
	return true;
}

bool verb_number(int64_t *number, const struct run *run, int at, int64_t min, int64_t max,
		 struct err *err)
{
	struct word word = verb_data(run, at);
	int64_t found;

	if (!read_number(&found, word.at, word.size))
		return err_set(err, STATUS_INVALID, "'%.60s' is no number", word.at);
	if (found < min || found > max)
		return err_set(err, STATUS_INVALID, "%s is not between %lld and %lld", word.at,
			       (long long)min, (long long)max);
	*number = found;
	return true;
}

static bool read_constant(int *value, struct word text, const struct name *table, struct err *err)
{
	const struct name *row;
	char word[WORD_NEAR_MAX] = "";
	const char *nearest;
	int64_t number;

	if (read_number(&number, text.at, text.size) && number >= INT_MIN && number <= INT_MAX) {
		*value = (int)number;
		return true;
	}
	memcpy(word, text.at, text.size < sizeof(word) ? text.size : sizeof(word) - 1);
	row = text.size < sizeof(word) ? name_find_short(table, word) : NULL;
	if (row) {
		*value = (int)row->value;
		return true;
	}
	nearest = name_nearest(table, word);
	if (nearest)
		return err_set(err, STATUS_INVALID, "'%s' is no constant here; did you mean %s?",
			       word, nearest);
	return err_set(err, STATUS_INVALID, "'%s' is no constant here, such as %s", word,
		       table->word);
}

bool verb_constant(int *value, const struct run *run, int at, const struct name *table,
		   struct err *err)
{
	const char *text;

	return verb_text(&text, run, at, err) && read_constant(value, word_of(text), table, err);
}

bool verb_flags(int *value, const struct run *run, int at, const struct name *table,
		struct err *err)
{
	const char *text;
	int all = 0, one;

	if (!verb_text(&text, run, at, err))
		return false;
	for (;; text++) {
		size_t size = strcspn(text, ",|");

		if (!read_constant(&one, (struct word){ text, size }, table, err))
			return false;
		all |= one;
		text += size;
		if (!*text)
			break;
	}
	*value = all;
	return true;
}

struct deadline verb_until(const struct run *run)
{
	return deadline_earlier(run->until, verb_bench(run)->until);
}

/* ---- records ------------------------------------------------------------------------------ */

enum { VALUE };
enum { DATA, SIZE, LITERAL };

/* clang-format off */
static const struct field number_fields[] = {
	[VALUE] = FIELD("value", FIELD_INT, 0, 0, "the number", NULL),
	{ 0 }
};

static const struct field text_fields[] = {
	[VALUE] = FIELD("value", FIELD_TEXT, 0, 0, "the text", NULL),
	{ 0 }
};

static const struct field address_fields[] = {
	[VALUE] = FIELD("value", FIELD_ADDRESS, 0, 0, "the address", NULL),
	{ 0 }
};

static const struct field bytes_fields[] = {
	[DATA] = FIELD("data", FIELD_DATA, 0, 0, "the bytes", NULL),
	[SIZE] = FIELD("size_bytes", FIELD_UINT, 0, UNIT_BYTES, "how many", NULL),
	[LITERAL] = FIELD("literal", FIELD_TEXT, FIELD_DETAIL, 0, "the bytes as the shell reads them", NULL),
	{ 0 }
};
/* clang-format on */

const struct record_type verb_gives_number[] = {
	{ "result", "a number", { number_fields, "{value}" } }, { 0 }
};
const struct record_type verb_gives_text[] = { { "result", "a text", { text_fields, "{value}" } },
					       { 0 } };
const struct record_type verb_gives_address[] = {
	{ "result", "an address", { address_fields, "{value}" } }, { 0 }
};
const struct record_type verb_gives_bytes[] = {
	{ "result", "bytes", { bytes_fields, "{literal} ({size_bytes} bytes)" } }, { 0 }
};

/* ---- what it comes to --------------------------------------------------------------------- */

void verb_give(struct run *run, struct shell_value *result, bool fine)
{
	struct shell_value *place = &verb_bench(run)->result;
	struct err err = { 0 };

	if (!fine) {
		shell_value_free(result);
		err_errno(&err, ENOMEM, "cannot keep the result");
		out_fail(run->out, &err);
		return;
	}
	shell_value_free(place);
	*place = *result;
	*result = (struct shell_value){ 0 };
	out_done(run->out, STATUS_OK);
}

void verb_give_number(struct run *run, int64_t number)
{
	struct shell_value result = { .kind = SHELL_NUMBER, .number = number };

	row_int(out_record(run->out, run->applet->records), VALUE, number);
	verb_give(run, &result, true);
}

void verb_give_text(struct run *run, struct word text)
{
	struct shell_value result = { 0 };

	row_bytes(out_record(run->out, run->applet->records), VALUE, text.at, text.size);
	verb_give(run, &result, shell_value_bytes(&result, text));
}

void verb_give_bytes(struct run *run, struct word bytes)
{
	struct row *row = out_record(run->out, run->applet->records);
	struct shell_value result = { 0 };
	struct buf literal = { 0 };

	row_bytes(row, DATA, bytes.at, bytes.size);
	row_uint(row, SIZE, bytes.size);
	verb_put_bytes(&literal, bytes);
	row_part(row, LITERAL, &literal);
	verb_give(run, &result, shell_value_bytes(&result, bytes));
}

bool verb_add_text(struct shell_value *list, const char *text)
{
	struct shell_value *item = shell_value_append(list);

	return item && shell_value_bytes(item, word_of(text));
}

bool verb_add_number(struct shell_value *list, int64_t number)
{
	struct shell_value *item = shell_value_append(list);

	if (item)
		shell_value_number(item, SHELL_NUMBER, number);
	return item;
}

struct shell_value *verb_add_list(struct shell_value *list)
{
	struct shell_value *item = shell_value_append(list);

	if (item)
		item->kind = SHELL_LIST;
	return item;
}

/* ---- bytes as the shell writes them ------------------------------------------------------- */

static bool is_plain(char c)
{
	return c >= ' ' && c <= '~';
}

/* The letter that stands for C behind a backslash; 0: none does. */
static char escape_of(char c)
{
	switch (c) {
	case '\n':
		return 'n';
	case '\r':
		return 'r';
	case '\t':
		return 't';
	case '"':
	case '\\':
	case '$':
		return c;
	default:
		return 0;
	}
}

static void put_hex(struct buf *text, struct word bytes)
{
	buf_puts(text, "x\"");
	for (size_t i = 0; i < bytes.size; i++) {
		buf_puts(text, i > 0 && i % 2 == 0 ? " " : "");
		buf_puthex(text, bytes.at + i, 1);
	}
	buf_putc(text, '"');
}

static void put_string(struct buf *text, struct word bytes)
{
	buf_putc(text, '"');
	for (size_t i = 0; i < bytes.size; i++) {
		char c = bytes.at[i], escape = escape_of(c);

		if (escape)
			buf_putc(text, '\\');
		else if (!is_plain(c))
			buf_puts(text, "\\x");
		if (!escape && !is_plain(c))
			buf_puthex(text, &c, 1);
		else
			buf_putc(text, escape ? escape : c);
	}
	buf_putc(text, '"');
}

void verb_put_bytes(struct buf *text, struct word bytes)
{
	size_t readable = 0;

	for (size_t i = 0; i < bytes.size; i++)
		readable += is_plain(bytes.at[i]) || escape_of(bytes.at[i]);
	if (4 * readable >= 3 * bytes.size)
		put_string(text, bytes);
	else
		put_hex(text, bytes);
}
