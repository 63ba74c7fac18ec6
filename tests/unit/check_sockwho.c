/* check_sockwho -- whose this process's own sockets are, and those that are nobody's. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "fault.h"
#include "net/sockwho.h"
#include "suites.h"

static struct sockwho who;

static void set_up(void)
{
	who = (struct sockwho){ 0 };
}

static uint32_t inode_of(int fd)
{
	struct stat file;

	ck_assert_int_eq(fstat(fd, &file), 0);
	return (uint32_t)file.st_ino;
}

/* A socket that is younger than what was read is found once sockets are read anew. */
START_TEST(test_young)
{
	int one = socket(AF_UNIX, SOCK_DGRAM, 0), other;
	const struct sockowner *owner;
	char pid[32];
	size_t count;

	owner = sockwho_find(&who, inode_of(one), &count);
	ck_assert(owner && count == 1 && owner->fd == one);
	ck_assert_int_eq(who.owners.process[owner->process].pid, getpid());
	other = socket(AF_UNIX, SOCK_DGRAM, 0);
	ck_assert_ptr_null(sockwho_find(&who, inode_of(other), &count));
	ck_assert_uint_eq(count, 0);
	sockwho_renew(&who);
	ck_assert_ptr_nonnull(sockwho_find(&who, inode_of(other), &count));
	snprintf(pid, sizeof(pid), "%ld", (long)getpid());
	ck_assert(sockwho_has(&who, inode_of(one), pid));
	ck_assert(sockwho_has(&who, inode_of(one), "unit-tests"));
	ck_assert(!sockwho_has(&who, inode_of(one), "1"));
	ck_assert(!sockwho_has(&who, 0, pid));
	close(one);
	close(other);
	sockwho_forget(&who);
	sockwho_forget(&who);
	ck_assert_ptr_null(who.owners.item);
}
END_TEST

/* Names too are those of the time when they were first asked for. */
START_TEST(test_names)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	size_t size = 1 + (size_t)snprintf(at.sun_path + 1, 64, "check-who%ld", (long)getpid());
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	const char *name;

	ck_assert_int_eq(bind(fd, (struct sockaddr *)&at,
			      (socklen_t)(offsetof(struct sockaddr_un, sun_path) + size)),
			 0);
	name = sockwho_name(&who, inode_of(fd), &size);
	ck_assert(name && size == strlen(at.sun_path + 1) + 1);
	ck_assert_mem_eq(name, at.sun_path, size);
	ck_assert_ptr_null(sockwho_name(&who, 0, &size));
	close(fd);
	sockwho_forget(&who);
}
END_TEST

static void ck_absence(const struct sockdiag *sock, const char *says)
{
	struct buf text = { 0 };

	sockwho_put_absence(&text, &who, sock);
	ck_assert_str_eq(buf_text(&text), says);
	buf_free(&text);
}

START_TEST(test_absence)
{
	const struct sockdiag waiting = { .state = SOCKSTATE_ESTABLISHED },
			      left = { .state = SOCKSTATE_TIME_WAIT },
			      listening = { .state = SOCKSTATE_LISTEN, .inode = 7 };
	struct sockdiag any = { 0 };

	ck_absence(&waiting, "not accepted yet");
	ck_absence(&left, "closed by its process");
	for (unsigned state = SOCKSTATE_ESTABLISHED; state <= SOCKSTATE_BOUND; state++) {
		struct buf text = { 0 };

		any.state = (enum sockstate)state;
		sockwho_put_absence(&text, &who, &any);
		ck_assert_uint_gt(text.size, 0);
		buf_free(&text);
	}
	ck_absence(&listening, "no process that can be seen");
	who.owners.unseen = 1;
	ck_absence(&listening, "1 process may not be looked into");
	who.owners.unseen = 2;
	ck_absence(&listening, "2 processes may not be looked into");
	err_set(&who.blind, STATUS_DENIED, "no eyes");
	ck_absence(&listening, "no eyes");
}
END_TEST

/* What was seen least stays known; why nothing can be seen does not. */
START_TEST(test_forgotten)
{
	who.unseen = 3;
	err_set(&who.blind, STATUS_DENIED, "no eyes");
	who.tried_peers = who.owners_are_fresh = true;
	sockwho_forget(&who);
	ck_assert(who.unseen == 3 && who.blind.kind == STATUS_OK);
	ck_assert(!who.tried_peers && !who.owners_are_fresh);
}
END_TEST

static unsigned untidy;

static void find_or_not(void)
{
	struct sockwho one = { 0 };
	size_t count = 7, size;
	bool found = sockwho_find(&one, 1, &count) || sockwho_name(&one, 1, &size);

	untidy += found || count != 0;
	sockwho_forget(&one);
}

START_TEST(test_faults)
{
	ck_assert_uint_ge(fault_sweep("malloc", ENOMEM, find_or_not), 3);
	ck_assert_uint_ge(fault_sweep("socket", EMFILE, find_or_not), 1);
	ck_assert_uint_eq(untidy, 0);
	fault_arm("readdir", 1, EIO, false);
	sockwho_find(&who, 1, &(size_t){ 0 });
	ck_assert(fault_disarm());
	ck_assert_ptr_nonnull(strstr(who.blind.text, "/proc"));
}
END_TEST

Suite *sockwho_suite(void);
Suite *sockwho_suite(void)
{
	Suite *suite = suite_create("sockwho");
	TCase *tcase = tcase_create("sockwho");

	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_test(tcase, test_young);
	tcase_add_test(tcase, test_names);
	tcase_add_test(tcase, test_absence);
	tcase_add_test(tcase, test_forgotten);
	tcase_add_test(tcase, test_faults);
	suite_add_tcase(suite, tcase);
	return suite;
}
