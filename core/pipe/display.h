/* display -- what came, on stdout: as it is, or on a terminal so that it cannot act on it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIPE_DISPLAY_H
#define PIPE_DISPLAY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "cli/shown.h"
#include "net/pump.h"

struct out;

/* Owner: OUT and ESCAPES filled and the rest 0; display_free ends it. */
struct display {
	struct out *out;
	bool escapes; /* stdout is a terminal */
	struct shown shown;
	struct buf showing; /* what the terminal has not taken yet */
	bool is_showing;    /* of a piece that was not given whole */
};

/* Give of the SIZE bytes at DATA, as pump_ops' give does, without waiting. Where it is PUMP_BROKEN
 * and ERR says nothing, OUT knows why. */
enum pump_answer display_give(struct display *display, const char *data, size_t *size,
			      struct err *err);

/* Nothing more comes, or it takes too long: show a character that is not whole. What a terminal
 * does not take now stays in SHOWING. */
void display_end(struct display *display);

/* Safe twice. */
void display_free(struct display *display);

#endif
