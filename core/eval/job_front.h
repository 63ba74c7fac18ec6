/* job_front -- commands that have the terminal, and are stopped, and brought back: fg and bg. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EVAL_JOB_FRONT_H
#define EVAL_JOB_FRONT_H

#include "shell/shell.h"

/* The COUNT children at SPAWN, of one group, had the terminal: it is ours again. Where they were
 * stopped they are a job of COMMAND from now on, which is told. Returns CODE, how it went; or what
 * stands for Ctrl-C, which then ends what stands behind, too. */
int job_come_back(struct shell *shell, struct spawn *const *spawn, unsigned count,
		  struct word command, int code);

#endif
