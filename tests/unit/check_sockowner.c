/* check_sockowner -- whose a socket is, in a /proc made for it and in the real one. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fault.h"
#include "net/sockowner.h"
#include "suites.h"

/* ---- a /proc -------------------------------------------------------------------------------- */

static char root[32];

static void make_file(const char *path, const char *text)
{
	char whole[128];
	int fd;

	snprintf(whole, sizeof(whole), "%s/%s", root, path);
	fd = open(whole, O_CREAT | O_WRONLY, 0600);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, strlen(text)), (long)strlen(text));
	close(fd);
}

static void make_folder(const char *path)
{
	char whole[128];

	snprintf(whole, sizeof(whole), "%s/%s", root, path);
	ck_assert_int_eq(mkdir(whole, 0700), 0);
}

static void make_link(const char *path, const char *to)
{
	char whole[128];

	snprintf(whole, sizeof(whole), "%s/%s", root, path);
	ck_assert_int_eq(symlink(to, whole), 0);
}

#define STAT(state, flags, threads)                                                   \
	"7 (a) b) " state " 1 1 1 0 -1 " flags " 0 0 0 0 0 0 0 0 20 0 " threads " 0 " \
	"12 0 0"
#define KTHREAD "2129984" /* 0x208040 */

static void make_proc(void)
{
	snprintf(root, sizeof(root), "/tmp/check-owner-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(root));
	make_folder("100");
	make_file("100/comm", "a\n\033[31m b\n");
	make_file("100/stat", STAT("S", "4194560", "1"));
	make_folder("100/fd");
	make_link("100/fd/0", "/dev/null");
	make_link("100/fd/3", "socket:[500]");
	make_link("100/fd/40", "socket:[4294967295]");
	make_link("100/fd/5", "socket:[500]");
	make_folder("99"); /* no name: it has ended since */
	make_folder("99/fd");
	make_link("99/fd/7", "socket:[500]");
	make_folder("101"); /* has ended */
	make_folder("102"); /* may not be looked into */
	make_file("102/fd", "");
	make_file("102/stat", STAT("S", "4194560", "1"));
	make_folder("103"); /* nor this, which is a kernel thread */
	make_file("103/fd", "");
	make_file("103/stat", STAT("I", KTHREAD, "1"));
	make_folder("104"); /* a zombie */
	make_folder("104/fd");
	make_file("104/stat", STAT("Z", "4194560", "1"));
	make_folder("105"); /* a zombie whose threads live on */
	make_folder("105/fd");
	make_file("105/stat", STAT("Z", "4194560", "3"));
	make_folder("106"); /* has closed everything */
	make_folder("106/fd");
	make_file("106/stat", STAT("S", "4194560", "1"));
	make_folder("self");
	make_folder("self/fd");
	make_link("self/fd/1", "socket:[1]");
}

static int remove_one(const char *path, const struct stat *file, int kind, struct FTW *walk)
{
	(void)file;
	(void)kind;
	(void)walk;
	return remove(path);
}

static void remove_proc(void)
{
	nftw(root, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

START_TEST(test_walk)
{
	struct sockowners owners = { 0 };
	const struct sockowner *owner;
	struct err err = { 0 };
	size_t count;
	unsigned of100 = 0, of99 = 0;

	ck_assert_msg(sockowners_read(&owners, root, &err), "%s", err.text);
	ck_assert_uint_eq(owners.count, 4);
	ck_assert_uint_eq(owners.process_count, 2);
	ck_assert_uint_eq(owners.unseen, 2); /* 102 and 105 */
	ck_assert(owners.hidden);            /* process 1 */
	owner = sockowners_find(&owners, 500, &count);
	ck_assert_uint_eq(count, 3);
	for (size_t i = 0; i < count; i++) {
		const struct sockowner_process *process = &owners.process[owner[i].process];

		of100 += process->pid == 100 && (owner[i].fd == 3 || owner[i].fd == 5);
		of99 += process->pid == 99 && owner[i].fd == 7 && !process->command[0];
	}
	ck_assert_uint_eq(of100, 2);
	ck_assert_uint_eq(of99, 1);
	owner = sockowners_find(&owners, 4294967295, &count);
	ck_assert_uint_eq(count, 1);
	ck_assert_int_eq(owner->fd, 40);
	ck_assert_str_eq(owners.process[owner->process].command, "a\n\033[31m b");
	ck_assert_ptr_null(sockowners_find(&owners, 1, &count));
	ck_assert_uint_eq(count, 0);
	sockowners_free(&owners);
	sockowners_free(&owners);
	ck_assert_ptr_null(sockowners_find(&owners, 500, &count));
}
END_TEST

START_TEST(test_no_proc)
{
	struct sockowners owners = { .unseen = 77 };
	struct err err = { 0 };

	ck_assert(!sockowners_read(&owners, "/nonexistent", &err));
	ck_assert_ptr_nonnull(strstr(err.text, "/nonexistent"));
	ck_assert_uint_eq(owners.unseen, 77);
}
END_TEST

/* This process's own socket, and a copy of it. */
START_TEST(test_this_process)
{
	struct sockowners owners = { 0 };
	const struct sockowner *owner;
	struct err err = { 0 };
	struct stat file;
	size_t count;
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0), twin = dup(fd);

	ck_assert_int_eq(fstat(fd, &file), 0);
	ck_assert(sockowners_read(&owners, SOCKOWNER_PROC, &err));
	ck_assert(!owners.hidden);
	owner = sockowners_find(&owners, (uint32_t)file.st_ino, &count);
	ck_assert_uint_eq(count, 2);
	ck_assert_int_eq(owner[0].fd, fd);
	ck_assert_int_eq(owner[1].fd, twin);
	ck_assert_int_eq(owners.process[owner->process].pid, getpid());
	ck_assert(sockowner_is(&owners.process[owner->process], "unit-tests"));
	sockowners_free(&owners);
	close(fd);
	close(twin);
}
END_TEST

/* ---- words ---------------------------------------------------------------------------------- */

START_TEST(test_links)
{
	static const char *const wrong[] = {
		"",           "socket:[",    "socket:[]",   "socket:[1",
		"socket:[x]", "socket:[-1]", "socket:[1]]", "socket:[4294967296]",
		"pipe:[1]",   "/socket:[1]"
	};
	uint32_t inode = 7;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		ck_assert_msg(!sockowner_link(&inode, wrong[i], strlen(wrong[i])), "%s", wrong[i]);
	ck_assert_uint_eq(inode, 7);
	ck_assert(sockowner_link(&inode, "socket:[12]xx", 11));
	ck_assert_uint_eq(inode, 12);
}
END_TEST

START_TEST(test_lives)
{
	static const struct {
		const char *stat;
		enum sockowner_life life;
	} cases[] = {
		{ STAT("S", "0", "1"), SOCKOWNER_LIVES },
		{ STAT("I", KTHREAD, "1"), SOCKOWNER_IS_EMPTY },
		{ STAT("Z", "0", "1"), SOCKOWNER_IS_EMPTY },
		{ STAT("Z", "0", "2"), SOCKOWNER_IS_HEADLESS },
		{ "7 (Z) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0", SOCKOWNER_LIVES },
		{ "7 (x) Z", SOCKOWNER_LIVES },
		{ "7 x Z", SOCKOWNER_LIVES },
		{ ")", SOCKOWNER_LIVES },
		{ "", SOCKOWNER_LIVES },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		ck_assert_int_eq(sockowner_life(cases[i].stat, strlen(cases[i].stat)),
				 cases[i].life);
}
END_TEST

START_TEST(test_names)
{
	static const struct sockowner_process cut = { 12, "systemd-network" },
					      whole = { 12, "nginx" }, number = { 5, "12" };

	ck_assert(sockowner_is(&cut, "systemd-networkd"));
	ck_assert(sockowner_is(&cut, "systemd-network"));
	ck_assert(!sockowner_is(&cut, "systemd"));
	ck_assert(!sockowner_is(&whole, "nginxx"));
	ck_assert(!sockowner_is(&whole, "ngin"));
	ck_assert(!sockowner_is(&whole, ""));
	ck_assert(sockowner_is(&whole, "12"));
	ck_assert(!sockowner_is(&number, "12")); /* digits are a number, not a name */
}
END_TEST

/* ---- faults: counted, because an assertion allocates ---------------------------------------- */

static unsigned untidy;

static void read_or_fail(void)
{
	struct sockowners owners = { 0 };
	struct err err = { 0 };

	if (!sockowners_read(&owners, root, &err) &&
	    (owners.item || owners.process || err.kind == STATUS_OK || !err.text[0]))
		untidy++;
	sockowners_free(&owners);
}

START_TEST(test_faults)
{
	ck_assert_uint_ge(fault_sweep("malloc", ENOMEM, read_or_fail), 4);
	ck_assert_uint_ge(fault_sweep("open", EMFILE, read_or_fail), 3);
	ck_assert_uint_ge(fault_sweep("read", EIO, read_or_fail), 3);
	ck_assert_uint_eq(untidy, 0);
}
END_TEST

/* A folder that cannot be read to its end is none that ends there: of processes an error, of the
 * descriptors of one that this one may have more. */
START_TEST(test_folders_that_break_off)
{
	struct sockowners owners = { 0 };
	struct err err = { 0 };
	unsigned refused = 0, unseen = 0, n = 0;
	bool reached = true;

	while (reached) {
		bool fine;

		fault_arm("readdir", ++n, EIO, false);
		fine = sockowners_read(&owners, root, &err);
		reached = fault_disarm();
		ck_assert(fine || strstr(err.text, "cannot look for processes") != NULL);
		refused += !fine;
		unseen += fine && owners.unseen == 3;
		sockowners_free(&owners);
	}
	ck_assert_uint_eq(refused, 2 + 9 + 1); /* entries of the folder itself, and its end */
	ck_assert_uint_eq(unseen, 7 + 3);      /* of 100 and 106, which live */
}
END_TEST

Suite *sockowner_suite(void);
Suite *sockowner_suite(void)
{
	Suite *suite = suite_create("sockowner");
	TCase *made = tcase_create("made"), *others = tcase_create("others");

	tcase_add_checked_fixture(made, make_proc, remove_proc);
	tcase_add_test(made, test_walk);
	tcase_add_test(made, test_faults);
	tcase_add_test(made, test_folders_that_break_off);
	suite_add_tcase(suite, made);
	tcase_add_test(others, test_no_proc);
	tcase_add_test(others, test_this_process);
	tcase_add_test(others, test_links);
	tcase_add_test(others, test_lives);
	tcase_add_test(others, test_names);
	suite_add_tcase(suite, others);
	return suite;
}
