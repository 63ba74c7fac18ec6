/* datagram -- messages as they really came: from whom, to which address, how long, cut or whole. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/datagram.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <linux/sock_diag.h>

#include "base/clock.h"
#include "base/num.h"
#include "net/calls.h"

/* ---- what sockets can tell ---------------------------------------------------------------- */

static const struct {
	unsigned want;
	int family, level, name;
} tells[] = {
	{ DATAGRAM_TO, AF_INET, IPPROTO_IP, IP_PKTINFO },
	{ DATAGRAM_TO, AF_INET6, IPPROTO_IPV6, IPV6_RECVPKTINFO },
	{ DATAGRAM_HOPS, AF_INET, IPPROTO_IP, IP_RECVTTL },
	{ DATAGRAM_HOPS, AF_INET, IPPROTO_IP, IP_RECVTOS },
	{ DATAGRAM_HOPS, AF_INET6, IPPROTO_IPV6, IPV6_RECVHOPLIMIT },
	{ DATAGRAM_HOPS, AF_INET6, IPPROTO_IPV6, IPV6_RECVTCLASS },
	{ DATAGRAM_TIME, AF_UNSPEC, SOL_SOCKET, SO_TIMESTAMPNS },
	{ DATAGRAM_DROPS, AF_INET, SOL_SOCKET, SO_RXQ_OVFL },
	{ DATAGRAM_DROPS, AF_INET6, SOL_SOCKET, SO_RXQ_OVFL },
	{ DATAGRAM_PEER, AF_UNIX, SOL_SOCKET, SO_PASSCRED },
	{ DATAGRAM_ERRORS, AF_INET, IPPROTO_IP, IP_RECVERR },
	{ DATAGRAM_ERRORS, AF_INET6, IPPROTO_IPV6, IPV6_RECVERR },
};

bool datagram_prepare(int fd, int family, unsigned wants, struct err *err)
{
	const int on = 1;

	for (size_t i = 0; i < sizeof(tells) / sizeof(tells[0]); i++)
		if (wants & tells[i].want &&
		    (tells[i].family == family || tells[i].family == AF_UNSPEC) &&
		    call_setsockopt(fd, tells[i].level, tells[i].name, &on, sizeof(on)) < 0)
			return err_errno(err, errno, "cannot have the kernel tell of datagrams");
	return true;
}

bool datagram_count_drops(uint32_t *drops, int fd)
{
	uint32_t memory[SK_MEMINFO_VARS] = { 0 };
	socklen_t size = sizeof(memory);

	if (call_getsockopt(fd, SOL_SOCKET, SO_MEMINFO, memory, &size) < 0 ||
	    size <= SK_MEMINFO_DROPS * sizeof(memory[0]))
		return false;
	*drops = memory[SK_MEMINFO_DROPS];
	return true;
}

/* ---- control messages --------------------------------------------------------------------- */

/* Enough for all that is asked for above, together. */
enum { CONTROL_ROOM = 320 };

static bool copy(void *to, size_t size, const struct cmsghdr *message)
{
	if (message->cmsg_len < CMSG_LEN(size))
		return false;
	memcpy(to, CMSG_DATA(message), size);
	return true;
}

static void read_socket(struct datagram *datagram, const struct cmsghdr *message)
{
	struct timespec time;

	if (message->cmsg_type == SCM_TIMESTAMPNS && copy(&time, sizeof(time), message))
		datagram->wall_ns = (int64_t)time.tv_sec * NS_PER_S + time.tv_nsec;
	else if (message->cmsg_type == SO_RXQ_OVFL)
		datagram->has_drops = copy(&datagram->drops, sizeof(datagram->drops), message);
	else if (message->cmsg_type == SCM_CREDENTIALS)
		copy(&datagram->peer, sizeof(datagram->peer), message);
}

/* The kernel tells of a local address beside the one that the datagram came to, ipi_addr: where
 * that is no host's, they differ. ip(7). */
static bool is_to_many(const struct in_pktinfo *info)
{
	return info->ipi_addr.s_addr == INADDR_BROADCAST ||
	       (info->ipi_spec_dst.s_addr && info->ipi_spec_dst.s_addr != info->ipi_addr.s_addr);
}

static void read_inet(struct datagram *datagram, const struct cmsghdr *message)
{
	struct in_pktinfo info;
	uint8_t tos;

	if (message->cmsg_type == IP_PKTINFO && copy(&info, sizeof(info), message)) {
		datagram->to = (struct addr){ .family = AF_INET };
		memcpy(datagram->to.byte, &info.ipi_addr, sizeof(info.ipi_addr));
		datagram->index = (unsigned)info.ipi_ifindex;
		datagram->to_many = is_to_many(&info) || addr_is_multicast(&datagram->to);
	} else if (message->cmsg_type == IP_TTL) {
		copy(&datagram->ttl, sizeof(datagram->ttl), message);
	} else if (message->cmsg_type == IP_TOS && copy(&tos, sizeof(tos), message)) {
		datagram->tos = tos;
	}
}

static void read_inet6(struct datagram *datagram, const struct cmsghdr *message)
{
	struct in6_pktinfo info;

	if (message->cmsg_type == IPV6_PKTINFO && copy(&info, sizeof(info), message)) {
		datagram->to = (struct addr){ .family = AF_INET6 };
		memcpy(datagram->to.byte, &info.ipi6_addr, sizeof(info.ipi6_addr));
		datagram->index = info.ipi6_ifindex;
		if (addr_is_link_local(&datagram->to))
			datagram->to.scope_id = datagram->index;
		datagram->to_many = addr_is_multicast(&datagram->to);
	} else if (message->cmsg_type == IPV6_HOPLIMIT) {
		copy(&datagram->ttl, sizeof(datagram->ttl), message);
	} else if (message->cmsg_type == IPV6_TCLASS) {
		copy(&datagram->tos, sizeof(datagram->tos), message);
	}
}

static void read_control(struct datagram *datagram, const struct msghdr *header)
{
	struct msghdr *walk = (struct msghdr *)(uintptr_t)header; /* CMSG_NXTHDR only reads it */

	for (struct cmsghdr *message = CMSG_FIRSTHDR(walk); message;
	     message = CMSG_NXTHDR(walk, message)) {
		if (message->cmsg_level == SOL_SOCKET)
			read_socket(datagram, message);
		else if (message->cmsg_level == IPPROTO_IP)
			read_inet(datagram, message);
		else if (message->cmsg_level == IPPROTO_IPV6)
			read_inet6(datagram, message);
	}
}

/* ---- many at once ------------------------------------------------------------------------- */

/* What one message needs. DATA is last: pages that no datagram fills are never touched. */
struct datagram_slot {
	struct sock_addr from;
	struct iovec in, out;
	_Alignas(struct cmsghdr) char control[CONTROL_ROOM];
	_Alignas(struct cmsghdr) char source[CMSG_SPACE(sizeof(struct in6_pktinfo))];
	char data[DATAGRAM_ROOM];
};

bool datagrams_init(struct datagrams *datagrams, unsigned count, struct err *err)
{
	struct datagrams fresh = {
		.room = count,
		.in = calloc(count, sizeof(*fresh.in)),
		.out = calloc(count, sizeof(*fresh.out)),
		.slot = malloc(count * sizeof(*fresh.slot)),
	};

	if (!fresh.in || !fresh.out || !fresh.slot) {
		datagrams_free(&fresh);
		return err_errno(err, ENOMEM, "cannot receive datagrams");
	}
	for (unsigned i = 0; i < count; i++) {
		struct datagram_slot *slot = &fresh.slot[i];

		slot->in = (struct iovec){ slot->data, sizeof(slot->data) };
		fresh.in[i].msg_hdr = (struct msghdr){ .msg_name = &slot->from.at,
						       .msg_iov = &slot->in,
						       .msg_iovlen = 1,
						       .msg_control = slot->control };
	}
	*datagrams = fresh;
	return true;
}

void datagrams_free(struct datagrams *datagrams)
{
	free(datagrams->in);
	free(datagrams->out);
	free(datagrams->slot);
	*datagrams = (struct datagrams){ 0 };
}

/* Descriptors that a Unix peer sends along are ours once they are received: nobody wants them. */
static void drop_descriptors(struct msghdr *header)
{
	if (header->msg_controllen == 0)
		return;
	for (struct cmsghdr *message = CMSG_FIRSTHDR(header); message;
	     message = CMSG_NXTHDR(header, message)) {
		if (message->cmsg_level != SOL_SOCKET || message->cmsg_type != SCM_RIGHTS)
			continue;
		for (size_t at = CMSG_LEN(0); at + sizeof(int) <= message->cmsg_len;
		     at += sizeof(int)) {
			int fd;

			memcpy(&fd, (char *)message + at, sizeof(fd));
			call_close(fd);
		}
	}
}

int datagrams_receive(struct datagrams *datagrams, int fd)
{
	const int flags = MSG_DONTWAIT | MSG_TRUNC | MSG_CMSG_CLOEXEC;
	int count;

	for (unsigned i = 0; i < datagrams->room; i++) {
		datagrams->in[i].msg_hdr.msg_namelen = sizeof(datagrams->slot[i].from.at);
		datagrams->in[i].msg_hdr.msg_controllen = CONTROL_ROOM;
	}
	do
		count = call_recvmmsg(fd, datagrams->in, datagrams->room, flags);
	while (count < 0 && errno == EINTR);
	datagrams->count = count < 0 ? 0 : (unsigned)count;
	datagrams->replies = 0;
	for (unsigned i = 0; i < datagrams->count; i++)
		drop_descriptors(&datagrams->in[i].msg_hdr);
	return count;
}

void datagrams_get(struct datagram *datagram, const struct datagrams *datagrams, unsigned i)
{
	const struct msghdr *header = &datagrams->in[i].msg_hdr;
	const struct datagram_slot *slot = &datagrams->slot[i];
	size_t true_size = datagrams->in[i].msg_len;

	*datagram = (struct datagram){
		.from = slot->from,
		.ttl = -1,
		.tos = -1,
		.truncated = header->msg_flags & MSG_TRUNC,
		.size = true_size > DATAGRAM_ROOM ? DATAGRAM_ROOM : true_size,
		.true_size = true_size,
		.data = slot->data,
	};
	datagram->from.size = header->msg_namelen;
	if (header->msg_controllen > 0)
		read_control(datagram, header);
}

/* ---- sending ------------------------------------------------------------------------------ */

/* Put the local address FROM, and INDEX, into CONTROL; the size that this takes. */
static size_t put_source(char *control, const struct addr *from, unsigned index)
{
	struct in_pktinfo inet = { .ipi_ifindex = (int)index };
	struct in6_pktinfo inet6 = { .ipi6_ifindex = index };
	bool is_inet = from->family == AF_INET;
	size_t size = is_inet ? sizeof(inet) : sizeof(inet6);
	struct cmsghdr *message = (struct cmsghdr *)(void *)control;

	memcpy(&inet.ipi_spec_dst, from->byte, sizeof(inet.ipi_spec_dst));
	memcpy(&inet6.ipi6_addr, from->byte, sizeof(inet6.ipi6_addr));
	message->cmsg_level = is_inet ? IPPROTO_IP : IPPROTO_IPV6;
	message->cmsg_type = is_inet ? IP_PKTINFO : IPV6_PKTINFO;
	message->cmsg_len = CMSG_LEN(size);
	memcpy(CMSG_DATA(message), is_inet ? (void *)&inet : (void *)&inet6, size);
	return CMSG_SPACE(size);
}

void datagrams_reply(struct datagrams *datagrams, unsigned i, size_t size)
{
	struct datagram_slot *slot = &datagrams->slot[i];
	const struct msghdr *in = &datagrams->in[i].msg_hdr;
	struct msghdr *out = &datagrams->out[datagrams->replies++].msg_hdr;
	struct datagram datagram = { .to = { 0 } };

	slot->out = (struct iovec){ slot->data, size };
	*out = (struct msghdr){ .msg_name = &slot->from.at,
				.msg_namelen = in->msg_namelen,
				.msg_iov = &slot->out,
				.msg_iovlen = 1 };
	if (in->msg_controllen == 0)
		return;
	read_control(&datagram, in);
	if (datagram.to.family && !datagram.to_many) {
		out->msg_control = slot->source;
		out->msg_controllen = put_source(slot->source, &datagram.to,
						 datagram.to.scope_id ? datagram.index : 0);
	}
}

/* One that cannot be sent, such as to a client that has gone, is its own loss. */
unsigned datagrams_send(struct datagrams *datagrams, int fd, uint64_t *bytes)
{
	unsigned at = 0, sent = 0;
	int number = 0;

	while (at < datagrams->replies) {
		int count = call_sendmmsg(fd, datagrams->out + at, datagrams->replies - at,
					  MSG_DONTWAIT);

		for (int i = 0; i < count; i++)
			*bytes += datagrams->out[at++].msg_len;
		if (count > 0) {
			sent += (unsigned)count;
		} else if (errno != EINTR) {
			number = errno;
			at++;
		}
	}
	datagrams->replies = 0;
	errno = number;
	return sent;
}

bool datagram_send(int fd, const void *data, size_t size, const struct sock_addr *to,
		   const struct addr *from, unsigned index)
{
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(struct in6_pktinfo))] = { 0 };
	struct iovec part = { (void *)(uintptr_t)data, size };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };
	ssize_t done;

	if (to) {
		message.msg_name = (void *)(uintptr_t)&to->at;
		message.msg_namelen = to->size;
	}
	if (from && from->family) {
		message.msg_control = control;
		message.msg_controllen = put_source(control, from, index);
	}
	do
		done = call_sendmsg(fd, &message, 0);
	while (done < 0 && errno == EINTR);
	return done >= 0;
}

bool datagram_send_failed(size_t size, const struct sock_addr *to, int number, struct err *err)
{
	int family = sock_addr_family(to);
	size_t limit = family == AF_INET    ? DATAGRAM_INET_MAX
		       : family == AF_INET6 ? DATAGRAM_INET6_MAX
					    : 0;

	if (number != EMSGSIZE)
		return err_errno(err, number, "cannot send %zu byte%s", size, num_plural(size));
	if (limit && size > limit)
		err_errno(err, number, "%zu bytes are more than the %zu of a datagram over IPv%d",
			  size, limit, family == AF_INET ? 4 : 6);
	else
		err_errno(err, number, "%zu bytes are more than %s takes in one message", size,
			  limit ? "the path's MTU" : "the socket's send buffer");
	err->kind = STATUS_LACKING;
	return false;
}
