/* check_below -- what no link leads out of is opened, and nothing else. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/below.h"
#include "base/fd.h"
#include "suites.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

static void make(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	ck_assert_int_ge(fd, 0);
	fd_close(&fd);
}

/* "file", "in/file", and links of every kind. */
static void place_make(char path[static 32])
{
	memcpy(path, "/tmp/check_below.XXXXXX", 24);
	ck_assert_ptr_nonnull(mkdtemp(path));
	ck_assert_int_eq(chdir(path), 0);
	ck_assert_int_eq(mkdir("in", 0700), 0);
	make("file");
	make("in/file");
	ck_assert_int_eq(symlink("file", "in/inside"), 0);
	ck_assert_int_eq(symlink("../file", "in/outside"), 0);
	ck_assert_int_eq(symlink("/etc/passwd", "in/absolute"), 0);
	ck_assert_int_eq(symlink("..", "in/up"), 0);
	ck_assert_int_eq(symlink("loop", "in/loop"), 0);
	ck_assert_int_eq(symlink("/proc/self/root", "in/root"), 0);
}

static void place_end(const char *path)
{
	static const char *const files[] = { "file",  "in/file", "in/inside",   "in/outside",
					     "in/up", "in/loop", "in/absolute", "in/root" };

	for (int i = 0; i < ROWS(files); i++)
		ck_assert_int_eq(unlink(files[i]), 0);
	ck_assert_int_eq(rmdir("in"), 0);
	ck_assert_int_eq(chdir("/"), 0);
	ck_assert_int_eq(rmdir(path), 0);
}

static const struct {
	const char *path;
	size_t folder;
	enum status status; /* of what is wrong */
} rows[] = {
	{ "in/file", 2, STATUS_OK },           { "in/file", 3, STATUS_OK },
	{ "in/file", 0, STATUS_OK },           { "file", 0, STATUS_OK },
	{ "in//file", 2, STATUS_OK },          { "in/inside", 2, STATUS_OK },
	{ "in/outside", 0, STATUS_OK }, /* it stays in the folder that was named */
	{ "in/outside", 2, STATUS_DENIED },    { "in/absolute", 2, STATUS_DENIED },
	{ "in/up/file", 2, STATUS_DENIED },    { "in/../file", 2, STATUS_DENIED },
	{ "in/loop", 2, STATUS_DENIED },       { "in/root/etc/passwd", 2, STATUS_DENIED },
	{ "in/missing", 2, STATUS_NOT_FOUND }, { "missing/file", 7, STATUS_NOT_FOUND },
};

START_TEST(opens_what_is_below)
{
	char path[32];
	struct err err = { 0 };
	int fd = -1;
	bool fine;

	place_make(path);
	fine = below_open(&fd, rows[_i].path, rows[_i].folder, &err);
	place_end(path);
	ck_assert_int_eq(err.kind, rows[_i].status);
	ck_assert_int_eq(fine, rows[_i].status == STATUS_OK);
	ck_assert_int_eq(fd >= 0, fine);
	fd_close(&fd);
}
END_TEST

Suite *below_suite(void)
{
	Suite *suite = suite_create("below");
	TCase *tcase = tcase_create("below");

	tcase_add_loop_test(tcase, opens_what_is_below, 0, ROWS(rows));
	suite_add_tcase(suite, tcase);
	return suite;
}
