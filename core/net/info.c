/* info -- getaddrinfo(3) as it is, and what its answer leaves out. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/info.h"

#include "net/hostsfile.h"

enum { FAMILIES = 2 };

static const struct {
	int family;
	const char *name;
} families[FAMILIES] = { { AF_INET, "IPv4" }, { AF_INET6, "IPv6" } };

static bool has_family(const struct answer *answer, int family)
{
	for (size_t i = 0; i < answer->count; i++)
		if (answer->item[i].addr.family == family)
			return true;
	return false;
}

/* Whether ANSWER may hide a failure. A name of the hosts file, where that comes first, has what
 * it has there: DNS was not asked. */
static bool is_doubtful(struct answer *answer, struct host_lookup *lookup,
			const struct query *query)
{
	struct origin_files files;
	struct err err = { 0 };

	if (!query->host || answer->is_from_text ||
	    (answer->err.kind != STATUS_OK && !answer_is_no(answer)))
		return false;
	if (!host_lookup_files(&files, lookup, &err)) {
		answer_fail(answer, err.kind, err.text);
		return false;
	}
	return !(origin_files_first(&files) && hosts_has(files.hosts, query->host, AF_UNSPEC));
}

/* gethostbyname2_r says what getaddrinfo makes "no such name" of, a name server's FORMERR; but it
 * knows nothing of these flags. */
static struct query query_alone(const struct query *query, int family)
{
	struct query alone = *query;

	if (!(query->flags & (AI_IDN | AI_ADDRCONFIG)))
		alone = (struct query){ .kind = QUERY_HOST, .host = query->host };
	alone.family = family;
	return alone;
}

static void judge(struct answer *answer, struct err *partial, const struct answer *alone,
		  const char *family)
{
	if (alone->err.kind == STATUS_OK || answer_is_no(alone))
		return;
	if (answer->err.kind != STATUS_OK)
		answer->err = alone->err;
	else
		err_set(partial, STATUS_PARTIAL, "%s addresses could not be had: %s", family,
			alone->err.text);
}

void info_ask(struct answer *answer, struct err *partial, struct host_lookup *lookup,
	      const struct query *query, struct deadline until)
{
	struct query queries[FAMILIES];
	struct answer alone[FAMILIES] = { 0 };
	const char *name[FAMILIES];
	size_t count = 0;

	resolver_ask(&lookup->resolver, answer, query, 1, until);
	if (!is_doubtful(answer, lookup, query))
		return;
	for (size_t i = 0; i < FAMILIES; i++) {
		int family = families[i].family;

		if (has_family(answer, family) ||
		    (query->family != AF_UNSPEC && query->family != family))
			continue;
		queries[count] = query_alone(query, family);
		name[count++] = families[i].name;
	}
	resolver_ask(&lookup->resolver, alone, queries, count, until);
	for (size_t i = 0; i < count; i++) {
		judge(answer, partial, &alone[i], name[i]);
		answer_free(&alone[i]);
	}
}
