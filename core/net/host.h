/* host -- a host's names and addresses, forward and reverse, both families, with their source. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_HOST_H
#define NET_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"
#include "net/addr.h"
#include "net/host_lookup.h"

/* Owner: starts as { 0 }, ends in host_free. Lists are never NULL in an answer. */
struct host {
	char *canonname;
	char **aliases;     /* NULL-terminated */
	struct addr *addrs; /* as RFC 6724 orders them, without doubles */
	size_t addr_count;
	const char *source; /* "hosts file", "dns", "other", "numeric"; NULL: not known for sure */
	char **modules;     /* NULL-terminated: those of nsswitch.conf that may have answered */
	int64_t elapsed_ns;
	struct err partial; /* STATUS_PARTIAL when one family could not be had, else STATUS_OK */
	struct arena arena;
};

/* Look NAME up: each family by its own query, side by side, so that the failure of one is
 * seen. FAMILY: AF_UNSPEC for both; then a name that the hosts file has, where libc asks that
 * first, has the families it has there, as with getaddrinfo(3). On failure HOST is untouched and
 * ERR is STATUS_NOT_FOUND or STATUS_NO_DATA only when no family's resolver failed. */
bool host_by_name(struct host *host, struct host_lookup *lookup, const char *name, int family,
		  struct deadline until, struct err *err);

/* Look ADDR's names up: canonname, aliases, and the addresses that came with them. */
bool host_by_addr(struct host *host, struct host_lookup *lookup, const struct addr *addr,
		  struct deadline until, struct err *err);

/* Whether NAME has ADDR among its addresses: the check of a reverse answer. False with ERR set
 * when that could not be told; a name that does not exist confirms nothing. */
bool host_confirms(bool *confirmed, struct host_lookup *lookup, const char *name,
		   const struct addr *addr, struct deadline until, struct err *err);

void host_free(struct host *host);

#endif
