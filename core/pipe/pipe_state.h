/* pipe_state -- what the files of a pipe share. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIPE_PIPE_STATE_H
#define PIPE_PIPE_STATE_H

#include "net/connect.h"
#include "pipe/display.h"
#include "pipe/pipe.h"
#include "pipe/replay.h"
#include "pipe/transcript.h"
#include "run/serve.h"
#include "serve/peers.h"

struct pipe {
	const struct pipe_plan *plan;
	struct run *run;
	struct serve serve;
	struct pump pump;
	struct pump_end center;
	struct pump_ops ops; /* of the center */
	struct peers peers;
	struct pieces pieces;
	struct replay replay;
	struct transcript transcript;

	struct display display;
	struct timer tail;  /* a character that is not whole is shown all the same */
	struct timer first; /* nobody came */
	struct timer drain; /* of a listener that was asked to stop */

	const struct race *race; /* how the connection came about; NULL: it was accepted */
	int64_t began_ns, opened_ns;
	uint64_t sent, sent_bytes, received, received_bytes, truncated, drops;
	const char *reason, *ended_first;
	int descriptor; /* that was received; -1: none */
	bool passed;    /* a descriptor was handed over, or received */
	bool failed;    /* a result says why */
	bool troubled;  /* datagrams failed, as results say */
	bool enough;    /* it ends when what came is out */
	bool over;
	bool hurried; /* its time is up, or a signal asked it to end: stdout is not waited for long
		       */
};

/* Something went wrong: a result says what, and the pipe ends. */
void pipe_fail(struct pipe *pipe, const struct err *err);

/* Turn the loop until it is over, and tell what it came to. */
void pipe_run(struct pipe *pipe);
void pipe_set_calls(struct pipe *pipe);

/* It is over; the first reason is the one that counts. */
void pipe_end(struct pipe *pipe, const char *reason);

/* ---- the center: pipe_center.c -------------------------------------------------------------- */

/* Standard input, or the script; standard output, a terminal, a file, or records. */
void pipe_center_make(struct pipe *pipe);

/* What is still on its way out goes out, however long that takes where nobody is in a hurry. */
void pipe_center_flush(struct pipe *pipe);

/* Show the characters that are not whole, now. */
void pipe_show_tails(struct pipe *pipe);

/* ---- steps: pipe_tell.c --------------------------------------------------------------------- */

void pipe_tell(struct peers *peers, const struct peer_event *event);

/* ---- records: pipe_show.c ------------------------------------------------------------------- */

/* Bytes taken from standard input that no peer got. */
uint64_t pipe_unsent_bytes(const struct pipe *pipe);

/* With whom it is, in a result. */
void pipe_put_peer(struct row *row, const struct pipe *pipe, const struct peer *peer,
		   const struct sock_addr *from);

/* A result of what came: SIZE bytes of DATA that stand at OFFSET of a stream; or of a stream the
 * piece of EVENT, where a character that two reads have cut waits for its rest. */
void pipe_show_piece(struct pipe *pipe, const struct peer_event *event, const char *data,
		     size_t size, uint64_t offset);
void pipe_show_stream(struct pipe *pipe, const struct peer_event *event);

/* What PEER left open, as it is. */
void pipe_tell_tail(struct pipe *pipe, struct peer *peer);
enum { PIPE_TAIL_MS = 200 }; /* it is shown after so long */

/* Events, where anybody sees them. */
void pipe_show_step(struct pipe *pipe, const char *word, const struct peer_event *event);
void pipe_show_opened(struct pipe *pipe, const struct peer_event *event);
void pipe_show_sent(struct pipe *pipe, const struct peer_event *event);
void pipe_show_refused(struct pipe *pipe, const struct peer_event *event);
void pipe_show_closed(struct pipe *pipe, const struct peer_event *event, const char *reason);

/* Events for the attempts of RACE, which people see where ASKED. */
void pipe_tell_race(struct run *run, enum transport transport, const struct race *race, bool asked);

/* People see it with -v, or where ASKED. */
void pipe_tell_summary(struct pipe *pipe, bool asked);

/* ---- the hexdump, the transcript: pipe_log.c ------------------------------------------------- */

enum side pipe_our_side(const struct pipe *pipe);
enum side pipe_other_side(const struct pipe *pipe);

/* --hex. */
void pipe_dump(struct pipe *pipe, const struct peer_event *event);

/* --transcript. Its head comes before anybody does: ERR is why it cannot be written; later the pipe
 * fails where a line cannot. */
bool pipe_write_head(struct pipe *pipe, struct err *err);
void pipe_write_down(struct pipe *pipe, struct transcript_line line,
		     const struct peer_event *event);
void pipe_write_data(struct pipe *pipe, const struct peer_event *event, enum side side);
void pipe_write_end(struct pipe *pipe, const struct peer_event *event, enum transcript_kind kind,
		    enum side side);

/* ---- descriptors handed over: pipe_run.c ---------------------------------------------------- */

void pipe_take_descriptor(struct pipe *pipe, int fd);
void pipe_send_descriptor(struct pipe *pipe, const struct peer *peer);

#endif
