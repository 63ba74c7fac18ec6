/* portset -- ports as people list them: 22,80,8000-8100,https. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_PORTSET_H
#define NET_PORTSET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "net/database.h"

/* Any of 1 to 65535. A plain value of 8 KiB; starts as { 0 }. */
struct portset {
	uint64_t bit[65536 / 64];
};

/* Add what TEXT lists: numbers, ranges FIRST-LAST, names of services for TRANSPORT ("tcp"), each
 * with or without "/tcp" behind it, parted by commas. ERR is STATUS_INVALID and quotes the part
 * that is wrong (0, a range from high to low, an empty part), or of service_port. On failure PORTS
 * is as it was. */
bool portset_read(struct portset *ports, const char *text, struct database *services,
		  const char *transport, struct err *err);

static inline void portset_add(struct portset *ports, uint16_t port)
{
	ports->bit[port / 64] |= UINT64_C(1) << port % 64;
}

static inline bool portset_has(const struct portset *ports, uint16_t port)
{
	return ports->bit[port / 64] >> port % 64 & 1;
}

/* The first port above PORT (0: the first of all); 0 where there is none. */
uint16_t portset_next(const struct portset *ports, uint16_t port);

#endif
