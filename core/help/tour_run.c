/* tour_run -- the word `tour`: a step of the tour, run line by line in a session within the
 * session. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "eval/eval.h"
#include "help/help_page.h"
#include "help/tour.h"
#include "shell/builtin.h"

enum { STEP_LIMIT_S = 30 };

/* What of a session a step has for itself. */
struct apart {
	struct bench bench;
	struct scope scope;
	const char *file;
	unsigned line;
	bool stops;
};

/* Borrow the session: its own sockets and variables are out of reach, and safe, until give_back. */
static struct apart borrow(struct shell *shell)
{
	struct apart apart = { shell->bench, shell->scope, shell->file, shell->line, shell->stops };

	shell->bench = (struct bench){
		.cancel_fd = apart.bench.cancel_fd,
		.default_timeout_ns = -1,
		.asks_first = apart.bench.asks_first,
		.until = deadline_earlier(apart.bench.until,
					  deadline_in((int64_t)STEP_LIMIT_S * NS_PER_S)),
	};
	shell->scope = (struct scope){ .is_apart = true };
	shell_value_number(&shell->scope.status, SHELL_NUMBER, 0);
	shell->file = apart.file ? "tour" : NULL;
	shell->stops = true;
	return apart;
}

static void give_back(struct shell *shell, struct apart *apart)
{
	bench_free(&shell->bench);
	scope_free(&shell->scope);
	shell->bench = apart->bench;
	shell->scope = apart->scope;
	shell->file = apart->file;
	shell->line = apart->line;
	shell->stops = apart->stops;
}

/* Show LINE as it would be typed, and run it. */
static struct outcome run_line(struct shell *shell, struct word line, unsigned number,
			       unsigned columns)
{
	struct source source = { line.at, line.size, 0, number };
	struct outcome outcome = { 0 };
	struct buf text = { 0 };
	bool more = false;
	int code;

	tour_put_line(&text, line, "sockbox> ", columns);
	code = shell_print(shell, &text);
	if (code)
		return (struct outcome){ code, FLOW_FAILED };
	if (!word_begins(line, "#"))
		outcome = eval_source(shell, &source, &more);
	return outcome;
}

static struct outcome run_step(struct shell *shell, unsigned step, unsigned columns)
{
	struct word rest = word_of(tour_steps[step - 1]), line;
	struct outcome outcome = { 0 };
	unsigned number = 0;
	struct apart apart = borrow(shell);

	while (outcome.flow == FLOW_ON && line_take(&line, &rest))
		outcome = run_line(shell, line, ++number, columns);
	give_back(shell, &apart);
	return outcome;
}

static struct outcome tell_next(struct shell *shell, unsigned step)
{
	unsigned count = tour_count();
	struct buf text = { 0 };
	int code;

	if (step < count) {
		struct word title = tour_title(step + 1);

		buf_printf(&text, "\nStep %u of %u is done. Next, with 'tour': %.*s\n", step, count,
			   (int)title.size, title.at);
	} else {
		buf_printf(&text,
			   "\nThat was step %u, the last. 'help' lists all words; 'tour 1' "
			   "begins again.\n",
			   step);
	}
	code = shell_print(shell, &text);
	return outcome_of(code);
}

struct outcome builtin_tour(struct shell *shell, const struct words *words)
{
	unsigned step = shell->toured < tour_count() ? shell->toured + 1 : 1;
	unsigned columns = help_columns();
	struct outcome outcome;
	struct buf head = { 0 };
	struct err err = { 0 };

	if (words->count > 1 && !tour_read_number(&step, words->argv[1], &err))
		return builtin_outcome(shell, words, &err);
	buf_printf(&head, "# Step %u of %u\n", step, tour_count());
	shell_print(shell, &head);
	outcome = run_step(shell, step, columns);
	if (outcome.flow != FLOW_ON)
		return outcome;
	shell->toured = step;
	return tell_next(shell, step);
}
