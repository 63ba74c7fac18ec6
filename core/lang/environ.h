/* environ -- the environment that programs of the session are started with. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LANG_ENVIRON_H
#define LANG_ENVIRON_H

#include "base/err.h"
#include "lang/value.h"

/* NAME has VALUE, as a word of a command has it. ERR is STATUS_INVALID for one with a NUL byte, or
 * STATUS_LACKING. */
bool environ_put(const char *name, const struct shell_value *value, struct err *err);

/* NAME is not there. */
void environ_drop(const char *name);

#endif
