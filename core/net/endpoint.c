/* endpoint -- where a socket binds or connects, as words say it: split, joined, no resolver. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/endpoint.h"

#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "base/num.h"
#include "base/texts.h"
#include "net/addr.h"
#include "net/scheme.h"

const struct name endpoint_transports[] = {
	NAME("tcp", TRANSPORT_TCP, "TCP over IPv4 or IPv6"),
	NAME("udp", TRANSPORT_UDP, "UDP over IPv4 or IPv6"),
	NAME("unix", TRANSPORT_UNIX, "Unix stream socket"),
	NAME("unixgram", TRANSPORT_UNIXGRAM, "Unix datagram socket"),
	NAME("seqpacket", TRANSPORT_SEQPACKET, "Unix sequenced-packet socket"),
	NAME("unixpacket", TRANSPORT_SEQPACKET, "seqpacket"),
	NAMES_END
};

bool transport_is_unix(enum transport transport)
{
	return transport != TRANSPORT_TCP && transport != TRANSPORT_UDP;
}

/* The unix transport for a path that came without one. */
static enum transport transport_for_path(enum transport fallback)
{
	if (transport_is_unix(fallback))
		return fallback;
	return fallback == TRANSPORT_UDP ? TRANSPORT_UNIXGRAM : TRANSPORT_UNIX;
}

static bool all_digits(const char *text)
{
	return *text && !text[strspn(text, "0123456789")];
}

/* Blanks and control characters have no place in a host or service name. */
static bool is_plain(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if ((unsigned char)text[i] <= ' ' || text[i] == 0x7f)
			return false;
	return true;
}

/* ---- ports ------------------------------------------------------------------------------ */

bool endpoint_port(struct endpoint *endpoint, const char *text, struct err *err)
{
	size_t size = strlen(text);
	uint64_t number = 0;

	if (all_digits(text)) {
		if (!num_digits(&number, text, size, UINT16_MAX))
			return err_set(err, STATUS_INVALID, "port '%s' is above 65535", text);
		size = 0;
	} else if (*text >= '0' && *text <= '9' && !text[strspn(text, "0123456789-,")]) {
		return err_set(err, STATUS_INVALID, "'%s' is several ports: one is taken", text);
	} else if (!*text || text[strcspn(text, ":/@[]")] || strchr("+-", *text) ||
		   !is_plain(text, size)) {
		return err_set(err, STATUS_INVALID, "'%s' is no port number or service name", text);
	} else if (size >= ENDPOINT_SERVICE_MAX) {
		return err_set(err, STATUS_INVALID, "service name '%s' is too long", text);
	}
	memcpy(endpoint->service, text, size);
	endpoint->service[size] = '\0';
	endpoint->port = (uint16_t)number;
	endpoint->has_port = true;
	return true;
}

/* ---- hosts ------------------------------------------------------------------------------ */

/* SIZE bytes of an IPv6 address, perhaps with a zone, made canonical. */
static bool set_inet6(struct endpoint *endpoint, const char *text, size_t size)
{
	const char *zone = memchr(text, '%', size);
	size_t bare = zone ? (size_t)(zone - text) : size, length;
	struct addr addr;

	if (!addr_read(&addr, text, bare) || addr.family != AF_INET6)
		return false;
	if (zone && (size - bare < 2 || size - bare > ADDR_TEXT_MAX ||
		     !is_plain(zone, size - bare) || memchr(zone, ']', size - bare)))
		return false;
	length = addr_format(endpoint->name, &addr);
	memcpy(endpoint->name + length, text + bare, size - bare);
	endpoint->name[length + size - bare] = '\0';
	endpoint->kind = ENDPOINT_HOST;
	return true;
}

static bool set_host(struct endpoint *endpoint, const char *text, size_t size, struct err *err)
{
	int shown = (int)(size < ENDPOINT_NAME_MAX ? size : ENDPOINT_NAME_MAX);

	if (size == 0) {
		endpoint->kind = ENDPOINT_LOOPBACK;
	} else if ((size == 1 && *text == '*') || (size == 3 && strncasecmp(text, "any", 3) == 0)) {
		endpoint->kind = ENDPOINT_ANY;
	} else if (size >= ENDPOINT_NAME_MAX) {
		return err_set(err, STATUS_INVALID, "host name of %zu bytes, more than 255: '%.*s'",
			       size, shown, text);
	} else if (!is_plain(text, size) || memchr(text, '@', size) || memchr(text, '/', size) ||
		   memchr(text, ']', size) || memchr(text, '[', size)) {
		return err_set(err, STATUS_INVALID, "'%.*s' is no host name", shown, text);
	} else {
		memcpy(endpoint->name, text, size);
		endpoint->kind = ENDPOINT_HOST;
	}
	return true;
}

static bool parse_bracketed(struct endpoint *endpoint, const char *text, struct err *err)
{
	const char *close = strchr(text, ']');

	if (!close || !set_inet6(endpoint, text + 1, (size_t)(close - text - 1)))
		return err_set(err, STATUS_INVALID, "'%s' has no IPv6 address in brackets", text);
	if (!close[1])
		return true;
	if (close[1] != ':')
		return err_set(err, STATUS_INVALID, "'%s' behind the bracket of '%s'", close + 1,
			       text);
	return endpoint_port(endpoint, close + 2, err);
}

static bool parse_inet(struct endpoint *endpoint, const char *text, struct err *err)
{
	const char *colon = strchr(text, ':');

	if (*text == '[')
		return parse_bracketed(endpoint, text, err);
	if (all_digits(text)) {
		endpoint->kind = ENDPOINT_LOOPBACK;
		return endpoint_port(endpoint, text, err);
	}
	if (set_inet6(endpoint, text, strlen(text)))
		return true;
	if (!*text)
		return err_set(err, STATUS_INVALID, "no host and no port");
	if (!colon)
		return set_host(endpoint, text, strlen(text), err);
	if (strchr(colon + 1, ':'))
		return err_set(err, STATUS_INVALID,
			       "'%s' has more than one ':', an IPv6 address stands in brackets",
			       text);
	return set_host(endpoint, text, (size_t)(colon - text), err) &&
	       endpoint_port(endpoint, colon + 1, err);
}

/* ---- paths ------------------------------------------------------------------------------ */

static bool parse_unix(struct endpoint *endpoint, const char *text, struct err *err)
{
	bool is_abstract = *text == '@';
	size_t size = strlen(text += is_abstract);

	if (size == 0)
		return err_set(err, STATUS_INVALID, "empty socket path");
	if (size + is_abstract >= ENDPOINT_PATH_MAX)
		return err_set(err, STATUS_INVALID, "socket path of %zu bytes, more than %d: '%s'",
			       size, ENDPOINT_PATH_MAX - 1 - is_abstract, text);
	endpoint->kind = is_abstract ? ENDPOINT_ABSTRACT : ENDPOINT_PATH;
	memcpy(endpoint->name, text, size);
	return true;
}

/* ---- words ------------------------------------------------------------------------------ */

/* The transport in front of WORD, and how long it is with its ':'; 0 when there is none. */
static size_t read_transport(enum transport *transport, const char *word)
{
	size_t size = strcspn(word, ":");

	for (const struct name *row = endpoint_transports; word[size] && *row->word; row++)
		if (strlen(row->word) == size && strncasecmp(row->word, word, size) == 0) {
			*transport = (enum transport)row->value;
			return size + 1;
		}
	return 0;
}

bool endpoint_parse(struct endpoint *endpoint, const char *word, enum transport fallback,
		    struct err *err)
{
	struct endpoint found = { .transport = fallback };
	size_t prefix = read_transport(&found.transport, word);
	bool is_path = *word == '@' || strchr(word, '/');

	if (url_looks(word) && !(prefix && transport_is_unix(found.transport)))
		return url_refuse(word, err);
	if (!prefix && is_path)
		found.transport = transport_for_path(fallback);
	if (transport_is_unix(found.transport)) {
		if (!parse_unix(&found, word + prefix, err))
			return false;
	} else if (!parse_inet(&found, word + prefix, err)) {
		return false;
	}
	*endpoint = found;
	return true;
}

bool endpoint_pairs(const char *word, const char *next)
{
	struct endpoint endpoint;
	struct err unused = { 0 };

	return endpoint_parse(&endpoint, word, TRANSPORT_TCP, &unused) &&
	       !transport_is_unix(endpoint.transport) && !endpoint.has_port &&
	       !next[strcspn(next, ".:/@[]")] && endpoint_port(&endpoint, next, &unused);
}

bool endpoint_take(struct endpoint *endpoint, char *const **words, enum transport fallback,
		   struct err *err)
{
	char *const *word = *words;
	struct endpoint found;

	if (!*word)
		return err_set(err, STATUS_INVALID, "no endpoint");
	if (!endpoint_parse(&found, *word, fallback, err))
		return false;
	if (!transport_is_unix(found.transport) && !found.has_port) {
		if (!word[1])
			return err_set(err, STATUS_INVALID, "'%s' has no port", *word);
		if (!endpoint_port(&found, *++word, err))
			return false;
	}
	*words = word + 1;
	*endpoint = found;
	return true;
}

bool endpoint_read(struct endpoint *endpoint, const char *word, enum transport fallback,
		   struct err *err)
{
	struct endpoint found;

	if (!endpoint_parse(&found, word, fallback, err))
		return false;
	if (!transport_is_unix(found.transport) && !found.has_port)
		return err_set(err, STATUS_INVALID, "'%s' has no port", word);
	*endpoint = found;
	return true;
}

void endpoint_format(struct buf *buf, const struct endpoint *endpoint)
{
	bool bracketed = endpoint->kind == ENDPOINT_HOST && strchr(endpoint->name, ':');

	buf_puts(buf, name_word(endpoint_transports, endpoint->transport));
	buf_puts(buf, bracketed ? ":[" : ":");
	buf_puts(buf, endpoint->kind == ENDPOINT_ANY        ? "*"
		      : endpoint->kind == ENDPOINT_LOOPBACK ? "localhost"
		      : endpoint->kind == ENDPOINT_ABSTRACT ? "@"
							    : "");
	buf_puts(buf, endpoint->name);
	if (bracketed)
		buf_putc(buf, ']');
	if (!endpoint->has_port)
		return;
	buf_putc(buf, ':');
	if (*endpoint->service)
		buf_puts(buf, endpoint->service);
	else
		buf_putu(buf, endpoint->port);
}
