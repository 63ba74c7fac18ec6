/* hostsfile -- the hosts file, read as libc's `files` module does. hosts(5). */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/hostsfile.h"

#include <string.h>

bool hosts_next(struct hosts_entry *entry, struct word *file)
{
	struct hosts_entry fresh = { 0 };
	struct word line, address;

	while (line_next(&line, file)) {
		line_cut(&line, '#');
		if (!word_next(&address, &line) || !word_next(&fresh.name, &line) ||
		    !addr_read(&fresh.addr, address.at, address.size))
			continue;
		fresh.aliases = line;
		*entry = fresh;
		return true;
	}
	return false;
}

bool hosts_entry_has(const struct hosts_entry *entry, const char *name)
{
	struct word aliases = entry->aliases, alias;

	if (word_is(entry->name, word_of(name)))
		return true;
	while (word_next(&alias, &aliases))
		if (word_is(alias, word_of(name)))
			return true;
	return false;
}

bool hosts_has(struct word file, const char *name, int family)
{
	struct hosts_entry entry;

	while (hosts_next(&entry, &file))
		if ((family == AF_UNSPEC || entry.addr.family == family) &&
		    hosts_entry_has(&entry, name))
			return true;
	return false;
}

bool hosts_has_addr(struct word file, const struct addr *addr)
{
	struct hosts_entry entry;

	while (hosts_next(&entry, &file))
		if (entry.addr.family == addr->family &&
		    memcmp(entry.addr.byte, addr->byte, addr_size(addr->family)) == 0)
			return true;
	return false;
}
