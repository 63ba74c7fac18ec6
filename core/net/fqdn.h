/* fqdn -- the fully qualified name of a host, how it was found, and what other tools would say. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_FQDN_H
#define NET_FQDN_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"
#include "net/host.h"
#include "net/host_lookup.h"

/* The first of HOST's names that has a domain: its canonical name or an alias; NULL: none has. */
const char *fqdn_of_host(const struct host *host);

/* Whether NAME has a domain: a dot, not at either end. */
bool fqdn_has_domain(const char *name);

/* Owner: starts as { 0 }, ends in fqdn_free. Unset texts are NULL. */
struct fqdn {
	char *name;         /* what has a domain; else the canonical name; else unset */
	const char *how;    /* "canonical name", "alias", "reverse lookup", ... */
	const char *source; /* as in struct host */
	char *hostname_f;   /* what hostname(1) -f prints: getaddrinfo's canonical name */
	char *getfqdn;      /* what Python's socket.getfqdn() returns */
	struct err err;     /* STATUS_OK when all that could be known is; else what could not */
	struct arena arena;
};

/* Find it for NAME, usually this host's own. */
void fqdn_find(struct fqdn *fqdn, struct host_lookup *lookup, const char *name,
	       struct deadline until);

void fqdn_free(struct fqdn *fqdn);

#endif
