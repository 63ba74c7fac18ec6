/* check_nlmsg -- netlink messages: where bytes end, what attributes hold, what fits. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include <linux/rtnetlink.h>

#include "net/nlmsg.h"
#include "suites.h"

static struct nlmsg_bytes bytes_of(const struct nlmsg_request *request, size_t size)
{
	return (struct nlmsg_bytes){ (const unsigned char *)request, size };
}

START_TEST(test_written_is_read)
{
	struct rtgenmsg fixed = { .rtgen_family = 2 }, read;
	const uint32_t number = 0x01020304;
	const struct addr there = { .family = AF_INET, .byte = { 192, 0, 2, 1 } };
	struct nlmsg_request request;
	struct nlmsg_bytes rest;
	struct nlmsg message;
	struct nlmsg_attr attr;
	struct addr addr = { 0 };
	uint32_t seen = 0;
	uint8_t small = 9;
	char text[4];

	nlmsg_begin(&request, RTM_GETLINK, NLM_F_DUMP, &fixed, sizeof(fixed));
	nlmsg_put(&request, 7, &number, sizeof(number));
	nlmsg_put(&request, 8 | NLA_F_NESTED, "abc", 3);
	nlmsg_put(&request, 9, there.byte, 4);
	rest = bytes_of(&request, request.header.nlmsg_len);
	ck_assert(nlmsg_next(&message, &rest));
	ck_assert_uint_eq(rest.size, 0);
	ck_assert_uint_eq(message.type, RTM_GETLINK);
	ck_assert_uint_eq(message.flags, NLM_F_REQUEST | NLM_F_DUMP);
	ck_assert(nlmsg_take(&read, sizeof(read), &message.body));
	ck_assert_uint_eq(read.rtgen_family, 2);
	ck_assert(nlmsg_next_attr(&attr, &message.body));
	ck_assert_uint_eq(attr.type, 7);
	ck_assert(nlmsg_u32(&seen, &attr));
	ck_assert_uint_eq(seen, number);
	ck_assert(!nlmsg_u8(&small, &attr));
	ck_assert_uint_eq(small, 9);
	ck_assert(nlmsg_next_attr(&attr, &message.body));
	ck_assert_uint_eq(attr.type, 8);
	nlmsg_text(text, sizeof(text), &attr);
	ck_assert_str_eq(text, "abc");
	nlmsg_text(text, 3, &attr);
	ck_assert_str_eq(text, "ab");
	ck_assert(!nlmsg_addr(&addr, AF_INET, &attr));
	ck_assert(nlmsg_next_attr(&attr, &message.body));
	ck_assert(!nlmsg_addr(&addr, AF_INET6, &attr));
	ck_assert(!nlmsg_addr(&addr, AF_UNIX, &attr));
	ck_assert_int_eq(addr.family, 0);
	ck_assert(nlmsg_addr(&addr, AF_INET, &attr));
	ck_assert_int_eq(addr_compare(&addr, &there), 0);
	ck_assert(!nlmsg_next_attr(&attr, &message.body));
}
END_TEST

/* Every prefix of a message is no message, and nothing behind its end is read. */
START_TEST(test_prefixes)
{
	struct rtgenmsg fixed = { .rtgen_family = 2 };
	struct nlmsg_request request;
	struct nlmsg message;

	nlmsg_begin(&request, RTM_GETLINK, 0, &fixed, sizeof(fixed));
	for (size_t size = 0; size < request.header.nlmsg_len; size++) {
		struct nlmsg_bytes rest = bytes_of(&request, size);

		ck_assert(!nlmsg_next(&message, &rest));
		ck_assert_uint_eq(rest.size, size);
	}
}
END_TEST

/* Lengths of the header that cannot be. */
static const uint32_t lengths[] = { 0, 1, 15, 129, 0x7fffffff, 0xffffffff };

START_TEST(test_lying_length)
{
	struct nlmsg_request request = { .header.nlmsg_len = lengths[_i] };
	struct nlmsg_bytes rest = bytes_of(&request, 128);
	struct nlmsg message;

	ck_assert(!nlmsg_next(&message, &rest));
}
END_TEST

static const unsigned char attrs[][8] = {
	{ 0, 0, 1, 0 }, { 3, 0, 1, 0 }, { 9, 0, 1, 0, 0, 0, 0, 0 }, { 0xff, 0xff, 1, 0 }
};

START_TEST(test_lying_attribute)
{
	struct nlmsg_bytes rest = { attrs[_i], sizeof(attrs[_i]) };
	struct nlmsg_attr attr;

	ck_assert(!nlmsg_next_attr(&attr, &rest));
	ck_assert_uint_eq(rest.size, sizeof(attrs[_i]));
}
END_TEST

/* The last attribute may lack its padding. */
START_TEST(test_no_padding)
{
	static const unsigned char bytes[] = { 5, 0, 1, 0, 'x' };
	struct nlmsg_bytes rest = { bytes, sizeof(bytes) };
	struct nlmsg_attr attr;

	ck_assert(nlmsg_next_attr(&attr, &rest));
	ck_assert_uint_eq(attr.value.size, 1);
	ck_assert_uint_eq(rest.size, 0);
}
END_TEST

START_TEST(test_room)
{
	static const char much[NLMSG_ROOM] = { 0 };
	struct nlmsg_request request;
	uint32_t full;

	nlmsg_begin(&request, RTM_GETLINK, 0, much, NLMSG_ROOM - 8);
	nlmsg_put(&request, 1, much, 4);
	full = request.header.nlmsg_len;
	ck_assert_uint_eq(full, sizeof(request));
	nlmsg_put(&request, 1, much, 1);
	ck_assert_uint_eq(request.header.nlmsg_len, full);
}
END_TEST

Suite *nlmsg_suite(void);
Suite *nlmsg_suite(void)
{
	Suite *suite = suite_create("nlmsg");
	TCase *all = tcase_create("all");

	tcase_add_test(all, test_written_is_read);
	tcase_add_test(all, test_prefixes);
	tcase_add_loop_test(all, test_lying_length, 0, sizeof(lengths) / sizeof(lengths[0]));
	tcase_add_loop_test(all, test_lying_attribute, 0, sizeof(attrs) / sizeof(attrs[0]));
	tcase_add_test(all, test_no_padding);
	tcase_add_test(all, test_room);
	suite_add_tcase(suite, all);
	return suite;
}
