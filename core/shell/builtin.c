/* builtin -- what a word of the shell came to, and `exit`. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/builtin.h"

#include "base/num.h"
#include "shell/job_news.h"

struct outcome builtin_outcome(const struct shell *shell, const struct words *words,
			       const struct err *err)
{
	if (err->kind == STATUS_OK)
		return outcome_of(0);
	shell_complain(shell, words->argv[0], err);
	return outcome_of(status_exit(err->kind));
}

struct outcome builtin_exit(struct shell *shell, const struct words *words)
{
	int64_t code = shell->scope.status.number;
	struct err err = { 0 };

	if (words->count > 1 && !num_parse(&code, words->argv[1], 0, 255, &err))
		return builtin_outcome(shell, words, &err);
	if (!jobs_let_leave(shell, "exit"))
		return outcome_of(1);
	shell->leaves = true;
	return (struct outcome){ (int)code, FLOW_LEAVE };
}
