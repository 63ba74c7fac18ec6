/* sockopt_group -- multicast groups, sources and senders as values of socket options. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/sockopt_group.h"

#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "net/addr.h"
#include "net/calls.h"
#include "net/calltext.h"

_Static_assert(sizeof(struct group_source_req) <= SOCKOPT_VALUE_MAX, "it fits into a value");

static struct in_addr in_addr_of(const struct addr *addr)
{
	struct in_addr in;

	memcpy(&in, addr->byte, sizeof(in));
	return in;
}

/* What stands in one text: GROUP[%INTERFACE], with SOURCE@ in front or without. */
struct words {
	struct addr source, group;
	struct addr local;  /* an interface by its IPv4 address; family 0: none */
	uint32_t interface; /* an interface by name or index; 0: none */
};

static bool read_interface(struct words *words, const char *text, struct err *err)
{
	struct addr local;

	if (addr_read(&local, text, strlen(text)) && local.family == AF_INET) {
		words->local = local;
		return true;
	}
	return addr_zone(&words->interface, text, err);
}

static bool is_group(const struct addr *addr)
{
	return addr->family == AF_INET ? addr->byte[0] >> 4 == 0xe : addr->byte[0] == 0xff;
}

/* Whether each address fits where it stands. Anycast addresses are joined too. */
static bool check(const struct words *words, const struct sockopt *row, const char *text,
		  bool has_source, struct err *err)
{
	bool anycast = row->level == IPPROTO_IPV6 &&
		       (row->number == IPV6_JOIN_ANYCAST || row->number == IPV6_LEAVE_ANYCAST);

	if (!anycast && !is_group(&words->group))
		return err_set(err, STATUS_INVALID, "'%s' is no multicast group", text);
	if (has_source && words->source.family != words->group.family)
		return err_set(err, STATUS_INVALID, "'%s' has source and group of two families",
			       text);
	return true;
}

static bool read_words(struct words *found, const struct sockopt *row, const char *text,
		       bool has_source, struct err *err)
{
	const char *at = has_source ? strchr(text, '@') : NULL;
	const char *group = at ? at + 1 : text;
	size_t group_size = strcspn(group, "%");
	struct words words = { 0 };

	if (has_source && (!at || !addr_read(&words.source, text, (size_t)(at - text))))
		return err_set(err, STATUS_INVALID, "'%s' is not SOURCE@GROUP[%%INTERFACE]", text);
	if (!addr_read(&words.group, group, group_size))
		return err_set(err, STATUS_INVALID, "'%s' is not %sGROUP[%%INTERFACE]", text,
			       has_source ? "SOURCE@" : "");
	if (!check(&words, row, text, has_source, err) ||
	    (group[group_size] && !read_interface(&words, group + group_size + 1, err)))
		return false;
	*found = words;
	return true;
}

bool sockopt_group_sender(struct sockopt_value *value, const struct sockopt *row, const char *text,
			  struct err *err)
{
	struct ip_mreqn request = { 0 };
	struct words words = { 0 };

	(void)row;
	if (strcmp(text, "none") != 0 && !read_interface(&words, text, err))
		return false;
	request.imr_address = in_addr_of(&words.local);
	request.imr_ifindex = (int)words.interface;
	sockopt_value_set(value, &request, sizeof(request));
	return true;
}

/* ---- groups ------------------------------------------------------------------------------- */

static bool has_family(const struct words *words, const char *text, int family, struct err *err)
{
	if (words->group.family == family)
		return true;
	return err_set(err, STATUS_INVALID, "'%s' is no IPv%d group", text,
		       family == AF_INET ? 4 : 6);
}

static bool is_either_family(const struct sockopt *row)
{
	return row->number >= MCAST_JOIN_GROUP && row->number <= MCAST_MSFILTER;
}

/* The options of both families know an interface by its index alone. */
static bool has_no_local(const struct words *words, const char *text, struct err *err)
{
	if (!words->local.family)
		return true;
	return err_set(err, STATUS_INVALID, "'%s': the interface by its name or index", text);
}

static int level_of(const struct addr *group)
{
	return group->family == AF_INET ? IPPROTO_IP : IPPROTO_IPV6;
}

bool sockopt_group_join(struct sockopt_value *value, const struct sockopt *row, const char *text,
			struct err *err)
{
	struct words words;

	if (!read_words(&words, row, text, false, err))
		return false;
	if (is_either_family(row)) {
		struct group_req request = { .gr_interface = words.interface };

		if (!has_no_local(&words, text, err))
			return false;
		addr_to_sockaddr(&request.gr_group, &words.group, 0);
		value->level = level_of(&words.group);
		sockopt_value_set(value, &request, sizeof(request));
	} else if (row->level == IPPROTO_IP) {
		struct ip_mreqn request = { .imr_multiaddr = in_addr_of(&words.group),
					    .imr_address = in_addr_of(&words.local),
					    .imr_ifindex = (int)words.interface };

		sockopt_value_set(value, &request, sizeof(request));
		return has_family(&words, text, AF_INET, err);
	} else {
		struct ipv6_mreq request = { .ipv6mr_interface = words.interface };

		memcpy(&request.ipv6mr_multiaddr, words.group.byte, sizeof(struct in6_addr));
		sockopt_value_set(value, &request, sizeof(request));
		return has_no_local(&words, text, err) && has_family(&words, text, AF_INET6, err);
	}
	return true;
}

bool sockopt_group_source(struct sockopt_value *value, const struct sockopt *row, const char *text,
			  struct err *err)
{
	struct words words;

	if (!read_words(&words, row, text, true, err))
		return false;
	if (is_either_family(row)) {
		struct group_source_req request = { .gsr_interface = words.interface };

		if (!has_no_local(&words, text, err))
			return false;
		addr_to_sockaddr(&request.gsr_group, &words.group, 0);
		addr_to_sockaddr(&request.gsr_source, &words.source, 0);
		value->level = level_of(&words.group);
		sockopt_value_set(value, &request, sizeof(request));
	} else {
		struct ip_mreq_source request = { .imr_multiaddr = in_addr_of(&words.group),
						  .imr_interface = in_addr_of(&words.local),
						  .imr_sourceaddr = in_addr_of(&words.source) };

		if (words.interface)
			return err_set(err, STATUS_INVALID,
				       "'%s': the interface by its address; MCAST_* takes its name",
				       text);
		sockopt_value_set(value, &request, sizeof(request));
		return has_family(&words, text, AF_INET, err);
	}
	return true;
}

/* ---- to text ------------------------------------------------------------------------------ */

static void put_interface(struct buf *text, unsigned index)
{
	char name[IF_NAMESIZE];

	if (call_if_indextoname(index, name))
		buf_puts(text, name);
	else
		buf_putu(text, index);
}

static void put_zone(struct buf *text, unsigned interface)
{
	if (interface == 0)
		return;
	buf_putc(text, '%');
	put_interface(text, interface);
}

/* The kernel tells an address; what is set may have an index in its place. */
void sockopt_group_put_sender(struct buf *text, const struct sockopt_value *value,
			      const struct sockopt *row)
{
	struct ip_mreqn request = { 0 };

	if (value->size == sizeof(request))
		memcpy(&request, value->as.byte, sizeof(request));
	else
		memcpy(&request.imr_address, value->as.byte, sizeof(request.imr_address));
	(void)row;
	if (request.imr_ifindex)
		put_interface(text, (unsigned)request.imr_ifindex);
	else if (request.imr_address.s_addr)
		calltext_address(text, AF_INET, &request.imr_address);
	else
		buf_puts(text, "none");
}

static void put_sockaddr(struct buf *text, const struct sockaddr_storage *at)
{
	struct addr addr;
	char word[ADDR_TEXT_MAX];

	if (addr_from_sockaddr(&addr, NULL, (const struct sockaddr *)at, sizeof(*at)))
		buf_put(text, word, addr_format(word, &addr));
}

void sockopt_group_put_join(struct buf *text, const struct sockopt_value *value,
			    const struct sockopt *row)
{
	struct group_req request;
	struct ipv6_mreq request6;
	struct ip_mreqn request4;

	(void)row;
	memcpy(&request, value->as.byte, sizeof(request));
	memcpy(&request6, value->as.byte, sizeof(request6));
	memcpy(&request4, value->as.byte, sizeof(request4));
	if (value->size == sizeof(request)) {
		put_sockaddr(text, &request.gr_group);
		put_zone(text, request.gr_interface);
	} else if (value->size == sizeof(request6)) {
		calltext_address(text, AF_INET6, &request6.ipv6mr_multiaddr);
		put_zone(text, request6.ipv6mr_interface);
	} else {
		calltext_address(text, AF_INET, &request4.imr_multiaddr);
		put_zone(text, (uint32_t)request4.imr_ifindex);
		if (request4.imr_address.s_addr)
			buf_putc(text, '%');
		if (request4.imr_address.s_addr)
			calltext_address(text, AF_INET, &request4.imr_address);
	}
}

void sockopt_group_put_source(struct buf *text, const struct sockopt_value *value,
			      const struct sockopt *row)
{
	struct group_source_req request;
	struct ip_mreq_source request4;

	(void)row;
	memcpy(&request, value->as.byte, sizeof(request));
	memcpy(&request4, value->as.byte, sizeof(request4));
	if (value->size == sizeof(request)) {
		put_sockaddr(text, &request.gsr_source);
		buf_putc(text, '@');
		put_sockaddr(text, &request.gsr_group);
		put_zone(text, request.gsr_interface);
		return;
	}
	calltext_address(text, AF_INET, &request4.imr_sourceaddr);
	buf_putc(text, '@');
	calltext_address(text, AF_INET, &request4.imr_multiaddr);
	if (request4.imr_interface.s_addr)
		buf_putc(text, '%');
	if (request4.imr_interface.s_addr)
		calltext_address(text, AF_INET, &request4.imr_interface);
}
