/* fuzz_reading -- words for addresses, networks, ranges and lists of them: what is read is in
 * order, is written and read back as the same, and agrees with inet_aton(3). */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "net/loose.h"
#include "net/reading.h"

static void agree_with_inet_aton(const char *text)
{
	struct in_addr theirs;
	struct addr ours;
	bool junk;

	FUZZ_HOLDS(loose_parse(&ours, &junk, text) == (inet_aton(text, &theirs) != 0));
	if (inet_aton(text, &theirs))
		FUZZ_HOLDS(memcmp(ours.byte, &theirs, 4) == 0);
}

static bool same(const struct range *a, const struct range *b)
{
	return addr_compare(&a->first, &b->first) == 0 && addr_compare(&a->last, &b->last) == 0;
}

/* The networks of a range stand side by side, from its first address to its last. */
static void walk(const struct range *range)
{
	struct range_walk walk = range_walk_begin(range, 0);
	struct addr next = range->first;
	struct network network;
	struct err err = { 0 };
	int count = 0;

	while (range_walk_next(&walk, &network)) {
		char text[NETWORK_TEXT_MAX];
		struct reading back;
		struct addr first = network_first(&network), last = network_last(&network);

		FUZZ_HOLDS(addr_compare(&first, &next) == 0);
		FUZZ_HOLDS(++count <= 256);
		next = addr_next(&last);
		network_format(text, &network);
		FUZZ_HOLDS(reading_parse(&back, text, NULL, READING_STRICT, &err));
		FUZZ_HOLDS(back.network.bits == network.bits);
		if (walk.ended)
			FUZZ_HOLDS(addr_compare(&last, &range->last) == 0);
	}
	FUZZ_HOLDS(count > 0);
}

static void read_word(const char *text, enum reading_mode mode)
{
	struct reading reading, back;
	struct range range, again;
	struct err err = { 0 };
	char word[RANGE_TEXT_MAX], size[RANGE_SIZE_MAX];

	if (!reading_parse(&reading, text, NULL, mode, &err)) {
		FUZZ_HOLDS(err.kind == STATUS_INVALID ||
			   (err.kind == STATUS_AMBIGUOUS && mode == READING_BOTH));
		return;
	}
	range = reading_range(&reading);
	FUZZ_HOLDS(addr_compare(&range.first, &range.last) <= 0);
	FUZZ_HOLDS(range_size(size, &range) < RANGE_SIZE_MAX);
	range_format(word, &range);
	FUZZ_HOLDS(reading_parse(&back, word, NULL, READING_STRICT, &err));
	again = reading_range(&back);
	FUZZ_HOLDS(same(&range, &again));
	walk(&range);
}

static void read_list(const char *text, size_t size)
{
	struct ranges ranges = { 0 };
	struct err err = { 0 };

	if (!reading_list(&ranges, text, size, READING_LOOSE, &err))
		FUZZ_HOLDS(err.kind == STATUS_INVALID);
	ranges_merge(&ranges);
	for (size_t i = 1; i < ranges.count; i++)
		FUZZ_HOLDS(!range_touches(&ranges.item[i - 1], &ranges.item[i]));
	ranges_free(&ranges);
}

int fuzz_reading(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1), *bytes = malloc(size ? size : 1);

	if (text && bytes) {
		memcpy(text, data, size);
		text[size] = '\0';
		memcpy(bytes, data, size);
		agree_with_inet_aton(text);
		read_word(text, READING_BOTH);
		read_word(text, READING_STRICT);
		read_word(text, READING_LOOSE);
		read_list(bytes, size);
	}
	free(text);
	free(bytes);
	return 0;
}
