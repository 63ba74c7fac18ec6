/* reading -- an address, network or range from a person's word: strictly, loosely, or both. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_READING_H
#define NET_READING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "net/addr.h"
#include "net/network.h"
#include "net/range.h"
#include "net/ranges.h"

enum reading_mode {
	READING_BOTH,   /* what only inet_aton(3) takes is ambiguous */
	READING_STRICT, /* inet_pton(3) decides */
	READING_LOOSE   /* inet_aton(3) decides where inet_pton(3) refuses */
};

enum { READING_ZONE_MAX = 16 }; /* the name of an interface, and a NUL */
enum reading_kind { READING_ADDRESS, READING_NETWORK, READING_RANGE };

/* A plain value: copied by assignment, never freed. */
struct reading {
	enum reading_kind kind;
	struct network network; /* an address is a network of itself; the first one of a range */
	struct addr last;       /* of a READING_RANGE */
	char zone[READING_ZONE_MAX]; /* behind the '%' of a link-local address, or "" */
	/* What else the text may mean; family 0 where there is no such reading. */
	struct addr loose;   /* by inet_aton, where inet_pton refuses */
	struct addr decimal; /* with leading zeros taken for decimal */
	bool junk;           /* inet_aton ignored something */
};

/* Read
 *
 *     ADDRESS[%ZONE]  ADDRESS/MASK  "ADDRESS MASK"  FIRST-LAST  REVERSE-NAME
 *
 * where REVERSE-NAME stands under in-addr.arpa or ip6.arpa, and MASK is as for
 * mask_parse (behind a blank not a prefix length). The mask may also come as MASK, else NULL. ERR
 * is STATUS_INVALID, or STATUS_AMBIGUOUS: READING then holds the loose readings. The zone is not
 * looked up. */
bool reading_parse(struct reading *reading, const char *text, const char *mask,
		   enum reading_mode mode, struct err *err);

/* All addresses of it. */
struct range reading_range(const struct reading *reading);

/* Add what a list of SIZE bytes names: words of the forms above, divided by commas and blanks,
 * with comments from '#' to the end of a line. ERR quotes the word that cannot be read. */
bool reading_list(struct ranges *ranges, const char *text, size_t size, enum reading_mode mode,
		  struct err *err);

#endif
