/* tcprow -- a TCP connection, as TCP_INFO tells it, as fields of records. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_TCPROW_H
#define CLI_TCPROW_H

#include "cli/record.h"
#include "net/tcpinfo.h"

/* clang-format off */
/* The fields of a TCP connection, in a row of a record: the first has the number BASE. */
enum {
	TCPROW_STATE, TCPROW_ACCEPT_QUEUE, TCPROW_BACKLOG, TCPROW_CA_STATE, TCPROW_OPTIONS,
	TCPROW_RTT, TCPROW_RTTVAR, TCPROW_MIN_RTT, TCPROW_PEER_RTT, TCPROW_RTO, TCPROW_ATO,
	TCPROW_CWND, TCPROW_SSTHRESH, TCPROW_MSS, TCPROW_PEER_MSS, TCPROW_ADVMSS, TCPROW_PMTU,
	TCPROW_SEND_WINDOW, TCPROW_RECEIVE_WINDOW, TCPROW_RECEIVE_SPACE, TCPROW_UNACKED, TCPROW_SACKED,
	TCPROW_LOST, TCPROW_RETRANSMITTING, TCPROW_RETRANSMITS, TCPROW_PROBES, TCPROW_BACKOFF,
	TCPROW_RETRANSMITTED, TCPROW_DUPLICATES, TCPROW_REORDERING, TCPROW_REORDERED, TCPROW_OUT_OF_ORDER,
	TCPROW_DELIVERED, TCPROW_DELIVERED_CE, TCPROW_SEGMENTS_OUT, TCPROW_SEGMENTS_IN, TCPROW_SENT,
	TCPROW_RETRANSMITTED_BYTES, TCPROW_ACKED, TCPROW_RECEIVED, TCPROW_UNSENT, TCPROW_DELIVERY_RATE,
	TCPROW_PACING_RATE, TCPROW_LAST_SENT, TCPROW_LAST_RECEIVED, TCPROW_LAST_ACK, TCPROW_BUSY,
	TCPROW_WINDOW_LIMITED, TCPROW_BUFFER_LIMITED, TCPROW_END
};

#define TCPROW_FIELDS(BASE) \
	[(BASE) + TCPROW_STATE] = FIELD("state", FIELD_TEXT, 0, 0, "TCP: ESTABLISHED, LISTEN, CLOSE_WAIT, ...", NULL), \
	[(BASE) + TCPROW_ACCEPT_QUEUE] = FIELD("accept_queue", FIELD_UINT, 0, 0, "TCP: connections that wait to be accepted", NULL), \
	[(BASE) + TCPROW_BACKLOG] = FIELD("backlog", FIELD_UINT, 0, 0, "TCP: how many may wait", NULL), \
	[(BASE) + TCPROW_CA_STATE] = FIELD("congestion_state", FIELD_TEXT, FIELD_DETAIL, 0, "TCP: open, disorder, cwr, recovery, loss", NULL), \
	[(BASE) + TCPROW_OPTIONS] = FIELD("options", FIELD_TEXT, FIELD_LIST | FIELD_DETAIL, 0, "TCP: what both ends agreed on", NULL), \
	[(BASE) + TCPROW_RTT] = FIELD("rtt_ms", FIELD_REAL, 0, UNIT_MS, "TCP: round-trip time, smoothed", NULL), \
	[(BASE) + TCPROW_RTTVAR] = FIELD("rttvar_ms", FIELD_REAL, FIELD_DETAIL, UNIT_MS, "TCP: its mean deviation", NULL), \
	[(BASE) + TCPROW_MIN_RTT] = FIELD("min_rtt_ms", FIELD_REAL, FIELD_DETAIL, UNIT_MS, "TCP: the shortest of late", NULL), \
	[(BASE) + TCPROW_PEER_RTT] = FIELD("peer_rtt_ms", FIELD_REAL, FIELD_DETAIL, UNIT_MS, "TCP: as the receiving side sees it", NULL), \
	[(BASE) + TCPROW_RTO] = FIELD("rto_ms", FIELD_REAL, FIELD_DETAIL, UNIT_MS, "TCP: retransmission timeout", NULL), \
	[(BASE) + TCPROW_ATO] = FIELD("ato_ms", FIELD_REAL, FIELD_DETAIL, UNIT_MS, "TCP: delay of acknowledgements", NULL), \
	[(BASE) + TCPROW_CWND] = FIELD("cwnd", FIELD_UINT, 0, 0, "TCP: congestion window in segments", NULL), \
	[(BASE) + TCPROW_SSTHRESH] = FIELD("ssthresh", FIELD_UINT, FIELD_DETAIL, 0, "TCP: slow start up to so many segments; unset: no limit yet", NULL), \
	[(BASE) + TCPROW_MSS] = FIELD("mss_bytes", FIELD_UINT, FIELD_DETAIL, UNIT_BYTES, "TCP: largest segment sent", NULL), \
	[(BASE) + TCPROW_PEER_MSS] = FIELD("peer_mss_bytes", FIELD_UINT, FIELD_DETAIL, UNIT_BYTES, "TCP: largest segment received", NULL), \
	[(BASE) + TCPROW_ADVMSS] = FIELD("advertised_mss_bytes", FIELD_UINT, FIELD_DETAIL, UNIT_BYTES, "TCP: what the peer was told", NULL), \
	[(BASE) + TCPROW_PMTU] = FIELD("path_mtu_bytes", FIELD_UINT, FIELD_DETAIL, UNIT_BYTES, "TCP: largest packet of the path", NULL), \
	[(BASE) + TCPROW_SEND_WINDOW] = FIELD("send_window_bytes", FIELD_UINT, FIELD_DETAIL, UNIT_BYTES, "TCP: what the peer would take", NULL), \
	[(BASE) + TCPROW_RECEIVE_WINDOW] = FIELD("receive_window_bytes", FIELD_UINT, FIELD_DETAIL, UNIT_BYTES, "TCP: what the peer may send", NULL), \
	[(BASE) + TCPROW_RECEIVE_SPACE] = FIELD("receive_space_bytes", FIELD_UINT, FIELD_DETAIL, UNIT_BYTES, "TCP: what the program reads in a round trip", NULL), \
	[(BASE) + TCPROW_UNACKED] = FIELD("unacked", FIELD_UINT, FIELD_DETAIL, 0, "TCP: segments under way", NULL), \
	[(BASE) + TCPROW_SACKED] = FIELD("sacked", FIELD_UINT, FIELD_DETAIL, 0, "TCP: of these, acknowledged out of order", NULL), \
	[(BASE) + TCPROW_LOST] = FIELD("lost", FIELD_UINT, FIELD_DETAIL, 0, "TCP: of these, held for lost", NULL), \
	[(BASE) + TCPROW_RETRANSMITTING] = FIELD("retransmitting", FIELD_UINT, FIELD_DETAIL, 0, "TCP: of these, sent again", NULL), \
	[(BASE) + TCPROW_RETRANSMITS] = FIELD("retransmits", FIELD_UINT, FIELD_DETAIL, 0, "TCP: timeouts in a row, unanswered", NULL), \
	[(BASE) + TCPROW_PROBES] = FIELD("probes", FIELD_UINT, FIELD_DETAIL, 0, "TCP: unanswered probes of a window, or to keep alive", NULL), \
	[(BASE) + TCPROW_BACKOFF] = FIELD("backoff", FIELD_UINT, FIELD_DETAIL, 0, "TCP: how often the timeout was doubled", NULL), \
	[(BASE) + TCPROW_RETRANSMITTED] = FIELD("retransmitted", FIELD_UINT, 0, 0, "TCP: segments sent again, ever", NULL), \
	[(BASE) + TCPROW_DUPLICATES] = FIELD("duplicates", FIELD_UINT, FIELD_DETAIL, 0, "TCP: segments that the peer had already (DSACK)", NULL), \
	[(BASE) + TCPROW_REORDERING] = FIELD("reordering", FIELD_UINT, FIELD_DETAIL, 0, "TCP: distance in segments that is no loss", NULL), \
	[(BASE) + TCPROW_REORDERED] = FIELD("reordered", FIELD_UINT, FIELD_DETAIL, 0, "TCP: times that segments overtook each other", NULL), \
	[(BASE) + TCPROW_OUT_OF_ORDER] = FIELD("out_of_order", FIELD_UINT, FIELD_DETAIL, 0, "TCP: segments received out of order", NULL), \
	[(BASE) + TCPROW_DELIVERED] = FIELD("delivered", FIELD_UINT, FIELD_DETAIL, 0, "TCP: segments that arrived", NULL), \
	[(BASE) + TCPROW_DELIVERED_CE] = FIELD("delivered_ce", FIELD_UINT, FIELD_DETAIL, 0, "TCP: of these, marked by a congested router", NULL), \
	[(BASE) + TCPROW_SEGMENTS_OUT] = FIELD("segments_out", FIELD_UINT, FIELD_DETAIL, 0, "TCP: segments sent", NULL), \
	[(BASE) + TCPROW_SEGMENTS_IN] = FIELD("segments_in", FIELD_UINT, FIELD_DETAIL, 0, "TCP: segments received", NULL), \
	[(BASE) + TCPROW_SENT] = FIELD("sent_bytes", FIELD_UINT, FIELD_DETAIL, UNIT_BYTES, "TCP: data sent, and sent again", NULL), \
	[(BASE) + TCPROW_RETRANSMITTED_BYTES] = FIELD("retransmitted_bytes", FIELD_UINT, FIELD_DETAIL, UNIT_BYTES, "TCP: data sent again", NULL), \
	[(BASE) + TCPROW_ACKED] = FIELD("acked_bytes", FIELD_UINT, FIELD_DETAIL, UNIT_BYTES, "TCP: data that the peer acknowledged", NULL), \
	[(BASE) + TCPROW_RECEIVED] = FIELD("received_bytes", FIELD_UINT, FIELD_DETAIL, UNIT_BYTES, "TCP: data received", NULL), \
	[(BASE) + TCPROW_UNSENT] = FIELD("unsent_bytes", FIELD_UINT, FIELD_DETAIL, UNIT_BYTES, "TCP: data that was never sent yet", NULL), \
	[(BASE) + TCPROW_DELIVERY_RATE] = FIELD("delivery_bytes_per_s", FIELD_UINT, FIELD_DETAIL, UNIT_BYTES, "TCP: that arrived of late", NULL), \
	[(BASE) + TCPROW_PACING_RATE] = FIELD("pacing_bytes_per_s", FIELD_UINT, FIELD_DETAIL, UNIT_BYTES, "TCP: that are sent at most", NULL), \
	[(BASE) + TCPROW_LAST_SENT] = FIELD("last_sent_ms", FIELD_UINT, FIELD_DETAIL, UNIT_MS, "TCP: since data was sent", NULL), \
	[(BASE) + TCPROW_LAST_RECEIVED] = FIELD("last_received_ms", FIELD_UINT, FIELD_DETAIL, UNIT_MS, "TCP: since data came", NULL), \
	[(BASE) + TCPROW_LAST_ACK] = FIELD("last_ack_ms", FIELD_UINT, FIELD_DETAIL, UNIT_MS, "TCP: since an acknowledgement came", NULL), \
	[(BASE) + TCPROW_BUSY] = FIELD("busy_ms", FIELD_REAL, FIELD_DETAIL, UNIT_MS, "TCP: time with data to send", NULL), \
	[(BASE) + TCPROW_WINDOW_LIMITED] = FIELD("window_limited_ms", FIELD_REAL, FIELD_DETAIL, UNIT_MS, "TCP: of that, the peer's window was full", NULL), \
	[(BASE) + TCPROW_BUFFER_LIMITED] = FIELD("buffer_limited_ms", FIELD_REAL, FIELD_DETAIL, UNIT_MS, "TCP: of that, the send buffer was too small", NULL)
/* clang-format on */

/* All of them, as far as INFO has them. */
void tcprow_put(struct row *row, unsigned base, const struct tcpinfo *info);

#endif
