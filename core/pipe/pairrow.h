/* pairrow -- records of pairrun: what a program said, each step, and how it ended. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIPE_PAIRROW_H
#define PIPE_PAIRROW_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/record.h"
#include "run/pair.h"

struct out;

/* The types, in the order of an applet's table. */
enum { PAIRROW_RESULT, PAIRROW_EVENT };
extern const struct record_type pairrow_records[];

/* Begin a result about PARTNER; then what it was, what came of it, or a piece of what it said,
 * whose true size is PARTNER's. */
struct row *pairrow_begin(struct out *out, const struct partner *partner);
void pairrow_put_command(struct row *row, const struct partner *partner);
void pairrow_put_outcome(struct row *row, const struct partner *partner);
void pairrow_put_piece(struct row *row, const struct partner *partner, const char *data,
		       size_t size);

/* Tell a step of PARTNER, or what program INDEX (from 0) "sent" or "received", where steps are
 * seen. */
void pairrow_tell_step(struct out *out, const struct partner *partner, enum pair_step step);
void pairrow_tell_data(struct out *out, const char *event, unsigned index, const char *data,
		       size_t size);

/* Whether anybody looks at pieces. */
bool pairrow_shows_pieces(const struct out *out);

#endif
