/* serve -- a loop that the user can stop: signals come as events, and how they end a run. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RUN_SERVE_H
#define RUN_SERVE_H

#include <signal.h>
#include <stdbool.h>

#include "base/clock.h"
#include "base/err.h"
#include "cli/applet.h"
#include "net/loop.h"

/* Owner: starts as SERVE_CLOSED, ends in serve_end. */
struct serve {
	struct loop loop;
	struct run *run;
	int signal; /* SIGINT, SIGTERM or SIGHUP: the one that asked to stop; 0: none did */
	/* Asked to stop: end what is going on, then loop_stop. NULL: the loop stops at once. */
	void (*stop)(struct serve *serve);
	void (*report)(struct serve *serve); /* SIGUSR1; NULL: nothing to tell */
	/* Ctrl-C was typed: whether that meant something else than to stop. NULL: it never does. */
	bool (*interrupt)(struct serve *serve);
	struct watch signals;
	int stop_fd;     /* can be read while a signal that asks to stop waits to be taken */
	sigset_t before; /* the mask to return to */
};
#define SERVE_CLOSED                                                        \
	{                                                                   \
		.loop = LOOP_CLOSED, .signals = { .fd = -1 }, .stop_fd = -1 \
	}

/* Whether the options of RUN make sense for what runs until it is told to end: nothing of it can be
 * tried again, and --ready-fd can be written to. ERR is STATUS_INVALID. */
bool serve_check(const struct run *run, struct err *err);

/* From now on signals are events of the loop. The first that asks to stop is the last that does:
 * the next one kills. Where RUN's output is not read, a signal that asks to stop ends the waiting:
 * stdout has then failed, and once all is closed, the signal kills. */
bool serve_begin(struct serve *serve, struct run *run, struct err *err);

/* Turn the loop until it is stopped, until UNTIL or the expectation's `within` has passed, or until
 * the output has enough. */
bool serve_run(struct serve *serve, struct deadline until, struct err *err);

/* Signals act as before again, SIGPIPE of stdout too, which was kept waiting so that sockets and
 * paths could be closed first. Safe on SERVE_CLOSED and twice. */
void serve_end(struct serve *serve);

#endif
