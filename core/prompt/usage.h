/* usage -- what a word of the shell or a block takes, as help writes it: "NUMBER [every DURATION]
 * {"; and what of that may come behind words that are there. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROMPT_USAGE_H
#define PROMPT_USAGE_H

#include "base/buf.h"
#include "base/word.h"

/* An item is a name in capitals, words of the language joined by '|', or one of these that its
 * values follow, in brackets where it may be left out, with "..." where it may come again. */

enum { USAGE_NEXT_MAX = 8 };

/* The words of USAGE that may come behind COUNT words GIVEN, without marks: how many. */
size_t usage_next(struct word next[static USAGE_NEXT_MAX], const char *usage,
		  const char *const *given, size_t count);

/* Append all that may still come, as it is written. */
void usage_put_rest(struct buf *to, const char *usage, const char *const *given, size_t count);

/* Of the block called NAME; NULL where there is none. */
const char *usage_of_block(const char *name);

#endif
