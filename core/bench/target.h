/* target -- where a socket of the workbench binds, connects or sends, from the words of a command.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BENCH_TARGET_H
#define BENCH_TARGET_H

#include "bench/bench.h"
#include "cli/applet.h"
#include "net/locate.h"

/* Read an address that SOCK can have off the front of WORDS (NULL-terminated) and move WORDS behind
 * it: HOST:PORT, HOST PORT, a path, ... as the family of SOCK has it; see endpoint_parse and
 * otheraddr_parse. A name is looked up in SOCK's family, until RUN's deadline, SOCK's and the
 * block's. ERR is STATUS_INVALID where the words do not fit SOCK, or the resolver's. */
bool target_take(struct sock_addr *target, struct run *run, const struct bench_sock *sock,
		 char *const **words, enum purpose purpose, struct err *err);

/* The operands of a verb: an endpoint of one or two words. */
#define TARGET_OPERAND                                             \
	{                                                          \
		"ADDRESS", 1, 2, OFFER_ENDPOINT,                   \
			"HOST:PORT, HOST PORT, a path, or @NAME; " \
			"netlink: PORTID[:GROUPS]"                 \
	}

#endif
