/* reading -- an address, network or range from a person's word: strictly, loosely, or both. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/reading.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

#include "net/arpa.h"
#include "net/loose.h"

enum { WORD_MAX = 256 }; /* longer than any address, name or mask */

static const char blanks[] = " \t";

/* A part of the text, as a string of its own without blanks around it. False when it is longer
 * than anything that could be read. */
static bool cut(char word[static WORD_MAX], const char *text, size_t size)
{
	size_t skipped = 0;

	while (skipped < size && strchr(blanks, text[skipped]))
		skipped++;
	while (size > skipped && strchr(blanks, text[size - 1]))
		size--;
	if (size - skipped >= WORD_MAX)
		return false;
	memcpy(word, text + skipped, size - skipped);
	word[size - skipped] = '\0';
	return true;
}

/* ---- one address -------------------------------------------------------------------------- */

static void set_address(struct reading *reading, const struct addr *addr)
{
	reading->network.addr = *addr;
	reading->network.bits = 8 * (unsigned)addr_size(addr->family);
}

static bool ambiguous(const struct reading *reading, struct err *err)
{
	char loose[ADDR_TEXT_MAX], decimal[ADDR_TEXT_MAX] = "";

	addr_format(loose, &reading->loose);
	if (reading->decimal.family)
		addr_format(decimal, &reading->decimal);
	return err_set(
		err, STATUS_AMBIGUOUS,
		"inet_pton refuses it, inet_aton reads %s%s%s%s; --strict or --loose decides",
		loose, reading->junk ? " and ignores the rest" : "", *decimal ? ", others " : "",
		decimal);
}

static bool read_loosely(struct reading *reading, const char *text, enum reading_mode mode,
			 struct err *err)
{
	if (mode == READING_STRICT || !loose_parse(&reading->loose, &reading->junk, text))
		return err_set(err, STATUS_INVALID, "not an IP address, network or range");
	if (loose_decimal(&reading->decimal, text) &&
	    addr_compare(&reading->decimal, &reading->loose) == 0)
		reading->decimal = (struct addr){ 0 };
	if (mode == READING_BOTH)
		return ambiguous(reading, err);
	set_address(reading, &reading->loose);
	return true;
}

static bool set_zone(struct reading *reading, const struct addr *addr, const char *zone,
		     struct err *err)
{
	size_t size = strlen(zone);

	if (!addr_is_link_local(addr))
		return err_set(err, STATUS_INVALID, "a zone, but no link-local address");
	if (size == 0 || size >= READING_ZONE_MAX)
		return err_set(err, STATUS_INVALID, "zone '%s' is no name of an interface", zone);
	memcpy(reading->zone, zone, size + 1);
	return true;
}

static bool read_address(struct reading *reading, const char *text, enum reading_mode mode,
			 struct err *err)
{
	const char *zone = strchr(text, '%');
	struct addr addr;

	if (!addr_read(&addr, text, zone ? (size_t)(zone - text) : strlen(text)))
		return read_loosely(reading, text, mode, err);
	if (zone && !set_zone(reading, &addr, zone + 1, err))
		return false;
	set_address(reading, &addr);
	return true;
}

/* ---- two words ---------------------------------------------------------------------------- */

static bool read_network(struct reading *reading, const char *address, const char *mask,
			 enum reading_mode mode, struct err *err)
{
	if (!read_address(reading, address, mode, err))
		return false;
	reading->kind = READING_NETWORK;
	return mask_parse(&reading->network.bits, mask, reading->network.addr.family, err);
}

static bool read_range(struct reading *reading, const char *first, const char *last,
		       enum reading_mode mode, struct err *err)
{
	struct reading end = { 0 };

	if (!read_address(reading, first, mode, err))
		return false;
	if (!read_address(&end, last, mode, err)) {
		reading->loose = end.loose;
		reading->decimal = end.decimal;
		return false;
	}
	if (*end.zone)
		return err_set(err, STATUS_INVALID, "a range has no zone");
	reading->kind = READING_RANGE;
	reading->last = end.network.addr;
	if (reading->last.family != reading->network.addr.family)
		return err_set(err, STATUS_INVALID, "a range from one family to the other");
	if (addr_compare(&reading->network.addr, &reading->last) > 0)
		return err_set(err, STATUS_INVALID, "a range that ends before it begins");
	return true;
}

/* Whether a mask in words, and not merely a number, follows the blank at AT. */
static bool mask_follows(const char *at)
{
	const char *word = at + strspn(at, blanks);
	struct addr mask;

	return strncasecmp(word, "0x", 2) == 0 || addr_read(&mask, word, strcspn(word, blanks));
}

/* The '/', '-' or blank between two words, or NULL. A zone may hold a '-'. */
static const char *find_middle(const char *text)
{
	const char *slash = strchr(text, '/'), *dash = text + strcspn(text, "-%");
	const char *blank = text + strcspn(text, blanks);

	if (slash)
		return slash;
	if (*dash == '-')
		return dash;
	return *blank && mask_follows(blank) ? blank : NULL;
}

static bool read_two(struct reading *reading, const char *text, const char *middle,
		     enum reading_mode mode, struct err *err)
{
	char left[WORD_MAX], right[WORD_MAX];

	if (!cut(left, text, (size_t)(middle - text)) ||
	    !cut(right, middle + 1, strlen(middle + 1)))
		return err_set(err, STATUS_INVALID, "longer than any network or range");
	if (*middle == '-')
		return read_range(reading, left, right, mode, err);
	return read_network(reading, left, right, mode, err);
}

bool reading_parse(struct reading *reading, const char *text, const char *mask,
		   enum reading_mode mode, struct err *err)
{
	const char *middle;
	struct addr addr;

	*reading = (struct reading){ 0 };
	if (mask)
		return read_network(reading, text, mask, mode, err);
	if (addr_read(&addr, text, strlen(text)) || arpa_parse(&addr, text)) {
		set_address(reading, &addr);
		return true;
	}
	middle = find_middle(text);
	if (middle)
		return read_two(reading, text, middle, mode, err);
	return read_address(reading, text, mode, err);
}

struct range reading_range(const struct reading *reading)
{
	if (reading->kind == READING_RANGE)
		return (struct range){ reading->network.addr, reading->last };
	return range_of(&reading->network);
}

/* ---- lists ------------------------------------------------------------------------------ */

static bool add_word(struct ranges *ranges, const char *text, size_t size, enum reading_mode mode,
		     struct err *err)
{
	char word[WORD_MAX];
	struct reading reading;
	struct range range;
	struct err why = { 0 };

	if (!cut(word, text, size))
		return err_set(err, STATUS_INVALID, "'%.*s...': longer than any network or range",
			       WORD_MAX / 4, text);
	if (!reading_parse(&reading, word, NULL, mode, &why))
		return err_set(err, why.kind, "'%s': %s", word, why.text);
	range = reading_range(&reading);
	if (!ranges_add(ranges, &range))
		return err_errno(err, ENOMEM, "the list is too long");
	return true;
}

bool reading_list(struct ranges *ranges, const char *text, size_t size, enum reading_mode mode,
		  struct err *err)
{
	const char *end = text + size;

	while (text < end) {
		const char *start = text;

		if (*text == '#')
			while (text < end && *text != '\n')
				text++;
		else if (strchr(", \t\r\n", *text))
			text++;
		else {
			while (text < end && !strchr(", \t\r\n#", *text))
				text++;
			if (!add_word(ranges, start, (size_t)(text - start), mode, err))
				return false;
		}
	}
	return true;
}
