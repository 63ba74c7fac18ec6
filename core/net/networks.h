/* networks -- a few networks of IP addresses, as a repeatable option names them. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_NETWORKS_H
#define NET_NETWORKS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

#include "base/err.h"
#include "base/texts.h"
#include "net/network.h"

/* A plain value. */
struct networks {
	struct network item[TEXTS_MAX];
	size_t count;
};

/* Read TEXTS, each an address or ADDRESS/MASK. ::ffff:192.0.2.0/120 is one of IPv4. ERR is
 * STATUS_INVALID, names --OPTION and quotes the text that is none. */
bool networks_parse(struct networks *networks, const char *option, const struct texts *texts,
		    struct err *err);

/* Whether one of them has ADDR. */
bool networks_have(const struct networks *networks, const struct addr *addr);

#endif
