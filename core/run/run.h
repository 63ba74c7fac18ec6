/* run -- words to call to verdict: one applet, from its command line to its exit code. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RUN_RUN_H
#define RUN_RUN_H

#include "cli/applet.h"
#include "run/manner.h"

/* Run APPLET with the words behind its name, NULL-terminated, which are reordered. Writes to
 * stdout and stderr; returns the exit code (sockbox-exit(7)). With --eventually and a command
 * that exists, does not return. */
int run_applet(const struct applet *applet, char **argv);

/* Who runs an applet from inside this program. */
struct run_caller {
	struct run_manner manner;
	void *context;                  /* becomes run->context: what the applet works on */
	const struct line_kind *editor; /* run->editor: how lines can be edited; NULL: not */
	const char *where; /* "FILE:LINE: ", in front of what goes to stderr; NULL: nothing */
	const struct networks *only; /* alone may be reached; what would go elsewhere is told, and
				      * the exit code is 3 whatever came of it. NULL: all may */
	const int *stop_fd;          /* once it can be read, and */
	struct deadline
		until; /* behind this, who reads stdout is waited for no longer; NULL: always */
	struct out_watcher *watcher;  /* hears of what goes out; NULL: nobody */
	int number;                   /* filled: errno of its last failed result, or 0 */
	struct expect_groups *groups; /* filled: see expect_keep_groups; NULL: nobody asks */
};
int run_applet_for(struct run_caller *caller, const struct applet *applet, char **argv);

/* Whether run_applet would find that ARGV, which is reordered, makes sense: options, operands,
 * expectation; nothing is asked, and what the applet itself looks at first is not. ERR is
 * STATUS_INVALID. */
struct run_check {
	bool allows_outside; /* a command line may run programs, and name files */
	bool is_endless;     /* filled: it would run on, and its expectation has no `within` */
	const char *peer;    /* filled: the word of ARGV that names a host or endpoint; NULL */
};
bool run_check(struct run_check *check, const struct applet *applet, char **argv, struct err *err);

/* Replace this process by a program found on PATH. Returns the exit code 126 or 127 when that
 * fails, having said why. */
int run_command(const struct applet *applet, char **argv);

#endif
