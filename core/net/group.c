/* group -- membership in multicast groups, and sending to them: RFC 3678, ip(7), ipv6(7). */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/group.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>

#include "base/buf.h"
#include "net/calls.h"
#include "net/limits.h"

static int level_of(int family)
{
	return family == AF_INET ? IPPROTO_IP : IPPROTO_IPV6;
}

static bool set(int fd, int family, int name, const void *value, size_t size)
{
	return call_setsockopt(fd, level_of(family), name, value, (socklen_t)size) == 0;
}

/* ---- joining ------------------------------------------------------------------------------ */

bool group_only_joined(int fd, int family, struct err *err)
{
	const int off = 0;
	int name = family == AF_INET ? IP_MULTICAST_ALL : IPV6_MULTICAST_ALL;

	if (set(fd, family, name, &off, sizeof(off)) || errno == ENOPROTOOPT)
		return true;
	return err_errno(err, errno, "cannot keep other groups out");
}

/* A limit of this machine, and what it is a limit of. */
struct bound {
	const char *what, *inet, *inet6; /* sysctls */
};
static const struct bound memberships = { "groups", "net.ipv4.igmp_max_memberships",
					  "net.core.optmem_max" };
static const struct bound sources = { "sources", "net.ipv4.igmp_max_msf", "net.ipv6.mld_max_msf" };

static bool join_failed(int number, const struct addr *group, const struct bound *bound,
			struct err *err)
{
	const char *sysctl = group->family == AF_INET ? bound->inet : bound->inet6;
	char text[ADDR_TEXT_MAX];
	struct buf value = { 0 };

	addr_format(text, group);
	if (number != ENOBUFS)
		return err_errno(err, number, "cannot join %s", text);
	limit_put_sysctl(&value, sysctl);
	err_errno(err, number, "cannot join %s: more %s than %s (%s) lets a socket have", text,
		  bound->what, sysctl, value.size ? buf_text(&value) : "not told");
	buf_free(&value);
	return false;
}

static bool request_group(int fd, int name, const struct addr *group, unsigned index)
{
	struct group_req request = { .gr_interface = index };

	addr_to_sockaddr(&request.gr_group, group, 0);
	return set(fd, group->family, name, &request, sizeof(request));
}

static bool request_source(int fd, int name, const struct addr *group, unsigned index,
			   const struct addr *source)
{
	struct group_source_req request = { .gsr_interface = index };

	addr_to_sockaddr(&request.gsr_group, group, 0);
	addr_to_sockaddr(&request.gsr_source, source, 0);
	return set(fd, group->family, name, &request, sizeof(request));
}

bool group_join(int fd, const struct addr *group, unsigned index,
		const struct group_sources *filter, struct err *err)
{
	int name = filter->include ? MCAST_JOIN_SOURCE_GROUP : MCAST_BLOCK_SOURCE;
	bool joined = false;
	int number;

	if (!filter->include && !(joined = request_group(fd, MCAST_JOIN_GROUP, group, index)))
		return join_failed(errno, group, &memberships, err);
	for (size_t i = 0; i < filter->count; i++) {
		if (request_source(fd, name, group, index, &filter->item[i])) {
			joined = true;
			continue;
		}
		number = errno;
		if (joined)
			request_group(fd, MCAST_LEAVE_GROUP, group, index);
		return join_failed(number, group, joined ? &sources : &memberships, err);
	}
	return true;
}

bool group_leave(int fd, const struct addr *group, unsigned index, struct err *err)
{
	char text[ADDR_TEXT_MAX];

	if (request_group(fd, MCAST_LEAVE_GROUP, group, index))
		return true;
	addr_format(text, group);
	return err_errno(err, errno, "cannot leave %s", text);
}

/* ---- the filter, read back ---------------------------------------------------------------- */

/* struct group_filter with room for more sources than its one. */
union filter_room {
	struct group_filter filter;
	char bytes[GROUP_FILTER_SIZE(GROUP_SOURCES_MAX)];
};

bool group_read(struct group_filtered *filtered, int fd, const struct addr *group, unsigned index,
		struct err *err)
{
	union filter_room room = { .bytes = { 0 } };
	struct group_filter *filter = &room.filter;
	const struct sockaddr_storage *source = filter->gf_slist;
	socklen_t size = sizeof(room);

	filter->gf_interface = index;
	filter->gf_numsrc = GROUP_SOURCES_MAX;
	addr_to_sockaddr(&filter->gf_group, group, 0);
	if (call_getsockopt(fd, level_of(group->family), MCAST_MSFILTER, &room, &size) < 0)
		return err_errno(err, errno, "cannot read a group's filter back");
	*filtered = (struct group_filtered){ .include = filter->gf_fmode == MCAST_INCLUDE,
					     .count = filter->gf_numsrc };
	for (size_t i = 0; i < filtered->count && i < GROUP_SOURCES_MAX; i++)
		addr_from_sockaddr(&filtered->item[i], NULL, (const void *)&source[i],
				   sizeof(source[i]));
	return true;
}
