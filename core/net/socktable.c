/* socktable -- the sockets of this network namespace, table by table. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/socktable.h"

#include <errno.h>

#include <linux/netlink.h>
#include <linux/sock_diag.h>

#include "base/word.h"
#include "net/calls.h"
#include "net/lines.h"
#include "net/netlink.h"
#include "net/sockproc.h"

enum { FILE_MAX_BYTES = 1 << 30 };

struct walk {
	const struct sockdiag_query *query;
	socktable_visit *visit;
	void *context;
	struct netlink netlink; /* closed where it cannot be had */
	bool stopped, fell_back;
};

static bool is_asked(const struct sockdiag_query *query, const struct sockdiag *sock)
{
	return query->states & SOCKSTATE_BIT(sock->state) &&
	       (query->port == 0 || sock->local_port == query->port);
}

static void tell(struct walk *walk, const struct sockdiag *sock)
{
	if (is_asked(walk->query, sock) && !walk->visit(walk->context, sock))
		walk->stopped = true;
}

/* ---- by sock_diag --------------------------------------------------------------------------- */

static void tell_messages(struct walk *walk, const struct buf *answer)
{
	struct nlmsg_bytes rest = { (const unsigned char *)answer->data, answer->size };
	enum sockdiag_table table = walk->query->table;
	struct sockdiag sock;
	struct nlmsg message;

	while (!walk->stopped && nlmsg_next(&message, &rest)) {
		bool fine =
			message.type == SOCK_DIAG_BY_FAMILY &&
			(table == SOCKDIAG_UNIX ? sockdiag_unix_parse(&sock, message.body)
						: sockdiag_inet_parse(&sock, table, message.body));

		if (fine)
			tell(walk, &sock);
	}
}

static bool ask(struct buf *answer, struct walk *walk, int family, struct err *err)
{
	struct nlmsg_request request;

	if (walk->netlink.fd < 0)
		return false; /* ERR says why since the socket could not be opened */
	if (walk->query->table == SOCKDIAG_UNIX)
		sockdiag_unix_request(&request, walk->query);
	else
		sockdiag_inet_request(&request, walk->query, family);
	return netlink_ask(&walk->netlink, &request, answer, err);
}

/* ---- by /proc/net --------------------------------------------------------------------------- */

static void tell_lines(struct walk *walk, int family, const struct buf *file)
{
	struct word rest = { file->data, file->size }, line;
	struct sockdiag sock;

	while (!walk->stopped && line_next(&line, &rest))
		if (sockproc_parse(&sock, walk->query->table, family, line))
			tell(walk, &sock);
}

static const char *path_of(const struct walk *walk, int family)
{
	return sockdiag_kinds[walk->query->table].file[family == AF_INET6];
}

/* Where there is no such file ERR stays as it is. */
static bool read_file(struct buf *file, const struct walk *walk, int family, struct err *err)
{
	struct err reason = { 0 };

	if (!path_of(walk, family))
		return false;
	if (call_read_file(file, path_of(walk, family), FILE_MAX_BYTES, &reason))
		return true;
	if (reason.number != ENOENT)
		*err = reason;
	return false;
}

/* ---- both ----------------------------------------------------------------------------------- */

/* Where IPv6 is off, and in kernels without UDP-Lite, nobody can have such a socket. */
static bool can_exist(const struct walk *walk, int family)
{
	const struct sockdiag_kind *kind = &sockdiag_kinds[walk->query->table];
	int fd = call_socket(family, kind->type | SOCK_CLOEXEC, kind->protocol);
	int number = errno;

	if (fd >= 0)
		call_close(fd);
	return fd >= 0 || (number != EAFNOSUPPORT && number != EPROTONOSUPPORT);
}

/* A question that this kernel does not know, or that a sandbox keeps from it. */
static bool is_missing(int number)
{
	return number == ENOENT || number == EOPNOTSUPP || number == EPROTONOSUPPORT ||
	       number == EAFNOSUPPORT || number == EINVAL || number == EPERM || number == EACCES;
}

/* One family of a table: read whole, then told. */
static bool walk_family(struct walk *walk, int family, struct err *err)
{
	struct buf answer = { 0 };
	bool fine = true;

	if (ask(&answer, walk, family, err)) {
		tell_messages(walk, &answer);
	} else if (is_missing(err->number) && read_file(&answer, walk, family, err)) {
		walk->fell_back = true;
		tell_lines(walk, family, &answer);
	} else if (!is_missing(err->number) || can_exist(walk, family)) {
		if (err->number == ENOENT)
			err_set(err, STATUS_LACKING, "this kernel lacks the module %s",
				sockdiag_kinds[walk->query->table].module);
		fine = false;
	}
	buf_free(&answer);
	return fine;
}

static bool walk_inet(struct walk *walk, struct err *err)
{
	static const int families[] = { AF_INET, AF_INET6 };
	int only = walk->query->family;
	bool fine = true;

	for (unsigned i = 0; i < 2 && fine && !walk->stopped; i++)
		if (only == AF_UNSPEC || only == families[i])
			fine = walk_family(walk, families[i], err);
	return fine;
}

bool socktable_each(const struct sockdiag_query *query, socktable_visit *visit, void *context,
		    bool *fell_back, struct err *err)
{
	struct walk walk = { query, visit, context, NETLINK_CLOSED, false, false };
	bool fine;

	if (!netlink_open(&walk.netlink, NETLINK_SOCK_DIAG, 0, err) && !is_missing(err->number))
		return false;
	fine = query->table == SOCKDIAG_UNIX ? walk_family(&walk, AF_UNIX, err)
					     : walk_inet(&walk, err);
	netlink_close(&walk.netlink);
	if (fell_back)
		*fell_back = walk.fell_back;
	return fine;
}
