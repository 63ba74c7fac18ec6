/* ether -- what an IP address means on an Ethernet: MAC addresses, EUI-64, multicast. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/ether.h"

#include <string.h>

#include "base/wide.h"

enum { LOCAL_BIT = 0x02 }; /* of a MAC address' first byte; EUI-64 in IPv6 inverts it */

/* Whether TEXT is twelve digits with SEPARATOR between every STEP of them; the digits go to
 * DIGITS. */
static bool take_digits(char digits[static 2 * MAC_SIZE], const char *text, size_t step,
			char separator)
{
	size_t count = 0;

	while (count < 2 * (size_t)MAC_SIZE) {
		if (count && count % step == 0 && *text++ != separator)
			return false;
		if (!*text)
			return false;
		digits[count++] = *text++;
	}
	return !*text;
}

bool mac_parse(uint8_t mac[static MAC_SIZE], const char *text)
{
	char digits[2 + 2 * MAC_SIZE] = "0x";
	struct wide number;

	if (!take_digits(digits + 2, text, 2, ':') && !take_digits(digits + 2, text, 2, '-') &&
	    !take_digits(digits + 2, text, 4, '.') && !take_digits(digits + 2, text, 99, 0))
		return false;
	if (!wide_parse(&number, digits, sizeof(digits)))
		return false;
	wide_to_bytes(mac, MAC_SIZE, number);
	return true;
}

size_t mac_format(char text[static MAC_TEXT_MAX], const uint8_t mac[static MAC_SIZE])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < MAC_SIZE; i++) {
		text[3 * i] = digits[mac[i] >> 4];
		text[3 * i + 1] = digits[mac[i] & 15];
		text[3 * i + 2] = ':';
	}
	text[MAC_TEXT_MAX - 1] = '\0';
	return MAC_TEXT_MAX - 1;
}

bool ether_multicast(uint8_t mac[static MAC_SIZE], const struct addr *addr)
{
	if (addr->family == AF_INET && addr->byte[0] >> 4 == 14) {
		memcpy(mac, (uint8_t[]){ 0x01, 0x00, 0x5e }, 3);
		mac[3] = addr->byte[1] & 0x7f;
		memcpy(mac + 4, addr->byte + 2, 2);
		return true;
	}
	if (addr->family == AF_INET6 && addr->byte[0] == 0xff) {
		memset(mac, 0x33, 2);
		memcpy(mac + 2, addr->byte + 12, 4);
		return true;
	}
	return false;
}

bool ether_solicited_node(struct addr *group, const struct addr *addr)
{
	struct addr found = { .family = AF_INET6,
			      .byte = { 0xff, 0x02, [11] = 1, [12] = 0xff },
			      .scope_id = addr->scope_id };

	if (addr->family != AF_INET6 || addr->byte[0] == 0xff)
		return false;
	memcpy(found.byte + 13, addr->byte + 13, 3);
	*group = found;
	return true;
}

bool ether_mac_of(uint8_t mac[static MAC_SIZE], const struct addr *addr)
{
	if (addr->family != AF_INET6 || addr->byte[0] == 0xff || addr->byte[11] != 0xff ||
	    addr->byte[12] != 0xfe)
		return false;
	memcpy(mac, addr->byte + 8, 3);
	memcpy(mac + 3, addr->byte + 13, 3);
	mac[0] ^= LOCAL_BIT;
	return true;
}

void ether_eui64(struct addr *addr, const uint8_t mac[static MAC_SIZE])
{
	memcpy(addr->byte + 8, mac, 3);
	addr->byte[8] ^= LOCAL_BIT;
	addr->byte[11] = 0xff;
	addr->byte[12] = 0xfe;
	memcpy(addr->byte + 13, mac + 3, 3);
}
