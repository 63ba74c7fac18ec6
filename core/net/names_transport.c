/* names_transport -- options of TCP, UDP and UDP-Lite, and their values. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <stddef.h>

#include "net/names.h"

/* clang-format off */
/* Numbers where the headers of Debian 12 have no word yet. */
const struct name names_tcp[] = {
	NAME("TCP_NODELAY", TCP_NODELAY, "send at once, no waiting for more (Nagle off)"),
	NAME("TCP_MAXSEG", TCP_MAXSEG, "largest segment in bytes"),
	NAME("TCP_CORK", TCP_CORK, "send only full segments until it is cleared"),
	NAME("TCP_KEEPIDLE", TCP_KEEPIDLE, "seconds of silence before the first keepalive probe"),
	NAME("TCP_KEEPINTVL", TCP_KEEPINTVL, "seconds between keepalive probes"),
	NAME("TCP_KEEPCNT", TCP_KEEPCNT, "keepalive probes before giving up"),
	NAME("TCP_SYNCNT", TCP_SYNCNT, "repeated SYNs before giving up"),
	NAME("TCP_LINGER2", TCP_LINGER2, "seconds in FIN_WAIT2 after close"),
	NAME("TCP_DEFER_ACCEPT", TCP_DEFER_ACCEPT, "accept only once data has come"),
	NAME("TCP_WINDOW_CLAMP", TCP_WINDOW_CLAMP, "largest receive window"),
	NAME("TCP_INFO", TCP_INFO, "state of the connection (read only)"),
	NAME("TCP_QUICKACK", TCP_QUICKACK, "acknowledge at once, for now"),
	NAME("TCP_CONGESTION", TCP_CONGESTION, "congestion control by name"),
	NAME("TCP_MD5SIG", TCP_MD5SIG, "MD5 signatures, RFC 2385"),
	NAME("TCP_COOKIE_TRANSACTIONS", TCP_COOKIE_TRANSACTIONS, "removed from Linux 3.10"),
	NAME("TCP_THIN_LINEAR_TIMEOUTS", TCP_THIN_LINEAR_TIMEOUTS, "thin streams: no exponential timeouts"),
	NAME("TCP_THIN_DUPACK", TCP_THIN_DUPACK, "thin streams: repeat after one duplicate, no effect now"),
	NAME("TCP_USER_TIMEOUT", TCP_USER_TIMEOUT, "milliseconds without acknowledgement before closing"),
	NAME("TCP_REPAIR", TCP_REPAIR, "repair mode: freeze and restore a connection"),
	NAME("TCP_REPAIR_QUEUE", TCP_REPAIR_QUEUE, "repair mode: which queue"),
	NAME("TCP_QUEUE_SEQ", TCP_QUEUE_SEQ, "repair mode: sequence number of the queue"),
	NAME("TCP_REPAIR_OPTIONS", TCP_REPAIR_OPTIONS, "repair mode: negotiated options"),
	NAME("TCP_FASTOPEN", TCP_FASTOPEN, "accept data in the SYN, RFC 7413"),
	NAME("TCP_TIMESTAMP", TCP_TIMESTAMP, "offset of the timestamps"),
	NAME("TCP_NOTSENT_LOWAT", TCP_NOTSENT_LOWAT, "writable below so many unsent bytes"),
	NAME("TCP_CC_INFO", TCP_CC_INFO, "state of congestion control (read only)"),
	NAME("TCP_SAVE_SYN", TCP_SAVE_SYN, "keep the headers of the SYN"),
	NAME("TCP_SAVED_SYN", TCP_SAVED_SYN, "take the kept headers (read only)"),
	NAME("TCP_REPAIR_WINDOW", TCP_REPAIR_WINDOW, "repair mode: window"),
	NAME("TCP_FASTOPEN_CONNECT", TCP_FASTOPEN_CONNECT, "connect sends the first data in the SYN"),
	NAME("TCP_ULP", TCP_ULP, "upper layer by name, such as tls"),
	NAME("TCP_MD5SIG_EXT", TCP_MD5SIG_EXT, "MD5 signatures for a prefix or interface"),
	NAME("TCP_FASTOPEN_KEY", TCP_FASTOPEN_KEY, "key of the fast open cookies"),
	NAME("TCP_FASTOPEN_NO_COOKIE", TCP_FASTOPEN_NO_COOKIE, "fast open without a cookie"),
	NAME("TCP_ZEROCOPY_RECEIVE", TCP_ZEROCOPY_RECEIVE, "map received pages"),
	NAME("TCP_INQ", TCP_INQ, "receive the number of bytes still queued"),
	NAME("TCP_CM_INQ", TCP_CM_INQ, "type of TCP_INQ's control message"),
	NAME("TCP_TX_DELAY", TCP_TX_DELAY, "delay what is sent, in microseconds"),
	NAME("TCP_AO_ADD_KEY", 38, "authentication option: add a key, RFC 5925"),
	NAME("TCP_AO_DEL_KEY", 39, "authentication option: remove a key"),
	NAME("TCP_AO_INFO", 40, "authentication option: settings and counters"),
	NAME("TCP_AO_GET_KEYS", 41, "authentication option: list the keys (read only)"),
	NAME("TCP_AO_REPAIR", 42, "authentication option: repair mode"),
	NAME("TCP_IS_MPTCP", 43, "whether multipath TCP is in use (read only)"),
	NAME("TCP_RTO_MAX_MS", 44, "longest retransmission timeout"),
	NAME("TCP_RTO_MIN_US", 45, "shortest retransmission timeout"),
	NAME("TCP_DELACK_MAX_US", 46, "longest delay of an acknowledgement"),
	NAMES_END,
};

const struct name names_udp[] = {
	NAME("UDP_CORK", UDP_CORK, "collect one datagram until it is cleared"),
	NAME("UDP_ENCAP", UDP_ENCAP, "encapsulation, see UDP_ENCAP_"),
	NAME("UDP_NO_CHECK6_TX", UDP_NO_CHECK6_TX, "send without checksums over IPv6"),
	NAME("UDP_NO_CHECK6_RX", UDP_NO_CHECK6_RX, "accept datagrams without checksums over IPv6"),
	NAME("UDP_SEGMENT", UDP_SEGMENT, "size of the datagrams that one send is cut into"),
	NAME("UDP_GRO", UDP_GRO, "receive several datagrams as one"),
	NAMES_END,
};

const struct name names_udp_values[] = {
	NAME("UDP_ENCAP_ESPINUDP_NON_IKE", UDP_ENCAP_ESPINUDP_NON_IKE, "UDP_ENCAP: ESP, an old draft"),
	NAME("UDP_ENCAP_ESPINUDP", UDP_ENCAP_ESPINUDP, "UDP_ENCAP: ESP, RFC 3948"),
	NAME("UDP_ENCAP_L2TPINUDP", UDP_ENCAP_L2TPINUDP, "UDP_ENCAP: L2TP"),
	NAME("UDP_ENCAP_GTP0", UDP_ENCAP_GTP0, "UDP_ENCAP: GTP version 0"),
	NAME("UDP_ENCAP_GTP1U", UDP_ENCAP_GTP1U, "UDP_ENCAP: GTP version 1"),
	NAME("UDP_ENCAP_RXRPC", 6, "UDP_ENCAP: remote procedure calls of AFS"),
	NAMES_END,
};

const struct name names_udplite[] = {
	NAME("UDPLITE_SEND_CSCOV", 10, "bytes that checksums of sent datagrams cover"),
	NAME("UDPLITE_RECV_CSCOV", 11, "bytes that checksums must cover to be received"),
	NAMES_END,
};
/* clang-format on */
