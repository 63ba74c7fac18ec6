/* verb_value -- what most verbs share: the one value that they come to, as a record and as the
 * result of the workbench. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bench/verb_value.h"

#include <errno.h>

#include "cli/out.h"
#include "lang/literal.h"

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
	{ "result", "bytes", { bytes_fields, "{literal} ({size_bytes} byte{s})" } }, { 0 }
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

bool verb_add_bytes(struct shell_value *list, struct word bytes)
{
	struct shell_value *item = shell_value_append(list);

	return item && shell_value_bytes(item, bytes);
}

bool verb_add_text(struct shell_value *list, const char *text)
{
	return verb_add_bytes(list, word_of(text));
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
		literal_put_hex(text, bytes);
}
