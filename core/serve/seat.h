/* seat -- a multicast group on one socket: opened, bound to the group, joined on its interfaces. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERVE_SEAT_H
#define SERVE_SEAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <net/if.h>

#include "base/name.h"
#include "base/texts.h"
#include "net/group.h"
#include "net/loop.h"
#include "net/sock.h"

/* How to join. A plain value; it borrows the sources. */
struct seat_plan {
	struct sock_plan sock;
	bool reuseport;
	int receive_buffer;               /* bytes to ask for */
	struct group_sources inet, inet6; /* of groups of either family */
	unsigned interface[TEXTS_MAX];
	size_t interface_count; /* 0: the one that a zone names, else that of the kernel's route */
};

/* Who chose an interface. */
enum chooser { CHOSEN_BY_OPTION, CHOSEN_BY_ZONE, CHOSEN_BY_ROUTE };
extern const struct name chooser_words[];

/* An interface that a group is joined on. */
struct joined {
	unsigned index;
	char name[IF_NAMESIZE]; /* "" where it has gone in between */
	enum chooser by;
	struct group_filtered filtered; /* as the kernel tells it */
};

struct audience;

struct seat {
	struct watch watch;
	struct audience *audience; /* for who watches */
	struct sock_addr at;       /* group and port */
	struct addr group;
	unsigned endpoint; /* which of the command line's, from 0 */
	struct joined *joined;
	size_t joined_count;
	int receive_buffer; /* bytes that the kernel grants */
	uint32_t drops;     /* that the kernel has told of, mod 2^32 */
};

/* Owner: starts as { 0 }, ends in seats_free. */
struct seats {
	struct seat **item;
	size_t count;
};

/* Join GROUP at *PORT, which becomes the real one where it is 0, for ENDPOINT. ZONED: the group's
 * zone was written, and names the interface. A link-local group is another one on each link, and
 * takes a seat for each; others take one. ERR says what could not be had; what was joined before it
 * stays until seats_free. */
bool seats_join(struct seats *seats, const struct seat_plan *plan, const struct addr *group,
		uint16_t *port, bool zoned, unsigned endpoint, struct err *err);

/* Leave all groups. LOOP, which may be NULL, watches no more. Safe on { 0 } and twice. */
void seats_free(struct seats *seats, struct loop *loop);

#endif
