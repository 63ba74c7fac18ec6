/* expectation -- what stands behind `=>`, with variables in it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LANG_EXPECTATION_H
#define LANG_EXPECTATION_H

#include "lang/cursor.h"

/* Read it, from the `=>` (which `assert VALUE` has not) on, to what ends it. */
bool expectation_read(struct cursor *cursor, struct shell_word **read, struct err *err);

#endif
