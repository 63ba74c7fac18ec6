/* dump -- messages as the kernel's rtnetlink dumps and events hold them, for tests. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_DUMP_H
#define TESTS_DUMP_H

#include <stdint.h>

#include "base/buf.h"
#include "net/nlmsg.h"

struct dump_link {
	int index;
	const char *name, *altname; /* altname: NULL for none */
	unsigned flags;
	uint32_t mtu, master;
	int family; /* AF_UNSPEC, or AF_BRIDGE for what a bridge says of a port */
};

struct dump_address {
	unsigned index;
	const char *local, *far_end; /* far_end: NULL for none */
	uint32_t valid_s, preferred_s, flags;
};

struct dump_route {
	const char *destination, *gateway; /* NULL: none */
	int family;
	unsigned prefix_bits, kind, index;
	uint32_t table;
};

/* Append a message of TYPE (RTM_*) to DUMP; FLAGS are NLM_F_*. */
void dump_link(struct buf *dump, uint16_t type, struct dump_link link);
void dump_address(struct buf *dump, uint16_t type, struct dump_address address);
void dump_route(struct buf *dump, uint16_t type, uint16_t flags, struct dump_route route);

struct nlmsg_bytes dump_bytes(const struct buf *dump);

#endif
