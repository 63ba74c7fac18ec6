/* fault -- what is wrong with a text: where, why, and the place in its line. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "eval/fault.h"

#include <errno.h>
#include <string.h>

#include "python/pythonic.h"

enum { SHOWN_MAX = 64 /* bytes of a line */ };

/* Line NUMBER of SOURCE, of which SOURCE->at begins a line. */
static struct word line_of(const struct source *source, unsigned number)
{
	struct word rest = { source->text + source->at, source->size - source->at };
	struct word line = { "", 0 };

	for (unsigned at = source->line; at <= number; at++)
		if (!line_take(&line, &rest))
			return (struct word){ "", 0 };
	return line;
}

static size_t shown_width(const struct shell *shell, const char *at, size_t size)
{
	struct buf safe = { 0 };
	size_t width;

	safe_put(&safe, at, size, shell->charset);
	width = safe_width(buf_text(&safe), safe.size);
	buf_free(&safe);
	return width;
}

/* The line, or of a long one what stands around the place, and a caret below. */
static void put_place(struct buf *text, const struct shell *shell, struct word line, size_t at)
{
	size_t from = line.size > SHOWN_MAX && at > SHOWN_MAX / 2 ? at - SHOWN_MAX / 2 : 0;
	size_t size = line.size - from < SHOWN_MAX ? line.size - from : SHOWN_MAX;

	buf_puts(text, "  ");
	safe_put(text, line.at + from, size, shell->charset);
	buf_puts(text, "\n  ");
	buf_fill(text, ' ', shown_width(shell, line.at + from, at - from));
	buf_puts(text, "^\n");
}

static void tell(struct shell *shell, const struct tree_fault *fault, const struct source *source)
{
	struct word line = line_of(source, fault->at.line);
	size_t at = fault->at.column - 1;
	struct buf text = { 0 };

	shell->line = fault->at.line;
	buf_printf(&text, "column %u", fault->at.column);
	shell_complain(shell, buf_text(&text), &fault->err);
	buf_clear(&text);
	if (line.size > 0 && at <= line.size)
		put_place(&text, shell, line, at);
	shell_pass_on(&text);
}

void fault_tell(struct shell *shell, const struct tree *tree, const struct source *source)
{
	struct err none = { 0 };

	shell->is_wrong = true;
	for (const struct tree_fault *fault = tree->faults; fault; fault = fault->next)
		tell(shell, fault, source);
	pythonic_tell(shell, tree->text);
	if (!tree->faults) {
		err_errno(&none, ENOMEM, "no room for the script");
		shell_complain(shell, "", &none);
	}
}
