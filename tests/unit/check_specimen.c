/* check_specimen -- options of fresh and of live sockets: seen, compared, and left as they are. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fault.h"
#include "net/specimen.h"
#include "sockets.h"
#include "suites.h"

static struct specimen specimen;
static struct err err;
static unsigned descriptors;
static int live;

static void set_up(void)
{
	descriptors = count_descriptors();
	live = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ck_assert_int_ge(live, 0);
	err = (struct err){ 0 };
}

static void tear_down(void)
{
	specimen_free(&specimen);
	specimen_free(&specimen);
	close(live); /* which was not closed */
	ck_assert_uint_eq(count_descriptors(), descriptors);
}

static struct specimen_finding look(int level, int number)
{
	const struct sockopt *option = sockopt_row(level, number);

	ck_assert_ptr_nonnull(option);
	return specimen_look(&specimen, option);
}

START_TEST(test_made)
{
	struct specimen_finding finding;

	ck_assert(specimen_make(&specimen, sockkind_find("tcp"), &err));
	finding = look(IPPROTO_TCP, TCP_NODELAY);
	ck_assert(finding.is == FINDING_VALUE && finding.has_first);
	ck_assert(finding.value.as.number == 0 && finding.first.as.number == 0);
	ck_assert(!finding.is_compared && !finding.differs); /* with what? */
	finding = look(SOL_SOCKET, SO_ERROR);
	ck_assert(finding.is == FINDING_VALUE); /* its own may be read */
	finding = look(SOL_SOCKET, SO_DETACH_FILTER);
	ck_assert(finding.is == FINDING_NONE && !finding.has_first);
	ck_assert_str_eq(finding.reason.text, "set only");
	finding = look(SOL_SOCKET, SO_PEERNAME);
	ck_assert(finding.is == FINDING_NONE && finding.reason.number == ENOTCONN);
	ck_assert(look(IPPROTO_IPV6, IPV6_V6ONLY).is == FINDING_UNKNOWN);
	ck_assert(look(IPPROTO_IPV6, IPV6_JOIN_GROUP).is == FINDING_UNKNOWN);
}
END_TEST

START_TEST(test_live)
{
	const int on = 1;
	struct specimen_finding finding;

	ck_assert_int_eq(setsockopt(live, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)), 0);
	ck_assert(specimen_take(&specimen, live, &err));
	ck_assert_str_eq(sockkind_word(&specimen.kind), "tcp");
	finding = look(IPPROTO_TCP, TCP_NODELAY);
	ck_assert(finding.is_compared && finding.differs && !finding.moves);
	ck_assert(finding.value.as.number == 1 && finding.first.as.number == 0);
	finding = look(SOL_SOCKET, SO_KEEPALIVE);
	ck_assert(finding.is_compared && !finding.differs);
	ck_assert(!look(SOL_SOCKET, SO_COOKIE).is_compared); /* differs by nature */
	finding = look(SOL_SOCKET, SO_ERROR);
	ck_assert(finding.is == FINDING_NONE && finding.has_first && !finding.is_compared);
	ck_assert_str_eq(finding.reason.text, "not read: that would take it");
}
END_TEST

START_TEST(test_none)
{
	specimen = (struct specimen){ .fd = 77, .fresh = -1, .spare = -1, .is_live = true };
	ck_assert(!specimen_take(&specimen, -1, &err));
	ck_assert_int_eq(err.kind, STATUS_NOT_FOUND);
	fault_arm("socket", 1, EMFILE, false);
	ck_assert(!specimen_make(&specimen, sockkind_find("udp"), &err));
	ck_assert(fault_disarm());
	ck_assert_int_eq(err.number, EMFILE);
	ck_assert_int_eq(specimen.fd, 77);
}
END_TEST

/* Without others of its kind there is nothing to compare with, and the table tells what is known.
 */
START_TEST(test_alone)
{
	struct specimen_finding finding;

	fault_arm("socket", 1, EMFILE, true);
	ck_assert(specimen_take(&specimen, live, &err));
	fault_disarm();
	ck_assert(specimen.fresh == -1 && specimen.spare == -1);
	finding = look(IPPROTO_TCP, TCP_NODELAY);
	ck_assert(finding.is == FINDING_VALUE && !finding.has_first && !finding.is_compared);
	ck_assert(look(SOL_SOCKET, SO_DETACH_FILTER).is == FINDING_NONE);
	ck_assert(look(IPPROTO_IPV6, IPV6_JOIN_GROUP).is == FINDING_UNKNOWN);
}
END_TEST

Suite *specimen_suite(void);
Suite *specimen_suite(void)
{
	Suite *suite = suite_create("specimen");
	TCase *tcase = tcase_create("specimen");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, test_made);
	tcase_add_test(tcase, test_live);
	tcase_add_test(tcase, test_none);
	tcase_add_test(tcase, test_alone);
	suite_add_tcase(suite, tcase);
	return suite;
}
