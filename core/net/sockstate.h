/* sockstate -- the states of sockets, as the kernel numbers them and as people name them. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_SOCKSTATE_H
#define NET_SOCKSTATE_H

#include "base/name.h"

/* TCP_* of <netinet/tcp.h>, which sockets of every kind use; the last three are not in there. */
enum sockstate {
	SOCKSTATE_ESTABLISHED = 1,
	SOCKSTATE_SYN_SENT,
	SOCKSTATE_SYN_RECV,
	SOCKSTATE_FIN_WAIT1,
	SOCKSTATE_FIN_WAIT2,
	SOCKSTATE_TIME_WAIT,
	SOCKSTATE_CLOSE, /* of datagram sockets: without a peer */
	SOCKSTATE_CLOSE_WAIT,
	SOCKSTATE_LAST_ACK,
	SOCKSTATE_LISTEN,
	SOCKSTATE_CLOSING,
	SOCKSTATE_NEW_SYN_RECV,
	SOCKSTATE_BOUND /* bound, neither connected nor listening: TCP_BOUND_INACTIVE */
};

#define SOCKSTATE_BIT(state) (1u << (state))
/* Every state there is, and those of sockets that have no peer: they hold their address for all. */
#define SOCKSTATES_ALL ((2u << SOCKSTATE_BOUND) - 2)
#define SOCKSTATES_ALONE                                                    \
	(SOCKSTATE_BIT(SOCKSTATE_LISTEN) | SOCKSTATE_BIT(SOCKSTATE_CLOSE) | \
	 SOCKSTATE_BIT(SOCKSTATE_BOUND))

/* LISTEN, ESTABLISHED ...: the word for a state of TCP. */
extern const struct name sockstate_words[];

/* Words that people type for sets of states, bits of them: listen, established, connected ... */
extern const struct name sockstate_sets[];

#endif
