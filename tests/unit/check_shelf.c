/* check_shelf -- files on offer: only regular ones, a few, each known by its number. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fault.h"
#include "serve/shelf.h"
#include "suites.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

static char folder[64], path[96];

static void make_file(size_t size)
{
	int fd;

	strcpy(folder, "/tmp/check_shelf.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	strcpy(path, folder);
	strcat(path, "/a file");
	fd = open(path, O_CREAT | O_WRONLY, 0600);
	ck_assert_int_eq(ftruncate(fd, (off_t)size), 0);
	close(fd);
}

static void drop_file(void)
{
	unlink(path);
	ck_assert_int_eq(rmdir(folder), 0);
}

START_TEST(holds_files_by_number)
{
	struct shelf shelf = { 0 };
	struct err err = { 0 };
	struct shelf_file *file;

	make_file(12345);
	ck_assert_ptr_null(shelf_waiting(&shelf));
	for (uint64_t number = 1; number <= SHELF_MAX; number++) {
		file = shelf_add(&shelf, word_of(path), &err);
		ck_assert_ptr_nonnull(file);
		ck_assert_ptr_eq(shelf_waiting(&shelf), file);
		ck_assert_str_eq(file->name, "a file");
		ck_assert_uint_eq(file->size, 12345);
		file->number = number;
	}
	ck_assert_ptr_null(shelf_add(&shelf, word_of(path), &err));
	ck_assert_int_eq(err.kind, STATUS_LACKING);
	shelf_drop(&shelf, shelf_find(&shelf, 3));
	ck_assert_ptr_null(shelf_find(&shelf, 3));
	ck_assert_uint_eq(shelf_find(&shelf, 4)->number, 4);
	ck_assert_ptr_nonnull(shelf_add(&shelf, word_of(path), &err));
	shelf_free(&shelf);
	shelf_free(&shelf);
	drop_file();
}
END_TEST

START_TEST(first_that_waits_is_first)
{
	struct shelf shelf = { 0 };
	struct err err = { 0 };

	make_file(1);
	shelf_add(&shelf, word_of(path), &err);
	shelf_add(&shelf, word_of(path), &err);
	ck_assert_ptr_eq(shelf_waiting(&shelf), &shelf.file[0]);
	shelf.file[0].number = 7;
	ck_assert_ptr_eq(shelf_waiting(&shelf), &shelf.file[1]);
	shelf_free(&shelf);
	drop_file();
}
END_TEST

static const struct {
	const char *path;
	size_t size;
	enum status kind;
} bad[] = {
	{ "", 0, STATUS_INVALID },           { "/", 1, STATUS_INVALID },
	{ "/dev/null", 9, STATUS_INVALID },  { "/nonexistent/x", 14, STATUS_NOT_FOUND },
	{ "/dev\0null", 9, STATUS_INVALID },
};

START_TEST(refuses_what_is_no_file)
{
	struct shelf shelf = { 0 };
	struct err err = { 0 };

	ck_assert_ptr_null(shelf_add(&shelf, (struct word){ bad[_i].path, bad[_i].size }, &err));
	ck_assert_int_eq(err.kind, bad[_i].kind);
	ck_assert_uint_eq(shelf.count, 0);
}
END_TEST

START_TEST(says_when_it_cannot_open)
{
	struct shelf shelf = { 0 };
	struct err err = { 0 };
	struct shelf_file *file;

	make_file(1);
	fault_arm("open", 1, EMFILE, false);
	file = shelf_add(&shelf, word_of(path), &err);
	fault_disarm();
	ck_assert_ptr_null(file);
	ck_assert_int_eq(err.number, EMFILE);
	drop_file();
}
END_TEST

Suite *shelf_suite(void)
{
	Suite *suite = suite_create("shelf");
	TCase *tcase = tcase_create("shelf");

	tcase_add_test(tcase, holds_files_by_number);
	tcase_add_test(tcase, first_that_waits_is_first);
	tcase_add_loop_test(tcase, refuses_what_is_no_file, 0, ROWS(bad));
	tcase_add_test(tcase, says_when_it_cannot_open);
	suite_add_tcase(suite, tcase);
	return suite;
}
