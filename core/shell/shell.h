/* shell -- a session: its sockets, variables and jobs, how it goes on, and how it ends. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SHELL_SHELL_H
#define SHELL_SHELL_H

#include "base/arena.h"
#include "cli/safe.h"
#include "run/interrupt.h"
#include "shell/bench.h"
#include "shell/expand.h"
#include "shell/job.h"
#include "shell/scope.h"

/* What runs at the end of a session, the last one first. */
struct deferred {
	struct deferred *next;
	const char *file; /* where it stands */
	unsigned line;
	size_t size;
	char text[];
};

/* Owner: shell_begin to shell_end. */
struct shell {
	struct bench bench; /* what verbs see of it: see shell_of */
	struct scope scope;
	struct jobs jobs;
	struct interrupts interrupts;
	struct deferred *deferred;
	struct charset charset;
	struct arena kept; /* names of files, until the end */

	const char *file; /* what is being run, and the line of it; NULL at a prompt */
	unsigned line;
	unsigned depth; /* of files that run files */

	bool stops;    /* set -e: at the first failure */
	bool traces;   /* set -x */
	bool checks;   /* set -n: nothing is run any more, */
	bool is_wrong; /* and whether any text was malformed */
	bool leaves;   /* `exit`, or a signal */
	bool no_hints; /* set hints off: nothing dim behind a line that is typed */
	int signal;    /* that asked to stop; 0: none has */
};

/* How a command went, and whether what stands behind it is run. */
enum flow {
	FLOW_ON,
	FLOW_FAILED, /* a failure that nobody asked about */
	FLOW_LEAVE   /* all is given up */
};
struct outcome {
	int status;
	enum flow flow;
};

/* The session whose bench a verb runs on. */
static inline struct shell *shell_of(struct bench *bench)
{
	return (struct shell *)(void *)((char *)bench - offsetof(struct shell, bench));
}

/* ARGS (NULL-terminated) are $0, $1 ...; INTERACTIVE is one that a person types into. */
bool shell_begin(struct shell *shell, char *const *args, bool interactive, struct err *err);

/* Run what was deferred by EACH, wait for jobs, and let go of everything. Returns the exit code:
 * STATUS, or what went wrong here where that is 0. */
int shell_end(struct shell *shell, int status,
	      int (*each)(struct shell *shell, const struct deferred *deferred));

/* Where words of SHELL are expanded to, in ARENA. */
struct expand shell_expand(struct shell *shell, struct arena *arena);

/* Take a signal that waits: it is then the one that ends the session, or at a prompt the command.
 * Whether there was one, or has been since the command began. */
bool shell_interrupted(struct shell *shell, bool *is_shared);

/* Sleep until UNTIL or an interrupt. */
void shell_sleep(struct shell *shell, struct deadline until);

/* ---- what it says ------------------------------------------------------------------------- */

enum { SHELL_WHERE_MAX = 128 };

/* "FILE:LINE: " of what runs now; "" at a prompt. */
const char *shell_where(const struct shell *shell, char room[static SHELL_WHERE_MAX]);

/* A line on stderr behind that: "SUBJECT: sentence". SUBJECT may be "". */
void shell_complain(const struct shell *shell, const char *subject, const struct err *err);
void shell_say(const struct shell *shell, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* What was held back, and is safe to show, to stderr as it is. TEXT is released. */
void shell_pass_on(struct buf *text);

/* TEXT to stdout, and released. The exit code, having said what went wrong. */
int shell_print(const struct shell *shell, struct buf *text);

#endif
