/* nsswitch -- which modules libc asks for hosts, and in which order. nsswitch.conf(5). */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_NSSWITCH_H
#define NET_NSSWITCH_H

#include <stdbool.h>

#include "net/lines.h"

/* The modules of the `hosts` database: the last such line of FILE wins; without one it is libc's
 * own default, `files dns`. Take the modules off it by nsswitch_next. */
struct word nsswitch_hosts(struct word file);

/* A word of the order: a module, and the actions in brackets behind it. Borrowed. */
struct nsswitch_module {
	struct word name;
	struct word actions; /* "[NOTFOUND=return]", size 0: none */
};

/* False at the end, and at what is neither module nor action. */
bool nsswitch_next(struct nsswitch_module *module, struct word *order);

#endif
