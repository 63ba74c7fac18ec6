/* pipe_state -- what the files of a pipe share. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIPE_PIPE_STATE_H
#define PIPE_PIPE_STATE_H

#include "pipe/pipe.h"

/* Something went wrong: a result says what, and the pipe ends. */
void pipe_fail(struct pipe *pipe, const struct err *err);

/* It is over; the first reason is the one that counts. */
void pipe_end(struct pipe *pipe, const char *reason);

/* ---- the center: pipe_center.c -------------------------------------------------------------- */

/* Standard input, or the script; standard output, a terminal, a file, or records. */
void pipe_center_make(struct pipe *pipe);

/* What is still on its way out goes out, however long that takes. */
void pipe_center_flush(struct pipe *pipe);

/* Show the characters that are not whole, now. */
void pipe_show_tails(struct pipe *pipe);

/* ---- steps: pipe_tell.c --------------------------------------------------------------------- */

void pipe_tell(struct peers *peers, const struct peer_event *event);

/* Records of what PEER left open. */
void pipe_tell_tail(struct pipe *pipe, struct peer *peer);

/* People see it with -v, or where ASKED. */
void pipe_tell_summary(struct pipe *pipe, bool asked);

void pipe_put_endpoint(struct row *row, const struct pipe *pipe);

/* ---- descriptors handed over: pipe_run.c ---------------------------------------------------- */

void pipe_take_descriptor(struct pipe *pipe, int fd);
void pipe_send_descriptor(struct pipe *pipe, const struct peer *peer);

/* Open characters are shown after so long. */
enum { PIPE_TAIL_MS = 200 };

#endif
