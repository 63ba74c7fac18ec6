/* pipeline -- one command, or several that read each other, from its words to its exit code. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EVAL_PIPELINE_H
#define EVAL_PIPELINE_H

#include "lang/tree.h"
#include "shell/shell.h"

/* Run NODE, a NODE_PIPELINE. What it gives to its variables is bench.result: the value of a verb,
 * what an applet or program printed, a job. */
struct outcome pipeline_run(struct shell *shell, const struct node *node);

#endif
