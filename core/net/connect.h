/* connect -- reach one of several addresses: a race of families, and what came of each. RFC 8305.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_CONNECT_H
#define NET_CONNECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"
#include "net/locate.h"
#include "net/sock.h"

enum { RACE_MAX = 32, RACE_STEP_MS = 250 }; /* addresses tried; RFC 8305 section 5 */

/* One address that was tried. */
struct attempt {
	struct sock_addr to;
	int64_t began_ns, ended_ns; /* CLOCK_MONOTONIC; began 0: it was not tried */
	int number;                 /* errno; 0 for the winner, ECANCELED for who was slower */
	unsigned syns;              /* TCP: packets that nobody answered; 0: not told */
};

/* What came of a connect. A plain value. */
struct race {
	struct attempt attempt[RACE_MAX];
	size_t count;
	size_t winner; /* count: nobody */
	struct sock_addr local, peer;
	int64_t connect_ns; /* from the winner's first packet; 0 for datagrams */
};

/* Connect to one of LOCATIONS: the families in turn, the next address after 250 ms or when one
 * fails, the first to answer wins. FD is non-blocking. Of a datagram transport connecting sends
 * nothing. ERR is of the address that was tried first, and says how many others failed:
 * STATUS_REFUSED, STATUS_UNREACHABLE, STATUS_TIMEOUT (UNTIL passed), EINTR (PLAN's stop_fd),
 * STATUS_SELF_CONNECTED (TCP on this machine can meet itself), ... RACE is filled in any case. */
bool race_run(int *fd, struct race *race, const struct locations *locations,
	      const struct sock_plan *plan, struct deadline until, struct err *err);

/* Why connecting to SA failed with errno NUMBER, in a sentence. Returns false. */
bool connect_failed(const struct sock_addr *sa, enum transport transport, int number,
		    struct err *err);

/* How often TCP socket FD, which nobody answers, has asked: its first packet and those that were
 * sent again. 0 where that is not told. */
unsigned connect_syns(int fd);

/* Add to ERR, of no answer in time, how often was asked; nothing where SYNS is 0. */
void connect_add_syns(struct err *err, unsigned syns);

/* Whether a TCP connection's two ends are one: it met itself. */
bool connect_met_itself(int fd);

#endif
