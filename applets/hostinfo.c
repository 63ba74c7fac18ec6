/* hostinfo -- this host, or another one by name or address. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "cli/applet.h"
#include "cli/out.h"
#include "net/calls.h"
#include "net/fqdn.h"
#include "net/host.h"
#include "net/hostname.h"
#include "net/limits.h"
#include "net/outside.h"
#include "net/resolvconf.h"

struct settings {
	bool fqdn, brief, domain;
	const char *set_hostname;
};

/* clang-format off */
static const struct opt options[] = {
	OPT_FLAG(struct settings, fqdn, 0, "fqdn", "only the fully qualified name, of this host or of each HOST"),
	OPT_FLAG(struct settings, brief, 0, "short", "only the name up to its first dot"),
	OPT_FLAG(struct settings, domain, 0, "domain", "only what stands behind the first dot of the qualified name"),
	OPT_TEXT(struct settings, set_hostname, 0, "set-hostname", "NAME", OFFER_NOTHING, "name this host NAME until it boots again"),
	OPT_END
};

static const struct operand operands[] = {
	{ "HOST", 0, MANY, OFFER_HOST, "a name or an address; without one this host" }, { 0 }
};

enum { IF_NAME, IF_INDEX, IF_ADDRESS, IF_PREFIX, IF_SCOPE };

static const struct field interface_fields[] = {
	[IF_NAME] = FIELD("name", FIELD_TEXT, 0, 0, "the interface", NULL),
	[IF_INDEX] = FIELD("index", FIELD_UINT, 0, 0, "its number", NULL),
	[IF_ADDRESS] = FIELD("address", FIELD_ADDRESS, 0, 0, "its address, with its zone where it has one", NULL),
	[IF_PREFIX] = FIELD("prefixlen", FIELD_UINT, 0, 0, "bits of the network", NULL),
	[IF_SCOPE] = FIELD("scope", FIELD_TEXT, 0, 0, "how far it reaches: global, site, link or host", NULL),
	{ 0 }
};

static const struct shape interface_shape = { interface_fields, "{name} {address}/{prefixlen} scope {scope}" };

enum { LIMIT_NAME, LIMIT_VALUE, LIMIT_MEANING };

static const struct field limit_fields[] = {
	[LIMIT_NAME] = FIELD("name", FIELD_TEXT, 0, 0, "a sysctl or a resource limit", NULL),
	[LIMIT_VALUE] = FIELD("value", FIELD_TEXT, 0, 0, "what it is set to", NULL),
	[LIMIT_MEANING] = FIELD("meaning", FIELD_TEXT, 0, 0, "what it limits", NULL),
	{ 0 }
};

static const struct shape limit_shape = { limit_fields, "{name} {value} ({meaning})" };

enum {
	KIND, QUERY, HOSTNAME, BRIEF, DOMAIN, FQDN, FQDN_SOURCE, HOSTNAME_F, GETFQDN, CANONNAME,
	ALIASES, ADDRESSES, CONFIRMED, SOURCE, MODULES, INTERFACES, IPV4, IPV4_WHY, SOURCE_IPV4,
	IPV6, IPV6_WHY, SOURCE_IPV6, NAMESERVERS, SEARCH, RESOLVER_OPTIONS, PROBLEMS, HOSTS_ORDER,
	LIMITS, ELAPSED
};

static const struct field fields[] = {
	[KIND] = FIELD("kind", FIELD_TEXT, FIELD_QUESTION | FIELD_DETAIL, 0, "what this is about: self, name or address", NULL),
	[QUERY] = FIELD("query", FIELD_TEXT, FIELD_QUESTION, 0, "what was asked for", NULL),
	[HOSTNAME] = FIELD("hostname", FIELD_TEXT, 0, 0, "this host's name, as the kernel has it", NULL),
	[BRIEF] = FIELD("short", FIELD_TEXT, 0, 0, "the name up to its first dot", NULL),
	[DOMAIN] = FIELD("domain", FIELD_TEXT, 0, 0, "the qualified name behind its first dot", NULL),
	[FQDN] = FIELD("fqdn", FIELD_TEXT, 0, 0, "fully qualified name; without any domain the canonical name", NULL),
	[FQDN_SOURCE] = FIELD("fqdn_source", FIELD_TEXT, FIELD_DETAIL, 0, "how that was found", NULL),
	[HOSTNAME_F] = FIELD("hostname_f", FIELD_TEXT, FIELD_DETAIL, 0, "what hostname -f prints", NULL),
	[GETFQDN] = FIELD("python_getfqdn", FIELD_TEXT, FIELD_DETAIL, 0, "what Python's socket.getfqdn() returns", NULL),
	[CANONNAME] = FIELD("canonname", FIELD_TEXT, 0, 0, "canonical name", NULL),
	[ALIASES] = FIELD("aliases", FIELD_TEXT, FIELD_LIST, 0, "other names", NULL),
	[ADDRESSES] = FIELD("addresses", FIELD_ADDRESS, FIELD_LIST, 0, "of both families, in the order of RFC 6724", NULL),
	[CONFIRMED] = FIELD("confirmed", FIELD_BOOL, 0, 0, "address: the name found has this address too", NULL),
	[SOURCE] = FIELD("source", FIELD_TEXT, 0, 0, "who answered: hosts file, dns, numeric, other; unset: not known for sure", NULL),
	[MODULES] = FIELD("modules", FIELD_TEXT, FIELD_LIST | FIELD_DETAIL, 0, "modules of nsswitch.conf that answered, or may have", NULL),
	[INTERFACES] = FIELD("interfaces", FIELD_OBJECT, FIELD_LIST | FIELD_DETAIL, 0, "self: own addresses with their interfaces", &interface_shape),
	[IPV4] = FIELD("ipv4", FIELD_BOOL, 0, 0, "self: IPv4 has a way to the outside", NULL),
	[IPV4_WHY] = FIELD("ipv4_why", FIELD_TEXT, 0, 0, "why not", NULL),
	[SOURCE_IPV4] = FIELD("source_ipv4", FIELD_ADDRESS, 0, 0, "the address that the outside would see, before any NAT", NULL),
	[IPV6] = FIELD("ipv6", FIELD_BOOL, 0, 0, "self: IPv6 has a way to the outside", NULL),
	[IPV6_WHY] = FIELD("ipv6_why", FIELD_TEXT, 0, 0, "why not", NULL),
	[SOURCE_IPV6] = FIELD("source_ipv6", FIELD_ADDRESS, 0, 0, "the address that the outside would see", NULL),
	[NAMESERVERS] = FIELD("nameservers", FIELD_TEXT, FIELD_LIST, 0, "self: resolv.conf's, as libc reads it", NULL),
	[SEARCH] = FIELD("search", FIELD_TEXT, FIELD_LIST, 0, "domains that are tried behind a short name", NULL),
	[RESOLVER_OPTIONS] = FIELD("options", FIELD_TEXT, FIELD_LIST | FIELD_DETAIL, 0, "of resolv.conf and RES_OPTIONS", NULL),
	[PROBLEMS] = FIELD("problems", FIELD_TEXT, FIELD_LIST, 0, "lines of resolv.conf that libc passes over", NULL),
	[HOSTS_ORDER] = FIELD("hosts_order", FIELD_TEXT, FIELD_DETAIL, 0, "nsswitch.conf's order for hosts", NULL),
	[LIMITS] = FIELD("limits", FIELD_OBJECT, FIELD_LIST | FIELD_DETAIL, 0, "self: what sockets are limited to", &limit_shape),
	[ELAPSED] = FIELD("elapsed_ms", FIELD_REAL, 0, UNIT_MS, "how long the lookup took", NULL),
	{ 0 }
};
/* clang-format on */

enum { ALL, ONLY_FQDN, ONLY_SHORT, ONLY_DOMAIN, ONLY_HOSTNAME };

static const struct record_type records[] = {
	[ALL] = { "result", "this host, or the host that was asked for", { fields, NULL } },
	[ONLY_FQDN] = { "result", "the same with --fqdn", { fields, "{fqdn}" } },
	[ONLY_SHORT] = { "result", "the same with --short", { fields, "{short}" } },
	[ONLY_DOMAIN] = { "result", "the same with --domain", { fields, "{domain}" } },
	[ONLY_HOSTNAME] = { "result", "the same with --set-hostname", { fields, "{hostname}" } },
	{ 0 }
};

static const struct example examples[] = {
	EXAMPLE("hostinfo", "all about this host"),
	EXAMPLE("hostinfo localhost",
		"a name: every name and address of it, and which source answered"),
	EXAMPLE("hostinfo 127.0.0.1 --json",
		"an address: its names, and whether they lead back to it"),
	EXAMPLE("hostinfo --short", "what hostname -s prints"),
	EXAMPLE("hostinfo --get interfaces.name,interfaces.address", "own addresses, one a line"),
	{ 0 }
};

/* ---- values ----------------------------------------------------------------------------- */

static void put_names(struct row *row, const char *fqdn, const char *name)
{
	row_text(row, FQDN, fqdn);
	row_bytes(row, BRIEF, name, strcspn(name, "."));
	if (fqdn && fqdn_has_domain(fqdn))
		row_text(row, DOMAIN, strchr(fqdn, '.') + 1);
}

static const struct record_type *record_of(const struct run *run)
{
	const struct settings *settings = run->settings;

	if (settings->set_hostname)
		return &records[ONLY_HOSTNAME];
	if (settings->fqdn)
		return &records[ONLY_FQDN];
	if (settings->brief)
		return &records[ONLY_SHORT];
	return &records[settings->domain ? ONLY_DOMAIN : ALL];
}

static bool has_domain(const struct run *run, const char *fqdn, struct err *err)
{
	const struct settings *settings = run->settings;

	if (!settings->domain || (fqdn && fqdn_has_domain(fqdn)))
		return true;
	return err_set(err, STATUS_NOT_FOUND, "no name has a domain");
}

static void end(struct run *run, const struct err *err)
{
	if (err->kind == STATUS_OK)
		out_done(run->out, STATUS_OK);
	else
		out_fail(run->out, err);
}

/* ---- a name, an address ----------------------------------------------------------------- */

static void put_host(struct row *row, const struct host *host)
{
	const char *fqdn = fqdn_of_host(host);

	if (!host->source || strcmp(host->source, "numeric") != 0)
		put_names(row, fqdn ? fqdn : host->canonname, host->canonname);
	row_text(row, CANONNAME, host->canonname);
	row_texts(row, ALIASES, host->aliases);
	row_empty(row, ADDRESSES);
	for (size_t i = 0; i < host->addr_count; i++)
		row_addr(row, ADDRESSES, &host->addrs[i]);
	row_text(row, SOURCE, host->source);
	row_texts(row, MODULES, host->modules);
	row_ms(row, ELAPSED, (double)host->elapsed_ns);
}

static void confirm(struct row *row, struct run *run, const struct host *host,
		    const struct addr *addr, struct err *partial)
{
	bool confirmed;
	struct err err = { 0 };

	if (!row_wants(row, CONFIRMED))
		return;
	if (host_confirms(&confirmed, run->state, host->canonname, addr, run->until, &err))
		row_bool(row, CONFIRMED, confirmed);
	else
		err_set(partial, STATUS_PARTIAL, "whether '%s' leads back could not be told: %s",
			host->canonname, err.text);
}

static void show_host(struct run *run, struct row *row, const char *query)
{
	struct host host = { 0 };
	struct addr addr;
	struct err err = { 0 };
	bool fine = addr_parse(&addr, query, &err);
	bool is_address = fine || err.kind != STATUS_INVALID; /* its zone may not be to be had */

	if (fine)
		fine = host_by_addr(&host, run->state, &addr, run->until, &err);
	else if (!is_address)
		fine = host_by_name(&host, run->state, query, (int)run->common->family, run->until,
				    &err);

	row_text(row, KIND, is_address ? "address" : "name");
	row_text(row, QUERY, query);
	if (fine && has_domain(run, fqdn_of_host(&host), &err)) {
		put_host(row, &host);
		err = host.partial;
		if (is_address)
			confirm(row, run, &host, &addr, &err);
	}
	end(run, &err);
	host_free(&host);
}

/* ---- this host -------------------------------------------------------------------------- */

static void put_interfaces(struct row *row, const struct run *run, const struct ifaces *ifaces)
{
	long family = run->common->family;

	row_empty(row, ADDRESSES);
	row_empty(row, INTERFACES);
	for (size_t i = 0; i < ifaces->count; i++)
		for (size_t j = 0; j < ifaces->item[i].address_count; j++) {
			const struct iface_address *address = &ifaces->item[i].addresses[j];
			struct row *object;

			if (family != AF_UNSPEC && address->addr.family != family)
				continue;
			object = row_object(row, INTERFACES);
			row_text(object, IF_NAME, ifaces->item[i].name);
			row_uint(object, IF_INDEX, ifaces->item[i].index);
			row_addr(object, IF_ADDRESS, &address->addr);
			row_uint(object, IF_PREFIX, address->prefix_bits);
			row_text(object, IF_SCOPE, name_word(iface_scopes, address->scope));
			row_addr(row, ADDRESSES, &address->addr);
		}
}

static void put_outside(struct row *row, const struct ifaces *ifaces, int family, unsigned works,
			unsigned why, unsigned source)
{
	struct outside outside;

	outside_look(&outside, family, ifaces);
	row_bool(row, works, outside.works);
	row_text(row, why, outside.why);
	if (outside.works)
		row_addr(row, source, &outside.source);
}

static void put_network(struct row *row, const struct run *run, struct err *err)
{
	struct ifaces ifaces = { 0 };

	const struct ifaces *known = ifaces_read(&ifaces, err) ? &ifaces : NULL;

	if (known)
		put_interfaces(row, run, known);
	if (run->common->family != AF_INET6)
		put_outside(row, known, AF_INET, IPV4, IPV4_WHY, SOURCE_IPV4);
	if (run->common->family != AF_INET)
		put_outside(row, known, AF_INET6, IPV6, IPV6_WHY, SOURCE_IPV6);
	ifaces_free(&ifaces);
}

/* Without a search list libc takes the domain of the hostname, without servers this host. */
static void put_resolver(struct row *row, const char *hostname, struct err *err)
{
	enum { MAX = 1 << 20 };
	const char *res_options = getenv("RES_OPTIONS"), *search = getenv("LOCALDOMAIN");
	struct buf file = { 0 };
	struct resolvconf conf = { 0 };
	struct err failure = { 0 };

	if (!call_read_file(&file, "/etc/resolv.conf", MAX, &failure) &&
	    failure.kind != STATUS_NOT_FOUND)
		*err = failure;
	else if (resolvconf_parse(&conf, (struct word){ file.data ? file.data : "", file.size },
				  err)) {
		row_texts(row, NAMESERVERS, conf.nameserver);
		if (conf.nameserver_count == 0)
			row_text(row, NAMESERVERS, "127.0.0.1");
		row_empty(row, SEARCH);
		if (search)
			row_text(row, SEARCH, search);
		else if (conf.search_count > 0)
			row_texts(row, SEARCH, conf.search);
		else if (fqdn_has_domain(hostname))
			row_text(row, SEARCH, strchr(hostname, '.') + 1);
		row_texts(row, RESOLVER_OPTIONS, conf.options);
		row_text(row, RESOLVER_OPTIONS, res_options);
		row_texts(row, PROBLEMS, conf.problems);
	}
	resolvconf_free(&conf);
	buf_free(&file);
}

static void put_limits(struct row *row)
{
	for (const struct limit *limit = limits; limit->name; limit++) {
		struct row *object = row_object(row, LIMITS);
		struct buf value = { 0 };

		limit_put(&value, limit);
		row_text(object, LIMIT_NAME, limit->name);
		row_part(object, LIMIT_VALUE, &value);
		row_text(object, LIMIT_MEANING, limit->meaning);
	}
}

static void put_fqdn_source(struct row *row, const struct fqdn *fqdn)
{
	struct buf text = { 0 };

	if (!fqdn->how)
		return;
	buf_printf(&text, "%s%s%s", fqdn->how, fqdn->source ? ", " : "",
		   fqdn->source ? fqdn->source : "");
	row_part(row, FQDN_SOURCE, &text);
}

static bool wants_fqdn(const struct row *row)
{
	return row_wants(row, FQDN) || row_wants(row, FQDN_SOURCE) || row_wants(row, DOMAIN) ||
	       row_wants(row, HOSTNAME_F) || row_wants(row, GETFQDN);
}

/* Names that could not be told make a partial answer; where just they were asked for, none. */
static bool judge_fqdn(const struct run *run, const struct fqdn *fqdn, const char *hostname,
		       struct err *err)
{
	const struct settings *settings = run->settings;

	if (!settings->fqdn && !settings->domain) {
		if (fqdn->err.kind != STATUS_OK)
			err_set(err, STATUS_PARTIAL, "names could not be told: %s", fqdn->err.text);
		return true;
	}
	if (fqdn->name)
		return has_domain(run, fqdn->name, err);
	if (fqdn->err.kind == STATUS_OK)
		return err_set(err, STATUS_NOT_FOUND, "'%s' has no address, so no qualified name",
			       hostname);
	*err = fqdn->err;
	return false;
}

static void put_fqdn(struct row *row, struct run *run, const char *hostname, struct err *err)
{
	int64_t began_ns = clock_now_ns();
	struct fqdn fqdn = { 0 };

	fqdn_find(&fqdn, run->state, hostname, run->until);
	if (judge_fqdn(run, &fqdn, hostname, err)) {
		put_names(row, fqdn.name, hostname);
		put_fqdn_source(row, &fqdn);
		row_text(row, HOSTNAME_F, fqdn.hostname_f);
		row_text(row, GETFQDN, fqdn.getfqdn);
		row_ms(row, ELAPSED, (double)(clock_now_ns() - began_ns));
	}
	fqdn_free(&fqdn);
}

static void show_self(struct run *run, struct row *row)
{
	const struct settings *settings = run->settings;
	struct origin_files files;
	struct err fqdn = { 0 }, network = { 0 }, resolver = { 0 };

	row_text(row, KIND, "self");
	if (!host_lookup_files(&files, run->state, &fqdn)) {
		out_fail(run->out, &fqdn);
		return;
	}
	if (settings->brief || !wants_fqdn(row))
		put_names(row, NULL, files.hostname);
	else
		put_fqdn(row, run, files.hostname, &fqdn);
	if (record_of(run) == &records[ALL]) {
		row_text(row, HOSTNAME, files.hostname);
		put_network(row, run, &network);
		put_resolver(row, files.hostname, &resolver);
		row_bytes(row, HOSTS_ORDER, files.order.at, files.order.size);
		put_limits(row);
	}
	end(run, network.kind ? &network : resolver.kind ? &resolver : &fqdn);
}

/* ---- naming it -------------------------------------------------------------------------- */

static void set_hostname(struct run *run, struct row *row, const char *name)
{
	struct err err = { 0 };

	row_text(row, KIND, "self");
	if (!hostname_set(name, &err)) {
		out_fail(run->out, &err);
		return;
	}
	row_text(row, HOSTNAME, name);
	out_done(run->out, STATUS_OK);
}

static bool hostinfo_begin(struct run *run, struct err *err)
{
	const struct settings *settings = run->settings;
	bool names = settings->set_hostname;

	if (settings->fqdn + settings->brief + settings->domain + names > 1)
		return err_set(err, STATUS_INVALID,
			       "--fqdn, --short, --domain and --set-hostname exclude each other");
	if (names && run->operand_count > 0)
		return err_set(err, STATUS_INVALID,
			       "--set-hostname names this host: '%s' is one operand too many",
			       run->operand[0]);
	return true;
}

static void hostinfo_run(struct run *run)
{
	const struct settings *settings = run->settings;
	struct row *row = out_record(run->out, record_of(run));

	if (settings->set_hostname)
		set_hostname(run, row, settings->set_hostname);
	else if (run->operand_count > 0)
		show_host(run, row, run->operand[0]);
	else
		show_self(run, row);
}

static void hostinfo_finish(struct run *run)
{
	host_lookup_free(run->state);
}

const struct applet applet_hostinfo = {
	.name = "hostinfo",
	.summary = "this host, or another one by name or address",
	.group = GROUP_LOOKUP,
	.operands = operands,
	.options = options,
	.records = records,
	.statuses = STATUS_BIT(STATUS_NOT_FOUND) | STATUS_BIT(STATUS_NO_DATA) |
		    STATUS_BIT(STATUS_NO_INTERFACE) | STATUS_BIT(STATUS_TEMP_FAIL) |
		    STATUS_BIT(STATUS_PARTIAL),
	.examples = examples,
	.settings_size = sizeof(struct settings),
	.state_size = sizeof(struct host_lookup),
	.flags = APPLET_EACH | APPLET_FAMILY | APPLET_OVERLAPS,
	.begin = hostinfo_begin,
	.run = hostinfo_run,
	.finish = hostinfo_finish,
};
