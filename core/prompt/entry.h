/* entry -- the ways into the shell: a text, a file, standard input, or a person. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROMPT_ENTRY_H
#define PROMPT_ENTRY_H

/* Run one session by the words that ask for it, NULL-terminated:
 *
 *	[--restricted] [--no-wait] [-c LINES [WORD...] | run [--family LIST] FILE [WORD...]]
 *
 * None: a person where standard input and standard error are a terminal, else a script. The exit
 * code. */
int shell_enter(char **words);

#endif
