/* help_tables -- what --fields, --list and `sockbox` without words print. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "cli/fielddoc.h"
#include "cli/fold.h"
#include "cli/help.h"

enum { GAP = 2, COMMAND_MAX = 32, SAYS_MAX = 36, EXAMPLES_MAX = 10 };

/* ---- --fields ----------------------------------------------------------------------- */

/* Lines of three columns, the first two as wide as their longest word. */
struct columns {
	struct buf *buf;
	struct buf cell;
	size_t first, second;
};

static void measure(void *context, const struct field *parent, const struct field *field)
{
	struct columns *columns = context;

	buf_clear(&columns->cell);
	fielddoc_path(&columns->cell, parent, field);
	if (columns->cell.size > columns->first)
		columns->first = columns->cell.size;
	buf_clear(&columns->cell);
	fielddoc_type(&columns->cell, field);
	if (columns->cell.size > columns->second)
		columns->second = columns->cell.size;
}

static void put_field(void *context, const struct field *parent, const struct field *field)
{
	struct columns *columns = context;
	struct buf *cell = &columns->cell;
	size_t second = GAP + columns->first + GAP, third = second + columns->second + GAP;

	buf_clear(cell);
	buf_fill(cell, ' ', GAP);
	fielddoc_path(cell, parent, field);
	buf_fill(cell, ' ', second - cell->size);
	fielddoc_type(cell, field);
	fold_labelled(columns->buf, (struct fold){ HELP_COLUMNS, (unsigned)third }, buf_text(cell),
		      field_help(field));
}

void help_fields(struct buf *buf, const struct applet *applet)
{
	struct columns columns = { .buf = buf };
	uint64_t statuses = fielddoc_statuses(applet);

	for (const struct record_type *record = applet->records; record->type[0]; record++)
		fielddoc_each(record, measure, &columns);
	for (const struct record_type *record = applet->records; record->type[0]; record++) {
		if (fielddoc_twin(applet->records, record))
			continue;
		buf_printf(buf, "%s: %s\n", record->type, record->help);
		fielddoc_each(record, put_field, &columns);
	}
	buf_puts(buf, "statuses, with their exit codes:\n");
	for (int status = 0; status < STATUS_COUNT; status++)
		if (statuses & STATUS_BIT(status))
			buf_printf(buf, "  %-14s  %d\n", status_word((enum status)status),
				   status_exit((enum status)status));
	buf_free_part(&columns.cell, buf);
}

/* ---- --list ------------------------------------------------------------------------- */

const char *help_group(enum group group)
{
	static const char *const headings[] = {
		[GROUP_LOOKUP] = "lookup",  [GROUP_ADDRESS] = "addresses",
		[GROUP_SOCKET] = "sockets", [GROUP_MULTICAST] = "multicast",
		[GROUP_CHECK] = "checks",
	};

	return headings[group];
}

static unsigned longest_name(void)
{
	size_t longest = 0;

	for (unsigned i = 0; i < applets_count; i++)
		if (strlen(applets[i]->name) > longest)
			longest = strlen(applets[i]->name);
	return (unsigned)longest;
}

static void put_group(struct buf *buf, enum group group, unsigned indent)
{
	struct buf label = { 0 };
	bool headed = false;

	for (unsigned i = 0; i < applets_count; i++) {
		if (applets[i]->group != group)
			continue;
		if (!headed)
			buf_printf(buf, "%s:\n", help_group(group));
		headed = true;
		buf_clear(&label);
		buf_printf(&label, "  %s", applets[i]->name);
		fold_labelled(buf, (struct fold){ HELP_COLUMNS, indent }, buf_text(&label),
			      applets[i]->summary);
	}
	buf_free_part(&label, buf);
}

void help_list(struct buf *buf)
{
	for (int group = GROUP_LOOKUP; group <= GROUP_CHECK; group++)
		put_group(buf, (enum group)group, longest_name() + 2 * GAP);
}

/* ---- the starter -------------------------------------------------------------------- */

/* The applet's first example that stands on one line with what it says. */
static const struct example *short_example(const struct applet *applet)
{
	for (const struct example *example = applet->examples; example && example->command[0];
	     example++)
		if (strlen(example->command) <= COMMAND_MAX && strlen(example->says) <= SAYS_MAX)
			return example;
	return NULL;
}

void help_starter(struct buf *buf)
{
	unsigned shown = 0;

	buf_puts(buf, "sockbox " SOCKBOX_VERSION
		      ": ask the network, and see how the answer came about.\n"
		      "For example:\n\n");
	for (unsigned i = 0; i < applets_count && shown < EXAMPLES_MAX; i++) {
		const struct example *example = short_example(applets[i]);

		if (!example)
			continue;
		buf_printf(buf, "  sockbox %-*s  %s\n", COMMAND_MAX, example->command,
			   example->says);
		shown++;
	}
	buf_puts(buf,
		 "\nEvery applet also takes --json, --get KEY, --expect EXPR, --timeout TIME, and\n"
		 "--calls, which shows each socket call as it happens. An operand `-` reads the\n"
		 "questions from standard input, one a line. The exit code is 0 for yes, 1 for a\n"
		 "definite no, 2 for malformed, 3 for could not tell, 4 for no answer in time.\n"
		 "\n"
		 "  sockbox                  a prompt for all of this; sockbox run FILE: a script\n"
		 "  sockbox --no-rc          without your rc file; --restricted: without files\n"
		 "  sockbox --list           every applet\n"
		 "  sockbox --help APPLET    its operands, options and examples\n"
		 "  sockbox APPLET --fields  the keys of its records\n");
}
