/* progress -- how far a command line has been read: what its options and operands are up to a word
 * that is not whole. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/progress.h"

#include <string.h>

struct progress progress_begin(const struct applet *applet)
{
	struct progress progress = { .applet = applet, .flags = applet_opt_flags(applet) };
	unsigned tables = 0;

	if (applet->options)
		progress.tables[tables++] = applet->options;
	progress.tables[tables] = common_options;
	return progress;
}

const struct opt *progress_find(const struct progress *progress, const char *word, size_t size,
				char letter)
{
	for (unsigned i = 0; progress->tables[i]; i++)
		for (const struct opt *row = progress->tables[i]; *row->word; row++) {
			bool same =
				letter ? row->letter == letter : text_equals(row->word, word, size);

			if (same && opt_applies(row, progress->flags))
				return row;
		}
	return NULL;
}

static void keep(struct progress *progress, const struct opt *row)
{
	if (row && progress->used_count < PROGRESS_USED_MAX)
		progress->used[progress->used_count++] = row;
}

/* The option that a word with dashes leaves waiting for its value; NULL when there is none. */
static const struct opt *left_waiting(struct progress *progress, const char *word)
{
	const struct opt *row;

	if (word[1] == '-') {
		size_t size = strcspn(word + 2, "=");

		row = progress_find(progress, word + 2, size, 0);
		keep(progress, row);
		if (row && row->takes == TAKES_DURATION &&
		    row->slot == offsetof(struct common, eventually_ns) &&
		    row == progress_find(progress, "eventually", 10, 0))
			progress->eventually = true;
		return row && opt_value(row) && word[2 + size] == '\0' ? row : NULL;
	}
	for (const char *letter = word + 1; *letter; letter++) {
		row = progress_find(progress, NULL, 0, *letter);
		keep(progress, row);
		if (row && opt_value(row))
			return letter[1] == '\0' ? row : NULL;
	}
	return NULL;
}

void progress_pass(struct progress *progress, const char *word)
{
	if (progress->pending) {
		progress->pending = NULL;
	} else if (progress->options_ended) {
		progress->operands++;
	} else if (strcmp(word, "--") == 0) {
		progress->options_ended = true;
		progress->command = progress->eventually;
		progress->operands = progress->command ? 0 : progress->operands;
	} else if (word[0] == '-' && word[1] != '\0') {
		progress->pending = left_waiting(progress, word);
	} else {
		progress->operands++;
		progress->options_ended =
			progress->applet && progress->applet->flags & APPLET_STOP_AT_OPERAND;
	}
}

/* Which of the tables ROW is in: their slots are of different settings. */
static unsigned table_of(const struct progress *progress, const struct opt *row)
{
	for (unsigned i = 0; progress->tables[i]; i++)
		for (const struct opt *other = progress->tables[i]; *other->word; other++)
			if (other == row)
				return i;
	return 0;
}

bool progress_allows(const struct progress *progress, const struct opt *row)
{
	for (unsigned i = 0; i < progress->used_count; i++) {
		const struct opt *used = progress->used[i];

		if (used == row)
			return row->takes == TAKES_TEXTS || row->takes == TAKES_COUNT;
		if (used->slot == row->slot && row->takes != TAKES_BIT &&
		    table_of(progress, used) == table_of(progress, row))
			return false;
	}
	return true;
}
