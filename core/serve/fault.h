/* fault -- what a server does wrong on purpose, so that its clients can be tested. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERVE_FAULT_H
#define SERVE_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/random.h"

enum { FAULT_REORDER_MS = 50 }; /* how much later an answer goes that others shall overtake */

/* A plain value; all zero does nothing wrong. */
struct faults {
	struct random random;
	int64_t delay_ns, jitter_ns;            /* each answer goes DELAY and up to JITTER later */
	unsigned drop, duplicate, reorder;      /* permille of the answers */
	uint64_t truncate;                      /* an answer has at most so many bytes; 0: all */
	int64_t trickle_ns;                     /* on streams: a byte at a time, so far apart */
	uint64_t half_close_after, reset_after; /* messages of a connection; 0: never */
	bool never_read; /* accept, and leave what comes in the kernel's buffer, datagrams too */
	bool ignore;     /* read, and answer nothing */
};

/* What happens to one answer. */
struct fate {
	unsigned copies; /* 0: none is sent */
	size_t size;
	int64_t delay_ns;
	bool out_of_turn; /* others may overtake it */
};

/* Whether answers may be anything but sent at once and whole. */
bool faults_touch_answers(const struct faults *faults);

/* Decide for an answer of SIZE bytes. The same seed gives the same fates in the same order. */
struct fate fate_of(struct faults *faults, size_t size);

#endif
