/* loose -- the other readings of IPv4 text: inet_aton(3), which guesses, and plain decimal. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/loose.h"

#include <string.h>

#include "base/num.h"

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* A number in C's notation, up to 32 bits; moves *TEXT behind it. */
static bool read_number(uint32_t *number, const char **text)
{
	const char *at = *text;
	int base = 10, digit;
	uint64_t value = 0;

	if (*at < '0' || *at > '9')
		return false;
	if (*at == '0') {
		base = 8;
		if ((at[1] | 0x20) == 'x' && num_digit(at[2]) >= 0) {
			base = 16;
			at += 2;
		}
	}
	for (; (digit = num_digit(*at)) >= 0 && digit < base; at++) {
		value = value * (unsigned)base + (unsigned)digit;
		if (value > UINT32_MAX)
			return false;
	}
	*number = (uint32_t)value;
	*text = at;
	return true;
}

bool loose_parse(struct addr *addr, bool *junk, const char *text)
{
	struct addr found = { .family = AF_INET };
	uint32_t number;
	int count = 0;

	for (;; text++) {
		if (!read_number(&number, &text))
			return false;
		if (*text != '.')
			break;
		if (number > 0xff || count == 3)
			return false;
		found.byte[count++] = (uint8_t)number;
	}
	if (*text && !is_blank(*text))
		return false;
	if (number > UINT32_MAX >> 8 * count)
		return false;
	for (int i = 3; i >= count; i--, number >>= 8)
		found.byte[i] = (uint8_t)number;
	*junk = *text != '\0';
	*addr = found;
	return true;
}

bool loose_decimal(struct addr *addr, const char *text)
{
	struct addr found = { .family = AF_INET };

	for (int i = 0; i < 4; i++) {
		size_t size = strspn(text, "0123456789");
		unsigned value = 0;

		for (size_t j = 0; j < size && value <= 255; j++)
			value = value * 10 + (unsigned)(text[j] - '0');
		if (size == 0 || value > 255 || text[size] != (i < 3 ? '.' : '\0'))
			return false;
		found.byte[i] = (uint8_t)value;
		text += size + (i < 3);
	}
	*addr = found;
	return true;
}
