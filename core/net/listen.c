/* listen -- the sockets of a server: every address of its endpoints bound, each on one port. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/listen.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/num.h"
#include "net/calls.h"

bool listen_plan_make(struct listen_plan *plan, const struct sock_words *sock,
		      const struct listen_words *words, struct err *err)
{
	struct listen_plan fresh = { .backlog = (int)words->backlog };

	if (!sock_plan_make(&fresh.sock, sock, err) ||
	    !unix_path_plan_make(&fresh.path, words->mode, words->owner, words->group,
				 words->replace, err))
		return false;
	fresh.sock.reuseport = words->reuseport;
	fresh.sock.serves = true;
	*plan = fresh;
	return true;
}

/* ---- one socket --------------------------------------------------------------------------- */

static bool is_path(const struct sock_addr *at)
{
	return sock_addr_family(at) == AF_UNIX && at->at.unix_name.sun_path[0] != '\0';
}

static bool bind_plainly(struct listener *listener, const struct listen_plan *plan, struct err *err)
{
	struct sock_addr *at = &listener->at;
	int number;

	/* A connection that is closing does not keep a server from starting again. */
	if (listener->transport == TRANSPORT_TCP)
		sock_set(listener->fd, SOL_SOCKET, SO_REUSEADDR, 1);
	if (!sock_admit(listener->fd, at) || call_bind(listener->fd, &at->at.any, at->size) < 0 ||
	    (sock_type(listener->transport) != SOCK_DGRAM &&
	     call_listen(listener->fd, plan->backlog) < 0)) {
		number = errno;
		return sock_bind_failed(at, listener->transport, number, err);
	}
	sock_addr_local(at, listener->fd);
	return at->size > 0 || err_errno(err, errno, "cannot learn where it is bound");
}

static bool open_one(struct listener *listener, const struct listen_plan *plan, struct err *err)
{
	int type = sock_type(listener->transport);
	bool fine;

	if (!sock_open(&listener->fd, &plan->sock, listener->transport,
		       sock_addr_family(&listener->at), err))
		return false;
	if (is_path(&listener->at))
		fine = unix_path_bind(&listener->path, listener->fd, type, &listener->at,
				      &plan->path, type == SOCK_DGRAM ? -1 : plan->backlog, err);
	else
		fine = bind_plainly(listener, plan, err);
	if (!fine)
		call_close(listener->fd);
	return fine;
}

static void close_one(struct listener *listener)
{
	unix_path_remove(&listener->path);
	call_close(listener->fd);
}

/* ---- all of an endpoint ------------------------------------------------------------------- */

static bool reserve(struct listeners *listeners, size_t count, struct err *err)
{
	struct listener *item =
		reallocarray(listeners->item, listeners->count + count, sizeof(*listeners->item));

	if (!item)
		return err_errno(err, ENOMEM, "cannot listen");
	listeners->item = item;
	return true;
}

static void close_from(struct listeners *listeners, size_t first)
{
	while (listeners->count > first)
		close_one(&listeners->item[--listeners->count]);
}

/* This machine has not the family: no reason to fail where the other one works. */
static bool is_absent(const struct err *err)
{
	return err->number == EAFNOSUPPORT || err->number == EADDRNOTAVAIL;
}

/* Each address in turn; the first real port is the port of all. */
static bool add_all(struct listeners *listeners, const struct locations *locations,
		    unsigned endpoint, const struct listen_plan *plan, struct err *err)
{
	size_t first = listeners->count;
	uint16_t port = sock_addr_port(&locations->item[0]);

	for (size_t i = 0; i < locations->count; i++) {
		struct listener fresh = { .transport = locations->transport,
					  .at = locations->item[i],
					  .endpoint = endpoint };

		sock_addr_set_port(&fresh.at, port);
		if (open_one(&fresh, plan, err)) {
			listeners->item[listeners->count++] = fresh;
			port = sock_addr_port(&fresh.at);
		} else if (!locations->any_will_do || !is_absent(err)) {
			close_from(listeners, first);
			return false;
		}
	}
	return listeners->count > first;
}

bool listeners_add(struct listeners *listeners, const struct locations *locations,
		   unsigned endpoint, const struct listen_plan *plan, struct err *err)
{
	bool chosen = sock_addr_port(&locations->item[0]) != 0;
	enum { TRIES = 16 };

	if (!reserve(listeners, locations->count, err))
		return false;
	/* The port that the kernel chose for one family may be taken in the other. */
	for (int i = 0; i < TRIES; i++) {
		if (add_all(listeners, locations, endpoint, plan, err))
			return true;
		if (chosen || err->number != EADDRINUSE || locations->count == 1)
			return false;
	}
	return false;
}

/* ---- sockets that we were given ----------------------------------------------------------- */

static bool is_bound(const struct sock_addr *at)
{
	if (sock_addr_family(at) == AF_UNIX)
		return at->size > sizeof(at->at.any.sa_family);
	return sock_addr_port(at) != 0;
}

/* Whether FD is one that can be served, and of which transport. */
static bool examine(struct listener *fresh, int fd, struct err *err)
{
	int listening = 0;

	if (!sock_transport(&fresh->transport, fd)) {
		err_errno(err, errno, "descriptor %d is no socket", fd);
		if (err->number == EPROTONOSUPPORT)
			err_set(err, STATUS_INVALID,
				"descriptor %d is a socket of a kind that cannot be served", fd);
		err->kind = STATUS_INVALID;
		return false;
	}
	if (sock_type(fresh->transport) != SOCK_DGRAM &&
	    (!sock_get(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening) || !listening))
		return err_set(err, STATUS_INVALID, "descriptor %d does not listen", fd);
	sock_addr_local(&fresh->at, fd);
	if (!is_bound(&fresh->at))
		return err_set(err, STATUS_INVALID, "descriptor %d is not bound", fd);
	return true;
}

bool listeners_adopt(struct listeners *listeners, int fd, unsigned endpoint, struct err *err)
{
	struct listener fresh = { .fd = fd, .endpoint = endpoint };

	if (!examine(&fresh, fd, err) || !reserve(listeners, 1, err))
		return false;
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	listeners->item[listeners->count++] = fresh;
	return true;
}

unsigned listen_fds(void)
{
	const char *pid = getenv("LISTEN_PID"), *fds = getenv("LISTEN_FDS");
	uint64_t number, count;

	if (!pid || !fds || !num_digits(&number, pid, strlen(pid), INT32_MAX) ||
	    number != (uint64_t)getpid() || !num_digits(&count, fds, strlen(fds), 1024))
		return 0;
	return (unsigned)count;
}

/* ---- afterwards --------------------------------------------------------------------------- */

bool listeners_reach_out(const struct listeners *listeners)
{
	for (size_t i = 0; i < listeners->count; i++)
		if (!sock_addr_is_loopback(&listeners->item[i].at))
			return true;
	return false;
}

void listeners_close(struct listeners *listeners)
{
	close_from(listeners, 0);
	free(listeners->item);
	*listeners = (struct listeners){ 0 };
}
