/* session -- one command line being answered; shared by the files of core/run only. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RUN_SESSION_H
#define RUN_SESSION_H

#include <stddef.h>

#include "cli/applet.h"
#include "cli/out_state.h"
#include "run/manner.h"

struct session {
	const struct applet *applet;
	struct run_manner manner;
	struct common common;
	struct opt_words words;
	struct out out;
	struct run run;
	struct deadline until;       /* of --eventually */
	const struct networks *only; /* see run_caller */
	max_align_t settings[APPLET_SETTINGS_MAX / sizeof(max_align_t)];
};

/* cmdline: fill settings, common and words from ARGV, then see whether they make sense together.
 * ERR is STATUS_INVALID. */
bool session_parse(struct session *session, char **argv, struct err *err);
bool session_check(const struct session *session, struct err *err);

/* cmdline: whether "-" stands for lines of stdin: anywhere among questions of one word, else where
 * it is the only operand. In an applet whose operands are a command or values it may be one of
 * these. */
bool session_reads_lines(const struct session *session);

/* cmdline: whether COUNT words can be one question. */
bool session_check_count(const struct session *session, char **words, int count, struct err *err);

/* ask: put every question, with --eventually until they are met or the time is up. False when
 * the applet found the command line to make no sense. */
bool session_ask(struct session *session, struct err *err);

#endif
