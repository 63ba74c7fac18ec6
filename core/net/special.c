/* special -- what an address is for, by the IANA registries of special-purpose addresses. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/special.h"

#include <stddef.h>

#include "base/name.h"

/* clang-format off */

/* A dotted quad as two groups. */
#define QUAD(a, b, c, d) { (a) << 8 | (b), (c) << 8 | (d) }

/* Longer prefixes first: the first match is the smallest block. */
static const struct special inet[] = {
	{ QUAD(0, 0, 0, 0),         32, REACH_NO,      "this-host", "RFC 1122" },
	{ QUAD(192, 0, 0, 8),       32, REACH_NO,      "dummy-address", "RFC 7600" },
	{ QUAD(192, 0, 0, 9),       32, REACH_GLOBAL,  "pcp-anycast", "RFC 7723" },
	{ QUAD(192, 0, 0, 10),      32, REACH_GLOBAL,  "turn-anycast", "RFC 8155" },
	{ QUAD(192, 0, 0, 170),     32, REACH_NO,      "nat64-discovery", "RFC 8880" },
	{ QUAD(192, 0, 0, 171),     32, REACH_NO,      "nat64-discovery", "RFC 8880" },
	{ QUAD(192, 88, 99, 2),     32, REACH_NO,      "6a44-relay-anycast", "RFC 6751" },
	{ QUAD(255, 255, 255, 255), 32, REACH_NO,      "limited-broadcast", "RFC 919" },
	{ QUAD(192, 0, 0, 0),       29, REACH_NO,      "service-continuity", "RFC 7335" },
	{ QUAD(192, 0, 0, 0),       24, REACH_NO,      "ietf-protocol", "RFC 6890" },
	{ QUAD(192, 0, 2, 0),       24, REACH_NO,      "documentation", "RFC 5737" },
	{ QUAD(192, 31, 196, 0),    24, REACH_GLOBAL,  "as112", "RFC 7535" },
	{ QUAD(192, 52, 193, 0),    24, REACH_GLOBAL,  "amt", "RFC 7450" },
	{ QUAD(192, 88, 99, 0),     24, REACH_UNKNOWN, "6to4-relay-anycast", "RFC 7526" },
	{ QUAD(192, 175, 48, 0),    24, REACH_GLOBAL,  "as112", "RFC 7534" },
	{ QUAD(198, 51, 100, 0),    24, REACH_NO,      "documentation", "RFC 5737" },
	{ QUAD(203, 0, 113, 0),     24, REACH_NO,      "documentation", "RFC 5737" },
	{ QUAD(224, 0, 0, 0),       24, REACH_NO,      "multicast-local-control", "RFC 5771" },
	{ QUAD(224, 0, 1, 0),       24, REACH_GLOBAL,  "multicast-internet-control", "RFC 5771" },
	{ QUAD(233, 252, 0, 0),     24, REACH_NO,      "multicast-documentation", "RFC 6676" },
	{ QUAD(169, 254, 0, 0),     16, REACH_NO,      "link-local", "RFC 3927" },
	{ QUAD(192, 168, 0, 0),     16, REACH_NO,      "private-use", "RFC 1918" },
	{ QUAD(198, 18, 0, 0),      15, REACH_NO,      "benchmarking", "RFC 2544" },
	{ QUAD(172, 16, 0, 0),      12, REACH_NO,      "private-use", "RFC 1918" },
	{ QUAD(100, 64, 0, 0),      10, REACH_NO,      "shared-address-space", "RFC 6598" },
	{ QUAD(0, 0, 0, 0),          8, REACH_NO,      "this-network", "RFC 791" },
	{ QUAD(10, 0, 0, 0),         8, REACH_NO,      "private-use", "RFC 1918" },
	{ QUAD(127, 0, 0, 0),        8, REACH_NO,      "loopback", "RFC 1122" },
	{ QUAD(232, 0, 0, 0),        8, REACH_GLOBAL,  "multicast-source-specific", "RFC 4607" },
	{ QUAD(233, 0, 0, 0),        8, REACH_GLOBAL,  "multicast-glop", "RFC 3180" },
	{ QUAD(239, 0, 0, 0),        8, REACH_NO,      "multicast-admin-scoped", "RFC 2365" },
	{ QUAD(224, 0, 0, 0),        4, REACH_GLOBAL,  "multicast", "RFC 5771" },
	{ QUAD(240, 0, 0, 0),        4, REACH_NO,      "reserved", "RFC 1112" },
	{ QUAD(0, 0, 0, 0),          0, REACH_GLOBAL,  "global-unicast", "" },
};

static const struct special inet6[] = {
	{ { 0 },                                128, REACH_NO,      "unspecified", "RFC 4291" },
	{ { 0, 0, 0, 0, 0, 0, 0, 1 },           128, REACH_NO,      "loopback", "RFC 4291" },
	{ { 0x2001, 1, 0, 0, 0, 0, 0, 1 },      128, REACH_GLOBAL,  "pcp-anycast", "RFC 7723" },
	{ { 0x2001, 1, 0, 0, 0, 0, 0, 2 },      128, REACH_GLOBAL,  "turn-anycast", "RFC 8155" },
	{ { 0x2001, 1, 0, 0, 0, 0, 0, 3 },      128, REACH_GLOBAL,  "dns-sd-srp-anycast", "RFC 9665" },
	{ { 0xff02, 0, 0, 0, 0, 1, 0xff00, 0 }, 104, REACH_NO,      "solicited-node", "RFC 4291" },
	{ { 0, 0, 0, 0, 0, 0xffff, 0, 0 },       96, REACH_NO,      "ipv4-mapped", "RFC 4291" },
	{ { 0 },                                 96, REACH_NO,      "ipv4-compatible", "RFC 4291" },
	{ { 0x0064, 0xff9b },                    96, REACH_GLOBAL,  "ipv4-ipv6-translation", "RFC 6052" },
	{ { 0x0100 },                            64, REACH_NO,      "discard-only", "RFC 6666" },
	{ { 0x0100, 0, 0, 1 },                   64, REACH_NO,      "dummy-prefix", "RFC 9780" },
	{ { 0x0064, 0xff9b, 1 },                 48, REACH_NO,      "ipv4-ipv6-translation", "RFC 8215" },
	{ { 0x2001, 2, 0 },                      48, REACH_NO,      "benchmarking", "RFC 5180" },
	{ { 0x2001, 4, 0x0112 },                 48, REACH_GLOBAL,  "as112", "RFC 7535" },
	{ { 0x2620, 0x004f, 0x8000 },            48, REACH_GLOBAL,  "as112", "RFC 7534" },
	{ { 0x2001, 0 },                         32, REACH_UNKNOWN, "teredo", "RFC 4380" },
	{ { 0x2001, 3 },                         32, REACH_GLOBAL,  "amt", "RFC 7450" },
	{ { 0x2001, 0x0db8 },                    32, REACH_NO,      "documentation", "RFC 3849" },
	{ { 0x2001, 0x0010 },                    28, REACH_UNKNOWN, "orchid", "RFC 4843" },
	{ { 0x2001, 0x0020 },                    28, REACH_GLOBAL,  "orchidv2", "RFC 7343" },
	{ { 0x2001, 0x0030 },                    28, REACH_GLOBAL,  "drone-remote-id", "RFC 9374" },
	{ { 0x2001, 0 },                         23, REACH_NO,      "ietf-protocol", "RFC 2928" },
	{ { 0x3fff, 0 },                         20, REACH_NO,      "documentation", "RFC 9637" },
	{ { 0x2002 },                            16, REACH_UNKNOWN, "6to4", "RFC 3056" },
	{ { 0x5f00 },                            16, REACH_NO,      "srv6-sids", "RFC 9602" },
	{ { 0xfe80 },                            10, REACH_NO,      "link-local", "RFC 4291" },
	{ { 0xfec0 },                            10, REACH_NO,      "site-local", "RFC 3879" },
	{ { 0xff00 },                             8, REACH_UNKNOWN, "multicast", "RFC 4291" },
	{ { 0xfc00 },                             7, REACH_NO,      "unique-local", "RFC 4193" },
	{ { 0x2000 },                             3, REACH_GLOBAL,  "global-unicast", "" },
	{ { 0 },                                  0, REACH_NO,      "reserved", "RFC 4291" },
};

/* The scope field of an IPv6 group. */
static const struct name scopes[] = {
	NAME("interface-local", 1, ""),
	NAME("link-local", 2, ""),
	NAME("realm-local", 3, ""),
	NAME("admin-local", 4, ""),
	NAME("site-local", 5, ""),
	NAME("organization-local", 8, ""),
	NAME("global", 14, ""),
	NAMES_END
};
/* clang-format on */

static unsigned group_of(const struct addr *addr, unsigned i)
{
	return (unsigned)addr->byte[2 * i] << 8 | addr->byte[2 * i + 1];
}

static bool holds(const struct special *block, const struct addr *addr)
{
	unsigned whole = block->bits / 16, rest = block->bits % 16;

	for (unsigned i = 0; i < whole; i++)
		if (group_of(addr, i) != block->group[i])
			return false;
	return !rest || (group_of(addr, whole) ^ block->group[whole]) >> (16 - rest) == 0;
}

const struct special *special_find(const struct addr *addr)
{
	const struct special *block = addr->family == AF_INET ? inet : inet6;

	while (!holds(block, addr))
		block++;
	return block;
}

static const char *inet_scope(const uint8_t *byte)
{
	if (byte[0] == 224 && byte[1] == 0 && byte[2] == 0)
		return "link-local";
	if (byte[0] == 239 && byte[1] == 255)
		return "site-local";
	if (byte[0] == 239 && byte[1] >= 192 && byte[1] <= 195)
		return "organization-local";
	return byte[0] >= 224 && byte[0] <= 238 ? "global" : NULL;
}

const char *special_scope(const struct addr *addr)
{
	if (addr->family == AF_INET)
		return addr->byte[0] >> 4 == 14 ? inet_scope(addr->byte) : NULL;
	return addr->byte[0] == 0xff ? name_word(scopes, addr->byte[1] & 15) : NULL;
}
