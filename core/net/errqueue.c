/* errqueue -- why what was sent did not arrive: ICMP errors, with who said so. ip(7), ipv6(7). */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/errqueue.h"

#include <errno.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <time.h>

#include <linux/errqueue.h>

#include "net/calls.h"

static const struct {
	int family;
	unsigned type, code;
	const char *word, *text;
} rows[] = {
	{ AF_INET, 3, 0, "net_unreachable", "network unreachable" },
	{ AF_INET, 3, 1, "host_unreachable", "host unreachable" },
	{ AF_INET, 3, 2, "protocol_unreachable", "protocol unreachable" },
	{ AF_INET, 3, 3, "port_unreachable", "port unreachable" },
	{ AF_INET, 3, 4, "packet_too_big", "fragmentation needed" },
	{ AF_INET, 3, 5, "source_route_failed", "source route failed" },
	{ AF_INET, 3, 9, "net_prohibited", "network prohibited by an administrator" },
	{ AF_INET, 3, 10, "host_prohibited", "host prohibited by an administrator" },
	{ AF_INET, 3, 13, "admin_prohibited", "prohibited by an administrator" },
	{ AF_INET, 11, 0, "hops_exceeded", "TTL exceeded on the way" },
	{ AF_INET, 12, 0, "parameter_problem", "parameter problem" },
	{ AF_INET6, 1, 0, "no_route", "no route to the destination" },
	{ AF_INET6, 1, 1, "admin_prohibited", "prohibited by an administrator" },
	{ AF_INET6, 1, 2, "beyond_scope", "beyond the scope of the source address" },
	{ AF_INET6, 1, 3, "host_unreachable", "address unreachable" },
	{ AF_INET6, 1, 4, "port_unreachable", "port unreachable" },
	{ AF_INET6, 1, 5, "policy_failed", "source address refused by policy" },
	{ AF_INET6, 1, 6, "route_rejected", "route rejected" },
	{ AF_INET6, 2, 0, "packet_too_big", "packet too big" },
	{ AF_INET6, 3, 0, "hops_exceeded", "hop limit exceeded on the way" },
	{ AF_INET6, 3, 1, "reassembly_timeout", "fragments missing" },
	{ AF_INET6, 4, 0, "parameter_problem", "parameter problem" },
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

static size_t find(const struct trouble *trouble)
{
	size_t i = 0;

	while (i < ROWS && !(trouble->is_icmp && rows[i].family == trouble->family &&
			     rows[i].type == trouble->type && rows[i].code == trouble->code))
		i++;
	return i;
}

const char *trouble_word(const struct trouble *trouble)
{
	size_t i = find(trouble);

	return i < ROWS ? rows[i].word : NULL;
}

/* The error and, behind it, the address of whoever sent the ICMP message. What is queued beside
 * errors, such as the times of sending, is nobody's trouble. */
static bool read_error(struct trouble *trouble, const struct cmsghdr *message)
{
	const unsigned char *data = CMSG_DATA(message);
	size_t size = message->cmsg_len - CMSG_LEN(0);
	struct sock_extended_err error;

	if (message->cmsg_len < CMSG_LEN(sizeof(error)))
		return false;
	memcpy(&error, data, sizeof(error));
	trouble->number = (int)error.ee_errno;
	trouble->is_icmp =
		error.ee_origin == SO_EE_ORIGIN_ICMP || error.ee_origin == SO_EE_ORIGIN_ICMP6;
	if (!trouble->is_icmp && error.ee_origin != SO_EE_ORIGIN_LOCAL)
		return false;
	trouble->family = error.ee_origin == SO_EE_ORIGIN_ICMP6 ? AF_INET6 : AF_INET;
	trouble->type = error.ee_type;
	trouble->code = error.ee_code;
	trouble->mtu = error.ee_errno == EMSGSIZE ? error.ee_info : 0;
	if (trouble->is_icmp && size > sizeof(error)) {
		struct sock_addr offender = { .size = (socklen_t)(size - sizeof(error)) };

		if (offender.size > sizeof(offender.at))
			offender.size = sizeof(offender.at);
		memcpy(&offender.at, data + sizeof(error), offender.size);
		sock_addr_ip(&trouble->offender, NULL, &offender);
	}
	return true;
}

static bool read_message(struct trouble *trouble, struct msghdr *header)
{
	bool found = false;

	for (struct cmsghdr *message = CMSG_FIRSTHDR(header); message;
	     message = CMSG_NXTHDR(header, message))
		if ((message->cmsg_level == IPPROTO_IP && message->cmsg_type == IP_RECVERR) ||
		    (message->cmsg_level == IPPROTO_IPV6 && message->cmsg_type == IPV6_RECVERR))
			found = read_error(trouble, message) || found;
	return found;
}

bool errqueue_take(struct trouble *trouble, int fd)
{
	_Alignas(struct cmsghdr) char control[512];
	bool found = false;

	while (!found) {
		struct trouble fresh = { 0 };
		struct iovec part = { fresh.data, sizeof(fresh.data) };
		struct msghdr header = { .msg_name = &fresh.to.at,
					 .msg_namelen = sizeof(fresh.to.at),
					 .msg_iov = &part,
					 .msg_iovlen = 1,
					 .msg_control = control,
					 .msg_controllen = sizeof(control) };
		ssize_t size = call_recvmsg(fd, &header, MSG_ERRQUEUE | MSG_DONTWAIT);

		if (size < 0)
			return false;
		fresh.size = (size_t)size;
		fresh.to.size = header.msg_namelen;
		found = read_message(&fresh, &header);
		if (found)
			*trouble = fresh;
	}
	return true;
}

/* What an ICMP message comes to, beside what its errno says. */
static enum status status_of(const struct trouble *trouble)
{
	if (!trouble->is_icmp)
		return err_status_of(trouble->number);
	return trouble->number == ECONNREFUSED ? STATUS_REFUSED : STATUS_UNREACHABLE;
}

bool trouble_say(const struct trouble *trouble, struct err *err)
{
	size_t i = find(trouble);
	char who[ADDR_TEXT_MAX] = "somebody";
	struct buf mtu = { 0 };

	if (trouble->offender.family)
		addr_format(who, &trouble->offender);
	if (trouble->mtu)
		buf_printf(&mtu, ", MTU %u", trouble->mtu);
	if (!trouble->is_icmp) {
		err_errno(err, trouble->number, "this machine could not send it%s", buf_text(&mtu));
	} else {
		err_set(err, status_of(trouble), "%s%s, says %s (ICMP%s type %u code %u)",
			i < ROWS ? rows[i].text : "an error", buf_text(&mtu), who,
			trouble->family == AF_INET6 ? "v6" : "", trouble->type, trouble->code);
		err->number = trouble->number;
	}
	buf_free(&mtu);
	return false;
}
