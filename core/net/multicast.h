/* multicast -- whether an interface can take part in multicast, and what stands in the way. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_MULTICAST_H
#define NET_MULTICAST_H

#include <stdbool.h>

#include "base/err.h"
#include "net/iface.h"

struct multicast {
	bool can;
	const char *why; /* why not, or where it can what to know; NULL: nothing. Never freed. */
};

/* Whether a program can join and send to groups of FAMILY (AF_INET or AF_INET6) on IFACE, so that
 * others can hear it. Asks the kernel for a route where the interface itself is fit. ERR is set
 * when the kernel cannot be asked; MULTICAST is then untouched. */
bool multicast_check(struct multicast *multicast, const struct iface *iface, int family,
		     struct err *err);

#endif
