/* notation -- an address in the ways that programs write and store it, and back. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/notation.h"

#include <string.h>

#include "base/num.h"
#include "base/wide.h"

static const char digits[] = "0123456789abcdef";

static char *put_hex(char *to, uint8_t byte)
{
	*to++ = digits[byte >> 4];
	*to++ = digits[byte & 15];
	return to;
}

static char *put_text(char *to, const char *text)
{
	size_t size = strlen(text);

	memcpy(to, text, size);
	return to + size;
}

static size_t finish(const char *text, char *end)
{
	*end = '\0';
	return (size_t)(end - text);
}

size_t notation_hex(char text[static NOTATION_MAX], const void *data, size_t size)
{
	const uint8_t *byte = data;
	char *to = text;

	for (size_t i = 0; i < size; i++)
		to = put_hex(to, byte[i]);
	return finish(text, to);
}

/* in_addr.s_addr: the bytes of an IPv4 address as a number of this machine. */
static uint32_t number_here(const struct addr *addr)
{
	uint32_t number;

	memcpy(&number, addr->byte, sizeof(number));
	return number;
}

/* ---- writing ---------------------------------------------------------------------------- */

size_t notation_packed(char text[static NOTATION_MAX], const struct addr *addr)
{
	return notation_hex(text, addr->byte, addr_size(addr->family));
}

size_t notation_packed_host(char text[static NOTATION_MAX], const struct addr *addr)
{
	uint32_t number = (uint32_t)wide_from_bytes(addr->byte, 4).low;

	return addr->family == AF_INET ? notation_hex(text, &number, sizeof(number)) : 0;
}

size_t notation_integer(char text[static NOTATION_MAX], const struct addr *addr)
{
	return wide_format(text, wide_from_bytes(addr->byte, addr_size(addr->family)));
}

size_t notation_s_addr(char text[static NOTATION_MAX], const struct addr *addr)
{
	if (addr->family != AF_INET)
		return 0;
	return finish(text, text + num_format(text, number_here(addr)));
}

size_t notation_binary(char text[static NOTATION_MAX], const struct addr *addr)
{
	size_t size = addr_size(addr->family);
	char *to = text;

	for (size_t i = 0; i < size; i++) {
		if (i > 0 && addr->family == AF_INET)
			*to++ = '.';
		else if (i > 0 && i % 2 == 0)
			*to++ = ':';
		for (int bit = 7; bit >= 0; bit--)
			*to++ = (char)('0' + (addr->byte[i] >> bit & 1));
	}
	return finish(text, to);
}

size_t notation_expanded(char text[static NOTATION_MAX], const struct addr *addr)
{
	char *to = text;

	for (size_t i = 0; i < addr_size(addr->family); i++) {
		unsigned byte = addr->byte[i];

		if (addr->family == AF_INET) {
			if (i > 0)
				*to++ = '.';
			*to++ = (char)('0' + byte / 100);
			*to++ = (char)('0' + byte / 10 % 10);
			*to++ = (char)('0' + byte % 10);
			continue;
		}
		if (i > 0 && i % 2 == 0)
			*to++ = ':';
		to = put_hex(to, addr->byte[i]);
	}
	return finish(text, to);
}

size_t notation_c(char text[static NOTATION_MAX], const struct addr *addr)
{
	char *to = text;

	*to++ = '{';
	for (size_t i = 0; i < addr_size(addr->family); i++) {
		to = put_text(to, i > 0 ? ", 0x" : " 0x");
		to = put_hex(to, addr->byte[i]);
	}
	return finish(text, put_text(to, " }"));
}

size_t notation_python(char text[static NOTATION_MAX], const struct addr *addr)
{
	char *to = put_text(text, "bytes.fromhex('");

	for (size_t i = 0; i < addr_size(addr->family); i++)
		to = put_hex(to, addr->byte[i]);
	return finish(text, put_text(to, "')"));
}

size_t notation_sockaddr(char text[static NOTATION_MAX], const struct addr *addr, uint16_t port)
{
	struct sockaddr_storage at;
	socklen_t size = addr_to_sockaddr(&at, addr, port);

	return notation_hex(text, &at, size);
}

/* ---- reading ---------------------------------------------------------------------------- */

/* Up to SIZE bytes of hex; returns how many they are, or 0 where TEXT holds anything else. */
static size_t read_hex(uint8_t *byte, size_t size, const char *text)
{
	size_t count = 0;
	bool half = false;

	if (text[0] == '0' && (text[1] | 0x20) == 'x')
		text += 2;
	for (; *text; text++) {
		int digit = num_digit(*text);

		if ((*text == ' ' || *text == ':') && !half)
			continue;
		if (digit < 0 || count == size)
			return 0;
		byte[count] = (uint8_t)(half ? byte[count] << 4 | digit : digit);
		count += half;
		half = !half;
	}
	return half ? 0 : count;
}

bool notation_from_packed(struct addr *addr, const char *text, struct err *err)
{
	struct addr found = { 0 };
	size_t size = read_hex(found.byte, sizeof(found.byte), text);

	if (size != 4 && size != 16)
		return err_set(err, STATUS_INVALID, "not the hex digits of 4 or 16 bytes");
	found.family = size == 4 ? AF_INET : AF_INET6;
	*addr = found;
	return true;
}

bool notation_from_sockaddr(struct addr *addr, uint16_t *port, const char *text, struct err *err)
{
	struct sockaddr_storage at = { 0 };
	size_t size = read_hex((uint8_t *)&at, sizeof(at), text);

	if (!addr_from_sockaddr(addr, port, (struct sockaddr *)&at, (socklen_t)size))
		return err_set(
			err, STATUS_INVALID,
			"not the hex digits of a sockaddr_in or sockaddr_in6 of this machine");
	return true;
}

bool notation_from_integer(struct addr *addr, const char *text, int family, struct err *err)
{
	struct wide number;

	if (!wide_parse(&number, text, strlen(text)))
		return err_set(err, STATUS_INVALID, "not a number of up to 128 bits");
	if (!family)
		family = number.high || number.low > UINT32_MAX ? AF_INET6 : AF_INET;
	if (family == AF_INET && (number.high || number.low > UINT32_MAX))
		return err_set(err, STATUS_INVALID, "more than 32 bits");
	*addr = (struct addr){ .family = family };
	wide_to_bytes(addr->byte, addr_size(family), number);
	return true;
}
