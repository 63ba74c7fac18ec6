/* verb_lookup -- verbs that look into this machine's files and its kernel: services, protocols,
 * interfaces, the hostname. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "cli/out.h"
#include "net/calls.h"
#include "net/hostname.h"
#include "net/iface.h"
#include "net/protocol.h"
#include "net/service.h"
#include "shell/verb_value.h"

/* ---- services and protocols --------------------------------------------------------------- */

static bool same(struct word a, struct word b)
{
	return a.size == b.size && memcmp(a.at, b.at, a.size) == 0;
}

/* libc takes words letter by letter, and knows only the file. */
struct service_search {
	const struct database *database;
	const struct service_query *query;
	struct service first, other; /* what libc has; what else fits */
	bool has_first, has_other;
};

static bool is_exact(const struct service_search *search, const struct service *service)
{
	const struct service_query *query = search->query;
	const struct database *database = search->database;
	struct service rest = *service;
	struct word alias = service->name;

	if (service->nickname.size > 0 ||
	    (service->source != database->path && database->trouble.kind == STATUS_OK) ||
	    (query->transport.size > 0 && !same(service->transport, query->transport)))
		return false;
	while (query->name.size > 0 && !same(alias, query->name))
		if (!service_alias(&alias, &rest))
			return false;
	return true;
}

/* The first of each kind. */
static void see_service(void *context, const struct service *service)
{
	struct service_search *search = context;
	bool exact = is_exact(search, service);

	if (exact && !search->has_first)
		search->first = *service;
	if (!exact && !search->has_other)
		search->other = *service;
	search->has_first |= exact;
	search->has_other |= !exact;
}

static bool find_service(struct service *service, struct database *database,
			 const struct service_query *query, struct err *err)
{
	struct service_search search = { .database = database, .query = query };
	const struct service *other = &search.other;

	if (!database_open(database, false, err))
		return false;
	services_each(database, query, see_service, &search);
	if (!search.has_first && !search.has_other)
		return service_missing(database, query, err);
	if (!search.has_first)
		return err_set(err, STATUS_NOT_FOUND,
			       "not in %s, but servlookup knows %.*s %u/%.*s", database->path,
			       (int)other->name.size, other->name.at, other->port,
			       (int)other->transport.size, other->transport.at);
	*service = search.first;
	return true;
}

/* The transport is optional. */
static bool read_transport(struct service_query *query, const struct run *run, struct err *err)
{
	const char *text = "";

	if (run->operand_count > 1 && !verb_text(&text, run, 1, err))
		return false;
	if (run->operand_count > 1 && !*text)
		return err_set(err, STATUS_INVALID, "an empty word is no protocol");
	query->transport = word_of(text);
	return true;
}

static void servbyname_run(struct run *run)
{
	struct database database = { .path = SERVICES_PATH };
	struct service_query query = { .port = -1 };
	struct service service;
	struct err err = { 0 };
	const char *name;
	bool fine = verb_text(&name, run, 0, &err) && read_transport(&query, run, &err);

	if (fine)
		query.name = word_of(name);
	if (fine && query.name.size == 0)
		fine = err_set(&err, STATUS_NOT_FOUND, "an empty word is no service");
	if (fine && find_service(&service, &database, &query, &err))
		verb_give_number(run, service.port);
	else
		out_fail(run->out, &err);
	database_free(&database);
}

static void servbyport_run(struct run *run)
{
	struct database database = { .path = SERVICES_PATH };
	struct service_query query = { 0 };
	struct service service;
	struct err err = { 0 };
	int64_t port;
	bool fine = verb_number(&port, run, 0, 0, UINT16_MAX, &err) &&
		    read_transport(&query, run, &err);

	if (fine)
		query.port = (int)port;
	if (fine && find_service(&service, &database, &query, &err))
		verb_give_text(run, service.name);
	else
		out_fail(run->out, &err);
	database_free(&database);
}

struct protocol_search {
	struct word name;
	struct protocol first, other;
	bool has_first, has_other;
};

static void see_protocol(void *context, const struct protocol *protocol)
{
	struct protocol_search *search = context;
	struct protocol rest = *protocol;
	struct word alias = protocol->name;
	bool exact = same(alias, search->name);

	while (!exact && protocol_alias(&alias, &rest))
		exact = same(alias, search->name);
	if (exact && !search->has_first)
		search->first = *protocol;
	if (!exact && !search->has_other)
		search->other = *protocol;
	search->has_first |= exact;
	search->has_other |= !exact;
}

static bool find_protocol(int *number, struct database *database, const char *name, struct err *err)
{
	struct protocol_query query = { word_of(name), -1 };
	struct protocol_search search = { .name = query.name };
	const struct protocol *other = &search.first;

	if (query.name.size == 0)
		return err_set(err, STATUS_NOT_FOUND, "an empty word is no protocol");
	if (!database_open(database, false, err))
		return false;
	protocols_each(database, &query, see_protocol, &search);
	if (!search.has_first && !search.has_other)
		return protocol_missing(database, &query, err);
	if (search.has_first &&
	    (search.first.source == database->path || database->trouble.kind != STATUS_OK)) {
		*number = search.first.number;
		return true;
	}
	if (!search.has_first)
		other = &search.other;
	return err_set(err, STATUS_NOT_FOUND, "not in %s, but protolookup knows %.*s %d",
		       database->path, (int)other->name.size, other->name.at, other->number);
}

static void protobyname_run(struct run *run)
{
	struct database database = { .path = PROTOCOLS_PATH };
	struct err err = { 0 };
	const char *name;
	int number = 0;

	if (verb_text(&name, run, 0, &err) && find_protocol(&number, &database, name, &err))
		verb_give_number(run, number);
	else
		out_fail(run->out, &err);
	database_free(&database);
}

/* ---- interfaces --------------------------------------------------------------------------- */

enum { INTERFACES };
enum { INDEX, NAME };

static const struct field interface_fields[] = {
	[INDEX] = FIELD("index", FIELD_UINT, 0, 0, "its number", NULL),
	[NAME] = FIELD("name", FIELD_TEXT, 0, 0, "its name", NULL),
	{ 0 }
};
static const struct shape interface_shape = { interface_fields, "{index} {name}" };

static const struct field interfaces_fields[] = { [INTERFACES] = FIELD("interfaces", FIELD_OBJECT,
								       FIELD_LIST, 0, "by index",
								       &interface_shape),
						  { 0 } };
static const struct record_type gives_interfaces[] = {
	{ "result", "the interfaces", { interfaces_fields, "{interfaces}" } }, { 0 }
};

static void give_interfaces(struct run *run, const struct ifaces *ifaces)
{
	struct row *row = out_record(run->out, gives_interfaces);
	struct shell_value result = { .kind = SHELL_LIST };
	bool fine = true;

	row_empty(row, INTERFACES);
	for (size_t i = 0; i < ifaces->count; i++) {
		const struct iface *iface = &ifaces->item[i];
		struct row *object = row_object(row, INTERFACES);
		struct shell_value *pair = verb_add_list(&result);

		row_uint(object, INDEX, iface->index);
		row_text(object, NAME, iface->name);
		fine = fine && pair && verb_add_number(pair, iface->index) &&
		       verb_add_text(pair, iface->name);
	}
	verb_give(run, &result, fine);
}

static void nameindex_run(struct run *run)
{
	struct ifaces ifaces = { 0 };
	struct err err = { 0 };

	if (ifaces_read(&ifaces, &err))
		give_interfaces(run, &ifaces);
	else
		out_fail(run->out, &err);
	ifaces_free(&ifaces);
}

/* An interface that is the question is not found, whatever else its errno stands for. */
static void fail_interface(struct run *run, const char *says, int number)
{
	struct err err = { 0 };

	err_errno(&err, number, "%s", says);
	if (err.kind == STATUS_NO_INTERFACE)
		err.kind = STATUS_NOT_FOUND;
	out_fail(run->out, &err);
}

static void nametoindex_run(struct run *run)
{
	struct err err = { 0 };
	const char *name;
	unsigned index;

	if (!verb_text(&name, run, 0, &err)) {
		out_fail(run->out, &err);
		return;
	}
	index = call_if_nametoindex(name);
	if (index > 0)
		verb_give_number(run, index);
	else
		fail_interface(run, "no interface is called so", errno);
}

static void indextoname_run(struct run *run)
{
	char name[IF_NAMESIZE];
	struct err err = { 0 };
	int64_t index;

	if (!verb_number(&index, run, 0, 0, UINT32_MAX, &err))
		out_fail(run->out, &err);
	else if (call_if_indextoname((unsigned)index, name))
		verb_give_text(run, word_of(name));
	else
		fail_interface(run, "no interface has this index", errno);
}

/* ---- this host ---------------------------------------------------------------------------- */

static void gethostname_run(struct run *run)
{
	char name[HOST_NAME_SIZE];
	struct err err = { 0 };

	if (hostname_get(name, &err))
		verb_give_text(run, word_of(name));
	else
		out_fail(run->out, &err);
}

static void sethostname_run(struct run *run)
{
	struct err err = { 0 };
	const char *name;

	if (verb_text(&name, run, 0, &err) && hostname_set(name, &err))
		verb_give_text(run, word_of(name));
	else
		out_fail(run->out, &err);
}

enum { HAS, WHY };

static const struct field has_fields[] = {
	[HAS] = FIELD("value", FIELD_BOOL, 0, 0, "whether the kernel makes such sockets", NULL),
	[WHY] = FIELD("why", FIELD_TEXT, 0, 0, "why not: an errno", NULL),
	{ 0 }
};
static const struct record_type gives_truth[] = {
	{ "result", "whether it does", { has_fields, "{value}[ ({why})]" } }, { 0 }
};

/* Only of a family that the kernel lacks it is said that it has none. */
static void has_ipv6_run(struct run *run)
{
	int fd = call_socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0), number = errno;
	struct shell_value result = { 0 };
	struct err err = { 0 };
	struct row *row;

	if (fd < 0 && number != EAFNOSUPPORT) {
		err_errno(&err, number, "cannot make a socket");
		out_fail(run->out, &err);
		return;
	}
	row = out_record(run->out, gives_truth);
	row_bool(row, HAS, fd >= 0);
	if (fd >= 0)
		call_close(fd);
	else
		row_text(row, WHY, err_name(number));
	verb_give(run, &result, shell_value_bytes(&result, word_of(fd >= 0 ? "true" : "false")));
}

/* ---- the verbs ---------------------------------------------------------------------------- */

/* clang-format off */
static const struct operand takes_service[] = {
	{ "SERVICE", 1, 1, OFFER_SERVICE, "its name, or an alias" },
	{ "PROTOCOL", 0, 1, OFFER_PROTOCOL, "tcp, udp ...; none: the first that has it" },
	{ 0 }
};
static const struct operand takes_port[] = {
	{ "PORT", 1, 1, OFFER_NOTHING, "up to 65535" },
	{ "PROTOCOL", 0, 1, OFFER_PROTOCOL, "tcp, udp ...; none: the first that has it" },
	{ 0 }
};
static const struct operand takes_protocol[] = {
	{ "PROTOCOL", 1, 1, OFFER_PROTOCOL, "its name, or an alias" }, { 0 }
};
static const struct operand takes_interface[] = {
	{ "INTERFACE", 1, 1, OFFER_INTERFACE, "its name" }, { 0 }
};
static const struct operand takes_index[] = {
	{ "INDEX", 1, 1, OFFER_NOTHING, "its number" }, { 0 }
};
static const struct operand takes_name[] = {
	{ "NAME", 1, 1, OFFER_NOTHING, "until this host boots again" }, { 0 }
};

#define NOT_FOUND .statuses = STATUS_BIT(STATUS_NOT_FOUND)

const struct applet verb_gethostname = {
	VERB("gethostname", "this host's name, as the kernel has it", NULL, verb_gives_text, APPLET_OFFLINE, gethostname_run,
	     "gethostname", "what uname -n prints")
};

const struct applet verb_getprotobyname = {
	VERB("getprotobyname", "the number of a protocol", takes_protocol, verb_gives_number, APPLET_OFFLINE, protobyname_run,
	     "getprotobyname udp", "17"), NOT_FOUND
};

const struct applet verb_getservbyname = {
	VERB("getservbyname", "the port of a service", takes_service, verb_gives_number, APPLET_OFFLINE, servbyname_run,
	     "getservbyname domain udp", "53"), NOT_FOUND
};

const struct applet verb_getservbyport = {
	VERB("getservbyport", "the service of a port", takes_port, verb_gives_text, APPLET_OFFLINE, servbyport_run,
	     "getservbyport 80 tcp", "http"), NOT_FOUND
};

const struct applet verb_has_ipv6 = {
	VERB("has_ipv6", "whether this kernel has sockets of IPv6", NULL, gives_truth, APPLET_OFFLINE, has_ipv6_run,
	     "has_ipv6", "yes, or why not")
};

const struct applet verb_if_indextoname = {
	VERB("if_indextoname", "the name of an interface", takes_index, verb_gives_text, APPLET_OFFLINE, indextoname_run,
	     "if_indextoname 1", "lo"), NOT_FOUND
};

const struct applet verb_if_nameindex = {
	VERB("if_nameindex", "all interfaces with their indexes", NULL, gives_interfaces, APPLET_OFFLINE, nameindex_run,
	     "if_nameindex --expect 'interfaces.name has lo'", "the loopback interface is among them")
};

const struct applet verb_if_nametoindex = {
	VERB("if_nametoindex", "the index of an interface", takes_interface, verb_gives_number, APPLET_OFFLINE, nametoindex_run,
	     "if_nametoindex lo", "1"), NOT_FOUND
};

const struct applet verb_sethostname = {
	VERB("sethostname", "name this host until it boots again", takes_name, verb_gives_text, APPLET_OFFLINE, sethostname_run,
	     "sethostname --quiet --expect invalid a_b", "what is no hostname is refused before the kernel is asked")
};
/* clang-format on */
