/* connecting -- one socket of the workbench connected, and how long that may take. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BENCH_CONNECTING_H
#define BENCH_CONNECTING_H

#include "bench/bench.h"
#include "cli/applet.h"
#include "net/sock_addr.h"

/* Connect SOCK to TO, as connect(2) of a socket that blocks until its timeout does: also one that
 * was stopped on the way goes on. The errno, 0 once it is connected. Where ERR is set, waiting
 * ended: see bench_wait. */
int connecting_run(struct run *run, struct bench_sock *sock, const struct sock_addr *to,
		   struct err *err);

/* Why it failed with errno NUMBER. Returns false. */
bool connecting_failed(const struct bench_sock *sock, const struct sock_addr *to, int number,
		       struct err *err);

#endif
