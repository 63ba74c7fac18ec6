/* pump -- bytes between one end and another, or several: both ways, half-closes passed on. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_PUMP_H
#define NET_PUMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "net/loop.h"

/* A pump has a center and spokes. What the center says goes to every spoke, what a spoke says goes
 * to the center. Each way holds one piece and takes the next when all have got that: nothing is
 * lost, the slowest sets the pace, and pieces stay whole, so that it moves messages as well as
 * streams. It is a state machine over the calls in pump_ops; of descriptors and clocks only
 * pump_loop knows. */

enum { PUMP_ROOM = 1 << 18 }; /* bytes of one piece, unless its owner says otherwise */

enum pump_answer {
	PUMP_MOVED,
	PUMP_LATER, /* nothing now */
	PUMP_ENDED, /* taking: there is no more */
	PUMP_BROKEN /* it is gone; the end itself knows why */
};

struct pump_end;

struct pump_ops {
	/* Take one piece into DATA, which has room for *SIZE. *SIZE becomes its size: 0 is an empty
	 * message. */
	enum pump_answer (*take)(struct pump_end *end, char *data, size_t *size);

	/* Give of the SIZE bytes at DATA. *SIZE becomes how many it got; a message it gets whole.
	 */
	enum pump_answer (*give)(struct pump_end *end, const char *data, size_t *size);

	/* Nothing more will be given, or taken. NULL: it need not know. */
	void (*shut)(struct pump_end *end);
	void (*refuse)(struct pump_end *end);
};

/* Why a spoke is over. */
enum pump_why {
	PUMP_CLOSED,   /* it ended, and so did the center where that matters */
	PUMP_LEFT,     /* the center ended: center_ends_all */
	PUMP_LINGERED, /* the same, after linger_ns */
	PUMP_IDLE,
	PUMP_BROKE /* taking or giving failed */
};

/* One end. Its owner fills ops, and the descriptors and nothing else of the watches: -1 is none,
 * the same in both is one for both ways. The rest is to be read only. */
struct pump_end {
	const struct pump_ops *ops;
	struct watch in, out;

	uint64_t taken, given; /* pieces */
	uint64_t taken_bytes, given_bytes;
	int64_t moved_ns;         /* pump->now_ns when something last moved */
	bool in_ended, in_broken; /* nothing more comes from it */
	bool out_shut,
		out_broken;  /* nothing more goes to it; take may set out_shut where it sees so */
	bool ended_first;    /* of a spoke: it ended before the center did, */
	uint64_t late_bytes; /* and was given so much after that */
	bool more; /* set by take: another piece is at hand, whatever the descriptor says */
	bool over;
	enum pump_why why;

	struct pump *pump;
	struct pump_end *next, *next_paused, *next_over;
	size_t at;            /* bytes of the center's piece that it has */
	bool owed;            /* it has not got all of it */
	bool paused;          /* it had something while there was no room */
	bool draining;        /* it ended: what the center says is still given to it, */
	int64_t drain_ns;     /* until that is silent at this moment */
	unsigned leaving;     /* how many more pieces are taken of it before it is over, */
	uint64_t leave_bytes; /* up to which count of its bytes */
	int64_t linger_ns;    /* when it is over whatever it says; 0: never */
	int64_t wake_ns;      /* when it wants pump_wake; 0: never */
	struct timer timer;
	bool in_polled, out_polled; /* epoll cannot wait for it */
	int64_t poll_ns;            /* then it is tried so often; 0: always */
};

/* What an end leads to. With { 0 } each end is passed on, and a spoke is over when both ways are.
 */
struct pump_policy {
	bool keep_open;       /* the end of the center is not passed on to spokes, */
	bool quiet_open;      /* or not to those that were given nothing */
	bool center_ends_all; /* a spoke is over when it has got all that the center said, */
	int64_t linger_ns;    /* and after so long more; 0: all that it has said by then is taken */
	bool spoke_ends_all;  /* a spoke that ends is over, once it has what the center has at hand
			       */
	int64_t drain_ns;     /* and what that says until it was silent for so long */
	bool shut_center;     /* with one spoke: its end is passed on to the center */
	int64_t idle_ns;      /* a spoke is over when nothing moved for so long; 0: never */
};

/* A piece on its way. */
struct pump_piece {
	char *data;
	size_t size, at; /* bytes; how many of them arrived, to the center */
	bool full;
	struct pump_end *from; /* the spoke it came from; NULL where that is gone */
};

/* Owner: { 0 } and pump_begin to pump_free. Fill policy, room, over and context first. */
struct pump {
	struct pump_policy policy;
	size_t room; /* bytes of one piece; 0: PUMP_ROOM */
	/* SPOKE is over and out of the pump, and its owner's to release; SPOKE->why tells. */
	void (*over)(struct pump *pump, struct pump_end *spoke);
	void *context;
	int64_t now_ns;
	struct pump_end *center, *spokes;

	struct pump_piece inlet, outlet; /* to spokes, to the center */
	size_t owing;                    /* spokes that have not got all of the inlet */
	struct pump_end *paused, *finished;
	bool held, turning;
	struct loop *loop;
	void (*arm)(struct pump_end *end);
};

/* ARM is told when what pump_wants_in, pump_wants_out or wake_ns of an end say may have changed.
 * ERR is STATUS_LACKING. */
bool pump_begin(struct pump *pump, struct pump_end *center, void (*arm)(struct pump_end *end),
		struct err *err);

/* One more spoke: it gets what the center says from now on. */
void pump_add(struct pump *pump, struct pump_end *spoke);

/* Take SPOKE out without a word. What it has said is still given to the center. */
void pump_remove(struct pump *pump, struct pump_end *spoke);

/* Of the center: it has something to say, or it shall say nothing more as if it had ended. */
void pump_kick(struct pump *pump);
void pump_end(struct pump *pump);

/* While held, the center is not taken from. */
void pump_hold(struct pump *pump, bool held);

/* Whether END is waited for, and that what is waited for may be there. */
bool pump_wants_in(const struct pump_end *end);
bool pump_wants_out(const struct pump_end *end);
void pump_ready(struct pump_end *end, bool in, bool out);

/* The wake_ns of END, a spoke, has come. */
void pump_wake(struct pump_end *end);

/* Its ends are out of it then. Safe on { 0 } and twice. */
void pump_free(struct pump *pump);

#endif
