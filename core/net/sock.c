/* sock -- a socket, made and set up as the command line wants it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/sock.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

#include "net/calls.h"
#include "net/holder.h"

/* ---- the plan ----------------------------------------------------------------------------- */

bool sock_plan_make(struct sock_plan *plan, const struct sock_words *words, struct err *err)
{
	struct sock_plan fresh = { .words = words };

	if (words->source && !addr_parse(&fresh.source, words->source, err))
		return err_set(err, err->kind, "--source: %s", err->text);
	if (addr_is_multicast(&fresh.source))
		return err_set(err, STATUS_INVALID,
			       "--source %s is a group, not an address of ours", words->source);
	for (size_t i = 0; i < words->sockopt.count; i++)
		if (!sockopt_parse(&fresh.options, words->sockopt.text[i], err))
			return false;
	*plan = fresh;
	return true;
}

bool sock_plan_interface(unsigned *index, const struct sock_plan *plan, struct err *err)
{
	unsigned found = 0;

	if (plan->words->interface && !addr_interface(&found, plan->words->interface, err))
		return false;
	*index = found;
	return true;
}

/* ---- making it ---------------------------------------------------------------------------- */

int sock_type(enum transport transport)
{
	switch (transport) {
	case TRANSPORT_TCP:
	case TRANSPORT_UNIX:
		return SOCK_STREAM;
	case TRANSPORT_UDP:
	case TRANSPORT_UNIXGRAM:
		return SOCK_DGRAM;
	case TRANSPORT_SEQPACKET:
		return SOCK_SEQPACKET;
	}
	return 0;
}

bool sock_has_messages(enum transport transport)
{
	return sock_type(transport) != SOCK_STREAM;
}

bool sock_transport(enum transport *transport, int fd)
{
	static const struct {
		int family, type, protocol;
		enum transport transport;
	} rows[] = {
		{ AF_INET, SOCK_STREAM, IPPROTO_TCP, TRANSPORT_TCP },
		{ AF_INET, SOCK_STREAM, IPPROTO_MPTCP, TRANSPORT_TCP },
		{ AF_INET, SOCK_DGRAM, IPPROTO_UDP, TRANSPORT_UDP },
		{ AF_UNIX, SOCK_STREAM, 0, TRANSPORT_UNIX },
		{ AF_UNIX, SOCK_DGRAM, 0, TRANSPORT_UNIXGRAM },
		{ AF_UNIX, SOCK_SEQPACKET, 0, TRANSPORT_SEQPACKET },
	};
	int family, type, protocol;

	if (!sock_get(fd, SOL_SOCKET, SO_DOMAIN, &family) ||
	    !sock_get(fd, SOL_SOCKET, SO_TYPE, &type) ||
	    !sock_get(fd, SOL_SOCKET, SO_PROTOCOL, &protocol))
		return false;
	family = family == AF_INET6 ? AF_INET : family;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].family == family && rows[i].type == type &&
		    rows[i].protocol == protocol) {
			*transport = rows[i].transport;
			return true;
		}
	errno = EPROTONOSUPPORT;
	return false;
}

bool sock_get(int fd, int level, int name, int *value)
{
	socklen_t size = sizeof(*value);

	return call_getsockopt(fd, level, name, value, &size) == 0;
}

bool sock_set(int fd, int level, int name, int value)
{
	return call_setsockopt(fd, level, name, &value, sizeof(value)) == 0;
}

void sock_size_receive(int fd, int bytes)
{
	if (!sock_set(fd, SOL_SOCKET, SO_RCVBUFFORCE, bytes))
		sock_set(fd, SOL_SOCKET, SO_RCVBUF, bytes);
}

static ssize_t receive_message(int fd, void *data, size_t size, bool *is_end)
{
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(struct timespec))];
	struct iovec part = { data, size };
	struct msghdr header = { .msg_iov = &part,
				 .msg_iovlen = 1,
				 .msg_control = control,
				 .msg_controllen = sizeof(control) };
	ssize_t done = call_recvmsg(fd, &header, MSG_DONTWAIT | MSG_TRUNC);

	*is_end = done == 0 && header.msg_controllen == 0;
	return done;
}

ssize_t sock_receive(int fd, bool messages, void *data, size_t size, bool *is_end)
{
	ssize_t done;

	if (messages)
		return receive_message(fd, data, size, is_end);
	done = call_recv(fd, data, size, MSG_DONTWAIT);
	*is_end = done == 0;
	return done;
}

bool sock_time_messages(int fd)
{
	return sock_set(fd, SOL_SOCKET, SO_TIMESTAMPNS, 1);
}

int sock_error(int fd)
{
	int number = 0;
	socklen_t size = sizeof(number);

	return call_getsockopt(fd, SOL_SOCKET, SO_ERROR, &number, &size) < 0 ? errno : number;
}

static bool option_failed(const char *option, struct err *err)
{
	return err_errno(err, errno, "cannot set %s", option);
}

/* An interface binds what is sent and what is received. */
static bool set_interface(int fd, const struct sock_plan *plan, struct err *err)
{
	unsigned index;

	if (!sock_plan_interface(&index, plan, err))
		return false;
	if (index && !sock_set(fd, SOL_SOCKET, SO_BINDTOIFINDEX, (int)index))
		return option_failed("SO_BINDTOIFINDEX", err);
	return true;
}

/* One option that has a name and number for each family. */
struct twin {
	const char *word;
	int inet, inet6;
	int64_t value; /* below 0: leave it */
};

static bool set_twin(int fd, int family, const struct twin *twin, struct err *err)
{
	int level = family == AF_INET ? IPPROTO_IP : IPPROTO_IPV6;

	if (twin->value < 0 ||
	    sock_set(fd, level, family == AF_INET ? twin->inet : twin->inet6, (int)twin->value))
		return true;
	return option_failed(twin->word, err);
}

static bool set_inet(int fd, const struct sock_plan *plan, int family, struct err *err)
{
	const struct twin ttl = { "the TTL", IP_TTL, IPV6_UNICAST_HOPS, plan->words->ttl };
	const struct twin tos = { "the TOS", IP_TOS, IPV6_TCLASS, plan->words->tos };

	if (family == AF_INET6 && !sock_set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1))
		return option_failed("IPV6_V6ONLY", err);
	if (plan->words->broadcast && !sock_set(fd, SOL_SOCKET, SO_BROADCAST, 1))
		return option_failed("SO_BROADCAST", err);
	if (plan->reuseport && !sock_set(fd, SOL_SOCKET, SO_REUSEPORT, 1))
		return option_failed("SO_REUSEPORT", err);
	return set_twin(fd, family, &ttl, err) && set_twin(fd, family, &tos, err) &&
	       set_interface(fd, plan, err);
}

/* What a listener hands down to its connections: answers leave at once, and a client that has
 * vanished is given up after 30 s with something to send, after 60 s without. tcp(7). */
static bool set_server(int fd, struct err *err)
{
	static const struct {
		int level, name, value;
	} rows[] = {
		{ IPPROTO_TCP, TCP_NODELAY, 1 },   { SOL_SOCKET, SO_KEEPALIVE, 1 },
		{ IPPROTO_TCP, TCP_KEEPIDLE, 30 }, { IPPROTO_TCP, TCP_KEEPINTVL, 10 },
		{ IPPROTO_TCP, TCP_KEEPCNT, 3 },   { IPPROTO_TCP, TCP_USER_TIMEOUT, 30000 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (!sock_set(fd, rows[i].level, rows[i].name, rows[i].value))
			return option_failed("the timers of connections", err);
	return true;
}

static bool open_failed(enum transport transport, int family, struct err *err)
{
	int number = errno;

	if (number == EAFNOSUPPORT || number == EPROTONOSUPPORT)
		return err_errno(err, number, "this machine has no %s%s",
				 name_word(endpoint_transports, transport),
				 family == AF_INET6 ? " over IPv6" : "");
	return err_errno(err, number, "cannot make a socket");
}

bool sock_open(int *fd, const struct sock_plan *plan, enum transport transport, int family,
	       struct err *err)
{
	int type = sock_type(transport) | SOCK_CLOEXEC | SOCK_NONBLOCK;
	int fresh = call_socket(family, type, 0);

	if (fresh < 0)
		return open_failed(transport, family, err);
	if ((family != AF_UNIX && !set_inet(fresh, plan, family, err)) ||
	    (plan->serves && transport == TRANSPORT_TCP && !set_server(fresh, err)) ||
	    !sockopt_apply(fresh, &plan->options, plan->effective, err)) {
		call_close(fresh);
		return false;
	}
	*fd = fresh;
	return true;
}

bool sock_admit(int fd, const struct sock_addr *at)
{
	const struct sockaddr_in6 *in6 = (const void *)&at->at;

	return sock_addr_family(at) != AF_INET6 || !IN6_IS_ADDR_V4MAPPED(&in6->sin6_addr) ||
	       sock_set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 0);
}

/* ---- binding ------------------------------------------------------------------------------ */

static bool port_is_forbidden(const struct sock_addr *sa, struct err *err)
{
	return err_errno(err, EACCES,
			 "binding port %u needs CAP_NET_BIND_SERVICE, or a lower "
			 "net.ipv4.ip_unprivileged_port_start",
			 sock_addr_port(sa));
}

static bool put_holder(struct buf *text, const struct sock_addr *sa, enum transport transport)
{
	struct holder holder;

	if (!holder_find(&holder, sock_type(transport), &sa->at.any, sa->size, true))
		return false;
	buf_puts(text, ": it is ");
	holder_put(text, &holder);
	return true;
}

bool sock_bind_failed(const struct sock_addr *sa, enum transport transport, int number,
		      struct err *err)
{
	struct buf text = { 0 };
	bool held = false;

	sock_addr_format(&text, transport, sa);
	if (number == EADDRINUSE)
		held = put_holder(&text, sa, transport);
	if (number == EACCES && sock_addr_family(sa) != AF_UNIX)
		port_is_forbidden(sa, err);
	else if (number == EADDRNOTAVAIL)
		err_errno(err, number, "no interface of this machine has %s", buf_text(&text));
	else if (held)
		err_set(err, STATUS_LACKING, "cannot bind %s", buf_text(&text));
	else
		err_errno(err, number, "cannot bind %s", buf_text(&text));
	err->number = number;
	if (number == EADDRNOTAVAIL)
		err->kind = STATUS_NO_INTERFACE;
	buf_free(&text);
	return false;
}

/* With size of the family alone the kernel chooses a name. unix(7), autobind. */
static void set_autobind(struct sock_addr *sa)
{
	*sa = (struct sock_addr){ .size = sizeof(sa->at.any.sa_family) };
	sa->at.any.sa_family = AF_UNIX;
}

bool sock_bind_client(int fd, const struct sock_plan *plan, enum transport transport, int family,
		      struct err *err)
{
	struct addr source = plan->source.family ? plan->source : (struct addr){ .family = family };
	int64_t port = plan->words->local_port;
	struct sock_addr sa;

	if (transport == TRANSPORT_UNIXGRAM)
		set_autobind(&sa);
	else if (transport_is_unix(transport) || (!plan->source.family && port < 0))
		return true;
	else if (source.family != family)
		return err_set(err, STATUS_INVALID, "--source %s is no IPv%d address",
			       plan->words->source, family == AF_INET ? 4 : 6);
	else
		sock_addr_set(&sa, &source, port < 0 ? 0 : (uint16_t)port);
	if (transport == TRANSPORT_TCP && port > 0)
		sock_set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
	return call_bind(fd, &sa.at.any, sa.size) == 0 ||
	       sock_bind_failed(&sa, transport, errno, err);
}
