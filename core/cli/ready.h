/* ready -- says where a server really listens: to people, to programs, and to whoever started it.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_READY_H
#define CLI_READY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "cli/record.h"
#include "net/sock_addr.h"

struct out;
struct listeners;

/* The fields of every ready record; an applet's table has
 * { "ready", "...", { ready_fields, READY_TEXT } } as one of its record types. One that tells more
 * begins a table of its own with READY_FIELDS, and goes on from READY_END. */
enum {
	READY_ENDPOINT,
	READY_TRANSPORT,
	READY_ADDRESS,
	READY_PORT,
	READY_PATH,
	READY_INDEX,
	READY_TOTAL,
	READY_END
};
extern const struct field ready_fields[];

/* clang-format off */
#define READY_FIELDS \
	[READY_ENDPOINT] = FIELD("endpoint", FIELD_TEXT, 0, 0, "where it really listens", NULL), \
	[READY_TRANSPORT] = FIELD("transport", FIELD_TEXT, 0, 0, "tcp, udp, unix, unixgram or seqpacket", NULL), \
	[READY_ADDRESS] = FIELD("address", FIELD_ADDRESS, 0, 0, "of IP", NULL), \
	[READY_PORT] = FIELD("port", FIELD_UINT, 0, 0, "of IP, the real one where 0 was asked for", NULL), \
	[READY_PATH] = FIELD("path", FIELD_TEXT, 0, 0, "of a Unix socket; @ in front: abstract", NULL), \
	[READY_INDEX] = FIELD("index", FIELD_UINT, 0, 0, "which of all this is, from 1", NULL), \
	[READY_TOTAL] = FIELD("total", FIELD_UINT, 0, 0, "how many there are", NULL)
/* clang-format on */

#define READY_TEXT "ready {endpoint}"

/* Whether --ready-fd FD (below 0: not given) can be written to. ERR is STATUS_INVALID. */
bool ready_check(int64_t fd, struct err *err);

/* All LISTENERS are bound: a record of TYPE each, to stdout where the format is JSON, else as a
 * line on stderr; and as JSON lines to READY_FD (below 0: nobody), which is closed, unless it is
 * stdout or stderr. Where that fails it is a failed result, and the listeners are served all the
 * same. */
void ready_tell(struct out *out, const struct record_type *type, const struct listeners *listeners,
		int64_t ready_fd);

/* Where NAME, which is no address, has led to loopback only: others cannot reach that. */
void ready_note_loopback(struct out *out, const char *name, const struct listeners *listeners,
			 unsigned endpoint);

/* The same record by record, for those that have more than listeners: begin, fill the row, end;
 * then send what READY_FD shall have. Owner: starts as { 0 }; ready_send releases it. */
struct ready {
	struct buf lines;
};
struct row *ready_begin(struct out *out, const struct record_type *type);
void ready_put(struct row *row, enum transport transport,
	       const struct sock_addr *at); /* endpoint */
void ready_end(struct out *out, struct ready *ready);
void ready_send(struct out *out, struct ready *ready, int64_t ready_fd);

#endif
