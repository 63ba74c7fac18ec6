/* echo_gram -- the datagrams of an echo server: answered from where they came to, never amplified.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "net/calls.h"
#include "proto/stamp.h"
#include "serve/echo_state.h"

static struct echo_counts *counts_of(const struct echo_gram *gram)
{
	return echo_counts_of(gram->echo, gram->listener);
}

static void tell(const struct echo_gram *gram, enum echo_step step, const struct datagram *datagram,
		 const char *data, size_t size, const char *reason)
{
	struct echo_event event = { .step = step,
				    .listener = gram->listener,
				    .peer = &datagram->from,
				    .data = data,
				    .size = size,
				    .true_size = step == STEP_RECEIVED ? datagram->true_size : size,
				    .truncated = step == STEP_RECEIVED && datagram->truncated,
				    .reason = reason,
				    .who = datagram->peer,
				    .datagram = datagram };

	echo_tell(gram->echo, &event);
}

static void tell_unanswered(const struct echo_gram *gram, const struct datagram *datagram,
			    const char *reason)
{
	tell(gram, STEP_UNANSWERED, datagram, NULL, 0, reason);
}

static void leave_unsent(const struct echo_gram *gram, const struct datagram *datagram,
			 const char *reason)
{
	counts_of(gram)->unsent++;
	tell_unanswered(gram, datagram, reason);
}

/* ---- sending -------------------------------------------------------------------------------- */

/* Answer DATAGRAM with DATA, which is ours, at once, from the address that it came to. */
static void send_now(const struct echo_gram *gram, const struct datagram *datagram, char *data,
		     size_t size)
{
	struct echo_counts *counts = counts_of(gram);

	if (gram->echo->plan.stamp && size >= STAMP_SIZE)
		stamp_reply_sent(data, clock_wall_ns());
	if (!datagram_send(gram->watch.fd, data, size, &datagram->from,
			   datagram->to_many ? NULL : &datagram->to,
			   datagram->to.scope_id ? datagram->index : 0)) {
		leave_unsent(gram, datagram, err_name(errno));
		return;
	}
	counts->sent++;
	counts->sent_bytes += size;
	tell(gram, STEP_SENT, datagram, data, size, NULL);
}

/* The datagram that LATER answers, as far as answering needs it. */
static struct datagram datagram_of(const struct echo_later *later)
{
	return (struct datagram){ .from = later->to,
				  .to = later->from,
				  .to_many = later->from.family == 0,
				  .index = later->index,
				  .ttl = -1 };
}

void echo_deliver_gram(struct echo_later *later)
{
	struct datagram datagram = datagram_of(later);

	send_now(later->gram, &datagram, later->data, later->size);
}

static void hold(struct echo_gram *gram, const struct datagram *datagram, const char *data,
		 const struct fate *fate)
{
	struct echo *echo = gram->echo;
	const char *reason;
	struct echo_later *later = echo_hold(echo, &echo->later, data, fate->size,
					     clock_now_ns() + fate->delay_ns, &reason);

	if (!later) {
		leave_unsent(gram, datagram, reason);
		return;
	}
	later->gram = gram;
	later->to = datagram->from;
	if (!datagram->to_many)
		later->from = datagram->to;
	later->index = datagram->index;
}

static void send_faultily(struct echo_gram *gram, const struct datagram *datagram, char *data,
			  size_t size)
{
	struct fate fate = fate_of(&gram->echo->plan.faults, size);

	if (fate.copies == 0) {
		counts_of(gram)->faulted++;
		tell_unanswered(gram, datagram, "fault");
	}
	for (unsigned i = 0; i < fate.copies; i++)
		if (fate.delay_ns > 0)
			hold(gram, datagram, data, &fate);
		else
			send_now(gram, datagram, data, fate.size);
}

/* ---- answering ------------------------------------------------------------------------------ */

/* Nobody can use us to send somebody else more than he had to send. */
static bool may_amplify(const struct echo *echo, const struct datagram *datagram)
{
	return sock_addr_is_loopback(&datagram->from) ||
	       admission_trusts(echo->admission, &datagram->from);
}

/* The reflector's packet has the size of what came. */
static void reflect(struct echo *echo, const struct datagram *datagram)
{
	int64_t came_ns = datagram->wall_ns ? datagram->wall_ns : clock_wall_ns();

	buf_put(&echo->answer, datagram->data, datagram->size);
	if (!echo->answer.failed)
		stamp_reply_make(echo->answer.data, datagram->data, datagram->size, came_ns,
				 datagram->ttl, &echo->clock);
}

/* Put what DATAGRAM is answered with into echo->answer. False when memory is out. */
static bool make_answer(struct echo *echo, const struct datagram *datagram)
{
	buf_clear(&echo->answer);
	if (echo->plan.stamp) {
		reflect(echo, datagram);
	} else if (echo->plan.service == SERVICE_ECHO) {
		if (echo->plan.timestamp)
			reply_put_stamp(&echo->answer, clock_wall_ns());
		buf_put(&echo->answer, datagram->data, datagram->size);
	} else {
		reply_put(&echo->answer, echo->plan.service, clock_wall_ns(), echo->turn++);
	}
	return echo_is_made(echo);
}

static void answer(struct echo_gram *gram, const struct datagram *datagram)
{
	struct echo *echo = gram->echo;
	size_t size;

	if (!make_answer(echo, datagram)) {
		leave_unsent(gram, datagram, name_word(refusal_words, REFUSAL_MEMORY));
		return;
	}
	size = echo->answer.size;
	if (size > datagram->true_size && !may_amplify(echo, datagram)) {
		counts_of(gram)->amplifying++;
		if (echo->plan.service == SERVICE_ECHO || datagram->size == 0) {
			tell_unanswered(gram, datagram, "amplifying");
			return;
		}
		size = datagram->size;
	}
	if (faults_touch_answers(&echo->plan.faults))
		send_faultily(gram, datagram, echo->answer.data, size);
	else
		send_now(gram, datagram, echo->answer.data, size);
}

/* ---- receiving ------------------------------------------------------------------------------ */

static void say_muted(const struct echo_gram *gram, const struct sock_addr *source)
{
	struct echo *echo = gram->echo;
	struct buf name = { 0 };
	struct err err = { 0 };

	if (!echo->say)
		return;
	sock_addr_format(&name, gram->listener->transport, source);
	err_set(&err, STATUS_LACKING,
		"%s sends the same again and again, as two servers do that answer each other: it "
		"gets no answer for %d s (--no-loop-guard answers)",
		buf_text(&name), GUARD_MUTE_S);
	echo->say(echo, &err);
	buf_free(&name);
}

/* Why DATAGRAM gets no answer; NULL: it does. */
static const char *objection(struct echo_gram *gram, const struct datagram *datagram)
{
	struct echo *echo = gram->echo;
	enum verdict verdict;

	if (!admission_admits(echo->admission, &datagram->from))
		return name_word(refusal_words, REFUSAL_DENIED);
	if (datagram->from.size <= sizeof(datagram->from.at.any.sa_family))
		return "unnamed";
	if (echo->plan.stamp && !stamp_request_check(datagram->data, datagram->size))
		return "malformed";
	if (echo->guard.no_loops && echo->guard.no_rates)
		return NULL;
	verdict = guard_look(&echo->guard, datagram, &gram->listener->at, echo->loop->now_ns);
	if (verdict == VERDICT_ANSWER)
		return NULL;
	if (echo->guard.began_mute)
		say_muted(gram, &datagram->from);
	return name_word(verdict_words, (long)verdict);
}

static void count(struct echo_gram *gram, const struct datagram *datagram)
{
	struct echo_counts *counts = counts_of(gram);

	counts->received++;
	counts->received_bytes += datagram->true_size;
	counts->truncated += datagram->truncated;
	if (datagram->has_drops) {
		counts->kernel_drops += datagram->drops - gram->drops;
		gram->drops = datagram->drops;
	}
	echo_count_message(gram->echo);
	if (gram->echo->plan.max_served)
		echo_be_enough(gram->echo);
}

/* Whether answers are the datagrams themselves: then they go many at once. */
static bool is_plain(const struct echo *echo)
{
	return echo->plan.service == SERVICE_ECHO && !echo->plan.timestamp && !echo->plan.stamp &&
	       !echo->plan.watched && !faults_touch_answers(&echo->plan.faults);
}

static void take(struct echo_gram *gram, unsigned i, bool plain)
{
	struct echo *echo = gram->echo;
	struct datagram datagram;
	const char *why;

	datagrams_get(&datagram, &echo->batch, i);
	count(gram, &datagram);
	if (!plain)
		tell(gram, STEP_RECEIVED, &datagram, datagram.data, datagram.size, NULL);
	if (echo->plan.service == SERVICE_DISCARD)
		return;
	why = objection(gram, &datagram);
	if (why) {
		counts_of(gram)->guarded++;
		tell_unanswered(gram, &datagram, why);
	} else if (plain) {
		datagrams_reply(&echo->batch, i, datagram.size);
	} else {
		answer(gram, &datagram);
	}
}

static void send_batch(struct echo_gram *gram)
{
	struct echo_counts *counts = counts_of(gram);
	unsigned replies = gram->echo->batch.replies;
	unsigned sent = datagrams_send(&gram->echo->batch, gram->watch.fd, &counts->sent_bytes);

	counts->sent += sent;
	counts->unsent += replies - sent;
}

/* What is there, at most one batch: whether there was anything. */
static bool serve_batch(struct echo_gram *gram)
{
	struct echo *echo = gram->echo;
	bool plain = is_plain(echo);
	int received = datagrams_receive(&echo->batch, gram->watch.fd);

	if (received < 0 && errno != EAGAIN)
		sock_error(gram->watch.fd); /* an ICMP error that belongs to an earlier answer */
	for (int i = 0; i < received && !echo->enough; i++)
		take(gram, (unsigned)i, plain);
	if (echo->batch.replies > 0)
		send_batch(gram);
	return received > 0;
}

static void be_ready(struct watch *watch, uint32_t events)
{
	(void)events;
	serve_batch(OWNER(watch, struct echo_gram, watch));
}

/* ---- the beginning and the end -------------------------------------------------------------- */

static bool is_wildcard(const struct sock_addr *at)
{
	struct addr addr;

	return sock_addr_ip(&addr, NULL, at) && addr_is_wildcard(&addr);
}

/* What a socket tells costs time for each datagram: only what is needed. */
static unsigned wants(const struct echo *echo, const struct listener *listener)
{
	unsigned flags = DATAGRAM_DROPS;

	if (is_wildcard(&listener->at) || echo->plan.watched)
		flags |= DATAGRAM_TO;
	if (echo->plan.watched)
		flags |= DATAGRAM_PEER;
	if (echo->plan.watched || echo->plan.stamp)
		flags |= DATAGRAM_TIME | DATAGRAM_HOPS;
	return flags;
}

static bool begin_one(struct echo *echo, const struct listener *listener, struct err *err)
{
	struct echo_gram *gram = &echo->grams[echo->gram_count];

	*gram = (struct echo_gram){ .watch = { .fd = listener->fd, .ready = be_ready },
				    .echo = echo,
				    .listener = listener };
	echo->gram_count++;
	return datagram_prepare(listener->fd, sock_addr_family(&listener->at),
				wants(echo, listener), err) &&
	       (echo->plan.faults.never_read || loop_watch(echo->loop, &gram->watch, EPOLLIN, err));
}

bool echo_begin_grams(struct echo *echo, struct err *err)
{
	const struct listeners *listeners = echo->listeners;

	echo->grams = calloc(listeners->count, sizeof(*echo->grams));
	if (!echo->grams)
		return err_errno(err, ENOMEM, "cannot serve");
	for (size_t i = 0; i < listeners->count; i++) {
		if (sock_type(listeners->item[i].transport) != SOCK_DGRAM)
			continue;
		if (!echo->batch.room && !datagrams_init(&echo->batch, ECHO_BATCH, err))
			return false;
		if (!begin_one(echo, &listeners->item[i], err))
			return false;
	}
	return true;
}

void echo_drain_grams(struct echo *echo)
{
	for (size_t i = 0; i < echo->gram_count; i++)
		for (int n = 0; n < ECHO_DRAIN_BATCHES; n++)
			if (echo->plan.faults.never_read || echo->enough ||
			    !serve_batch(&echo->grams[i]))
				break;
}

void echo_forget_grams(struct echo *echo)
{
	for (size_t i = 0; i < echo->gram_count; i++)
		loop_forget(echo->loop, &echo->grams[i].watch);
}

void echo_end_grams(struct echo *echo)
{
	while (echo->later) {
		const struct echo_later *later = echo->later;
		struct datagram datagram = datagram_of(later);

		leave_unsent(later->gram, &datagram, "drain");
		echo_drop_first(&echo->later);
	}
}
