/* ask -- one query put to libc's resolver, here and now: it may block without end. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/ask.h"

#include <errno.h>
#include <locale.h>
#include <netinet/in.h>
#include <string.h>

#include "base/fd.h"
#include "net/calls.h"
#include "net/names.h"

/* ---- what the codes mean ---------------------------------------------------------------- */

static const struct meaning {
	int eai;
	enum status status;
	const char *text;
} meanings[] = {
	{ EAI_NONAME, STATUS_NOT_FOUND, "no such name" },
	{ EAI_NODATA, STATUS_NO_DATA, "the name exists, but has no address of this kind" },
	{ EAI_ADDRFAMILY, STATUS_NO_DATA, "no address of this family" },
	{ EAI_SERVICE, STATUS_NOT_FOUND, "no such service for this socket type" },
	{ EAI_AGAIN, STATUS_TEMP_FAIL, "the name servers gave no usable answer" },
	{ EAI_FAIL, STATUS_TEMP_FAIL, "a name server failed for good" },
	{ EAI_MEMORY, STATUS_LACKING, "out of memory" },
	{ EAI_FAMILY, STATUS_INVALID, "getaddrinfo does not support this family" },
	{ EAI_SOCKTYPE, STATUS_INVALID, "no such socket type, or not with this protocol" },
	{ EAI_BADFLAGS, STATUS_INVALID, "flags that do not go together" },
	{ EAI_IDN_ENCODE, STATUS_INVALID, "no valid internationalised name" },
	{ EAI_OVERFLOW, STATUS_LACKING, "a name longer than libc can return" },
	{ 0, STATUS_OK, NULL },
};

static const struct meaning *meaning_of(int eai)
{
	for (const struct meaning *meaning = meanings; meaning->eai; meaning++)
		if (meaning->eai == eai)
			return meaning;
	return NULL;
}

/* An errno inside a lookup is this machine's trouble, whatever it would mean to a connection:
 * never a definite no. */
static enum status system_status(int number)
{
	enum status status = err_status_of(number);

	return status_exit(status) == 3 ? status : STATUS_TEMP_FAIL;
}

enum status ask_status(int eai, int number)
{
	const struct meaning *meaning = meaning_of(eai);

	if (eai == 0)
		return STATUS_OK;
	if (eai == EAI_SYSTEM)
		return system_status(number);
	return meaning ? meaning->status : STATUS_TEMP_FAIL;
}

static void fail_system(struct answer *answer, int number)
{
	err_errno(&answer->err, number, "the resolver failed");
	answer->err.kind = system_status(number);
}

const char *ask_text(int eai)
{
	return gai_strerror(eai);
}

/* Who types a URL, or a port behind the name, is told what to ask for instead. */
static const char *no_such_name(const char *host)
{
	return host && host[strcspn(host, ":/")]
		       ? "no such name; ask for the host alone, without ':' or '/'"
		       : "no such name";
}

/* EAI_NONAME means what the call and the flags make of it. */
static struct meaning noname(const struct query *query)
{
	if (query->kind == QUERY_NAME)
		return (struct meaning){ EAI_NONAME, STATUS_NOT_FOUND, "the address has no name" };
	if (query->host && (query->flags & AI_NUMERICHOST))
		return (struct meaning){ EAI_NONAME, STATUS_INVALID, "not a numeric address" };
	if (query->service && (query->flags & AI_NUMERICSERV))
		return (struct meaning){ EAI_NONAME, STATUS_INVALID,
					 "the service is not a number" };
	return (struct meaning){ EAI_NONAME, STATUS_NOT_FOUND, no_such_name(query->host) };
}

static void fail_eai(struct answer *answer, const struct query *query, int eai, int number)
{
	const struct meaning *listed = meaning_of(eai);
	const char *symbol = name_word(names_eai, eai);
	struct meaning meaning = { eai, ask_status(eai, number),
				   listed ? listed->text : "the resolver failed" };

	answer->eai = eai;
	if (eai == EAI_SYSTEM) {
		fail_system(answer, number);
		return;
	}
	if (eai == EAI_NONAME)
		meaning = noname(query);
	err_set(&answer->err, meaning.status, "%s (%s %d: %s)", meaning.text,
		symbol ? symbol : "EAI", eai, ask_text(eai));
}

static void fail_herror(struct answer *answer, const struct query *query, int h_error, int number)
{
	switch (h_error) { /* netdb.h's codes */
	case HOST_NOT_FOUND:
		err_set(&answer->err, STATUS_NOT_FOUND, "%s (HOST_NOT_FOUND)",
			query->kind == QUERY_ADDRESS ? "the address has no name"
						     : no_such_name(query->host));
		break;
	case NO_DATA:
		err_set(&answer->err, STATUS_NO_DATA,
			"the name exists, but has nothing of this kind (NO_DATA)");
		break;
	case NO_RECOVERY:
		err_set(&answer->err, STATUS_TEMP_FAIL,
			"a name server failed for good (NO_RECOVERY)");
		break;
	case NETDB_INTERNAL:
		fail_system(answer, number);
		break;
	default:
		err_set(&answer->err, STATUS_TEMP_FAIL,
			"the name servers gave no usable answer (TRY_AGAIN)");
		break;
	}
}

/* libc takes a file that it may not open for one that is not there, and then says that a name
 * or service does not exist, or blames the name servers. Where that may have happened it could
 * not tell. */
static void doubt(struct answer *answer)
{
	static const char *const needed[] = { "/etc/nsswitch.conf", "/etc/hosts",
					      "/etc/resolv.conf", "/etc/services" };
	const size_t count = sizeof(needed) / sizeof(needed[0]) - (answer->eai != EAI_SERVICE);

	if (answer->err.kind != STATUS_NOT_FOUND && answer->err.kind != STATUS_TEMP_FAIL)
		return;
	for (size_t i = 0; i < count; i++) {
		struct buf unused = { 0 };
		struct err err = { 0 };

		/* Neither missing nor larger than nothing: there, and not to be read. */
		if (!fd_read_file(&unused, needed[i], 0, &err) && err.kind != STATUS_NOT_FOUND &&
		    err.kind != STATUS_INVALID)
			answer->err = err;
		buf_free(&unused);
	}
}

/* ---- getaddrinfo ------------------------------------------------------------------------ */

static bool keep_sockaddr(struct answer_item *item, const struct sockaddr *at, socklen_t size)
{
	const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)(const void *)at;

	if (size > ANSWER_SOCKADDR_MAX || !addr_from_sockaddr(&item->addr, &item->port, at, size))
		return false;
	if (item->addr.family == AF_INET6)
		item->flowinfo = ntohl(in6->sin6_flowinfo);
	memcpy(item->sockaddr, at, size);
	item->sockaddr_size = (uint8_t)size;
	return true;
}

static char *keep_text(struct answer *answer, const char *text)
{
	return arena_copy(&answer->arena, text, strlen(text));
}

static bool keep_info(struct answer *answer, const struct addrinfo *found)
{
	size_t count = 0;

	for (const struct addrinfo *info = found; info; info = info->ai_next)
		count++;
	answer->item = arena_take(&answer->arena, count * sizeof(*answer->item));
	if (found->ai_canonname)
		answer->name = keep_text(answer, found->ai_canonname);
	if (!answer->item || (found->ai_canonname && !answer->name))
		return false;
	for (const struct addrinfo *info = found; info; info = info->ai_next) {
		struct answer_item *item = &answer->item[answer->count];

		*item = (struct answer_item){ .socktype = info->ai_socktype,
					      .protocol = info->ai_protocol };
		answer->count += keep_sockaddr(item, info->ai_addr, info->ai_addrlen);
	}
	return true;
}

static void ask_info(struct answer *answer, const struct query *query)
{
	struct addrinfo hints = { .ai_flags = query->flags,
				  .ai_family = query->family,
				  .ai_socktype = query->socktype,
				  .ai_protocol = query->protocol };
	struct addrinfo *found = NULL;
	int eai = call_getaddrinfo(query->host, query->service, &hints, &found);

	if (eai != 0) {
		fail_eai(answer, query, eai, errno);
		return;
	}
	if (!keep_info(answer, found))
		answer_fail(answer, STATUS_LACKING, "out of memory for the resolver's answer");
	call_freeaddrinfo(found);
}

/* ---- getnameinfo ------------------------------------------------------------------------ */

static void ask_name(struct answer *answer, const struct query *query)
{
	struct sockaddr_storage at;
	socklen_t size = addr_to_sockaddr(&at, &query->addr, query->port);
	char host[NI_MAXHOST], service[NI_MAXSERV];
	int eai = call_getnameinfo((struct sockaddr *)&at, size, host, sizeof(host), service,
				   sizeof(service), query->flags);

	if (eai != 0) {
		fail_eai(answer, query, eai, errno);
		return;
	}
	answer->name = keep_text(answer, host);
	answer->service = keep_text(answer, service);
	if (!answer->name || !answer->service)
		answer_fail(answer, STATUS_LACKING, "out of memory for the resolver's answer");
}

/* ---- gethostbyname and gethostbyaddr ---------------------------------------------------- */

static bool keep_aliases(struct answer *answer, char **aliases)
{
	size_t count = 0;

	while (aliases[count])
		count++;
	answer->aliases = arena_take(&answer->arena, (count + 1) * sizeof(*answer->aliases));
	if (!answer->aliases)
		return false;
	for (size_t i = 0; i < count; i++)
		if (!(answer->aliases[i] = keep_text(answer, aliases[i])))
			return false;
	answer->aliases[count] = NULL;
	return true;
}

static bool keep_host(struct answer *answer, const struct hostent *host)
{
	size_t size = addr_size(host->h_addrtype), count = 0;

	while (host->h_addr_list[count])
		count++;
	answer->name = keep_text(answer, host->h_name);
	answer->item = arena_take(&answer->arena, count * sizeof(*answer->item));
	if (!answer->name || !answer->item || !keep_aliases(answer, host->h_aliases))
		return false;
	for (size_t i = 0; i < count && (size_t)host->h_length == size; i++) {
		struct answer_item *item = &answer->item[answer->count++];

		*item = (struct answer_item){ .addr.family = host->h_addrtype };
		memcpy(item->addr.byte, host->h_addr_list[i], size);
	}
	return true;
}

enum { HOSTENT_FIRST = 4096, HOSTENT_MAX = 16 << 20 };

static int call_host(const struct query *query, struct hostent *host, struct buf *memory,
		     struct hostent **found, int *h_error)
{
	if (query->kind == QUERY_HOST)
		return call_gethostbyname2_r(query->host, query->family, host, memory->data,
					     memory->capacity, found, h_error);
	return call_gethostbyaddr_r(query->addr.byte, (socklen_t)addr_size(query->addr.family),
				    query->addr.family, host, memory->data, memory->capacity, found,
				    h_error);
}

static void ask_host(struct answer *answer, const struct query *query)
{
	struct buf memory = { 0 };
	struct hostent host, *found = NULL;
	int h_error = 0, number = ERANGE;

	for (size_t size = HOSTENT_FIRST; number == ERANGE && size <= HOSTENT_MAX; size *= 2)
		number = buf_reserve(&memory, size)
				 ? call_host(query, &host, &memory, &found, &h_error)
				 : ENOMEM;
	if (number == ENOMEM && memory.failed)
		answer_fail(answer, STATUS_LACKING, "out of memory for the resolver's answer");
	else if (!found)
		fail_herror(answer, query, number == ERANGE ? NETDB_INTERNAL : h_error, number);
	else if (!keep_host(answer, found))
		answer_fail(answer, STATUS_LACKING, "out of memory for the resolver's answer");
	buf_free(&memory);
}

static void ask_any(struct answer *answer, const struct query *query)
{
	switch (query->kind) {
	case QUERY_INFO:
		ask_info(answer, query);
		break;
	case QUERY_NAME:
		ask_name(answer, query);
		break;
	case QUERY_HOST:
	case QUERY_ADDRESS:
		ask_host(answer, query);
		break;
	}
}

static bool is_international(const struct query *query)
{
	return (query->kind == QUERY_INFO && (query->flags & (AI_IDN | AI_CANONIDN))) ||
	       (query->kind == QUERY_NAME && (query->flags & NI_IDN));
}

/* libc encodes and decodes by the locale's character set. Ours is always C; names are UTF-8. */
static void ask_in_utf8(struct answer *answer, const struct query *query)
{
	locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0), before;

	if (!utf8) {
		err_errno(&answer->err, errno, "no locale to encode international names with");
		return;
	}
	before = uselocale(utf8);
	ask_any(answer, query);
	uselocale(before);
	freelocale(utf8);
}

void ask_libc(struct answer *answer, const struct query *query)
{
	if (is_international(query))
		ask_in_utf8(answer, query);
	else
		ask_any(answer, query);
	doubt(answer);
}
