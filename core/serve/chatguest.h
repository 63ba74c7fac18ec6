/* chatguest -- takes part in the chat of a host, or talks with whatever else listens there. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERVE_CHATGUEST_H
#define SERVE_CHATGUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "net/sock.h"
#include "serve/party.h"
#include "serve/shelf.h"
#include "serve/textconn.h"

enum {
	CHATGUEST_UNKNOWN_MS = 500, /* a host may take so long to say that it is a sockbox */
	CHATGUEST_WISH_S = 15,      /* and so long to answer a wish when we want to leave */
	CHATGUEST_LEAVE_S = 2,      /* how long a host may take to take what was said last */
	CHATGUEST_WISHES_MAX = 8,   /* files asked for, and not begun */
	CHATGUEST_FILES_MAX = 16    /* on their way at once */
};

/* A file that we asked for: no other one is taken. */
struct chatguest_wish {
	uint64_t number;
	char name[CHAT_NAME_ROOM]; /* to keep it under; "": as it is offered */
};

/* What is at the other end, as far as it has shown. */
enum chatguest_host { HOST_UNKNOWN, HOST_SOCKBOX, HOST_PLAIN };

/* Owner: fill the first part, chatguest_begin to chatguest_free. */
struct chatguest {
	struct party party;           /* first: the kind is set here */
	const struct sock_plan *plan; /* for second connections */
	enum transport transport;
	struct sock_addr at; /* the host */

	struct textconn conn;
	enum chatguest_host host;
	char nick[CHAT_NICK_ROOM];
	struct buf address; /* of the host, as text */
	uint64_t old_lines; /* so many of the next lines were said before */
	struct chatguest_wish wish[CHATGUEST_WISHES_MAX];
	struct shelf shelf;
	struct chatguest_errand *errands;
	size_t errand_count;
	struct timer going, unknown;
	int64_t leave_by_ns;
	bool heard, farewell;
	bool leaves_later; /* when the files on their way have come */
	bool leaving;
};

/* Enter over FD, which is connected, with the wish to be called NICK. FD is taken over when that
 * succeeds. */
bool chatguest_begin(struct chatguest *guest, int fd, const char *nick, struct err *err);

/* Close everything at once. Safe on { 0 } and twice. */
void chatguest_free(struct chatguest *guest);

#endif
