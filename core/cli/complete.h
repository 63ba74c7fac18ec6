/* complete -- a command line and a cursor in it to what may stand there. Never asks the network. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_COMPLETE_H
#define CLI_COMPLETE_H

#include <stddef.h>

#include "base/buf.h"
#include "cli/applet.h"

/* Append the candidates (see candidates.h for their form) for the last of COUNT WORDS, which holds
 * what stands left of the cursor and may be "". The first word is the program: sockbox or an
 * applet, with or without its path. */
void complete_line(struct buf *buf, char *const *words, size_t count);

/* The same for words behind the name of APPLET. */
void complete_applet(struct buf *buf, const struct applet *applet, char *const *words,
		     size_t count);

#endif
