/* nlmsg -- netlink messages as bytes: read with every bound checked, and written. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/nlmsg.h"

#include <string.h>

static size_t padded(size_t size)
{
	return (size + NLMSG_ALIGNTO - 1) & ~(size_t)(NLMSG_ALIGNTO - 1);
}

/* Go SIZE bytes on, and over the padding behind them: the last one may lack its padding. */
static void advance(struct nlmsg_bytes *rest, size_t size)
{
	size_t step = padded(size);

	if (step > rest->size)
		step = rest->size;
	rest->data += step;
	rest->size -= step;
}

bool nlmsg_next(struct nlmsg *message, struct nlmsg_bytes *rest)
{
	struct nlmsghdr header;

	if (rest->size < sizeof(header))
		return false;
	memcpy(&header, rest->data, sizeof(header));
	if (header.nlmsg_len < sizeof(header) || header.nlmsg_len > rest->size)
		return false;
	*message = (struct nlmsg){
		.type = header.nlmsg_type,
		.flags = header.nlmsg_flags,
		.sequence = header.nlmsg_seq,
		.body = { rest->data + sizeof(header), header.nlmsg_len - sizeof(header) },
	};
	advance(rest, header.nlmsg_len);
	return true;
}

bool nlmsg_next_attr(struct nlmsg_attr *attr, struct nlmsg_bytes *rest)
{
	struct nlattr header;

	if (rest->size < sizeof(header))
		return false;
	memcpy(&header, rest->data, sizeof(header));
	if (header.nla_len < sizeof(header) || header.nla_len > rest->size)
		return false;
	*attr = (struct nlmsg_attr){
		.type = header.nla_type & (uint16_t)NLA_TYPE_MASK,
		.value = { rest->data + sizeof(header), header.nla_len - sizeof(header) },
	};
	advance(rest, header.nla_len);
	return true;
}

bool nlmsg_take(void *fixed, size_t size, struct nlmsg_bytes *body)
{
	if (body->size < size)
		return false;
	memcpy(fixed, body->data, size);
	advance(body, size);
	return true;
}

static bool copy_exact(void *value, size_t size, const struct nlmsg_attr *attr)
{
	if (attr->value.size != size)
		return false;
	memcpy(value, attr->value.data, size);
	return true;
}

bool nlmsg_u8(uint8_t *number, const struct nlmsg_attr *attr)
{
	return copy_exact(number, sizeof(*number), attr);
}

bool nlmsg_u32(uint32_t *number, const struct nlmsg_attr *attr)
{
	return copy_exact(number, sizeof(*number), attr);
}

bool nlmsg_addr(struct addr *addr, int family, const struct nlmsg_attr *attr)
{
	struct addr fresh = { .family = family };

	if ((family != AF_INET && family != AF_INET6) ||
	    !copy_exact(fresh.byte, addr_size(family), attr))
		return false;
	*addr = fresh;
	return true;
}

void nlmsg_text(char *text, size_t room, const struct nlmsg_attr *attr)
{
	size_t size = strnlen((const char *)attr->value.data, attr->value.size);

	if (size > room - 1)
		size = room - 1;
	memcpy(text, attr->value.data, size);
	text[size] = '\0';
}

/* A request without its end is refused by the kernel, which reads nla_len. */
static void append(struct nlmsg_request *request, const void *data, size_t size)
{
	size_t used = request->header.nlmsg_len - sizeof(request->header);

	if (padded(size) > sizeof(request->body) - used)
		return;
	memcpy(request->body + used, data, size);
	request->header.nlmsg_len += (uint32_t)padded(size);
}

void nlmsg_begin(struct nlmsg_request *request, uint16_t type, uint16_t flags, const void *fixed,
		 size_t size)
{
	*request = (struct nlmsg_request){
		.header = {
			.nlmsg_len = (uint32_t)sizeof(request->header),
			.nlmsg_type = type,
			.nlmsg_flags = NLM_F_REQUEST | flags,
		},
	};
	append(request, fixed, size);
}

void nlmsg_put(struct nlmsg_request *request, uint16_t type, const void *value, size_t size)
{
	struct nlattr header = { .nla_len = (uint16_t)(sizeof(header) + size), .nla_type = type };

	append(request, &header, sizeof(header));
	append(request, value, size);
}
