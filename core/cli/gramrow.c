/* gramrow -- a datagram that came, as fields of records. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/gramrow.h"

#include "base/clock.h"

void gramrow_put_peer(struct row *row, unsigned field, const struct sock_addr *peer)
{
	row_sock_addr(row, field, TRANSPORT_UDP, peer);
}

void gramrow_put_sender(struct row *row, unsigned field, uint64_t sender)
{
	struct buf text = { 0 };

	buf_printf(&text, "%016llx", (unsigned long long)sender);
	row_part(row, field, &text);
}

void gramrow_put_sequence(struct row *row, const struct sequence *sequence)
{
	if (!sequence)
		return;
	gramrow_put_sender(row, GRAMROW_SENDER, sequence->sender);
	row_uint(row, GRAMROW_SEQUENCE, sequence->number);
}

void gramrow_put(struct row *row, const struct datagram *datagram)
{
	struct addr source = { 0 };

	sock_addr_ip(&source, NULL, &datagram->from);
	row_text(row, GRAMROW_TRANSPORT, "udp");
	gramrow_put_peer(row, GRAMROW_PEER, &datagram->from);
	row_addr(row, GRAMROW_SOURCE, &source);
	if (datagram->ttl >= 0)
		row_uint(row, GRAMROW_TTL, (uint64_t)datagram->ttl);
	if (datagram->tos >= 0)
		row_uint(row, GRAMROW_TOS, (uint64_t)datagram->tos);
	row_uint(row, GRAMROW_SIZE, datagram->size);
	row_uint(row, GRAMROW_TRUE_SIZE, datagram->true_size);
	row_bool(row, GRAMROW_TRUNCATED, datagram->truncated);
	row_time(row, GRAMROW_TIME, datagram->wall_ns);
	if (row_wants(row, GRAMROW_DATA))
		row_bytes(row, GRAMROW_DATA, datagram->data, datagram->size);
}
