/* reply -- what the small services answer: echo, discard, daytime, time, qotd, chargen. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERVE_REPLY_H
#define SERVE_REPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/name.h"

enum service_kind {
	SERVICE_ECHO,    /* RFC 862 */
	SERVICE_DISCARD, /* RFC 863 */
	SERVICE_CHARGEN, /* RFC 864 */
	SERVICE_QOTD,    /* RFC 865 */
	SERVICE_DAYTIME, /* RFC 867 */
	SERVICE_TIME     /* RFC 868 */
};
extern const struct name service_kinds[];

/* Whether it speaks first on a connection, and then ends it; chargen speaks and never ends. */
bool service_speaks_first(enum service_kind kind);

/* "[Wed Jan 10 23:32:35 2018] " */
void reply_put_stamp(struct buf *buf, int64_t wall_ns);

/* What a service that does not echo says at WALL_NS. TURN chooses among what it may say. */
void reply_put(struct buf *buf, enum service_kind kind, int64_t wall_ns, uint64_t turn);

/* A line of chargen, 72 characters and CR LF, the N-th of an endless pattern. RFC 864. */
enum { CHARGEN_LINE = 74 };
void reply_put_pattern(struct buf *buf, uint64_t n);

#endif
