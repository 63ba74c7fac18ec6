/* eof_policy -- what the end of standard input leads to: --eof, in terms of a pump. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIPE_EOF_POLICY_H
#define PIPE_EOF_POLICY_H

#include <stdbool.h>

#include "base/err.h"
#include "net/pump.h"

/* What was asked for, and of what. */
struct eof_words {
	const char
		*text; /* shutdown, both, exit, ignore or linger:TIME; NULL: what is usual there */
	bool datagrams, listens;
	bool replays; /* a script tells both ends: text is not looked at */
};

/* How ends lead to ends, as the table in netpipe(1), THE END, has it; the rest of POLICY is 0. ERR
 * is STATUS_INVALID. */
bool eof_policy_make(struct pump_policy *policy, const struct eof_words *words, struct err *err);

#endif
