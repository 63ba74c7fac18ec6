/* echo_conn -- a connection of an echo server from its beginning to its end, half-close and all. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdlib.h>
#include <sys/ioctl.h>

#include <linux/sockios.h>

#include "net/calls.h"
#include "serve/echo_state.h"

static const struct deadline never = { INT64_MAX };

static struct echo_counts *counts_of(const struct echo_conn *conn)
{
	return echo_counts_of(conn->echo, conn->listener);
}

struct echo_event echo_event_of(const struct echo_conn *conn, enum echo_step step)
{
	return (struct echo_event){ .step = step,
				    .listener = conn->listener,
				    .peer = &conn->peer,
				    .conn = conn->number,
				    .received_bytes = conn->received_bytes,
				    .sent_bytes = conn->sent_bytes };
}

/* ---- the end -------------------------------------------------------------------------------- */

static void free_conn(struct echo_conn *conn)
{
	struct echo *echo = conn->echo;

	counts_of(conn)->unsent += echo_drop_later(&conn->later);
	loop_forget(echo->loop, &conn->watch);
	timer_clear(echo->loop, &conn->timer);
	call_close(conn->watch.fd);
	*conn->link = conn->next;
	if (conn->next)
		conn->next->link = conn->link;
	outbox_free(&conn->outbox);
	free(conn);
}

void echo_close(struct echo_conn *conn, const char *reason)
{
	struct echo *echo = conn->echo;
	struct echo_event event = echo_event_of(conn, STEP_CLOSED);
	struct sock_addr peer = conn->peer;

	event.reason = reason;
	echo_tell(echo, &event);
	counts_of(conn)->open--;
	free_conn(conn);
	acceptor_release(&echo->acceptor, &peer);
	echo_check_end(echo);
}

static void close_for_memory(struct echo_conn *conn)
{
	echo_close(conn, name_word(refusal_words, REFUSAL_MEMORY));
}

/* Who does not answer has vanished; all others have broken it off. */
void echo_fail(struct echo_conn *conn, int number)
{
	static const struct {
		int number;
		bool vanished;
		const char *reason;
	} rows[] = {
		{ 0, false, "closed" },
		{ ECONNRESET, false, "reset" },
		{ EPIPE, false, "reset" },
		{ ETIMEDOUT, true, "timeout" },
		{ EHOSTUNREACH, true, "unreachable" },
		{ ENETUNREACH, true, "unreachable" },
	};
	enum { ROWS = sizeof(rows) / sizeof(rows[0]) };
	struct echo_counts *counts = counts_of(conn);
	size_t i = 0;

	while (i < ROWS && rows[i].number != number)
		i++;
	if (i < ROWS && rows[i].vanished)
		counts->timed_out++;
	else
		counts->reset++;
	echo_close(conn, i < ROWS ? rows[i].reason : err_name(number));
}

/* A TCP connection that is closed without lingering is reset; others just close. socket(7). */
void echo_reset(struct echo_conn *conn)
{
	const struct linger at_once = { 1, 0 };

	call_setsockopt(conn->watch.fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	echo_close(conn, "fault");
}

/* ---- what comes where nothing is owed ------------------------------------------------------- */

static void set_timer(struct echo_conn *conn, struct deadline at)
{
	timer_set(conn->echo->loop, &conn->timer, at);
}

static void look_again(struct echo_conn *conn)
{
	set_timer(conn, deadline_in(ECHO_LOOK_MS * (int64_t)NS_PER_MS));
}

static struct deadline idle_deadline(const struct echo_conn *conn)
{
	int64_t idle_ns = conn->echo->plan.idle_ns;

	return idle_ns ? (struct deadline){ conn->active_ns + idle_ns } : never;
}

static bool owes(const struct echo_conn *conn)
{
	return outbox_waiting(&conn->outbox) > 0 || conn->later;
}

/* Whether the client has sent something that is still to be read. */
static bool has_unread(const struct echo_conn *conn)
{
	return !conn->echo->plan.faults.never_read && call_queue_size(conn->watch.fd, SIOCINQ) > 0;
}

/* Whether all that was sent is with the client's kernel. A Unix socket puts it there at once. */
static bool has_arrived(const struct echo_conn *conn)
{
	return transport_is_unix(conn->listener->transport) ||
	       call_queue_size(conn->watch.fd, SIOCOUTQ) <= 0;
}

/* To close while the client may still send would be a reset, which overtakes what we said: only our
 * direction ends. */
static void end_direction(struct echo_conn *conn)
{
	const struct echo *echo = conn->echo;

	call_shutdown(conn->watch.fd, SHUT_WR);
	conn->ending = conn->write_ended = true;
	conn->lingers = !echo->plan.faults.half_close_after;
	if (conn->lingers)
		set_timer(conn, deadline_in(ECHO_LINGER_MS * (int64_t)NS_PER_MS));
}

/* What a client had sent may still be on its way, as long as our window was full. */
static bool is_quiet(const struct echo_conn *conn)
{
	return clock_now_ns() - conn->active_ns >= ECHO_QUIET_MS * (int64_t)NS_PER_MS;
}

/* False when the connection is gone. */
static bool drain(struct echo_conn *conn)
{
	if (has_unread(conn))
		return true;
	if (!conn->ending && !is_quiet(conn)) {
		look_again(conn);
		return true;
	}
	if (!conn->write_ended)
		end_direction(conn);
	if (!has_arrived(conn)) {
		look_again(conn);
		return true;
	}
	echo_close(conn, "drain");
	return false;
}

/* False when the connection is gone. */
static bool settle(struct echo_conn *conn)
{
	if (owes(conn))
		return true;
	if (conn->read_ended) {
		echo_close(conn, "eof");
		return false;
	}
	if (conn->echo->draining)
		return drain(conn);
	if (conn->ending && !conn->write_ended)
		end_direction(conn);
	return true;
}

static void wait_on(struct echo_conn *conn)
{
	bool sends = outbox_waiting(&conn->outbox) > 0 && !echo_is_slow(conn);
	uint32_t events = echo_may_read(conn) ? EPOLLIN : 0;
	struct err unused = { 0 };

	if (sends || echo_is_talking(conn))
		events |= EPOLLOUT;
	if (!loop_watch(conn->echo->loop, &conn->watch, events, &unused))
		close_for_memory(conn);
}

void echo_go_on(struct echo_conn *conn)
{
	if (settle(conn))
		wait_on(conn);
}

/* ---- events --------------------------------------------------------------------------------- */

static void be_ready(struct watch *watch, uint32_t events)
{
	struct echo_conn *conn = OWNER(watch, struct echo_conn, watch);
	bool was_reading = watch->events & EPOLLIN;

	if (events & EPOLLERR || (events & EPOLLHUP && !was_reading)) {
		echo_fail(conn, sock_error(watch->fd));
		return;
	}
	if (events & EPOLLOUT && !echo_flush(conn, SIZE_MAX))
		return;
	if (events & EPOLLOUT && echo_is_talking(conn) && !echo_talk(conn))
		return;
	if (events & (EPOLLIN | EPOLLHUP) && !echo_receive(conn))
		return;
	echo_go_on(conn);
}

/* ---- time ----------------------------------------------------------------------------------- */

static bool is_idle(const struct echo_conn *conn)
{
	return conn->echo->loop->now_ns >= idle_deadline(conn).at_ns;
}

static void close_idle(struct echo_conn *conn)
{
	counts_of(conn)->timed_out++;
	echo_close(conn, "idle");
}

/* Progress only notes when it was: the timer goes on from there. What came while this process was
 * kept from looking is progress too. */
static void look_at_idle(struct echo_conn *conn)
{
	bool had_ended = conn->read_ended;

	if (is_idle(conn) && echo_may_read(conn) && !echo_receive(conn))
		return;
	if (is_idle(conn) && conn->read_ended == had_ended) {
		close_idle(conn);
		return;
	}
	if (!conn->trickles)
		set_timer(conn, idle_deadline(conn));
	echo_go_on(conn);
}

/* The next byte; behind the last the timer is the idle one again. */
static void trickle(struct echo_conn *conn)
{
	uint64_t sent_bytes = conn->sent_bytes;

	if (!echo_flush(conn, 1))
		return;
	conn->trickles = outbox_waiting(&conn->outbox) > 0;
	if (sent_bytes == conn->sent_bytes && is_idle(conn)) {
		close_idle(conn);
		return;
	}
	set_timer(conn, conn->trickles ? deadline_in(conn->echo->plan.faults.trickle_ns)
				       : idle_deadline(conn));
	echo_go_on(conn);
}

static void be_due(struct timer *timer)
{
	struct echo_conn *conn = OWNER(timer, struct echo_conn, timer);

	if (conn->trickles)
		trickle(conn);
	else if (conn->echo->draining)
		echo_go_on(conn);
	else if (conn->lingers)
		echo_close(conn, "linger");
	else
		look_at_idle(conn);
}

/* ---- the beginning -------------------------------------------------------------------------- */

static void link_in(struct echo *echo, struct echo_conn *conn)
{
	conn->next = echo->conns;
	conn->link = &echo->conns;
	if (conn->next)
		conn->next->link = &conn->next;
	echo->conns = conn;
}

static struct echo_conn *make(struct echo *echo, const struct listener *listener, int fd,
			      const struct sock_addr *peer)
{
	struct echo_conn *conn = malloc(sizeof(*conn));

	if (!conn)
		return NULL;
	*conn = (struct echo_conn){ .watch = { .fd = fd, .ready = be_ready },
				    .timer = { .due = be_due },
				    .echo = echo,
				    .listener = listener,
				    .peer = *peer,
				    .number = echo->acceptor.accepted,
				    .active_ns = clock_now_ns(),
				    .outbox = { .messages =
							sock_has_messages(listener->transport) } };
	link_in(echo, conn);
	return conn;
}

static void tell_accepted(struct echo_conn *conn)
{
	struct echo_counts *counts = counts_of(conn);
	struct echo_event event = echo_event_of(conn, STEP_ACCEPTED);
	socklen_t size = sizeof(event.who);

	if (!conn->echo->plan.watched)
		return;
	if (transport_is_unix(conn->listener->transport))
		call_getsockopt(conn->watch.fd, SOL_SOCKET, SO_PEERCRED, &event.who, &size);
	echo_queue(&event.queue, &event.backlog, conn->listener);
	if (event.queue > counts->queue_max)
		counts->queue_max = event.queue;
	echo_tell(conn->echo, &event);
}

/* An empty message has a time, the end has none. False when the connection is gone. */
static bool prepare(struct echo_conn *conn)
{
	if (!conn->outbox.messages || sock_time_messages(conn->watch.fd))
		return true;
	echo_fail(conn, errno);
	return false;
}

void echo_accept(struct acceptor *acceptor, const struct listener *listener, int fd,
		 const struct sock_addr *peer)
{
	struct echo *echo = OWNER(acceptor, struct echo, acceptor);
	struct echo_conn *conn = make(echo, listener, fd, peer);

	if (!conn) {
		call_close(fd);
		acceptor_release(acceptor, peer);
		echo_tell_refused(echo, listener, peer, REFUSAL_MEMORY);
		return;
	}
	counts_of(conn)->accepted++;
	counts_of(conn)->open++;
	tell_accepted(conn);
	if (echo->plan.max_served && acceptor->accepted >= echo->plan.max_served)
		echo_take_no_more(echo);
	set_timer(conn, idle_deadline(conn));
	if (prepare(conn) && echo_greet(conn))
		echo_go_on(conn);
}

/* ---- all of them ---------------------------------------------------------------------------- */

void echo_drain_conns(struct echo *echo)
{
	struct echo_conn *next;

	for (struct echo_conn *conn = echo->conns; conn; conn = next) {
		next = conn->next;
		echo_go_on(conn);
	}
}

void echo_end_conns(struct echo *echo)
{
	while (echo->conns)
		echo_close(echo->conns, "drain");
}

void echo_free_conns(struct echo *echo)
{
	while (echo->conns)
		free_conn(echo->conns);
}
