/* prompt -- a session that a person types into, line by line. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROMPT_PROMPT_H
#define PROMPT_PROMPT_H

struct script_manner;

/* Until Ctrl-D or `exit`. ARGS are $0, $1 ... Returns the exit code. */
int prompt_run(char *const *args, const struct script_manner *manner);

#endif
