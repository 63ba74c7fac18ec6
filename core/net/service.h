/* service -- services and their ports: services(5), and a part of IANA's registry compiled in. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_SERVICE_H
#define NET_SERVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/word.h"
#include "net/database.h"

#define SERVICES_PATH "/etc/services"

/* One row. Its words live as long as the database. */
struct service {
	struct word name;
	struct word transport; /* "tcp", or whatever the row says */
	struct word rest;      /* aliases and comment */
	uint16_t port;         /* host byte order */
	const char *source;    /* path of the file, "builtin", or "common use": not registered */
	struct word nickname;  /* empty, or the word that was asked for where the name is none */
};

/* What a row must have; empty words and a port of -1 fit all. */
struct service_query {
	struct word name; /* or an alias, in any case */
	int port;
	struct word transport;
};

typedef void service_visit(void *context, const struct service *service);

/* Visit the rows that fit, in order, all of the same source: the file's; where it has none and the
 * name is a nickname, such as dns for domain, the file's of that name; else those of IANA's
 * registry, then those of common use. Returns their number. */
size_t services_each(struct database *database, const struct service_query *query,
		     service_visit *visit, void *context);

/* Take the next alias of SERVICE off its rest. */
bool service_alias(struct word *alias, struct service *service);

/* Append PORT/TRANSPORT. */
static inline void service_put_port(struct buf *text, const struct service *service)
{
	buf_putu(text, service->port);
	buf_putc(text, '/');
	buf_put(text, service->transport.at, service->transport.size);
}

/* The comment behind the row; may be empty. */
struct word service_comment(const struct service *service);

/* The port of NAME, which may be a nickname, for TRANSPORT ("tcp"). ERR is as of
 * database_open or service_missing. On failure PORT is untouched. */
bool service_port(uint16_t *port, struct database *database, const char *name,
		  const char *transport, struct err *err);

/* Fill ERR for a query that nothing fits: STATUS_NOT_FOUND, and the transports that the name has
 * or the name that is nearest. Returns false. */
bool service_missing(struct database *database, const struct service_query *query, struct err *err);

/* The compiled-in texts, in the format of services(5), but with all transports of a port in one
 * row: http 80/tcp,udp,sctp. NULL ends them. */
extern const char *const service_builtin[], *const service_common[];

/* Nicknames: on each line a service and what people call it. */
extern const char service_nicknames[];

#endif
