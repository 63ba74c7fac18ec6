/* modes -- how a terminal treats what is typed and printed: kept, and put back. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SHELL_MODES_H
#define SHELL_MODES_H

#include <stdbool.h>

#include <asm/termbits.h>

/* A plain value. The kernel's own structure: tcgetattr(3) and its like would be found at the start
 * of each applet, and only a prompt has use for them. */
struct modes {
	bool known;
	struct termios as;
};

/* Those of standard input, now. Not known where it is no terminal. */
struct modes modes_get(void);

/* Put them back, when all that was written has left; nothing, where they are not known. */
void modes_set(const struct modes *modes);

/* Whether NOW is fit for a person who types lines, as BEFORE was: such a change (`stty erase ^H`)
 * is meant to last, while a program that was ended in the middle leaves others. */
bool modes_are_sane(const struct modes *now, const struct modes *before);

/* Whether a program edits or pages: lines are not gathered by the terminal. */
bool modes_are_raw(void);

/* The columns of standard error's terminal; 0: nobody knows. */
unsigned modes_columns(void);

#endif
