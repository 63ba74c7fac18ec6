/* check_report_file -- a report has its name only once it is whole; what is no file is written as
 * it is. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "check/report_file.h"
#include "fault.h"
#include "suites.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* Each test is in a folder of its own. */
static char home[64];
static int came_from = -1;

static void enter(void)
{
	strcpy(home, "/tmp/check_report_file.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(home));
	came_from = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ck_assert_int_eq(chdir(home), 0);
	umask(022);
}

static void leave(void)
{
	static const char *const made[] = { "out",     "link", "link2", "dangling",
					    "sub/out", "pipe", "loop" };

	for (size_t i = 0; i < sizeof(made) / sizeof(made[0]); i++)
		unlinkat(AT_FDCWD, made[i], 0);
	unlinkat(AT_FDCWD, "sub", AT_REMOVEDIR);
	ck_assert_int_eq(fchdir(came_from), 0);
	fd_close(&came_from);
	ck_assert_msg(rmdir(home) == 0, "something was left in %s", home);
}

static void write_plain(const char *path, const char *text, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);

	ck_assert(fd_write(fd, text, strlen(text)));
	fd_close(&fd);
}

static void ck_holds(const char *path, const char *text)
{
	struct buf buf = { 0 };
	struct err err = { 0 };

	ck_assert_msg(fd_read_file(&buf, path, 1 << 20, &err), "%s", err.text);
	ck_assert_str_eq(buf_text(&buf), text);
	buf_free(&buf);
}

static bool is_there(const char *path)
{
	struct stat file;

	return fstatat(AT_FDCWD, path, &file, AT_SYMLINK_NOFOLLOW) == 0;
}

static unsigned count_entries(void)
{
	DIR *folder = opendir(".");
	unsigned count = 0;

	while (readdir(folder))
		count++;
	closedir(folder);
	return count - 2;
}

/* Write TEXT to NAME, with a look at each step; false with ERR. */
static bool report(const char *name, const char *text, struct err *err)
{
	struct report_file file = REPORT_FILE_CLOSED;
	bool fine = report_file_open(&file, name, -1, err) &&
		    report_file_write(&file, text, strlen(text), err) &&
		    report_file_finish(&file, err);

	report_file_drop(&file);
	report_file_drop(&file);
	return fine;
}

START_TEST(has_its_name_once_it_is_whole)
{
	struct report_file file = REPORT_FILE_CLOSED;
	struct err err = { 0 };
	struct stat status;

	write_plain("out", "old", 0600);
	ck_assert(report_file_open(&file, "out", -1, &err));
	ck_assert(report_file_write(&file, "new ", 4, &err));
	ck_holds("out", "old");
	ck_assert(report_file_write(&file, "text", 4, &err));
	ck_assert(report_file_finish(&file, &err));
	ck_holds("out", "new text");
	ck_assert_int_eq(fstatat(AT_FDCWD, "out", &status, 0), 0);
	ck_assert_uint_eq(status.st_mode & 07777, 0644); /* as umask has it */
	report_file_drop(&file);
	ck_assert_uint_eq(count_entries(), 1);
}
END_TEST

START_TEST(leaves_the_old_one_when_dropped)
{
	struct report_file file = REPORT_FILE_CLOSED;
	struct err err = { 0 };

	write_plain("out", "old", 0600);
	ck_assert(report_file_open(&file, "./out", -1, &err));
	ck_assert(report_file_write(&file, "new", 3, &err));
	ck_assert_uint_eq(count_entries(), 2);
	report_file_drop(&file);
	ck_holds("out", "old");
	ck_assert_uint_eq(count_entries(), 1);
}
END_TEST

/* A link stays one, also one that leads nowhere yet, by way of another folder. */
START_TEST(follows_links)
{
	struct err err = { 0 };
	struct stat status;

	mkdir("sub", 0755);
	write_plain("sub/out", "old", 0600);
	ck_assert_int_eq(symlink("sub/out", "link"), 0);
	ck_assert_int_eq(symlink("link", "link2"), 0);
	ck_assert_int_eq(symlink("out", "dangling"), 0);
	ck_assert(report("link2", "by way of links", &err));
	ck_holds("sub/out", "by way of links");
	ck_assert(report("dangling", "made", &err));
	ck_holds("out", "made");
	ck_assert_int_eq(fstatat(AT_FDCWD, "link2", &status, AT_SYMLINK_NOFOLLOW), 0);
	ck_assert(S_ISLNK(status.st_mode));
}
END_TEST

START_TEST(follows_no_strangers_link)
{
	struct err err = { 0 };

	mkdir("sub", 0755);
	ck_assert_int_eq(symlink("../out", "sub/out"), 0);
	if (lchown("sub/out", 12345, 12345) < 0)
		return; /* only root has strangers at hand */
	ck_assert(report("sub/out", "in a folder of ours", &err));
	ck_assert_int_eq(chmod("sub", 01777), 0);
	ck_assert(!report("sub/out", "x", &err));
	ck_assert_int_eq(err.number, EACCES);
	ck_assert_ptr_nonnull(strstr(err.text, "sub/out is a link of user 12345"));
	ck_holds("out", "in a folder of ours");
	ck_assert_int_eq(lchown("sub/out", geteuid(), 0), 0);
	ck_assert(report("sub/out", "mine", &err));
	ck_holds("out", "mine");
}
END_TEST

static const struct {
	const char *name;
	enum status kind;
	int number;
	const char *says;
} refused[] = {
	{ "", STATUS_INVALID, 0, "must have a name" },
	{ "sub", STATUS_LACKING, EISDIR, "sub" },
	{ "sub/", STATUS_LACKING, EISDIR, "sub/" },
	{ "nowhere/out", STATUS_NOT_FOUND, ENOENT, "nowhere/" },
	{ "loop", STATUS_LACKING, ELOOP, "loop" },
	{ "/dev/fd/999", STATUS_LACKING, EBADF, "/dev/fd/999" },
};

START_TEST(says_what_cannot_be)
{
	struct err err = { 0 };

	mkdir("sub", 0755);
	ck_assert_int_eq(symlink("loop", "loop"), 0);
	ck_assert(!report(refused[_i].name, "x", &err));
	ck_assert_int_eq(err.number, refused[_i].number);
	ck_assert_msg(strstr(err.text, refused[_i].says), "%s", err.text);
	ck_assert_msg(status_exit(err.kind) != 0, "%s", err.text);
	ck_assert_uint_eq(count_entries(), 2);
}
END_TEST

START_TEST(tells_a_full_device)
{
	struct err err = { 0 };

	ck_assert(!report("/dev/full", "x", &err));
	ck_assert_int_eq(err.number, ENOSPC);
	ck_assert_int_eq(status_exit(err.kind), 3);
	ck_assert_ptr_nonnull(strstr(err.text, "/dev/full"));
	ck_assert(report("/dev/null", "x", &err));
}
END_TEST

/* The offset is shared with whoever has it open: nothing is overwritten. */
START_TEST(shares_what_is_open)
{
	struct err err = { 0 };

	for (int i = 0; i < 2; i++) {
		struct buf name = { 0 };
		int fd = open("out", O_RDWR | O_CREAT | O_TRUNC, 0600);

		buf_printf(&name, i == 0 ? "/dev/fd/%d" : "/proc/self/fd/%d", fd);
		ck_assert(fd_write(fd, "before ", 7));
		ck_assert(report(buf_text(&name), "it", &err));
		ck_assert(fd_write(fd, " behind", 7));
		ck_holds("out", "before it behind");
		fd_close(&fd);
		buf_free(&name);
	}
	ck_assert(report_file_is_stdout(NULL) && report_file_is_stdout("-"));
	ck_assert(report_file_is_stdout("/dev/stdout") && report_file_is_stdout("/dev/fd/1"));
	ck_assert(!report_file_is_stdout("/dev/stderr") && !report_file_is_stdout("stdout"));
}
END_TEST

START_TEST(writes_to_a_pipe)
{
	struct err err = { 0 };
	char text[8] = "";
	int fd;

	ck_assert_int_eq(mkfifo("pipe", 0600), 0);
	fd = open("pipe", O_RDONLY | O_NONBLOCK);
	ck_assert(report("pipe", "piped", &err));
	ck_assert_int_eq(read(fd, text, sizeof(text)), 5);
	ck_assert_str_eq(text, "piped");
	fd_close(&fd);
	ck_assert(is_there("pipe"));
	ck_assert_uint_eq(count_entries(), 1);
}
END_TEST

/* Nobody reads it, and a signal came: there is an end. */
START_TEST(waits_for_nobody_once_stopped)
{
	struct report_file file = REPORT_FILE_CLOSED;
	struct err err = { 0 };
	char data[4096] = { 0 };
	int stop[2], fd;
	bool fine = true;

	ck_assert_int_eq(pipe2(stop, O_CLOEXEC), 0);
	ck_assert_int_eq(write(stop[1], "x", 1), 1);
	ck_assert_int_eq(mkfifo("pipe", 0600), 0);
	ck_assert(!report_file_open(&file, "pipe", stop[0], &err));
	ck_assert_int_eq(err.number, EINTR);
	fd = open("pipe", O_RDONLY | O_NONBLOCK);
	ck_assert(report_file_open(&file, "pipe", stop[0], &err));
	for (int i = 0; i < 1000 && fine; i++)
		fine = report_file_write(&file, data, sizeof(data), &err);
	ck_assert(!fine);
	ck_assert_int_eq(err.number, ETIMEDOUT);
	report_file_drop(&file);
	fd_close(&fd);
	close(stop[0]);
	close(stop[1]);
}
END_TEST

static unsigned claimed;

static void report_once(void)
{
	struct err err = { 0 };
	bool fine = report("link", "a report", &err);
	struct buf buf = { 0 };

	/* Whole, or as it was. */
	if (fd_read_file(&buf, "out", 100, &(struct err){ 0 }) && fine &&
	    strcmp(buf_text(&buf), "a report") != 0)
		claimed++;
	claimed += !fine && err.kind == STATUS_OK;
	buf_free(&buf);
}

static const struct {
	const char *call;
	int number;
} faults[] = {
	{ "malloc", ENOMEM }, { "open", EMFILE },  { "openat", ENOSPC }, { "write", ENOSPC },
	{ "close", EIO },     { "fcntl", EMFILE }, { "rename", EACCES }, { "readlink", EIO },
};

START_TEST(survives)
{
	ck_assert_int_eq(symlink("out", "link"), 0);
	claimed = 0;
	ck_assert_uint_gt(fault_sweep(faults[_i].call, faults[_i].number, report_once), 0);
	ck_assert_uint_eq(claimed, 0);
	ck_assert_uint_le(count_entries(), 2);
}
END_TEST

Suite *report_file_suite(void)
{
	Suite *suite = suite_create("report_file");
	TCase *tcase = tcase_create("report_file");

	tcase_add_checked_fixture(tcase, enter, leave);
	tcase_add_test(tcase, has_its_name_once_it_is_whole);
	tcase_add_test(tcase, leaves_the_old_one_when_dropped);
	tcase_add_test(tcase, follows_links);
	tcase_add_test(tcase, follows_no_strangers_link);
	tcase_add_loop_test(tcase, says_what_cannot_be, 0, ROWS(refused));
	tcase_add_test(tcase, tells_a_full_device);
	tcase_add_test(tcase, shares_what_is_open);
	tcase_add_test(tcase, writes_to_a_pipe);
	tcase_add_test(tcase, waits_for_nobody_once_stopped);
	tcase_add_loop_test(tcase, survives, 0, ROWS(faults));
	suite_add_tcase(suite, tcase);
	return suite;
}
