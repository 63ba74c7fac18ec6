/* entry -- the ways into the shell: a text, a file, standard input, or a person. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SHELL_ENTRY_H
#define SHELL_ENTRY_H

/* Each runs one session and returns its exit code. ARGS (NULL-terminated) are $0, $1 ... */
int shell_text(const char *text, char *const *args);

/* ARGS[0] is the file. */
int shell_file(char *const *args);

/* A person where standard input and standard error are a terminal, who is asked what FLAGS (see
 * prompt.h) leave; else a script. */
int shell_input(unsigned flags);

#endif
