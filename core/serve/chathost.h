/* chathost -- hosts a chat and takes part in it: guests over streams, and files between them. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERVE_CHATHOST_H
#define SERVE_CHATHOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "serve/acceptor.h"
#include "serve/party.h"
#include "serve/room.h"
#include "serve/shelf.h"

enum {
	CHATHOST_GRACE_MS = 500,  /* a guest may take so long to say his nick, */
	CHATHOST_LEAVE_MS = 1000, /* and so long to hear that the host leaves */
	CHATHOST_CALL_S = 10,     /* two guests to connect for a file */
	CHATHOST_FILES_MAX = 16   /* files on their way at once */
};

/* Owner: fill the first part, chathost_begin to chathost_free. */
struct chathost {
	struct party party; /* first: the kind is set here */
	const struct listeners *listeners;
	const struct admission *admission;
	/* Make what one guest said harmless for another one's terminal: guests that are a sockbox
	 * do so themselves, a netcat does not. */
	void (*make_safe)(struct buf *to, const char *data, size_t size);
	void (*short_of)(struct chathost *host, const struct err *err); /* see acceptor.h */

	struct room room; /* history_max is the caller's */
	struct room_member me;
	struct acceptor acceptor;
	struct chathost_guest *guests;
	struct chathost_errand *errands;
	size_t errand_count;
	struct shelf shelf;   /* our own files; their numbers are offers in the room */
	struct buf raw, safe; /* a line for guests of both sorts */
	struct timer going;
	bool leaves_later; /* when the files on their way to or from us are there */
	bool leaving;
};

/* Host on the listeners, which are bound, as NICK. */
bool chathost_begin(struct chathost *host, const char *nick, struct err *err);

/* Close everything at once. Safe on { 0 } and twice. */
void chathost_free(struct chathost *host);

#endif
