/* check_silence -- what is told of a group on lo from which nothing came. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fault.h"
#include "net/silence.h"
#include "suites.h"

static const struct addr group = { .family = AF_INET, .byte = { 239, 255, 77, 4 } };
static const struct addr group6 = { .family = AF_INET6, .byte = { 0xff, 0x15, [15] = 0x74 } };
static const struct addr one = { .family = AF_INET, .byte = { 127, 0, 0, 1 } };

struct told {
	char text[4096]; /* "kind check: sentence" lines */
	unsigned count;
};

static void note(void *context, const struct finding *finding)
{
	struct told *told = context;
	size_t used = strlen(told->text);

	snprintf(told->text + used, sizeof(told->text) - used, "%s %s: %s\n",
		 name_word(finding_kinds, (long)finding->kind), finding->check, finding->text);
	told->count++;
}

static struct told ask(const struct addr *of, unsigned index, const struct group_sources *sources)
{
	struct told told = { .count = 0 };
	struct counters before = { 0 };
	struct err err = { 0 };
	struct silence silence = { *of, index, sources, &before, &told, note };

	ck_assert(counters_read(&before, &err));
	silence_explain(&silence);
	return told;
}

static void has(const struct told *told, const char *text)
{
	ck_assert_msg(strstr(told->text, text), "'%s' is not in:\n%s", text, told->text);
}

START_TEST(test_joined)
{
	static const struct group_sources only = { true, &one, 1 };
	unsigned lo = if_nametoindex("lo");
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct err err = { 0 };
	struct told told;

	ck_assert(group_join(fd, &group, lo, &only, &err));
	told = ask(&group, lo, &only);
	has(&told, "fine interface: lo works for groups");
	has(&told, "fine membership: lo has joined");
	has(&told, "note filter: only 127.0.0.1 can be heard");
	has(&told, " igmp: lo ");
	has(&told, " rp_filter: the reverse path filter of lo is ");
	has(&told, "fine route: the way back to 127.0.0.1 is on this host");
	has(&told, " arrivals: ");
	has(&told, "net.ipv4.igmp_max_msf is ");
	has(&told, "reach: lo hears only what this host sends by it");
	close(fd);
}
END_TEST

START_TEST(test_not_joined)
{
	static const struct group_sources anybody = { .include = false }, but = { false, &one, 1 };
	unsigned lo = if_nametoindex("lo");
	struct told told = ask(&group, lo, &anybody);

	has(&told, "fault membership: the kernel does not list the group on lo");
	told = ask(&group, lo, &but);
	has(&told, "note filter: 127.0.0.1 cannot be heard");
	told = ask(&group6, lo, &anybody);
	has(&told, "membership: ");
	ck_assert_ptr_null(strstr(told.text, "rp_filter")); /* IPv6 has none */
	told = ask(&group, 0x7ffffff0, &anybody);
	ck_assert_str_eq(told.text, "fault interface: it is gone\n");
}
END_TEST

static unsigned untidy;
static struct told last;

static void explain_or_fail(void)
{
	static const struct group_sources anybody = { .include = false };
	static const struct counters before = { .told = { true } };
	struct silence silence = { group, if_nametoindex("lo"), &anybody, &before, &last, note };

	last = (struct told){ .count = 0 };
	silence_explain(&silence);
	untidy += last.count == 0;
}

/* Whatever cannot be looked at, something is told. */
START_TEST(test_faults)
{
	ck_assert_uint_ge(fault_sweep("malloc", ENOMEM, explain_or_fail), 5);
	ck_assert_uint_ge(fault_sweep("open", EMFILE, explain_or_fail), 5);
	ck_assert_uint_ge(fault_sweep("socket", EMFILE, explain_or_fail), 1);
	ck_assert_uint_eq(untidy, 0);
}
END_TEST

Suite *silence_suite(void);
Suite *silence_suite(void)
{
	Suite *suite = suite_create("silence");
	TCase *all = tcase_create("all");

	tcase_add_test(all, test_joined);
	tcase_add_test(all, test_not_joined);
	tcase_add_test(all, test_faults);
	suite_add_tcase(suite, all);
	return suite;
}
