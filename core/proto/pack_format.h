/* pack_format -- the layout of a message, from a format of Python's struct module. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROTO_PACK_FORMAT_H
#define PROTO_PACK_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/word.h"
#include "proto/pack_code.h"

enum { PACK_NAMES_MAX = 1000 }; /* items with a name in one format */

/* A code with its count, in the order of the format. */
struct pack_item {
	const struct pack_code *code;
	struct word text;   /* the count and the letter, borrowed from the format */
	struct word name;   /* borrowed too; empty where it has none */
	bool counted;       /* a count is written: with a name it is a list, be it of one */
	size_t count;       /* elements; of PACK_TEXT and PACK_PASCAL: one */
	size_t size;        /* bytes of one element */
	size_t padding;     /* bytes of alignment before it */
	size_t offset;      /* of its first byte */
	size_t value_count; /* count, but for PACK_PAD, which has none */
};

/* Owner: starts as { 0 }, ends in pack_format_free. Borrows the text it was read from. */
struct pack_format {
	struct pack_item *item;
	size_t count;
	size_t size; /* bytes of a message */
	size_t value_count;
	char prefix; /* the byte order that is written, '@' where none is */
	bool little; /* the order of bytes in its numbers */
	bool named;  /* every item that has values has a name */
};

/* Read TEXT: [@=<>!] { blanks [COUNT] CODE [":" NAME] }, as struct(3py) does, with names added: a
 * name is of letters, digits and "_-." and ends at a blank, at a comma, or with the text. All items
 * with values have one, or none has, and all are different. ERR is STATUS_INVALID and says at
 * which byte, or STATUS_LACKING; on failure FORMAT is untouched. */
bool pack_format_read(struct pack_format *format, const char *text, struct err *err);

/* Release it and make it empty. Safe on { 0 } and twice. */
void pack_format_free(struct pack_format *format);

/* The bytes of ITEM, without the padding before it. */
static inline size_t pack_item_size(const struct pack_item *item)
{
	return item->count * item->size;
}

/* Say in ERR which item it is about: "item 3 (2s:tag): " goes in front of its text. False. */
bool pack_blame(const struct pack_format *format, const struct pack_item *item, struct err *err);

/* The same for the value at INDEX of ITEM, which is named where there are several. */
bool pack_blame_value(const struct pack_format *format, const struct pack_item *item, size_t index,
		      struct err *err);

/* What a message lacks that begins at byte START and has HAVE bytes, fewer than the format's: ERR
 * becomes STATUS_INVALID and names the first byte that is missing and its item. False. */
bool pack_fail_short(const struct pack_format *format, uint64_t start, size_t have,
		     struct err *err);

#endif
