/* sockstate -- the states of sockets, as the kernel numbers them and as people name them. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/sockstate.h"

#include <stddef.h>

const struct name sockstate_words[] = {
	{ "ESTABLISHED", SOCKSTATE_ESTABLISHED, NULL },
	{ "SYN_SENT", SOCKSTATE_SYN_SENT, NULL },
	{ "SYN_RECV", SOCKSTATE_SYN_RECV, NULL },
	{ "FIN_WAIT1", SOCKSTATE_FIN_WAIT1, NULL },
	{ "FIN_WAIT2", SOCKSTATE_FIN_WAIT2, NULL },
	{ "TIME_WAIT", SOCKSTATE_TIME_WAIT, NULL },
	{ "UNCONNECTED", SOCKSTATE_CLOSE, NULL },
	{ "CLOSE_WAIT", SOCKSTATE_CLOSE_WAIT, NULL },
	{ "LAST_ACK", SOCKSTATE_LAST_ACK, NULL },
	{ "LISTEN", SOCKSTATE_LISTEN, NULL },
	{ "CLOSING", SOCKSTATE_CLOSING, NULL },
	{ "SYN_RECV", SOCKSTATE_NEW_SYN_RECV, NULL },
	{ "BOUND", SOCKSTATE_BOUND, NULL },
	{ NULL, 0, NULL },
};

#define BIT(name) ((long)SOCKSTATE_BIT(SOCKSTATE_##name))
#define SYN_RECV_BITS (BIT(SYN_RECV) | BIT(NEW_SYN_RECV))
#define SYNCHRONIZED_BITS                                                                        \
	(BIT(ESTABLISHED) | BIT(FIN_WAIT1) | BIT(FIN_WAIT2) | BIT(TIME_WAIT) | BIT(CLOSE_WAIT) | \
	 BIT(LAST_ACK) | BIT(CLOSING))

const struct name sockstate_sets[] = {
	{ "listen", BIT(LISTEN), "waits for connections" },
	{ "listening", BIT(LISTEN), NULL },
	{ "established", BIT(ESTABLISHED), "has a peer" },
	{ "estab", BIT(ESTABLISHED), NULL },
	{ "unconnected", BIT(CLOSE), "has no peer: datagrams, closed" },
	{ "unconn", BIT(CLOSE), NULL },
	{ "bound", BIT(BOUND), "TCP, bound and no more" },
	{ "syn_sent", BIT(SYN_SENT), NULL },
	{ "syn-sent", BIT(SYN_SENT), NULL },
	{ "syn_recv", SYN_RECV_BITS, NULL },
	{ "syn-recv", SYN_RECV_BITS, NULL },
	{ "fin_wait1", BIT(FIN_WAIT1), NULL },
	{ "fin-wait-1", BIT(FIN_WAIT1), NULL },
	{ "fin_wait2", BIT(FIN_WAIT2), NULL },
	{ "fin-wait-2", BIT(FIN_WAIT2), NULL },
	{ "time_wait", BIT(TIME_WAIT), NULL },
	{ "time-wait", BIT(TIME_WAIT), NULL },
	{ "close_wait", BIT(CLOSE_WAIT), NULL },
	{ "close-wait", BIT(CLOSE_WAIT), NULL },
	{ "last_ack", BIT(LAST_ACK), NULL },
	{ "last-ack", BIT(LAST_ACK), NULL },
	{ "closing", BIT(CLOSING), NULL },
	{ "synchronized", SYNCHRONIZED_BITS, "TCP, behind the handshake" },
	{ "connected", SYNCHRONIZED_BITS | BIT(SYN_SENT) | SYN_RECV_BITS, "has or had a peer" },
	{ NULL, 0, NULL },
};
