/* sending -- one message, or the bytes that a stream takes, sent from the workbench. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SHELL_SENDING_H
#define SHELL_SENDING_H

#include "cli/applet.h"
#include "net/received.h"
#include "net/sock_addr.h"
#include "shell/bench.h"

/* What is to be sent. A plain value; what it points to is borrowed. */
struct sending {
	char *const *words; /* NULL-terminated operands: their bytes, one behind the other */
	int flags;          /* of send(2) */
	const struct sock_addr *to;        /* NULL: the connected peer */
	const struct control_out *control; /* NULL: none */
};

/* Send it by one call, waiting until that takes something: SENT of SIZE bytes. ERR says where its
 * errno comes from, or how waiting ended: see bench_wait. */
bool sending_run(size_t *sent, size_t *size, struct run *run, const struct bench_sock *sock,
		 const struct sending *sending, struct err *err);

/* The record of it, which becomes the variable's value; SENDING's words are the whole of it where
 * SENT is SIZE. */
void sending_tell(struct run *run, const struct bench_sock *sock, const struct sending *sending,
		  size_t sent, size_t size);

/* Why sending SIZE bytes failed with errno NUMBER. Returns false. */
bool sending_failed(const struct bench_sock *sock, const struct sock_addr *to, size_t size,
		    int number, struct err *err);

#endif
