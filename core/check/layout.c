/* layout -- check files in their one form: what they say, with blanks where they belong. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "check/layout.h"

#include <string.h>

#include "check/plan_line.h"
#include "check/plan_read.h"

/* A text between two words, or behind the last one. */
static struct word between(const char *from, const char *to)
{
	return (struct word){ from, (size_t)(to - from) };
}

static bool has(struct word text, char letter)
{
	return text.size > 0 && memchr(text.at, letter, text.size);
}

/* The comment of what stands behind the words of a line. */
static struct word comment_of(struct word text)
{
	const char *at = text.size ? memchr(text.at, '#', text.size) : NULL;

	text = at ? word_behind(text, (size_t)(at - text.at)) : (struct word){ "", 0 };
	while (text.size > 0 && (cursor_is_blank((unsigned char)text.at[text.size - 1]) ||
				 text.at[text.size - 1] == '\n'))
		text.size--;
	return text;
}

/* A line that goes on in the next one does so still. */
static void put_gap(struct buf *out, struct word gap)
{
	buf_puts(out, has(gap, '\n') ? " \\\n    " : " ");
	if (memmem(gap.at, gap.size, "=>", 2))
		buf_puts(out, "=> ");
}

static void put_word(struct buf *out, const struct shell_word *word, const char **end)
{
	if (*end)
		put_gap(out, between(*end, word->source.at));
	buf_put(out, word->source.at, word->source.size);
	*end = word->source.at + word->source.size;
}

/* What is escaped at the end, a CR of CR LF or nothing, would escape or go in front of a LF. */
static bool ends_in_escape(const struct buf *out)
{
	char last = out->size > 0 ? out->data[out->size - 1] : ' ';

	return last == '\r' || last == '\\';
}

/* The words of LINE, which begins at START, and its comment. */
static void put_line(struct buf *out, const struct plan_line *line, const char *start,
		     const char *behind)
{
	bool is_item = line->words ? line->at.column == 1 : *start == '#';
	const char *end = NULL;
	struct word comment;

	buf_puts(out, is_item ? "" : "  ");
	for (const struct shell_word *word = line->words; word; word = word->next)
		put_word(out, word, &end);
	if (line->expect)
		put_word(out, line->expect, &end);
	comment = comment_of(between(end ? end : start, behind));
	buf_puts(out, end && comment.size > 0 ? "  " : "");
	buf_put(out, comment.at, comment.size);
	if (ends_in_escape(out))
		buf_putc(out, ' ');
	buf_putc(out, '\n');
}

static bool is_empty(const struct plan_line *line, const char *start, const char *behind)
{
	return !line->words && comment_of(between(start, behind)).size == 0;
}

void layout_put(struct buf *out, struct plan *plan, const char *name, struct word text)
{
	struct plan_file file = { .name = name, .text = plan_behind_mark(text) };
	struct cursor cursor = { .arena = &plan->arena,
				 .at = file.text.at,
				 .end = file.text.at + file.text.size,
				 .line_start = file.text.at,
				 .line = 1 };
	size_t size = out->size;
	bool is_first = true, skipped = false;
	const char *start;
	struct plan_line line;

	while (start = cursor.at, cursor.at < cursor.end) {
		plan_line_read(&line, plan, &file, &cursor);
		if (is_empty(&line, start, cursor.at)) {
			skipped = !is_first;
			continue;
		}
		buf_puts(out, skipped ? "\n" : "");
		put_line(out, &line, start, cursor.at);
		is_first = skipped = false;
	}
	if (plan->fault_count > 0 && !out->failed)
		out->size = size;
}
