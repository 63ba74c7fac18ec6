/* echo_stream -- the connections of an echo server: what came goes back, whole, half-close and all.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "net/calls.h"
#include "serve/echo_state.h"

/* ---- steps ---------------------------------------------------------------------------------- */

static struct echo_event event_of(const struct echo_conn *conn, enum echo_step step)
{
	return (struct echo_event){ .step = step,
				    .listener = conn->listener,
				    .peer = &conn->peer,
				    .conn = conn->number,
				    .received_bytes = conn->received_bytes,
				    .sent_bytes = conn->sent_bytes };
}

static void tell_data(const struct echo_conn *conn, enum echo_step step, const char *data,
		      size_t size, size_t true_size)
{
	struct echo_event event = event_of(conn, step);

	if (!conn->echo->plan.watched)
		return;
	event.data = data;
	event.size = size;
	event.true_size = true_size;
	event.truncated = true_size > size;
	echo_tell(conn->echo, &event);
}

static struct echo_counts *counts_of(const struct echo_conn *conn)
{
	return echo_counts_of(conn->echo, conn->listener);
}

static size_t waiting(const struct echo_conn *conn)
{
	return conn->pending.size - conn->start;
}

/* ---- the end ------------------------------------------------------------------------------------
 */

static void forget_held(struct echo_conn *conn)
{
	struct echo_later *later = conn->held ? conn->echo->later : NULL, *next;

	for (; later; later = next) {
		next = later->next;
		if (later->conn == conn)
			echo_drop_later(later);
	}
}

static void free_conn(struct echo_conn *conn)
{
	struct echo *echo = conn->echo;

	forget_held(conn);
	loop_forget(echo->loop, &conn->watch);
	timer_clear(echo->loop, &conn->timer);
	call_close(conn->watch.fd);
	*conn->link = conn->next;
	if (conn->next)
		conn->next->link = conn->link;
	buf_free(&conn->pending);
	free(conn);
}

static void close_conn(struct echo_conn *conn, const char *reason)
{
	struct echo *echo = conn->echo;
	struct echo_event event = event_of(conn, STEP_CLOSED);
	struct sock_addr peer = conn->peer;

	event.reason = reason;
	echo_tell(echo, &event);
	counts_of(conn)->open--;
	free_conn(conn);
	acceptor_release(&echo->acceptor, &peer);
	echo_check_end(echo);
}

static void fail_conn(struct echo_conn *conn, int number)
{
	if (number == ETIMEDOUT)
		counts_of(conn)->timed_out++;
	else
		counts_of(conn)->reset++;
	close_conn(conn, number == ETIMEDOUT ? "timeout" : number ? "reset" : "closed");
}

/* Whoever is in the way of a close with a reset meets it here. */
static void reset_conn(struct echo_conn *conn)
{
	const struct linger at_once = { 1, 0 };

	call_setsockopt(conn->watch.fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	close_conn(conn, "fault");
}

/* Whether the service still has something to say on its own. */
static bool is_talking(const struct echo_conn *conn)
{
	return conn->echo->plan.service == SERVICE_CHARGEN && !conn->read_ended && !conn->ending;
}

/* Where nothing is left to be done, do what comes then. False when the connection is gone. */
static bool settle(struct echo_conn *conn)
{
	if (waiting(conn) > 0 || conn->held > 0)
		return true;
	if (conn->read_ended || (conn->ending && conn->echo->draining)) {
		close_conn(conn, conn->read_ended ? "eof" : "drain");
		return false;
	}
	/* To close with something unread would be a reset, which may overtake what we said. */
	if (conn->ending && !conn->write_ended) {
		call_shutdown(conn->watch.fd, SHUT_WR);
		conn->write_ended = true;
		if (!conn->echo->plan.faults.half_close_after)
			timer_set(conn->echo->loop, &conn->timer,
				  deadline_in((int64_t)ECHO_LINGER_MS * NS_PER_MS));
	}
	return true;
}

/* ---- sending
 * --------------------------------------------------------------------------------------- */

static bool may_read(const struct echo_conn *conn)
{
	const struct faults *faults = &conn->echo->plan.faults;

	return !conn->read_ended && !faults->never_read &&
	       (waiting(conn) == 0 || is_talking(conn)) && conn->held_bytes < ECHO_ROOM;
}

static void wait_on(struct echo_conn *conn)
{
	bool trickles = conn->echo->plan.faults.trickle_ns > 0;
	uint32_t events = may_read(conn) ? EPOLLIN : 0;
	struct err unused = { 0 };

	if ((waiting(conn) > 0 && !trickles) || is_talking(conn))
		events |= EPOLLOUT;
	if (conn->echo->plan.faults.never_read)
		events |= EPOLLRDHUP;
	loop_watch(conn->echo->loop, &conn->watch, events, &unused);
}

/* Send SIZE bytes: how many went; -1 when the connection failed and is gone. */
static ssize_t send_some(struct echo_conn *conn, const char *data, size_t size)
{
	ssize_t done = call_send(conn->watch.fd, data, size, MSG_DONTWAIT);

	if (done < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (done < 0) {
		fail_conn(conn, errno);
		return -1;
	}
	conn->sent_bytes += (size_t)done;
	conn->active_ns = conn->echo->loop->now_ns;
	counts_of(conn)->sent_bytes += (size_t)done;
	tell_data(conn, STEP_SENT, data, (size_t)done, (size_t)done);
	return done;
}

/* Send of what waits at most MOST bytes. False when the connection is gone. */
static bool flush(struct echo_conn *conn, size_t most)
{
	size_t size = waiting(conn) < most ? waiting(conn) : most;
	ssize_t done = size > 0 ? send_some(conn, conn->pending.data + conn->start, size) : 0;

	if (done < 0)
		return false;
	conn->start += (size_t)done;
	if (waiting(conn) == 0) {
		buf_free(&conn->pending); /* an idle connection holds nothing */
		conn->start = 0;
	}
	return true;
}

/* Send, or keep what does not go yet. False when the connection is gone. */
static bool put(struct echo_conn *conn, const char *data, size_t size)
{
	ssize_t done = 0;

	if (waiting(conn) == 0 && conn->echo->plan.faults.trickle_ns == 0)
		done = send_some(conn, data, size);
	if (done < 0)
		return false;
	buf_put(&conn->pending, data + done, size - (size_t)done);
	if (conn->pending.failed) {
		close_conn(conn, "memory");
		return false;
	}
	if (conn->echo->plan.faults.trickle_ns && waiting(conn) > 0 && !conn->trickles) {
		conn->trickles = true;
		timer_set(conn->echo->loop, &conn->timer, deadline_in(1));
	}
	return true;
}

void echo_conn_deliver(struct echo_conn *conn, const char *data, size_t size)
{
	if (put(conn, data, size) && settle(conn))
		wait_on(conn);
}

/* ---- answering
 * --------------------------------------------------------------------------------------- */

/* Hold an answer back. On a stream what is not out of turn waits for what is held before it. */
static void hold(struct echo_conn *conn, const char *data, const struct fate *fate)
{
	int64_t due_ns = clock_now_ns() + fate->delay_ns;
	struct echo_later *later;

	if (!fate->out_of_turn && due_ns <= conn->last_due_ns)
		due_ns = conn->last_due_ns + 1;
	later = echo_hold(conn->echo, data, fate->size, due_ns);
	if (!later) {
		counts_of(conn)->unsent++;
		return;
	}
	if (!fate->out_of_turn)
		conn->last_due_ns = due_ns;
	later->conn = conn;
	conn->held++;
	conn->held_bytes += fate->size;
}

static bool answer_faultily(struct echo_conn *conn, const char *data, size_t size)
{
	struct fate fate = fate_of(&conn->echo->plan.faults, size);

	counts_of(conn)->faulted += fate.copies == 0;
	for (unsigned i = 0; i < fate.copies; i++) {
		counts_of(conn)->sent++;
		if (fate.delay_ns > 0 || conn->held > 0)
			hold(conn, data, &fate);
		else if (!put(conn, data, fate.size))
			return false;
	}
	return true;
}

/* False when the connection is gone. */
static bool answer(struct echo_conn *conn, const char *data, size_t size)
{
	const struct echo_plan *plan = &conn->echo->plan;

	if (plan->service != SERVICE_ECHO || conn->ending)
		return true;
	size = echo_answer(conn->echo, &data, size);
	if (faults_touch_answers(&plan->faults))
		return answer_faultily(conn, data, size);
	counts_of(conn)->sent++;
	return put(conn, data, size);
}

/* Faults that end a connection after so many messages. False when it is gone. */
static bool end_by_fault(struct echo_conn *conn)
{
	const struct faults *faults = &conn->echo->plan.faults;

	if (faults->reset_after && conn->messages >= faults->reset_after) {
		reset_conn(conn);
		return false;
	}
	if (faults->half_close_after && conn->messages >= faults->half_close_after)
		conn->ending = true;
	return true;
}

/* ---- receiving
 * --------------------------------------------------------------------------------------- */

/* A message or a part of the stream has come. False when the connection is gone. */
static bool take(struct echo_conn *conn, const char *data, size_t size, size_t true_size)
{
	struct echo_counts *counts = counts_of(conn);

	conn->received_bytes += size;
	conn->messages++;
	conn->active_ns = conn->echo->loop->now_ns;
	counts->received++;
	counts->received_bytes += size;
	counts->truncated += true_size > size;
	tell_data(conn, STEP_RECEIVED, data, size, true_size);
	echo_count_message(conn->echo);
	return answer(conn, data, size) && end_by_fault(conn);
}

/* Read once. False when the connection is gone. */
static bool receive(struct echo_conn *conn)
{
	bool messages = sock_has_messages(conn->listener->transport);
	size_t room = messages ? ECHO_ROOM : conn->echo->plan.recv_size;
	ssize_t done = call_recv(conn->watch.fd, conn->echo->room, room,
				 MSG_DONTWAIT | (messages ? MSG_TRUNC : 0));

	if (done < 0 && (errno == EAGAIN || errno == EINTR))
		return true;
	if (done < 0) {
		fail_conn(conn, errno);
		return false;
	}
	if (done == 0) {
		conn->read_ended = true;
		return true;
	}
	return take(conn, conn->echo->room, (size_t)done < room ? (size_t)done : room,
		    (size_t)done);
}

/* chargen has always something to say. */
static bool talk(struct echo_conn *conn)
{
	enum { LINES = 64 };
	struct buf *lines = &conn->echo->answer;

	buf_clear(lines);
	for (unsigned i = 0; i < LINES; i++)
		reply_put_pattern(lines, conn->echo->turn++);
	return put(conn, lines->data, lines->size);
}

static void be_ready(struct watch *watch, uint32_t events)
{
	struct echo_conn *conn = OWNER(watch, struct echo_conn, watch);
	const struct echo *echo = conn->echo;
	bool was_reading = watch->events & EPOLLIN;

	if (events & EPOLLERR || (events & EPOLLHUP && !was_reading) ||
	    (events & EPOLLRDHUP && echo->plan.faults.never_read)) {
		fail_conn(conn, sock_error(watch->fd));
		return;
	}
	if (events & EPOLLOUT && !flush(conn, SIZE_MAX))
		return;
	if (events & EPOLLOUT && waiting(conn) == 0 && is_talking(conn) && !talk(conn))
		return;
	if (events & (EPOLLIN | EPOLLHUP) && !receive(conn))
		return;
	if (settle(conn))
		wait_on(conn);
}

/* ---- time
 * -------------------------------------------------------------------------------------------- */

/* Each progress only notes when it was: the timer goes on from there. */
static void look_at_idle(struct echo_conn *conn)
{
	int64_t idle_ns = conn->echo->plan.idle_ns;

	if (idle_ns == 0)
		return;
	if (conn->echo->loop->now_ns - conn->active_ns >= idle_ns) {
		counts_of(conn)->timed_out++;
		close_conn(conn, "idle");
		return;
	}
	timer_set(conn->echo->loop, &conn->timer, (struct deadline){ conn->active_ns + idle_ns });
}

/* The next byte; behind the last the timer is the idle one again. */
static void trickle(struct echo_conn *conn)
{
	if (!flush(conn, 1))
		return;
	conn->trickles = waiting(conn) > 0;
	if (conn->trickles)
		timer_set(conn->echo->loop, &conn->timer,
			  deadline_in(conn->echo->plan.faults.trickle_ns));
	else if (conn->echo->plan.idle_ns)
		timer_set(conn->echo->loop, &conn->timer, deadline_in(conn->echo->plan.idle_ns));
	if (settle(conn))
		wait_on(conn);
}

static void be_due(struct timer *timer)
{
	struct echo_conn *conn = OWNER(timer, struct echo_conn, timer);

	if (conn->write_ended) {
		close_conn(conn, "linger");
	} else if (conn->trickles) {
		trickle(conn);
	} else {
		look_at_idle(conn);
	}
}

/* ---- the beginning
 * ------------------------------------------------------------------------------------ */

static void link_in(struct echo *echo, struct echo_conn *conn)
{
	conn->next = echo->conns;
	conn->link = &echo->conns;
	if (conn->next)
		conn->next->link = &conn->next;
	echo->conns = conn;
}

static void tell_accepted(struct echo_conn *conn)
{
	struct echo_counts *counts = counts_of(conn);
	struct echo_event event = event_of(conn, STEP_ACCEPTED);
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

/* What the service says without being asked. */
static bool greet(struct echo_conn *conn)
{
	const struct echo *echo = conn->echo;
	struct buf *text = &conn->echo->answer;

	if (!service_speaks_first(echo->plan.service) || is_talking(conn))
		return true;
	buf_clear(text);
	reply_put(text, echo->plan.service, clock_wall_ns(), conn->number);
	conn->ending = true;
	counts_of(conn)->sent++;
	return put(conn, text->data, text->size);
}

void echo_accept(struct acceptor *acceptor, const struct listener *listener, int fd,
		 const struct sock_addr *peer)
{
	struct echo *echo = OWNER(acceptor, struct echo, acceptor);
	struct echo_conn *conn = calloc(1, sizeof(*conn));
	struct err err = { 0 };

	if (!conn) {
		call_close(fd);
		acceptor_release(acceptor, peer);
		return;
	}
	*conn = (struct echo_conn){ .watch = { .fd = fd, .ready = be_ready },
				    .timer = { .due = be_due },
				    .echo = echo,
				    .listener = listener,
				    .peer = *peer,
				    .number = acceptor->accepted,
				    .active_ns = echo->loop->now_ns };
	link_in(echo, conn);
	counts_of(conn)->accepted++;
	counts_of(conn)->open++;
	tell_accepted(conn);
	if (echo->plan.max_served && acceptor->accepted >= echo->plan.max_served)
		echo_take_no_more(echo);
	if (!loop_watch(echo->loop, &conn->watch, EPOLLIN, &err) ||
	    (echo->plan.idle_ns &&
	     !timer_set(echo->loop, &conn->timer, deadline_in(echo->plan.idle_ns))))
		close_conn(conn, "memory");
	else if (greet(conn) && settle(conn))
		wait_on(conn);
}

/* ---- all of them
 * ---------------------------------------------------------------------------------------- */

void echo_drain_conns(struct echo *echo)
{
	struct echo_conn *next;

	for (struct echo_conn *conn = echo->conns; conn; conn = next) {
		next = conn->next;
		if (may_read(conn) && !receive(conn))
			continue;
		conn->ending = true;
		if (settle(conn))
			wait_on(conn);
	}
}

void echo_free_conns(struct echo *echo)
{
	while (echo->conns)
		free_conn(echo->conns);
}
