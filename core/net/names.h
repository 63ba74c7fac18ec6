/* names -- the socket API's constants as tables: families, types, protocols, flags, options. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_NAMES_H
#define NET_NAMES_H

#include "base/name.h"

extern const struct name names_family[];   /* AF_* */
extern const struct name names_socktype[]; /* SOCK_* without the flags */
extern const struct name names_protocol[]; /* IPPROTO_* */

#endif
