/* silence -- why nothing comes from a multicast group: what this machine can tell, point by point.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/silence.h"

#include <stdarg.h>
#include <string.h>

#include <linux/rtnetlink.h>

#include "base/buf.h"
#include "base/num.h"
#include "net/calls.h"
#include "net/iface.h"
#include "net/limits.h"
#include "net/membership.h"
#include "net/multicast.h"
#include "net/route.h"

const struct name finding_kinds[] = {
	NAME("fine", FINDING_FINE, "nothing is wrong there"),
	NAME("note", FINDING_NOTE, "what to know"),
	NAME("fault", FINDING_FAULT, "this keeps datagrams out"),
	NAMES_END,
};

/* What is looked at, with what was read for it. */
struct look {
	const struct silence *silence;
	struct ifaces ifaces;
	const struct iface *iface; /* never NULL while points are told */
	struct memberships joined;
	bool inet;
};

static void tell(const struct look *look, enum finding_kind kind, const char *check,
		 const char *format, ...) __attribute__((format(printf, 4, 5)));

static void tell(const struct look *look, enum finding_kind kind, const char *check,
		 const char *format, ...)
{
	struct buf text = { 0 };
	va_list values;

	va_start(values, format);
	buf_vprintf(&text, format, values);
	va_end(values);
	if (text.failed)
		look->silence->tell(look->silence->context,
				    &(struct finding){ FINDING_NOTE, check, "no memory" });
	else
		look->silence->tell(look->silence->context,
				    &(struct finding){ kind, check, buf_text(&text) });
	buf_free(&text);
}

/* A number that the kernel has in a file of its own; false where it has none. */
static bool read_number(uint64_t *number, const char *front, const char *name, const char *behind)
{
	enum { MAX = 64 };
	struct buf path = { 0 }, text = { 0 };
	struct err ignored;
	bool fine;

	buf_printf(&path, "%s%s%s", front, name, behind);
	fine = call_read_file(&text, buf_text(&path), MAX, &ignored) && !path.failed &&
	       num_digits(number, text.data, strcspn(buf_text(&text), "\n"), UINT64_MAX);
	buf_free(&path);
	buf_free(&text);
	return fine;
}

/* ---- the interface ------------------------------------------------------------------------ */

static void tell_interface(const struct look *look)
{
	struct multicast multicast;
	struct err err;

	if (!multicast_check(&multicast, look->iface, look->silence->group.family, &err))
		tell(look, FINDING_NOTE, "interface", "%s", err.text);
	else if (!multicast.can)
		tell(look, FINDING_FAULT, "interface", "%s does not work: %s", look->iface->name,
		     multicast.why);
	else
		tell(look, multicast.why ? FINDING_NOTE : FINDING_FINE, "interface",
		     "%s works for groups%s%s", look->iface->name, multicast.why ? ", but " : "",
		     multicast.why ? multicast.why : "");
}

/* A bridge takes what comes to its ports, and may hold back what nobody asked for. */
static void tell_bridge(const struct look *look)
{
	static const char folder[] = "/sys/class/net/";
	const struct iface *master = ifaces_find_index(&look->ifaces, look->iface->master);
	uint64_t snooping = 0, querier = 0;

	if (master && strcmp(master->kind, "bridge") == 0)
		tell(look, FINDING_FAULT, "bridge",
		     "%s is a port of %s, which takes its packets: join on %s", look->iface->name,
		     master->name, master->name);
	if (strcmp(look->iface->kind, "bridge") != 0)
		return;
	if (read_number(&snooping, folder, look->iface->name, "/bridge/multicast_snooping") &&
	    read_number(&querier, folder, look->iface->name, "/bridge/multicast_querier") &&
	    snooping && !querier)
		tell(look, FINDING_NOTE, "bridge",
		     "%s snoops and asks no questions itself: without a querier on the link it "
		     "forgets who joined",
		     look->iface->name);
}

/* ---- the membership ----------------------------------------------------------------------- */

static const struct membership *find_membership(const struct look *look)
{
	for (size_t i = 0; i < look->joined.count; i++) {
		const struct membership *item = &look->joined.item[i];

		if (item->index == look->silence->index &&
		    memcmp(item->group.byte, look->silence->group.byte, 16) == 0)
			return item;
	}
	return NULL;
}

static void put_sources(struct buf *text, const struct group_sources *sources)
{
	char word[ADDR_TEXT_MAX];

	for (size_t i = 0; i < sources->count; i++) {
		buf_puts(text, i ? ", " : "");
		buf_put(text, word, addr_format(word, &sources->item[i]));
	}
}

static void tell_membership(const struct look *look)
{
	const struct membership *item = find_membership(look);
	const struct group_sources *sources = look->silence->sources;
	struct buf text = { 0 };

	if (item)
		tell(look, FINDING_FINE, "membership", "%s has joined; members on this host: %llu",
		     look->iface->name, (unsigned long long)item->users);
	else
		tell(look, FINDING_FAULT, "membership", "the kernel does not list the group on %s",
		     look->iface->name);
	put_sources(&text, sources);
	if (sources->include)
		tell(look, FINDING_NOTE, "filter", "only %s can be heard", buf_text(&text));
	else if (sources->count > 0)
		tell(look, FINDING_NOTE, "filter", "%s cannot be heard", buf_text(&text));
	buf_free(&text);
}

/* Routers that hear no sources cannot fetch them. RFC 3376 section 7, RFC 3810 section 8. */
static void tell_version(const struct look *look)
{
	const char *name = look->iface->name;
	bool wants_sources = look->silence->sources->include;
	uint64_t forced = 0;

	if (!look->inet) {
		if (read_number(&forced, "/proc/sys/net/ipv6/conf/", name, "/force_mld_version") &&
		    forced == 1)
			tell(look, wants_sources ? FINDING_FAULT : FINDING_NOTE, "mld",
			     "force_mld_version keeps %s at MLD 1: routers hear of no sources",
			     name);
		return;
	}
	for (size_t i = 0; i < look->joined.igmp_count; i++) {
		unsigned version = look->joined.igmp[i].version;

		if (look->joined.igmp[i].index != look->silence->index)
			continue;
		if (version == 3)
			tell(look, FINDING_FINE, "igmp", "%s speaks IGMP version 3", name);
		else
			tell(look, wants_sources ? FINDING_FAULT : FINDING_NOTE, "igmp",
			     "%s is at IGMP version %u, by a querier or force_igmp_version: "
			     "routers hear of no sources",
			     name, version);
	}
}

/* ---- the way back ------------------------------------------------------------------------- */

static uint64_t reverse_path_filter(const struct look *look)
{
	uint64_t all = 0, own = 0;

	read_number(&all, "/proc/sys/net/ipv4/conf/", "all", "/rp_filter");
	read_number(&own, "/proc/sys/net/ipv4/conf/", look->iface->name, "/rp_filter");
	return all > own ? all : own;
}

/* Of IPv4 only: RFC 3704, ip-sysctl. 1 is strict, 2 loose. */
static void tell_source(const struct look *look, const struct addr *source, uint64_t filter)
{
	const struct iface *back;
	char text[ADDR_TEXT_MAX];
	struct route route;
	struct err err;

	addr_format(text, source);
	if (!route_find(&route, source, addr_is_link_local(source) ? look->silence->index : 0,
			&err)) {
		tell(look, look->inet && filter ? FINDING_FAULT : FINDING_NOTE, "route",
		     "there is no way back to %s: %s", text, err.text);
		return;
	}
	back = ifaces_find_index(&look->ifaces, route.index);
	if (route.kind == RTN_LOCAL || route.index == look->silence->index)
		tell(look, FINDING_FINE, "route", "the way back to %s is %s%s", text,
		     route.kind == RTN_LOCAL ? "on this host" : "by ",
		     route.kind == RTN_LOCAL ? "" : look->iface->name);
	else
		tell(look, look->inet && filter == 1 ? FINDING_FAULT : FINDING_NOTE, "route",
		     "the way back to %s is by %s, not by %s", text,
		     back ? back->name : "another interface", look->iface->name);
}

static void tell_way_back(const struct look *look)
{
	static const char *const modes[] = { "off",
					     "strict: the way back to a sender must be by it",
					     "loose: there must be a way back to a sender" };
	const struct group_sources *sources = look->silence->sources;
	uint64_t filter = look->inet ? reverse_path_filter(look) : 0;

	if (look->inet)
		tell(look, filter == 1 ? FINDING_NOTE : FINDING_FINE, "rp_filter",
		     "the reverse path filter of %s is %s", look->iface->name,
		     modes[filter > 2 ? 2 : filter]);
	for (size_t i = 0; sources->include && i < sources->count; i++)
		tell_source(look, &sources->item[i], filter);
}

/* ---- what came meanwhile ------------------------------------------------------------------ */

static void tell_dropped(const struct look *look, const struct counters *now)
{
	uint64_t by = 0;

	if (look->inet && counters_grew(&by, look->silence->before, now, COUNTER_REVERSE_PATH) &&
	    by > 0)
		tell(look, FINDING_FAULT, "arrivals",
		     "packets that failed the reverse path filter meanwhile: %llu",
		     (unsigned long long)by);
	if (counters_grew(&by, look->silence->before, now,
			  look->inet ? COUNTER_IGNORED_INET : COUNTER_IGNORED_INET6) &&
	    by > 0)
		tell(look, FINDING_NOTE, "arrivals",
		     "datagrams to groups for which no socket was: %llu; is it another port?",
		     (unsigned long long)by);
}

static void tell_arrivals(const struct look *look)
{
	struct counters now;
	struct err err;
	uint64_t by = 0;

	if (!counters_read(&now, &err)) {
		tell(look, FINDING_NOTE, "arrivals", "%s", err.text);
		return;
	}
	tell_dropped(look, &now);
	if (!counters_grew(&by, look->silence->before, &now,
			   look->inet ? COUNTER_IN_INET : COUNTER_IN_INET6))
		tell(look, FINDING_NOTE, "arrivals",
		     "this kernel does not count multicast packets");
	else if (by == 0)
		tell(look, FINDING_NOTE, "arrivals",
		     "no multicast packet of IPv%d was let in meanwhile, and other groups and "
		     "filtered "
		     "sources are not counted: look at the sender's source, interface and TTL, and "
		     "at "
		     "switches between",
		     look->inet ? 4 : 6);
	else
		tell(look, FINDING_NOTE, "arrivals",
		     "multicast packets of IPv%d that were let in meanwhile: %llu, those of %s "
		     "among "
		     "them; where some were for this group and port, a firewall holds them back",
		     look->inet ? 4 : 6, (unsigned long long)by, look->inet ? "IGMP" : "ICMPv6");
}

/* ---- limits and reach --------------------------------------------------------------------- */

static void tell_limits(const struct look *look)
{
	static const char *const names[2][2] = {
		{ "net.ipv6.mld_max_msf", "net.core.optmem_max" },
		{ "net.ipv4.igmp_max_memberships", "net.ipv4.igmp_max_msf" },
	};
	struct buf text = { 0 };

	for (int i = 0; i < 2; i++) {
		buf_printf(&text, "%s%s is ", i ? ", " : "", names[look->inet][i]);
		limit_put_sysctl(&text, names[look->inet][i]);
	}
	tell(look, FINDING_FINE, "limits", "%s", buf_text(&text));
	buf_free(&text);
}

/* 224.0.0.0/24 and scopes 1 and 2 stay on their link. RFC 5771, RFC 4291 section 2.7. */
static void tell_reach(const struct look *look)
{
	static const struct addr local = { .family = AF_INET, .byte = { 224 } };
	const struct addr *group = &look->silence->group;

	if (look->iface->flags & IFF_LOOPBACK)
		tell(look, FINDING_NOTE, "reach", "%s hears only what this host sends by it",
		     look->iface->name);
	else if (addr_is_link_local(group) || addr_in(group, &local, 24))
		tell(look, FINDING_NOTE, "reach",
		     "the group is link-local: no router brings it from another network");
	else
		tell(look, FINDING_NOTE, "reach",
		     "senders have a TTL of 1 unless they set it: no router passes that on");
}

static void tell_all(const struct look *look)
{
	tell_interface(look);
	tell_bridge(look);
	tell_membership(look);
	tell_version(look);
	tell_way_back(look);
	tell_arrivals(look);
	tell_limits(look);
	tell_reach(look);
}

void silence_explain(const struct silence *silence)
{
	struct look look = { .silence = silence, .inet = silence->group.family == AF_INET };
	struct err err;

	if (!ifaces_read(&look.ifaces, &err) || !memberships_read(&look.joined, &err))
		tell(&look, FINDING_NOTE, "interface", "%s", err.text);
	else if (!(look.iface = ifaces_find_index(&look.ifaces, silence->index)))
		tell(&look, FINDING_FAULT, "interface", "it is gone");
	else
		tell_all(&look);
	ifaces_free(&look.ifaces);
	memberships_free(&look.joined);
}
