/* roff_parts -- the sections of a manual page that tables know all about. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/roff_parts.h"

#include <string.h>

#include "base/texts.h"
#include "cli/box_options.h"
#include "cli/fielddoc.h"
#include "cli/help.h"
#include "cli/optdoc.h"
#include "cli/roff_text.h"

enum { EXIT_CODES = 5, NAMES_EXPLAINED = 16 };

/* A word in bold, or in italics: what is typed, and what stands for something else. */
static void put_bold(struct buf *buf, const char *text)
{
	buf_puts(buf, "\\fB");
	roff_literal(buf, text);
	buf_puts(buf, "\\fP");
}

static void put_italic(struct buf *buf, const char *text)
{
	buf_puts(buf, "\\fI");
	roff_literal(buf, text);
	buf_puts(buf, "\\fP");
}

/* A sentence out of a table, which has neither a full stop nor, unless the word has one always,
 * a capital letter. */
static void put_sentence(struct buf *buf, const char *text)
{
	size_t word;

	text += strspn(text, " \t\n"); /* a line must not begin with blanks */
	word = strspn(text, "abcdefghijklmnopqrstuvwxyz");
	if (word > 0 && (strchr(" ,-", text[word])))
		buf_putc(buf, (char)(*text++ - 'a' + 'A'));
	roff_text(buf, text);
	buf_puts(buf, *text && strchr(".?", text[strlen(text) - 1]) ? "\n" : ".\n");
}

/* ---- NAME, SYNOPSIS, OPERANDS ------------------------------------------------------- */

void roff_put_name(struct buf *buf, const struct applet *applet)
{
	buf_puts(buf, ".SH NAME\n");
	roff_literal(buf, applet->name);
	buf_puts(buf, " \\- ");
	roff_text(buf, applet->summary);
	buf_putc(buf, '\n');
}

static void put_synopsis_line(struct buf *buf, const struct applet *applet, const char *rest)
{
	put_bold(buf, applet->name);
	buf_puts(buf, " [\\fIOPTION\\fP...]");
	buf_puts(buf, *rest ? " " : "");
	roff_literal(buf, rest);
	buf_putc(buf, '\n');
}

void roff_put_synopsis(struct buf *buf, const struct applet *applet)
{
	struct buf rest = { 0 };

	buf_puts(buf, ".SH SYNOPSIS\n");
	optdoc_operands(&rest, applet->operands);
	put_synopsis_line(buf, applet, buf_text(&rest));
	for (const struct opt *row = applet->options; row && *row->word; row++) {
		if (!(row->flags & OPT_ALONE))
			continue;
		buf_clear(&rest);
		buf_printf(&rest, "--%s", row->word);
		buf_puts(buf, ".br\n");
		put_synopsis_line(buf, applet, buf_text(&rest));
	}
	buf_free_part(&rest, buf);
}

void roff_put_operands(struct buf *buf, const struct operand *operands)
{
	if (!operands || !operands->value[0])
		return;
	buf_puts(buf, ".SH OPERANDS\n");
	for (; operands->value[0]; operands++) {
		buf_puts(buf, ".TP\n");
		put_italic(buf, operands->value);
		buf_putc(buf, '\n');
		put_sentence(buf, operands->help);
	}
}

/* ---- OPTIONS ------------------------------------------------------------------------ */

static void put_names(struct buf *buf, const struct name *names)
{
	buf_puts(buf, ".RS\n");
	for (; *names->word; names++) {
		buf_puts(buf, ".TP\n");
		put_bold(buf, names->word);
		buf_putc(buf, '\n');
		if (name_meaning(names))
			put_sentence(buf, name_meaning(names));
		else
			buf_puts(buf, "\\&\n");
	}
	buf_puts(buf, ".RE\n");
}

/* Whether a table is worth a line a word: some have meanings, and there are not too many. */
static bool are_explained(const struct name *names)
{
	unsigned count = 0, meanings = 0;

	for (; *names->word; names++, count++)
		meanings += name_meaning(names) != NULL;
	return meanings > 0 && count <= NAMES_EXPLAINED;
}

/* What a value may be; with FULL each word of a table with its meaning. */
static void put_limits(struct buf *buf, const struct opt *row, const void *defaults, bool full)
{
	struct buf text = { 0 };

	if (optdoc_default(&text, row, defaults)) {
		buf_puts(buf, "Default: ");
		put_bold(buf, buf_text(&text));
		buf_puts(buf, ".\n");
	}
	buf_clear(&text);
	if (full && row->names && are_explained(row->names)) {
		buf_puts(buf, row->takes == TAKES_BITS ? "Any of:\n" : "One of:\n");
		put_names(buf, row->names);
	} else if (optdoc_accepts(&text, row, true)) {
		buf_puts(buf, "Takes ");
		roff_text(buf, buf_text(&text));
		buf_puts(buf, ".\n");
	}
	buf_free_part(&text, buf);
}

static void put_option(struct buf *buf, const struct opt *row, const void *defaults, bool full)
{
	const char letter[3] = { '-', row->letter, '\0' };

	buf_puts(buf, ".TP\n");
	if (row->letter) {
		put_bold(buf, letter);
		buf_puts(buf, ", ");
	}
	buf_puts(buf, "\\fB\\-\\-");
	roff_literal(buf, row->word);
	buf_puts(buf, "\\fP");
	if (opt_value(row)) {
		buf_putc(buf, ' ');
		put_italic(buf, opt_value(row));
	}
	buf_putc(buf, '\n');
	put_sentence(buf, opt_help(row));
	put_limits(buf, row, defaults, full);
}

static void put_options(struct buf *buf, const struct opt *rows, unsigned flags,
			const void *defaults, bool full)
{
	for (; *rows->word; rows++)
		if (opt_applies(rows, flags))
			put_option(buf, rows, defaults, full);
}

void roff_put_options(struct buf *buf, const struct applet *applet)
{
	buf_puts(buf, ".SH OPTIONS\n");
	if (applet->options && *applet->options->word) {
		put_options(buf, applet->options, 0, applet->defaults, true);
		buf_puts(buf, ".SS \"Options of every applet\"\n");
	}
	buf_puts(buf, "These are described in full in\n.BR sockbox (1).\n");
	put_options(buf, common_options, applet_opt_flags(applet), &common_defaults, false);
}

void roff_put_box_options(struct buf *buf)
{
	put_options(buf, box_options, 0, NULL, true);
}

void roff_put_common_options(struct buf *buf)
{
	put_options(buf, common_options, ~0u, &common_defaults, true);
}

/* ---- OUTPUT ------------------------------------------------------------------------- */

/* Whether TEXT lists the words that are values: "tcp, udp or unix". */
static bool is_list(const char *text)
{
	static const char small[] = "abcdefghijklmnopqrstuvwxyz";
	size_t first = strspn(text, small), second;

	if (first == 0 || text[first] != ',' || text[first + 1] != ' ')
		return false;
	text += first + 2;
	second = strspn(text, small);
	return second > 0 && (text[second] == ',' || text_begins(text + second, " or "));
}

static void put_field(void *context, const struct field *parent, const struct field *field)
{
	struct buf *buf = context;
	struct buf text = { 0 };

	buf_puts(buf, ".TP\n");
	fielddoc_path(&text, parent, field);
	put_bold(buf, buf_text(&text));
	buf_clear(&text);
	fielddoc_type(&text, field);
	buf_printf(buf, " (%s)\n", buf_text(&text));
	if (is_list(field_help(field))) { /* no capital: it would be none of the values */
		roff_text(buf, field_help(field));
		buf_puts(buf, ".\n");
	} else {
		put_sentence(buf, field_help(field));
	}
	if (field->flags & FIELD_DETAIL)
		buf_puts(buf, "In tables with\n.B \\-\\-verbose\nonly.\n");
	if (field->type == FIELD_DATA) {
		buf_puts(buf, "In JSON null when it is not UTF\\-8;\n");
		put_bold(buf, field->key);
		buf_puts(buf, "\\fB_b64\\fP has it in base64 always.\n");
	}
	buf_free_part(&text, buf);
}

/* A line that the formatter breaks where a part of it begins, or at a blank. */
static void put_parts(struct buf *buf, const char *line, size_t size)
{
	buf_puts(buf, "\\%");
	for (const char *end = line + size, *next; line < end; line = next) {
		struct buf part = { 0 };
		bool opens = *line == '[', blank = line[opens] == ' ';

		next = line + opens + blank;
		next += strcspn(next, " [\n");
		buf_put(&part, line + opens + blank, (size_t)(next - line - opens - blank));
		buf_puts(buf, opens ? "\\:[" : "");
		buf_puts(buf, !blank ? "" : opens ? "\\ " : " \\%");
		roff_literal(buf, buf_text(&part));
		buf_free_part(&part, buf);
	}
	buf_putc(buf, '\n');
}

static void put_pattern(struct buf *buf, const char *text)
{
	buf_puts(buf, ".PP\n.RS 4\n.na\n");
	for (size_t size; *text; text += size + (text[size] == '\n')) {
		size = strcspn(text, "\n");
		put_parts(buf, text, size);
		buf_puts(buf, text[size] ? ".br\n" : "");
	}
	buf_puts(buf, ".ad\n.RE\n");
}

static void put_template(struct buf *buf, const struct shape *shape)
{
	if (!shape->text) {
		buf_puts(buf, ".PP\nAs text each key that has a value is a line\n.IR key : \" "
			      "value\" .\n");
		return;
	}
	buf_puts(buf, ".PP\nAs text it is a line made by this template, where {key} stands for a "
		      "value, {s} for an s unless the value before it is 1, and "
		      "what is in brackets is left out when a key in it has no value, behind [+ "
		      "also when it is 0:\n");
	put_pattern(buf, shape->text);
}

static void put_twin(struct buf *buf, const char *text)
{
	buf_printf(buf, "The keys are those above; as text it is %s.\n",
		   *text ? "this template" : "nothing");
	if (*text)
		put_pattern(buf, text);
}

void roff_put_output(struct buf *buf, const struct record_type *records)
{
	buf_puts(buf, ".SH OUTPUT\n"
		      "The keys of its records, for JSON,\n"
		      ".B \\-\\-get\nand\n.BR \\-\\-expect .\n"
		      "A key without a value is null in JSON.\n");
	for (const struct record_type *record = records; record->type[0]; record++) {
		buf_puts(buf, ".SS \"Record type ");
		roff_literal(buf, record->type);
		buf_puts(buf, ": ");
		roff_text(buf, record->help);
		buf_puts(buf, "\"\n");
		if (record->shape.text && fielddoc_twin(records, record)) {
			put_twin(buf, record->shape.text);
			continue;
		}
		fielddoc_each(record, put_field, buf);
		put_template(buf, &record->shape);
	}
}

/* ---- EXIT STATUS and EXAMPLES ------------------------------------------------------- */

static const char *exit_meaning(int code)
{
	static const char *const meanings[EXIT_CODES] = {
		"Asked and answered yes",
		"A definite no",
		"Malformed: the command line, an operand or a file",
		"Could not tell: this machine or the resolver",
		"No answer before the deadline",
	};

	return meanings[code];
}

/* One exit code and the words of STATUSES that lead to it. */
static void put_exit(struct buf *buf, int code, uint64_t statuses)
{
	struct buf words = { 0 };

	buf_printf(buf, ".TP\n.B %d\n", code);
	roff_text(buf, exit_meaning(code));
	if (fielddoc_status_words(&words, statuses, code) > 0) {
		buf_puts(buf, " (");
		roff_text(buf, buf_text(&words));
		buf_putc(buf, ')');
	}
	buf_puts(buf, ".\n");
	buf_free_part(&words, buf);
}

void roff_put_exits(struct buf *buf, const struct applet *applet)
{
	buf_puts(buf, ".SH \"EXIT STATUS\"\n"
		      "Of several questions the worst decides, in the order 2, 1, 3, 4, 0; see\n"
		      ".BR sockbox\\-exit (7).\n");
	for (int code = 0; code < EXIT_CODES; code++)
		put_exit(buf, code, fielddoc_statuses(applet));
	if (applet->flags & APPLET_PLAN)
		buf_printf(buf, ".TP\n.B %d\nNothing ran.\n", EXIT_NOTHING_RAN);
}

void roff_put_statuses(struct buf *buf)
{
	for (int code = 0; code < EXIT_CODES; code++)
		put_exit(buf, code, UINT64_MAX);
}

void roff_put_examples(struct buf *buf, const struct example *examples)
{
	if (!examples || !examples->command[0])
		return;
	buf_puts(buf, ".SH EXAMPLES\n");
	for (; examples->command[0]; examples++) {
		buf_puts(buf, ".TP\n");
		put_bold(buf, examples->command);
		buf_putc(buf, '\n');
		put_sentence(buf, examples->says);
	}
}

/* ---- the list of applets ------------------------------------------------------------ */

void roff_put_applets(struct buf *buf)
{
	for (int group = GROUP_LOOKUP; group <= GROUP_CHECK; group++) {
		bool headed = false;

		for (unsigned i = 0; i < applets_count; i++) {
			if (applets[i]->group != (enum group)group)
				continue;
			if (!headed)
				buf_printf(buf, ".SS \"%s\"\n", help_group((enum group)group));
			headed = true;
			buf_puts(buf, ".TP\n.BR ");
			roff_literal(buf, applets[i]->name);
			buf_puts(buf, " (1)\n");
			put_sentence(buf, applets[i]->summary);
		}
	}
}
