/* run -- words to call to verdict: one applet, from its command line to its exit code. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RUN_RUN_H
#define RUN_RUN_H

#include "cli/applet.h"

/* Run APPLET with the words behind its name, NULL-terminated, which are reordered. Writes to
 * stdout and stderr; returns the exit code (sockbox-exit(7)). With --eventually and a command
 * that exists, does not return. */
int run_applet(const struct applet *applet, char **argv);

/* The same with run->context: for one that works on what its caller holds. */
int run_applet_on(const struct applet *applet, char **argv, void *context);

/* The same with what layers above lend to the applets that they run: run->context and the like. */
struct run_loan {
	void *context;
	const struct line_kind *editor;
};
int run_applet_with(const struct applet *applet, char **argv, const struct run_loan *loan);

/* Replace this process by a program found on PATH. Returns the exit code 126 or 127 when that
 * fails, having said why. */
int run_command(const struct applet *applet, char **argv);

#endif
