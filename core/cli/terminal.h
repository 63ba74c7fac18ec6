/* terminal -- what only somebody at a terminal sees: a line of progress, and a prompt. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_TERMINAL_H
#define CLI_TERMINAL_H

#include <stdbool.h>

#include "cli/safe.h"

struct out;

/* Whether progress may be shown: stderr is a terminal that can write over a line, and --quiet was
 * not given. */
bool terminal_shows(const struct out *out);

/* Whether somebody types what stdin brings, and sees what he is asked. */
bool terminal_asks(const struct out *out);

/* Write TEXT over the line that the last call wrote; an empty TEXT takes that away. Before anything
 * else is written that is to be done. What is wider than the terminal is left out. */
void terminal_progress(const struct out *out, const char *text);

/* The same where there is no output of an applet, and stderr is known to be a terminal. */
void terminal_draw(const char *text, struct charset charset);

/* Ask for a line, below all that was answered so far. */
void terminal_prompt(struct out *out, const char *text);

/* End the line on which a prompt waits, or on which the terminal has echoed Ctrl-C. */
void terminal_break(void);

#endif
