/* verb_host -- verbs that look hosts up, as Python's do, but with a deadline and until cancelled.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "bench/verb_host.h"
#include "bench/verb_value.h"
#include "cli/out.h"
#include "net/host_lookup.h"
#include "net/hostname.h"
#include "net/info.h"

/* ---- asking ------------------------------------------------------------------------------- */

/* Once the user wants it to end, a lookup does. */
bool verb_host_begin(struct run *run, struct err *err)
{
	struct host_lookup *lookup = run->state;

	(void)err;
	lookup->resolver.cancel_fd = &verb_bench(run)->cancel_fd;
	return true;
}

void verb_host_finish(struct run *run)
{
	host_lookup_free(run->state);
}

bool verb_host_ask(struct answer *answer, struct run *run, const struct query *query,
		   struct err *err)
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

	return find_addr(&query.addr, run, host, AF_UNSPEC, err) &&
	       verb_host_ask(answer, run, &query, err);
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

	if (verb_text(&query.host, run, 0, &err) && verb_host_ask(&answer, run, &query, &err))
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

/* ---- the verbs ---------------------------------------------------------------------------- */

/* clang-format off */
static const struct operand takes_host[] = {
	{ "HOST", 1, 1, OFFER_HOST, "a name or an address" }, { 0 }
};
static const struct operand takes_own[] = {
	{ "HOST", 0, 1, OFFER_HOST, "a name or an address; none: this host" }, { 0 }
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
/* clang-format on */
