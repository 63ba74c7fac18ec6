/* echo_begin -- an echo server begins, counts, ends, and adds up what it did. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "serve/echo.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <stdlib.h>

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

/* ---- what it tells -------------------------------------------------------------------------- */

void echo_tell(struct echo *echo, const struct echo_event *event)
{
	if (echo->plan.watched && echo->tell)
		echo->tell(echo, event);
}

void echo_tell_refused(struct echo *echo, const struct listener *listener,
		       const struct sock_addr *peer, enum refusal why)
{
	struct echo_event event = { .step = STEP_REFUSED,
				    .listener = listener,
				    .peer = peer,
				    .reason = name_word(refusal_words, (long)why) };

	echo_counts_of(echo, listener)->refused++;
	echo_tell(echo, &event);
}

/* ---- what it answers ------------------------------------------------------------------------ */

bool echo_is_made(struct echo *echo)
{
	if (!echo->answer.failed)
		return true;
	buf_free(&echo->answer);
	return false;
}

bool echo_answer(struct echo *echo, const char **data, size_t *size)
{
	if (!echo->plan.timestamp)
		return true;
	buf_clear(&echo->answer);
	reply_put_stamp(&echo->answer, clock_wall_ns());
	buf_put(&echo->answer, *data, *size);
	if (!echo_is_made(echo))
		return false;
	*data = echo->answer.data;
	*size = echo->answer.size;
	return true;
}

/* ---- the end: it comes from the loop, never in the middle of a connection's work ------------- */

static void end_soon(struct echo *echo)
{
	timer_set(echo->loop, &echo->end, deadline_in(1));
}

static void come_to_end(struct timer *timer)
{
	struct echo *echo = OWNER(timer, struct echo, end);

	if (!echo->draining) {
		echo_drain(echo);
		return;
	}
	echo_end(echo);
	if (echo->over && !echo->ended)
		echo->over(echo);
	echo->ended = true;
}

void echo_be_enough(struct echo *echo)
{
	echo->enough = true;
	end_soon(echo);
}

void echo_count_message(struct echo *echo)
{
	if (++echo->messages == echo->plan.max_messages)
		echo_be_enough(echo);
}

void echo_take_no_more(struct echo *echo)
{
	echo->last = true;
	acceptor_stop(&echo->acceptor);
	echo_forget_grams(echo);
}

void echo_check_end(struct echo *echo)
{
	if (echo->last && !echo->conns && !echo->later)
		end_soon(echo);
}

void echo_drain(struct echo *echo)
{
	if (echo->draining)
		return;
	echo->draining = true;
	timer_set(echo->loop, &echo->end, deadline_in(ECHO_DRAIN_S * (int64_t)NS_PER_S));
	if (!echo->enough && !echo->last) {
		echo_drain_grams(echo);
		acceptor_take_waiting(&echo->acceptor);
	}
	echo_take_no_more(echo);
	echo_drain_conns(echo);
	echo_check_end(echo);
}

void echo_end(struct echo *echo)
{
	echo_take_no_more(echo);
	echo_end_conns(echo);
	echo_end_grams(echo);
}

/* ---- the beginning -------------------------------------------------------------------------- */

static void refuse(struct acceptor *acceptor, const struct listener *listener,
		   const struct sock_addr *peer, enum refusal why)
{
	echo_tell_refused(OWNER(acceptor, struct echo, acceptor), listener, peer, why);
}

static void tell_shortage(struct acceptor *acceptor, const struct err *err)
{
	struct echo *echo = OWNER(acceptor, struct echo, acceptor);

	if (echo->say)
		echo->say(echo, err);
}

static const struct acceptor_calls calls = { echo_accept, refuse, tell_shortage };

bool echo_begin(struct echo *echo, struct err *err)
{
	echo->guard.no_loops = echo->plan.no_loop_guard;
	echo->guard.no_rates = echo->plan.no_limits;
	echo->clock.synchronized = clock_wall_synchronized(&echo->clock.error_ns);
	echo->end.due = come_to_end;
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
	echo_free_conns(echo);
	echo_drop_later(&echo->later);
	echo_forget_grams(echo);
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

/* ---- what it came to ------------------------------------------------------------------------ */

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

bool echo_queue(uint64_t *waiting, uint64_t *backlog, const struct listener *listener)
{
	struct tcp_info info;
	socklen_t size = sizeof(info);

	if (listener->transport != TRANSPORT_TCP ||
	    call_getsockopt(listener->fd, IPPROTO_TCP, TCP_INFO, &info, &size) < 0)
		return false;
	*waiting = info.tcpi_unacked;
	*backlog = info.tcpi_sacked;
	return true;
}
