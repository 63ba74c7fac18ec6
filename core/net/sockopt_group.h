/* sockopt_group -- multicast groups, sources and senders as values of socket options. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_SOCKOPT_GROUP_H
#define NET_SOCKOPT_GROUP_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "net/sockopt_row.h"
#include "net/sockopt_value.h"

/* Fill VALUE, which holds level and number of ROW, from TEXT; false and ERR as with
 * sockopt_parse_value. ip(7), ipv6(7), RFC 3678. */

/* An interface or one of its IPv4 addresses: struct ip_mreqn. */
bool sockopt_group_sender(struct sockopt_value *value, const struct sockopt *row, const char *text,
			  struct err *err);

/* GROUP[%INTERFACE]: struct ip_mreqn, ipv6_mreq, or group_req for MCAST_*, whose level is then the
 * group's family. */
bool sockopt_group_join(struct sockopt_value *value, const struct sockopt *row, const char *text,
			struct err *err);

/* SOURCE@GROUP[%INTERFACE]: struct ip_mreq_source, or group_source_req for MCAST_*. */
bool sockopt_group_source(struct sockopt_value *value, const struct sockopt *row, const char *text,
			  struct err *err);

/* The same to text, for a VALUE of a size that these structs have. */
void sockopt_group_put_sender(struct buf *text, const struct sockopt_value *value,
			      const struct sockopt *row);
void sockopt_group_put_join(struct buf *text, const struct sockopt_value *value,
			    const struct sockopt *row);
void sockopt_group_put_source(struct buf *text, const struct sockopt_value *value,
			      const struct sockopt *row);

#endif
