/* place -- an endpoint as a word of the command line. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RUN_PLACE_H
#define RUN_PLACE_H

#include <stdbool.h>

#include "base/err.h"
#include "cli/applet.h"
#include "net/endpoint.h"

/* Read WORD, which has the transport of -u or -U where it names none. ERR is STATUS_INVALID. */
bool place_read(struct endpoint *endpoint, const char *word, const struct run *run,
		struct err *err);

#endif
