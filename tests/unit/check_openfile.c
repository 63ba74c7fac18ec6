/* check_openfile -- files opened without being held up by a named pipe that nobody else opens. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/openfile.h"
#include "suites.h"

static char folder[40], file[64], fifo[64];

static void make_folder(void)
{
	snprintf(folder, sizeof(folder), "/tmp/check-openfile-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(file, sizeof(file), "%s/file", folder);
	snprintf(fifo, sizeof(fifo), "%s/fifo", folder);
	ck_assert_int_eq(mkfifo(fifo, 0600), 0);
}

static void remove_folder(void)
{
	unlink(file);
	unlink(fifo);
	rmdir(folder);
}

static struct deadline soon(void)
{
	return deadline_in(20 * NS_PER_MS);
}

START_TEST(a_file_is_as_open_has_it)
{
	struct err err = { 0 };
	int fd = -1, again = -1;

	ck_assert(file_open(&fd, file, O_WRONLY | O_CREAT | O_TRUNC, soon(), -1, &err));
	ck_assert(fd_write(fd, "one", 3));
	ck_assert_int_eq(fcntl(fd, F_GETFL) & O_NONBLOCK, 0);
	ck_assert_int_eq(fcntl(fd, F_GETFD), FD_CLOEXEC);
	ck_assert(file_open(&again, file, O_WRONLY | O_CREAT | O_APPEND, soon(), -1, &err));
	ck_assert(fd_write(again, "two", 3));
	fd_close(&again);
	fd_close(&fd);
	ck_assert(file_open(&fd, file, O_RDONLY, soon(), -1, &err));
	ck_assert_int_eq(lseek(fd, 0, SEEK_END), 6);
	fd_close(&fd);
}
END_TEST

START_TEST(what_cannot_be_opened)
{
	struct err err = { 0 };
	int fd = 77;

	ck_assert(!file_open(&fd, "/nonexistent/file", O_RDONLY, soon(), -1, &err));
	ck_assert_int_eq(err.kind, STATUS_NOT_FOUND);
	ck_assert(!file_open(&fd, folder, O_WRONLY, soon(), -1, &err));
	ck_assert_int_eq(err.number, EISDIR);
	ck_assert_int_eq(fd, 77);
}
END_TEST

static const int ways[] = { O_RDONLY, O_WRONLY, O_WRONLY | O_CREAT | O_TRUNC };

START_TEST(nobody_comes)
{
	struct err err = { 0 };
	int fd = 77;

	ck_assert(!file_open(&fd, fifo, ways[_i], soon(), -1, &err));
	ck_assert_int_eq(err.kind, STATUS_TIMEOUT);
	ck_assert_ptr_nonnull(strstr(err.text, fifo));
	ck_assert_int_eq(fd, 77);
}
END_TEST

START_TEST(the_waiting_is_stopped)
{
	struct err err = { 0 };
	int fd = 77, ends[2];

	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	ck_assert(fd_write(ends[1], "x", 1));
	ck_assert(!file_open(&fd, fifo, ways[_i], (struct deadline){ 0 }, ends[0], &err));
	ck_assert_int_eq(err.kind, STATUS_LACKING);
	ck_assert_int_eq(err.number, EINTR);
	close(ends[0]);
	close(ends[1]);
}
END_TEST

/* The other end is opened by a process that comes later. */
START_TEST(somebody_comes)
{
	bool reads = ways[_i] == O_RDONLY;
	struct err err = { 0 };
	char letter = 'x';
	int fd = -1, status;
	pid_t other = fork();

	if (other == 0) {
		usleep(20000);
		fd = open(fifo, reads ? O_WRONLY : O_RDONLY);
		_exit(fd < 0 || (reads ? write(fd, &letter, 1) : read(fd, &letter, 1)) != 1);
	}
	ck_assert(file_open(&fd, fifo, ways[_i], (struct deadline){ 0 }, -1, &err));
	ck_assert_int_eq(fcntl(fd, F_GETFL) & O_NONBLOCK, 0);
	ck_assert_int_eq(reads ? read(fd, &letter, 1) : write(fd, &letter, 1), 1);
	ck_assert_int_eq(waitpid(other, &status, 0), other);
	ck_assert_int_eq(status, 0);
	fd_close(&fd);
}
END_TEST

Suite *openfile_suite(void)
{
	enum { WAYS = sizeof(ways) / sizeof(ways[0]) };
	Suite *suite = suite_create("openfile");
	TCase *tcase = tcase_create("openfile");

	tcase_add_checked_fixture(tcase, make_folder, remove_folder);
	tcase_add_test(tcase, a_file_is_as_open_has_it);
	tcase_add_test(tcase, what_cannot_be_opened);
	tcase_add_loop_test(tcase, nobody_comes, 0, WAYS);
	tcase_add_loop_test(tcase, the_waiting_is_stopped, 0, WAYS);
	tcase_add_loop_test(tcase, somebody_comes, 0, WAYS);
	suite_add_tcase(suite, tcase);
	return suite;
}
