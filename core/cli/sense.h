/* sense -- options that mean nothing in what an applet is to do: refused, where a table says so. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_SENSE_H
#define CLI_SENSE_H

#include <stdbool.h>

#include "base/err.h"
#include "cli/applet.h"

/* OPTIONS, words of the applet's rows or of the common ones, parted by blanks (NULL: all common
 * ones with any of FLAGS, see opt.h), fit where all of the modes NEEDS hold and none of BUT. Modes
 * are bits of the applet's own. */
struct sense {
	const char *options;
	unsigned flags, needs, but;
	const char *says; /* behind "--OPTION ": why it does not fit; NULL ends the table */
};

/* Whether every option that was given, with another value than its usual one, fits MODES. ERR is
 * STATUS_INVALID, also for a word that is no option, where a row does not fit. */
bool sense_check(const struct sense *rows, const struct run *run, unsigned modes, struct err *err);

#endif
