/* holder -- who holds an address, so that bind(2) refuses it with EADDRINUSE. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/holder.h"

#include <errno.h>
#include <string.h>
#include <sys/un.h>

#include "net/addr.h"
#include "net/bindaddr.h"
#include "net/sockfile.h"
#include "net/socktable.h"
#include "net/socktext.h"

/* What is asked for, and the best answer so far. */
struct search {
	int family, type;
	struct addr addr; /* of IP */
	uint16_t port;
	bool v6only;
	const char *name; /* abstract: behind the NUL */
	size_t name_size;
	struct sockfile file;
	struct sockdiag best;
	unsigned rank; /* of BEST; RANK_NONE: there is none */
};
enum { RANK_NONE = 8 };

/* ---- what is in the way --------------------------------------------------------------------- */

static bool is_in_the_way(const struct search *search, const struct sockdiag *sock)
{
	return bindaddr_has(&search->addr, search->v6only, &sock->local) ||
	       bindaddr_has(&sock->local, sock->v6only, &search->addr);
}

/* The less, the more likely it is the one that people mean. */
static unsigned rank_of(const struct search *search, const struct sockdiag *sock)
{
	bool elsewhere = sock->family != AF_UNIX && !bindaddr_same(&search->addr, &sock->local);
	unsigned rank = 4;

	if (sock->state == SOCKSTATE_LISTEN || sock->state == SOCKSTATE_CLOSE)
		rank = 0;
	else if (sock->state == SOCKSTATE_BOUND)
		rank = 2;
	else if (sock->state == SOCKSTATE_TIME_WAIT)
		rank = 6;
	return rank + elsewhere;
}

static bool weigh(struct search *search, const struct sockdiag *sock)
{
	unsigned rank = rank_of(search, sock);

	if (rank < search->rank) {
		search->best = *sock;
		search->rank = rank;
	}
	return search->rank > 0;
}

static bool see_inet(void *context, const struct sockdiag *sock)
{
	struct search *search = context;

	return is_in_the_way(search, sock) ? weigh(search, sock) : true;
}

/* Abstract names are apart for each type of socket; a path is one file for all. */
static bool see_unix(void *context, const struct sockdiag *sock)
{
	struct search *search = context;
	bool held = search->name
			    ? sock->type == search->type && sock->name_size == search->name_size &&
				      memcmp(sock->name, search->name, search->name_size) == 0
			    : sockfile_is(&search->file, sock);

	return held ? weigh(search, sock) : true;
}

/* ---- the question --------------------------------------------------------------------------- */

static bool begin_unix(struct search *search, const struct sockaddr *at, socklen_t size)
{
	struct sockaddr_un un = { 0 };
	size_t front = offsetof(struct sockaddr_un, sun_path), name_size;
	char path[sizeof(un.sun_path) + 1] = { 0 };

	if (size <= front || size > sizeof(un))
		return false;
	name_size = size - front;
	memcpy(path, (const char *)at + front, name_size);
	if (path[0]) {
		search->file = sockfile_look(path);
		return search->file.exists;
	}
	search->name = (const char *)at + front;
	search->name_size = name_size;
	return true;
}

static bool begin(struct search *search, const struct sockaddr *at, socklen_t size)
{
	if (size < sizeof(at->sa_family))
		return false;
	search->family = at->sa_family;
	if (search->family == AF_UNIX)
		return begin_unix(search, at, size);
	return addr_from_sockaddr(&search->addr, &search->port, at, size) && search->port != 0;
}

static bool find_socket(struct search *search)
{
	bool is_unix = search->family == AF_UNIX;
	struct sockdiag_query query = {
		.table = is_unix                       ? SOCKDIAG_UNIX
			 : search->type == SOCK_STREAM ? SOCKDIAG_TCP
						       : SOCKDIAG_UDP,
		.states = SOCKSTATES_ALL,
		.port = search->port,
	};
	struct err err = { 0 };

	return socktable_each(&query, is_unix ? see_unix : see_inet, search, NULL, &err) &&
	       search->rank != RANK_NONE;
}

/* What cannot be read leaves the holder without a process. */
static void find_process(struct holder *holder)
{
	struct sockowners owners = { 0 };
	const struct sockowner *owner;
	struct err err = { 0 };
	size_t count;

	if (holder->sock.inode == 0 || !sockowners_read(&owners, SOCKOWNER_PROC, &err))
		return;
	holder->unseen = owners.unseen;
	owner = sockowners_find(&owners, holder->sock.inode, &count);
	if (owner)
		holder->process = owners.process[owner->process];
	for (size_t i = 1; i < count; i++)
		holder->more += owner[i].process != owner[i - 1].process;
	sockowners_free(&owners);
}

bool holder_find(struct holder *holder, int type, const struct sockaddr *at, socklen_t size,
		 bool v6only)
{
	struct search search = { .type = type, .v6only = v6only, .rank = RANK_NONE };
	int number = errno;
	bool found = begin(&search, at, size) && find_socket(&search);

	if (found) {
		*holder = (struct holder){ .sock = search.best };
		find_process(holder);
	}
	errno = number;
	return found;
}

/* ---- in words ------------------------------------------------------------------------------- */

static void put_process(struct buf *text, const struct holder *holder)
{
	if (holder->process.pid) {
		buf_printf(text, "pid %ld (%s)", (long)holder->process.pid,
			   holder->process.command);
		if (holder->more)
			buf_printf(text, " and %zu more process%s", holder->more,
				   holder->more > 1 ? "es" : "");
	} else if (holder->sock.inode == 0) {
		buf_puts(text, "the kernel, for no process any more");
	} else {
		buf_puts(text, "a process that cannot be seen");
	}
}

void holder_put(struct buf *text, const struct holder *holder)
{
	const struct sockdiag *sock = &holder->sock;

	buf_puts(text, "held by ");
	put_process(text, holder);
	if (sock->has & SOCKDIAG_HAS_UID)
		buf_printf(text, ", uid %lu", (unsigned long)sock->uid);
	if (sock->family == AF_UNIX)
		return;
	buf_puts(text, ", at ");
	socktext_put_local(text, sock);
	if (sock->state != SOCKSTATE_LISTEN && sock->state != SOCKSTATE_CLOSE) {
		buf_puts(text, " ");
		buf_puts(text, name_word(sockstate_words, sock->state));
	}
}
