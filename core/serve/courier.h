/* courier -- carries a file's bytes from a file or a connection to another, within a time. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERVE_COURIER_H
#define SERVE_COURIER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/newfile.h"
#include "net/loop.h"
#include "net/sock.h"

enum {
	COURIER_START_S = 30,     /* what a file may take, whatever its size, */
	COURIER_RATE = 16 << 10,  /* and one second more for so many bytes */
	COURIER_VERDICT_MAX = 256 /* bytes of the taker's last line */
};

enum courier_phase {
	COURIER_DIALS,   /* connecting, then greeting */
	COURIER_CARRIES, /* SIZE bytes */
	COURIER_WAITS,   /* for the verdict of the one who takes them */
	COURIER_LINGERS, /* a verdict was sent: until the other side has read it */
	COURIER_OVER
};

/* One end is a connection (FD of its watch) or a file. The taker answers when he has all of it with
 * one line, "ok" or "no: REASON"; a courier between two connections passes it on. Owner: fill from
 * COURIER_IDLE on, courier_begin or courier_dial to courier_close; what is open here is closed
 * then, but for from_file. */
struct courier {
	struct loop *loop;
	struct watch from, to; /* fd -1: the file instead */
	int from_file;         /* read from its start; borrowed */
	struct newfile to_file;
	uint64_t size;  /* bytes to be carried */
	struct buf buf; /* bytes that have come and are not passed on; may begin with some */
	/* It is over, told from the loop. WHY is STATUS_OK when the taker has said "ok". */
	void (*over)(struct courier *courier, const struct err *why);

	enum courier_phase phase;
	uint64_t taken, passed; /* bytes so far */
	char verdict[COURIER_VERDICT_MAX];
	size_t verdict_size;
	char greeting[64];
	struct timer limit, soon;
	struct err why;
};
#define COURIER_IDLE                                                       \
	{                                                                  \
		.from = { .fd = -1 }, .to = { .fd = -1 }, .from_file = -1, \
		.to_file = NEWFILE_CLOSED                                  \
	}

/* Carry what the filled COURIER says. */
void courier_begin(struct courier *courier);

/* The same, once its connection has been made to AT and greeted with the line GREETING: the one
 * with no file at its end. */
bool courier_dial(struct courier *courier, const struct sock_addr *at, enum transport transport,
		  const struct sock_plan *plan, const char *greeting, struct err *err);

/* What became of it, where that is known although over was not called yet; else NULL. */
const struct err *courier_outcome(const struct courier *courier);

/* Safe on COURIER_IDLE and twice. */
void courier_close(struct courier *courier);

#endif
