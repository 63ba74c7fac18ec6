/* part -- what a word is made of: variables, quotes and what stands between them. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LANG_PART_H
#define LANG_PART_H

#include "lang/cursor.h"

/* Read one off the front of SCAN, and put it behind TAIL. */
bool part_variable(struct cursor *cursor, struct part ***tail, bool quoted, struct err *err);
bool part_raw(struct cursor *cursor, struct part ***tail, struct err *err);    /* 'text' */
bool part_string(struct cursor *cursor, struct part ***tail, struct err *err); /* "text" */

/* x"00 ff" or b64"AP8=": PREFIX is the size of what stands before the quote. */
bool part_coded(struct cursor *cursor, struct part ***tail, size_t prefix, struct err *err);

#endif
