/* redact -- secrets taken out of bytes, however they are spelled there. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CHECK_REDACT_H
#define CHECK_REDACT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/word.h"

/* Borrowed. An empty one is none. */
struct secrets {
	const struct word *word;
	size_t count;
};

/* Append DATA with *** in place of each secret, and of any that overlap. A secret is found as it
 * is; with escapes as C, JSON, Python and safe_put write them; percent-encoded, as forms have it,
 * and quoted-printable; with entities of XML and HTML; and from four bytes on in hexadecimal, bytes
 * side by side or apart, and inside base64 of either alphabet. Of a secret that was cut, as a
 * sentence quotes it or a dump has it, the first twelve bytes and more are found in each of these,
 * too. With CUT what DATA begins or ends in may be the rest or the start of a secret: from four
 * bytes on it is taken for one. Not found: what was changed otherwise (letters in another case,
 * encoded twice). */
void redact_put(struct buf *buf, const char *data, size_t size, struct secrets secrets, bool cut);

/* The same for a sentence. One that ends in "..." was cut there, see err_set. */
void redact_sentence(struct buf *buf, struct word text, struct secrets secrets);

#endif
