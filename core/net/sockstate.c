/* sockstate -- the states of sockets, as the kernel numbers them and as people name them. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/sockstate.h"

#include <stddef.h>

const struct name sockstate_words[] = {
	NAME("ESTABLISHED", SOCKSTATE_ESTABLISHED, ""),
	NAME("SYN_SENT", SOCKSTATE_SYN_SENT, ""),
	NAME("SYN_RECV", SOCKSTATE_SYN_RECV, ""),
	NAME("FIN_WAIT1", SOCKSTATE_FIN_WAIT1, ""),
	NAME("FIN_WAIT2", SOCKSTATE_FIN_WAIT2, ""),
	NAME("TIME_WAIT", SOCKSTATE_TIME_WAIT, ""),
	NAME("UNCONNECTED", SOCKSTATE_CLOSE, ""),
	NAME("CLOSE_WAIT", SOCKSTATE_CLOSE_WAIT, ""),
	NAME("LAST_ACK", SOCKSTATE_LAST_ACK, ""),
	NAME("LISTEN", SOCKSTATE_LISTEN, ""),
	NAME("CLOSING", SOCKSTATE_CLOSING, ""),
	NAME("SYN_RECV", SOCKSTATE_NEW_SYN_RECV, ""),
	NAME("BOUND", SOCKSTATE_BOUND, ""),
	NAMES_END,
};

#define BIT(name) ((long)SOCKSTATE_BIT(SOCKSTATE_##name))
#define SYN_RECV_BITS (BIT(SYN_RECV) | BIT(NEW_SYN_RECV))
#define SYNCHRONIZED_BITS                                                                        \
	(BIT(ESTABLISHED) | BIT(FIN_WAIT1) | BIT(FIN_WAIT2) | BIT(TIME_WAIT) | BIT(CLOSE_WAIT) | \
	 BIT(LAST_ACK) | BIT(CLOSING))

const struct name sockstate_sets[] = {
	NAME("listen", BIT(LISTEN), "waits for connections"),
	NAME("listening", BIT(LISTEN), ""),
	NAME("established", BIT(ESTABLISHED), "has a peer"),
	NAME("estab", BIT(ESTABLISHED), ""),
	NAME("unconnected", BIT(CLOSE), "has no peer: datagrams, closed"),
	NAME("unconn", BIT(CLOSE), ""),
	NAME("bound", BIT(BOUND), "TCP, bound and no more"),
	NAME("syn_sent", BIT(SYN_SENT), ""),
	NAME("syn-sent", BIT(SYN_SENT), ""),
	NAME("syn_recv", SYN_RECV_BITS, ""),
	NAME("syn-recv", SYN_RECV_BITS, ""),
	NAME("fin_wait1", BIT(FIN_WAIT1), ""),
	NAME("fin-wait-1", BIT(FIN_WAIT1), ""),
	NAME("fin_wait2", BIT(FIN_WAIT2), ""),
	NAME("fin-wait-2", BIT(FIN_WAIT2), ""),
	NAME("time_wait", BIT(TIME_WAIT), ""),
	NAME("time-wait", BIT(TIME_WAIT), ""),
	NAME("close_wait", BIT(CLOSE_WAIT), ""),
	NAME("close-wait", BIT(CLOSE_WAIT), ""),
	NAME("last_ack", BIT(LAST_ACK), ""),
	NAME("last-ack", BIT(LAST_ACK), ""),
	NAME("closing", BIT(CLOSING), ""),
	NAME("synchronized", SYNCHRONIZED_BITS, "TCP, behind the handshake"),
	NAME("all", (long)SOCKSTATES_ALL, "every state, TIME_WAIT too"),
	NAME("connected", SYNCHRONIZED_BITS | BIT(SYN_SENT) | SYN_RECV_BITS, "has or had a peer"),
	NAMES_END,
};
