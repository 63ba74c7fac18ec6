/* passing -- open descriptors handed from process to process over Unix sockets: SCM_RIGHTS. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_PASSING_H
#define NET_PASSING_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"

/* Hand a copy of DESCRIPTOR over FD, with one byte of data that carries it, a NUL. unix(7). ERR is
 * of the socket, or STATUS_INVALID where DESCRIPTOR is not open. */
bool passing_send(int fd, int descriptor, struct err *err);

/* Receive up to SIZE bytes, as recv(2) does, and the descriptor that came with them, close-on-exec:
 * *DESCRIPTOR is the caller's then, else untouched. Of several the first is kept and the others are
 * closed. -1 with errno. */
ssize_t passing_receive(int *descriptor, int fd, void *data, size_t size);

/* What DESCRIPTOR is: a socket with its two ends, or what /proc calls it. */
void passing_describe(struct buf *text, int descriptor);

#endif
