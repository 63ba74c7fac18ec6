/* replay -- one side of a script being played: what to say when, and whether what comes is right.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIPE_REPLAY_H
#define PIPE_REPLAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "pipe/script.h"

/* A plain value; the script is borrowed. Starts with these filled and the rest 0. */
struct replay {
	const struct script *script;
	enum side side;       /* ours */
	bool messages;        /* each is heard as a whole; else only the bytes count */
	size_t say, said;     /* our next step, and how many of its bytes were said */
	size_t hear, heard;   /* the same of theirs */
	uint64_t heard_bytes; /* of all */
};

enum replay_turn {
	REPLAY_SAY,   /* DATA, or as much of it as goes */
	REPLAY_SHUT,  /* end our direction */
	REPLAY_RESET, /* break the connection off */
	REPLAY_WAIT,  /* it is their turn */
	REPLAY_DONE   /* all was said and heard */
};

/* What is next. A step of ours is due when all that stands before it was heard. */
enum replay_turn replay_turn(struct replay *replay, const char **data, size_t *size);

/* Whether all was said and heard. */
bool replay_is_done(const struct replay *replay);

/* SIZE bytes of it were said; or the direction was ended. */
void replay_said(struct replay *replay, size_t size);

/* The peer said SIZE bytes; ended its direction; broke the connection off. ERR is STATUS_MISMATCH
 * and shows where what comes begins to differ. */
bool replay_hear(struct replay *replay, const char *data, size_t size, struct err *err);
bool replay_hear_end(struct replay *replay, struct err *err);
bool replay_hear_reset(struct replay *replay, struct err *err);

/* How many bytes are still to be heard. */
uint64_t replay_lacks(const struct replay *replay);

#endif
