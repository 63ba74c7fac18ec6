/* query -- what libc's resolver can be asked, as a value, and as bytes for a helper. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_QUERY_H
#define NET_QUERY_H

#include <netdb.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "net/addr.h"

enum query_kind {
	QUERY_INFO,   /* getaddrinfo(3) */
	QUERY_NAME,   /* getnameinfo(3) */
	QUERY_HOST,   /* gethostbyname2_r(3) */
	QUERY_ADDRESS /* gethostbyaddr_r(3) */
};

/* A plain value; borrows its texts. What a kind does not name is zero. */
struct query {
	enum query_kind kind;
	const char *host;               /* INFO (NULL: none), HOST */
	const char *service;            /* INFO; NULL: none */
	int family, socktype, protocol; /* INFO; HOST: family */
	int flags;                      /* INFO: AI_*; NAME: NI_* */
	struct addr addr;               /* NAME, ADDRESS */
	uint16_t port;                  /* NAME */
};

enum { QUERY_TEXT_MAX = 1024 }; /* of host and service: longer ones are never asked */

/* Whether TEXT can be a host's name at all: labels of 1 to 63 bytes, 255 bytes as DNS writes it
 * (RFC 1035 section 2.3.4). With IDN, libc encodes a name that is not ASCII and measures it then.
 * ERR is STATUS_INVALID. */
bool query_name(const char *text, bool idn, struct err *err);

/* Whether QUERY may be put to libc: its name by query_name, its texts' lengths. */
bool query_check(const struct query *query, struct err *err);

/* False when libc must ask a database. True when it may be able to answer from the text alone;
 * for a host's text AI_NUMERICHOST then tells. */
bool query_may_be_numeric(const struct query *query);

/* As bytes, and back; query_read borrows from DATA. False when DATA is no query. */
void query_put(struct buf *buf, const struct query *query);
bool query_read(struct query *query, const void *data, size_t size);

#endif
