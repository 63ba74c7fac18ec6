/* scriptword -- bytes as a script writes them, with what is another one in every run as variables.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RECORD_SCRIPTWORD_H
#define RECORD_SCRIPTWORD_H

#include "record/known.h"

/* Append BYTES between double quotes, as a word of the shell or a string of an expectation, with
 * the ends that are KNOWN (NULL: none) as variables. */
void scriptword_put(struct buf *text, const struct known *known, struct word bytes);

/* Append ${...} of END: its address where IS_WHOLE, else its port. */
void scriptword_put_end(struct buf *text, const struct known_end *end, bool is_whole);

#endif
