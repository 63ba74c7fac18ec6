/* sockview -- a socket that is there: its kind, both ends, queues, and its TCP connection. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/sockview.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <linux/sock_diag.h>
#include <linux/sockios.h>

#include "net/calls.h"
#include "net/calltext.h"
#include "net/limits.h"
#include "net/otheraddr.h"

/* ---- looking ------------------------------------------------------------------------------ */

static int64_t drops_of(int fd)
{
	uint32_t memory[SK_MEMINFO_VARS] = { 0 };
	socklen_t size = sizeof(memory);

	if (call_getsockopt(fd, SOL_SOCKET, SO_MEMINFO, memory, &size) < 0 || size < sizeof(memory))
		return -1;
	return memory[SK_MEMINFO_DROPS];
}

static bool is_listening(int fd)
{
	int listens = 0;
	socklen_t size = sizeof(listens);

	return call_getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0 && listens;
}

static void read_tcp(struct sockview *view, int fd)
{
	socklen_t size = sizeof(view->congestion) - 1;
	struct err unused;

	view->has_tcp = tcpinfo_read(&view->tcp, fd, &unused);
	if (call_getsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, view->congestion, &size) < 0)
		view->congestion[0] = '\0';
}

bool sockview_read(struct sockview *view, int fd, struct err *err)
{
	struct sockview fresh = { 0 };

	if (!sockkind_of(&fresh.kind, fd, err))
		return false;
	sock_addr_local(&fresh.local, fd);
	sock_addr_peer(&fresh.peer, fd);
	fresh.listens = is_listening(fd);
	fresh.recv_queue_bytes = call_queue_size(fd, SIOCINQ);
	fresh.send_queue_bytes = call_queue_size(fd, SIOCOUTQ);
	fresh.drops = drops_of(fd);
	if (fresh.kind.on & (ON_TCP | ON_MPTCP))
		read_tcp(&fresh, fd);
	*view = fresh;
	return true;
}

/* ---- ends --------------------------------------------------------------------------------- */

static bool transport_of(enum transport *transport, const struct sockkind *kind)
{
	if (kind->on & (ON_TCP | ON_MPTCP))
		*transport = TRANSPORT_TCP;
	else if (kind->on & ON_UDP)
		*transport = TRANSPORT_UDP;
	else if (kind->family == AF_UNIX)
		*transport = kind->type == SOCK_STREAM  ? TRANSPORT_UNIX
			     : kind->type == SOCK_DGRAM ? TRANSPORT_UNIXGRAM
							: TRANSPORT_SEQPACKET;
	else
		return false;
	return true;
}

void sockview_put_end(struct buf *text, const struct sockkind *kind, const struct sock_addr *end)
{
	enum transport transport;

	if (end->size == 0)
		return;
	if (transport_of(&transport, kind))
		sock_addr_format(text, transport, end);
	else if (!otheraddr_put(text, end))
		calltext_sockaddr(text, &end->at.any, end->size);
}

/* ---- another process ---------------------------------------------------------------------- */

static void refuse(pid_t pid, int fd, int number, struct err *err)
{
	static const char sysctl[] = "kernel.yama.ptrace_scope";
	struct buf scope = { 0 };

	if (number == EBADF) {
		err_set(err, STATUS_NOT_FOUND, "process %d has no descriptor %d", (int)pid, fd);
	} else if (number == ENOTSOCK) {
		err_set(err, STATUS_NO_DATA, "descriptor %d of process %d is no socket", fd,
			(int)pid);
	} else if (number == ESRCH) {
		err_set(err, STATUS_NOT_FOUND, "no process has the number %d", (int)pid);
	} else if (number == EPERM) {
		limit_put_sysctl(&scope, sysctl);
		err_set(err, STATUS_DENIED,
			"process %d: its descriptors take CAP_SYS_PTRACE, or its user and %s=0%s%s",
			(int)pid, sysctl, scope.size ? "; it is " : "", buf_text(&scope));
		buf_free(&scope);
	} else if (number == ENOSYS) {
		err_set(err, STATUS_LACKING, "this kernel cannot copy descriptors of a process");
	} else {
		err_errno(err, number, "descriptor %d of process %d", fd, (int)pid);
	}
	err->number = number;
}

/* EBADF: it was opened with O_PATH. */
static bool is_socket(int fd)
{
	int type;
	socklen_t size = sizeof(type);

	return call_getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 ||
	       (errno != ENOTSOCK && errno != EBADF);
}

int sockview_borrow(pid_t pid, int fd, struct err *err)
{
	int pidfd = call_pidfd_open(pid), number = errno, copy;

	if (pidfd < 0) {
		refuse(pid, fd, number, err);
		return -1;
	}
	copy = call_pidfd_getfd(pidfd, fd);
	number = errno;
	call_close(pidfd);
	if (copy >= 0 && !is_socket(copy)) {
		call_close(copy);
		copy = -1;
		number = ENOTSOCK;
	}
	if (copy < 0)
		refuse(pid, fd, number, err);
	return copy;
}
