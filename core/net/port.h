/* port -- the ranges of port numbers: IANA's, and the one this kernel chooses from. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_PORT_H
#define NET_PORT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

/* "system" (0 to 1023), "user" (to 49151) or "dynamic": RFC 6335, section 6. */
const char *port_range(uint16_t port);

/* Ports that this kernel gives to sockets that ask for none: ip_local_port_range of ip(7). */
struct port_span {
	uint16_t first, last;
};

bool port_ephemeral(struct port_span *span, struct err *err);

#endif
