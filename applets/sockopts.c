/* sockopts -- the socket options of this kernel, of a fresh socket or of one that is there. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "base/buf.h"
#include "cli/applet.h"
#include "cli/out.h"
#include "net/calls.h"
#include "net/limits.h"
#include "net/sockopt.h"
#include "net/sockopt_refusal.h"
#include "net/sockopt_text.h"
#include "net/sockview.h"

struct settings {
	struct texts set;
	int64_t pid, fd; /* below 0: not given */
	bool changed;
};

static const struct settings defaults = { .pid = -1, .fd = -1 };

/* clang-format off */
static const struct opt options[] = {
	OPT_TEXTS(struct settings, set, 0, "set", "NAME=VALUE", OFFER_SOCKOPT,
	          "set an option, show what is in effect; may be repeated"),
	OPT_NUMBER(struct settings, fd, 0, "fd", "N", 0, INT32_MAX,
	           "of the socket that descriptor N is"),
	OPT_NUMBER(struct settings, pid, 0, "pid", "PID", 1, INT32_MAX, "--fd: of this process"),
	OPT_FLAG(struct settings, changed, 0, "changed", "--fd: only what differs from a fresh socket"),
	OPT_END
};

static const struct operand operands[] = {
	{ "KIND|OPTION", 0, MANY, OFFER_SOCKKIND,
	  "tcp, udp6, unix, ...; SO_RCVBUF, ...; none: all options of tcp" },
	{ 0 },
};

enum {
	KIND, NAME, LEVEL, NUMBER, TYPE, UNIT, VALUE, VALUE_INT, VALUE_HEX, ASKED, DEFAULT, DIFFERS,
	SETTABLE, READABLE, NEEDS, SYSCTL, SYSCTL_VALUE, REMARK, MEANING
};

static const struct field fields[] = {
	[KIND] = { "kind", FIELD_TEXT, 0, 0, "kind of socket", NULL },
	[NAME] = { "name", FIELD_TEXT, 0, 0, "the option", NULL },
	[LEVEL] = { "level", FIELD_TEXT, FIELD_DETAIL, 0, "what setsockopt(2) takes as level", NULL },
	[NUMBER] = { "number", FIELD_INT, FIELD_DETAIL, 0, "what it takes as option, on this machine", NULL },
	[TYPE] = { "type", FIELD_TEXT, 0, 0, "bool, int, size, time, word, bits, text, bytes, ...", NULL },
	[UNIT] = { "unit", FIELD_TEXT, FIELD_DETAIL, 0, "bytes, s, ms, us, bytes/s", NULL },
	[VALUE] = { "value", FIELD_TEXT, 0, 0, "what it is on the socket; with --set, in effect", NULL },
	[VALUE_INT] = { "value_int", FIELD_INT, FIELD_DETAIL, 0, "the same where it is one number", NULL },
	[VALUE_HEX] = { "value_hex", FIELD_TEXT, FIELD_DETAIL, 0, "the same as the bytes in memory", NULL },
	[ASKED] = { "asked", FIELD_TEXT, 0, 0, "what --set asked for", NULL },
	[DEFAULT] = { "default", FIELD_TEXT, FIELD_DETAIL, 0, "what it is on a fresh socket", NULL },
	[DIFFERS] = { "differs", FIELD_BOOL, FIELD_DETAIL, 0, "--fd: whether value and default differ", NULL },
	[SETTABLE] = { "settable", FIELD_BOOL, 0, 0, "whether it can be set on this kind", NULL },
	[READABLE] = { "readable", FIELD_BOOL, FIELD_DETAIL, 0, "whether it can be read", NULL },
	[NEEDS] = { "needs", FIELD_TEXT, FIELD_DETAIL, 0, "the right that setting it takes", NULL },
	[SYSCTL] = { "sysctl", FIELD_TEXT, FIELD_DETAIL, 0, "what limits it, or gives its default", NULL },
	[SYSCTL_VALUE] = { "sysctl_value", FIELD_TEXT, FIELD_DETAIL, 0, "the value of that on this machine", NULL },
	[REMARK] = { "remark", FIELD_TEXT, 0, 0, "why it is not what was asked, from what it differs, or why it has no value", NULL },
	[MEANING] = { "meaning", FIELD_TEXT, FIELD_DETAIL, 0, "what it is for", NULL },
	{ 0 },
};

enum {
	S_KIND, S_PID, S_FD, S_LOCAL, S_PEER, S_LISTENS, S_RECV_QUEUE, S_SEND_QUEUE, S_DROPS,
	S_STATE, S_ACCEPT_QUEUE, S_BACKLOG, S_CONGESTION, S_CA_STATE, S_OPTIONS, S_NUMBERS
};

/* Of TCP_INFO: one key for each number, in this order. */
#define TCP(key, type, unit, help) { key, type, FIELD_DETAIL, unit, help, NULL }
static const struct field summary_fields[] = {
	[S_KIND] = { "kind", FIELD_TEXT, 0, 0, "kind of socket", NULL },
	[S_PID] = { "pid", FIELD_INT, 0, 0, "the process that has it", NULL },
	[S_FD] = { "fd", FIELD_INT, 0, 0, "its descriptor there", NULL },
	[S_LOCAL] = { "local", FIELD_TEXT, 0, 0, "its own end", NULL },
	[S_PEER] = { "peer", FIELD_TEXT, 0, 0, "the other end", NULL },
	[S_LISTENS] = { "listens", FIELD_BOOL, 0, 0, "whether it accepts connections", NULL },
	[S_RECV_QUEUE] = { "recv_queue_bytes", FIELD_INT, 0, UNIT_BYTES, "waiting to be read; of datagrams, in the next one", NULL },
	[S_SEND_QUEUE] = { "send_queue_bytes", FIELD_INT, 0, UNIT_BYTES, "not yet taken by the peer", NULL },
	[S_DROPS] = { "drops", FIELD_INT, 0, 0, "packets dropped for want of room", NULL },
	[S_STATE] = { "state", FIELD_TEXT, 0, 0, "TCP: ESTABLISHED, LISTEN, ...", NULL },
	[S_ACCEPT_QUEUE] = { "accept_queue", FIELD_UINT, 0, 0, "TCP: connections that wait to be accepted", NULL },
	[S_BACKLOG] = { "backlog", FIELD_UINT, 0, 0, "TCP: how many may wait", NULL },
	[S_CONGESTION] = { "congestion", FIELD_TEXT, 0, 0, "TCP: congestion control", NULL },
	[S_CA_STATE] = { "congestion_state", FIELD_TEXT, 0, 0, "TCP: open, disorder, cwr, recovery, loss", NULL },
	[S_OPTIONS] = { "options", FIELD_TEXT, FIELD_LIST, 0, "TCP: what both agreed on", NULL },
	TCP("rtt_ms", FIELD_REAL, UNIT_MS, "TCP: round-trip time, smoothed"),
	TCP("rttvar_ms", FIELD_REAL, UNIT_MS, "TCP: its mean deviation"),
	TCP("min_rtt_ms", FIELD_REAL, UNIT_MS, "TCP: the shortest of late"),
	TCP("peer_rtt_ms", FIELD_REAL, UNIT_MS, "TCP: as the receiving side sees it"),
	TCP("rto_ms", FIELD_REAL, UNIT_MS, "TCP: retransmission timeout"),
	TCP("ato_ms", FIELD_REAL, UNIT_MS, "TCP: delay of acknowledgements"),
	TCP("cwnd", FIELD_UINT, 0, "TCP: congestion window in segments"),
	TCP("ssthresh", FIELD_UINT, 0, "TCP: slow start up to so many segments; unset: no loss yet"),
	TCP("mss_bytes", FIELD_UINT, UNIT_BYTES, "TCP: largest segment sent"),
	TCP("peer_mss_bytes", FIELD_UINT, UNIT_BYTES, "TCP: largest segment received"),
	TCP("advertised_mss_bytes", FIELD_UINT, UNIT_BYTES, "TCP: what the peer was told"),
	TCP("path_mtu_bytes", FIELD_UINT, UNIT_BYTES, "TCP: largest packet of the path"),
	TCP("send_window_bytes", FIELD_UINT, UNIT_BYTES, "TCP: what the peer would take"),
	TCP("receive_window_bytes", FIELD_UINT, UNIT_BYTES, "TCP: what it may send"),
	TCP("receive_space_bytes", FIELD_UINT, UNIT_BYTES, "TCP: what autotuning aims at"),
	TCP("unacked", FIELD_UINT, 0, "TCP: segments under way"),
	TCP("sacked", FIELD_UINT, 0, "TCP: of these, acknowledged out of order"),
	TCP("lost", FIELD_UINT, 0, "TCP: of these, held for lost"),
	TCP("retransmitting", FIELD_UINT, 0, "TCP: of these, sent again"),
	TCP("retransmits", FIELD_UINT, 0, "TCP: timeouts in a row, unanswered"),
	TCP("probes", FIELD_UINT, 0, "TCP: probes unanswered, for a window or to keep alive"),
	TCP("backoff", FIELD_UINT, 0, "TCP: how often the timeout was doubled"),
	TCP("retransmitted", FIELD_UINT, 0, "TCP: segments sent again, ever"),
	TCP("duplicates", FIELD_UINT, 0, "TCP: of these, needlessly (DSACK)"),
	TCP("reordering", FIELD_UINT, 0, "TCP: distance in segments that is no loss"),
	TCP("reordered", FIELD_UINT, 0, "TCP: times that segments overtook each other"),
	TCP("out_of_order", FIELD_UINT, 0, "TCP: segments received out of order"),
	TCP("delivered", FIELD_UINT, 0, "TCP: segments that arrived"),
	TCP("delivered_ce", FIELD_UINT, 0, "TCP: of these, marked by a congested router"),
	TCP("segments_out", FIELD_UINT, 0, "TCP: segments sent"),
	TCP("segments_in", FIELD_UINT, 0, "TCP: segments received"),
	TCP("sent_bytes", FIELD_UINT, UNIT_BYTES, "TCP: data sent, again and again included"),
	TCP("retransmitted_bytes", FIELD_UINT, UNIT_BYTES, "TCP: data sent again"),
	TCP("acked_bytes", FIELD_UINT, UNIT_BYTES, "TCP: data that the peer acknowledged"),
	TCP("received_bytes", FIELD_UINT, UNIT_BYTES, "TCP: data received"),
	TCP("unsent_bytes", FIELD_UINT, UNIT_BYTES, "TCP: data that waits to be sent"),
	TCP("delivery_rate", FIELD_UINT, 0, "TCP: bytes a second of late"),
	TCP("pacing_rate", FIELD_UINT, 0, "TCP: bytes a second at most"),
	TCP("last_sent_ms", FIELD_UINT, UNIT_MS, "TCP: since data was sent"),
	TCP("last_received_ms", FIELD_UINT, UNIT_MS, "TCP: since data came"),
	TCP("last_ack_ms", FIELD_UINT, UNIT_MS, "TCP: since an acknowledgement came"),
	TCP("busy_ms", FIELD_REAL, UNIT_MS, "TCP: time with data to send"),
	TCP("window_limited_ms", FIELD_REAL, UNIT_MS, "TCP: of that, the peer's window was full"),
	TCP("buffer_limited_ms", FIELD_REAL, UNIT_MS, "TCP: of that, the send buffer was too small"),
	{ 0 },
};
#undef TCP

/* What each of the numbers is, in the order of the keys. */
static const enum tcpinfo_number summary_numbers[] = {
	TCPINFO_RTT_US, TCPINFO_RTTVAR_US, TCPINFO_MIN_RTT_US, TCPINFO_PEER_RTT_US, TCPINFO_RTO_US,
	TCPINFO_ATO_US, TCPINFO_CWND, TCPINFO_SSTHRESH, TCPINFO_MSS, TCPINFO_PEER_MSS, TCPINFO_ADVMSS,
	TCPINFO_PMTU, TCPINFO_SEND_WINDOW, TCPINFO_RECEIVE_WINDOW, TCPINFO_RECEIVE_SPACE,
	TCPINFO_UNACKED, TCPINFO_SACKED, TCPINFO_LOST, TCPINFO_RETRANSMITTED, TCPINFO_TIMEOUTS,
	TCPINFO_PROBES, TCPINFO_BACKOFF, TCPINFO_RETRANSMITTED_EVER, TCPINFO_DUPLICATES,
	TCPINFO_REORDERING, TCPINFO_REORDER_SEEN, TCPINFO_OUT_OF_ORDER, TCPINFO_DELIVERED,
	TCPINFO_DELIVERED_CE, TCPINFO_SEGMENTS_OUT, TCPINFO_SEGMENTS_IN, TCPINFO_SENT_BYTES,
	TCPINFO_RETRANSMITTED_BYTES, TCPINFO_ACKED_BYTES, TCPINFO_RECEIVED_BYTES,
	TCPINFO_UNSENT_BYTES, TCPINFO_DELIVERY_RATE, TCPINFO_PACING_RATE, TCPINFO_LAST_SENT_MS,
	TCPINFO_LAST_RECEIVED_MS, TCPINFO_LAST_ACK_MS, TCPINFO_BUSY_US, TCPINFO_WINDOW_LIMITED_US,
	TCPINFO_BUFFER_LIMITED_US,
};

enum { RESULT, SUMMARY };

static const struct record_type records[] = {
	[RESULT] = { "result", "an option", { fields, "{name}[ = {value}][, asked {asked}][: {remark}][  # {meaning}]" } },
	[SUMMARY] = { "summary", "--fd: the socket, and its TCP connection from TCP_INFO", { summary_fields, NULL } },
	{ 0 },
};

static const struct example examples[] = {
	{ "sockopts", "every option of a TCP socket, and what it is at first" },
	{ "sockopts tcp udp unix SO_RCVBUF SO_SNDBUF --format table", "two options of three kinds" },
	{ "sockopts --set SO_RCVBUF=4096", "what the kernel makes of it, and why" },
	{ "sockopts udp --set IP_TOS=0x10 --expect 'value_int == 16'", "a script makes sure of it" },
	{ "sockopts --json unix | jq -r 'select(.settable).name'", "names for a program" },
	{ 0 },
};
/* clang-format on */
