/* prompt -- a session that a person types into, line by line. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SHELL_PROMPT_H
#define SHELL_PROMPT_H

#include <stdbool.h>

/* What a session does without. */
enum { PROMPT_NO_RC = 1 /* --no-rc: the user's rc file */ };

/* The flag that OPTION stands for; false: none. */
bool prompt_flag(unsigned *flag, const char *option);

/* Until Ctrl-D or `exit`. ARGS are $0, $1 ... Returns the exit code. */
int prompt_run(char *const *args, unsigned flags);

#endif
