/* echorow -- what an echo server did, as fields of records: totals, and step by step. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/echorow.h"

#include "base/clock.h"
#include "net/calls.h"

/* ---- totals --------------------------------------------------------------------------------- */

static void put_counts(struct row *row, const struct echo_counts *counts, bool conns)
{
	const struct {
		unsigned field;
		uint64_t count;
	} columns[] = {
		{ ECHOROW_REFUSED, counts->refused },
		{ ECHOROW_OPEN, counts->open },
		{ ECHOROW_RECEIVED, counts->received },
		{ ECHOROW_RECEIVED_BYTES, counts->received_bytes },
		{ ECHOROW_SENT, counts->sent },
		{ ECHOROW_SENT_BYTES, counts->sent_bytes },
		{ ECHOROW_FAULTED, counts->faulted },
		{ ECHOROW_GUARDED, counts->guarded },
		{ ECHOROW_AMPLIFYING, counts->amplifying },
		{ ECHOROW_UNSENT, counts->unsent },
		{ ECHOROW_TRUNCATED, counts->truncated },
		{ ECHOROW_KERNEL_DROPS, counts->kernel_drops },
		{ ECHOROW_RESET, counts->reset },
		{ ECHOROW_TIMED_OUT, counts->timed_out },
	};

	if (conns)
		row_uint(row, ECHOROW_ACCEPTED, counts->accepted);
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		row_uint(row, columns[i].field, columns[i].count);
}

static void put_listener(struct row *row, unsigned endpoint, unsigned transport,
			 const struct listener *listener)
{
	row_sock_addr(row, endpoint, listener->transport, &listener->at);
	row_text(row, transport, name_word(endpoint_transports, listener->transport));
}

static bool has_conns(const struct listener *listener)
{
	return sock_type(listener->transport) != SOCK_DGRAM;
}

void echorow_put(struct row *row, const struct listener *listener, const struct echo_counts *counts)
{
	uint64_t queue, backlog;

	put_listener(row, ECHOROW_ENDPOINT, ECHOROW_TRANSPORT, listener);
	put_counts(row, counts, has_conns(listener));
	if (!echo_queue(&queue, &backlog, listener))
		return;
	row_uint(row, ECHOROW_QUEUE_MAX, queue > counts->queue_max ? queue : counts->queue_max);
	row_uint(row, ECHOROW_BACKLOG, backlog);
}

void echorow_put_total(struct row *row, const struct echo *echo)
{
	struct echo_counts total = echo_total(echo);
	bool conns = false;

	for (size_t i = 0; i < echo->listeners->count; i++)
		conns = conns || has_conns(&echo->listeners->item[i]);
	put_counts(row, &total, conns);
}

/* ---- steps ---------------------------------------------------------------------------------- */

static void put_datagram(struct row *row, const struct datagram *datagram)
{
	char name[ADDR_TEXT_MAX];

	if (!datagram)
		return;
	row_addr(row, ECHOROW_E_LOCAL, &datagram->to);
	if (datagram->index && call_if_indextoname(datagram->index, name))
		row_text(row, ECHOROW_E_INTERFACE, name);
	if (datagram->ttl >= 0)
		row_uint(row, ECHOROW_E_TTL, (uint64_t)datagram->ttl);
}

static void put_data(struct row *row, const struct echo_event *event)
{
	if (event->step != STEP_RECEIVED && event->step != STEP_SENT)
		return;
	row_bytes(row, ECHOROW_E_DATA, event->data, event->size);
	row_uint(row, ECHOROW_E_SIZE, event->size);
	row_uint(row, ECHOROW_E_TRUE_SIZE, event->true_size);
	row_bool(row, ECHOROW_E_TRUNCATED, event->truncated);
}

static void put_conn(struct row *row, const struct echo_event *event)
{
	if (event->conn)
		row_uint(row, ECHOROW_E_CONN, event->conn);
	if (event->step == STEP_CLOSED) {
		row_uint(row, ECHOROW_E_RECEIVED, event->received_bytes);
		row_uint(row, ECHOROW_E_SENT, event->sent_bytes);
	}
	if (event->backlog) {
		row_uint(row, ECHOROW_E_QUEUE, event->queue);
		row_uint(row, ECHOROW_E_BACKLOG, event->backlog);
	}
}

static void put_who(struct row *row, const struct echo_event *event)
{
	row_sock_addr(row, ECHOROW_E_PEER, event->listener->transport, event->peer);
	if (event->who.pid > 0) {
		row_uint(row, ECHOROW_E_PID, (uint64_t)event->who.pid);
		row_uint(row, ECHOROW_E_UID, event->who.uid);
	}
}

void echorow_put_event(struct row *row, const struct echo_event *event)
{
	bool arrived = event->step == STEP_RECEIVED && event->datagram && event->datagram->wall_ns;

	row_time(row, ECHOROW_E_TIME, arrived ? event->datagram->wall_ns : clock_wall_ns());
	row_text(row, ECHOROW_E_EVENT, name_word(echo_steps, (long)event->step));
	put_listener(row, ECHOROW_E_ENDPOINT, ECHOROW_E_TRANSPORT, event->listener);
	put_who(row, event);
	row_text(row, ECHOROW_E_REASON, event->reason);
	put_conn(row, event);
	put_data(row, event);
	put_datagram(row, event->datagram);
}
