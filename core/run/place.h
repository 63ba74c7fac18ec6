/* place -- the endpoint that a question begins with. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RUN_PLACE_H
#define RUN_PLACE_H

#include "base/buf.h"
#include "cli/applet.h"

/* Failures are from now on about the endpoint that the words of the question begin with, and not
 * about what follows it. TEXT holds these words until the question is answered. */
void place_about(struct buf *text, const struct run *run);

#endif
