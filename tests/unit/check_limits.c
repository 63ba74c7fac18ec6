/* check_limits -- descriptors: as many as are needed, as far as the hard limit goes. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>
#include <sys/resource.h>

#include "net/limits.h"
#include "suites.h"

static struct rlimit before;
static struct err err;

static void begin(void)
{
	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &before), 0);
	setrlimit(RLIMIT_NOFILE, &(struct rlimit){ 100, before.rlim_max });
}

static void end(void)
{
	setrlimit(RLIMIT_NOFILE, &before);
}

static rlim_t soft_limit(void)
{
	struct rlimit now;

	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &now), 0);
	return now.rlim_cur;
}

START_TEST(enough)
{
	ck_assert(limit_allow_files(100, &err));
	ck_assert_uint_eq(soft_limit(), 100);
}
END_TEST

START_TEST(raised)
{
	ck_assert(limit_allow_files(101, &err));
	ck_assert_uint_eq(soft_limit(), 101);
}
END_TEST

START_TEST(too_many)
{
	ck_assert(!limit_allow_files((uint64_t)before.rlim_max + 1, &err));
	ck_assert_int_eq(err.kind, STATUS_LACKING);
	ck_assert_ptr_nonnull(strstr(err.text, "ulimit -n"));
	ck_assert_uint_eq(soft_limit(), before.rlim_max);
	ck_assert_uint_eq(limit_raise_files((uint64_t)before.rlim_max + 1), before.rlim_max);
}
END_TEST

START_TEST(as_many_as_may_be)
{
	ck_assert_uint_eq(limit_raise_files(50), 100);
	ck_assert_uint_eq(limit_raise_files(101), 101);
	ck_assert_uint_eq(soft_limit(), 101);
}
END_TEST

Suite *limits_suite(void)
{
	Suite *suite = suite_create("limits");
	TCase *tcase = tcase_create("limits");

	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_test(tcase, enough);
	tcase_add_test(tcase, raised);
	tcase_add_test(tcase, as_many_as_may_be);
	if (getrlimit(RLIMIT_NOFILE, &before) == 0 && before.rlim_max != RLIM_INFINITY)
		tcase_add_test(tcase, too_many);
	suite_add_tcase(suite, tcase);
	return suite;
}
