/* sockopt_value -- one value of a socket option, as the kernel has it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/sockopt_value.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

void sockopt_value_set(struct sockopt_value *value, const void *bytes, size_t size)
{
	memcpy(value->as.byte, bytes, size);
	value->size = (unsigned)size;
}

void sockopt_value_set_number(struct sockopt_value *value, int64_t number)
{
	value->as.whole = (unsigned)number;
	value->size = sizeof(value->as.whole);
}

bool sockopt_value_is_same(const struct sockopt_value *a, const struct sockopt_value *b)
{
	return a->size == b->size && memcmp(a->as.byte, b->as.byte, sizeof(a->as.byte)) == 0;
}

/* What the kernel is asked for, and the sizes of a value; none: any up to SIZE. */
static const struct {
	unsigned size, sizes[3];
} types[SOCKOPT_TYPES] = {
	[SOCKOPT_BOOL] = { sizeof(int), { sizeof(int) } },
	[SOCKOPT_INT] = { sizeof(int), { sizeof(int) } },
	[SOCKOPT_UINT] = { sizeof(int), { sizeof(int) } },
	[SOCKOPT_HEX] = { sizeof(int), { sizeof(int) } },
	[SOCKOPT_SIZE] = { sizeof(int), { sizeof(int) } },
	[SOCKOPT_TIME] = { sizeof(int), { sizeof(int) } },
	[SOCKOPT_WORD] = { sizeof(int), { sizeof(int) } },
	[SOCKOPT_BITS] = { sizeof(int), { sizeof(int) } },
	[SOCKOPT_ERRNO] = { sizeof(int), { sizeof(int) } },
	[SOCKOPT_INTERFACE] = { sizeof(int), { sizeof(int) } },
	[SOCKOPT_INTERFACE_NET] = { sizeof(int), { sizeof(int) } },
	[SOCKOPT_PORTS] = { sizeof(uint32_t), { sizeof(uint32_t) } },
	[SOCKOPT_RATE] = { sizeof(uint64_t), { sizeof(uint64_t) } },
	[SOCKOPT_ID] = { sizeof(uint64_t), { sizeof(uint64_t) } },
	[SOCKOPT_TEXT] = { SOCKOPT_VALUE_MAX, { 0 } },
	[SOCKOPT_LINGER] = { sizeof(struct linger), { sizeof(struct linger) } },
	[SOCKOPT_TIMEVAL] = { sizeof(struct timeval), { sizeof(struct timeval) } },
	[SOCKOPT_STAMPS] = { 2 * sizeof(int), { 2 * sizeof(int), sizeof(int) } },
	[SOCKOPT_CREDENTIALS] = { sizeof(struct ucred), { sizeof(struct ucred) } },
	[SOCKOPT_GROUPS] = { SOCKOPT_VALUE_MAX, { 0 } },
	[SOCKOPT_MEMORY] = { SOCKOPT_VALUE_MAX, { 0 } },
	[SOCKOPT_ADDRESS] = { sizeof(struct sockaddr_storage), { 0 } },
	[SOCKOPT_SENDER] = { sizeof(struct in_addr),
			     { sizeof(struct in_addr), sizeof(struct ip_mreqn) } },
	[SOCKOPT_JOIN] = { 0,
			   { sizeof(struct ip_mreqn), sizeof(struct ipv6_mreq),
			     sizeof(struct group_req) } },
	[SOCKOPT_SOURCE] = { 0,
			     { sizeof(struct ip_mreq_source), sizeof(struct group_source_req) } },
	[SOCKOPT_PIDFD] = { sizeof(int), { sizeof(int) } },
	[SOCKOPT_BYTES] = { SOCKOPT_VALUE_MAX, { 0 } },
};

unsigned sockopt_type_size(enum sockopt_type type)
{
	return types[type].size;
}

bool sockopt_value_is_whole(const struct sockopt_value *value, const struct sockopt *row)
{
	const unsigned *sizes = types[row->type].sizes, most = types[row->type].size;

	if (sizes[0] == 0)
		return most == 0 || value->size <= most;
	return value->size == sizes[0] ||
	       (value->size > 0 && (value->size == sizes[1] || value->size == sizes[2]));
}

bool sockopt_value_number(int64_t *number, const struct sockopt_value *value)
{
	const struct sockopt *row = sockopt_row(value->level, value->number);

	if (!row || !sockopt_value_is_whole(value, row))
		return false;
	switch (row->type) {
	case SOCKOPT_BOOL:
	case SOCKOPT_INT:
	case SOCKOPT_SIZE:
	case SOCKOPT_TIME:
	case SOCKOPT_WORD:
	case SOCKOPT_ERRNO:
		*number = value->as.number;
		return true;
	case SOCKOPT_UINT:
	case SOCKOPT_HEX:
	case SOCKOPT_BITS:
	case SOCKOPT_STAMPS:
	case SOCKOPT_INTERFACE:
		*number = value->as.whole;
		return true;
	case SOCKOPT_INTERFACE_NET:
		*number = ntohl(value->as.whole);
		return true;
	case SOCKOPT_RATE:
	case SOCKOPT_ID:
		*number = (int64_t)value->as.wide;
		return *number >= 0;
	case SOCKOPT_FILTER:
		*number = value->size;
		return true;
	case SOCKOPT_PORTS:
	case SOCKOPT_TEXT:
	case SOCKOPT_LINGER:
	case SOCKOPT_TIMEVAL:
	case SOCKOPT_CREDENTIALS:
	case SOCKOPT_GROUPS:
	case SOCKOPT_MEMORY:
	case SOCKOPT_ADDRESS:
	case SOCKOPT_SENDER:
	case SOCKOPT_JOIN:
	case SOCKOPT_SOURCE:
	case SOCKOPT_POINTER:
	case SOCKOPT_PIDFD:
	case SOCKOPT_BYTES:
	case SOCKOPT_TYPES:
		return false;
	}
	return false;
}
