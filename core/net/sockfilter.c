/* sockfilter -- which sockets of the tables are asked for. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/sockfilter.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "net/bindaddr.h"
#include "net/reading.h"

/* ---- read from words ---------------------------------------------------------------------- */

enum { UNIX_TABLE = SOCKFILTER_TABLE(SOCKDIAG_UNIX), IP_TABLES = UNIX_TABLE - 1 };

static void set_transport(struct sockfilter *filter, enum transport transport)
{
	switch (transport) {
	case TRANSPORT_TCP:
		filter->tables = SOCKFILTER_TABLE(SOCKDIAG_TCP);
		break;
	case TRANSPORT_UDP:
		filter->tables = SOCKFILTER_TABLE(SOCKDIAG_UDP);
		break;
	case TRANSPORT_UNIX: /* people mean any Unix socket by it */
		break;
	case TRANSPORT_UNIXGRAM:
		filter->type = SOCK_DGRAM;
		break;
	case TRANSPORT_SEQPACKET:
		filter->type = SOCK_SEQPACKET;
		break;
	}
}

/* A transport that depends on the fallback is not in the word. */
static bool parse(struct endpoint *endpoint, bool *named, const char *word, struct err *err)
{
	struct endpoint other;

	if (!endpoint_parse(endpoint, word, TRANSPORT_TCP, err) ||
	    !endpoint_parse(&other, word, TRANSPORT_UDP, err))
		return false;
	*named = endpoint->transport == other.transport;
	return true;
}

static void set_name(struct sockfilter *filter, const struct endpoint *endpoint)
{
	bool abstract = endpoint->kind == ENDPOINT_ABSTRACT;
	size_t size = strlen(endpoint->name);

	filter->tables = UNIX_TABLE;
	filter->place = SOCKFILTER_NAMED;
	filter->name[0] = '\0';
	memcpy(filter->name + abstract, endpoint->name, size);
	filter->name_size = size + abstract;
	if (!abstract)
		filter->file = sockfile_look(endpoint->name);
}

static bool keep_addresses(struct sockfilter *filter, const struct locations *found,
			   struct err *err)
{
	filter->addrs = calloc(found->count, sizeof(*filter->addrs));
	if (!filter->addrs)
		return err_errno(err, ENOMEM, "cannot look an endpoint up");
	for (size_t i = 0; i < found->count; i++)
		filter->addr_count +=
			sock_addr_ip(&filter->addrs[filter->addr_count], NULL, &found->item[i]);
	filter->place = SOCKFILTER_HAVING;
	return true;
}

/* A service's number may depend on the transport: the first that is asked for decides. */
static enum transport first_transport(const struct sockfilter *filter)
{
	return filter->tables & SOCKFILTER_TABLE(SOCKDIAG_TCP) ? TRANSPORT_TCP : TRANSPORT_UDP;
}

static bool set_ip(struct sockfilter *filter, struct endpoint *endpoint, struct locator *locator,
		   struct deadline until, struct err *partial, struct err *err)
{
	struct locations found = { 0 };
	bool fine = true;

	filter->tables &= IP_TABLES;
	endpoint->transport = first_transport(filter);
	endpoint->has_port = true; /* without one it is 0: any */
	if (!locate(&found, locator, endpoint, TO_MATCH, until, err))
		return false;
	if (!filter->port)
		filter->port = sock_addr_port(&found.item[0]);
	if (endpoint->kind == ENDPOINT_ANY)
		filter->place = SOCKFILTER_WILDCARD;
	else if (endpoint->kind == ENDPOINT_HOST)
		fine = keep_addresses(filter, &found, err);
	*partial = found.partial;
	locations_free(&found);
	return fine;
}

bool sockfilter_at(struct sockfilter *filter, const char *word, const char *port,
		   struct locator *locator, struct deadline until, struct err *partial,
		   struct err *err)
{
	struct sockfilter fresh = *filter;
	struct endpoint endpoint;
	bool named;

	if (!parse(&endpoint, &named, word, err) || (port && !endpoint_port(&endpoint, port, err)))
		return false;
	if (!endpoint.has_port && name_find(endpoint_transports, word))
		return err_set(
			err, STATUS_INVALID,
			"a transport alone is no endpoint; one is tcp:80, or unix:/run/x.sock");
	if (endpoint.has_port && endpoint.port == 0 && !endpoint.service[0])
		return err_set(err, STATUS_INVALID, "port 0 is no port that a socket has");
	if (endpoint.has_port && fresh.port)
		return err_set(err, STATUS_INVALID, "it names a second port");
	if (transport_is_unix(endpoint.transport) && (fresh.family || fresh.port))
		return err_set(err, STATUS_INVALID, "a Unix socket has no %s",
			       fresh.port ? "port" : "IP address");
	if (named)
		set_transport(&fresh, endpoint.transport);
	if (transport_is_unix(endpoint.transport))
		set_name(&fresh, &endpoint);
	else if (!set_ip(&fresh, &endpoint, locator, until, partial, err))
		return false;
	*filter = fresh;
	return true;
}

bool sockfilter_network(struct range *range, const char *text, struct err *err)
{
	struct reading reading;

	if (!reading_parse(&reading, text, NULL, READING_STRICT, err))
		return false;
	*range = reading_range(&reading);
	return true;
}

/* ---- asked of a socket -------------------------------------------------------------------- */

static bool has_name(const struct sockfilter *filter, const struct sockdiag *sock)
{
	return (sock->name_size == filter->name_size &&
		memcmp(sock->name, filter->name, filter->name_size) == 0) ||
	       sockfile_is(&filter->file, sock);
}

static bool has_address(const struct sockfilter *filter, const struct sockdiag *sock)
{
	for (size_t i = 0; i < filter->addr_count; i++)
		if (bindaddr_has(&sock->local, sock->v6only, &filter->addrs[i]))
			return true;
	return false;
}

static bool is_in_place(const struct sockfilter *filter, const struct sockdiag *sock)
{
	switch (filter->place) {
	case SOCKFILTER_ANYWHERE:
		return true;
	case SOCKFILTER_HAVING:
		return has_address(filter, sock);
	case SOCKFILTER_WILDCARD:
		return addr_is_wildcard(&sock->local);
	case SOCKFILTER_NAMED:
		break;
	}
	return has_name(filter, sock);
}

/* A Unix socket has no address and no port: it is in no network and on no port. */
static bool is_within(const struct addr *addr, const struct range *range)
{
	struct addr inner = addr_unmapped(addr);
	struct range one = { *addr, *addr }, other = { inner, inner };

	return addr->family && (range_contains(range, &one) || range_contains(range, &other));
}

bool sockfilter_takes(const struct sockfilter *filter, const struct sockdiag *sock)
{
	bool is_unix = sock->family == AF_UNIX;

	return (!is_unix || !filter->type || filter->type == sock->type) &&
	       (is_unix || !filter->family || filter->family == sock->family) &&
	       (!filter->port || filter->port == sock->local_port) &&
	       (!filter->peer_port || filter->peer_port == sock->peer_port) &&
	       (!filter->local || is_within(&sock->local, filter->local)) &&
	       (!filter->peer || is_within(&sock->peer, filter->peer)) &&
	       (filter->uid < 0 || (sock->has & SOCKDIAG_HAS_UID && filter->uid == sock->uid)) &&
	       is_in_place(filter, sock);
}

void sockfilter_free(struct sockfilter *filter)
{
	free(filter->addrs);
	filter->addrs = NULL;
	filter->addr_count = 0;
}
