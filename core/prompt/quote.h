/* quote -- bytes as the shell reads them back, behind what is typed of a word already. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROMPT_QUOTE_H
#define PROMPT_QUOTE_H

#include "prompt/typing.h"

/* Append BYTES as they are written where QUOTE is open, which stays so: blanks, signs and quotes
 * escaped, controls and what is no UTF-8 as escapes in letters. ALONE: nothing stands before them
 * in their word. */
void quote_put(struct buf *to, struct word bytes, enum typing_quote quote, bool alone);

/* End it. */
void quote_end(struct buf *to, enum typing_quote quote);

#endif
