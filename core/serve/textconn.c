/* textconn -- a connection of lines: read in pieces, written through a queue that is bounded. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "serve/textconn.h"

#include <errno.h>
#include <string.h>

#include "net/calls.h"
#include "net/sock.h"

enum { READ_SIZE = 1 << 14 };

static const int64_t silence_ns = TEXTCONN_SILENCE_MS * (int64_t)NS_PER_MS,
		     patience_ns = TEXTCONN_PATIENCE_S * (int64_t)NS_PER_S;

/* ---- soon: in this turn of the loop, behind its events --------------------------------------- */

static void wait_on(struct textconn *conn)
{
	struct err unused = { 0 };
	uint32_t out =
		textconn_waiting(conn) > 0 || (conn->shut && !conn->shut_down) ? EPOLLOUT : 0;

	loop_watch(conn->loop, &conn->watch, EPOLLIN | out, &unused);
}

static void come_back(struct textconn *conn)
{
	timer_set(conn->loop, &conn->soon, (struct deadline){ 1 });
}

static void end_as(struct textconn *conn, const struct err *why)
{
	if (conn->ending)
		return;
	conn->ending = true;
	conn->why = *why;
	come_back(conn);
}

void textconn_end(struct textconn *conn)
{
	const struct err fine = { .kind = STATUS_OK };

	end_as(conn, &fine);
}

static void end_by(struct textconn *conn, enum status kind, int number, const char *text)
{
	struct err why = { 0 };

	err_set(&why, kind, "%s", text);
	why.number = number;
	end_as(conn, &why);
}

static void fail(struct textconn *conn, int number)
{
	if (number == ETIMEDOUT || number == EHOSTUNREACH || number == ENETUNREACH)
		end_by(conn, STATUS_TIMEOUT, number, "vanished");
	else
		end_by(conn, STATUS_RESET, number, "reset");
}

/* ---- sending -------------------------------------------------------------------------------- */

size_t textconn_waiting(const struct textconn *conn)
{
	return conn->out.size - conn->sent;
}

bool textconn_is_full(const struct textconn *conn)
{
	return textconn_waiting(conn) > TEXTCONN_QUEUE_MAX / 2;
}

static void drop_queue(struct textconn *conn)
{
	buf_free(&conn->out);
	conn->sent = 0;
	timer_clear(conn->loop, &conn->patience);
}

/* What one call sends: a message is a line. */
static size_t next_size(const struct textconn *conn)
{
	size_t size = textconn_waiting(conn);
	const char *start = conn->out.data + conn->sent;
	const char *newline = sock_has_messages(conn->transport) ? memchr(start, '\n', size) : NULL;

	return newline ? (size_t)(newline - start) + 1 : size;
}

/* Send what goes. A peer that takes no more may still have something to say: reading tells. */
static bool send_some(struct textconn *conn)
{
	size_t before = conn->sent;

	while (textconn_waiting(conn) > 0) {
		ssize_t done = call_send(conn->watch.fd, conn->out.data + conn->sent,
					 next_size(conn), MSG_DONTWAIT);

		if (done < 0 && errno != EAGAIN && errno != EINTR) {
			conn->deaf = true;
			drop_queue(conn);
			return true;
		}
		if (done < 0)
			break;
		conn->sent += (size_t)done;
	}
	return conn->sent > before;
}

static void flush(struct textconn *conn)
{
	bool moved = send_some(conn);

	if (textconn_waiting(conn) == 0)
		drop_queue(conn); /* an idle connection holds nothing */
	else if (moved || !conn->patience.set)
		timer_set(conn->loop, &conn->patience, deadline_in(patience_ns));
	if (conn->shut && !conn->shut_down && textconn_waiting(conn) == 0) {
		call_shutdown(conn->watch.fd, SHUT_WR);
		conn->shut_down = true;
	}
	wait_on(conn);
	if (conn->was_full && !textconn_is_full(conn)) {
		conn->was_full = false;
		if (conn->calls->relieved)
			conn->calls->relieved(conn);
	}
}

/* Make room, so that what is put in one turn of the loop does not have to wait for its end. */
static void compact(struct textconn *conn)
{
	if (textconn_is_full(conn))
		send_some(conn);
	buf_consume(&conn->out, conn->sent);
	conn->sent = 0;
}

void textconn_put(struct textconn *conn, const char *lines, size_t size)
{
	if (conn->ending || conn->shut || conn->deaf)
		return;
	compact(conn);
	if (conn->deaf)
		return;
	if (!conn->unbounded && conn->out.size + size > TEXTCONN_QUEUE_MAX) {
		end_by(conn, STATUS_LOSS, 0, "too slow");
		return;
	}
	buf_put(&conn->out, lines, size);
	conn->was_full = conn->was_full || textconn_is_full(conn);
	if (conn->out.failed)
		end_by(conn, STATUS_LACKING, ENOMEM, "no memory");
	else
		come_back(conn);
}

void textconn_shut(struct textconn *conn)
{
	conn->shut = true;
	come_back(conn);
}

static void be_soon(struct timer *timer)
{
	struct textconn *conn = OWNER(timer, struct textconn, soon);

	if (conn->ending)
		conn->calls->ended(conn, &conn->why);
	else
		flush(conn);
}

static void be_impatient(struct timer *timer)
{
	end_by(OWNER(timer, struct textconn, patience), STATUS_LOSS, 0, "too slow");
}

/* ---- receiving ------------------------------------------------------------------------------ */

static bool is_open(const struct textconn *conn)
{
	return conn->watch.fd >= 0 && !conn->ending;
}

static void give(struct textconn *conn, const struct textpiece *piece)
{
	conn->calls->piece(conn, piece);
}

static void be_silent(struct timer *timer)
{
	struct textconn *conn = OWNER(timer, struct textconn, silence);
	struct textpiece piece;

	if (is_open(conn) && textline_flush(&conn->in, &piece))
		give(conn, &piece);
}

static void give_lines(struct textconn *conn)
{
	struct textpiece piece;

	while (is_open(conn) && textline_next(&conn->in, &piece))
		give(conn, &piece);
}

static void give_rest(struct textconn *conn)
{
	struct textpiece piece;

	if (!is_open(conn) || !textline_end(&conn->in, &piece))
		return;
	piece.partial = piece.partial && !sock_has_messages(conn->transport);
	give(conn, &piece);
}

static void take(struct textconn *conn, const char *data, size_t size)
{
	if (!textline_feed(&conn->in, data, size)) {
		end_by(conn, STATUS_LACKING, ENOMEM, "no memory");
		return;
	}
	give_lines(conn);
	if (sock_has_messages(conn->transport))
		give_rest(conn);
	if (is_open(conn) && textline_waits(&conn->in))
		timer_set(conn->loop, &conn->silence, deadline_in(silence_ns));
	else
		timer_clear(conn->loop, &conn->silence);
}

static void receive(struct textconn *conn)
{
	bool messages = sock_has_messages(conn->transport);
	char data[READ_SIZE];
	ssize_t done = call_recv(conn->watch.fd, data, sizeof(data),
				 MSG_DONTWAIT | (messages ? MSG_TRUNC : 0));

	if (done > 0) {
		take(conn, data, (size_t)done < sizeof(data) ? (size_t)done : sizeof(data));
	} else if (done == 0) {
		give_rest(conn);
		textconn_end(conn);
	} else if (errno != EAGAIN && errno != EINTR) {
		fail(conn, errno);
	}
}

static void be_ready(struct watch *watch, uint32_t events)
{
	struct textconn *conn = OWNER(watch, struct textconn, watch);

	if (!conn->ending && events & EPOLLOUT)
		flush(conn);
	if (is_open(conn) && events & ~(uint32_t)EPOLLOUT)
		receive(conn);
	if (conn->ending)
		come_back(conn);
}

/* ---- beginning and end ---------------------------------------------------------------------- */

bool textconn_begin(struct textconn *conn, struct loop *loop, int fd, enum transport transport,
		    size_t max, const struct textconn_calls *calls, struct err *err)
{
	bool unbounded = conn->unbounded;

	*conn = (struct textconn){ .loop = loop,
				   .calls = calls,
				   .transport = transport,
				   .unbounded = unbounded,
				   .watch = { .fd = fd, .ready = be_ready },
				   .in = { .max = max },
				   .soon.due = be_soon,
				   .silence.due = be_silent,
				   .patience.due = be_impatient };
	if (!loop_watch(loop, &conn->watch, EPOLLIN, err)) {
		conn->watch.fd = -1;
		return false;
	}
	return true;
}

int textconn_detach(struct textconn *conn, struct buf *rest)
{
	struct word left = textline_rest(&conn->in);
	int fd = conn->watch.fd;

	buf_put(rest, left.at, left.size);
	loop_forget(conn->loop, &conn->watch);
	conn->watch.fd = -1;
	textconn_end(conn);
	return fd;
}

void textconn_close(struct textconn *conn)
{
	if (!conn->loop)
		return;
	loop_forget(conn->loop, &conn->watch);
	timer_clear(conn->loop, &conn->soon);
	timer_clear(conn->loop, &conn->silence);
	timer_clear(conn->loop, &conn->patience);
	if (conn->watch.fd >= 0)
		call_close(conn->watch.fd);
	textline_free(&conn->in);
	buf_free(&conn->out);
	*conn = (struct textconn){ .watch.fd = -1 };
}
