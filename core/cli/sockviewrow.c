/* sockviewrow -- a socket that is there, and its TCP connection, as fields of a record. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/sockviewrow.h"

#include "base/buf.h"

static void put_end(struct row *row, unsigned field, const struct sockkind *kind,
		    const struct sock_addr *end)
{
	struct buf text = { 0 };

	sockview_put_end(&text, kind, end);
	row_part(row, field, &text);
}

static void put_count(struct row *row, unsigned field, int64_t count)
{
	if (count >= 0)
		row_int(row, field, count);
}

void sockviewrow_put(struct row *row, const struct sockview *view, int64_t pid, int64_t fd)
{
	row_text(row, SOCKVIEWROW_KIND, sockkind_word(&view->kind));
	put_count(row, SOCKVIEWROW_PID, pid);
	row_int(row, SOCKVIEWROW_FD, fd);
	put_end(row, SOCKVIEWROW_LOCAL, &view->kind, &view->local);
	put_end(row, SOCKVIEWROW_PEER, &view->kind, &view->peer);
	row_bool(row, SOCKVIEWROW_LISTENS, view->listens);
	put_count(row, SOCKVIEWROW_RECV_QUEUE, view->recv_queue_bytes);
	put_count(row, SOCKVIEWROW_SEND_QUEUE, view->send_queue_bytes);
	put_count(row, SOCKVIEWROW_DROPS, view->drops);
	if (!view->has_tcp)
		return;
	row_text(row, SOCKVIEWROW_CONGESTION, view->congestion);
	tcprow_put(row, SOCKVIEWROW_CONNECTION, &view->tcp);
}
