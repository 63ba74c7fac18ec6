/* script -- a session that runs a text from its beginning to its end: a file, -c, or standard
 * input.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SHELL_SCRIPT_H
#define SHELL_SCRIPT_H

#include "shell/shell.h"

enum { SCRIPT_MAX = 16 << 20 /* bytes */, SCRIPT_DEPTH_MAX = 16 };

/* Run the file ARGS[0] with the arguments behind it. Returns the exit code. */
int script_file(char *const *args);

/* Run TEXT; ARGS are $0, $1 ... */
int script_text(const char *text, char *const *args);

/* Run what standard input holds, line by line as it comes. */
int script_input(char *const *args);

#endif
