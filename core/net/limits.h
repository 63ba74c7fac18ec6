/* limits -- what this machine limits sockets to: sysctls and resource limits. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_LIMITS_H
#define NET_LIMITS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct limit {
	const char *name;    /* "net.core.somaxconn", "open_files"; NULL ends the table */
	const char *meaning; /* one line */
	const char *path;    /* of a sysctl; NULL: a resource limit */
	int resource;        /* RLIMIT_* */
};

extern const struct limit limits[];

/* Append LIMIT's value as text; nothing where this kernel has none. */
void limit_put(struct buf *buf, const struct limit *limit);

/* The same for any sysctl by its name, such as "net.core.rmem_max". */
void limit_put_sysctl(struct buf *buf, const char *name);

/* See to it that this process may have COUNT descriptors, as far as it may decide that. ERR is
 * STATUS_LACKING and names the limit. */
bool limit_allow_files(uint64_t count, struct err *err);

/* The same as far as it goes, for whoever can do with fewer: how many there may be then, which is
 * more than COUNT where the limit was higher. */
uint64_t limit_raise_files(uint64_t count);

#endif
