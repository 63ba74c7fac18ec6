/* sending -- one message, or the bytes that a stream takes, sent from the workbench. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BENCH_SENDING_H
#define BENCH_SENDING_H

#include "bench/bench.h"
#include "cli/applet.h"
#include "net/received.h"
#include "net/sock_addr.h"

/* What is to be sent. A plain value; what it points to is borrowed. */
struct sending {
	char *const *words; /* NULL-terminated operands: their bytes, one behind the other */
	struct word bare;   /* sent where there is no word */
	int flags;          /* of send(2) */
	bool all;           /* by as many calls as it takes; else by one */
	const struct sock_addr *to;        /* NULL: the connected peer */
	const struct control_out *control; /* NULL: none */
	size_t size, sent; /* filled: the bytes of WORDS, and of these what was sent, also when the
			    * rest failed */
};

/* Send it, waiting until a call takes something. ERR says where its errno comes from, or how
 * waiting ended: see bench_wait. */
bool sending_run(struct sending *sending, struct run *run, const struct bench_sock *sock,
		 struct err *err);

/* The record of it, a failure where ERR is set; how much was sent becomes the variable's value. */
void sending_tell(const struct sending *sending, struct run *run, const struct bench_sock *sock,
		  const struct err *err);

#endif
