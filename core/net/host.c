/* host -- a host's names and addresses, forward and reverse, both families, with their source. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/host.h"

#include <errno.h>
#include <string.h>

#include "net/hostsfile.h"

/* ---- putting a host together ------------------------------------------------------------ */

enum { FAMILIES = 2 };

/* The families that are asked, and what libc said. */
struct asked {
	int family[FAMILIES];
	struct answer answer[FAMILIES];
	size_t count;
};

static char *keep(struct host *host, const char *text)
{
	return arena_copy(&host->arena, text, strlen(text));
}

static bool is_listed(char *const *list, size_t count, const char *name)
{
	enum { WINDOW = 1024 }; /* a hosts file may hold anything */

	for (size_t i = count > WINDOW ? count - WINDOW : 0; i < count; i++)
		if (list[i] && strcmp(list[i], name) == 0)
			return true;
	return false;
}

static size_t count_names(const struct asked *asked)
{
	size_t count = 0;

	for (size_t i = 0; i < asked->count; i++) {
		char **alias = asked->answer[i].aliases;

		count++;
		while (alias && *alias++)
			count++;
	}
	return count;
}

static void add_alias(struct host *host, size_t *count, const char *name)
{
	if (strcmp(name, host->canonname) == 0 || is_listed(host->aliases, *count, name))
		return;
	host->aliases[*count] = keep(host, name);
	host->aliases[++*count] = NULL;
}

/* The first answer's name is the canonical one; another family's other name becomes an alias. */
static void keep_names(struct host *host, const struct asked *asked)
{
	size_t count = 0;

	host->aliases = arena_take(&host->arena, (count_names(asked) + 1) * sizeof(*host->aliases));
	if (!host->aliases)
		return;
	host->aliases[0] = NULL;
	for (size_t i = 0; i < asked->count && !host->arena.failed; i++) {
		const struct answer *answer = &asked->answer[i];

		if (!answer->name)
			continue;
		if (!host->canonname)
			host->canonname = keep(host, answer->name);
		else
			add_alias(host, &count, answer->name);
		for (char **alias = answer->aliases; alias && *alias && host->canonname; alias++)
			add_alias(host, &count, *alias);
	}
}

static void keep_addrs(struct host *host, const struct asked *asked)
{
	size_t count = 0;

	for (size_t i = 0; i < asked->count; i++)
		count += asked->answer[i].count;
	host->addrs = arena_take(&host->arena, count * sizeof(*host->addrs));
	for (size_t i = 0; i < asked->count && host->addrs; i++)
		host->addr_count = answer_addrs(host->addrs, host->addr_count, &asked->answer[i]);
}

static bool keep_order(struct host *host, struct host_lookup *lookup, struct err *err)
{
	struct order_item *item;

	if (host->addr_count < 2)
		return true;
	item = arena_take(&host->arena, host->addr_count * sizeof(*item));
	if (!item)
		return true; /* finish finds that */
	if (!host_lookup_order(item, lookup, host->addrs, host->addr_count, err))
		return false;
	for (size_t i = 0; i < host->addr_count; i++)
		host->addrs[i] = item[i].to;
	return true;
}

static void keep_origin(struct host *host, const struct origin *origin)
{
	host->source = origin_word(origin);
	host->modules = arena_take(&host->arena, (origin->count + 1) * sizeof(*host->modules));
	if (!host->modules)
		return;
	for (size_t i = 0; i < origin->count; i++)
		host->modules[i] =
			arena_copy(&host->arena, origin->module[i].at, origin->module[i].size);
	host->modules[origin->count] = NULL;
}

/* Sort FRESH and hand it over, unless memory was out on the way. */
static bool finish(struct host *host, struct host *fresh, struct host_lookup *lookup,
		   int64_t began_ns, struct err *err)
{
	fresh->elapsed_ns = clock_now_ns() - began_ns;
	if (!keep_order(fresh, lookup, err)) {
		host_free(fresh);
		return false;
	}
	if (fresh->arena.failed) {
		host_free(fresh);
		return err_errno(err, ENOMEM, "cannot keep the answer");
	}
	*host = *fresh;
	return true;
}

/* ---- forward ---------------------------------------------------------------------------- */

static void choose_families(struct asked *asked, const struct origin_files *files, const char *name,
			    int family)
{
	static const int families[FAMILIES] = { AF_INET, AF_INET6 };
	bool in_file = family == AF_UNSPEC && origin_files_first(files) &&
		       hosts_has(files->hosts, name, AF_UNSPEC);

	for (size_t i = 0; i < FAMILIES; i++)
		if ((family == AF_UNSPEC || family == families[i]) &&
		    (!in_file || hosts_has(files->hosts, name, families[i])))
			asked->family[asked->count++] = families[i];
}

static void ask(struct asked *asked, struct host_lookup *lookup, const char *name,
		struct deadline until)
{
	struct query query[FAMILIES] = { 0 };

	for (size_t i = 0; i < asked->count; i++)
		query[i] = (struct query){ .kind = QUERY_HOST,
					   .host = name,
					   .family = asked->family[i] };
	resolver_ask(&lookup->resolver, asked->answer, query, asked->count, until);
}

static void asked_free(struct asked *asked)
{
	for (size_t i = 0; i < asked->count; i++)
		answer_free(&asked->answer[i]);
}

/* The answer that speaks for all when none has an address: a failure before a no, and "has no
 * data" before "does not exist", because it proves that the name exists. */
static const struct err *worst(const struct asked *asked)
{
	const struct answer *worst = &asked->answer[0];

	for (size_t i = 1; i < asked->count; i++) {
		const struct answer *other = &asked->answer[i];
		bool worse = answer_is_no(worst)
				     ? other->err.kind != STATUS_NOT_FOUND
				     : !answer_is_no(other) &&
					       status_worse(worst->err.kind, other->err.kind) !=
						       worst->err.kind;

		if (worse)
			worst = other;
	}
	return &worst->err;
}

/* Whether one family answered while another one failed: said in PARTIAL. False when none did. */
static bool judge(struct err *partial, const struct asked *asked, struct err *err)
{
	const struct answer *failed = NULL;
	size_t fine = 0;

	for (size_t i = 0; i < asked->count; i++) {
		if (asked->answer[i].err.kind == STATUS_OK)
			fine++;
		else if (!answer_is_no(&asked->answer[i]))
			failed = &asked->answer[i];
	}
	if (fine == 0) {
		*err = *worst(asked);
		return false;
	}
	if (failed)
		err_set(partial, STATUS_PARTIAL, "%s addresses could not be had: %s",
			asked->family[failed - asked->answer] == AF_INET ? "IPv4" : "IPv6",
			failed->err.text);
	return true;
}

/* Numeric text in any form that libc takes, such as 127.1: no name, no helper. False for other
 * text, and with FAILURE where this machine could not tell. */
static bool by_number(struct host *host, struct host_lookup *lookup, const char *text, int family,
		      struct deadline until, struct err *failure)
{
	struct query query = { .kind = QUERY_INFO,
			       .host = text,
			       .family = family,
			       .socktype = SOCK_DGRAM,
			       .flags = AI_NUMERICHOST };
	struct asked asked = { .family = { family }, .count = 1 };
	struct origin none = { 0 };

	if (!strchr(text, ':') && (text[0] < '0' || text[0] > '9'))
		return false;
	resolver_ask(&lookup->resolver, asked.answer, &query, 1, until);
	if (asked.answer[0].err.kind != STATUS_OK) {
		if (asked.answer[0].err.kind == STATUS_LACKING)
			*failure = asked.answer[0].err;
		asked_free(&asked);
		return false;
	}
	host->canonname = keep(host, text);
	keep_names(host, &asked);
	keep_addrs(host, &asked);
	keep_origin(host, &none);
	host->source = "numeric";
	asked_free(&asked);
	return true;
}

static void find_origin(struct host *host, const struct origin_files *files, const char *name,
			const struct asked *asked)
{
	struct origin all = { 0 };

	for (size_t i = 0; i < asked->count; i++) {
		struct origin one;

		if (asked->answer[i].err.kind != STATUS_OK)
			continue;
		origin_of_name(&one, files, name, asked->family[i]);
		origin_add(&all, &one);
	}
	keep_origin(host, &all);
}

bool host_by_name(struct host *host, struct host_lookup *lookup, const char *name, int family,
		  struct deadline until, struct err *err)
{
	int64_t began_ns = clock_now_ns();
	struct origin_files files;
	struct host fresh = { 0 };
	struct asked asked = { 0 };
	struct err failure = { 0 };
	bool fine;

	if (!host_lookup_files(&files, lookup, err))
		return false;
	if (by_number(&fresh, lookup, name, family, until, &failure))
		return finish(host, &fresh, lookup, began_ns, err);
	if (failure.kind != STATUS_OK) {
		*err = failure;
		return false;
	}
	choose_families(&asked, &files, name, family);
	ask(&asked, lookup, name, until);
	fine = judge(&fresh.partial, &asked, err);
	if (fine) {
		keep_names(&fresh, &asked);
		keep_addrs(&fresh, &asked);
		find_origin(&fresh, &files, name, &asked);
		fine = finish(host, &fresh, lookup, began_ns, err);
	}
	asked_free(&asked);
	return fine;
}

/* ---- reverse ---------------------------------------------------------------------------- */

bool host_by_addr(struct host *host, struct host_lookup *lookup, const struct addr *addr,
		  struct deadline until, struct err *err)
{
	int64_t began_ns = clock_now_ns();
	struct origin_files files;
	struct query query = { .kind = QUERY_ADDRESS, .addr = *addr };
	struct asked asked = { .family = { addr->family }, .count = 1 };
	struct host fresh = { 0 };
	struct origin origin;
	bool fine;

	if (!host_lookup_files(&files, lookup, err))
		return false;
	resolver_ask(&lookup->resolver, asked.answer, &query, 1, until);
	fine = judge(&fresh.partial, &asked, err);
	if (fine) {
		keep_names(&fresh, &asked);
		keep_addrs(&fresh, &asked);
		origin_of_addr(&origin, &files, addr);
		keep_origin(&fresh, &origin);
		fine = finish(host, &fresh, lookup, began_ns, err);
	}
	asked_free(&asked);
	return fine;
}

/* Without the zone: names have none. */
static bool same_bytes(const struct addr *a, const struct addr *b)
{
	return addr_in(a, b, 8 * (unsigned)addr_size(b->family));
}

bool host_confirms(bool *confirmed, struct host_lookup *lookup, const char *name,
		   const struct addr *addr, struct deadline until, struct err *err)
{
	struct host forward = { 0 };
	struct err failure = { 0 };
	bool found = false;

	if (!host_by_name(&forward, lookup, name, addr->family, until, &failure) &&
	    failure.kind != STATUS_NOT_FOUND && failure.kind != STATUS_NO_DATA) {
		*err = failure;
		return false;
	}
	for (size_t i = 0; i < forward.addr_count; i++)
		found |= same_bytes(&forward.addrs[i], addr);
	host_free(&forward);
	*confirmed = found;
	return true;
}

void host_free(struct host *host)
{
	arena_free(&host->arena);
	*host = (struct host){ 0 };
}
