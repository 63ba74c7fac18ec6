/* readiness -- when a program that a plan has started can be used: once a line of it is as
 * expected.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CHECK_READINESS_H
#define CHECK_READINESS_H

#include "base/arena.h"
#include "base/word.h"
#include "cli/expect.h"

/* Read TEXT, an expectation over `stdout` and `stderr`: a line that was said there. ERR is
 * STATUS_INVALID. The caller frees *EXPECT. */
bool readiness_parse(struct expect **expect, const char *text, struct err *err);

/* NAME of the ` as NAME` that TEXT ends in, or that stands before its ` within`; empty: it has
 * none. */
struct word readiness_as(struct word text);

/* Whether LINE, of STREAM 0 (stdout) or 1 (stderr), meets EXPECT. Then *VALUE, in ARENA, is what
 * the first group of its regular expression has matched; at NULL where it has none. False with
 * arena->failed where memory is out. */
bool readiness_met(struct expect *expect, unsigned stream, struct word line, struct arena *arena,
		   struct word *value);

#endif
