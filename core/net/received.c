/* received -- what one recvmsg(2) brought: an end told from an empty message, what was cut off, and
 * what came along. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/received.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "net/calls.h"
#include "net/sockopt.h"

/* ---- control messages that came ----------------------------------------------------------- */

/* What follows the head of a control message. */
struct body {
	const unsigned char *at;
	size_t size;
};

static bool copy(void *to, size_t size, struct body body)
{
	if (body.size < size)
		return false;
	memcpy(to, body.at, size);
	return true;
}

static void keep_fds(struct received *received, struct body body)
{
	for (size_t at = 0; at + sizeof(int) <= body.size; at += sizeof(int)) {
		int fd;

		memcpy(&fd, body.at + at, sizeof(fd));
		if (received->fd_count < RECEIVED_FDS)
			received->fd[received->fd_count++] = fd;
		else
			call_close(fd);
	}
}

static void put_socket_level(struct buf *text, int type, struct body body)
{
	char stamp[CLOCK_STAMP_MAX];
	struct timespec time;
	struct ucred peer;

	if (type == SCM_CREDENTIALS && copy(&peer, sizeof(peer), body)) {
		buf_printf(text, "SCM_CREDENTIALS pid=%d uid=%u gid=%u", (int)peer.pid,
			   (unsigned)peer.uid, (unsigned)peer.gid);
	} else if (type == SCM_TIMESTAMPNS && copy(&time, sizeof(time), body)) {
		clock_stamp(stamp, (int64_t)time.tv_sec * NS_PER_S + time.tv_nsec);
		buf_printf(text, "SO_TIMESTAMPNS %s", stamp);
	} else {
		sockopt_put_name(text, SOL_SOCKET, type);
		buf_puts(text, " 0x");
		buf_puthex(text, body.at, body.size);
	}
}

static bool put_to(struct buf *text, struct received *received, int level, int type,
		   struct body body)
{
	char address[ADDR_TEXT_MAX];
	struct in_pktinfo inet;
	struct in6_pktinfo inet6;
	unsigned index;

	if (level == IPPROTO_IP && type == IP_PKTINFO && copy(&inet, sizeof(inet), body)) {
		received->to = (struct addr){ .family = AF_INET };
		memcpy(received->to.byte, &inet.ipi_addr, sizeof(inet.ipi_addr));
		index = (unsigned)inet.ipi_ifindex;
	} else if (level == IPPROTO_IPV6 && type == IPV6_PKTINFO &&
		   copy(&inet6, sizeof(inet6), body)) {
		received->to = (struct addr){ .family = AF_INET6 };
		memcpy(received->to.byte, &inet6.ipi6_addr, sizeof(inet6.ipi6_addr));
		index = inet6.ipi6_ifindex;
		if (addr_is_link_local(&received->to))
			received->to.scope_id = index;
	} else {
		return false;
	}
	addr_format(address, &received->to);
	buf_printf(text, "%s %s on interface %u",
		   level == IPPROTO_IP ? "IP_PKTINFO" : "IPV6_PKTINFO", address, index);
	return true;
}

static void put_other(struct buf *text, int level, int type, struct body body)
{
	int number;

	sockopt_put_name(text, level, type);
	buf_putc(text, ' ');
	if (body.size == sizeof(number) && copy(&number, sizeof(number), body)) {
		buf_puti(text, number);
	} else if (body.size == 1) {
		buf_putu(text, *body.at);
	} else {
		buf_puts(text, "0x");
		buf_puthex(text, body.at, body.size);
	}
}

static void read_control(struct received *received, struct msghdr *header)
{
	struct buf *text = &received->control;

	for (struct cmsghdr *each = CMSG_FIRSTHDR(header); each; each = CMSG_NXTHDR(header, each)) {
		struct body body = { CMSG_DATA(each), each->cmsg_len - CMSG_LEN(0) };

		if (each->cmsg_level == SOL_SOCKET && each->cmsg_type == SCM_RIGHTS) {
			keep_fds(received, body);
			continue;
		}
		if (each->cmsg_level == SOL_SOCKET)
			put_socket_level(text, each->cmsg_type, body);
		else if (!put_to(text, received, each->cmsg_level, each->cmsg_type, body))
			put_other(text, each->cmsg_level, each->cmsg_type, body);
		buf_putc(text, '\0');
	}
}

/* ---- receiving ---------------------------------------------------------------------------- */

static bool is_message(int type)
{
	return type != SOCK_STREAM;
}

/* An empty message has a time, or credentials or whatever the user asked for; an end has nothing.
 */
static bool is_end(const struct msghdr *header, int type, size_t size, ssize_t done)
{
	if (done > 0)
		return false;
	return type == SOCK_SEQPACKET ? header->msg_controllen == 0
				      : type == SOCK_STREAM && size > 0;
}

bool received_take(struct received *received, int fd, int type, size_t size, int flags)
{
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(RECEIVED_FDS * sizeof(int)) + 1024];
	struct received fresh = { .true_size = 0 };
	struct iovec part;
	struct msghdr header = { .msg_name = &fresh.from.at,
				 .msg_namelen = sizeof(fresh.from.at),
				 .msg_iov = &part,
				 .msg_iovlen = 1,
				 .msg_control = control,
				 .msg_controllen = sizeof(control) };
	ssize_t done;

	received_free(received);
	if (!buf_reserve(&fresh.data, size + 1)) {
		errno = ENOMEM;
		return false;
	}
	part = (struct iovec){ fresh.data.data, size };
	if (flags & MSG_TRUNC)
		memset(fresh.data.data, 0, size); /* TCP throws away, and fills nothing */
	flags |= is_message(type) ? MSG_TRUNC : 0;
	done = call_recvmsg(fd, &header, flags | MSG_CMSG_CLOEXEC);
	/* packet(7) knows no such flag, and brings no descriptors. */
	if (done < 0 && errno == EINVAL)
		done = call_recvmsg(fd, &header, flags);
	if (done < 0) {
		int number = errno;

		buf_free(&fresh.data);
		errno = number;
		return false;
	}
	fresh.from.size = header.msg_namelen > sizeof(fresh.from.at)
				  ? (socklen_t)sizeof(fresh.from.at)
				  : header.msg_namelen;
	fresh.flags = (unsigned)header.msg_flags & ~(unsigned)MSG_CMSG_CLOEXEC;
	fresh.true_size = (size_t)done;
	fresh.truncated = is_message(type) && header.msg_flags & MSG_TRUNC;
	fresh.data.size = (size_t)done < size ? (size_t)done : size;
	fresh.is_end = is_end(&header, type, size, done);
	read_control(&fresh, &header);
	*received = fresh;
	return true;
}

void received_free(struct received *received)
{
	for (unsigned i = 0; i < received->fd_count; i++)
		if (received->fd[i] >= 0)
			call_close(received->fd[i]);
	buf_free(&received->data);
	buf_free(&received->control);
	*received = (struct received){ .true_size = 0 };
}

/* ---- control messages to send ------------------------------------------------------------- */

static bool add(struct control_out *control, int level, int type, const void *data, size_t size,
		struct err *err)
{
	struct cmsghdr *head = (struct cmsghdr *)(void *)(control->byte + control->size);

	if (CMSG_SPACE(size) > sizeof(control->byte) - control->size)
		return err_set(err, STATUS_INVALID, "more control messages than fit into %d bytes",
			       CONTROL_ROOM_MAX);
	head->cmsg_level = level;
	head->cmsg_type = type;
	head->cmsg_len = CMSG_LEN(size);
	memcpy(CMSG_DATA(head), data, size);
	control->size += CMSG_SPACE(size);
	return true;
}

bool control_add(struct control_out *control, const struct sockopt_value *value, struct err *err)
{
	return add(control, value->level, value->number, value->as.byte, value->size, err);
}

bool control_add_fds(struct control_out *control, const int *fd, size_t count, struct err *err)
{
	return add(control, SOL_SOCKET, SCM_RIGHTS, fd, count * sizeof(*fd), err);
}
