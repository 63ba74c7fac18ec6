/* roff -- manual pages in man(7) macros, generated around hand-written prose. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/roff.h"

#include <string.h>

#include "base/word.h"
#include "cli/roff_parts.h"

/* ---- lines and sections of prose ---------------------------------------------------- */

static bool starts(struct word line, const char *text)
{
	return line.size >= strlen(text) && memcmp(line.at, text, strlen(text)) == 0;
}

/* The title of a section, when LINE is the heading of one: .SH "SEE ALSO". */
static bool heading(struct word *title, struct word line)
{
	if (!starts(line, ".SH "))
		return false;
	*title = (struct word){ line.at + 4, line.size - 4 };
	if (title->size >= 2 && title->at[0] == '"' && title->at[title->size - 1] == '"')
		*title = (struct word){ title->at + 1, title->size - 2 };
	return true;
}

static bool is_title(struct word title, const char *text)
{
	return title.size == strlen(text) && starts(title, text);
}

/* Which part of the page a section of prose belongs to. */
enum place { PLACE_FIRST, PLACE_LAST, PLACE_SEE_ALSO };

static enum place place_of(struct word title)
{
	if (is_title(title, "DESCRIPTION"))
		return PLACE_FIRST;
	return is_title(title, "SEE ALSO") ? PLACE_SEE_ALSO : PLACE_LAST;
}

/* Call VISIT for each line of the sections of PROSE that belong to PLACE; headings are lines of
 * theirs, and what stands before the first heading belongs nowhere. */
static void each_line(struct buf *buf, const char *prose, size_t size, enum place place,
		      void visit(struct buf *buf, struct word line))
{
	struct word rest = { prose, size }, line, title;
	bool here = false;

	while (line_take(&line, &rest)) {
		if (heading(&title, line))
			here = place_of(title) == place;
		if (here)
			visit(buf, line);
	}
}

static void put_line(struct buf *buf, struct word line)
{
	buf_put(buf, line.at, line.size);
	buf_putc(buf, '\n');
}

/* ---- SEE ALSO: the pages that prose names, and those that every page should --------- */

/* In BUF one entry a line, without its comma. */
static void put_reference(struct buf *buf, struct word line)
{
	while (line.size > 0 && (line.at[line.size - 1] == ',' || line.at[line.size - 1] == ' '))
		line.size--;
	if (starts(line, ".BR "))
		put_line(buf, line);
}

static void add_reference(struct buf *references, const char *line)
{
	size_t size = strlen(line);

	for (size_t i = 0; i + size <= references->size; i++)
		if (memcmp(references->data + i, line, size) == 0)
			return;
	buf_puts(references, line);
}

static void put_see_also(struct buf *buf, const char *prose, size_t size)
{
	struct buf references = { 0 };
	struct word rest, line;

	each_line(&references, prose, size, PLACE_SEE_ALSO, put_reference);
	add_reference(&references, ".BR sockbox (1)\n");
	add_reference(&references, ".BR sockbox\\-exit (7)\n");
	add_reference(&references, ".BR sockbox\\-expect (7)\n");
	buf_puts(buf, ".SH \"SEE ALSO\"\n");
	rest = (struct word){ references.data, references.size };
	while (line_take(&line, &rest)) {
		buf_put(buf, line.at, line.size);
		buf_puts(buf, rest.size > 0 ? ",\n" : "\n");
	}
	buf_free_part(&references, buf);
}

/* ---- pages -------------------------------------------------------------------------- */

static void put_title(struct buf *buf, const char *name, const char *section)
{
	buf_puts(buf, ".TH ");
	for (const char *c = name; *c; c++)
		if (*c == '-')
			buf_puts(buf, "\\-");
		else
			buf_putc(buf, *c >= 'a' && *c <= 'z' ? (char)(*c - 'a' + 'A') : *c);
	buf_printf(buf, " %s %s \"sockbox %s\" \"sockbox manual\"\n", section, SOCKBOX_DATE,
		   SOCKBOX_VERSION);
}

void roff_page(struct buf *buf, const struct applet *applet, const char *prose, size_t size)
{
	put_title(buf, applet->name, "1");
	roff_put_name(buf, applet);
	roff_put_synopsis(buf, applet);
	each_line(buf, prose, size, PLACE_FIRST, put_line);
	roff_put_operands(buf, applet->operands);
	roff_put_options(buf, applet);
	roff_put_output(buf, applet->records);
	roff_put_exits(buf, applet);
	roff_put_examples(buf, applet->examples);
	each_line(buf, prose, size, PLACE_LAST, put_line);
	put_see_also(buf, prose, size);
}

static void put_generated(struct buf *buf, struct word line)
{
	static const char mark[] = ".\\\" generated: ";
	static const struct {
		const char *word;
		void (*put)(struct buf *buf);
	} parts[] = {
		{ "applets", roff_put_applets },
		{ "box-options", roff_put_box_options },
		{ "options", roff_put_common_options },
		{ "statuses", roff_put_statuses },
	};

	if (!starts(line, mark)) {
		put_line(buf, line);
		return;
	}
	line.at += sizeof(mark) - 1;
	line.size -= sizeof(mark) - 1;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (is_title(line, parts[i].word))
			parts[i].put(buf);
}

void roff_prose_page(struct buf *buf, const char *name, const char *section, const char *prose,
		     size_t size)
{
	struct word rest = { prose, size }, line;

	put_title(buf, name, section);
	while (line_take(&line, &rest))
		put_generated(buf, line);
}
