/* host_lookup -- what lookups keep from one question to the next: helpers, and this machine's
 * configuration, read when it is first needed. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/host_lookup.h"

#include "net/calls.h"
#include "net/nsswitch.h"

enum { CONFIG_MAX = 64 << 20 };

static struct span span_of(const struct buf *buf)
{
	return (struct span){ buf->size ? buf->data : "", buf->size };
}

/* A file that cannot be read is as good as missing here: what it would have told is then unknown,
 * and net/ask says so where it matters. */
static void read_config(struct buf *buf, const char *path)
{
	struct err unused;

	if (!call_read_file(buf, path, CONFIG_MAX, &unused))
		buf_clear(buf);
}

struct origin_files host_lookup_files(struct host_lookup *lookup)
{
	if (!lookup->has_files) {
		read_config(&lookup->nsswitch, "/etc/nsswitch.conf");
		read_config(&lookup->hosts, "/etc/hosts");
		if (call_gethostname(lookup->hostname, sizeof(lookup->hostname)) < 0)
			lookup->hostname[0] = '\0';
		lookup->hostname[sizeof(lookup->hostname) - 1] = '\0';
		lookup->has_files = true;
	}
	return (struct origin_files){ .order = nsswitch_hosts(span_of(&lookup->nsswitch)),
				      .hosts = span_of(&lookup->hosts),
				      .hostname = lookup->hostname };
}

void host_lookup_order(struct order_item *item, struct host_lookup *lookup,
		       const struct addr *addrs, size_t count)
{
	struct err unused;

	if (!lookup->has_order) {
		read_config(&lookup->gaiconf, "/etc/gai.conf");
		policy_read(&lookup->policy, span_of(&lookup->gaiconf));
		(void)ifaces_read(&lookup->ifaces, &unused); /* without them three rules are mute */
		lookup->has_order = true;
	}
	order_look(item, addrs, count, &lookup->ifaces, &lookup->policy);
	order_sort(item, count);
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
