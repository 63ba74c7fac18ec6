/* limits -- what this machine limits sockets to: sysctls and resource limits. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/limits.h"

#include <errno.h>
#include <sys/resource.h>

#include "net/calls.h"

#define SYSCTL "/proc/sys/net/"

/* clang-format off */
const struct limit limits[] = {
	{ "open_files", "descriptors of a process", NULL, RLIMIT_NOFILE },
	{ "processes", "processes of this user", NULL, RLIMIT_NPROC },
	{ "net.core.somaxconn", "longest queue of a listener", SYSCTL "core/somaxconn", 0 },
	{ "net.core.rmem_max", "bytes of SO_RCVBUF", SYSCTL "core/rmem_max", 0 },
	{ "net.core.wmem_max", "bytes of SO_SNDBUF", SYSCTL "core/wmem_max", 0 },
	{ "net.ipv4.ip_local_port_range", "ports for sockets that choose none", SYSCTL "ipv4/ip_local_port_range", 0 },
	{ "net.ipv4.ip_unprivileged_port_start", "first port that needs no right", SYSCTL "ipv4/ip_unprivileged_port_start", 0 },
	{ "net.ipv4.ping_group_range", "groups that may ping without rights", SYSCTL "ipv4/ping_group_range", 0 },
	{ "net.ipv4.igmp_max_memberships", "multicast groups of a socket", SYSCTL "ipv4/igmp_max_memberships", 0 },
	{ NULL, NULL, NULL, 0 },
};
/* clang-format on */

static void put_resource(struct buf *buf, rlim_t value)
{
	if (value == RLIM_INFINITY)
		buf_puts(buf, "unlimited");
	else
		buf_putu(buf, value);
}

/* One line; a sysctl that cannot be read is not here, unless memory is out. */
static void put_sysctl(struct buf *buf, const char *path)
{
	enum { MAX = 256 };
	struct buf value = { 0 };
	struct err err = { 0 };

	if (!call_read_file(&value, path, MAX, &err))
		value.failed = value.failed || err.number == ENOMEM;
	for (size_t i = 0; i < value.size && value.data[i] != '\n'; i++)
		buf_putc(buf, value.data[i] == '\t' ? ' ' : value.data[i]);
	buf_free_part(&value, buf);
}

void limit_put(struct buf *buf, const struct limit *limit)
{
	struct rlimit both;

	if (limit->path) {
		put_sysctl(buf, limit->path);
		return;
	}
	if (getrlimit((__rlimit_resource_t)limit->resource, &both) < 0)
		return;
	put_resource(buf, both.rlim_cur);
	if (both.rlim_max != both.rlim_cur) {
		buf_puts(buf, ", at most ");
		put_resource(buf, both.rlim_max);
	}
}

void limit_put_sysctl(struct buf *buf, const char *name)
{
	static const char root[] = "/proc/sys/";
	struct buf path = { 0 };

	buf_puts(&path, root);
	buf_puts(&path, name);
	for (size_t i = sizeof(root) - 1; i < path.size; i++)
		if (path.data[i] == '.')
			path.data[i] = '/';
	put_sysctl(buf, buf_text(&path));
	buf_free_part(&path, buf);
}

/* The soft limit becomes COUNT, or the hard one where that is less; the one that holds then. */
static bool raise_files(struct rlimit *both, uint64_t count)
{
	rlim_t before;

	if (getrlimit(RLIMIT_NOFILE, both) < 0)
		return false;
	before = both->rlim_cur;
	if (before >= count)
		return true;
	both->rlim_cur = both->rlim_max < count ? both->rlim_max : count;
	if (setrlimit(RLIMIT_NOFILE, both) == 0)
		return true;
	both->rlim_cur = before;
	return false;
}

uint64_t limit_raise_files(uint64_t count)
{
	struct rlimit both = { 0 };

	raise_files(&both, count);
	return both.rlim_cur;
}

bool limit_allow_files(uint64_t count, struct err *err)
{
	struct rlimit both = { 0 };

	if (!raise_files(&both, count))
		return err_errno(err, errno, "cannot have %llu descriptors",
				 (unsigned long long)count);
	return both.rlim_cur >= count ||
	       err_set(err, STATUS_LACKING,
		       "%llu descriptors are needed, and ulimit -n allows %llu at most",
		       (unsigned long long)count, (unsigned long long)both.rlim_max);
}
