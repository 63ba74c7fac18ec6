/* fqdn -- the fully qualified name of a host, how it was found, and what other tools would say. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/fqdn.h"

#include <errno.h>
#include <string.h>

bool fqdn_has_domain(const char *name)
{
	const char *dot = strchr(name, '.');

	return dot && dot != name && dot[1];
}

const char *fqdn_of_host(const struct host *host)
{
	if (fqdn_has_domain(host->canonname))
		return host->canonname;
	for (char **alias = host->aliases; *alias; alias++)
		if (fqdn_has_domain(*alias))
			return *alias;
	return NULL;
}

static char *keep(struct fqdn *fqdn, const char *text)
{
	return arena_copy(&fqdn->arena, text, strlen(text));
}

/* A lookup that failed for other reasons than a definite no is what could not be known. */
static void note(struct fqdn *fqdn, const struct err *err)
{
	if (err->kind != STATUS_OK && err->kind != STATUS_NOT_FOUND &&
	    err->kind != STATUS_NO_DATA && fqdn->err.kind == STATUS_OK)
		fqdn->err = *err;
}

static void decide(struct fqdn *fqdn, const char *name, const char *how, const char *source)
{
	if (fqdn->name)
		return;
	fqdn->name = keep(fqdn, name);
	fqdn->how = how;
	fqdn->source = source;
}

/* By its names; a bare canonical name is kept in *BARE for when nothing better comes. */
static void by_names(struct fqdn *fqdn, struct host_lookup *lookup, const char *name, char **bare,
		     struct deadline until)
{
	struct host host = { 0 };
	struct err err = { 0 };

	if (!host_by_name(&host, lookup, name, AF_UNSPEC, until, &err)) {
		note(fqdn, &err);
		return;
	}
	note(fqdn, &host.partial);
	if (fqdn_has_domain(host.canonname))
		decide(fqdn, host.canonname, "canonical name", host.source);
	else if (fqdn_of_host(&host))
		decide(fqdn, fqdn_of_host(&host), "alias", host.source);
	*bare = keep(fqdn, host.canonname);
	host_free(&host);
}

/* hostname(1) of Debian: getaddrinfo, AI_CANONNAME, SOCK_DGRAM. FIRST is its first address. */
static bool as_hostname_f(struct fqdn *fqdn, struct host_lookup *lookup, const char *name,
			  struct addr *first, struct deadline until)
{
	struct query query = {
		.kind = QUERY_INFO, .host = name, .socktype = SOCK_DGRAM, .flags = AI_CANONNAME
	};
	struct answer answer = { 0 };
	bool fine;

	resolver_ask(&lookup->resolver, &answer, &query, 1, until);
	note(fqdn, &answer.err);
	fine = answer.err.kind == STATUS_OK && answer.count > 0;
	if (fine)
		*first = answer.item[0].addr;
	if (answer.name)
		fqdn->hostname_f = keep(fqdn, answer.name);
	answer_free(&answer);
	return fine;
}

/* socket.getfqdn(): gethostbyaddr of getaddrinfo's first address; of its names the first that has
 * a dot, else the first; without such an answer the name that was asked for. */
static void as_getfqdn(struct fqdn *fqdn, struct host_lookup *lookup, const char *name,
		       const struct addr *first, struct deadline until)
{
	struct host host = { 0 };
	struct err err = { 0 };
	const char *dotted;

	if (!host_by_addr(&host, lookup, first, until, &err)) {
		note(fqdn, &err);
		if (err.kind == STATUS_NOT_FOUND || err.kind == STATUS_NO_DATA)
			fqdn->getfqdn = keep(fqdn, name);
		return;
	}
	dotted = fqdn_of_host(&host);
	fqdn->getfqdn = keep(fqdn, dotted ? dotted : host.canonname);
	if (dotted)
		decide(fqdn, dotted, "reverse lookup", host.source);
	host_free(&host);
}

void fqdn_find(struct fqdn *fqdn, struct host_lookup *lookup, const char *name,
	       struct deadline until)
{
	struct addr first;
	char *bare = NULL;

	by_names(fqdn, lookup, name, &bare, until);
	if (fqdn_has_domain(name))
		decide(fqdn, name, "the name itself", NULL);
	if (as_hostname_f(fqdn, lookup, name, &first, until))
		as_getfqdn(fqdn, lookup, name, &first, until);
	else if (fqdn->err.kind == STATUS_OK)
		fqdn->getfqdn = keep(fqdn, name);
	if (bare)
		decide(fqdn, bare, "no name has a domain", NULL);
	if (fqdn->arena.failed)
		err_errno(&fqdn->err, ENOMEM, "cannot keep the names");
}

void fqdn_free(struct fqdn *fqdn)
{
	arena_free(&fqdn->arena);
	*fqdn = (struct fqdn){ 0 };
}
