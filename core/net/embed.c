/* embed -- IPv4 addresses inside IPv6 addresses: found, and put there. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/embed.h"

#include <string.h>

static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
static const uint8_t compatible[12];
static const uint8_t nat64[12] = { 0x00, 0x64, 0xff, 0x9b };
static const uint8_t sixtofour[2] = { 0x20, 0x02 };
static const uint8_t teredo[4] = { 0x20, 0x01 };

static struct addr inet_from(const uint8_t *byte)
{
	struct addr addr = { .family = AF_INET };

	memcpy(addr.byte, byte, 4);
	return addr;
}

/* Where the inner address simply stands: SIZE bytes of prefix, and behind it at OFFSET. */
static const struct {
	const char *kind;
	const uint8_t *prefix;
	size_t size, offset;
} plain[] = {
	{ "ipv4-mapped", mapped, sizeof(mapped), 12 },
	{ "ipv4-compatible", compatible, sizeof(compatible), 12 },
	{ "nat64", nat64, sizeof(nat64), 12 },
	{ "6to4", sixtofour, sizeof(sixtofour), 2 },
};

static bool find_plain(struct embedding *embedding, const uint8_t *byte)
{
	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		if (memcmp(byte, plain[i].prefix, plain[i].size) == 0) {
			*embedding =
				(struct embedding){ .kind = plain[i].kind,
						    .inner = inet_from(byte + plain[i].offset) };
			return true;
		}
	return false;
}

/* Port and address of the client are kept inverted, so that no NAT rewrites them. */
static bool find_teredo(struct embedding *embedding, const uint8_t *byte)
{
	if (memcmp(byte, teredo, sizeof(teredo)) != 0)
		return false;
	*embedding = (struct embedding){ .kind = "teredo",
					 .inner = inet_from(byte + 12),
					 .server = inet_from(byte + 4) };
	for (int i = 0; i < 4; i++)
		embedding->inner.byte[i] ^= 0xff;
	embedding->port = (uint16_t) ~(byte[10] << 8 | byte[11]);
	return true;
}

/* Interface identifier ::0:5efe:a.b.c.d, or ::200:5efe:a.b.c.d for a global inner address. */
static bool find_isatap(struct embedding *embedding, const uint8_t *byte)
{
	if ((byte[8] & 0xfd) != 0 || byte[9] != 0 || byte[10] != 0x5e || byte[11] != 0xfe ||
	    byte[0] == 0xff)
		return false;
	*embedding = (struct embedding){ .kind = "isatap", .inner = inet_from(byte + 12) };
	return true;
}

bool embed_find(struct embedding *embedding, const struct addr *outer)
{
	static const uint8_t none[15];

	/* :: and ::1 are no IPv4-compatible addresses. RFC 4291 section 2.5. */
	if (outer->family != AF_INET6 ||
	    (memcmp(outer->byte, none, 15) == 0 && outer->byte[15] <= 1))
		return false;
	return find_plain(embedding, outer->byte) || find_teredo(embedding, outer->byte) ||
	       find_isatap(embedding, outer->byte);
}

static struct addr wrap(const uint8_t *prefix, size_t size, const struct addr *inner)
{
	struct addr outer = { .family = AF_INET6 };

	memcpy(outer.byte, prefix, size);
	memcpy(outer.byte + size, inner->byte, 4);
	return outer;
}

struct addr embed_mapped(const struct addr *inner)
{
	return wrap(mapped, sizeof(mapped), inner);
}

struct addr embed_nat64(const struct addr *inner)
{
	return wrap(nat64, sizeof(nat64), inner);
}

struct addr embed_6to4(const struct addr *inner)
{
	return wrap(sixtofour, sizeof(sixtofour), inner);
}
