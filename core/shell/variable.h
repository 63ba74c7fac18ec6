/* variable -- what a variable of a word stands for; shared by the files of expand. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SHELL_VARIABLE_H
#define SHELL_VARIABLE_H

#include "shell/expand.h"

/* What PART, a variable, is: the variable itself, or VALUE, filled with what comes of field and
 * slice where there are any. NULL with ERR. */
const struct shell_value *expand_variable(struct shell_value *value, const struct expand *expand,
					  const struct part *part, struct err *err);

/* Append VALUE, or PART, as a word of a command has it. */
bool expand_put_value(struct buf *text, const struct expand *expand,
		      const struct shell_value *value, struct err *err);
bool expand_put_part(struct buf *text, const struct expand *expand, const struct part *part,
		     struct err *err);

/* Memory is out: false. */
bool expand_lacks(struct err *err);

#endif
