/* shell -- a session: its sockets, variables and jobs, how it goes on, and how it ends. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SHELL_SHELL_H
#define SHELL_SHELL_H

#include "base/arena.h"
#include "bench/bench.h"
#include "cli/safe.h"
#include "lang/scope.h"
#include "run/interrupt.h"
#include "run/run.h"
#include "shell/expand.h"
#include "shell/job.h"

struct history;

/* What runs at the end of a session, the last one first. */
struct deferred {
	struct deferred *next;
	const char *file; /* where it stands */
	unsigned line;
	size_t size;
	char text[];
};

struct keeper;
struct front;

/* Owner: shell_begin to shell_end. */
struct shell {
	struct bench bench; /* what verbs see of it: see shell_of */
	struct scope scope;
	struct jobs jobs;
	struct interrupts interrupts;
	struct deferred *deferred;
	struct keeper *keeper;       /* what is kept of it: see keep.h; NULL: nothing */
	struct out_watcher *watcher; /* hears what verbs answer and the shell says; NULL */
	unsigned deferred_count;
	struct charset charset;
	struct history *history; /* of a person's lines; NULL in a script */
	struct arena kept;       /* names of files, until the end */

	struct front *front; /* the terminal of a session that a person types into; else NULL */

	const char *file; /* what is being run, and the line of it; NULL at a prompt */
	unsigned line;
	unsigned depth;  /* of files that run files */
	unsigned toured; /* the last step of the tour that was done; 0: none */

	struct run_manner manner; /* of all verbs and applets; confined: `--restricted` */
	const char *folder;       /* where such a session may read scripts; NULL: here */
	bool no_wait;             /* jobs are ended at the end, which is no failure */

	bool stops;    /* set -e: at the first failure */
	bool traces;   /* set -x */
	bool checks;   /* set -n: nothing is run any more, */
	bool is_wrong; /* and whether any text was malformed */
	bool leaves;   /* `exit`, or a signal */
	bool no_hints; /* set hints off: nothing dim behind a line that is typed */
	int signal;    /* that asked to stop; 0: none has */
	bool echoed; /* it was Ctrl-C, and the cursor stands behind what the terminal shows of it */
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

/* Exit code STATUS, by itself. */
static inline struct outcome outcome_of(int status)
{
	return (struct outcome){ status, status ? FLOW_FAILED : FLOW_ON };
}

/* The session whose bench a verb runs on. */
static inline struct shell *shell_of(struct bench *bench)
{
	return (struct shell *)(void *)((char *)bench - offsetof(struct shell, bench));
}

static inline const struct shell *shell_holding(const struct bench *bench)
{
	return (const struct shell *)(const void *)((const char *)bench -
						    offsetof(struct shell, bench));
}

/* ARGS (NULL-terminated) are $0, $1 ...; INTERACTIVE is one that a person types into. */
bool shell_begin(struct shell *shell, char *const *args, bool interactive, struct err *err);

/* From now on it is a restricted session, whose scripts are in FOLDER (NULL: here). */
void shell_confine(struct shell *shell, const char *folder);

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

/* The same for HEAD and TEXT, which are safe already, as they are: a line that can be pasted. */
void shell_show(const struct shell *shell, const char *head, struct buf *text);

/* What a child wrote to FD, stdout or stderr, goes there, and into what is recorded. False where
 * it cannot go there, which was told. */
bool shell_pass(const struct shell *shell, int fd, const char *data, size_t size);

/* What was held back, and is safe to show, to stderr as it is. TEXT is released. */
void shell_pass_on(struct buf *text);

/* The format that is called TEXT, as --format reads it. */
bool shell_format(long *format, const char *text, struct err *err);
const char *shell_format_word(long format);
/* TEXT, whole and safe lines, on the terminal or wherever stderr goes, and released: the one place
 * that writes above a line that is being typed. */
void shell_tell(const struct shell *shell, struct buf *text);

/* Append DATA, made safe as all is that comes from outside; but a backslash and a tab stand for
 * themselves: that it can be read back is not asked for, and applets have made it safe already. */
void shell_put_safe(const struct shell *shell, struct buf *text, const char *data, size_t size);

/* TEXT to stdout, and released. The exit code, having said what went wrong. */
int shell_print(const struct shell *shell, struct buf *text);

#endif
