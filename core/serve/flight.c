/* flight -- messages that are on their way: when each was sent, and what became of it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "serve/flight.h"

#include <errno.h>
#include <stdlib.h>

bool flight_init(struct flight *flight, uint32_t depth, uint32_t remembered, uint32_t first,
		 struct err *err)
{
	uint32_t slots = 1;
	struct leg *leg;

	while (slots < depth + remembered)
		slots *= 2;
	leg = calloc(slots, sizeof(*leg));
	if (!leg)
		return err_errno(err, ENOMEM, "cannot keep track of messages");
	*flight = (struct flight){ .leg = leg, .mask = slots - 1, .next = first, .depth = depth };
	return true;
}

void flight_free(struct flight *flight)
{
	free(flight->leg);
	*flight = (struct flight){ 0 };
}

/* One that waits keeps its slot however many others come and go: numbers that would take it are
 * passed over. */
uint32_t flight_next(struct flight *flight)
{
	while (flight->leg[flight->next & flight->mask].state == LEG_WAITING)
		flight->next++;
	return flight->next;
}

struct leg *flight_begin(struct flight *flight, int64_t sent_ns)
{
	uint32_t seq = flight_next(flight), slot = seq & flight->mask;
	struct leg *leg = &flight->leg[slot];

	*leg = (struct leg){ .seq = seq, .sent_ns = sent_ns, .state = LEG_WAITING };
	leg->older = flight->newest;
	if (flight->waiting++ > 0)
		flight->leg[flight->newest].newer = slot;
	else
		flight->oldest = slot;
	flight->newest = slot;
	flight->next++;
	return leg;
}

struct leg *flight_oldest(const struct flight *flight)
{
	return flight->waiting > 0 ? &flight->leg[flight->oldest] : NULL;
}

struct leg *flight_find(const struct flight *flight, uint32_t seq)
{
	struct leg *leg = &flight->leg[seq & flight->mask];

	return leg->state != LEG_UNUSED && leg->seq == seq ? leg : NULL;
}

/* Out of the line of those that wait. */
static void leave(struct flight *flight, const struct leg *leg)
{
	uint32_t slot = leg->seq & flight->mask;

	flight->waiting--;
	if (slot == flight->oldest)
		flight->oldest = leg->newer;
	else
		flight->leg[leg->older].newer = leg->newer;
	if (slot == flight->newest)
		flight->newest = leg->older;
	else
		flight->leg[leg->newer].older = leg->older;
}

/* Numbers wrap: what is less than half of them ahead is later. */
static bool is_later(uint32_t seq, uint32_t than)
{
	return (int32_t)(seq - than) > 0;
}

enum arrival flight_land(struct flight *flight, uint32_t seq, struct leg **leg, bool *out_of_order)
{
	*leg = flight_find(flight, seq);
	*out_of_order = false;
	if (!*leg)
		return ARRIVAL_UNKNOWN;
	if ((*leg)->state == LEG_LOST) {
		(*leg)->state = LEG_ANSWERED;
		return ARRIVAL_LATE;
	}
	if ((*leg)->state == LEG_ANSWERED)
		return ARRIVAL_DUPLICATE;
	leave(flight, *leg);
	(*leg)->state = LEG_ANSWERED;
	if (flight->has_top && !is_later(seq, flight->top)) {
		*out_of_order = true;
	} else {
		flight->top = seq;
		flight->has_top = true;
	}
	return ARRIVAL_FIRST;
}

void flight_lose(struct flight *flight, struct leg *leg)
{
	leave(flight, leg);
	leg->state = LEG_LOST;
}
