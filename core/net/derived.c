/* derived -- what follows from an address, as text: other addresses, names, purposes. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/derived.h"

#include <string.h>

#include "net/arpa.h"
#include "net/embed.h"
#include "net/ether.h"
#include "net/special.h"

/* WORD, or nothing where it is NULL. */
static size_t put_word(char *text, const char *word)
{
	size_t size = word ? strlen(word) : 0;

	if (size > 0)
		memcpy(text, word, size + 1);
	return size;
}

size_t derived_reverse_name(char text[static NOTATION_MAX], const struct addr *addr)
{
	return arpa_format(text, addr);
}

/* ---- purpose ------------------------------------------------------------------------------ */

size_t derived_class(char text[static NOTATION_MAX], const struct addr *addr)
{
	return put_word(text, special_find(addr)->name);
}

size_t derived_rfc(char text[static NOTATION_MAX], const struct addr *addr)
{
	return put_word(text, special_find(addr)->rfc);
}

size_t derived_scope(char text[static NOTATION_MAX], const struct addr *addr)
{
	return put_word(text, special_scope(addr));
}

/* ---- IPv4 in IPv6 ------------------------------------------------------------------------- */

size_t derived_embedding(char text[static NOTATION_MAX], const struct addr *addr)
{
	struct embedding embedding;

	return embed_find(&embedding, addr) ? put_word(text, embedding.kind) : 0;
}

size_t derived_embedded(char text[static NOTATION_MAX], const struct addr *addr)
{
	struct embedding embedding;

	return embed_find(&embedding, addr) ? addr_format(text, &embedding.inner) : 0;
}

size_t derived_teredo_server(char text[static NOTATION_MAX], const struct addr *addr)
{
	struct embedding embedding;

	if (!embed_find(&embedding, addr) || !embedding.server.family)
		return 0;
	return addr_format(text, &embedding.server);
}

static size_t put_outer(char *text, const struct addr *addr,
			struct addr (*embed)(const struct addr *inner))
{
	struct addr outer;

	if (addr->family != AF_INET)
		return 0;
	outer = embed(addr);
	return addr_format(text, &outer);
}

size_t derived_mapped(char text[static NOTATION_MAX], const struct addr *addr)
{
	return put_outer(text, addr, embed_mapped);
}

size_t derived_6to4(char text[static NOTATION_MAX], const struct addr *addr)
{
	return put_outer(text, addr, embed_6to4);
}

size_t derived_nat64(char text[static NOTATION_MAX], const struct addr *addr)
{
	return put_outer(text, addr, embed_nat64);
}

/* ---- Ethernet ----------------------------------------------------------------------------- */

size_t derived_solicited_node(char text[static NOTATION_MAX], const struct addr *addr)
{
	struct addr group;

	return ether_solicited_node(&group, addr) ? addr_format(text, &group) : 0;
}

size_t derived_multicast_mac(char text[static NOTATION_MAX], const struct addr *addr)
{
	struct addr group = *addr;
	uint8_t mac[MAC_SIZE];

	ether_solicited_node(&group, addr);
	return ether_multicast(mac, &group) ? mac_format(text, mac) : 0;
}

size_t derived_mac(char text[static NOTATION_MAX], const struct addr *addr)
{
	uint8_t mac[MAC_SIZE];

	return ether_mac_of(mac, addr) ? mac_format(text, mac) : 0;
}

size_t derived_eui64(char text[static NOTATION_MAX], const struct addr *addr)
{
	uint8_t mac[MAC_SIZE];
	size_t size;

	if (!ether_mac_of(mac, addr))
		return 0;
	size = notation_expanded(text, addr) / 2;
	memmove(text, text + size + 1, size + 1);
	return size;
}
