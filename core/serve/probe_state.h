/* probe_state -- the inside of a probe; shared by the files probe*.c only. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERVE_PROBE_STATE_H
#define SERVE_PROBE_STATE_H

#include "serve/flight.h"
#include "serve/probe.h"

enum {
	PROBE_ROOM = 1 << 16,    /* bytes of one read of a stream; of one datagram */
	PROBE_BATCH = 32,        /* datagrams of one receive */
	PROBE_OPENING = 64,      /* connections that are being made at once */
	PROBE_REMEMBERED = 4096, /* answered messages of all sockets, to tell what comes twice */
	PROBE_RETRY_MS = 1       /* until what this machine had no room for is tried again */
};

/* One socket. */
struct probe_flow {
	struct watch watch;
	struct timer timer; /* of the connection, the oldest message, or the end of an answer */
	struct probe *probe;
	struct flight flight;
	uint32_t number; /* from 1 */
	enum { FLOW_UNOPENED, FLOW_OPENING, FLOW_OPEN, FLOW_OVER } state;
	int64_t began_ns;   /* of opening; of waiting for the peer's end */
	bool blocked;       /* the kernel takes no more: EPOLLOUT or the retry timer will tell */
	int64_t blocked_ns; /* since when nothing could be sent; 0: the last send went well */

	/* Of a stream. */
	uint32_t tx_seq;   /* the message that was begun last */
	size_t tx_left;    /* its bytes that the kernel has not taken */
	bool tx_dead;      /* the peer takes no more; what it still says is read */
	bool shut;         /* our direction is ended */
	size_t rx_at;      /* bytes of the oldest message's answer that have come */
	bool rx_wrong;     /* one of them is not what it should be */
	bool was_wrong;    /* an answer before was not */
	bool collecting;   /* unverified: an answer has begun and may go on */
	int64_t rx_rtt_ns; /* unverified: of its first byte; below 0: nothing had been asked */
};

/* ---- probe_begin ---------------------------------------------------------------------------- */

/* How many messages may be sent now, by whichever flow. */
uint64_t probe_allowance(const struct probe *probe);

/* Send on what may be sent, on all flows. */
void probe_pump(struct probe *probe);

/* ---- probe_count ---------------------------------------------------------------------------- */

/* Whether none is ever to be sent any more. */
bool probe_is_done(const struct probe *probe);

/* FLOW sends its next message, of SIZE bytes, at NOW_NS. */
struct leg *probe_sent(struct probe_flow *flow, size_t size, int64_t now_ns);

/* The first answer to LEG came: EVENT says what it is, and is told. It counts for the times unless
 * it is PROBE_WRONG. */
void probe_landed(struct probe_flow *flow, const struct leg *leg, struct probe_event *event);

/* LEG is given up. */
void probe_lost(struct probe_flow *flow, struct leg *leg, struct probe_event *event);

/* Tell EVENT of FLOW, where anybody wants to know. */
void probe_tell(struct probe_flow *flow, struct probe_event *event);

/* Keep the first that is wrong with an answer; count one that no message waits for. */
void probe_keep_wrong(struct probe *probe, const struct err *err);
void probe_count_surplus(struct probe *probe);

/* The last answer: SIZE bytes more of it, which is TRUE_SIZE by now. The caller empties probe->last
 * first. Or it is what was sent as SEQ. */
void probe_keep_answer(struct probe *probe, const char *data, size_t size, size_t true_size);
void probe_keep_echo(struct probe *probe, const struct probe_flow *flow, uint32_t seq);

/* By which the numbered messages of FLOW are told from those of others. */
uint32_t probe_cookie(const struct probe_flow *flow);

/* FLOW has ended: as wanted where ERR is NULL. What it still waited for is lost. */
void probe_end_flow(struct probe_flow *flow, const struct err *err);

/* Nothing more comes: over is called, once; or only where that is so. */
void probe_end(struct probe *probe);
void probe_check_end(struct probe *probe);

void probe_close_flow(struct probe_flow *flow);

/* Wait for the flow's next deadline, unless it already waits for an earlier one. */
void probe_arm(struct probe_flow *flow, int64_t at_ns);

/* When the oldest message is given up; 0: never. */
int64_t probe_deadline(const struct probe *probe, const struct leg *leg);

/* ---- probe_open ----------------------------------------------------------------------------- */

/* Begin to open flows, as many at once as may be. */
void probe_open_some(struct probe *probe);

/* FD is FLOW's from now on: it is open. */
void probe_adopt(struct probe_flow *flow, int fd, int64_t connect_ns);

/* ---- probe_stream, probe_send, probe_gram, probe_answer ------------------------------------- */

void probe_stream_ready(struct watch *watch, uint32_t events);
void probe_stream_pump(struct probe_flow *flow);
void probe_stream_due(struct probe_flow *flow);

/* The kernel takes no more of FLOW's, for want of room. That may not last for longer than an answer
 * may. Whether it has is what probe_is_stuck tells when the flow's timer is due: then it has ended.
 */
void probe_block(struct probe_flow *flow, int number);
bool probe_is_stuck(struct probe_flow *flow);

/* Wait for EVENTS of a flow's socket. False where that failed, which ended the flow. */
bool probe_watch(struct probe_flow *flow, uint32_t events);

/* The peer of a stream ended it (NUMBER 0), or it failed with errno NUMBER: that is a failure. */
void probe_end_by_peer(struct probe_flow *flow, int number);

bool probe_gram_prepare(struct probe_flow *flow, struct err *err);
void probe_gram_ready(struct watch *watch, uint32_t events);
void probe_gram_pump(struct probe_flow *flow);
void probe_gram_due(struct probe_flow *flow);

/* Take what came to a socket of messages. */
void probe_answer_take(struct probe_flow *flow, const struct datagram *datagram);

/* ---- probe_stamp: in place of messages ------------------------------------------------------ */

/* Write packet SEQ, to be sent at once, to TO; its size. */
size_t probe_stamp_put(struct probe *probe, char *to, uint32_t seq, uint64_t *mark);

/* Take an answer. */
void probe_stamp_take(struct probe_flow *flow, const struct datagram *datagram);

static inline bool probe_is_stream(const struct probe *probe)
{
	return !sock_has_messages(probe->plan.transport);
}

static inline void probe_pump_flow(struct probe_flow *flow)
{
	(probe_is_stream(flow->probe) ? probe_stream_pump : probe_gram_pump)(flow);
}

#endif
