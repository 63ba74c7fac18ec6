/* line_signals -- what a terminal that is being edited on wants of signals; for line only. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RUN_LINE_SIGNALS_H
#define RUN_LINE_SIGNALS_H

#include "run/line.h"

/* From now on SIGWINCH, SIGTSTP, SIGCONT and SIGQUIT are events of the loop: LINE follows the size
 * of the terminal, and before we stop or die of one of them the terminal has its own modes. Nothing
 * is done for a kind that does not change these. */
bool line_signals_begin(struct line *line, struct err *err);

/* They act as before again. Safe where nothing was done, and twice. */
void line_signals_end(struct line *line);

#endif
