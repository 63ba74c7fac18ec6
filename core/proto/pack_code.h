/* pack_code -- the letters of a format and what each stands for. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROTO_PACK_CODE_H
#define PROTO_PACK_CODE_H

#include <stdbool.h>
#include <stdint.h>

enum pack_kind {
	PACK_PAD,    /* bytes without a value */
	PACK_CHAR,   /* one byte as text */
	PACK_BOOL,   /* written as 0 or 1; whatever is not 0 is true */
	PACK_SIGNED, /* two's complement */
	PACK_UNSIGNED,
	PACK_POINTER, /* unsigned; a negative number is taken as well */
	PACK_FLOAT,   /* IEEE 754 */
	PACK_TEXT,    /* the count is its length: cut, or filled with zeros */
	PACK_PASCAL   /* the same behind a byte that says how much of it is text */
};

struct pack_code {
	char letter;
	enum pack_kind kind;
	uint8_t native_size, native_align; /* bytes, on this machine */
	uint8_t standard_size;             /* 0: it has native size only */
	const char *c_type;
};

/* The row for LETTER; NULL when there is none. */
const struct pack_code *pack_code_find(char letter);

#endif
