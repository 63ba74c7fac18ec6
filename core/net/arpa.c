/* arpa -- the names that reverse DNS keeps addresses under, both ways. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/arpa.h"

#include <string.h>
#include <strings.h>

#include "base/num.h"

size_t arpa_format(char text[static ARPA_TEXT_MAX], const struct addr *addr)
{
	static const char digits[] = "0123456789abcdef";
	const char *tail = addr->family == AF_INET ? "in-addr.arpa" : "ip6.arpa";
	char *to = text;

	for (size_t i = addr_size(addr->family); i-- > 0; *to++ = '.') {
		if (addr->family == AF_INET) {
			to += num_format(to, addr->byte[i]);
			continue;
		}
		*to++ = digits[addr->byte[i] & 15];
		*to++ = '.';
		*to++ = digits[addr->byte[i] >> 4];
	}
	memcpy(to, tail, strlen(tail) + 1);
	return (size_t)(to - text) + strlen(tail);
}

/* True when TEXT is TAIL, perhaps with a dot. */
static bool is_tail(const char *text, const char *tail)
{
	size_t size = strlen(tail);

	return strncasecmp(text, tail, size) == 0 && (!text[size] || strcmp(text + size, ".") == 0);
}

static bool parse_inet(struct addr *addr, const char *text)
{
	for (int i = 3; i >= 0; i--) {
		size_t size = strcspn(text, ".");
		uint64_t value;

		if (!text[size] || (size > 1 && *text == '0') ||
		    !num_digits(&value, text, size, 255))
			return false;
		addr->byte[i] = (uint8_t)value;
		text += size + 1;
	}
	return is_tail(text, "in-addr.arpa");
}

static int nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool parse_inet6(struct addr *addr, const char *text)
{
	for (int i = 31; i >= 0; i--, text += 2) {
		int value = nibble(text[0]);

		if (value < 0 || text[1] != '.')
			return false;
		addr->byte[i / 2] |= (uint8_t)(i % 2 ? value : value << 4);
	}
	return is_tail(text, "ip6.arpa");
}

bool arpa_parse(struct addr *addr, const char *text)
{
	struct addr inet = { .family = AF_INET }, inet6 = { .family = AF_INET6 };

	if (parse_inet(&inet, text))
		*addr = inet;
	else if (parse_inet6(&inet6, text))
		*addr = inet6;
	else
		return false;
	return true;
}
