/* answer -- what libc's resolver said, owned, and as bytes from a helper. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_ANSWER_H
#define NET_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "net/addr.h"

enum { ANSWER_SOCKADDR_MAX = 28 }; /* struct sockaddr_in6 */

/* One address, in libc's order. */
struct answer_item {
	struct addr addr;
	uint16_t port;          /* host byte order */
	uint32_t flowinfo;      /* host byte order */
	int socktype, protocol; /* of getaddrinfo(3) */
	uint8_t sockaddr[ANSWER_SOCKADDR_MAX];
	uint8_t sockaddr_size;
};

/* Owner: starts as { 0 }, ends in answer_free. Texts and items are ARENA's. */
struct answer {
	struct err err;    /* kind STATUS_OK when libc had an answer */
	int eai;           /* EAI_* of getaddrinfo and getnameinfo, 0 when they were content */
	bool is_from_text; /* numeric: nobody was asked */
	char *name;        /* canonical name, or getnameinfo's host; NULL: none */
	char *service;     /* getnameinfo's service; NULL: none */
	char **aliases;    /* NULL-terminated; NULL where nothing was answered */
	struct answer_item *item;
	size_t count;
	struct arena arena;
};

/* Make ANSWER say that it could not be had. */
void answer_fail(struct answer *answer, enum status kind, const char *text);

/* Whether it is a definite no: no such name, or nothing of this kind. */
bool answer_is_no(const struct answer *answer);

/* Append to COUNT addresses in ADDRS, which has room, those of ANSWER that are not among the last
 * 1024 of them; returns how many there are then. */
size_t answer_addrs(struct addr *addrs, size_t count, const struct answer *answer);

/* As bytes, and back. On failure of answer_read ANSWER is untouched and ERR says why. */
void answer_put(struct buf *buf, const struct answer *answer);
bool answer_read(struct answer *answer, const void *data, size_t size, struct err *err);

void answer_free(struct answer *answer);

#endif
