/* source -- the address that the kernel would send from; nothing is sent to find out. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_SOURCE_H
#define NET_SOURCE_H

#include "net/addr.h"

/* The source for datagrams to TO, by a connected UDP socket. 0, or the errno of the call that
 * said no: EAFNOSUPPORT without the family, ENETUNREACH without a route. On failure SOURCE is
 * untouched. */
int source_find(struct addr *source, const struct addr *to);

#endif
