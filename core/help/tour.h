/* tour -- a walk through what sockets do, in steps that are scripts: `tour` runs the next one. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HELP_TOUR_H
#define HELP_TOUR_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/word.h"

enum { TOUR_STEP_SIZE = 1200, TOUR_STEPS_MAX = 13 };

/* Each step is a script: its first line a comment that is its title, comments are what is told, and
 * each other line is a command, whole in itself. The last is "". */
extern const char tour_steps[TOUR_STEPS_MAX][TOUR_STEP_SIZE];

unsigned tour_count(void);

/* The number of a step, from 1 on. ERR is STATUS_INVALID and says how many there are. */
bool tour_read_number(unsigned *step, const char *word, struct err *err);

/* The titles, with their numbers. */
void tour_put_list(struct buf *text, unsigned columns);

/* STEP as a script, which can be pasted: comments folded at COLUMNS, commands whole. */
void tour_put_step(struct buf *text, unsigned step, unsigned columns);

/* What a step is about. STEP counts from 1. */
struct word tour_title(unsigned step);

/* LINE of a step: a command behind PROMPT, or a comment, folded so that it stays one. */
void tour_put_line(struct buf *text, struct word line, const char *prompt, unsigned columns);

#endif
