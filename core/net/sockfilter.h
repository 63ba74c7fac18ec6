/* sockfilter -- which sockets of the tables are asked for. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_SOCKFILTER_H
#define NET_SOCKFILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"
#include "net/locate.h"
#include "net/range.h"
#include "net/sockdiag.h"
#include "net/sockfile.h"

/* Where sockets are bound that are asked for. */
enum sockfilter_place {
	SOCKFILTER_ANYWHERE,
	SOCKFILTER_HAVING,   /* an address: bound to it or to the wildcard that has it */
	SOCKFILTER_WILDCARD, /* to a wildcard */
	SOCKFILTER_NAMED     /* to a Unix name */
};

/* Owner: starts from a value that asks for nothing else, ends in sockfilter_free. */
struct sockfilter {
	unsigned tables;           /* SOCKFILTER_TABLE bits */
	unsigned states;           /* SOCKSTATE_BITs */
	int family;                /* of IP sockets: AF_UNSPEC is both */
	int type;                  /* of Unix sockets: SOCK_*; 0 is any */
	uint16_t port, peer_port;  /* 0: any */
	const struct range *local; /* borrowed; NULL: any */
	const struct range *peer;
	int64_t uid; /* below 0: any */

	enum sockfilter_place place;
	struct addr *addrs; /* SOCKFILTER_HAVING: any of them */
	size_t addr_count;
	char name[SOCKDIAG_NAME_MAX]; /* SOCKFILTER_NAMED, as in struct sockdiag */
	size_t name_size;
	struct sockfile file; /* the same file by another path */
};
#define SOCKFILTER_TABLE(table) (1u << (table))

/* Narrow FILTER to what WORD says: an endpoint, see endpoint_parse, whose transport wins over the
 * tables of the filter ("unix:" is any Unix socket). A port alone is that port on any address, a
 * host alone any port of it, 127.0.0.1:80 also what the wildcard of the port has. A name is looked
 * up by LOCATOR until UNTIL, into all its addresses; the port may follow as PORT, else NULL; where
 * FILTER has one a second is invalid. ERR as of endpoint_parse and locate. On failure FILTER is
 * untouched; PARTIAL is filled where one family of a name could not be had. */
bool sockfilter_at(struct sockfilter *filter, const char *word, const char *port,
		   struct locator *locator, struct deadline until, struct err *partial,
		   struct err *err);

/* Read "192.0.2.0/24", an address or a range, for filter.local and filter.peer. */
bool sockfilter_network(struct range *range, const char *text, struct err *err);

bool sockfilter_takes(const struct sockfilter *filter, const struct sockdiag *sock);

/* Safe twice. */
void sockfilter_free(struct sockfilter *filter);

#endif
