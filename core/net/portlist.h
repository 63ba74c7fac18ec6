/* portlist -- ports in rising order, as ranges: small where portset is not. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_PORTLIST_H
#define NET_PORTLIST_H

#include "net/portset.h"

struct port_range {
	uint16_t first, last;
};

/* Owner: starts as { 0 }, ends in portlist_free. */
struct portlist {
	struct port_range *range;
	size_t size, room; /* ranges */
	unsigned count;    /* ports */
	bool failed;       /* memory was out: some are missing */
};

/* A place in a list; starts as { 0 }: before the first port. */
struct portlist_at {
	size_t range;
	uint16_t port; /* the last one that was passed in that range; 0: none */
};

/* Add PORT, which is above all that are there. */
void portlist_add(struct portlist *list, uint16_t port);

/* Add those of PORTS, or those of FROM behind AT; all of them above all that are there. */
void portlist_add_set(struct portlist *list, const struct portset *ports);
void portlist_add_rest(struct portlist *list, const struct portlist *from, struct portlist_at at);

/* The port behind AT, which moves there; 0 where there is none. */
uint16_t portlist_next(const struct portlist *list, struct portlist_at *at);

/* Append them as portset_read has them: "22,80-90". What is missing is missing there too. */
void portlist_put(struct buf *buf, const struct portlist *list);

/* Safe on { 0 } and twice. */
void portlist_free(struct portlist *list);

#endif
