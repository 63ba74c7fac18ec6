/* check_newfile -- a new file takes no other's place, and leaves nothing behind when dropped. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/newfile.h"
#include "suites.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

struct place {
	char path[64];
	int folder;
};

static struct place place_make(void)
{
	struct place place = { "/tmp/check_newfile.XXXXXX", -1 };
	struct err err = { 0 };

	ck_assert_ptr_nonnull(mkdtemp(place.path));
	ck_assert(newfile_folder(&place.folder, place.path, &err));
	return place;
}

static void place_end(struct place *place)
{
	fd_close(&place->folder);
	ck_assert_int_eq(rmdir(place->path), 0);
}

static bool is_there(const struct place *place, const char *name)
{
	struct stat file;

	return fstatat(place->folder, name, &file, AT_SYMLINK_NOFOLLOW) == 0;
}

START_TEST(keeps_what_was_written)
{
	struct place place = place_make();
	struct newfile file = NEWFILE_CLOSED;
	struct err err = { 0 };
	struct stat stat;

	ck_assert(newfile_open(&file, place.folder, "kept", &err));
	ck_assert(newfile_write(&file, "abc", 3, &err));
	ck_assert(newfile_keep(&file, &err));
	newfile_drop(&file);
	ck_assert_int_eq(fstatat(place.folder, "kept", &stat, 0), 0);
	ck_assert_int_eq(stat.st_size, 3);
	ck_assert_uint_eq(stat.st_mode & 0777, 0600);
	unlinkat(place.folder, "kept", 0);
	place_end(&place);
}
END_TEST

START_TEST(drops_what_is_not_whole)
{
	struct place place = place_make();
	struct newfile file = NEWFILE_CLOSED;
	struct err err = { 0 };

	ck_assert(newfile_open(&file, place.folder, "part", &err));
	ck_assert(newfile_write(&file, "abc", 3, &err));
	newfile_drop(&file);
	newfile_drop(&file);
	ck_assert(!is_there(&place, "part"));
	place_end(&place);
}
END_TEST

START_TEST(leaves_what_took_its_name)
{
	struct place place = place_make();
	struct newfile file = NEWFILE_CLOSED;
	struct err err = { 0 };

	ck_assert(newfile_open(&file, place.folder, "part", &err));
	unlinkat(place.folder, "part", 0);
	close(openat(place.folder, "part", O_CREAT | O_EXCL | O_WRONLY, 0600));
	newfile_drop(&file);
	ck_assert(is_there(&place, "part"));
	unlinkat(place.folder, "part", 0);
	place_end(&place);
}
END_TEST

static const char *const bad_names[] = { "", ".", "..", "a/b", "/etc/x", "../x" };

START_TEST(refuses_what_is_no_name)
{
	struct place place = place_make();
	struct newfile file = NEWFILE_CLOSED;
	struct err err = { 0 };

	ck_assert(!newfile_open(&file, place.folder, bad_names[_i], &err));
	ck_assert_int_eq(err.kind, STATUS_INVALID);
	ck_assert_int_eq(file.fd, -1);
	place_end(&place);
}
END_TEST

/* A file, a folder, a link to a file, a link that leads nowhere. */
START_TEST(takes_no_others_place)
{
	static const char *const names[] = { "file", "folder", "link", "dangling" };
	struct place place = place_make();
	struct newfile file = NEWFILE_CLOSED;
	struct err err = { 0 };

	close(openat(place.folder, "file", O_CREAT | O_WRONLY, 0600));
	mkdirat(place.folder, "folder", 0700);
	ck_assert_int_eq(symlinkat("file", place.folder, "link"), 0);
	ck_assert_int_eq(symlinkat("nowhere", place.folder, "dangling"), 0);
	for (int i = 0; i < ROWS(names); i++) {
		ck_assert(!newfile_open(&file, place.folder, names[i], &err));
		ck_assert_int_eq(err.kind, STATUS_DENIED);
		ck_assert_int_eq(err.number, EEXIST);
		newfile_drop(&file);
		ck_assert(is_there(&place, names[i]));
		unlinkat(place.folder, names[i], i == 1 ? AT_REMOVEDIR : 0);
	}
	ck_assert(!is_there(&place, "nowhere"));
	place_end(&place);
}
END_TEST

START_TEST(says_why_there_is_no_folder)
{
	struct err err = { 0 };
	int fd = -1;

	ck_assert(!newfile_folder(&fd, "/nonexistent/x", &err));
	ck_assert_int_eq(err.kind, STATUS_NOT_FOUND);
	ck_assert(!newfile_folder(&fd, "/dev/null", &err));
	ck_assert_int_eq(err.kind, STATUS_NOT_FOUND);
	ck_assert_int_eq(fd, -1);
}
END_TEST

START_TEST(says_that_the_disk_is_full)
{
	struct newfile file = { .folder = -1, .fd = open("/dev/full", O_WRONLY), .name = "full" };
	struct err err = { 0 };

	ck_assert(!newfile_write(&file, "abc", 3, &err));
	ck_assert_int_eq(err.number, ENOSPC);
	fd_close(&file.fd);
}
END_TEST

Suite *newfile_suite(void)
{
	Suite *suite = suite_create("newfile");
	TCase *tcase = tcase_create("newfile");

	tcase_add_test(tcase, keeps_what_was_written);
	tcase_add_test(tcase, drops_what_is_not_whole);
	tcase_add_test(tcase, leaves_what_took_its_name);
	tcase_add_loop_test(tcase, refuses_what_is_no_name, 0, ROWS(bad_names));
	tcase_add_test(tcase, takes_no_others_place);
	tcase_add_test(tcase, says_why_there_is_no_folder);
	tcase_add_test(tcase, says_that_the_disk_is_full);
	suite_add_tcase(suite, tcase);
	return suite;
}
