/* hostsfile -- the hosts file, read as libc's `files` module does. hosts(5). */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_HOSTSFILE_H
#define NET_HOSTSFILE_H

#include <stdbool.h>

#include "net/addr.h"
#include "net/lines.h"

/* One line that holds an address and a name; borrowed from the file. */
struct hosts_entry {
	struct addr addr;
	struct word name;
	struct word aliases; /* for word_next */
};

/* Take the next entry off FILE; lines that libc passes over are passed over. False at the end. */
bool hosts_next(struct hosts_entry *entry, struct word *file);

/* Whether NAME, in any case, is ENTRY's name or one of its aliases. */
bool hosts_entry_has(const struct hosts_entry *entry, const char *name);

/* Whether FILE gives NAME an address of FAMILY; AF_UNSPEC takes any. */
bool hosts_has(struct word file, const char *name, int family);

/* Whether FILE has a name for ADDR. */
bool hosts_has_addr(struct word file, const struct addr *addr);

#endif
