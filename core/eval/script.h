/* script -- a session that runs a text from its beginning to its end: a file, -c, or standard
 * input.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EVAL_SCRIPT_H
#define EVAL_SCRIPT_H

#include "shell/shell.h"

enum { SCRIPT_DEPTH_MAX = 16 };

/* How a session is run. A plain value. */
struct script_manner {
	bool restricted, no_wait;
	bool no_rc, no_hints; /* of a prompt: the user's rc file, hints */
	const char *families; /* "4,6,mapped": once for each, see family.h; NULL: once */
	const char *folder;   /* where a restricted session may read scripts; NULL: here */
	unsigned depth;       /* of files that run files */
};

/* Take the options in front of WORDS off: --restricted, --no-wait, --no-rc, --no-hints, --family
 * LIST. ERR is STATUS_INVALID. */
bool script_options(char ***words, struct script_manner *manner, struct err *err);

/* SHELL, which has begun, is of this manner. */
void script_be(struct shell *shell, const struct script_manner *manner);

/* PATH without its folders: what messages call a script. */
const char *script_name(const char *path);

/* Run the file ARGS[0] with the arguments behind it. Returns the exit code. */
int script_file(char *const *args, const struct script_manner *manner);

/* Run TEXT; ARGS are $0, $1 ... */
int script_text(const char *text, char *const *args, const struct script_manner *manner);

/* Run what standard input holds, line by line as it comes. */
int script_input(char *const *args, const struct script_manner *manner);

#endif
