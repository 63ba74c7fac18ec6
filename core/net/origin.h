/* origin -- which of libc's sources gave an answer, as far as the configuration proves it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_ORIGIN_H
#define NET_ORIGIN_H

#include <stdbool.h>
#include <stddef.h>

#include "net/addr.h"
#include "net/lines.h"

/* What decides. Borrowed. */
struct origin_files {
	struct word order;    /* nsswitch_hosts */
	struct word hosts;    /* /etc/hosts */
	const char *hostname; /* this host's, for the module myhostname */
	bool unsure;          /* order or hosts could not be read: nothing is proved */
};

enum { ORIGIN_MODULES = 16 };

/* The modules that may have answered, in their order; borrowed. One: it was that one. */
struct origin {
	struct word module[ORIGIN_MODULES];
	size_t count;
	bool unsure; /* actions in nsswitch.conf that can mix answers */
};

/* Who can have given NAME an address of FAMILY, or ADDR a name. A module is left out where
 * the hosts file answered before it, and where its manual says that it knows no such name. */
void origin_of_name(struct origin *origin, const struct origin_files *files, const char *name,
		    int family);
void origin_of_addr(struct origin *origin, const struct origin_files *files,
		    const struct addr *addr);

/* Add the modules of OTHER that ORIGIN lacks. */
void origin_add(struct origin *origin, const struct origin *other);

/* "hosts file", "dns", "other"; NULL when it cannot be known. */
const char *origin_word(const struct origin *origin);

/* Whether the hosts file is asked before all else, and what it has is final. */
bool origin_files_first(const struct origin_files *files);

#endif
