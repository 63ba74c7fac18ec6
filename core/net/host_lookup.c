/* host_lookup -- what lookups keep from one question to the next: helpers, and this machine's
 * configuration, read when it is first needed. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/host_lookup.h"

#include <errno.h>

#include "net/calls.h"
#include "net/nsswitch.h"

enum { CONFIG_MAX = 64 << 20 };

static struct word text_of(const struct buf *buf)
{
	return (struct word){ buf->size ? buf->data : "", buf->size };
}

/* A file that cannot be read is as good as missing, but that is remembered: what it would have
 * told is unknown then, and net/ask says so where it matters. */
static bool read_config(struct host_lookup *lookup, struct buf *buf, const char *path,
			struct err *err)
{
	struct err failure = { 0 };

	buf_free(buf);
	if (call_read_file(buf, path, CONFIG_MAX, &failure))
		return true;
	if (failure.number == ENOMEM) {
		*err = failure;
		return false;
	}
	lookup->unsure |= failure.kind != STATUS_NOT_FOUND;
	buf_clear(buf);
	return true;
}

bool host_lookup_files(struct origin_files *files, struct host_lookup *lookup, struct err *err)
{
	struct err unknown; /* then the name stays "" */

	if (!lookup->has_files) {
		if (!read_config(lookup, &lookup->nsswitch, "/etc/nsswitch.conf", err) ||
		    !read_config(lookup, &lookup->hosts, "/etc/hosts", err))
			return false;
		hostname_get(lookup->hostname, &unknown);
		lookup->has_files = true;
	}
	*files = (struct origin_files){ .order = nsswitch_hosts(text_of(&lookup->nsswitch)),
					.hosts = text_of(&lookup->hosts),
					.hostname = lookup->hostname,
					.unsure = lookup->unsure };
	return true;
}

/* Without the interfaces, as where netlink is forbidden, three rules are mute. */
static bool read_order(struct host_lookup *lookup, struct err *err)
{
	bool unsure = lookup->unsure;
	struct err failure = { 0 };

	if (!read_config(lookup, &lookup->gaiconf, "/etc/gai.conf", err))
		return false;
	lookup->unsure = unsure; /* of no matter to where answers come from */
	if (!ifaces_read(&lookup->ifaces, &failure) && failure.number == ENOMEM) {
		*err = failure;
		return false;
	}
	policy_read(&lookup->policy, text_of(&lookup->gaiconf));
	lookup->has_order = true;
	return true;
}

bool host_lookup_order(struct order_item *item, struct host_lookup *lookup,
		       const struct addr *addrs, size_t count, struct err *err)
{
	if (!lookup->has_order && !read_order(lookup, err))
		return false;
	order_look(item, addrs, count, &lookup->ifaces, &lookup->policy);
	order_sort(item, count);
	return true;
}

void host_lookup_free(struct host_lookup *lookup)
{
	resolver_free(&lookup->resolver);
	buf_free(&lookup->hosts);
	buf_free(&lookup->nsswitch);
	buf_free(&lookup->gaiconf);
	ifaces_free(&lookup->ifaces);
	*lookup = (struct host_lookup){ 0 };
}
