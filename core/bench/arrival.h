/* arrival -- a message as it arrived: who sent it, and all that came along with it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BENCH_ARRIVAL_H
#define BENCH_ARRIVAL_H

#include "bench/bench.h"
#include "cli/applet.h"
#include "net/received.h"

/* Descriptors that came along, as they are called now. */
struct arrival {
	struct bench_sock *sock[RECEIVED_FDS];
	unsigned count;
};

/* The descriptors of RECEIVED are the bench's from now on. */
bool arrival_take(struct arrival *arrival, struct run *run, struct received *received,
		  struct err *err);

/* Begin a record of what came to SOCK, and from whom; unless ARRIVAL is NULL with all that came
 * along. */
struct row *arrival_begin(struct run *run, const struct bench_sock *sock,
			  const struct received *received, const struct arrival *arrival);

/* Append the MSG_* words of FLAGS. */
void arrival_put_flags(struct buf *text, unsigned flags);

#endif
