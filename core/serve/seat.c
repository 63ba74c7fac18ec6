/* seat -- a multicast group on one socket: opened, bound to the group, joined on its interfaces. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "serve/seat.h"

#include <errno.h>
#include <stdlib.h>

#include "net/calls.h"
#include "net/datagram.h"

const struct name chooser_words[] = {
	NAME("option", CHOSEN_BY_OPTION, "--interface"),
	NAME("zone", CHOSEN_BY_ZONE, "what stands behind % in the address"),
	NAME("route", CHOSEN_BY_ROUTE, "the kernel, by its route to the group"),
	NAMES_END,
};

/* ---- a socket ----------------------------------------------------------------------------- */

/* Several sockets of this machine may listen to one group. A port of the kernel's choice is one
 * that nobody else has: there sharing is allowed only once it is bound. */
static bool bind_shared(struct seat *seat, const struct seat_plan *plan, struct err *err)
{
	int fd = seat->watch.fd;
	bool chosen = sock_addr_port(&seat->at) != 0;

	if (plan->reuseport && !sock_set(fd, SOL_SOCKET, SO_REUSEPORT, 1))
		return err_errno(err, errno, "cannot set SO_REUSEPORT");
	if (chosen && !sock_set(fd, SOL_SOCKET, SO_REUSEADDR, 1))
		return err_errno(err, errno, "cannot set SO_REUSEADDR");
	if (call_bind(fd, &seat->at.at.any, seat->at.size) < 0)
		return sock_bind_failed(&seat->at, TRANSPORT_UDP, errno, err);
	if (!chosen && !sock_set(fd, SOL_SOCKET, SO_REUSEADDR, 1))
		return err_errno(err, errno, "cannot set SO_REUSEADDR");
	sock_addr_local(&seat->at, fd);
	return true;
}

/* What --sockopt asks for is set last, so that it holds. */
static bool open_socket(struct seat *seat, const struct seat_plan *plan, struct err *err)
{
	const unsigned wants = DATAGRAM_TO | DATAGRAM_HOPS | DATAGRAM_TIME | DATAGRAM_DROPS;
	struct sock_plan bare = plan->sock;
	socklen_t size = sizeof(seat->receive_buffer);
	int family = seat->group.family;

	bare.options.count = 0;
	if (!sock_open(&seat->watch.fd, &bare, TRANSPORT_UDP, family, err))
		return false;
	sock_size_receive(seat->watch.fd, plan->receive_buffer);
	if (!datagram_prepare(seat->watch.fd, family, wants, err) ||
	    !group_only_joined(seat->watch.fd, family, err) ||
	    !sockopt_apply(seat->watch.fd, &plan->sock.options, plan->sock.effective, err))
		return false;
	call_getsockopt(seat->watch.fd, SOL_SOCKET, SO_RCVBUF, &seat->receive_buffer, &size);
	return bind_shared(seat, plan, err);
}

static bool join(struct seat *seat, const struct seat_plan *plan, unsigned index, enum chooser by,
		 struct err *err)
{
	const struct group_sources *sources =
		seat->group.family == AF_INET ? &plan->inet : &plan->inet6;
	struct joined fresh = { .index = index, .by = by };
	struct err gone;

	if (sources->include && sources->count == 0)
		return err_set(err, STATUS_INVALID, "--include names no IPv%d source",
			       seat->group.family == AF_INET ? 4 : 6);
	if (!group_join(seat->watch.fd, &seat->group, index, sources, err))
		return false;
	seat->joined[seat->joined_count++] = fresh;
	if (!addr_zone_name(seat->joined[seat->joined_count - 1].name, index, &gone) &&
	    gone.kind != STATUS_NO_INTERFACE) {
		*err = gone;
		return false;
	}
	return group_read(&seat->joined[seat->joined_count - 1].filtered, seat->watch.fd,
			  &seat->group, index, err);
}

/* ---- joining ------------------------------------------------------------------------------ */

/* Interfaces that a group is to be joined on. */
struct interfaces {
	const unsigned *index;
	size_t count;
	enum chooser by;
};

static bool is_among(unsigned index, const unsigned *indexes, size_t count)
{
	while (count > 0 && indexes[count - 1] != index)
		count--;
	return count > 0;
}

/* A zone wins, but not over --interface: it may only choose among these. CHOSEN is room for one. */
static bool choose(struct interfaces *interfaces, unsigned *chosen, const struct seat_plan *plan,
		   const struct addr *group, bool zoned, struct err *err)
{
	*interfaces =
		(struct interfaces){ plan->interface, plan->interface_count, CHOSEN_BY_OPTION };
	if (zoned && group->scope_id) {
		if (plan->interface_count > 0 &&
		    !is_among(group->scope_id, plan->interface, plan->interface_count))
			return err_set(err, STATUS_INVALID,
				       "the zone of the address is not what --interface names");
		*chosen = group->scope_id;
		*interfaces = (struct interfaces){ chosen, 1, CHOSEN_BY_ZONE };
	} else if (plan->interface_count == 0) {
		*interfaces = (struct interfaces){ chosen, 1, CHOSEN_BY_ROUTE };
		return group_route(chosen, group, err);
	}
	return true;
}

static struct seat *add_seat(struct seats *seats, const struct sock_addr *at, size_t joins)
{
	struct seat **item = reallocarray(seats->item, seats->count + 1, sizeof(*seats->item));
	struct seat *seat = item ? calloc(1, sizeof(*seat)) : NULL;

	if (item)
		seats->item = item;
	if (!seat)
		return NULL;
	*seat = (struct seat){ .watch.fd = -1,
			       .at = *at,
			       .joined = calloc(joins, sizeof(*seat->joined)) };
	sock_addr_ip(&seat->group, NULL, at);
	if (!seat->joined) {
		free(seat);
		return NULL;
	}
	seats->item[seats->count++] = seat;
	return seat;
}

static bool take_seat(struct seats *seats, const struct seat_plan *plan, const struct sock_addr *at,
		      const struct interfaces *interfaces, struct err *err)
{
	struct seat *seat = add_seat(seats, at, interfaces->count);

	if (!seat)
		return err_errno(err, ENOMEM, "cannot join a group");
	if (!open_socket(seat, plan, err))
		return false;
	for (size_t i = 0; i < interfaces->count; i++)
		if (!join(seat, plan, interfaces->index[i], interfaces->by, err))
			return false;
	return true;
}

/* On each of INTERFACES, by itself. */
static bool join_links(struct seats *seats, const struct seat_plan *plan, struct addr group,
		       uint16_t *port, const struct interfaces *interfaces, struct err *err)
{
	for (size_t i = 0; i < interfaces->count; i++) {
		struct interfaces one = { &interfaces->index[i], 1, interfaces->by };
		struct sock_addr at;

		group.scope_id = interfaces->index[i];
		sock_addr_set(&at, &group, *port);
		if (!take_seat(seats, plan, &at, &one, err))
			return false;
		*port = sock_addr_port(&seats->item[seats->count - 1]->at);
	}
	return true;
}

/* On all of INTERFACES at once. */
static bool join_once(struct seats *seats, const struct seat_plan *plan, struct addr group,
		      uint16_t *port, const struct interfaces *interfaces, struct err *err)
{
	struct sock_addr at;

	group.scope_id = 0;
	sock_addr_set(&at, &group, *port);
	if (!take_seat(seats, plan, &at, interfaces, err))
		return false;
	*port = sock_addr_port(&seats->item[seats->count - 1]->at);
	return true;
}

bool seats_join(struct seats *seats, const struct seat_plan *plan, const struct addr *group,
		uint16_t *port, bool zoned, unsigned endpoint, struct err *err)
{
	size_t first = seats->count;
	struct interfaces interfaces;
	unsigned chosen;
	bool fine;

	if (!choose(&interfaces, &chosen, plan, group, zoned, err))
		return false;
	fine = (addr_is_link_local(group) ? join_links : join_once)(seats, plan, *group, port,
								    &interfaces, err);
	for (size_t i = first; i < seats->count; i++)
		seats->item[i]->endpoint = endpoint;
	return fine;
}

/* ---- afterwards --------------------------------------------------------------------------- */

static void seat_free(struct seat *seat, struct loop *loop)
{
	struct err ignored;

	for (size_t i = 0; i < seat->joined_count; i++)
		group_leave(seat->watch.fd, &seat->group, seat->joined[i].index, &ignored);
	if (loop)
		loop_forget(loop, &seat->watch);
	if (seat->watch.fd >= 0)
		call_close(seat->watch.fd);
	free(seat->joined);
	free(seat);
}

void seats_free(struct seats *seats, struct loop *loop)
{
	for (size_t i = 0; i < seats->count; i++)
		seat_free(seats->item[i], loop);
	free(seats->item);
	*seats = (struct seats){ 0 };
}
