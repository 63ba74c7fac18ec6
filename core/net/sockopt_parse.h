/* sockopt_parse -- values of socket options from text, by the type of the option. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_SOCKOPT_PARSE_H
#define NET_SOCKOPT_PARSE_H

#include <stdbool.h>

#include "base/err.h"
#include "net/sockopt_row.h"
#include "net/sockopt_value.h"

/* Read TEXT as a value for ROW:
 *
 *     bool       on off yes no true false, or a number
 *     int, uint  a number, in hexadecimal behind 0x, or a word of ROW's
 *     bits       the same, several joined by | or a comma
 *     size, rate 4096, 64k, 1M
 *     time       in ROW's unit, or with one: 500ms, 2m
 *     linger     off, or how long: 5s
 *     interface  a name, an index, or none; for a sender an address too
 *     ports      40000-49999, or none
 *     group      GROUP[%INTERFACE], source SOURCE@GROUP[%INTERFACE]
 *     text       as it is
 *     bytes      hexadecimal digits in pairs
 *
 * The kernel judges the number itself. ERR is STATUS_INVALID and quotes TEXT, or
 * STATUS_NO_INTERFACE. On failure VALUE is untouched. A group decides VALUE's level. */
bool sockopt_parse_value(struct sockopt_value *value, const struct sockopt *row, const char *text,
			 struct err *err);

/* Bytes for any option, from hexadecimal digits in pairs. Fails as above. */
bool sockopt_parse_hex(struct sockopt_value *value, const char *text, struct err *err);

#endif
