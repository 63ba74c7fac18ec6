/* nlmsg -- netlink messages as bytes: read with every bound checked, and written. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_NLMSG_H
#define NET_NLMSG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/netlink.h>

#include "net/addr.h"

/* Borrowed bytes, read from the front: what was read is gone from them. Nothing in them needs
 * to be aligned. */
struct nlmsg_bytes {
	const unsigned char *data;
	size_t size;
};

struct nlmsg {
	uint16_t type, flags;
	uint32_t sequence;
	struct nlmsg_bytes body;
};

struct nlmsg_attr {
	uint16_t type; /* without the nested and byte-order bits */
	struct nlmsg_bytes value;
};

/* The next message (RFC 3549 section 2.2) or attribute of REST. False at the end, and where the
 * bytes stop making sense: REST is then not empty. */
bool nlmsg_next(struct nlmsg *message, struct nlmsg_bytes *rest);
bool nlmsg_next_attr(struct nlmsg_attr *attr, struct nlmsg_bytes *rest);

/* Copy the fixed part that BODY begins with, SIZE bytes. False when BODY is shorter. */
bool nlmsg_take(void *fixed, size_t size, struct nlmsg_bytes *body);

/* What an attribute holds. On failure the result is untouched: it has another size. */
bool nlmsg_u8(uint8_t *number, const struct nlmsg_attr *attr);
bool nlmsg_u32(uint32_t *number, const struct nlmsg_attr *attr);
bool nlmsg_addr(struct addr *addr, int family, const struct nlmsg_attr *attr);

/* A text that need not end in a NUL, cut to fit TEXT, which always does. */
void nlmsg_text(char *text, size_t room, const struct nlmsg_attr *attr);

enum { NLMSG_ROOM = 128 };

/* A request being written. */
struct nlmsg_request {
	struct nlmsghdr header; /* nlmsg_len is all there is so far */
	unsigned char body[NLMSG_ROOM];
};

/* Begin with the fixed part of its TYPE. */
void nlmsg_begin(struct nlmsg_request *request, uint16_t type, uint16_t flags, const void *fixed,
		 size_t size);

/* Add an attribute. What does not fit into NLMSG_ROOM is left out. */
void nlmsg_put(struct nlmsg_request *request, uint16_t type, const void *value, size_t size);

#endif
