/* news -- what has happened on the sockets of the workbench that the person at the prompt does not
 * know: it was not told before, and is not what a command of theirs was about. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BENCH_NEWS_H
#define BENCH_NEWS_H

#include "base/buf.h"
#include "bench/bench.h"
#include "net/happening.h"

/* Begin to watch the sockets of BENCH, and end it. ERR is STATUS_LACKING. Nothing below does
 * anything where nobody watches. */
bool news_begin(struct bench *bench, struct err *err);
void news_end(struct bench *bench);

/* Behind each command: what it was about is known, and more of that on the sockets that it named
 * will be news. */
void news_mark(struct bench *bench);

/* Take up to about MAX things that have happened since; false: there are no more. */
bool news_take(struct bench *bench, int max);

/* Bits of NOW, which is filled, that are news about SOCK; they are known from now on. */
unsigned news_of(struct happening *now, struct bench *bench, struct bench_sock *sock);

/* Append BITS of NOW as a person reads it: "3 bytes to read". */
void news_put(struct buf *text, const struct bench_sock *sock, const struct happening *now,
	      unsigned bits);

#endif
