/* check_multicast -- what stands in the way of multicast, as far as an interface tells. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <net/if.h>
#include <string.h>

#include <linux/if_addr.h>

#include "fault.h"
#include "net/multicast.h"
#include "suites.h"

static const struct iface_address tentative = { .addr.family = AF_INET6, .flags = IFA_F_TENTATIVE };
static const struct iface_address failed = {
	.addr.family = AF_INET6, .flags = IFA_F_TENTATIVE | IFA_F_DADFAILED | IFA_F_OPTIMISTIC
};

enum { FIT = IFF_UP | IFF_RUNNING | IFF_MULTICAST };

static const struct {
	struct iface iface;
	int family;
	const char *why;
} unfit[] = {
	{ { .flags = 0 }, AF_INET, "down" },
	{ { .flags = IFF_RUNNING, .has_inet6 = true }, AF_INET6, "down" },
	{ { .flags = IFF_UP, .has_inet = true }, AF_INET, "carrier" },
	{ { .flags = FIT }, AF_INET, "IPv4 is off" },
	{ { .flags = FIT }, AF_INET6, "MTU is below 1280" },
	{ { .flags = FIT, .has_inet6 = true, .inet6_disabled = true }, AF_INET6, "disable_ipv6" },
	{ { .flags = FIT, .has_inet6 = true }, AF_INET6, "no IPv6 address" },
	{ { .flags = FIT, .has_inet6 = true, .addresses = &tentative, .address_count = 1 },
	  AF_INET6,
	  "tentative" },
	{ { .flags = FIT, .has_inet6 = true, .addresses = &failed, .address_count = 1 },
	  AF_INET6,
	  "tentative" },
};

START_TEST(test_unfit)
{
	struct multicast multicast = { .can = true };
	struct err err = { 0 };

	ck_assert(multicast_check(&multicast, &unfit[_i].iface, unfit[_i].family, &err));
	ck_assert(!multicast.can);
	ck_assert_msg(strstr(multicast.why, unfit[_i].why), "%s", multicast.why);
}
END_TEST

/* Fit as far as it tells: the kernel is asked, and knows no such interface. */
static const struct iface stranger = { .index = 0x7ffffff0, .flags = FIT, .has_inet = true };

START_TEST(test_gone)
{
	struct multicast multicast = { .can = true };
	struct err err = { 0 };

	ck_assert(!multicast_check(&multicast, &stranger, AF_INET, &err));
	ck_assert_int_eq(err.kind, STATUS_NO_INTERFACE);
	ck_assert(multicast.can);
}
END_TEST

static unsigned untidy;

static void check_or_fail(void)
{
	static const struct iface lo = { .index = 1,
					 .flags = IFF_UP | IFF_RUNNING | IFF_LOOPBACK,
					 .has_inet = true };
	struct multicast multicast = { .why = "untouched" };
	struct err err = { 0 };

	if (!multicast_check(&multicast, &lo, AF_INET, &err) &&
	    (err.kind == STATUS_OK || strcmp(multicast.why, "untouched") != 0))
		untidy++;
}

START_TEST(test_faults)
{
	ck_assert_uint_eq(fault_sweep("socket", EMFILE, check_or_fail), 1);
	ck_assert_uint_eq(fault_sweep("recvmsg", ENOBUFS, check_or_fail), 1);
	ck_assert_uint_eq(untidy, 0);
}
END_TEST

Suite *multicast_suite(void);
Suite *multicast_suite(void)
{
	Suite *suite = suite_create("multicast");
	TCase *all = tcase_create("all");

	tcase_add_loop_test(all, test_unfit, 0, sizeof(unfit) / sizeof(unfit[0]));
	tcase_add_test(all, test_gone);
	tcase_add_test(all, test_faults);
	suite_add_tcase(suite, all);
	return suite;
}
