/* formatting -- check files brought into their one form, or looked at whether they have it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CHECK_FORMATTING_H
#define CHECK_FORMATTING_H

#include "cli/applet.h"

/* Of each operand of RUN, a file; of "-" to standard output. LOOKS: write nothing, say which have
 * it not. The exit code is in RUN: 2 for a file that cannot be read, 3 for one that cannot be
 * written, 1 for one that has not the form. */
void formatting_run(struct run *run, bool looks);

#endif
