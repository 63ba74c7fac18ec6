/* emit -- what is generated from the tables for files: pages, completions, descriptions. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BOX_EMIT_H
#define BOX_EMIT_H

#include <stdbool.h>

/* Do what ARGV (NULL-terminated, argv[0] is the option) asks for and set the exit code; false when
 * it is none of these:
 *   --emit man NAME      a manual page: of an applet, or sockbox, sockbox-exit, -expect, -shell;
 *                        its prose comes from standard input
 *   --emit bash|zsh|fish a completion script
 *   --emit json [NAME]   the description of an applet, or of all
 *   --complete INDEX WORD...
 *                        what may stand in place of WORD number INDEX (from 0, the program) */
bool emit_command(int *status, char **argv);

#endif
