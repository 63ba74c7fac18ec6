/* sockopt_text -- values of socket options as people read them, by the type of the option. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_SOCKOPT_TEXT_H
#define NET_SOCKOPT_TEXT_H

#include "base/buf.h"
#include "net/sockopt_value.h"

/* Append VALUE as text that sockopt_parse_value reads back as the same value, as far as it can be
 * set: "4096", "on", "1.5s", "cubic", "RX_SOFTWARE|SOFTWARE". What has no row, or
 * another size than its type, is in hexadecimal. Bytes are as the kernel gave them: whoever prints
 * them escapes them. */
void sockopt_put_value(struct buf *text, const struct sockopt_value *value);

#endif
