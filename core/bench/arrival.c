/* arrival -- a message as it arrived: who sent it, and all that came along with it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bench/arrival.h"

#include <string.h>

#include "bench/receiving.h"
#include "bench/verb.h"
#include "bench/verbrow.h"
#include "net/names.h"
#include "net/passing.h"

/* ---- descriptors -------------------------------------------------------------------------- */

bool arrival_take(struct arrival *arrival, struct run *run, struct received *received,
		  struct err *err)
{
	arrival->count = 0;
	for (unsigned i = 0; i < received->fd_count; i++) {
		struct bench_sock *sock = adopt_found(verb_bench(run), "f", received->fd[i], err);

		received->fd[i] = -1;
		if (!sock)
			return false;
		arrival->sock[arrival->count++] = sock;
	}
	return true;
}

/* ---- what is told ------------------------------------------------------------------------- */

static void put_from(struct row *row, struct buf *note, const struct bench_sock *sock,
		     const struct sock_addr *from)
{
	struct buf said = { 0 };

	verbrow_put_end(row, DATAROW_PEER, sock, from);
	adopt_say_end(&said, sock, from);
	if (said.size > 0)
		buf_printf(note, "from %s", buf_text(&said));
	buf_free_part(&said, note);
}

void arrival_put_flags(struct buf *text, unsigned flags)
{
	if (flags)
		name_put_bits(text, names_msg_flags, flags, "|");
}

static void put_control(struct row *row, struct buf *note, const struct received *received)
{
	const char *text = received->control.data;
	size_t left = received->control.size;

	while (left > 0) {
		size_t size = strlen(text) + 1;

		row_text(row, DATAROW_ANCILLARY, text);
		buf_printf(note, "%s+ %s", note->size ? " " : "", text);
		text += size;
		left -= size;
	}
}

static void put_fds(struct row *row, struct buf *note, const struct arrival *arrival)
{
	unsigned count = arrival->count;

	if (count > 0)
		buf_printf(note, "%s+ %u descriptor%s:", note->size ? " " : "", count,
			   count > 1 ? "s" : "");
	for (unsigned i = 0; i < count; i++) {
		const struct bench_sock *sock = arrival->sock[i];

		row_text(row, DATAROW_SOCKETS, sock->name);
		buf_printf(note, "%s %s (", i > 0 ? "," : "", sock->name);
		passing_describe(note, sock->fd);
		buf_putc(note, ')');
	}
}

static void put_along(struct row *row, struct buf *note, const struct received *received,
		      const struct arrival *arrival)
{
	struct buf flags = { 0 };

	row_addr(row, DATAROW_LOCAL, &received->to);
	arrival_put_flags(&flags, received->flags);
	row_part(row, DATAROW_FLAGS, &flags);
	put_control(row, note, received);
	put_fds(row, note, arrival);
	if (received->flags & MSG_CTRUNC)
		buf_puts(note, " (control messages were cut off)");
}

struct row *arrival_begin(struct run *run, const struct bench_sock *sock,
			  const struct received *received, const struct arrival *arrival)
{
	struct row *row =
		receiving_begin(run, sock, receiving_bytes(received), received->true_size);
	struct buf note = { 0 };

	put_from(row, &note, sock, &received->from);
	if (arrival)
		put_along(row, &note, received, arrival);
	row_part(row, DATAROW_NOTE, &note);
	return row;
}
