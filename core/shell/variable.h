/* variable -- what a variable of a word stands for; and how it reads in a word. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SHELL_VARIABLE_H
#define SHELL_VARIABLE_H

#include "base/arena.h"
#include "bench/bench.h"
#include "lang/cursor.h"
#include "lang/scope.h"
#include "shell/job.h"

/* Where words are expanded. A plain value. */
struct expand {
	struct arena *arena; /* holds what comes of it */
	struct scope *scope;
	const struct bench *bench;
	const struct jobs *jobs;
};

/* What PART, a variable, is: the variable itself, or VALUE, filled with what comes of field and
 * slice where there are any. NULL with ERR. */
const struct shell_value *variable_read(struct shell_value *value, const struct expand *expand,
					const struct part *part, struct err *err);

/* Append VALUE, or PART, as a word of a command has it. */
bool variable_put_value(struct buf *text, const struct expand *expand,
			const struct shell_value *value, struct err *err);
bool variable_put_part(struct buf *text, const struct expand *expand, const struct part *part,
		       struct err *err);

/* Memory is out: false. */
bool variable_lacks(struct err *err);

#endif
