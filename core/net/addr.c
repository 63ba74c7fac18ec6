/* addr -- one IP address as a value: parse, format, compare, classify, mask. No resolver. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/addr.h"

#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>

#include "base/num.h"
#include "net/calls.h"

/* ---- text to address -------------------------------------------------------------------- */

static bool read_inet(uint8_t byte[static 4], const char *text, const char *end)
{
	for (int i = 0; i < 4; i++) {
		const char *start = text;
		unsigned value = 0;

		while (text < end && *text >= '0' && *text <= '9' && text - start < 3)
			value = value * 10 + (unsigned)(*text++ - '0');
		if (text == start || value > 255 || (*start == '0' && text - start > 1))
			return false;
		byte[i] = (uint8_t)value;
		if (i < 3 && (text == end || *text++ != '.'))
			return false;
	}
	return text == end;
}

/* Up to four hex digits; returns where they end. */
static const char *read_group(unsigned *value, const char *text, const char *end)
{
	const char *limit = end - text > 4 ? text + 4 : end;
	int digit;

	*value = 0;
	for (; text < limit && (digit = num_digit(*text)) >= 0; text++)
		*value = *value << 4 | (unsigned)digit;
	return text;
}

/* What an IPv6 address has so far: COUNT bytes, and where "::" stood, or -1. */
struct groups {
	uint8_t byte[16];
	int count, gap;
};

static bool groups_spread(uint8_t byte[static 16], const struct groups *groups)
{
	int behind = groups->count - groups->gap;

	if (groups->gap < 0 ? groups->count != 16 : groups->count == 16)
		return false;
	memset(byte, 0, 16);
	if (groups->gap < 0) {
		memcpy(byte, groups->byte, 16);
	} else {
		memcpy(byte, groups->byte, (size_t)groups->gap);
		memcpy(byte + 16 - behind, groups->byte + groups->gap, (size_t)behind);
	}
	return true;
}

/* The ':' before TEXT has been read. True when another group may follow. */
static bool read_gap(struct groups *groups, const char **text, const char *end)
{
	if (*text == end || **text != ':')
		return *text < end;
	if (groups->gap >= 0)
		return false;
	groups->gap = groups->count;
	++*text;
	return true;
}

static bool read_inet6(uint8_t byte[static 16], const char *text, const char *end)
{
	struct groups groups = { .gap = -1 };

	if (end - text < 2)
		return false;
	if (*text == ':' && (*++text != ':' || !read_gap(&groups, &text, end)))
		return false;
	while (text < end) {
		unsigned value;
		const char *next = read_group(&value, text, end);

		if (next < end && *next == '.' && groups.count <= 12) {
			if (!read_inet(groups.byte + groups.count, text, end))
				return false;
			groups.count += 4;
			break;
		}
		if (next == text || groups.count == 16)
			return false;
		groups.byte[groups.count++] = (uint8_t)(value >> 8);
		groups.byte[groups.count++] = (uint8_t)value;
		text = next;
		if (text < end && (*text++ != ':' || !read_gap(&groups, &text, end)))
			return false;
	}
	return groups_spread(byte, &groups);
}

bool addr_read(struct addr *addr, const char *text, size_t size)
{
	struct addr found = { 0 };

	if (memchr(text, ':', size < 5 ? size : 5)) {
		found.family = AF_INET6;
		if (!read_inet6(found.byte, text, text + size))
			return false;
	} else {
		found.family = AF_INET;
		if (!read_inet(found.byte, text, text + size))
			return false;
	}
	*addr = found;
	return true;
}

/* ---- zones ------------------------------------------------------------------------------ */

bool addr_is_link_local(const struct addr *addr)
{
	const uint8_t *byte = addr->byte;

	if (addr->family != AF_INET6)
		return false;
	if (byte[0] == 0xff)
		return (byte[1] & 0x0f) == 1 || (byte[1] & 0x0f) == 2;
	return byte[0] == 0xfe && (byte[1] & 0xc0) == 0x80;
}

bool addr_is_multicast(const struct addr *addr)
{
	return addr->family == AF_INET ? addr->byte[0] >> 4 == 14
				       : addr->family == AF_INET6 && addr->byte[0] == 0xff;
}

bool addr_zone(uint32_t *scope_id, const char *zone, struct err *err)
{
	unsigned index = call_if_nametoindex(zone);
	int number = errno;
	uint64_t value;

	/* Names come first, as in getaddrinfo(3). */
	if (!index && num_digits(&value, zone, strlen(zone), UINT32_MAX))
		index = (unsigned)value;
	else if (!index && (number == ENODEV || number == ENXIO))
		return err_set(err, STATUS_NO_INTERFACE, "no interface '%s' here", zone);
	else if (!index)
		return err_errno(err, number, "interface '%s'", zone);
	*scope_id = index;
	return true;
}

bool addr_zone_name(char *name, uint32_t index, struct err *err)
{
	if (call_if_indextoname(index, name))
		return true;
	if (errno == ENODEV || errno == ENXIO)
		return err_set(err, STATUS_NO_INTERFACE, "no interface has the index %u", index);
	return err_errno(err, errno, "the name of interface %u", index);
}

bool addr_interface(unsigned *index, const char *word, struct err *err)
{
	char name[IF_NAMESIZE];
	uint32_t found;
	uint64_t value;

	if (!addr_zone(&found, word, err))
		return false;
	if (num_digits(&value, word, strlen(word), UINT32_MAX) && !addr_zone_name(name, found, err))
		return false;
	*index = found;
	return true;
}

bool addr_parse(struct addr *addr, const char *text, struct err *err)
{
	size_t size = strcspn(text, "%");
	struct addr found;

	if (!addr_read(&found, text, size))
		return err_set(err, STATUS_INVALID, "'%s' is not an IPv4 or IPv6 address", text);
	if (text[size]) {
		if (!addr_is_link_local(&found))
			return err_set(err, STATUS_INVALID,
				       "'%s' has a zone, but is not link-local", text);
		if (!addr_zone(&found.scope_id, text + size + 1, err))
			return false;
	}
	*addr = found;
	return true;
}

/* ---- address to text -------------------------------------------------------------------- */

static char *put_inet(char *to, const uint8_t byte[static 4])
{
	for (int i = 0; i < 4; i++) {
		unsigned value = byte[i];

		if (i)
			*to++ = '.';
		if (value >= 100)
			*to++ = (char)('0' + value / 100);
		if (value >= 10)
			*to++ = (char)('0' + value / 10 % 10);
		*to++ = (char)('0' + value % 10);
	}
	return to;
}

static char *put_group(char *to, unsigned group)
{
	static const char digits[] = "0123456789abcdef";

	if (group > 0xfff)
		*to++ = digits[group >> 12];
	if (group > 0xff)
		*to++ = digits[group >> 8 & 15];
	if (group > 0xf)
		*to++ = digits[group >> 4 & 15];
	*to++ = digits[group & 15];
	return to;
}

/* The first longest run of zero groups, at least two: where it starts, and its length. */
static int longest_gap(const uint8_t byte[static 16], int *length)
{
	int best = -1, run = 0;

	*length = 1;
	for (int i = 0; i < 8; i++) {
		run = byte[2 * i] || byte[2 * i + 1] ? 0 : run + 1;
		if (run > *length) {
			*length = run;
			best = i + 1 - run;
		}
	}
	return best;
}

static char *put_inet6(char *to, const uint8_t byte[static 16])
{
	int length, gap = longest_gap(byte, &length);
	/* ::ffff:1.2.3.4 and ::1.2.3.4, as inet_ntop writes them. */
	bool dotted =
		gap == 0 && (length == 6 || (length == 5 && byte[10] == 0xff && byte[11] == 0xff));

	for (int i = 0; i < 8; i++) {
		if (i == gap) {
			*to++ = ':';
			i += length - 1;
			continue;
		}
		if (i)
			*to++ = ':';
		if (i == 6 && dotted)
			return put_inet(to, byte + 12);
		to = put_group(to, (unsigned)byte[2 * i] << 8 | byte[2 * i + 1]);
	}
	if (gap >= 0 && gap + length == 8)
		*to++ = ':';
	return to;
}

static char *put_zone(char *to, uint32_t scope_id)
{
	char name[IF_NAMESIZE];

	*to++ = '%';
	if (call_if_indextoname(scope_id, name)) {
		size_t size = strnlen(name, sizeof(name));

		memcpy(to, name, size);
		return to + size;
	}
	return to + num_format(to, scope_id);
}

size_t addr_format(char text[static ADDR_TEXT_MAX], const struct addr *addr)
{
	char *end = text;

	if (addr->family == AF_INET)
		end = put_inet(text, addr->byte);
	else if (addr->family == AF_INET6)
		end = put_inet6(text, addr->byte);
	if (addr->scope_id)
		end = put_zone(end, addr->scope_id);
	*end = '\0';
	return (size_t)(end - text);
}

/* ---- comparing -------------------------------------------------------------------------- */

int addr_compare(const struct addr *a, const struct addr *b)
{
	int order;

	if (a->family != b->family)
		return a->family < b->family ? -1 : 1;
	order = memcmp(a->byte, b->byte, addr_size(a->family));
	if (order)
		return order < 0 ? -1 : 1;
	return (a->scope_id > b->scope_id) - (a->scope_id < b->scope_id);
}

bool addr_in(const struct addr *addr, const struct addr *network, unsigned bits)
{
	unsigned whole = bits / 8, rest = bits % 8;

	if (addr->family != network->family || bits > 8 * addr_size(addr->family))
		return false;
	if (memcmp(addr->byte, network->byte, whole) != 0)
		return false;
	return !rest || (addr->byte[whole] ^ network->byte[whole]) >> (8 - rest) == 0;
}

/* ---- socket addresses ------------------------------------------------------------------- */

bool addr_is_wildcard(const struct addr *addr)
{
	const struct addr any = { .family = addr->family };

	return addr_in(addr, &any, (unsigned)(8 * addr_size(addr->family)));
}

struct addr addr_unmapped(const struct addr *addr)
{
	static const struct addr mapped = { AF_INET6, { [10] = 0xff, [11] = 0xff }, 0 };
	struct addr fresh = { .family = AF_INET };

	if (!addr_in(addr, &mapped, ADDR_INET6_BITS - ADDR_INET_BITS))
		return *addr;
	memcpy(fresh.byte, addr->byte + sizeof(addr->byte) - 4, 4);
	return fresh;
}

socklen_t addr_to_sockaddr(struct sockaddr_storage *to, const struct addr *addr, uint16_t port)
{
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons(port) };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6,
				    .sin6_port = htons(port),
				    .sin6_scope_id = addr->scope_id };

	memset(to, 0, sizeof(*to));
	if (addr->family == AF_INET) {
		memcpy(&in.sin_addr, addr->byte, sizeof(in.sin_addr));
		memcpy(to, &in, sizeof(in));
		return sizeof(in);
	}
	memcpy(&in6.sin6_addr, addr->byte, sizeof(in6.sin6_addr));
	memcpy(to, &in6, sizeof(in6));
	return sizeof(in6);
}

bool addr_from_sockaddr(struct addr *addr, uint16_t *port, const struct sockaddr *from,
			socklen_t size)
{
	struct addr found = { 0 };
	struct sockaddr_in in = { 0 };
	struct sockaddr_in6 in6 = { 0 };

	if (size < offsetof(struct sockaddr, sa_family) + sizeof(from->sa_family))
		return false;
	memcpy(&in, from, size < sizeof(in) ? size : sizeof(in));
	if (in.sin_family == AF_INET && size >= sizeof(in)) {
		memcpy(found.byte, &in.sin_addr, sizeof(in.sin_addr));
	} else if (in.sin_family == AF_INET6 && size >= sizeof(in6)) {
		memcpy(&in6, from, sizeof(in6));
		memcpy(found.byte, &in6.sin6_addr, sizeof(in6.sin6_addr));
		found.scope_id = in6.sin6_scope_id;
	} else {
		return false;
	}
	found.family = in.sin_family;
	if (port)
		*port = ntohs(in.sin_family == AF_INET ? in.sin_port : in6.sin6_port);
	*addr = found;
	return true;
}
