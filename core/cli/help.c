/* help -- what --help prints, from an applet's tables. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/help.h"

#include <string.h>

#include "cli/fielddoc.h"
#include "cli/fold.h"
#include "cli/optdoc.h"

enum { NARROW_COLUMNS = 60, NARROW_INDENT = 6, LABEL_MAX = 28, EXIT_CODES = 5 };

/* ---- usage -------------------------------------------------------------------------- */

static void put_usage(struct buf *buf, const struct applet *applet, unsigned columns)
{
	struct buf words = { 0 };

	buf_printf(&words, "%s [OPTION...] ", applet->name);
	optdoc_operands(&words, applet->operands);
	for (const struct opt *row = applet->options; row && *row->word; row++)
		if (row->flags & OPT_ALONE)
			buf_printf(&words, " | --%s", row->word);
	buf_puts(buf, "usage: ");
	fold_text(buf, (struct fold){ columns, 7 }, 7, buf_text(&words));
	buf_free_part(&words, buf);
}

/* ---- options and operands: a label each, and what it means beside or below it ------- */

static void put_heading(struct buf *buf, const char *heading, unsigned columns)
{
	buf_putc(buf, '\n');
	fold_text(buf, (struct fold){ columns, 2 }, 0, heading);
}

static void put_label(struct buf *buf, const struct opt *row)
{
	buf_puts(buf, "  ");
	if (row->letter)
		buf_printf(buf, "-%c, ", row->letter);
	else
		buf_puts(buf, "    ");
	buf_printf(buf, "--%s", row->word);
	if (opt_value(row))
		buf_printf(buf, " %s", opt_value(row));
}

static void put_meaning(struct buf *buf, const struct opt *row, const void *defaults)
{
	struct buf accepts = { 0 }, value = { 0 };
	bool limited = optdoc_accepts(&accepts, row, false);
	bool known = optdoc_default(&value, row, defaults);

	buf_puts(buf, opt_help(row));
	if (limited || known)
		buf_printf(buf, " (%s%s%s%s)", buf_text(&accepts), limited && known ? "; " : "",
			   known ? "default " : "", buf_text(&value));
	buf_free_part(&accepts, buf);
	buf_free_part(&value, buf);
}

/* Where meanings begin: behind the longest label that is not too long. */
static unsigned indent_for(size_t label, unsigned indent)
{
	return label + 2 > indent && label + 2 <= LABEL_MAX ? (unsigned)label + 2 : indent;
}

/* How far meanings are indented; a failed allocation is BUF's. */
static struct fold fold_for_options(struct buf *buf, const struct opt *rows, unsigned flags,
				    unsigned columns)
{
	struct fold fold = { columns, NARROW_INDENT };
	struct buf label = { 0 };

	for (const struct opt *row = rows; *row->word && columns >= NARROW_COLUMNS; row++) {
		buf_clear(&label);
		put_label(&label, row);
		if (opt_applies(row, flags))
			fold.indent = indent_for(label.size, fold.indent);
	}
	buf_free_part(&label, buf);
	return fold;
}

static void put_options(struct buf *buf, const char *heading, const struct opt *rows,
			unsigned flags, const void *defaults, unsigned columns)
{
	struct fold fold = fold_for_options(buf, rows, flags, columns);
	struct buf label = { 0 }, meaning = { 0 };

	put_heading(buf, heading, columns);
	for (const struct opt *row = rows; *row->word; row++) {
		if (!opt_applies(row, flags))
			continue;
		buf_clear(&label);
		buf_clear(&meaning);
		put_label(&label, row);
		put_meaning(&meaning, row, defaults);
		fold_labelled(buf, fold, buf_text(&label), buf_text(&meaning));
	}
	buf_free_part(&label, buf);
	buf_free_part(&meaning, buf);
}

static void put_operands(struct buf *buf, const struct operand *operands, unsigned columns)
{
	struct fold fold = { columns, NARROW_INDENT };
	struct buf label = { 0 };

	if (!operands)
		return;
	for (const struct operand *operand = operands; operand->value[0]; operand++)
		if (columns >= NARROW_COLUMNS)
			fold.indent = indent_for(2 + strlen(operand->value), fold.indent);
	put_heading(buf, "Operands:", columns);
	for (const struct operand *operand = operands; operand->value[0]; operand++) {
		buf_clear(&label);
		buf_printf(&label, "  %s", operand->value);
		fold_labelled(buf, fold, buf_text(&label), operand->help);
	}
	buf_free_part(&label, buf);
}

/* ---- the rest of --help ------------------------------------------------------------- */

static void put_examples(struct buf *buf, const struct example *examples, unsigned columns)
{
	if (!examples)
		return;
	put_heading(buf, "Examples:", columns);
	for (const struct example *example = examples; example->command[0]; example++) {
		buf_puts(buf, "  $ ");
		fold_text(buf, (struct fold){ columns, 8 }, 4, example->command);
		fold_labelled(buf, (struct fold){ columns, 6 }, "", example->says);
	}
}

static void put_exits(struct buf *buf, const struct applet *applet, unsigned columns)
{
	struct buf words = { 0 };

	for (int code = 0; code < EXIT_CODES; code++) {
		struct buf some = { 0 };

		if (fielddoc_status_words(&some, fielddoc_statuses(applet), code))
			buf_printf(&words, "%s%d %s", code > 0 ? "; " : "", code, buf_text(&some));
		buf_free_part(&some, &words);
	}
	if (applet->flags & APPLET_PLAN)
		buf_printf(&words, "; %d nothing ran", EXIT_NOTHING_RAN);
	buf_puts(&words, "; see sockbox-exit(7)");
	buf_puts(buf, "\nExit: ");
	fold_text(buf, (struct fold){ columns, 6 }, 6, buf_text(&words));
	buf_free_part(&words, buf);
}

void help_applet(struct buf *buf, const struct applet *applet, unsigned columns)
{
	put_usage(buf, applet, columns);
	fold_text(buf, (struct fold){ columns, 0 }, 0, applet->summary);
	put_operands(buf, applet->operands, columns);
	if (applet->options)
		put_options(buf, "Options:", applet->options, 0, applet->defaults, columns);
	put_options(buf, "Options of every applet, see sockbox(1):", common_options,
		    applet_opt_flags(applet), &common_defaults, columns);
	put_examples(buf, applet->examples, columns);
	put_exits(buf, applet, columns);
}
