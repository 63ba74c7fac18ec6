/* verb_host -- verbs that look hosts up, as Python's do, but with a deadline and until cancelled.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "cli/out.h"
#include "net/endpoint.h"
#include "net/fqdn.h"
#include "net/host_lookup.h"
#include "net/hostname.h"
#include "net/info.h"
#include "net/names.h"
#include "shell/verb_value.h"

/* ---- asking ------------------------------------------------------------------------------- */

/* Once the user wants it to end, a lookup does. */
static bool host_begin(struct run *run, struct err *err)
{
	struct host_lookup *lookup = run->state;

	(void)err;
	lookup->resolver.cancel_fd = &verb_bench(run)->cancel_fd;
	return true;
}

static void host_finish(struct run *run)
{
	host_lookup_free(run->state);
}

/* ANSWER starts empty and is to be freed in both cases. */
static bool ask(struct answer *answer, struct run *run, const struct query *query, struct err *err)
{
	struct host_lookup *lookup = run->state;

	resolver_ask(&lookup->resolver, answer, query, 1, verb_until(run));
	*err = answer->err;
	return err->kind == STATUS_OK;
}

/* What Python takes for an address that is not looked up. */
static bool is_address(struct addr *addr, const char *text, int family)
{
	struct err unused;

	if (family != AF_INET6 && strcmp(text, "<broadcast>") == 0)
		return addr_parse(addr, "255.255.255.255", &unused);
	if (family == AF_INET && !*text)
		return addr_parse(addr, "0.0.0.0", &unused);
	return addr_parse(addr, text, &unused) && (family == AF_UNSPEC || addr->family == family);
}

/* An address that HOST is or has, the first that libc names. */
static bool find_addr(struct addr *addr, struct run *run, const char *host, int family,
		      struct err *err)
{
	struct query query = {
		.kind = QUERY_INFO, .host = host, .family = family, .socktype = SOCK_DGRAM
	};
	struct answer answer = { 0 };
	struct err partial = { 0 };

	if (is_address(addr, host, family))
		return true;
	info_ask(&answer, &partial, run->state, &query, verb_until(run));
	if (answer.err.kind == STATUS_OK)
		*addr = answer.item[0].addr;
	else
		*err = answer.err;
	answer_free(&answer);
	return err->kind == STATUS_OK;
}

/* The names of an address, or of a host's first one. */
static bool find_names(struct answer *answer, struct run *run, const char *host, struct err *err)
{
	struct query query = { .kind = QUERY_ADDRESS };

	return find_addr(&query.addr, run, host, AF_UNSPEC, err) && ask(answer, run, &query, err);
}

/* ---- one address, a name ------------------------------------------------------------------ */

static void give_address(struct run *run, const struct addr *addr)
{
	char text[ADDR_TEXT_MAX];

	verb_give_text(run, (struct word){ text, addr_format(text, addr) });
}

static void byname_run(struct run *run)
{
	struct err err = { 0 };
	struct addr addr;
	const char *host;

	if (verb_text(&host, run, 0, &err) && find_addr(&addr, run, host, AF_INET, &err))
		give_address(run, &addr);
	else
		out_fail(run->out, &err);
}

static const char *dotted_name(const struct answer *answer)
{
	if (strchr(answer->name, '.'))
		return answer->name;
	for (char **alias = answer->aliases; *alias; alias++)
		if (strchr(*alias, '.'))
			return *alias;
	return answer->name;
}

/* A definite no leaves the name as it is; whatever else failed could not tell. */
static void give_fqdn(struct run *run, const char *name)
{
	struct answer answer = { 0 };
	struct err err = { 0 };

	if (find_names(&answer, run, name, &err))
		verb_give_text(run, word_of(dotted_name(&answer)));
	else if (err.kind == STATUS_NOT_FOUND || err.kind == STATUS_NO_DATA)
		verb_give_text(run, word_of(name));
	else
		out_fail(run->out, &err);
	answer_free(&answer);
}

static void fqdn_run(struct run *run)
{
	char own[HOST_NAME_SIZE];
	struct err err = { 0 };
	const char *name = "";

	if (run->operand_count > 0 && !verb_text(&name, run, 0, &err)) {
		out_fail(run->out, &err);
		return;
	}
	if (*name && strcmp(name, "0.0.0.0") != 0)
		give_fqdn(run, name);
	else if (hostname_get(own, &err))
		give_fqdn(run, own);
	else
		out_fail(run->out, &err);
}

/* ---- all of a host's ---------------------------------------------------------------------- */

enum { NAME, ALIASES, ADDRESSES };

static const struct field host_fields[] = {
	[NAME] = FIELD("name", FIELD_TEXT, 0, 0, "the canonical name", NULL),
	[ALIASES] = FIELD("aliases", FIELD_TEXT, FIELD_LIST, 0, "other names", NULL),
	[ADDRESSES] = FIELD("addresses", FIELD_ADDRESS, FIELD_LIST, 0, "in libc's order", NULL),
	{ 0 }
};
static const struct record_type gives_host[] = {
	{ "result", "a host", { host_fields, "{name}[ ({aliases})] {addresses}" } }, { 0 }
};

static bool put_aliases(struct row *row, struct shell_value *list, char *const *aliases)
{
	bool fine = list;

	row_empty(row, ALIASES);
	for (; *aliases; aliases++) {
		row_text(row, ALIASES, *aliases);
		fine = fine && verb_add_text(list, *aliases);
	}
	return fine;
}

static bool put_addresses(struct row *row, struct shell_value *list, const struct answer *answer)
{
	char text[ADDR_TEXT_MAX];
	bool fine = list;

	row_empty(row, ADDRESSES);
	for (size_t i = 0; i < answer->count; i++) {
		addr_format(text, &answer->item[i].addr);
		row_text(row, ADDRESSES, text);
		fine = fine && verb_add_text(list, text);
	}
	return fine;
}

static void give_host(struct run *run, const struct answer *answer)
{
	struct row *row = out_record(run->out, gives_host);
	struct shell_value result = { .kind = SHELL_LIST };
	bool fine = verb_add_text(&result, answer->name);

	row_text(row, NAME, answer->name);
	fine &= put_aliases(row, verb_add_list(&result), answer->aliases);
	fine &= put_addresses(row, verb_add_list(&result), answer);
	verb_give(run, &result, fine);
}

static void byname_ex_run(struct run *run)
{
	struct query query = { .kind = QUERY_HOST, .family = AF_INET };
	struct answer answer = { 0 };
	struct err err = { 0 };

	if (verb_text(&query.host, run, 0, &err) && ask(&answer, run, &query, &err))
		give_host(run, &answer);
	else
		out_fail(run->out, &err);
	answer_free(&answer);
}

static void byaddr_run(struct run *run)
{
	struct answer answer = { 0 };
	struct err err = { 0 };
	const char *host;

	if (verb_text(&host, run, 0, &err) && find_names(&answer, run, host, &err))
		give_host(run, &answer);
	else
		out_fail(run->out, &err);
	answer_free(&answer);
}

/* ---- getaddrinfo -------------------------------------------------------------------------- */

enum { FAMILY, TYPE, PROTO, CANONNAME, ADDRESS };
enum { VALUE };

/* clang-format off */
static const struct field info_fields[] = {
	[FAMILY] = FIELD("family", FIELD_TEXT, 0, 0, "AF_INET or AF_INET6", NULL),
	[TYPE] = FIELD("socktype", FIELD_TEXT, 0, 0, "SOCK_STREAM, SOCK_DGRAM, SOCK_RAW ...", NULL),
	[PROTO] = FIELD("protocol", FIELD_INT, 0, 0, "its number", NULL),
	[CANONNAME] = FIELD("canonname", FIELD_TEXT, 0, 0, "with AI_CANONNAME, in the first", NULL),
	[ADDRESS] = FIELD("endpoint", FIELD_TEXT, 0, 0, "the address and the port", NULL),
	{ 0 }
};
static const struct shape info_shape = { info_fields, "{family} {socktype} {protocol} {endpoint}[ {canonname}]" };

static const struct field infos_fields[] = {
	[VALUE] = FIELD("value", FIELD_OBJECT, FIELD_LIST, 0, "in libc's order", &info_shape),
	{ 0 }
};
static const struct record_type gives_infos[] = {
	{ "result", "what to connect or bind to", { infos_fields, NULL } }, { 0 }
};
/* clang-format on */

/* 127.0.0.1:80 or [::1]:80, which other verbs take. */
static void put_endpoint(struct buf *text, const struct addr *addr, uint16_t port)
{
	bool brackets = addr->family == AF_INET6;
	char address[ADDR_TEXT_MAX];

	addr_format(address, addr);
	buf_puts(text, brackets ? "[" : "");
	buf_puts(text, address);
	buf_puts(text, brackets ? "]:" : ":");
	buf_putu(text, port);
}

static bool add_word(struct shell_value *list, const struct name *table, long value)
{
	const char *word = name_word(table, value);

	return word ? verb_add_text(list, word) : verb_add_number(list, value);
}

/* NAME may be NULL. False when memory is out for LIST. */
static bool put_info(struct row *row, struct shell_value *list, const struct answer_item *item,
		     const char *name)
{
	struct buf endpoint = { 0 };
	bool fine;

	put_endpoint(&endpoint, &item->addr, item->port);
	row_text(row, FAMILY, name_word(names_family, item->addr.family));
	row_text(row, TYPE, name_word(names_socktype, item->socktype));
	row_int(row, PROTO, item->protocol);
	row_text(row, CANONNAME, name);
	fine = list && add_word(list, names_family, item->addr.family) &&
	       add_word(list, names_socktype, item->socktype) &&
	       verb_add_number(list, item->protocol) && verb_add_text(list, name ? name : "") &&
	       verb_add_text(list, buf_text(&endpoint)) && !endpoint.failed;
	row_part(row, ADDRESS, &endpoint);
	return fine;
}

static void give_infos(struct run *run, const struct answer *answer)
{
	struct row *row = out_record(run->out, gives_infos);
	struct shell_value result = { .kind = SHELL_LIST };
	bool fine = true;

	for (size_t i = 0; i < answer->count; i++)
		fine &= put_info(row_object(row, VALUE), verb_add_list(&result), &answer->item[i],
				 i == 0 ? answer->name : NULL);
	verb_give(run, &result, fine);
}

/* HOST PORT [FAMILY [TYPE [PROTO [FLAGS]]]] */
static bool read_info(struct query *query, const struct run *run, struct err *err)
{
	int count = run->operand_count;
	struct endpoint checked = { 0 };

	*query = (struct query){ .kind = QUERY_INFO };
	if (!verb_text(&query->host, run, 0, err) || !verb_text(&query->service, run, 1, err) ||
	    (count > 2 && !verb_constant(&query->family, run, 2, names_family, err)) ||
	    (count > 3 && !verb_constant(&query->socktype, run, 3, names_socktype, err)) ||
	    (count > 4 && !verb_constant(&query->protocol, run, 4, names_protocol, err)) ||
	    (count > 5 && !verb_flags(&query->flags, run, 5, names_ai_flags, err)))
		return false;
	query->host = *query->host ? query->host : NULL;
	query->service = *query->service ? query->service : NULL;
	if (!query->host && !query->service)
		return err_set(err, STATUS_INVALID, "neither a host nor a port");
	return !query->service || endpoint_port(&checked, query->service, err);
}

/* libc's answer is the value; that it lacks a family which could not be had is said. */
static void info_run(struct run *run)
{
	struct answer answer = { 0 };
	struct err err = { 0 }, partial = { 0 };
	struct query query;

	if (!read_info(&query, run, &err)) {
		out_fail(run->out, &err);
		return;
	}
	info_ask(&answer, &partial, run->state, &query, verb_until(run));
	if (answer.err.kind != STATUS_OK) {
		out_fail(run->out, &answer.err);
	} else {
		if (partial.kind != STATUS_OK)
			out_remark(run->out, "%s", partial.text);
		give_infos(run, &answer);
	}
	answer_free(&answer);
}

/* ---- getnameinfo -------------------------------------------------------------------------- */

enum { HOST, SERVICE };

static const struct field name_fields[] = {
	[HOST] = FIELD("host", FIELD_TEXT, 0, 0, "its name, or the address", NULL),
	[SERVICE] = FIELD("service", FIELD_TEXT, 0, 0, "the port's service, or its number", NULL),
	{ 0 }
};
static const struct record_type gives_names[] = {
	{ "result", "the names", { name_fields, "{host} {service}" } }, { 0 }
};

/* ADDRESS:PORT [FLAGS], or ADDRESS PORT [FLAGS] */
static bool read_name(struct query *query, const struct run *run, struct err *err)
{
	struct endpoint at;
	const char *word;
	int next = 1;

	*query = (struct query){ .kind = QUERY_NAME };
	if (!verb_text(&word, run, 0, err) || !endpoint_parse(&at, word, TRANSPORT_TCP, err))
		return false;
	if (!at.has_port && next < run->operand_count &&
	    (!verb_text(&word, run, next++, err) || !endpoint_port(&at, word, err)))
		return false;
	if (at.kind != ENDPOINT_HOST || !at.has_port || at.service[0])
		return err_set(err, STATUS_INVALID,
			       "an address and a number of a port: 127.0.0.1:80");
	query->port = at.port;
	if (!addr_parse(&query->addr, at.name, err) ||
	    (next < run->operand_count &&
	     !verb_flags(&query->flags, run, next++, names_ni_flags, err)))
		return false;
	return next >= run->operand_count ||
	       err_set(err, STATUS_INVALID, "'%.60s' is one operand too many", run->operand[next]);
}

static void give_names(struct run *run, const struct answer *answer)
{
	struct row *row = out_record(run->out, gives_names);
	struct shell_value result = { 0 };

	row_text(row, HOST, answer->name);
	row_text(row, SERVICE, answer->service);
	verb_give(run, &result,
		  verb_add_text(&result, answer->name) && verb_add_text(&result, answer->service));
}

static void nameinfo_run(struct run *run)
{
	struct answer answer = { 0 };
	struct err err = { 0 };
	struct query query;

	if (read_name(&query, run, &err) && ask(&answer, run, &query, &err))
		give_names(run, &answer);
	else
		out_fail(run->out, &err);
	answer_free(&answer);
}

/* ---- the verbs ---------------------------------------------------------------------------- */

/* clang-format off */
static const struct operand takes_host[] = {
	{ "HOST", 1, 1, OFFER_HOST, "a name or an address" }, { 0 }
};
static const struct operand takes_own[] = {
	{ "HOST", 0, 1, OFFER_HOST, "a name or an address; none: this host" }, { 0 }
};
static const struct operand takes_info[] = {
	{ "HOST", 1, 1, OFFER_HOST, "a name or an address; '' is none" },
	{ "PORT", 1, 1, OFFER_SERVICE, "a port or a service; '' is none" },
	{ "FAMILY", 0, 1, OFFER_CONSTANT, "AF_INET, AF_INET6, or 0 for both" },
	{ "TYPE", 0, 1, OFFER_CONSTANT, "SOCK_STREAM, SOCK_DGRAM ..., or 0 for all" },
	{ "PROTO", 0, 1, OFFER_CONSTANT, "IPPROTO_TCP ..., or 0 for all" },
	{ "FLAGS", 0, 1, OFFER_CONSTANT, "AI_PASSIVE, AI_CANONNAME ..., joined by commas" },
	{ 0 }
};
static const struct operand takes_name[] = {
	{ "ADDRESS", 1, 1, OFFER_NOTHING, "an address with its port, or before it" },
	{ "PORT", 0, 1, OFFER_NOTHING, "a number, where ADDRESS has none" },
	{ "FLAGS", 0, 1, OFFER_CONSTANT, "NI_NUMERICHOST ..., joined by commas" },
	{ 0 }
};

#define HOST_VERB                                                                             \
	.statuses = STATUS_BIT(STATUS_NOT_FOUND) | STATUS_BIT(STATUS_NO_DATA) |               \
		    STATUS_BIT(STATUS_TEMP_FAIL) | STATUS_BIT(STATUS_NO_INTERFACE),           \
	.state_size = sizeof(struct host_lookup), .begin = host_begin, .finish = host_finish

const struct applet verb_getaddrinfo = {
	VERB("getaddrinfo", "addresses to connect or bind to, as libc has them", takes_info, gives_infos, APPLET_OFFLINE, info_run,
	     "getaddrinfo 127.0.0.1 80 0 SOCK_STREAM", "one address, for a stream"), HOST_VERB
};

const struct applet verb_getfqdn = {
	VERB("getfqdn", "the first name of a host that has a dot", takes_own, verb_gives_text, 0, fqdn_run,
	     "getfqdn localhost", "what Python's socket.getfqdn() says"), HOST_VERB
};

const struct applet verb_gethostbyaddr = {
	VERB("gethostbyaddr", "the names and addresses of an address", takes_host, gives_host, 0, byaddr_run,
	     "gethostbyaddr 127.0.0.1", "who is this?"), HOST_VERB
};

const struct applet verb_gethostbyname = {
	VERB("gethostbyname", "an IPv4 address of a host", takes_host, verb_gives_address, 0, byname_run,
	     "gethostbyname localhost", "the first that libc names"), HOST_VERB
};

const struct applet verb_gethostbyname_ex = {
	VERB("gethostbyname_ex", "the names and IPv4 addresses of a host", takes_host, gives_host, 0, byname_ex_run,
	     "gethostbyname_ex localhost", "all that libc has"), HOST_VERB
};

const struct applet verb_getnameinfo = {
	VERB("getnameinfo", "the names of an address and a port", takes_name, gives_names, APPLET_OFFLINE, nameinfo_run,
	     "getnameinfo 127.0.0.1:443 NI_NUMERICHOST", "which service is it?"), HOST_VERB
};
/* clang-format on */
