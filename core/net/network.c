/* network -- an address with a mask: mask forms, both ends, the addresses of hosts. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/network.h"

#include <string.h>
#include <strings.h>

#include "base/num.h"
#include "base/wide.h"

static unsigned bits_of(int family)
{
	return family == AF_INET ? ADDR_INET_BITS : ADDR_INET6_BITS;
}

/* ---- masks ------------------------------------------------------------------------------ */

/* How many ones MASK begins with, where nothing but zeros follows; -1 where not. */
static int mask_length(const struct addr *mask)
{
	struct network network = { .addr = { .family = mask->family } };
	struct addr same;

	while (network.bits < bits_of(mask->family) &&
	       mask->byte[network.bits / 8] >> (7 - network.bits % 8) & 1)
		network.bits++;
	same = network_mask(&network);
	return memcmp(same.byte, mask->byte, addr_size(mask->family)) == 0 ? (int)network.bits : -1;
}

static struct addr mask_inverse(const struct addr *mask)
{
	struct addr inverse = *mask;

	for (size_t i = 0; i < addr_size(mask->family); i++)
		inverse.byte[i] = (uint8_t)~mask->byte[i];
	return inverse;
}

/* The prefix length of a netmask or, where it is none, of a wildcard; -1 for neither. */
static int mask_or_wildcard_length(const struct addr *mask)
{
	struct addr inverse = mask_inverse(mask);
	int length = mask_length(mask);

	return length >= 0 ? length : mask_length(&inverse);
}

/* 0xffffff00: as many digits as FAMILY has. */
static bool parse_hex(struct addr *mask, const char *text, int family)
{
	size_t size = strlen(text);
	struct wide number;

	if (size != 2 + 2 * addr_size(family) || strncasecmp(text, "0x", 2) != 0 ||
	    !wide_parse(&number, text, size))
		return false;
	*mask = (struct addr){ .family = family };
	wide_to_bytes(mask->byte, addr_size(family), number);
	return true;
}

bool mask_parse(unsigned *bits, const char *text, int family, struct err *err)
{
	size_t size = strlen(text);
	struct addr mask;
	uint64_t number;
	int length;

	if (size > 0 && strspn(text, "0123456789") == size) {
		if (!num_digits(&number, text, size, bits_of(family)))
			return err_set(err, STATUS_INVALID, "prefix length '%s' is above %u", text,
				       bits_of(family));
		*bits = (unsigned)number;
		return true;
	}
	if (!parse_hex(&mask, text, family) &&
	    (!addr_read(&mask, text, size) || mask.family != family))
		return err_set(err, STATUS_INVALID, "'%s' is no prefix length or mask", text);
	length = mask_or_wildcard_length(&mask);
	if (length < 0)
		return err_set(err, STATUS_INVALID, "the ones of mask '%s' are not in one piece",
			       text);
	*bits = (unsigned)length;
	return true;
}

bool mask_is_plain(const char *text, int family)
{
	struct addr mask;
	int length;

	if (!parse_hex(&mask, text, family) &&
	    (!addr_read(&mask, text, strlen(text)) || mask.family != family))
		return false;
	length = mask_or_wildcard_length(&mask);
	if (length == 0 || length == (int)bits_of(family))
		return false;
	if (family == AF_INET6)
		return mask.byte[0] == 0xff && mask.byte[1] == 0xff && length > 0;
	return mask.byte[0] == 0xff || mask.byte[0] == 0;
}

/* ---- networks --------------------------------------------------------------------------- */

struct addr network_mask(const struct network *network)
{
	struct addr mask = { .family = network->addr.family };

	for (unsigned i = 0; i < network->bits / 8; i++)
		mask.byte[i] = 0xff;
	if (network->bits % 8)
		mask.byte[network->bits / 8] = (uint8_t)(0xff00 >> network->bits % 8);
	return mask;
}

struct addr network_wildcard(const struct network *network)
{
	struct addr mask = network_mask(network);

	return mask_inverse(&mask);
}

struct addr network_first(const struct network *network)
{
	struct addr mask = network_mask(network), first = network->addr;

	for (size_t i = 0; i < addr_size(first.family); i++)
		first.byte[i] &= mask.byte[i];
	return first;
}

struct addr network_last(const struct network *network)
{
	struct addr wildcard = network_wildcard(network), last = network->addr;

	for (size_t i = 0; i < addr_size(last.family); i++)
		last.byte[i] |= wildcard.byte[i];
	return last;
}

bool network_has_broadcast(const struct network *network)
{
	return network->addr.family == AF_INET && network->bits + 2 <= ADDR_INET_BITS;
}

struct addr network_first_host(const struct network *network)
{
	struct addr first = network_first(network);

	/* A network of four addresses begins with an even one: nothing carries. */
	if (network->bits + 2 <= bits_of(first.family))
		first.byte[addr_size(first.family) - 1] |= 1;
	return first;
}

struct addr network_last_host(const struct network *network)
{
	struct addr last = network_last(network);

	if (network_has_broadcast(network))
		last.byte[addr_size(last.family) - 1] &= 0xfe;
	return last;
}

size_t network_format(char text[static NETWORK_TEXT_MAX], const struct network *network)
{
	struct addr first = network_first(network);
	size_t size = addr_format(text, &first);

	text[size++] = '/';
	size += num_format(text + size, network->bits);
	text[size] = '\0';
	return size;
}
