/* help_builtin -- the words `help` and `apropos`. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>
#include <unistd.h>

#include "cli/help.h"
#include "cli/out_state.h"
#include "help/help_page.h"
#include "help/tour.h"
#include "shell/builtin.h"

/* Long lines are hard to read. */
unsigned help_columns(void)
{
	size_t columns = out_columns(STDOUT_FILENO);

	return columns == 0 || columns > HELP_COLUMNS ? HELP_COLUMNS : (unsigned)columns;
}

static struct outcome print(struct shell *shell, struct buf *text)
{
	int code = shell_print(shell, text);

	return outcome_of(code);
}

static struct outcome unknown(struct shell *shell, const struct words *words)
{
	const char *nearest = help_nearest(words->argv[1]);
	struct err err = { 0 };

	if (nearest)
		err_set(&err, STATUS_NOT_FOUND, "there is no '%s'; did you mean '%s'?",
			words->argv[1], nearest);
	else
		err_set(&err, STATUS_NOT_FOUND,
			"there is no '%s'; 'help' lists all, 'apropos' searches", words->argv[1]);
	return builtin_outcome(shell, words, &err);
}

struct outcome builtin_help_words(struct shell *shell, const struct words *words)
{
	bool is_step = words->count == 3;
	struct buf text = { 0 };
	struct err err = { 0 };
	unsigned step;

	if (words->count == 1) {
		help_overview(&text, help_columns());
	} else if (is_step && strcmp(words->argv[1], "tour") == 0) {
		if (!tour_read_number(&step, words->argv[2], &err))
			return builtin_outcome(shell, words, &err);
		tour_put_step(&text, step, help_columns());
	} else if (is_step) {
		err_set(&err, STATUS_INVALID, "one word at a time, or 'help tour NUMBER'");
		return builtin_outcome(shell, words, &err);
	} else if (!help_page(&text, words->argv[1], help_columns())) {
		buf_free(&text);
		return unknown(shell, words);
	}
	return print(shell, &text);
}

struct outcome builtin_apropos(struct shell *shell, const struct words *words)
{
	struct buf text = { 0 };
	struct err err = { 0 };

	if (help_search(&text, words->argv + 1, words->count - 1, help_columns()) || text.failed)
		return print(shell, &text);
	buf_free(&text);
	err_set(&err, STATUS_NOT_FOUND, "nothing has to do with %s",
		words->count > 2 ? "all of these words" : words->argv[1]);
	return builtin_outcome(shell, words, &err);
}
