/* query -- what libc's resolver can be asked, as a value, and as bytes for a helper. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/query.h"

#include <string.h>

#include "base/bytes.h"

enum {
	LABEL_MAX = 63,
	NAME_MAX_DOTLESS =
		253 /* 255 bytes in DNS: a length byte for each dot, one more, and the root */
};

static bool is_ascii(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text >= 0x80)
			return false;
	return true;
}

bool query_name(const char *text, bool idn, struct err *err)
{
	size_t size = strlen(text);
	bool root = size > 0 && text[size - 1] == '.';

	if (size == 0)
		return err_set(err, STATUS_INVALID, "an empty name");
	if (size > QUERY_TEXT_MAX || (!(idn && !is_ascii(text)) && size - root > NAME_MAX_DOTLESS))
		return err_set(err, STATUS_INVALID, "a name of %zu bytes: DNS names end at 253",
			       size - root);
	if (strcmp(text, ".") == 0 || (idn && !is_ascii(text)))
		return true;
	while (*text) {
		size_t label = strcspn(text, ".");

		if (label == 0)
			return err_set(err, STATUS_INVALID, "an empty label in the name");
		if (label > LABEL_MAX)
			return err_set(err, STATUS_INVALID,
				       "a label of %zu bytes: '%.*s' (63 at most)", label,
				       (int)label, text);
		text += label + (text[label] == '.');
	}
	return true;
}

static bool has_host(const struct query *query)
{
	return query->kind == QUERY_HOST || (query->kind == QUERY_INFO && query->host);
}

/* An IPv6 address may be numeric text, which has no labels. */
static bool is_like_inet6(const char *host)
{
	return strchr(host, ':') && strlen(host) < QUERY_TEXT_MAX;
}

bool query_check(const struct query *query, struct err *err)
{
	bool idn = query->kind == QUERY_INFO && (query->flags & AI_IDN);

	if (has_host(query) && !is_like_inet6(query->host) && !query_name(query->host, idn, err))
		return false;
	if (query->service && strlen(query->service) > QUERY_TEXT_MAX)
		return err_set(err, STATUS_INVALID, "a service name of %zu bytes",
			       strlen(query->service));
	return true;
}

static bool is_number(const char *service)
{
	return service[strspn(service, "0123456789")] == '\0';
}

bool query_may_be_numeric(const struct query *query)
{
	const char *host = query->host;

	switch (query->kind) {
	case QUERY_INFO:
		if (query->service && !is_number(query->service))
			return false;
		if (!host) /* several addresses: libc reads gai.conf to order them */
			return query->family != AF_UNSPEC;
		return (query->flags & AI_NUMERICHOST) || strchr(host, ':') ||
		       (host[0] >= '0' && host[0] <= '9');
	case QUERY_NAME:
		return (query->flags & NI_NUMERICHOST) && (query->flags & NI_NUMERICSERV);
	case QUERY_HOST:
	case QUERY_ADDRESS:
		return false;
	}
	return false;
}

void query_put(struct buf *buf, const struct query *query)
{
	bytes_put_number(buf, (uint32_t)query->kind);
	bytes_put_text(buf, query->host);
	bytes_put_text(buf, query->service);
	bytes_put_number(buf, (uint32_t)query->family);
	bytes_put_number(buf, (uint32_t)query->socktype);
	bytes_put_number(buf, (uint32_t)query->protocol);
	bytes_put_number(buf, (uint32_t)query->flags);
	bytes_put_number(buf, (uint32_t)query->addr.family);
	buf_put(buf, query->addr.byte, sizeof(query->addr.byte));
	bytes_put_number(buf, query->addr.scope_id);
	bytes_put_number(buf, query->port);
}

bool query_read(struct query *query, const void *data, size_t size)
{
	struct bytes bytes = { .at = data, .left = size };
	uint32_t kind = bytes_number(&bytes);
	struct query fresh = { .kind = (enum query_kind)kind };
	const void *address;

	fresh.host = bytes_text(&bytes);
	fresh.service = bytes_text(&bytes);
	fresh.family = (int)bytes_number(&bytes);
	fresh.socktype = (int)bytes_number(&bytes);
	fresh.protocol = (int)bytes_number(&bytes);
	fresh.flags = (int)bytes_number(&bytes);
	fresh.addr.family = (int)bytes_number(&bytes);
	address = bytes_data(&bytes, sizeof(fresh.addr.byte));
	fresh.addr.scope_id = bytes_number(&bytes);
	fresh.port = (uint16_t)bytes_number(&bytes);
	if (!address || bytes.failed || bytes.left > 0 || kind > QUERY_ADDRESS ||
	    (kind == QUERY_HOST && !fresh.host))
		return false;
	memcpy(fresh.addr.byte, address, sizeof(fresh.addr.byte));
	*query = fresh;
	return true;
}
