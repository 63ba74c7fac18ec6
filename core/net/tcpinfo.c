/* tcpinfo -- what the kernel tells of a TCP connection: TCP_INFO, as far as this kernel goes. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/tcpinfo.h"

#include <errno.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/tcp.h>

#include "net/calls.h"

/* linux/tcp.h has the states of congestion control, netinet/tcp.h those of the connection; the two
 * cannot be had together. */
enum { CLOSED_STATE = 7, LISTEN_STATE = 10 };

const struct name tcpinfo_states[] = {
	NAME("ESTABLISHED", 1, "data may flow"),
	NAME("SYN_SENT", 2, "asked to connect"),
	NAME("SYN_RECV", 3, "was asked, and agreed"),
	NAME("FIN_WAIT1", 4, "ended, not acknowledged yet"),
	NAME("FIN_WAIT2", 5, "ended, the peer has not"),
	NAME("TIME_WAIT", 6, "both ended, late segments are waited for"),
	NAME("CLOSE", CLOSED_STATE, "not connected"),
	NAME("CLOSE_WAIT", 8, "the peer ended"),
	NAME("LAST_ACK", 9, "both ended, not acknowledged yet"),
	NAME("LISTEN", LISTEN_STATE, "waits for connections"),
	NAME("CLOSING", 11, "both ended at once"),
	NAME("NEW_SYN_RECV", 12, "as SYN_RECV"),
	NAMES_END,
};

const struct name tcpinfo_ca_states[] = {
	NAME("open", TCP_CA_Open, "nothing is wrong"),
	NAME("disorder", TCP_CA_Disorder, "first signs of loss"),
	NAME("cwr", TCP_CA_CWR, "the window is reduced: ECN, or a local queue"),
	NAME("recovery", TCP_CA_Recovery, "fast retransmission"),
	NAME("loss", TCP_CA_Loss, "after a retransmission timeout"),
	NAMES_END,
};

const struct name tcpinfo_options[] = {
	NAME("timestamps", 1, "RFC 7323"),
	NAME("sack", 2, "RFC 2018"),
	NAME("wscale", 4, "RFC 7323"),
	NAME("ecn", 8, "RFC 3168"),
	NAME("ecn_seen", 16, "a segment was marked as capable of it"),
	NAME("syn_data", 32, "data in the SYN was acknowledged, RFC 7413"),
	NAME("usec_timestamps", 64, "timestamps in microseconds"),
	NAMES_END,
};

/* Where a number is, its size, and which value means that there is none. */
#define AT(member) offsetof(struct tcp_info, member), sizeof(((struct tcp_info *)0)->member)

static const struct {
	unsigned at, size;
	uint64_t none;
} numbers[TCPINFO_NUMBERS] = {
	[TCPINFO_STATE] = { AT(tcpi_state), UINT64_MAX },
	[TCPINFO_CA_STATE] = { AT(tcpi_ca_state), UINT64_MAX },
	[TCPINFO_TIMEOUTS] = { AT(tcpi_retransmits), UINT64_MAX },
	[TCPINFO_PROBES] = { AT(tcpi_probes), UINT64_MAX },
	[TCPINFO_BACKOFF] = { AT(tcpi_backoff), UINT64_MAX },
	[TCPINFO_OPTIONS] = { AT(tcpi_options), UINT64_MAX },
	[TCPINFO_RTO_US] = { AT(tcpi_rto), 0 },
	[TCPINFO_ATO_US] = { AT(tcpi_ato), 0 },
	[TCPINFO_MSS] = { AT(tcpi_snd_mss), 0 },
	[TCPINFO_PEER_MSS] = { AT(tcpi_rcv_mss), 0 },
	[TCPINFO_UNACKED] = { AT(tcpi_unacked), UINT64_MAX },
	[TCPINFO_SACKED] = { AT(tcpi_sacked), UINT64_MAX },
	[TCPINFO_LOST] = { AT(tcpi_lost), UINT64_MAX },
	[TCPINFO_RETRANSMITTED] = { AT(tcpi_retrans), UINT64_MAX },
	[TCPINFO_LAST_SENT_MS] = { AT(tcpi_last_data_sent), UINT64_MAX },
	[TCPINFO_LAST_RECEIVED_MS] = { AT(tcpi_last_data_recv), UINT64_MAX },
	[TCPINFO_LAST_ACK_MS] = { AT(tcpi_last_ack_recv), UINT64_MAX },
	[TCPINFO_PMTU] = { AT(tcpi_pmtu), 0 },
	[TCPINFO_RTT_US] = { AT(tcpi_rtt), 0 },
	[TCPINFO_RTTVAR_US] = { AT(tcpi_rttvar), UINT64_MAX },
	[TCPINFO_SSTHRESH] = { AT(tcpi_snd_ssthresh), 0x7fffffff }, /* no limit yet */
	[TCPINFO_CWND] = { AT(tcpi_snd_cwnd), UINT64_MAX },
	[TCPINFO_ADVMSS] = { AT(tcpi_advmss), 0 },
	[TCPINFO_REORDERING] = { AT(tcpi_reordering), UINT64_MAX },
	[TCPINFO_PEER_RTT_US] = { AT(tcpi_rcv_rtt), 0 },
	[TCPINFO_RECEIVE_SPACE] = { AT(tcpi_rcv_space), 0 },
	[TCPINFO_RETRANSMITTED_EVER] = { AT(tcpi_total_retrans), UINT64_MAX },
	[TCPINFO_PACING_RATE] = { AT(tcpi_pacing_rate), UINT64_MAX },
	[TCPINFO_ACKED_BYTES] = { AT(tcpi_bytes_acked), UINT64_MAX },
	[TCPINFO_RECEIVED_BYTES] = { AT(tcpi_bytes_received), UINT64_MAX },
	[TCPINFO_SEGMENTS_OUT] = { AT(tcpi_segs_out), UINT64_MAX },
	[TCPINFO_SEGMENTS_IN] = { AT(tcpi_segs_in), UINT64_MAX },
	[TCPINFO_UNSENT_BYTES] = { AT(tcpi_notsent_bytes), UINT64_MAX },
	[TCPINFO_MIN_RTT_US] = { AT(tcpi_min_rtt), UINT32_MAX },
	[TCPINFO_DELIVERY_RATE] = { AT(tcpi_delivery_rate), 0 },
	[TCPINFO_BUSY_US] = { AT(tcpi_busy_time), UINT64_MAX },
	[TCPINFO_WINDOW_LIMITED_US] = { AT(tcpi_rwnd_limited), UINT64_MAX },
	[TCPINFO_BUFFER_LIMITED_US] = { AT(tcpi_sndbuf_limited), UINT64_MAX },
	[TCPINFO_DELIVERED] = { AT(tcpi_delivered), UINT64_MAX },
	[TCPINFO_DELIVERED_CE] = { AT(tcpi_delivered_ce), UINT64_MAX },
	[TCPINFO_SENT_BYTES] = { AT(tcpi_bytes_sent), UINT64_MAX },
	[TCPINFO_RETRANSMITTED_BYTES] = { AT(tcpi_bytes_retrans), UINT64_MAX },
	[TCPINFO_DUPLICATES] = { AT(tcpi_dsack_dups), UINT64_MAX },
	[TCPINFO_REORDER_SEEN] = { AT(tcpi_reord_seen), UINT64_MAX },
	[TCPINFO_OUT_OF_ORDER] = { AT(tcpi_rcv_ooopack), UINT64_MAX },
	[TCPINFO_SEND_WINDOW] = { AT(tcpi_snd_wnd), UINT64_MAX },
	[TCPINFO_RECEIVE_WINDOW] = { offsetof(struct tcp_info, tcpi_snd_wnd) + 4, 4, UINT64_MAX },
};

bool tcpinfo_read(struct tcpinfo *info, int fd, struct err *err)
{
	struct tcpinfo fresh = { 0 };
	socklen_t size = sizeof(fresh.byte);

	if (call_getsockopt(fd, IPPROTO_TCP, TCP_INFO, fresh.byte, &size) < 0)
		return err_errno(err, errno, "TCP_INFO");
	fresh.size = size;
	*info = fresh;
	return true;
}

bool tcpinfo_get(uint64_t *number, const struct tcpinfo *info, enum tcpinfo_number what)
{
	unsigned at = numbers[what].at, size = numbers[what].size;
	uint8_t byte;
	uint32_t whole;
	uint64_t wide;

	if (at + size > info->size)
		return false;
	switch (size) {
	case sizeof(byte):
		wide = info->byte[at];
		break;
	case sizeof(whole):
		memcpy(&whole, info->byte + at, sizeof(whole));
		wide = whole;
		break;
	default: /* the only other size in the table */
		memcpy(&wide, info->byte + at, sizeof(wide));
		break;
	}
	if (wide == numbers[what].none)
		return false;
	*number = wide;
	return true;
}

bool tcpinfo_listens(const struct tcpinfo *info)
{
	uint64_t state;

	return tcpinfo_get(&state, info, TCPINFO_STATE) && state == LISTEN_STATE;
}
