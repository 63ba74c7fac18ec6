/* otheraddr -- addresses of families that are neither IP nor Unix, from words and as words. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_OTHERADDR_H
#define NET_OTHERADDR_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "net/sock_addr.h"

/* Read TEXT as an address of FAMILY:
 *
 *     AF_NETLINK  PORTID[:GROUPS], 0 is the kernel, or lets it choose     netlink(7)
 *     AF_TIPC     TYPE:INSTANCE, of this node or any of the cluster       linux/tipc.h
 *     AF_VSOCK    CID:PORT, CID may be any, host or local                 vsock(7)
 *     AF_PACKET   INTERFACE, or * for all, for all protocols              packet(7)
 *
 * ERR is STATUS_INVALID and quotes TEXT, STATUS_NO_INTERFACE, or STATUS_LACKING for another family.
 * On failure SA is untouched. */
bool otheraddr_parse(struct sock_addr *sa, int family, const char *text, struct err *err);

/* Append SA in these forms; false where it has none. */
bool otheraddr_put(struct buf *text, const struct sock_addr *sa);

#endif
