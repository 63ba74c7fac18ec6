/* line_edit -- lines that a person edits, by GNU readline: a kind of run/line.h. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LINE_LINE_EDIT_H
#define LINE_LINE_EDIT_H

#include "run/line.h"

/* One line a process, and the children of one that waits for them. It cannot where readline_load
 * cannot, where TERM is unset, "dumb" or of a terminal whose cursor does not move, and in a job in
 * the background, which the terminal does not belong to. The user's inputrc(5) is honoured, and $if
 * sockbox in it; the locale's LC_CTYPE is set from then on. While a line is typed the terminal has
 * modes of readline's, from when it is shown to when it is accepted or ended; output keeps its
 * newlines.
 *
 * Lines that were pasted together come one after the other, when Enter accepts them. */
extern const struct line_kind line_edit;

#endif
