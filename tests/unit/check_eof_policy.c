/* check_eof_policy -- what --eof makes of the ends of a pump, and what it refuses. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "pipe/eof_policy.h"
#include "suites.h"

/* Of whom: Stream or Datagrams, Client or Listener, and whether it Replays. What it comes to: the
 * center's end is kept Open, or where nothing was said (quiet); it Ends all; a Spoke's end does. */
static const struct {
	const char *text, *whom, *becomes;
	int64_t linger_ns;
} good[] = {
	{ NULL, "SC", "S", 0 },
	{ NULL, "SL", "qS", 0 },
	{ NULL, "DC", "ES", NS_PER_S },
	{ NULL, "DL", "OqS", 0 },
	{ NULL, "SCR", "", 0 },
	{ NULL, "DLR", "", 0 },
	{ "nonsense", "SCR", "", 0 },
	{ "shutdown", "SC", "S", 0 },
	{ "shutdown", "SL", "S", 0 },
	{ "both", "SC", "", 0 },
	{ "exit", "SC", "ES", 0 },
	{ "exit", "DC", "ES", 0 },
	{ "exit", "DL", "ES", 0 },
	{ "ignore", "SC", "OS", 0 },
	{ "ignore", "DC", "OS", 0 },
	{ "linger:2.5s", "SC", "ES", 5 * (int64_t)NS_PER_S / 2 },
	{ "linger:1ms", "DL", "ES", NS_PER_MS },
};

static struct eof_words words_for(const char *text, const char *whom)
{
	return (struct eof_words){ .text = text,
				   .datagrams = strchr(whom, 'D'),
				   .listens = strchr(whom, 'L'),
				   .replays = strchr(whom, 'R') };
}

START_TEST(makes_a_policy)
{
	struct eof_words words = words_for(good[_i].text, good[_i].whom);
	const char *becomes = good[_i].becomes;
	struct pump_policy policy = { .idle_ns = 1 };
	struct err err = { 0 };

	ck_assert_msg(eof_policy_make(&policy, &words, &err), "%s", err.text);
	ck_assert_int_eq(policy.keep_open, strchr(becomes, 'O') != NULL);
	ck_assert_int_eq(policy.quiet_open, strchr(becomes, 'q') != NULL);
	ck_assert_int_eq(policy.center_ends_all, strchr(becomes, 'E') != NULL);
	ck_assert_int_eq(policy.spoke_ends_all, strchr(becomes, 'S') != NULL);
	ck_assert_int_eq(policy.linger_ns, good[_i].linger_ns);
	ck_assert(policy.idle_ns == 0 && policy.drain_ns == 0 && !policy.shut_center);
}
END_TEST

static const struct {
	const char *text, *whom, *says;
} bad[] = {
	{ "", "SC", "'' is none of shutdown, both, exit, ignore, linger:TIME" },
	{ "shut", "SC", "'shut' is none of" },
	{ "shutdownn", "SC", "is none of" },
	{ "SHUTDOWN", "SC", "is none of" },
	{ ":1s", "SC", "is none of" },
	{ "exit:1s", "SC", "--eof: it is exit and no more" },
	{ "both:", "SC", "--eof: it is both and no more" },
	{ "linger", "SC", "--eof: it is linger:TIME, such as linger:2s" },
	{ "linger:", "SC", "'' is not a duration" },
	{ "linger:0", "SC", "--eof: it is linger:TIME" },
	{ "linger:-1s", "SC", "'-1s'" },
	{ "linger:2x", "SC", "'2x'" },
	{ "shutdown", "DC", "datagrams have no end" },
	{ "both", "DL", "datagrams have no end" },
};

START_TEST(refuses)
{
	struct eof_words words = words_for(bad[_i].text, bad[_i].whom);
	struct pump_policy policy = { .idle_ns = 1 };
	struct err err = { 0 };

	ck_assert(!eof_policy_make(&policy, &words, &err));
	ck_assert_int_eq(err.kind, STATUS_INVALID);
	ck_assert_msg(strstr(err.text, bad[_i].says) != NULL, "%s", err.text);
	ck_assert(policy.idle_ns == 1 && !policy.spoke_ends_all);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *eof_policy_suite(void);
Suite *eof_policy_suite(void)
{
	Suite *suite = suite_create("eof_policy");
	TCase *tcase = tcase_create("eof_policy");

	tcase_add_loop_test(tcase, makes_a_policy, 0, ROWS(good));
	tcase_add_loop_test(tcase, refuses, 0, ROWS(bad));
	suite_add_tcase(suite, tcase);
	return suite;
}
