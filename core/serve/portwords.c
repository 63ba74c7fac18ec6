/* portwords -- a host and its ports as people type them: HOST PORTS, HOST:22,80-90. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "serve/portwords.h"

#include <string.h>

#include "base/texts.h"
#include "net/addr.h"
#include "net/scheme.h"

/* "80/tcp", as service databases and scanners have it. */
static bool has_transport(const char *word)
{
	const char *slash = strchr(word, '/');

	return slash && (text_equals(slash, "/tcp", 4) || text_equals(slash, "/udp", 4));
}

bool portwords_are_ports(const char *word)
{
	if (*word && word[strspn(word, "0123456789,-")] == '\0')
		return true;
	return !strchr(word, ':') && (strchr(word, ',') || has_transport(word));
}

/* The text behind the last ':' that parts a host from its ports; NULL where there is none. ENDPOINT
 * is what stands before it, with port 1. */
static const char *split(struct endpoint *endpoint, const char *word, enum transport fallback)
{
	const char *colon = memrchr(word, ':', strlen(word));
	struct buf head = { 0 };
	struct err unused = { 0 };
	bool fine;

	if (portwords_are_ports(word)) {
		fine = endpoint_parse(endpoint, "1", fallback, &unused);
		return fine ? word : NULL;
	}
	if (!colon || !colon[1] || url_looks(word) ||
	    (!portwords_are_ports(colon + 1) && endpoint_parse(endpoint, word, fallback, &unused) &&
	     !endpoint->has_port))
		return NULL;
	buf_put(&head, word, (size_t)(colon + 1 - word));
	buf_putc(&head, '1');
	fine = endpoint_parse(endpoint, buf_text(&head), fallback, &unused) && endpoint->has_port;
	buf_free(&head);
	return fine ? colon + 1 : NULL;
}

bool portwords_have_ports(const char *word)
{
	struct endpoint unused;

	return split(&unused, word, TRANSPORT_TCP) != NULL;
}

/* The ports of what is malformed, or no host, are not those of another. */
bool portwords_pair(const char *word, const char *next)
{
	if (portwords_are_ports(next))
		return !portwords_have_ports(word);
	return !portwords_are_ports(word) && !strchr(next, ':') && !strchr(next, '/') &&
	       endpoint_pairs(word, next);
}

/* "10.0.0.0/8", which endpoint_parse reads as a path. */
static bool is_network(const char *word)
{
	struct addr addr;

	return addr_read(&addr, word, strcspn(word, "/"));
}

static bool read_host(struct endpoint *endpoint, const char *word, const char *list,
		      enum transport fallback, struct err *err)
{
	if (!endpoint_parse(endpoint, word, fallback, err))
		return false;
	if (transport_is_unix(endpoint->transport))
		return true; /* it is refused for that */
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
	if (transport_is_unix(fresh.transport) && is_network(word))
		return err_set(err, STATUS_INVALID, "'%s' is a network: name each of its hosts",
			       word);
	if (transport_is_unix(fresh.transport))
		return err_set(err, STATUS_INVALID,
			       "'%s' is the path of a Unix socket, which has no ports: HOST PORTS",
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
