/* echo_talk -- what comes on a connection of an echo server goes back, whole and in order. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>

#include "net/calls.h"
#include "serve/echo_state.h"

static const char *memory_word(void)
{
	return name_word(refusal_words, REFUSAL_MEMORY);
}

static struct echo_counts *counts_of(const struct echo_conn *conn)
{
	return echo_counts_of(conn->echo, conn->listener);
}

bool echo_is_talking(const struct echo_conn *conn)
{
	return conn->echo->plan.service == SERVICE_CHARGEN && !conn->read_ended && !conn->ending &&
	       !conn->echo->draining;
}

bool echo_is_slow(const struct echo_conn *conn)
{
	return conn->echo->plan.faults.trickle_ns > 0 && !conn->outbox.messages;
}

/* Who does not take his answers is not read from. */
bool echo_may_read(const struct echo_conn *conn)
{
	return !conn->read_ended && !conn->echo->plan.faults.never_read &&
	       (outbox_waiting(&conn->outbox) == 0 || echo_is_talking(conn)) &&
	       conn->later_bytes < ECHO_ROOM && conn->later_count < ECHO_HELD_MAX;
}

/* ---- steps ---------------------------------------------------------------------------------- */

static void tell_data(const struct echo_conn *conn, enum echo_step step, const char *data,
		      size_t size, size_t true_size)
{
	struct echo_event event = echo_event_of(conn, step);

	event.data = data;
	event.size = size;
	event.true_size = true_size;
	event.truncated = true_size > size;
	echo_tell(conn->echo, &event);
}

static void tell_unanswered(const struct echo_conn *conn, const char *reason)
{
	struct echo_event event = echo_event_of(conn, STEP_UNANSWERED);

	event.reason = reason;
	echo_tell(conn->echo, &event);
}

/* ---- sending -------------------------------------------------------------------------------- */

/* A message that the send buffer could never take is its own loss. */
static void leave_unsent(struct echo_conn *conn, const char *reason)
{
	counts_of(conn)->sent--;
	counts_of(conn)->unsent++;
	tell_unanswered(conn, reason);
}

enum sending {
	SENDING_DONE,
	SENDING_LATER,
	SENDING_FAILED /* the connection is gone */
};

/* Send SIZE bytes; then it is how many are done with. */
static enum sending send_some(struct echo_conn *conn, const char *data, size_t *size)
{
	ssize_t done = call_send(conn->watch.fd, data, *size, MSG_DONTWAIT);

	if (done < 0 && (errno == EAGAIN || errno == EINTR))
		return SENDING_LATER;
	if (done < 0 && errno == EMSGSIZE && conn->outbox.messages) {
		leave_unsent(conn, err_name(errno));
		return SENDING_DONE;
	}
	if (done < 0) {
		echo_fail(conn, errno);
		return SENDING_FAILED;
	}
	*size = (size_t)done;
	conn->sent_bytes += (size_t)done;
	conn->active_ns = clock_now_ns();
	counts_of(conn)->sent_bytes += (size_t)done;
	tell_data(conn, STEP_SENT, data, (size_t)done, (size_t)done);
	return SENDING_DONE;
}

bool echo_flush(struct echo_conn *conn, size_t most)
{
	const char *data;
	size_t size;

	while (most > 0 && outbox_next(&conn->outbox, &data, &size)) {
		size_t wanted = size < most ? size : most, done = wanted;
		enum sending sending = send_some(conn, data, &done);

		if (sending != SENDING_DONE)
			return sending == SENDING_LATER;
		outbox_sent(&conn->outbox, done);
		if (done < wanted)
			break;
		most -= wanted;
	}
	return true;
}

/* Send, or keep what does not go yet. False when the connection is gone. */
static bool put(struct echo_conn *conn, const char *data, size_t size)
{
	enum sending sending = SENDING_LATER;
	size_t done = size;

	if (outbox_waiting(&conn->outbox) == 0 && !echo_is_slow(conn))
		sending = send_some(conn, data, &done);
	if (sending == SENDING_FAILED)
		return false;
	if (sending == SENDING_LATER)
		done = 0;
	else if (done == size)
		return true;
	if (!outbox_put(&conn->outbox, data + done, size - done)) {
		echo_close(conn, memory_word());
		return false;
	}
	if (echo_is_slow(conn) && !conn->trickles) {
		conn->trickles = true;
		timer_set(conn->echo->loop, &conn->timer, deadline_in(1));
	}
	return true;
}

bool echo_deliver(struct echo_conn *conn, const char *data, size_t size)
{
	counts_of(conn)->sent++;
	return put(conn, data, size);
}

/* ---- answering ------------------------------------------------------------------------------ */

/* Hold an answer back. On a stream what is not out of turn waits for what is held before it. */
static void hold(struct echo_conn *conn, const char *data, const struct fate *fate)
{
	int64_t due_ns = clock_now_ns() + fate->delay_ns;
	struct echo_later *later;
	const char *reason;

	if (!fate->out_of_turn && due_ns <= conn->last_due_ns)
		due_ns = conn->last_due_ns + 1;
	later = echo_hold(conn->echo, &conn->later, data, fate->size, due_ns, &reason);
	if (!later) {
		counts_of(conn)->unsent++;
		tell_unanswered(conn, reason);
		return;
	}
	if (!fate->out_of_turn)
		conn->last_due_ns = due_ns;
	later->conn = conn;
	conn->later_count++;
	conn->later_bytes += fate->size;
}

static bool answer_faultily(struct echo_conn *conn, const char *data, size_t size)
{
	struct fate fate = fate_of(&conn->echo->plan.faults, size);

	if (fate.copies == 0) {
		counts_of(conn)->faulted++;
		tell_unanswered(conn, "fault");
	}
	for (unsigned i = 0; i < fate.copies; i++)
		if (fate.delay_ns > 0 || conn->later)
			hold(conn, data, &fate);
		else if (!echo_deliver(conn, data, fate.size))
			return false;
	return true;
}

static bool answer(struct echo_conn *conn, const char *data, size_t size)
{
	if (faults_touch_answers(&conn->echo->plan.faults))
		return answer_faultily(conn, data, size);
	return echo_deliver(conn, data, size);
}

/* False when the connection is gone. */
static bool answer_message(struct echo_conn *conn, const char *data, size_t size)
{
	if (conn->echo->plan.service != SERVICE_ECHO || conn->ending)
		return true;
	if (echo_answer(conn->echo, &data, &size))
		return answer(conn, data, size);
	counts_of(conn)->unsent++;
	tell_unanswered(conn, memory_word());
	return true;
}

/* Faults that end a connection after so many messages. False when it is gone. */
static bool end_by_fault(struct echo_conn *conn)
{
	const struct faults *faults = &conn->echo->plan.faults;

	if (faults->reset_after && conn->messages >= faults->reset_after) {
		echo_reset(conn);
		return false;
	}
	if (faults->half_close_after && conn->messages >= faults->half_close_after)
		conn->ending = true;
	return true;
}

/* ---- receiving ------------------------------------------------------------------------------ */

/* A message or a part of the stream has come. False when the connection is gone. */
static bool take(struct echo_conn *conn, const char *data, size_t size, size_t true_size)
{
	struct echo_counts *counts = counts_of(conn);

	conn->received_bytes += true_size;
	conn->messages++;
	conn->active_ns = clock_now_ns();
	counts->received++;
	counts->received_bytes += true_size;
	counts->truncated += true_size > size;
	tell_data(conn, STEP_RECEIVED, data, size, true_size);
	echo_count_message(conn->echo);
	return answer_message(conn, data, size) && end_by_fault(conn);
}

bool echo_receive(struct echo_conn *conn)
{
	const struct echo *echo = conn->echo;
	bool messages = conn->outbox.messages;
	size_t room = messages ? ECHO_ROOM : echo->plan.recv_size;
	bool is_end;
	ssize_t done = sock_receive(conn->watch.fd, messages, echo->room, room, &is_end);

	if (done < 0 && (errno == EAGAIN || errno == EINTR))
		return true;
	if (done < 0) {
		echo_fail(conn, errno);
		return false;
	}
	conn->read_ended = is_end;
	if (is_end || echo->enough)
		return true;
	return take(conn, echo->room, (size_t)done < room ? (size_t)done : room, (size_t)done);
}

/* ---- speaking unasked ----------------------------------------------------------------------- */

bool echo_talk(struct echo_conn *conn)
{
	enum { LINES = 64 };
	struct buf *lines = &conn->echo->answer;

	if (outbox_waiting(&conn->outbox) > 0)
		return true;
	buf_clear(lines);
	for (uint64_t i = 0; i < LINES; i++)
		reply_put_pattern(lines, conn->sent_bytes / CHARGEN_LINE + i);
	if (echo_is_made(conn->echo))
		return put(conn, lines->data, lines->size);
	echo_close(conn, memory_word());
	return false;
}

bool echo_greet(struct echo_conn *conn)
{
	const struct echo_plan *plan = &conn->echo->plan;
	struct buf *text = &conn->echo->answer;

	if (!service_speaks_first(plan->service) || plan->service == SERVICE_CHARGEN)
		return true;
	buf_clear(text);
	reply_put(text, plan->service, clock_wall_ns(), conn->number);
	conn->ending = true;
	if (echo_is_made(conn->echo))
		return answer(conn, text->data, text->size);
	echo_close(conn, memory_word());
	return false;
}
