/* audience -- listens to multicast groups: joins them, takes what is really sent to them, answers.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "serve/audience.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = 64 };

const struct name reply_fates[] = {
	NAME("sent", REPLY_SENT, ""),
	NAME("denied", REPLY_DENIED, "its network is not to be answered"),
	NAME("longer", REPLY_LONGER, "it is longer than what came"),
	NAME("source", REPLY_SOURCE, "a source that must not be answered"),
	NAME("loop", REPLY_LOOP, "the same again and again"),
	NAME("rate", REPLY_RATE, "too many in a second"),
	NAME("failed", REPLY_FAILED, "the kernel did not take it"),
	NAMES_END,
};

/* ---- joining ------------------------------------------------------------------------------ */

static bool add_heard(struct audience *audience, struct err *err)
{
	struct heard *heard =
		reallocarray(audience->heard, audience->heard_count + 1, sizeof(*audience->heard));

	if (!heard)
		return err_errno(err, ENOMEM, "cannot listen to a group");
	heard[audience->heard_count] = (struct heard){ 0 };
	audience->heard = heard;
	return true;
}

bool audience_join(struct audience *audience, const struct locations *locations, bool zoned,
		   struct err *err)
{
	uint16_t port = sock_addr_port(&locations->item[0]);
	char text[ADDR_TEXT_MAX];

	if (!add_heard(audience, err))
		return false;
	for (size_t i = 0; i < locations->count; i++) {
		struct addr group = { 0 };

		sock_addr_ip(&group, NULL, &locations->item[i]);
		addr_format(text, &group);
		if (!sock_addr_is_multicast(&locations->item[i]))
			return err_set(err, STATUS_INVALID, "%s is no multicast group", text);
		if (!seats_join(&audience->seats, &audience->plan.seat, &group, &port, zoned,
				(unsigned)audience->heard_count, err))
			return false;
	}
	audience->heard_count++;
	return true;
}

/* ---- answering ---------------------------------------------------------------------------- */

static enum reply_fate fate_of(struct audience *audience, const struct seat *seat,
			       const struct datagram *datagram)
{
	struct datagram asked = *datagram;

	if (!admission_admits(&audience->plan.admission, &datagram->from))
		return REPLY_DENIED;
	asked.to_many = false; /* it is a group, which the guard of unicast servers minds */
	switch (guard_look(&audience->guard, &asked, &seat->at, audience->loop->now_ns)) {
	case VERDICT_SOURCE:
		return REPLY_SOURCE;
	case VERDICT_LOOP:
		return REPLY_LOOP;
	case VERDICT_RATE:
		return REPLY_RATE;
	case VERDICT_ANSWER:
		break;
	}
	if (audience->plan.reply_size > datagram->true_size &&
	    !sock_addr_is_loopback(&datagram->from) &&
	    !admission_trusts(&audience->plan.admission, &datagram->from))
		return REPLY_LONGER;
	return REPLY_SENT;
}

static void reply(struct audience *audience, const struct seat *seat, struct heard *heard,
		  struct hearing *hearing)
{
	const struct audience_plan *plan = &audience->plan;

	if (!plan->reply)
		return;
	hearing->fate = fate_of(audience, seat, hearing->datagram);
	if (hearing->fate == REPLY_SENT &&
	    !datagram_send(seat->watch.fd, plan->reply, plan->reply_size, &hearing->datagram->from,
			   NULL, 0)) {
		hearing->fate = REPLY_FAILED;
		hearing->number = errno;
	}
	*(hearing->fate == REPLY_SENT ? &heard->replied : &heard->unanswered) += 1;
}

/* ---- hearing ------------------------------------------------------------------------------ */

/* The kernel lets in what other sockets of this machine have joined: of IPv6 by any interface, and
 * of everything where it does not know how to keep it out. */
static bool is_to(const struct seat *seat, const struct datagram *datagram)
{
	if (datagram->to.family != seat->group.family ||
	    memcmp(datagram->to.byte, seat->group.byte, addr_size(seat->group.family)) != 0)
		return false;
	for (size_t i = 0; i < seat->joined_count; i++)
		if (seat->joined[i].index == datagram->index)
			return true;
	return false;
}

/* Between joining and blocking a source it may have been heard. */
static bool is_wanted(const struct audience_plan *plan, const struct datagram *datagram)
{
	const struct group_sources *sources =
		datagram->to.family == AF_INET ? &plan->seat.inet : &plan->seat.inet6;
	size_t i = 0;
	struct addr from = { 0 };

	sock_addr_ip(&from, NULL, &datagram->from);
	while (i < sources->count &&
	       !addr_in(&from, &sources->item[i], 8 * (unsigned)addr_size(from.family)))
		i++;
	return (i < sources->count) == sources->include;
}

static void follow(struct heard *heard, struct hearing *hearing)
{
	struct sender *sender =
		senders_find(&heard->senders, &hearing->datagram->from, hearing->sequence);

	if (!sender) {
		heard->untracked++;
		return;
	}
	sender->received++;
	if (!hearing->sequence)
		return;
	hearing->has_arrival = true;
	hearing->arrival =
		arrivals_add(&sender->arrivals, hearing->sequence->number, &hearing->missing);
}

static void take(struct audience *audience, struct seat *seat, const struct datagram *datagram)
{
	struct heard *heard = &audience->heard[seat->endpoint];
	struct hearing hearing = { .seat = seat, .datagram = datagram };
	struct sequence sequence;

	if (datagram->has_drops) {
		hearing.kernel_drops = datagram->drops - seat->drops;
		seat->drops = datagram->drops;
		heard->drops += hearing.kernel_drops;
	}
	hearing.foreign = !is_to(seat, datagram) || !is_wanted(&audience->plan, datagram);
	if (hearing.foreign) {
		heard->foreign++;
	} else {
		heard->received++;
		heard->received_bytes += datagram->true_size;
		if (sequence_read(&sequence, datagram->data, datagram->size))
			hearing.sequence = &sequence;
		follow(heard, &hearing);
		reply(audience, seat, heard, &hearing);
	}
	audience->hear(audience, &hearing);
}

static void take_batch(struct watch *watch, uint32_t events)
{
	struct seat *seat = OWNER(watch, struct seat, watch);
	struct audience *audience = seat->audience;
	struct datagram datagram;

	(void)events;
	datagrams_receive(&audience->batch, watch->fd);
	for (unsigned i = 0; i < audience->batch.count && !audience->stopped; i++) {
		datagrams_get(&datagram, &audience->batch, i);
		take(audience, seat, &datagram);
	}
}

bool audience_begin(struct audience *audience, struct err *err)
{
	audience->guard.no_rates = audience->plan.admission.no_limits;
	if (!datagrams_init(&audience->batch, BATCH, err))
		return false;
	for (size_t i = 0; i < audience->seats.count; i++) {
		struct seat *seat = audience->seats.item[i];

		seat->audience = audience;
		seat->watch.ready = take_batch;
		if (!loop_watch(audience->loop, &seat->watch, EPOLLIN, err))
			return false;
	}
	return true;
}

/* ---- afterwards --------------------------------------------------------------------------- */

void audience_count_drops(struct audience *audience)
{
	for (size_t i = 0; i < audience->heard_count; i++)
		audience->heard[i].kernel_drops = 0;
	for (size_t i = 0; i < audience->seats.count; i++) {
		const struct seat *seat = audience->seats.item[i];

		uint32_t drops = seat->drops;

		datagram_count_drops(&drops, seat->watch.fd);
		audience->heard[seat->endpoint].kernel_drops += drops;
	}
}

bool audience_verdict(const struct audience *audience, unsigned endpoint, struct err *err)
{
	const struct heard *heard = &audience->heard[endpoint];
	uint64_t drops = audience->stopped ? heard->drops : heard->kernel_drops;
	uint64_t lost = senders_sum(&heard->senders).lost;

	return (drops == 0 && lost == 0) ||
	       err_set(err, STATUS_LOSS,
		       "not all came: %llu dropped by the kernel, %llu numbers missing",
		       (unsigned long long)drops, (unsigned long long)lost);
}

void audience_free(struct audience *audience)
{
	seats_free(&audience->seats, audience->loop);
	for (size_t i = 0; i < audience->heard_count; i++)
		senders_free(&audience->heard[i].senders);
	free(audience->heard);
	guard_free(&audience->guard);
	datagrams_free(&audience->batch);
	audience->heard = NULL;
	audience->heard_count = 0;
}
