/* sockopt_value -- one value of a socket option, as the kernel has it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_SOCKOPT_VALUE_H
#define NET_SOCKOPT_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/sockopt_row.h"

enum { SOCKOPT_VALUE_MAX = 288 }; /* bytes: struct group_source_req fits, and struct tcp_info */

/* A plain value: copied by assignment, never freed. */
struct sockopt_value {
	int level, number; /* of setsockopt(2) */
	unsigned size;     /* of it in bytes; of a BPF filter: its instructions */
	union {
		unsigned char byte[SOCKOPT_VALUE_MAX];
		int number;
		unsigned whole;
		uint64_t wide;
	} as; /* in the machine's byte order; what is behind SIZE is zero */
};

/* Make BYTES the value. SIZE fits. */
void sockopt_value_set(struct sockopt_value *value, const void *bytes, size_t size);
void sockopt_value_set_number(struct sockopt_value *value, int64_t number);

bool sockopt_value_is_same(const struct sockopt_value *a, const struct sockopt_value *b);

/* The bytes to ask the kernel for. */
unsigned sockopt_type_size(enum sockopt_type type);

/* Whether VALUE has a size that ROW's type has. */
bool sockopt_value_is_whole(const struct sockopt_value *value, const struct sockopt *row);

/* VALUE as one number; false where it is none, or larger than int64_t. */
bool sockopt_value_number(int64_t *number, const struct sockopt_value *value);

#endif
