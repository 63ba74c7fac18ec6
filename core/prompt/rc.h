/* rc -- what a person wants to be run before the first prompt. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROMPT_RC_H
#define PROMPT_RC_H

#include "shell/shell.h"

/* Run $XDG_CONFIG_HOME/sockbox/rc, by default ~/.config/sockbox/rc, if there is one. What is wrong
 * in it is told, with file and line, and the rest is run. A file that is not the user's own, that
 * others could have written, or that is no plain file, is refused, and that is said; so is any in a
 * program with more rights than its user. */
void rc_run(struct shell *shell);

#endif
