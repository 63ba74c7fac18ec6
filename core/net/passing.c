/* passing -- open descriptors handed from process to process over Unix sockets: SCM_RIGHTS. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/passing.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/calls.h"
#include "net/sock.h"
#include "net/sock_addr.h"

bool passing_send(int fd, int descriptor, struct err *err)
{
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(descriptor))] = { 0 };
	char carrier = '\0';
	struct iovec part = { &carrier, sizeof(carrier) };
	struct msghdr message = { .msg_iov = &part,
				  .msg_iovlen = 1,
				  .msg_control = control,
				  .msg_controllen = sizeof(control) };
	struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
	ssize_t done;

	rights->cmsg_level = SOL_SOCKET;
	rights->cmsg_type = SCM_RIGHTS;
	rights->cmsg_len = CMSG_LEN(sizeof(descriptor));
	memcpy(CMSG_DATA(rights), &descriptor, sizeof(descriptor));
	do
		done = call_sendmsg(fd, &message, 0);
	while (done < 0 && errno == EINTR);
	if (done >= 0)
		return true;
	if (errno == EBADF)
		return err_set(err, STATUS_INVALID, "descriptor %d is not open", descriptor);
	return err_errno(err, errno, "cannot hand descriptor %d over", descriptor);
}

/* Keep the first of those that came, if it has none yet; close the rest. */
static void keep_first(int *descriptor, const struct cmsghdr *rights, bool *kept)
{
	size_t count = (rights->cmsg_len - CMSG_LEN(0)) / sizeof(int);

	for (size_t i = 0; i < count; i++) {
		int fd;

		memcpy(&fd, CMSG_DATA(rights) + i * sizeof(fd), sizeof(fd));
		if (*kept)
			call_close(fd);
		else
			*descriptor = fd;
		*kept = true;
	}
}

ssize_t passing_receive(int *descriptor, int fd, void *data, size_t size)
{
	/* SCM_MAX_FD of the kernel: all that one message can bring, so that none stays open unseen.
	 */
	enum { MOST = 253 };
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(MOST * sizeof(int))];
	struct iovec part = { data, size };
	struct msghdr message = { .msg_iov = &part,
				  .msg_iovlen = 1,
				  .msg_control = control,
				  .msg_controllen = sizeof(control) };
	bool kept = false;
	ssize_t done;

	do
		done = call_recvmsg(fd, &message, MSG_CMSG_CLOEXEC);
	while (done < 0 && errno == EINTR);
	if (done < 0)
		return done;
	for (struct cmsghdr *each = CMSG_FIRSTHDR(&message); each;
	     each = CMSG_NXTHDR(&message, each))
		if (each->cmsg_level == SOL_SOCKET && each->cmsg_type == SCM_RIGHTS)
			keep_first(descriptor, each, &kept);
	return done;
}

static bool describe_socket(struct buf *text, int fd)
{
	struct sock_addr local, peer;
	enum transport transport;

	if (!sock_transport(&transport, fd))
		return false;
	sock_addr_local(&local, fd);
	sock_addr_peer(&peer, fd);
	sock_addr_format(text, transport, &local);
	if (peer.size > 0) {
		buf_puts(text, " to ");
		sock_addr_format(text, transport, &peer);
	}
	return true;
}

void passing_describe(struct buf *text, int descriptor)
{
	char path[64], target[512];
	struct buf name = { 0 };
	ssize_t size;

	if (describe_socket(text, descriptor))
		return;
	buf_printf(&name, "/proc/self/fd/%d", descriptor);
	memcpy(path, buf_text(&name), name.size + 1);
	size = readlink(path, target, sizeof(target));
	if (size >= 0)
		buf_put(text, target, (size_t)size);
	else
		buf_printf(text, "descriptor %d", descriptor);
	buf_free_part(&name, text);
}
