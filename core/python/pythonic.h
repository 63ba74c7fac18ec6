/* pythonic -- lines in Python's shape, and what they are here. Only told: nothing is run. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PYTHON_PYTHONIC_H
#define PYTHON_PYTHONIC_H

#include "base/buf.h"
#include "base/word.h"
#include "shell/shell.h"

enum { PYTHONIC_LINE_MAX = 4096 }; /* bytes; what is longer is not looked at */

enum pythonic {
	PYTHONIC_NOT,  /* it does not look like Python */
	PYTHONIC_LINE, /* TEXT is a line of the shell that does the same */
	PYTHONIC_WHY   /* TEXT is a sentence: why there is none, and what to use */
};

/* What LINE is here, appended to TEXT. */
enum pythonic pythonic_answer(struct buf *text, struct word line);

/* Say it on stderr; false where LINE does not look like Python. */
bool pythonic_tell(const struct shell *shell, struct word line);

#endif
