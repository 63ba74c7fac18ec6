/* notation -- an address in the ways that programs write and store it, and back. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_NOTATION_H
#define NET_NOTATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "net/addr.h"

enum { NOTATION_MAX = 160 }; /* any of them, and a NUL */

/* Writes ADDR, NUL-terminated; returns the length, 0 where ADDR has no such notation. */
typedef size_t notation(char text[static NOTATION_MAX], const struct addr *addr);

notation notation_packed;      /* bytes in network order: c0a80101 */
notation notation_packed_host; /* IPv4: the bytes of the same number here: 0101a8c0 */
notation notation_integer;     /* in decimal: 3232235777 */
notation notation_s_addr;      /* IPv4: in_addr.s_addr read as a number here: 16885952 */
notation notation_binary;      /* 11000000.10101000..., 0010000000000010:... */
notation notation_expanded;    /* no group left out: 192.168.001.001, 2002:0000:... */
notation notation_c;           /* { 0xc0, 0xa8, 0x01, 0x01 } */
notation notation_python;      /* bytes.fromhex('c0a80101') */

/* SIZE bytes, up to 28, in hex. */
size_t notation_hex(char text[static NOTATION_MAX], const void *data, size_t size);

/* The bytes of struct sockaddr_in or sockaddr_in6 on this machine, in hex. */
size_t notation_sockaddr(char text[static NOTATION_MAX], const struct addr *addr, uint16_t port);

/* Back again. Digits may be in any case, with "0x" in front and blanks or colons between them.
 * ERR is STATUS_INVALID; on failure nothing is touched. */
bool notation_from_packed(struct addr *addr, const char *text, struct err *err);
bool notation_from_sockaddr(struct addr *addr, uint16_t *port, const char *text, struct err *err);

/* A number in decimal or behind "0x". FAMILY 0: an IPv4 address where it fits in 32 bits. */
bool notation_from_integer(struct addr *addr, const char *text, int family, struct err *err);

#endif
