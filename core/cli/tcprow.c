/* tcprow -- a TCP connection, as TCP_INFO tells it, as fields of records. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/tcprow.h"

#include <stddef.h>

enum { US_PER_MS = 1000 };

/* The fields that are plain numbers. */
static const struct {
	unsigned field;
	enum tcpinfo_number number;
} numbers[] = {
	{ TCPROW_CWND, TCPINFO_CWND },
	{ TCPROW_SSTHRESH, TCPINFO_SSTHRESH },
	{ TCPROW_MSS, TCPINFO_MSS },
	{ TCPROW_PEER_MSS, TCPINFO_PEER_MSS },
	{ TCPROW_ADVMSS, TCPINFO_ADVMSS },
	{ TCPROW_PMTU, TCPINFO_PMTU },
	{ TCPROW_SEND_WINDOW, TCPINFO_SEND_WINDOW },
	{ TCPROW_RECEIVE_WINDOW, TCPINFO_RECEIVE_WINDOW },
	{ TCPROW_RECEIVE_SPACE, TCPINFO_RECEIVE_SPACE },
	{ TCPROW_UNACKED, TCPINFO_UNACKED },
	{ TCPROW_SACKED, TCPINFO_SACKED },
	{ TCPROW_LOST, TCPINFO_LOST },
	{ TCPROW_RETRANSMITTING, TCPINFO_RETRANSMITTED },
	{ TCPROW_RETRANSMITS, TCPINFO_TIMEOUTS },
	{ TCPROW_PROBES, TCPINFO_PROBES },
	{ TCPROW_BACKOFF, TCPINFO_BACKOFF },
	{ TCPROW_RETRANSMITTED, TCPINFO_RETRANSMITTED_EVER },
	{ TCPROW_DUPLICATES, TCPINFO_DUPLICATES },
	{ TCPROW_REORDERING, TCPINFO_REORDERING },
	{ TCPROW_REORDERED, TCPINFO_REORDER_SEEN },
	{ TCPROW_OUT_OF_ORDER, TCPINFO_OUT_OF_ORDER },
	{ TCPROW_DELIVERED, TCPINFO_DELIVERED },
	{ TCPROW_DELIVERED_CE, TCPINFO_DELIVERED_CE },
	{ TCPROW_SEGMENTS_OUT, TCPINFO_SEGMENTS_OUT },
	{ TCPROW_SEGMENTS_IN, TCPINFO_SEGMENTS_IN },
	{ TCPROW_SENT, TCPINFO_SENT_BYTES },
	{ TCPROW_RETRANSMITTED_BYTES, TCPINFO_RETRANSMITTED_BYTES },
	{ TCPROW_ACKED, TCPINFO_ACKED_BYTES },
	{ TCPROW_RECEIVED, TCPINFO_RECEIVED_BYTES },
	{ TCPROW_UNSENT, TCPINFO_UNSENT_BYTES },
	{ TCPROW_DELIVERY_RATE, TCPINFO_DELIVERY_RATE },
	{ TCPROW_PACING_RATE, TCPINFO_PACING_RATE },
	{ TCPROW_LAST_SENT, TCPINFO_LAST_SENT_MS },
	{ TCPROW_LAST_RECEIVED, TCPINFO_LAST_RECEIVED_MS },
	{ TCPROW_LAST_ACK, TCPINFO_LAST_ACK_MS },
};

/* Those that the kernel tells in microseconds. */
static const struct {
	unsigned field;
	enum tcpinfo_number number;
} times[] = {
	{ TCPROW_RTT, TCPINFO_RTT_US },
	{ TCPROW_RTTVAR, TCPINFO_RTTVAR_US },
	{ TCPROW_MIN_RTT, TCPINFO_MIN_RTT_US },
	{ TCPROW_PEER_RTT, TCPINFO_PEER_RTT_US },
	{ TCPROW_RTO, TCPINFO_RTO_US },
	{ TCPROW_ATO, TCPINFO_ATO_US },
	{ TCPROW_BUSY, TCPINFO_BUSY_US },
	{ TCPROW_WINDOW_LIMITED, TCPINFO_WINDOW_LIMITED_US },
	{ TCPROW_BUFFER_LIMITED, TCPINFO_BUFFER_LIMITED_US },
};

/* Where the fields go. */
struct place {
	struct row *row;
	unsigned base;
	const struct tcpinfo *info;
};

static void put_number(const struct place *to, unsigned field, enum tcpinfo_number what)
{
	uint64_t number;

	if (tcpinfo_get(&number, to->info, what))
		row_uint(to->row, to->base + field, number);
}

static void put_word(const struct place *to, unsigned field, enum tcpinfo_number what,
		     const struct name *table)
{
	uint64_t number;

	if (tcpinfo_get(&number, to->info, what))
		row_text(to->row, to->base + field, name_word(table, (long)number));
}

static void put_time(const struct place *to, unsigned field, enum tcpinfo_number what)
{
	uint64_t number;

	if (tcpinfo_get(&number, to->info, what))
		row_real(to->row, to->base + field, (double)number / US_PER_MS);
}

static void put_options(const struct place *to)
{
	const unsigned field = to->base + TCPROW_OPTIONS;
	uint64_t bits;

	if (!tcpinfo_get(&bits, to->info, TCPINFO_OPTIONS))
		return;
	row_empty(to->row, field);
	for (const struct name *option = tcpinfo_options; *option->word; option++)
		if (bits & (uint64_t)option->value)
			row_text(to->row, field, option->word);
}

/* A listener has no connection; two of its numbers stand for others. */
static void put_listener(const struct place *to)
{
	put_number(to, TCPROW_ACCEPT_QUEUE, TCPINFO_UNACKED);
	put_number(to, TCPROW_BACKLOG, TCPINFO_SACKED);
}

void tcprow_put(struct row *row, unsigned base, const struct tcpinfo *info)
{
	const struct place to = { row, base, info };

	put_word(&to, TCPROW_STATE, TCPINFO_STATE, tcpinfo_states);
	if (tcpinfo_listens(info)) {
		put_listener(&to);
		return;
	}
	put_word(&to, TCPROW_CA_STATE, TCPINFO_CA_STATE, tcpinfo_ca_states);
	put_options(&to);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		put_number(&to, numbers[i].field, numbers[i].number);
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++)
		put_time(&to, times[i].field, times[i].number);
}
