/* sweep_state -- the inside of a sweep, shared by the files of it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERVE_SWEEP_STATE_H
#define SERVE_SWEEP_STATE_H

#include "serve/sweep.h"

/* A goal on its way, or one that waits for those before it to be told. */
struct sweep_cell {
	struct sweep *sweep;
	struct sweep_goal goal;
	struct watch watch; /* its fd below 0: nothing is open */
	struct timer timer;
	enum { CELL_CONNECTS, CELL_LISTENS, CELL_ASKS, CELL_WAITS, CELL_DONE } state;
	size_t at;        /* which of the addresses */
	unsigned tries;   /* of this address */
	unsigned selfs;   /* times that it met itself */
	unsigned shorts;  /* times that this try began and then lacked something */
	int64_t began_ns; /* the try */
	int64_t short_ns; /* since when something is lacking; 0: nothing is */
	uint64_t nonce;
	char *data;               /* SWEEP_DATA_MAX, from malloc; NULL: nothing came */
	struct sweep_found found; /* of the try that goes on, */
	struct sweep_found kept;  /* and what the failed ones came to */
};

/* sweep_try: begin a try of CELL, and all that follows, which ends in sweep_cell_end. */
void sweep_try(struct sweep_cell *cell);

/* Its socket, and what waits for it. */
void sweep_cell_close(struct sweep_cell *cell);

/* The goal has come to CELL's found; or to ERR, which another try may change. */
void sweep_cell_end(struct sweep_cell *cell);
void sweep_cell_fail(struct sweep_cell *cell, const struct err *err);

/* TCP met itself, which tells nothing of the port: again, from another one of ours. */
void sweep_cell_meet(struct sweep_cell *cell, const struct err *err);

/* A descriptor or a port is lacking, errno NUMBER: try again once another goal has ended. */
void sweep_cell_wait(struct sweep_cell *cell, const struct err *err);
void sweep_cell_have(struct sweep_cell *cell); /* it has it */

/* What was in use is free: for those that wait, and those that have not begun. */
void sweep_go_on(struct sweep *sweep);

#endif
