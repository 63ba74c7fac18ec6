/* python_operand -- the words of a verb, taken one after the other as Python's arguments. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PYTHON_PYTHON_OPERAND_H
#define PYTHON_PYTHON_OPERAND_H

#include "net/endpoint.h"
#include "python/python_write.h"

enum { PYTHON_OPERANDS_MAX = 5 };

/* The words that are left, and what was made of those that were taken. */
struct python_operands {
	struct python *python;
	size_t at, count;
	struct buf text[PYTHON_OPERANDS_MAX + 1];
	bool is_there[PYTHON_OPERANDS_MAX + 1];
};

struct word python_word_at(const struct python_operands *operands, size_t at);
struct word python_next(struct python_operands *operands);

static inline bool python_has_next(const struct python_operands *operands)
{
	return operands->at < operands->count;
}

/* WORD with a NUL behind it, in ROOM: what is longer is "", no word of any table. */
char *python_copy(struct word word, char room[static ENDPOINT_NAME_MAX]);

/* Each takes words off OPERANDS, and appends what they are there. False: they have no form. */
bool python_take_kind(struct buf *text, struct python_operands *operands);
bool python_take_address(struct buf *text, struct python_operands *operands, bool is_pair);
bool python_take_descriptors(struct buf *text, struct python_operands *operands);
bool python_take_polled(struct buf *text, struct python_operands *operands);
bool python_take_values(struct buf *text, struct python_operands *operands); /* of a format */

/* ---- of an entry as a whole ---------------------------------------------------------------- */

/* The kind of the sockets of the entry, by its result or its words; NULL: nobody knows. */
const struct sockkind *python_kind(const struct python *python);

/* Append the address that is its last operand. */
bool python_put_place(struct python *python);

/* Append the tuple of the values at facts VALUE of the format that is its first operand. */
bool python_put_tuple(struct python *python);

#endif
