/* names_transport -- options of TCP, UDP and UDP-Lite, and their values. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <stddef.h>

#include "net/names.h"

/* clang-format off */
/* Numbers where the headers of Debian 12 have no word yet. */
const struct name names_tcp[] = {
	{ "TCP_NODELAY", TCP_NODELAY, "send at once, no waiting for more (Nagle off)" },
	{ "TCP_MAXSEG", TCP_MAXSEG, "largest segment in bytes" },
	{ "TCP_CORK", TCP_CORK, "send only full segments until it is cleared" },
	{ "TCP_KEEPIDLE", TCP_KEEPIDLE, "seconds of silence before the first keepalive probe" },
	{ "TCP_KEEPINTVL", TCP_KEEPINTVL, "seconds between keepalive probes" },
	{ "TCP_KEEPCNT", TCP_KEEPCNT, "keepalive probes before giving up" },
	{ "TCP_SYNCNT", TCP_SYNCNT, "repeated SYNs before giving up" },
	{ "TCP_LINGER2", TCP_LINGER2, "seconds in FIN_WAIT2 after close" },
	{ "TCP_DEFER_ACCEPT", TCP_DEFER_ACCEPT, "accept only once data has come" },
	{ "TCP_WINDOW_CLAMP", TCP_WINDOW_CLAMP, "largest receive window" },
	{ "TCP_INFO", TCP_INFO, "state of the connection (read only)" },
	{ "TCP_QUICKACK", TCP_QUICKACK, "acknowledge at once, for now" },
	{ "TCP_CONGESTION", TCP_CONGESTION, "congestion control by name" },
	{ "TCP_MD5SIG", TCP_MD5SIG, "MD5 signatures, RFC 2385" },
	{ "TCP_COOKIE_TRANSACTIONS", TCP_COOKIE_TRANSACTIONS, "removed from Linux 3.10" },
	{ "TCP_THIN_LINEAR_TIMEOUTS", TCP_THIN_LINEAR_TIMEOUTS, "thin streams: no exponential timeouts" },
	{ "TCP_THIN_DUPACK", TCP_THIN_DUPACK, "thin streams: repeat after one duplicate, no effect now" },
	{ "TCP_USER_TIMEOUT", TCP_USER_TIMEOUT, "milliseconds without acknowledgement before closing" },
	{ "TCP_REPAIR", TCP_REPAIR, "repair mode: freeze and restore a connection" },
	{ "TCP_REPAIR_QUEUE", TCP_REPAIR_QUEUE, "repair mode: which queue" },
	{ "TCP_QUEUE_SEQ", TCP_QUEUE_SEQ, "repair mode: sequence number of the queue" },
	{ "TCP_REPAIR_OPTIONS", TCP_REPAIR_OPTIONS, "repair mode: negotiated options" },
	{ "TCP_FASTOPEN", TCP_FASTOPEN, "accept data in the SYN, RFC 7413" },
	{ "TCP_TIMESTAMP", TCP_TIMESTAMP, "offset of the timestamps" },
	{ "TCP_NOTSENT_LOWAT", TCP_NOTSENT_LOWAT, "writable below so many unsent bytes" },
	{ "TCP_CC_INFO", TCP_CC_INFO, "state of congestion control (read only)" },
	{ "TCP_SAVE_SYN", TCP_SAVE_SYN, "keep the headers of the SYN" },
	{ "TCP_SAVED_SYN", TCP_SAVED_SYN, "take the kept headers (read only)" },
	{ "TCP_REPAIR_WINDOW", TCP_REPAIR_WINDOW, "repair mode: window" },
	{ "TCP_FASTOPEN_CONNECT", TCP_FASTOPEN_CONNECT, "connect sends the first data in the SYN" },
	{ "TCP_ULP", TCP_ULP, "upper layer by name, such as tls" },
	{ "TCP_MD5SIG_EXT", TCP_MD5SIG_EXT, "MD5 signatures for a prefix or interface" },
	{ "TCP_FASTOPEN_KEY", TCP_FASTOPEN_KEY, "key of the fast open cookies" },
	{ "TCP_FASTOPEN_NO_COOKIE", TCP_FASTOPEN_NO_COOKIE, "fast open without a cookie" },
	{ "TCP_ZEROCOPY_RECEIVE", TCP_ZEROCOPY_RECEIVE, "map received pages" },
	{ "TCP_INQ", TCP_INQ, "receive the number of bytes still queued" },
	{ "TCP_CM_INQ", TCP_CM_INQ, "type of TCP_INQ's control message" },
	{ "TCP_TX_DELAY", TCP_TX_DELAY, "delay what is sent, in microseconds" },
	{ "TCP_AO_ADD_KEY", 38, "authentication option: add a key, RFC 5925" },
	{ "TCP_AO_DEL_KEY", 39, "authentication option: remove a key" },
	{ "TCP_AO_INFO", 40, "authentication option: settings and counters" },
	{ "TCP_AO_GET_KEYS", 41, "authentication option: list the keys (read only)" },
	{ "TCP_AO_REPAIR", 42, "authentication option: repair mode" },
	{ "TCP_IS_MPTCP", 43, "whether multipath TCP is in use (read only)" },
	{ "TCP_RTO_MAX_MS", 44, "longest retransmission timeout" },
	{ "TCP_RTO_MIN_US", 45, "shortest retransmission timeout" },
	{ "TCP_DELACK_MAX_US", 46, "longest delay of an acknowledgement" },
	{ NULL, 0, NULL },
};

const struct name names_udp[] = {
	{ "UDP_CORK", UDP_CORK, "collect one datagram until it is cleared" },
	{ "UDP_ENCAP", UDP_ENCAP, "encapsulation, see UDP_ENCAP_" },
	{ "UDP_NO_CHECK6_TX", UDP_NO_CHECK6_TX, "send without checksums over IPv6" },
	{ "UDP_NO_CHECK6_RX", UDP_NO_CHECK6_RX, "accept datagrams without checksums over IPv6" },
	{ "UDP_SEGMENT", UDP_SEGMENT, "size of the datagrams that one send is cut into" },
	{ "UDP_GRO", UDP_GRO, "receive several datagrams as one" },
	{ NULL, 0, NULL },
};

const struct name names_udp_values[] = {
	{ "UDP_ENCAP_ESPINUDP_NON_IKE", UDP_ENCAP_ESPINUDP_NON_IKE, "UDP_ENCAP: ESP, an old draft" },
	{ "UDP_ENCAP_ESPINUDP", UDP_ENCAP_ESPINUDP, "UDP_ENCAP: ESP, RFC 3948" },
	{ "UDP_ENCAP_L2TPINUDP", UDP_ENCAP_L2TPINUDP, "UDP_ENCAP: L2TP" },
	{ "UDP_ENCAP_GTP0", UDP_ENCAP_GTP0, "UDP_ENCAP: GTP version 0" },
	{ "UDP_ENCAP_GTP1U", UDP_ENCAP_GTP1U, "UDP_ENCAP: GTP version 1" },
	{ "UDP_ENCAP_RXRPC", 6, "UDP_ENCAP: remote procedure calls of AFS" },
	{ NULL, 0, NULL },
};

const struct name names_udplite[] = {
	{ "UDPLITE_SEND_CSCOV", 10, "bytes that checksums of sent datagrams cover" },
	{ "UDPLITE_RECV_CSCOV", 11, "bytes that checksums must cover to be received" },
	{ NULL, 0, NULL },
};
/* clang-format on */
