/* audience -- listens to multicast groups: joins them, takes what is really sent to them, answers.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERVE_AUDIENCE_H
#define SERVE_AUDIENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/name.h"
#include "net/datagram.h"
#include "net/locate.h"
#include "net/loop.h"
#include "serve/admission.h"
#include "serve/guard.h"
#include "serve/seat.h"
#include "serve/senders.h"

/* How to listen. A plain value; pointers are borrowed. */
struct audience_plan {
	struct seat_plan seat;
	const char *reply; /* NULL: none */
	size_t reply_size;
	struct admission admission; /* whom to answer; who is trusted may get more than he sent */
};

struct audience;

/* What came of one endpoint of the command line. */
struct heard {
	uint64_t received, received_bytes;
	uint64_t foreign;             /* to another group or by another interface: not ours */
	uint64_t replied, unanswered; /* with a reply */
	uint64_t untracked;           /* of more senders than are known at once */
	uint64_t drops;        /* of the kernel's, those that datagrams behind them told of */
	uint64_t kernel_drops; /* audience_count_drops */
	struct senders senders;
};

/* Why a datagram got no reply, or that it did. */
enum reply_fate {
	REPLY_NONE, /* none was asked for */
	REPLY_SENT,
	REPLY_DENIED, /* its network is not among those to be answered */
	REPLY_LONGER, /* than the datagram: only those who are trusted get it */
	REPLY_SOURCE, /* a source that must not be answered, see guard */
	REPLY_LOOP,
	REPLY_RATE,
	REPLY_FAILED
};
extern const struct name reply_fates[];

/* A datagram, valid during the call. */
struct hearing {
	const struct seat *seat;
	const struct datagram *datagram;
	bool foreign;
	const struct sequence *sequence; /* NULL: it has no number */
	enum arrival arrival;            /* with a number of a sender that is tracked */
	bool has_arrival;
	uint64_t missing;      /* numbers that the sender left out before it */
	uint32_t kernel_drops; /* datagrams that the kernel dropped since the last one */
	enum reply_fate fate;
	int number; /* errno of REPLY_FAILED */
};

/* Owner: audience_begin to audience_free. Fill loop, plan, context and hear first. */
struct audience {
	struct loop *loop;
	struct audience_plan plan;
	void *context;
	void (*hear)(struct audience *audience, const struct hearing *hearing);
	struct seats seats;
	struct heard *heard; /* one for each endpoint */
	size_t heard_count;
	struct guard guard;
	struct datagrams batch;
	bool stopped; /* hear has had enough: what is at hand is left */
};

/* Join every group of LOCATIONS, those of the next endpoint; ZONED: their zones were written, and
 * name the interface. Port 0 is one number for all of them. ERR is STATUS_INVALID for an address
 * that is no group, else why it could not be had; then AUDIENCE can only be freed. */
bool audience_join(struct audience *audience, const struct locations *locations, bool zoned,
		   struct err *err);

/* All are joined: from now on hear is told of each datagram. */
bool audience_begin(struct audience *audience, struct err *err);

/* Ask the kernel how many it dropped so far, for heard[].kernel_drops. SO_MEMINFO. */
void audience_count_drops(struct audience *audience);

/* Whether all has come to ENDPOINT that was sent there, as far as that can be told once drops are
 * counted. ERR is STATUS_LOSS: the kernel dropped some, or numbers are missing. What was dropped
 * behind the last one that was wanted does not count. */
bool audience_verdict(const struct audience *audience, unsigned endpoint, struct err *err);

/* Leave all groups. Safe on { 0 } and twice. */
void audience_free(struct audience *audience);

#endif
