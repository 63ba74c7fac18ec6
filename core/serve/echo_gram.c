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

/* ---- sending
 * ---------------------------------------------------------------------------------------- */

/* Answer DATAGRAM with DATA at once, from the address that it came to. */
static void send_now(const struct echo_gram *gram, const struct datagram *datagram,
		     const char *data, size_t size)
{
	struct echo_counts *counts = counts_of(gram);

	if (gram->echo->plan.stamp) /* then DATA is an answer that we made */
		stamp_reply_sent((void *)(uintptr_t)data, clock_wall_ns());
	if (!datagram_send(gram->watch.fd, data, size, &datagram->from, &datagram->to,
			   datagram->to.scope_id ? datagram->index : 0)) {
		counts->unsent++;
		tell(gram, STEP_UNANSWERED, datagram, NULL, 0, err_name(errno));
		return;
	}
	counts->sent++;
	counts->sent_bytes += size;
	tell(gram, STEP_SENT, datagram, data, size, NULL);
}

void echo_gram_deliver(const struct echo_later *later)
{
	struct datagram datagram = { .from = later->to, .to = later->from, .index = later->index };

	send_now(later->gram, &datagram, later->data, later->size);
}

static void hold(struct echo_gram *gram, const struct datagram *datagram, const char *data,
		 const struct fate *fate)
{
	struct echo_later *later =
		echo_hold(gram->echo, data, fate->size, clock_now_ns() + fate->delay_ns);

	if (!later) {
		counts_of(gram)->unsent++;
		return;
	}
	later->gram = gram;
	later->to = datagram->from;
	later->from = datagram->to;
	later->index = datagram->index;
}

static void send_faultily(struct echo_gram *gram, const struct datagram *datagram, const char *data,
			  size_t size)
{
	struct fate fate = fate_of(&gram->echo->plan.faults, size);

	if (fate.copies == 0) {
		counts_of(gram)->faulted++;
		tell(gram, STEP_UNANSWERED, datagram, NULL, 0, "fault");
	}
	for (unsigned i = 0; i < fate.copies; i++)
		if (fate.delay_ns > 0)
			hold(gram, datagram, data, &fate);
		else
			send_now(gram, datagram, data, fate.size);
}

/* ---- answering
 * ---------------------------------------------------------------------------------------- */

/* Nobody can use us to send somebody else more than he had to send. */
static bool may_amplify(const struct echo *echo, const struct datagram *datagram)
{
	return sock_addr_is_loopback(&datagram->from) ||
	       admission_trusts(echo->admission, &datagram->from);
}

/* The reflector's packet: it has the size of what came. */
static size_t reflect(struct echo *echo, const char **data, const struct datagram *datagram)
{
	int64_t came_ns = datagram->wall_ns ? datagram->wall_ns : clock_wall_ns();

	buf_clear(&echo->answer);
	buf_put(&echo->answer, datagram->data, datagram->size);
	if (echo->answer.failed)
		return 0;
	stamp_reply_make(echo->answer.data, datagram->data, datagram->size, came_ns, datagram->ttl,
			 &echo->clock);
	*data = echo->answer.data;
	return datagram->size;
}

/* What a datagram is answered with: the size, and *DATA. */
static size_t make_answer(struct echo *echo, const char **data, const struct datagram *datagram)
{
	if (echo->plan.stamp)
		return reflect(echo, data, datagram);
	if (echo->plan.service == SERVICE_ECHO)
		return echo_answer(echo, data, datagram->size);
	buf_clear(&echo->answer);
	reply_put(&echo->answer, echo->plan.service, clock_wall_ns(), echo->turn++);
	*data = buf_text(&echo->answer);
	return echo->answer.size;
}

static void answer(struct echo_gram *gram, const struct datagram *datagram)
{
	struct echo *echo = gram->echo;
	const char *data = datagram->data;
	size_t size = make_answer(echo, &data, datagram);

	if (size > datagram->true_size && !may_amplify(echo, datagram)) {
		counts_of(gram)->amplifying++;
		if (echo->plan.service == SERVICE_ECHO || datagram->size == 0) {
			tell(gram, STEP_UNANSWERED, datagram, NULL, 0, "amplifying");
			return;
		}
		size = datagram->size;
	}
	if (faults_touch_answers(&echo->plan.faults))
		send_faultily(gram, datagram, data, size);
	else
		send_now(gram, datagram, data, size);
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
	if (echo->guard.began_mute && echo->say)
		echo->say(echo, "a source sends the same again and again, as a loop does: it gets "
				"no answer for 10 s");
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
		tell(gram, STEP_UNANSWERED, &datagram, NULL, 0, why);
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

static void be_ready(struct watch *watch, uint32_t events)
{
	struct echo_gram *gram = OWNER(watch, struct echo_gram, watch);
	struct echo *echo = gram->echo;
	bool plain = is_plain(echo);
	int received = datagrams_receive(&echo->batch, watch->fd);

	(void)events;
	if (received < 0 && errno != EAGAIN)
		sock_error(watch->fd); /* an ICMP error that belongs to an earlier answer */
	for (int i = 0; i < received; i++)
		take(gram, (unsigned)i, plain);
	if (echo->batch.replies > 0)
		send_batch(gram);
	if (received > 0 && echo->plan.max_served)
		echo_drain(echo);
}

/* ---- the beginning
 * --------------------------------------------------------------------------------------- */

static bool is_wildcard(const struct sock_addr *at)
{
	static const uint8_t zero[16];
	struct addr addr;

	return sock_addr_ip(&addr, NULL, at) &&
	       memcmp(addr.byte, zero, addr_size(addr.family)) == 0;
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
	if (!datagram_prepare(listener->fd, sock_addr_family(&listener->at), wants(echo, listener),
			      err) ||
	    !loop_watch(echo->loop, &gram->watch, EPOLLIN, err))
		return false;
	echo->gram_count++;
	return true;
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
