/* receiving -- what came to a socket of the workbench, waited for and told. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BENCH_RECEIVING_H
#define BENCH_RECEIVING_H

#include "bench/bench.h"
#include "cli/applet.h"
#include "net/received.h"

enum { RECEIVING_MAX = 16 << 20 }; /* bytes */

/* What one call is to receive. */
struct receiving {
	struct bench_sock *sock;
	size_t size;
	int flags; /* of recv(2) */
};

/* The operands of verbs that receive, and what they say. False: the failure was told. */
extern const struct operand receiving_operands[];
bool receiving_read(struct receiving *receiving, struct run *run);

/* How many bytes WORD says. */
bool receiving_read_size(size_t *size, const char *word, struct err *err);

/* Wait, and receive by one call. Nothing of a stream is nothing at once, as in Python. ERR is
 * STATUS_CLOSED at the end, else says where its errno comes from, or how waiting ended: see
 * bench_wait. RECEIVED is the caller's in any case. */
bool receiving_run(struct received *received, struct run *run, const struct receiving *receiving,
		   struct err *err);

/* Begin a record of verbrow_data about SOCK, with BYTES as its data; TRUE_SIZE is larger where some
 * were cut off. */
struct row *receiving_begin(struct run *run, const struct bench_sock *sock, struct word bytes,
			    size_t true_size);

/* End it; the variable's value becomes VALUE. */
void receiving_done(struct run *run, struct word value);

/* The bytes that are in RECEIVED. */
struct word receiving_bytes(const struct received *received);

#endif
