/* describe -- an applet's tables as one JSON object, for programs. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/describe.h"

#include <string.h>

#include "cli/fielddoc.h"
#include "cli/help.h"
#include "cli/json.h"
#include "cli/optdoc.h"

/* ---- members of an object: the first is put with ',' missing ------------------------ */

static void put_key(struct buf *buf, const char *key)
{
	if (buf->size > 0 && buf->data[buf->size - 1] != '{')
		buf_putc(buf, ',');
	json_put_text(buf, key, strlen(key));
	buf_putc(buf, ':');
}

static void put_text(struct buf *buf, const char *key, const char *text)
{
	put_key(buf, key);
	if (text)
		json_put_text(buf, text, strlen(text));
	else
		buf_puts(buf, "null");
}

static void put_flag(struct buf *buf, const char *key, bool flag)
{
	put_key(buf, key);
	buf_puts(buf, flag ? "true" : "false");
}

static void put_number(struct buf *buf, const char *key, int64_t number)
{
	put_key(buf, key);
	buf_puti(buf, number);
}

static void begin_list(struct buf *buf, const char *key)
{
	put_key(buf, key);
	buf_putc(buf, '[');
}

static void begin_item(struct buf *buf)
{
	if (buf->size > 0 && buf->data[buf->size - 1] != '[')
		buf_putc(buf, ',');
	buf_putc(buf, '{');
}

/* ---- operands and options ----------------------------------------------------------- */

static void put_operands(struct buf *buf, const struct operand *operands)
{
	begin_list(buf, "operands");
	for (const struct operand *operand = operands; operand && operand->value[0]; operand++) {
		begin_item(buf);
		put_text(buf, "value", operand->value);
		put_text(buf, "help", operand->help);
		put_number(buf, "min", operand->min);
		if (operand->max == MANY)
			put_text(buf, "max", NULL);
		else
			put_number(buf, "max", operand->max);
		buf_putc(buf, '}');
	}
	buf_putc(buf, ']');
}

static void put_names(struct buf *buf, const struct name *names)
{
	begin_list(buf, "names");
	for (const struct name *name = names; *name->word; name++) {
		begin_item(buf);
		put_text(buf, "word", name->word);
		put_text(buf, "meaning", name_meaning(name));
		buf_putc(buf, '}');
	}
	buf_putc(buf, ']');
}

static void put_option(struct buf *buf, const struct opt *row, const void *defaults, bool common)
{
	const char letter[2] = { row->letter, '\0' };
	struct buf value = { 0 };

	begin_item(buf);
	put_text(buf, "word", row->word);
	put_text(buf, "letter", row->letter ? letter : NULL);
	put_text(buf, "takes", optdoc_takes(row->takes));
	put_text(buf, "value", opt_value(row));
	put_text(buf, "help", opt_help(row));
	put_text(buf, "default", optdoc_default(&value, row, defaults) ? buf_text(&value) : NULL);
	put_flag(buf, "common", common);
	if (row->takes == TAKES_NUMBER) {
		put_number(buf, "min", row->min);
		put_number(buf, "max", row->max);
	}
	if (row->names)
		put_names(buf, row->names);
	buf_putc(buf, '}');
	buf_free_part(&value, buf);
}

static void put_options(struct buf *buf, const struct applet *applet)
{
	begin_list(buf, "options");
	for (const struct opt *row = applet->options; row && *row->word; row++)
		put_option(buf, row, applet->defaults, false);
	for (const struct opt *row = common_options; *row->word; row++)
		if (opt_applies(row, applet_opt_flags(applet)))
			put_option(buf, row, &common_defaults, true);
	buf_putc(buf, ']');
}

/* ---- records and the rest ----------------------------------------------------------- */

static void put_field(void *context, const struct field *parent, const struct field *field)
{
	struct buf *buf = context;
	struct buf path = { 0 };

	fielddoc_path(&path, parent, field);
	begin_item(buf);
	put_text(buf, "key", buf_text(&path));
	put_text(buf, "type", fielddoc_type_word(field->type));
	put_flag(buf, "list", field->flags & FIELD_LIST);
	put_text(buf, "unit", fielddoc_unit(field->unit));
	put_text(buf, "help", field_help(field));
	buf_putc(buf, '}');
	buf_free_part(&path, buf);
}

static void put_records(struct buf *buf, const struct record_type *records)
{
	begin_list(buf, "records");
	for (const struct record_type *record = records; record->type[0]; record++) {
		begin_item(buf);
		put_text(buf, "type", record->type);
		put_text(buf, "help", record->help);
		begin_list(buf, "fields");
		fielddoc_each(record, put_field, buf);
		buf_puts(buf, "]}");
	}
	buf_putc(buf, ']');
}

static void put_statuses(struct buf *buf, uint64_t statuses)
{
	begin_list(buf, "statuses");
	for (int status = 0; status < STATUS_COUNT; status++) {
		if (!(statuses & STATUS_BIT(status)))
			continue;
		begin_item(buf);
		put_text(buf, "status", status_word((enum status)status));
		put_number(buf, "exit", status_exit((enum status)status));
		buf_putc(buf, '}');
	}
	buf_putc(buf, ']');
}

static void put_examples(struct buf *buf, const struct example *examples)
{
	begin_list(buf, "examples");
	for (const struct example *example = examples; example && example->command[0]; example++) {
		begin_item(buf);
		put_text(buf, "command", example->command);
		put_text(buf, "says", example->says);
		buf_putc(buf, '}');
	}
	buf_putc(buf, ']');
}

void describe_applet(struct buf *buf, const struct applet *applet)
{
	buf_putc(buf, '{');
	put_text(buf, "type", "applet");
	put_text(buf, "name", applet->name);
	put_text(buf, "summary", applet->summary);
	put_text(buf, "group", help_group(applet->group));
	put_flag(buf, "offline", applet->flags & APPLET_OFFLINE);
	put_flag(buf, "serves", applet->flags & APPLET_READY);
	put_flag(buf, "input", applet->flags & APPLET_INPUT);
	put_operands(buf, applet->operands);
	put_options(buf, applet);
	put_records(buf, applet->records);
	put_statuses(buf, fielddoc_statuses(applet));
	put_examples(buf, applet->examples);
	buf_puts(buf, "}\n");
}

void describe_list(struct buf *buf)
{
	for (unsigned i = 0; i < applets_count; i++)
		describe_applet(buf, applets[i]);
}
