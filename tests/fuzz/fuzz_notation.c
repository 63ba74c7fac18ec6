/* fuzz_notation -- an address from hex, numbers, names and MAC addresses, and back. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "net/arpa.h"
#include "net/derived.h"
#include "net/ether.h"

static notation *const notations[] = {
	notation_packed,
	notation_packed_host,
	notation_integer,
	notation_s_addr,
	notation_binary,
	notation_expanded,
	notation_c,
	notation_python,
	derived_reverse_name,
	derived_class,
	derived_rfc,
	derived_scope,
	derived_embedding,
	derived_embedded,
	derived_teredo_server,
	derived_mapped,
	derived_6to4,
	derived_nat64,
	derived_mac,
	derived_eui64,
	derived_solicited_node,
	derived_multicast_mac,
};

/* Every notation fits, and what can be read back is the same. */
static void write_all(const struct addr *addr)
{
	struct err err = { 0 };
	struct addr back;
	uint16_t port = 0;

	for (size_t i = 0; i < sizeof(notations) / sizeof(notations[0]); i++) {
		char text[NOTATION_MAX] = "";
		size_t size = notations[i](text, addr);

		FUZZ_HOLDS(size < NOTATION_MAX && text[size] == '\0');
		if (notations[i] == notation_packed)
			FUZZ_HOLDS(notation_from_packed(&back, text, &err));
		else if (notations[i] == notation_integer)
			FUZZ_HOLDS(notation_from_integer(&back, text, addr->family, &err));
		else if (notations[i] == derived_reverse_name)
			FUZZ_HOLDS(arpa_parse(&back, text));
		else
			continue;
		FUZZ_HOLDS(memcmp(back.byte, addr->byte, sizeof(back.byte)) == 0);
	}
	char text[NOTATION_MAX];
	notation_sockaddr(text, addr, 4711);
	FUZZ_HOLDS(notation_from_sockaddr(&back, &port, text, &err));
	FUZZ_HOLDS(addr_compare(&back, addr) == 0 && port == 4711);
}

static void read_all(const char *text)
{
	struct err err = { 0 };
	struct addr addr;
	uint8_t mac[MAC_SIZE];
	uint16_t port;

	if (notation_from_packed(&addr, text, &err))
		write_all(&addr);
	if (notation_from_sockaddr(&addr, &port, text, &err))
		write_all(&addr);
	if (notation_from_integer(&addr, text, 0, &err))
		write_all(&addr);
	if (arpa_parse(&addr, text))
		write_all(&addr);
	if (mac_parse(mac, text)) {
		struct addr local = { .family = AF_INET6, .byte = { 0xfe, 0x80 } };
		uint8_t back[MAC_SIZE];

		ether_eui64(&local, mac);
		FUZZ_HOLDS(ether_mac_of(back, &local) && memcmp(back, mac, MAC_SIZE) == 0);
	}
}

int fuzz_notation(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	if (text) {
		memcpy(text, data, size);
		text[size] = '\0';
		read_all(text);
	}
	free(text);
	return 0;
}
