/* spelling -- ways in which text stands for other bytes: escapes, entities, hexadecimal. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CHECK_SPELLING_H
#define CHECK_SPELLING_H

#include <stddef.h>

enum spelling {
	SPELLING_PLAIN,
	SPELLING_BACKSLASH, /* \n \x0a \012 \u000a \" */
	SPELLING_CODES,     /* the same, but \xe9 is U+00E9, as Python and JavaScript have it */
	SPELLING_PERCENT,   /* %0A */
	SPELLING_FORM,      /* the same, and + is a blank */
	SPELLING_QUOTED,    /* =0A, and = at a line's end is nothing (RFC 2045) */
	SPELLING_ENTITY,    /* &amp; &#10; &#xa; */
	SPELLING_HEX,       /* 0a, with blanks, commas, colons or 0x before it; all bytes are so */
	SPELLING_COUNT
};

enum { SPELLING_MAX = 4 };

/* What the start of TEXT, which is not empty, stands for: up to SPELLING_MAX bytes to BYTES, their
 * number to *COUNT. Returns how many bytes of TEXT that are, at least one; 0: it is not spelled
 * so. */
size_t spelling_read(char bytes[static SPELLING_MAX], size_t *count, enum spelling spelling,
		     const char *text, size_t size);

#endif
