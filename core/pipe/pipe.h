/* pipe -- stdin and stdout joined with a peer, or with all who come: netpipe's work. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIPE_PIPE_H
#define PIPE_PIPE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/pieces.h"
#include "cli/shown.h"
#include "net/connect.h"
#include "net/listen.h"
#include "net/pump.h"
#include "pipe/replay.h"
#include "pipe/transcript.h"
#include "run/serve.h"
#include "serve/admission.h"
#include "serve/peers.h"

/* What to do. A plain value; what it points at is borrowed. */
struct pipe_plan {
	struct endpoint endpoint;
	struct pump_policy policy;
	const struct admission *admission;
	bool listens, keep;
	bool waits_for_answers; /* of datagrams: no answer at all is a failure */
	bool hexdump;
	int output_fd;      /* what came goes there instead of stdout; -1: to stdout */
	const char *output; /* its name */
	int transcript_fd;  /* -1: none */
	const char *transcript;
	const struct script
		*script; /* --replay: what is said and shall be heard; NULL: stdin says it */
	enum side side;
	int64_t send_fd; /* hand this descriptor over, and end; -1: none */
	bool receive_fd; /* take a descriptor, and end */
	int64_t count;   /* messages after which it ends; 0: no end */
	int64_t for_ns, deadline_ns,
		first_ns; /* the end; a failure; until the first peer is there */
	struct pieces pieces;
};

/* Owner: PIPE_CLOSED, pipe_begin to pipe_free. */
struct pipe {
	const struct pipe_plan *plan;
	struct run *run;
	struct serve serve;
	struct listeners *listeners;
	struct pump pump;
	struct pump_end center;
	struct pump_ops ops; /* of the center */
	struct peers peers;
	struct pieces pieces;
	struct replay replay;
	struct transcript transcript;

	struct shown shown; /* what a terminal is shown, */
	struct buf showing; /* and what it has not taken yet */
	bool is_terminal, is_showing;
	int shown_errno;    /* of output_fd */
	struct timer tail;  /* a character that is not whole is shown all the same */
	struct timer first; /* nobody came */
	struct timer drain; /* of a listener that was asked to stop */

	const struct race *race; /* how the connection came about; NULL: it was accepted */
	int64_t began_ns, opened_ns;
	uint64_t sent, sent_bytes, received, received_bytes, truncated, drops;
	const char *reason, *ended_first;
	int descriptor; /* that was received; -1: none */
	bool failed;    /* a result says why */
	bool troubled;  /* datagrams failed, as results say */
	bool enough;    /* it ends when what came is out */
	bool over;
};
#define PIPE_CLOSED                                                                \
	{                                                                          \
		.serve = SERVE_CLOSED, .descriptor = -1, .transcript = {.fd = -1 } \
	}

/* Make everything ready: signals are events from here on. ERR is STATUS_LACKING. */
bool pipe_begin(struct pipe *pipe, struct run *run, const struct pipe_plan *plan, struct err *err);

/* Join with FD, the connected winner of RACE; it is PIPE's. Or with all who come to LISTENERS,
 * which are told to be ready. */
bool pipe_connected(struct pipe *pipe, int fd, const struct race *race, struct err *err);
bool pipe_listen(struct pipe *pipe, struct listeners *listeners, struct err *err);

/* Until it is over, for whatever reason: results and a summary say which. */
void pipe_run(struct pipe *pipe);

/* Nobody is talked with any more: the listeners may be closed. */
void pipe_close_peers(struct pipe *pipe);

/* Safe on one that was never begun, and twice. */
void pipe_free(struct pipe *pipe);

/* Events for the attempts of RACE, which people see where ASKED. */
void pipe_tell_race(struct run *run, enum transport transport, const struct race *race, bool asked);

#endif
