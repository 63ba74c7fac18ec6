/* gathering -- the multicast groups of a listener's command line: looked up, joined together, told.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "run/gathering.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/audiencerow.h"
#include "cli/gramrow.h"
#include "cli/out.h"
#include "cli/out_state.h"

enum { PLACES_MAX = 1024 };

static void fail(const struct run *run, const char *endpoint, const struct err *err)
{
	row_text(out_record(run->out, &run->applet->records[0]), GRAMROW_ENDPOINT, endpoint);
	out_fail(run->out, err);
}

/* ---- looking up ----------------------------------------------------------------------------- */

bool gathering_find(struct locations *found, struct endpoint *endpoint, struct locator *locator,
		    char *const **words, const struct run *run, enum purpose purpose,
		    struct err *err)
{
	enum { LOOKUP_S = 5 };
	struct deadline until =
		deadline_earlier(run->until, deadline_in((int64_t)LOOKUP_S * NS_PER_S));

	locator->family = (int)run->common->family;
	locator->numeric = run->common->numeric;
	if (!endpoint_take(endpoint, words, TRANSPORT_UDP, err))
		return false;
	if (endpoint->transport != TRANSPORT_UDP)
		return err_set(err, STATUS_INVALID, "groups are of udp, not of %s",
			       name_word(endpoint_transports, endpoint->transport));
	return locate(found, locator, endpoint, purpose, until, err);
}

static bool keep(struct gathering *gathering, const struct gathering_place *place, struct err *err)
{
	struct gathering_place *grown;

	if (gathering->count == PLACES_MAX)
		return err_set(err, STATUS_INVALID, "it is one endpoint too many: at most %d fit",
			       PLACES_MAX);
	grown = reallocarray(gathering->place, gathering->count + 1, sizeof(*grown));
	if (!grown)
		return err_errno(err, ENOMEM, "cannot listen to so many endpoints");
	gathering->place = grown;
	gathering->place[gathering->count++] = *place;
	return true;
}

void gathering_add(struct gathering *gathering, const struct run *run)
{
	const struct seat_plan *seat = &gathering->audience.plan.seat;
	struct gathering_place place = { .found = { 0 } };
	char *const *words = run->operand;
	struct err err = { 0 };

	place.words = arena_copy(&gathering->arena, run->out->subject, strlen(run->out->subject));
	gathering->locator.zone = seat->interface_count ? seat->interface[0] : 0;
	if (gathering_find(&place.found, &place.endpoint, &gathering->locator, &words, run, TO_BIND,
			   &err) &&
	    keep(gathering, &place, &err)) {
		err = place.found.partial;
	} else {
		locations_free(&place.found);
		gathering->failed = true;
	}
	if (err.kind != STATUS_OK)
		fail(run, run->operand[0], &err);
}

/* ---- joining -------------------------------------------------------------------------------- */

/* What it is called from now on: it was just joined, and has its real port. */
static bool name_place(struct gathering *gathering, struct gathering_place *place, struct err *err)
{
	const struct seats *seats = &gathering->audience.seats;
	struct buf text = { 0 };

	place->endpoint.service[0] = '\0';
	place->endpoint.port = sock_addr_port(&seats->item[seats->count - 1]->at);
	endpoint_format(&text, &place->endpoint);
	place->text = text.failed ? NULL : arena_copy(&gathering->arena, text.data, text.size);
	buf_free(&text);
	return place->text || err_errno(err, ENOMEM, "cannot listen");
}

static bool join(struct gathering *gathering, struct gathering_place *place, const struct run *run,
		 struct err *err)
{
	struct buf effective = { 0 }; /* what --sockopt came to */
	bool zoned = strchr(place->endpoint.name, '%') != NULL, fine;

	gathering->audience.plan.seat.sock.effective = run->common->verbose ? &effective : NULL;
	fine = audience_join(&gathering->audience, &place->found, zoned, err) &&
	       name_place(gathering, place, err);
	if (fine && effective.size > 0)
		out_talk(run->out, "%s", buf_text(&effective));
	buf_free(&effective);
	return fine;
}

bool gathering_join(struct gathering *gathering, const struct run *run)
{
	for (size_t i = 0; !gathering->failed && i < gathering->count; i++) {
		struct buf subject = { 0 };
		struct err err = { 0 };

		endpoint_format(&subject, &gathering->place[i].endpoint);
		out_about(run->out, gathering->place[i].words);
		if (!join(gathering, &gathering->place[i], run, &err)) {
			fail(run, buf_text(&subject), &err);
			gathering->failed = true;
		}
		out_about(run->out, "");
		buf_free(&subject);
	}
	return !gathering->failed && gathering->count > 0;
}

static size_t count_joined(const struct seats *seats)
{
	size_t count = 0;

	for (size_t i = 0; i < seats->count; i++)
		count += seats->item[i]->joined_count;
	return count;
}

void gathering_tell_ready(const struct gathering *gathering, const struct run *run,
			  const struct record_type *type)
{
	const struct seats *seats = &gathering->audience.seats;
	size_t total = count_joined(seats), index = 0;
	struct ready ready = { 0 };

	for (size_t i = 0; i < seats->count; i++) {
		const struct seat *seat = seats->item[i];

		for (size_t j = 0; j < seat->joined_count; j++) {
			struct row *row = ready_begin(run->out, type);

			audiencerow_put_joined(row, seat, &seat->joined[j]);
			row_uint(row, READY_INDEX, ++index);
			row_uint(row, READY_TOTAL, total);
			ready_end(run->out, &ready);
		}
	}
	ready_send(run->out, &ready, run->common->listen.ready_fd);
}

/* ---- the end -------------------------------------------------------------------------------- */

void gathering_free_locator(struct gathering *gathering)
{
	locator_free(&gathering->locator);
}

void gathering_free(struct gathering *gathering)
{
	gathering_free_locator(gathering);
	audience_free(&gathering->audience);
	for (size_t i = 0; i < gathering->count; i++)
		locations_free(&gathering->place[i].found);
	free(gathering->place);
	arena_free(&gathering->arena);
	*gathering = (struct gathering)GATHERING_EMPTY;
}
