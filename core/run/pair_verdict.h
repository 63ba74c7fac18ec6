/* pair_verdict -- what became of a program of a pair, as a status and a sentence. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RUN_PAIR_VERDICT_H
#define RUN_PAIR_VERDICT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "run/pair.h"

/* Whether PARTNER, of a pair that has been run, has served its turn. ERR says what it did instead:
 * STATUS_MISMATCH (it exited otherwise than with 0, or was ended), STATUS_TIMEOUT, STATUS_LOSS
 * (what it said was cut) or STATUS_LACKING; of two programs it names which. */
bool pair_verdict(const struct partner *partner, struct err *err);

/* What sentences about it begin with: "" or, of two programs, "program 2 (cat) ". NAME is owned by
 * the caller. */
const char *pair_name_of(const struct partner *partner, struct buf *name);

#endif
