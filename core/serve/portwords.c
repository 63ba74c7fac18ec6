/* portwords -- a host and its ports as people type them: HOST PORTS, HOST:22,80-90. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "serve/portwords.h"

#include <string.h>

/* "22,80-90": what is no name of a host. */
static bool is_list(const char *word)
{
	return *word && word[strspn(word, "0123456789,-")] == '\0';
}

bool portwords_pair(const char *word, const char *next)
{
	struct endpoint endpoint;
	struct err unused = { 0 };
	bool lists = is_list(next) || strchr(next, ',');

	if (is_list(word) || strchr(next, ':') || strchr(next, '/'))
		return false;
	/* The ports of what is no host are not those of another. */
	return endpoint_pairs(word, lists ? "1" : next) ||
	       (lists && !endpoint_parse(&endpoint, word, TRANSPORT_TCP, &unused));
}

/* The text behind the last ':' that parts a host from its ports; NULL where there is none. ENDPOINT
 * is what stands before it, with port 1. */
static const char *split(struct endpoint *endpoint, const char *word, enum transport fallback)
{
	const char *colon = memrchr(word, ':', strlen(word));
	struct buf head = { 0 };
	struct err unused = { 0 };
	bool fine;

	if (is_list(word)) {
		fine = endpoint_parse(endpoint, "1", fallback, &unused);
		return fine ? word : NULL;
	}
	if (!colon || !colon[1] ||
	    (endpoint_parse(endpoint, word, fallback, &unused) && !endpoint->has_port))
		return NULL;
	buf_put(&head, word, (size_t)(colon + 1 - word));
	buf_putc(&head, '1');
	fine = endpoint_parse(endpoint, buf_text(&head), fallback, &unused) && endpoint->has_port;
	buf_free(&head);
	return fine ? colon + 1 : NULL;
}

static bool read_host(struct endpoint *endpoint, const char *word, const char *list,
		      enum transport fallback, struct err *err)
{
	if (!endpoint_parse(endpoint, word, fallback, err))
		return false;
	return (list && *list) ||
	       err_set(err, STATUS_INVALID, "'%s' has no ports: HOST PORTS, or HOST:PORTS", word);
}

bool portwords_read(struct endpoint *endpoint, struct portset *ports, const char *word,
		    const char *list, enum transport fallback, struct database *services,
		    struct err *err)
{
	struct endpoint fresh;
	const char *own = split(&fresh, word, fallback);

	if (own && list)
		return err_set(err, STATUS_INVALID, "'%s' has ports: '%s' are too many", word,
			       list);
	if (!own && !read_host(&fresh, word, list, fallback, err))
		return false;
	if (transport_is_unix(fresh.transport))
		return err_set(err, STATUS_INVALID, "'%s' has no ports: they are of TCP and UDP",
			       word);
	if (!portset_read(ports, own ? own : list, services,
			  name_word(endpoint_transports, fresh.transport), err))
		return false;
	fresh.has_port = true;
	fresh.service[0] = '\0';
	fresh.port = portset_next(ports, 0);
	*endpoint = fresh;
	return true;
}
