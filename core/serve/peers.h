/* peers -- those whom the center of a pump talks with: connected to, accepted, or heard of. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERVE_PEERS_H
#define SERVE_PEERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/name.h"
#include "net/datagram.h"
#include "net/listen.h"
#include "net/loop.h"
#include "net/pump.h"
#include "serve/acceptor.h"

struct peers;

/* One connection, or one socket of datagrams. Its pump_end counts what moved. */
struct peer {
	struct pump_end end;
	struct peers *peers;
	struct peer *next;
	uint64_t number; /* from 1 */
	enum transport transport;
	bool gone;                  /* ERR says why; it is not heard out */
	bool troubled;              /* the last word about its datagrams is that they failed */
	bool listens;               /* a socket of datagrams from anyone */
	struct sock_addr local, at; /* its two ends; of one that listens AT is who was heard last */
	struct ucred who;           /* a Unix peer; pid 0: not told */
	struct err err;             /* why it broke */
	uint64_t received, sent;    /* messages, on streams pieces */
	uint64_t received_bytes, sent_bytes;
	int64_t opened_ns, closed_ns;
	char open[4]; /* a character whose rest is not there yet: for whoever shows text */
	unsigned open_size;
};

enum peer_step {
	PEER_OPENED,
	PEER_RECEIVED,
	PEER_SENT,
	PEER_SHUT,       /* our direction was ended */
	PEER_ENDED,      /* the peer ended its own */
	PEER_TROUBLE,    /* a datagram did not arrive or could not be sent; ERR says why */
	PEER_DESCRIPTOR, /* one came with the data; it is the hearer's to close */
	PEER_REFUSED,    /* somebody who is not admitted */
	PEER_SHORT,      /* accepting rests; ERR says what this machine lacks */
	PEER_CLOSED
};
extern const struct name peer_steps[]; /* opened, received, ... */

/* One step, valid during the call. */
struct peer_event {
	enum peer_step step;
	struct peer *peer;            /* NULL: refused, or short */
	const struct sock_addr *from; /* who said it, or was refused */
	const char *data;             /* what came or went */
	size_t size, true_size;       /* bytes; how many it had been where that is more */
	bool truncated;
	const struct datagram *datagram; /* what else is known of it, or NULL */
	const struct err *err;
	int fd; /* a descriptor that came */
};

/* Owner: peers_begin to peers_free. Fill loop to tell first. */
struct peers {
	struct loop *loop;
	struct pump *pump;
	const struct admission *admission;
	struct listeners *listeners; /* the caller's; closed after the first connection */
	bool keep;                   /* unless more shall follow it */
	bool takes_descriptors;
	void *context;
	void (*tell)(struct peers *peers, const struct peer_event *event);
	/* Nobody is there, and nobody will come. */
	void (*over)(struct peers *peers);

	struct peer *first;
	uint64_t count, opened; /* that are there; all so far */
	struct acceptor acceptor;
	struct timer later; /* what cannot be done while an event is handled */
	struct datagrams batch;
	struct peer *heard; /* the socket that heard somebody last, who is */
	struct sock_addr heard_from;
	struct addr heard_at; /* the address of ours that was meant */
	unsigned heard_index;
	bool began, deaf; /* accepting has ended */
};

/* Whether a spoke of PUMP is over is told to PEERS from now on. */
bool peers_begin(struct peers *peers, struct err *err);

/* Talk with the peer of FD, a connected non-blocking socket, which becomes PEERS'. On failure it is
 * closed. */
bool peers_connected(struct peers *peers, int fd, enum transport transport, struct err *err);

/* Accept from all listeners, and hear their datagrams: those are from anyone, what the center says
 * goes to who was heard last, and the center is held until there is somebody. */
bool peers_listen(struct peers *peers, struct err *err);

/* Accept nobody else. */
void peers_stop(struct peers *peers);

/* When they are closed, their connections break off: RST. socket(7), SO_LINGER. */
void peers_break_off(struct peers *peers);

/* Close them all without a word. Safe on { 0 } and twice. The pump must still be there. */
void peers_free(struct peers *peers);

#endif
