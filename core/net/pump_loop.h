/* pump_loop -- a pump whose ends are descriptors, turned by an event loop. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_PUMP_LOOP_H
#define NET_PUMP_LOOP_H

#include <stdbool.h>

#include "base/err.h"
#include "net/loop.h"
#include "net/pump.h"

/* pump_begin, with LOOP waiting for the descriptors and moments of all ends. A file, which epoll
 * cannot wait for, is always ready. An end without a descriptor is its owner's to wait for. */
bool pump_loop_begin(struct pump *pump, struct pump_end *center, struct loop *loop,
		     struct err *err);

#endif
