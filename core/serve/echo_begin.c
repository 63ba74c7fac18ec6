/* echo_begin -- an echo server begins, holds answers back, ends, and adds up what it did. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "serve/echo.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>

#include "net/calls.h"
#include "serve/echo_state.h"

const struct name echo_steps[] = {
	NAME("accepted", STEP_ACCEPTED, ""),
	NAME("refused", STEP_REFUSED, ""),
	NAME("received", STEP_RECEIVED, ""),
	NAME("sent", STEP_SENT, ""),
	NAME("unanswered", STEP_UNANSWERED, ""),
	NAME("closed", STEP_CLOSED, ""),
	NAMES_END,
};

void echo_tell(struct echo *echo, const struct echo_event *event)
{
	if (echo->plan.watched && echo->tell)
		echo->tell(echo, event);
}

size_t echo_answer(struct echo *echo, const char **data, size_t size)
{
	if (!echo->plan.timestamp)
		return size;
	buf_clear(&echo->answer);
	reply_put_stamp(&echo->answer, clock_wall_ns());
	buf_put(&echo->answer, *data, size);
	if (echo->answer.failed)
		return size;
	*data = echo->answer.data;
	return echo->answer.size;
}

/* ---- answers that are held back -----------------------------------------------------------------
 */

static void deliver(struct timer *timer)
{
	struct echo_later *later = OWNER(timer, struct echo_later, timer);
	struct echo_conn *conn = later->conn;

	if (conn) {
		conn->held--;
		conn->held_bytes -= later->size;
		later->conn = NULL;
		echo_conn_deliver(conn, later->data, later->size);
	} else {
		echo_gram_deliver(later);
	}
	echo_drop_later(later);
}

struct echo_later *echo_hold(struct echo *echo, const void *data, size_t size, int64_t due_ns)
{
	struct echo_later *later = malloc(sizeof(*later) + size);

	if (!later)
		return NULL;
	*later = (struct echo_later){ .timer = { .due = deliver }, .echo = echo, .size = size };
	if (!timer_set(echo->loop, &later->timer, (struct deadline){ due_ns })) {
		free(later);
		return NULL;
	}
	memcpy(later->data, data, size);
	later->next = echo->later;
	later->link = &echo->later;
	if (later->next)
		later->next->link = &later->next;
	echo->later = later;
	return later;
}

void echo_drop_later(struct echo_later *later)
{
	struct echo *echo = later->echo;

	timer_clear(echo->loop, &later->timer);
	*later->link = later->next;
	if (later->next)
		later->next->link = later->link;
	free(later);
	echo_check_end(echo);
}

/* ---- the end: it comes from the loop, never in the middle of a connection's work
 * ------------------ */

static void come_to_end(struct timer *timer)
{
	struct echo *echo = OWNER(timer, struct echo, end);

	if (!echo->ended) {
		echo_drain(echo);
		return;
	}
	if (echo->over)
		echo->over(echo);
}

static void end_soon(struct echo *echo)
{
	timer_set(echo->loop, &echo->end, deadline_in(1));
}

void echo_count_message(struct echo *echo)
{
	if (++echo->messages == echo->plan.max_messages)
		end_soon(echo);
}

void echo_take_no_more(struct echo *echo)
{
	echo->last = true;
	acceptor_stop(&echo->acceptor);
}

void echo_check_end(struct echo *echo)
{
	if (!echo->last || echo->ended || echo->conns || echo->later)
		return;
	echo->ended = true;
	end_soon(echo);
}

void echo_drain(struct echo *echo)
{
	echo->draining = true;
	for (size_t i = 0; i < echo->gram_count; i++)
		loop_forget(echo->loop, &echo->grams[i].watch);
	acceptor_take_waiting(&echo->acceptor);
	echo_take_no_more(echo);
	echo_drain_conns(echo);
	echo_check_end(echo);
}

/* ---- the beginning
 * ------------------------------------------------------------------------------- */

static void refuse(struct acceptor *acceptor, const struct listener *listener,
		   const struct sock_addr *peer, enum refusal why)
{
	struct echo *echo = OWNER(acceptor, struct echo, acceptor);
	struct echo_event event = { .step = STEP_REFUSED,
				    .listener = listener,
				    .peer = peer,
				    .reason = name_word(refusal_words, (long)why) };

	echo_counts_of(echo, listener)->refused++;
	echo_tell(echo, &event);
}

static void tell_shortage(struct acceptor *acceptor, const struct err *err)
{
	struct echo *echo = OWNER(acceptor, struct echo, acceptor);

	if (echo->say)
		echo->say(echo, err->text);
}

static const struct acceptor_calls calls = { echo_accept, refuse, tell_shortage };

bool echo_begin(struct echo *echo, struct err *err)
{
	echo->guard.no_loops = echo->plan.no_loop_guard;
	echo->guard.no_rates = echo->plan.no_limits;
	echo->end.due = come_to_end;
	echo->clock.synchronized = clock_wall_synchronized(&echo->clock.error_ns);
	echo->room = malloc(ECHO_ROOM);
	echo->counts = calloc(echo->listeners->count, sizeof(*echo->counts));
	if (!echo->room || !echo->counts)
		return err_errno(err, ENOMEM, "cannot serve");
	return acceptor_begin(&echo->acceptor, echo->loop, echo->listeners, echo->admission, &calls,
			      err) &&
	       echo_begin_grams(echo, err);
}

void echo_free(struct echo *echo)
{
	echo->last = false; /* nothing comes to its end any more */
	echo_free_conns(echo);
	while (echo->later)
		echo_drop_later(echo->later);
	for (size_t i = 0; i < echo->gram_count; i++)
		loop_forget(echo->loop, &echo->grams[i].watch);
	if (echo->loop)
		timer_clear(echo->loop, &echo->end);
	acceptor_free(&echo->acceptor);
	guard_free(&echo->guard);
	datagrams_free(&echo->batch);
	buf_free(&echo->answer);
	free(echo->grams);
	free(echo->counts);
	free(echo->room);
	*echo = (struct echo){ 0 };
}

/* ---- what it came to
 * --------------------------------------------------------------------------------- */

struct echo_counts echo_total(const struct echo *echo)
{
	struct echo_counts total = { 0 };
	uint64_t *sum = (uint64_t *)&total;

	_Static_assert(sizeof(total) % sizeof(*sum) == 0, "counts are numbers only");
	for (size_t i = 0; i < echo->listeners->count; i++) {
		const uint64_t *one = (const uint64_t *)&echo->counts[i];

		for (size_t n = 0; n < sizeof(total) / sizeof(*sum); n++)
			sum[n] += one[n];
	}
	return total;
}

bool echo_queue(uint64_t *queue, uint64_t *backlog, const struct listener *listener)
{
	struct tcp_info info;
	socklen_t size = sizeof(info);

	if (listener->transport != TRANSPORT_TCP ||
	    call_getsockopt(listener->fd, IPPROTO_TCP, TCP_INFO, &info, &size) < 0)
		return false;
	*queue = info.tcpi_unacked;
	*backlog = info.tcpi_sacked;
	return true;
}
