/* locate -- the addresses that an endpoint stands for: names and services looked up. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/locate.h"

#include <errno.h>
#include <stdlib.h>

#include "net/host.h"
#include "net/service.h"

void locator_free(struct locator *locator)
{
	host_lookup_free(&locator->hosts);
	database_free(&locator->services);
}

void locations_free(struct locations *locations)
{
	free(locations->item);
	*locations = (struct locations){ 0 };
}

static bool wants(const struct locator *locator, int family)
{
	return locator->family == AF_UNSPEC || locator->family == family;
}

/* Room for COUNT more; the caller fills them. */
static bool reserve(struct locations *found, size_t count, struct err *err)
{
	found->item = calloc(count, sizeof(*found->item));
	return found->item || err_errno(err, ENOMEM, "cannot look an endpoint up");
}

/* A link-local address is in the zone of --interface where it names none itself. */
static struct addr in_zone(const struct locator *locator, const struct addr *addr)
{
	struct addr zoned = *addr;

	if (addr_is_link_local(addr) && !addr->scope_id)
		zoned.scope_id = locator->zone;
	return zoned;
}

static void add(struct locations *found, const struct locator *locator, const struct addr *addr,
		uint16_t port)
{
	struct addr zoned = in_zone(locator, addr);

	if (wants(locator, addr->family))
		sock_addr_set(&found->item[found->count++], &zoned, port);
}

/* ---- the port ----------------------------------------------------------------------------- */

static bool find_port(uint16_t *port, struct locator *locator, const struct endpoint *endpoint,
		      struct err *err)
{
	const char *transport = endpoint->transport == TRANSPORT_UDP ? "udp" : "tcp";

	if (!endpoint->has_port)
		return err_set(err, STATUS_INVALID, "the endpoint has no port");
	*port = endpoint->port;
	if (!endpoint->service[0])
		return true;
	if (locator->numeric)
		return err_set(err, STATUS_INVALID, "port '%s' is a name, and -n forbids names",
			       endpoint->service);
	return service_port(port, &locator->services, endpoint->service, transport, err);
}

/* ---- the host ----------------------------------------------------------------------------- */

static bool add_fixed(struct locations *found, const struct locator *locator,
		      const struct addr pair[static 2], uint16_t port, struct err *err)
{
	if (!reserve(found, 2, err))
		return false;
	found->any_will_do = true;
	add(found, locator, &pair[0], port);
	add(found, locator, &pair[1], port);
	return true;
}

static bool add_literal(struct locations *found, const struct locator *locator,
			const struct addr *addr, uint16_t port, struct err *err)
{
	struct addr zoned = in_zone(locator, addr);
	char text[ADDR_TEXT_MAX];

	addr_format(text, addr);
	if (!wants(locator, addr->family))
		return err_set(err, STATUS_INVALID, "%s is no IPv%d address", text,
			       addr->family == AF_INET ? 6 : 4);
	if (addr_is_link_local(addr) && !zoned.scope_id)
		return err_set(err, STATUS_INVALID,
			       "link-local %s needs its zone, such as %s%%eth0", text, text);
	if (!reserve(found, 1, err))
		return false;
	add(found, locator, addr, port);
	return true;
}

/* localhost is what a port alone is: a hosts file has ::1 also where the machine has no IPv6. */
static bool is_loopback(const struct locations *found)
{
	for (size_t i = 0; i < found->count; i++)
		if (!sock_addr_is_loopback(&found->item[i]))
			return false;
	return found->count > 0;
}

static bool add_named(struct locations *found, struct locator *locator, const char *name,
		      uint16_t port, struct deadline until, struct err *err)
{
	struct host host = { 0 };
	bool fine;

	if (locator->numeric)
		return err_set(err, STATUS_INVALID, "'%s' is a name, and -n forbids names", name);
	if (!host_by_name(&host, &locator->hosts, name, locator->family, until, err))
		return false;
	fine = reserve(found, host.addr_count + 1, err);
	for (size_t i = 0; fine && i < host.addr_count; i++)
		add(found, locator, &host.addrs[i], port);
	found->any_will_do = is_loopback(found);
	found->partial = host.partial;
	host_free(&host);
	return fine;
}

static bool add_host(struct locations *found, struct locator *locator, const char *name,
		     uint16_t port, struct deadline until, struct err *err)
{
	struct addr addr;
	struct err trouble = { 0 };

	if (addr_parse(&addr, name, &trouble))
		return add_literal(found, locator, &addr, port, err);
	if (trouble.kind != STATUS_INVALID || strchr(name, ':')) { /* no name, but for its zone */
		*err = trouble;
		return false;
	}
	return add_named(found, locator, name, port, until, err);
}

static bool add_inet(struct locations *found, struct locator *locator,
		     const struct endpoint *endpoint, enum purpose purpose, struct deadline until,
		     struct err *err)
{
	static const struct addr any[] = { { .family = AF_INET6 }, { .family = AF_INET } };
	static const struct addr loopback[] = {
		{ .family = AF_INET6, .byte = { [15] = 1 } },
		{ .family = AF_INET, .byte = { 127, 0, 0, 1 } },
	};
	uint16_t port;

	if (!find_port(&port, locator, endpoint, err))
		return false;
	if (purpose == TO_CONNECT && port == 0)
		return err_set(err, STATUS_INVALID, "port 0 is no port to connect to");
	if (endpoint->kind == ENDPOINT_LOOPBACK)
		return add_fixed(found, locator, loopback, port, err);
	if (endpoint->kind == ENDPOINT_HOST)
		return add_host(found, locator, endpoint->name, port, until, err);
	if (purpose == TO_CONNECT)
		return err_set(err, STATUS_INVALID, "'*' is no address to connect to");
	return add_fixed(found, locator, any, port, err);
}

static bool add_unix(struct locations *found, const struct endpoint *endpoint, struct err *err)
{
	if (!reserve(found, 1, err))
		return false;
	sock_addr_set_unix(&found->item[found->count++], endpoint);
	return true;
}

/* Linux binds TCP to a group, where nobody can ever connect. */
static bool check_groups(const struct locations *found, struct err *err)
{
	char text[ADDR_TEXT_MAX];
	struct addr group;

	for (size_t i = 0; i < found->count; i++)
		if (sock_addr_is_multicast(&found->item[i])) {
			sock_addr_ip(&group, NULL, &found->item[i]);
			addr_format(text, &group);
			return err_set(err, STATUS_INVALID,
				       "%s is a multicast group, which takes udp: in front", text);
		}
	return true;
}

bool locate(struct locations *found, struct locator *locator, const struct endpoint *endpoint,
	    enum purpose purpose, struct deadline until, struct err *err)
{
	struct locations fresh = { .transport = endpoint->transport };
	bool fine = transport_is_unix(endpoint->transport)
			    ? add_unix(&fresh, endpoint, err)
			    : add_inet(&fresh, locator, endpoint, purpose, until, err);

	if (fine && fresh.count == 0)
		fine = err_set(err, STATUS_NO_DATA, "no address of the family asked for");
	if (fine && endpoint->transport == TRANSPORT_TCP && purpose != TO_MATCH)
		fine = check_groups(&fresh, err);
	if (fine)
		*found = fresh;
	else
		locations_free(&fresh);
	return fine;
}
