/* prepare -- a pipeline from its words to what can run: commands found, files open, nothing
 * started.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EVAL_PREPARE_H
#define EVAL_PREPARE_H

#include "run/spawn.h"
#include "shell/command.h"
#include "shell/redirect.h"
#include "shell/wait.h"

enum { STAGES_MAX = 16 };

struct running {
	struct command command;
	struct streams streams;
	struct spawn spawn;
};

struct pipeline {
	struct shell *shell;
	const struct node *node;
	struct arena arena;
	struct running stage[STAGES_MAX];
	unsigned count;
	struct capture capture; /* what the last stage prints, where a variable takes it */
	int output_fd;          /* what a job prints that is told above the line; -1 */
	pid_t group;            /* in front, of all stages; 0: there is none */
};

/* Whether it runs in this process. */
static inline bool command_is_inside(const struct command *command)
{
	return command->kind == COMMAND_BUILTIN || command->kind == COMMAND_VERB;
}

/* Fill the stages. The exit code of what was wrong, which was told; 0: it can run. */
int pipeline_prepare(struct pipeline *pipeline);

#endif
