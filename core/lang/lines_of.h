/* lines_of -- lines of a file that may be anything: only a regular one is opened, and read to a
 * limit. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LANG_LINES_OF_H
#define LANG_LINES_OF_H

#include "base/word.h"

enum { LINES_OF_MAX = 8 << 20 }; /* bytes that are read of it */

/* Pass each line of the file at PATH to EACH, until that says no. Nothing where the file cannot be
 * read; the last line may be cut where it is larger. */
void lines_of(const char *path, bool (*each)(void *context, struct word line), void *context);

#endif
