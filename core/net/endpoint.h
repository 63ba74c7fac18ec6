/* endpoint -- where a socket binds or connects, as words say it: split, joined, no resolver. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_ENDPOINT_H
#define NET_ENDPOINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/name.h"

enum transport {
	TRANSPORT_TCP,
	TRANSPORT_UDP,
	TRANSPORT_UNIX,
	TRANSPORT_UNIXGRAM,
	TRANSPORT_SEQPACKET
};

extern const struct name endpoint_transports[];

enum endpoint_kind {
	ENDPOINT_HOST,     /* NAME is a host name, or an address without brackets */
	ENDPOINT_ANY,      /* the wildcard of both families */
	ENDPOINT_LOOPBACK, /* only a port was given: both families to bind, localhost to connect */
	ENDPOINT_PATH,     /* NAME is a path in the file system */
	ENDPOINT_ABSTRACT  /* NAME stands behind the leading NUL of unix(7) */
};

enum {
	ENDPOINT_NAME_MAX = 256,   /* a host name, and a NUL */
	ENDPOINT_SERVICE_MAX = 64, /* a service name, and a NUL */
	ENDPOINT_PATH_MAX = 109    /* sun_path, which needs no NUL, and one here: unix(7) */
};

/* A plain value: copied by assignment, never freed. */
struct endpoint {
	enum transport transport;
	enum endpoint_kind kind;
	char name[ENDPOINT_NAME_MAX];
	bool has_port;
	uint16_t port;                      /* host byte order; 0 while SERVICE is set */
	char service[ENDPOINT_SERVICE_MAX]; /* a port by name, for net/service to look up */
};

bool transport_is_unix(enum transport transport);

/* Read one word:
 *
 *     [TRANSPORT:] HOST[:PORT]  [V6][:PORT]  V6  PORT  :PORT  any[:PORT]  *[:PORT]
 *     [unix:|unixgram:|seqpacket:] PATH or @NAME
 *
 * Without a transport a word with a '/' is a path, one with '@' in front an abstract name, and
 * all others have the transport FALLBACK (a path or name is of the unix kind that goes with it;
 * where FALLBACK is a unix transport, every word is a path or name).
 * Where no port is in the word, has_port is false and endpoint_port may add it. A PORT is a
 * number up to 65535 or a service name. ERR is STATUS_INVALID and quotes the text. On failure
 * ENDPOINT is untouched. */
bool endpoint_parse(struct endpoint *endpoint, const char *word, enum transport fallback,
		    struct err *err);

/* Add the port that TEXT names. */
bool endpoint_port(struct endpoint *endpoint, const char *text, struct err *err);

/* Whether NEXT is the port of WORD, as in HOST PORT: WORD may need one, and NEXT may be one. */
bool endpoint_pairs(const char *word, const char *next);

/* Read an endpoint off the front of WORDS (NULL-terminated) and move WORDS behind it: one word,
 * or two in the form HOST PORT. ERR as above, also for a host with no port behind it. */
bool endpoint_take(struct endpoint *endpoint, char *const **words, enum transport fallback,
		   struct err *err);

/* Read WORD, which is all of an endpoint: an option has no second word for the port. */
bool endpoint_read(struct endpoint *endpoint, const char *word, enum transport fallback,
		   struct err *err);

/* The canonical text, with its transport: tcp:127.0.0.1:80, udp:[::1]:53, tcp:*:http,
 * tcp:localhost:80 (also of a port alone), unix:/run/x.sock, unix:@name. endpoint_parse reads it
 * back as the same value, a port alone as that host. */
void endpoint_format(struct buf *buf, const struct endpoint *endpoint);

#endif
