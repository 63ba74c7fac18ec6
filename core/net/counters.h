/* counters -- what IP and UDP of this network namespace have counted of multicast: proc(5). */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_COUNTERS_H
#define NET_COUNTERS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/word.h"

enum counter {
	COUNTER_IN_INET,      /* multicast packets that came in */
	COUNTER_IGNORED_INET, /* of UDP, for which no socket was */
	COUNTER_REVERSE_PATH, /* dropped by rp_filter; of all packets */
	COUNTER_IN_INET6,     /* the same of IPv6, which has no rp_filter */
	COUNTER_IGNORED_INET6,
	COUNTERS
};

/* A plain value. */
struct counters {
	uint64_t value[COUNTERS];
	bool told[COUNTERS]; /* this kernel has it */
};

/* The files as the kernel writes them; an empty one stands for one that is not there. */
struct counter_files {
	struct word snmp, netstat, snmp6;
};

/* Those of this network namespace. A file that is not there tells nothing. On failure COUNTERS is
 * untouched. */
bool counters_read(struct counters *counters, struct err *err);

/* The same from the text of the files; lines that make no sense are passed over. */
void counters_parse(struct counters *counters, const struct counter_files *files);

/* How much COUNTER grew from BEFORE to AFTER; false where that is not told. */
bool counters_grew(uint64_t *by, const struct counters *before, const struct counters *after,
		   enum counter counter);

#endif
