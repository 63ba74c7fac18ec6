/* scheme -- URI schemes, the ports they stand for, and the scheme a service's URLs begin with. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/scheme.h"

#include <string.h>

#include "base/num.h"
#include "base/texts.h"

bool url_looks(const char *text)
{
	return text_find(text, "://") != NULL;
}

static struct word between(const char *from, const char *to)
{
	return (struct word){ from, (size_t)(to - from) };
}

/* [V6] or NAME in front of an optional :PORT; RFC 3986 lets the port behind ':' be empty. */
static bool split_host(struct url *url, struct word authority, struct err *err)
{
	bool brackets = authority.size > 0 && authority.at[0] == '[';
	const char *end = authority.at + authority.size;
	const char *host_end = memchr(authority.at, brackets ? ']' : ':', authority.size);
	struct word rest;
	uint64_t port = 0;

	if (brackets && !host_end)
		return err_set(err, STATUS_INVALID, "'%.*s' has no closing bracket",
			       (int)authority.size, authority.at);
	host_end = host_end ? host_end : end;
	rest = between(host_end + brackets, end);
	if (rest.size > 0 && rest.at[0] != ':')
		return err_set(err, STATUS_INVALID, "'%.*s' is no host and port",
			       (int)authority.size, authority.at);
	if (rest.size > 1 && !num_digits(&port, rest.at + 1, rest.size - 1, UINT16_MAX))
		return err_set(err, STATUS_INVALID, "'%.*s' is no port from 0 to 65535",
			       (int)rest.size - 1, rest.at + 1);
	url->host = between(authority.at + brackets, host_end);
	url->port = rest.size > 1 ? (int)port : -1;
	return true;
}

bool url_split(struct url *url, const char *text, struct err *err)
{
	const char *mark = text_find(text, "://");
	struct url fresh = { .scheme = between(text, mark ? mark : text) };
	struct word authority;
	const char *user;

	if (fresh.scheme.size == 0)
		return err_set(err, STATUS_INVALID, "'%s' is no URL: SCHEME://HOST[:PORT]/", text);
	authority = (struct word){ mark + 3, strcspn(mark + 3, "/?#") };
	while ((user = memchr(authority.at, '@', authority.size)))
		authority = between(user + 1, authority.at + authority.size);
	if (!split_host(&fresh, authority, err))
		return false;
	*url = fresh;
	return true;
}

bool url_refuse(const char *text, struct err *err)
{
	struct err unused = { 0 };
	struct url url;
	uint16_t meant = 0;
	bool is_v6, is_udp, fine = url_split(&url, text, &unused) && url.host.size > 0;

	if (fine && url.port < 0 && scheme_port(&meant, url.scheme))
		url.port = meant;
	if (!fine || url.port <= 0)
		return err_set(err, STATUS_INVALID, "'%s' is a URL, not an endpoint: HOST:PORT",
			       text);
	is_v6 = memchr(url.host.at, ':', url.host.size) != NULL;
	is_udp = word_is(url.scheme, word_of("udp"));
	return err_set(err, STATUS_INVALID, "'%s' is a URL, not an endpoint: %s%s%.*s%s:%d", text,
		       is_udp ? "udp:" : "", is_v6 ? "[" : "", (int)url.host.size, url.host.at,
		       is_v6 ? "]" : "", url.port);
}

/* The next line of the registry; LINE is left at its services. */
static bool row_take(struct word *scheme, uint16_t *port, struct word *line, struct word *rows)
{
	struct word digits;
	uint64_t number = 0;

	if (!line_take(line, rows))
		return false;
	word_take(scheme, line);
	word_take(&digits, line);
	num_digits(&number, digits.at, digits.size, UINT16_MAX);
	*port = (uint16_t)number;
	return true;
}

bool scheme_port(uint16_t *port, struct word scheme)
{
	struct word rows = word_of(scheme_rows), line, word;
	uint16_t number;

	while (row_take(&word, &number, &line, &rows))
		if (word_is(word, scheme)) {
			*port = number;
			return true;
		}
	return false;
}

static bool scheme_of_name(struct word *scheme, struct word name)
{
	struct word rows = word_of(scheme_rows), line, word, service;
	uint16_t port;

	while (row_take(&word, &port, &line, &rows))
		while (word_take(&service, &line))
			if (word_is(service, name)) {
				*scheme = word;
				return true;
			}
	return false;
}

/* The registered scheme for URLs of SERVICE; its name where none is registered. */
static struct word scheme_of(const struct service *service)
{
	struct service rest = *service;
	struct word scheme, alias;

	if (scheme_of_name(&scheme, service->name))
		return scheme;
	while (service_alias(&alias, &rest))
		if (scheme_of_name(&scheme, alias))
			return scheme;
	return service->name;
}

void scheme_url(struct buf *url, const struct service *service, const char *host, uint16_t port)
{
	struct word scheme = scheme_of(service);
	uint16_t meant = service->port;
	bool is_v6 = strchr(host, ':') != NULL;

	scheme_port(&meant, scheme);
	buf_put(url, scheme.at, scheme.size);
	buf_puts(url, is_v6 ? "://[" : "://");
	buf_puts(url, host);
	buf_puts(url, is_v6 ? "]" : "");
	if (port != meant)
		buf_printf(url, ":%u", port);
	buf_putc(url, '/');
}

bool scheme_host_fits(const char *host)
{
	const char *end = host;

	while (*end && (unsigned char)*end > ' ' && *end != 0x7f && !strchr("/?#@\\[]\"<>", *end))
		end++;
	return host[0] && !*end;
}
