/* check_group -- groups joined on lo: everybody, only these, all but those; limits; senders. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fault.h"
#include "net/group.h"
#include "suites.h"

static const struct addr group = { .family = AF_INET, .byte = { 239, 255, 77, 1 } };
static const struct addr group6 = { .family = AF_INET6, .byte = { 0xff, 0x15, [15] = 0x77 } };
static const struct addr one = { .family = AF_INET, .byte = { 127, 0, 0, 1 } };
static const struct addr nine = { .family = AF_INET, .byte = { 127, 0, 0, 9 } };
static const struct group_sources anybody = { .include = false };
static unsigned lo;

static void find_lo(void)
{
	lo = if_nametoindex("lo");
	ck_assert_uint_gt(lo, 0);
}

/* ---- a receiver and a sender ---------------------------------------------------------------- */

static int bound(const struct addr *at, uint16_t *port)
{
	int fd = socket(at->family, SOCK_DGRAM | SOCK_CLOEXEC, 0), on = 1;
	struct sockaddr_storage sa;
	socklen_t size = addr_to_sockaddr(&sa, at, *port);
	struct addr ignored;

	ck_assert_int_ge(fd, 0);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&sa, size), 0);
	size = sizeof(sa);
	getsockname(fd, (struct sockaddr *)&sa, &size);
	addr_from_sockaddr(&ignored, port, (struct sockaddr *)&sa, size);
	return fd;
}

static void send_from(const struct addr *source, uint16_t to_port, char letter)
{
	const struct group_sender sender = { .index = lo, .ttl = 0, .loop = true };
	struct sockaddr_storage sa;
	socklen_t size = addr_to_sockaddr(&sa, &group, to_port);
	uint16_t port = 0;
	int fd = bound(source, &port);
	struct err err = { 0 };

	ck_assert_msg(group_sender_set(fd, AF_INET, &sender, &err), "%s", err.text);
	ck_assert_int_eq(sendto(fd, &letter, 1, 0, (struct sockaddr *)&sa, size), 1);
	close(fd);
}

/* What is there; loopback delivers before sendto(2) returns. */
static const char *heard(int fd)
{
	static char letters[16];
	size_t count = 0;

	while (count < sizeof(letters) - 1 && recv(fd, letters + count, 1, MSG_DONTWAIT) == 1)
		count++;
	letters[count] = '\0';
	return letters;
}

static const struct {
	struct group_sources sources;
	const char *heard;
} filters[] = {
	{ { false, NULL, 0 }, "19" }, { { true, &one, 1 }, "1" },   { { true, &nine, 1 }, "9" },
	{ { false, &one, 1 }, "9" },  { { false, &nine, 1 }, "1" },
};

START_TEST(test_filters)
{
	uint16_t port = 0;
	int fd = bound(&group, &port);
	struct group_filtered filtered;
	struct err err = { 0 };

	ck_assert_msg(group_join(fd, &group, lo, &filters[_i].sources, &err), "%s", err.text);
	ck_assert(group_read(&filtered, fd, &group, lo, &err));
	ck_assert_int_eq(filtered.include, filters[_i].sources.include);
	ck_assert_uint_eq(filtered.count, filters[_i].sources.count);
	for (size_t i = 0; i < filtered.count; i++)
		ck_assert_int_eq(addr_compare(&filtered.item[i], &filters[_i].sources.item[i]), 0);
	send_from(&one, port, '1');
	send_from(&nine, port, '9');
	ck_assert_str_eq(heard(fd), filters[_i].heard);
	ck_assert(group_leave(fd, &group, lo, &err));
	send_from(&one, port, '1');
	ck_assert_str_eq(heard(fd), "");
	ck_assert(!group_leave(fd, &group, lo, &err));
	ck_assert(!group_read(&filtered, fd, &group, lo, &err));
	close(fd);
}
END_TEST

/* A socket at the wildcard that joined nothing, while another one has: it hears only what it is
 * not protected from. */
START_TEST(test_only_joined)
{
	const struct addr any = { .family = AF_INET };
	uint16_t port = 0;
	int member = bound(&any, &port), open = bound(&any, &port), closed = bound(&any, &port);
	struct err err = { 0 };

	ck_assert(group_only_joined(closed, AF_INET, &err));
	ck_assert(group_join(member, &group, lo, &anybody, &err));
	send_from(&one, port, 'x');
	ck_assert_str_eq(heard(member), "x");
	ck_assert_str_eq(heard(open), "x"); /* what the option is against */
	ck_assert_str_eq(heard(closed), "");
	close(member);
	close(open);
	close(closed);
}
END_TEST

/* ---- limits --------------------------------------------------------------------------------- */

START_TEST(test_memberships_limit)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct addr many = group;
	struct err err = { 0 };
	int joined = 0;

	for (many.byte[3] = 1; many.byte[3] < 255 && err.kind == STATUS_OK; many.byte[3]++)
		joined += group_join(fd, &many, lo, &anybody, &err);
	if (joined == 254)
		joined = 20; /* somebody has raised it */
	else
		ck_assert_msg(strstr(err.text, "net.ipv4.igmp_max_memberships"), "%s", err.text);
	ck_assert_int_ge(joined, 1);
	ck_assert_int_eq(err.kind == STATUS_OK ? STATUS_LACKING : err.kind, STATUS_LACKING);
	close(fd);
}
END_TEST

static const struct {
	int family;
	bool include;
	const char *limit;
} source_limits[] = {
	{ AF_INET, true, "net.ipv4.igmp_max_msf (" },
	{ AF_INET, false, "net.ipv4.igmp_max_msf (" },
	{ AF_INET6, true, "net.ipv6.mld_max_msf (" },
	{ AF_INET6, false, "net.ipv6.mld_max_msf (" },
};

/* One more than there is room for: it is said, and the group is left. */
START_TEST(test_sources_limit)
{
	enum { SOURCES = 250 };
	static struct addr source[SOURCES];
	struct group_sources sources = { source_limits[_i].include, source, SOURCES };
	int family = source_limits[_i].family, fd = socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	const struct addr *to = family == AF_INET ? &group : &group6;
	struct group_filtered filtered;
	struct err err = { 0 };

	if (fd < 0)
		return; /* no IPv6 here */
	for (int i = 0; i < SOURCES; i++) {
		source[i] = (struct addr){ .family = family, .byte = { 0x20, 0x01, 0x0d, 0xb8 } };
		source[i].byte[family == AF_INET ? 3 : 15] = (uint8_t)(i + 1);
	}
	ck_assert(!group_join(fd, to, lo, &sources, &err));
	ck_assert_int_eq(err.kind, STATUS_LACKING);
	ck_assert_msg(strstr(err.text, source_limits[_i].limit), "%s", err.text);
	ck_assert(!group_read(&filtered, fd, to, lo, &err));
	close(fd);
}
END_TEST

/* ---- what cannot be ------------------------------------------------------------------------- */

START_TEST(test_no_interface)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	const struct group_sender sender = { .index = 0x7ffffff0, .ttl = 1, .loop = true };
	struct group_sender unknown = sender;
	struct err err = { 0 };

	ck_assert(!group_join(fd, &group, sender.index, &anybody, &err));
	ck_assert_int_eq(err.kind, STATUS_NO_INTERFACE);
	ck_assert(!group_sender_set(fd, AF_INET, &sender, &err));
	ck_assert(group_sender_source(&unknown, &err));
	ck_assert_int_eq(unknown.source.family, 0);
	close(fd);
}
END_TEST

START_TEST(test_joined_twice)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct err err = { 0 };

	ck_assert(group_join(fd, &group, lo, &anybody, &err));
	ck_assert(!group_join(fd, &group, lo, &anybody, &err));
	ck_assert_int_eq(err.number, EADDRINUSE);
	close(fd);
}
END_TEST

/* ---- senders -------------------------------------------------------------------------------- */

static int option(int fd, int level, int name)
{
	int value = -1;
	socklen_t size = sizeof(value);

	ck_assert_int_eq(getsockopt(fd, level, name, &value, &size), 0);
	return value;
}

START_TEST(test_sender)
{
	struct group_sender sender = { .index = lo, .ttl = 7, .loop = false };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct err err = { 0 };

	ck_assert(group_sender_source(&sender, &err));
	ck_assert_int_eq(addr_compare(&sender.source, &one), 0);
	ck_assert(group_sender_set(fd, AF_INET, &sender, &err));
	ck_assert_int_eq(option(fd, IPPROTO_IP, IP_MULTICAST_TTL), 7);
	ck_assert_int_eq(option(fd, IPPROTO_IP, IP_MULTICAST_LOOP), 0);
	ck_assert_int_eq(option(fd, IPPROTO_IP, IP_MULTICAST_IF), (int)htonl(INADDR_LOOPBACK));
	close(fd);
	fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return; /* no IPv6 here */
	ck_assert(group_sender_set(fd, AF_INET6, &sender, &err));
	ck_assert_int_eq(option(fd, IPPROTO_IPV6, IPV6_MULTICAST_HOPS), 7);
	ck_assert_int_eq(option(fd, IPPROTO_IPV6, IPV6_MULTICAST_LOOP), 0);
	ck_assert_int_eq(option(fd, IPPROTO_IPV6, IPV6_MULTICAST_IF), (int)lo);
	close(fd);
}
END_TEST

START_TEST(test_sender_options)
{
	ck_assert(group_sender_has(IPPROTO_IP, IP_MULTICAST_TTL));
	ck_assert(group_sender_has(IPPROTO_IPV6, IPV6_MULTICAST_IF));
	ck_assert(!group_sender_has(IPPROTO_IP, IP_TTL));
	ck_assert(!group_sender_has(SOL_SOCKET, IP_MULTICAST_TTL));
}
END_TEST

/* ---- which interface ------------------------------------------------------------------------ */

START_TEST(test_way)
{
	static const struct addr none = { 0 },
				 loopback = { .family = AF_INET, .byte = { 127, 0, 0, 9 } },
				 nobody = { .family = AF_INET, .byte = { 192, 0, 2, 77 } };
	struct addr zoned = { .family = AF_INET6, .byte = { 0xff, 2 }, .scope_id = lo };
	struct group_sender sender = { .index = lo };
	struct group_way way;
	struct err err = { 0 };

	ck_assert(group_sender_choose(&way, &sender, &group, &none, &err));
	ck_assert_str_eq(way.interface, "lo");
	ck_assert_uint_eq(way.source.byte[0], 127); /* which the kernel would not take */
	sender = (struct group_sender){ 0 };
	ck_assert(group_sender_choose(&way, &sender, &group, &loopback, &err));
	ck_assert_uint_eq(sender.index, lo);
	ck_assert_uint_eq(way.source.byte[3], 9);
	sender = (struct group_sender){ 0 };
	ck_assert(group_sender_choose(&way, &sender, &zoned, &none, &err));
	ck_assert_uint_eq(sender.index, lo);
	sender = (struct group_sender){ .index = lo + 1 };
	ck_assert(!group_sender_choose(&way, &sender, &zoned, &none, &err));
	ck_assert_int_eq(err.kind, STATUS_INVALID);
	sender = (struct group_sender){ .index = 0x7ffffff0 };
	ck_assert(!group_sender_choose(&way, &sender, &group, &nobody, &err));
	ck_assert_int_eq(err.kind, STATUS_NO_INTERFACE);
}
END_TEST

/* ---- faults --------------------------------------------------------------------------------- */

static unsigned untidy;

/* On failure nothing stays joined: the kernel would not tell of its filter. */
static void join_or_fail(void)
{
	static const struct addr sources[] = { { .family = AF_INET, .byte = { 10, 0, 0, 1 } },
					       { .family = AF_INET, .byte = { 10, 0, 0, 2 } } };
	struct group_sources filter = { false, sources, 2 };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct group_filtered filtered = { .count = 4711 };
	struct err err = { 0 };
	bool fine = group_join(fd, &group, lo, &filter, &err);

	if (!fine && (err.kind == STATUS_OK || !err.text[0]))
		untidy++;
	if (fine && !group_read(&filtered, fd, &group, lo, &err) && filtered.count != 4711)
		untidy++;
	close(fd);
}

static void send_or_fail(void)
{
	struct group_sender sender = { .index = lo, .ttl = 1 };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct err err = { 0 };

	if (!group_sender_source(&sender, &err) && sender.source.family)
		untidy++;
	if (!group_sender_set(fd, AF_INET, &sender, &err) && err.kind == STATUS_OK)
		untidy++;
	close(fd);
}

/* No call that fails is taken for an interface that is not there. */
static void choose_or_fail(void)
{
	static const struct addr source = { .family = AF_INET, .byte = { 127, 0, 0, 1 } };
	struct group_sender by_source = { .index = 0 }, by_index = { .index = lo };
	struct group_way way;
	struct err err = { 0 };

	if (!group_sender_choose(&way, &by_source, &group, &source, &err) && err.number != EMFILE)
		untidy++;
	if (!group_sender_choose(&way, &by_index, &group, &(struct addr){ 0 }, &err) &&
	    err.number != EMFILE)
		untidy++;
}

START_TEST(test_faults)
{
	ck_assert_uint_ge(fault_sweep("socket", EMFILE, choose_or_fail), 4);
	ck_assert_uint_ge(fault_sweep("ioctl", EMFILE, choose_or_fail), 2);
	ck_assert_uint_eq(fault_sweep("setsockopt", ENOBUFS, join_or_fail), 3);
	ck_assert_uint_eq(fault_sweep("getsockopt", ENOMEM, join_or_fail), 1);
	ck_assert_uint_eq(fault_sweep("setsockopt", EPERM, send_or_fail), 3);
	ck_assert_uint_ge(fault_sweep("malloc", ENOMEM, send_or_fail), 1);
	ck_assert_uint_eq(untidy, 0);
}
END_TEST

Suite *group_suite(void);
Suite *group_suite(void)
{
	Suite *suite = suite_create("group");
	TCase *all = tcase_create("all");

	tcase_add_checked_fixture(all, find_lo, NULL);
	tcase_add_loop_test(all, test_filters, 0, sizeof(filters) / sizeof(filters[0]));
	tcase_add_test(all, test_only_joined);
	tcase_add_test(all, test_memberships_limit);
	tcase_add_loop_test(all, test_sources_limit, 0,
			    sizeof(source_limits) / sizeof(source_limits[0]));
	tcase_add_test(all, test_no_interface);
	tcase_add_test(all, test_joined_twice);
	tcase_add_test(all, test_sender);
	tcase_add_test(all, test_sender_options);
	tcase_add_test(all, test_way);
	tcase_add_test(all, test_faults);
	suite_add_tcase(suite, all);
	return suite;
}
