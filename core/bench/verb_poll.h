/* verb_poll -- the events of poll(2), by their words without POLL. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BENCH_VERB_POLL_H
#define BENCH_VERB_POLL_H

#include "base/name.h"

extern const struct name poll_events[];

#endif
