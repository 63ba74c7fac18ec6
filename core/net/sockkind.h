/* sockkind -- kinds of sockets by a short word, and the kind of a socket that is there. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_SOCKKIND_H
#define NET_SOCKKIND_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "net/sockopt_row.h"

/* A plain value, and a row of the table, which ends with a NULL word. */
struct sockkind {
	const char *word;           /* "tcp6"; NULL: a kind that has none */
	int family, type, protocol; /* of socket(2) */
	unsigned on;                /* ON_* of this kind */
	const char *meaning;
};

extern const struct sockkind sockkinds[];

/* The row for a word, in any case; NULL when there is none. */
const struct sockkind *sockkind_find(const char *word);

/* Its word, or "other". */
const char *sockkind_word(const struct sockkind *kind);

/* The kind that has these numbers; its word is NULL where there is no row for it. */
struct sockkind sockkind_like(int family, int type, int protocol);

/* What socket FD is. ERR is STATUS_NO_DATA where it is no socket, STATUS_NOT_FOUND where it is not
 * open. */
bool sockkind_of(struct sockkind *kind, int fd, struct err *err);

/* A fresh socket of KIND, close-on-exec; -1 and ERR (with the sysctl or the capability that a ping
 * or raw socket takes) where it cannot be had. */
int sockkind_open(const struct sockkind *kind, struct err *err);

/* Whether sockets of KIND have ROW's option, as far as level and table tell. */
bool sockkind_has(const struct sockkind *kind, const struct sockopt *row);

/* Whether it can be set there too. */
bool sockkind_sets(const struct sockkind *kind, const struct sockopt *row);

/* Append which kinds have ROW's option: "tcp, mptcp", "udp6, raw6". */
void sockkind_put_having(struct buf *text, const struct sockopt *row);

#endif
