/* check_fd -- descriptors: written fully, files read whole, closed once. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"
#include "fault.h"
#include "suites.h"

enum { MUCH = 1 << 20 };
static char folder[32];
static char path[64];

static void make_folder(void)
{
	snprintf(folder, sizeof(folder), "/tmp/check-fd-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/file", folder);
}

static void remove_folder(void)
{
	unlink(path);
	rmdir(folder);
}

static void make_file(const char *data, size_t size, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	ck_assert(fd_write(fd, data, size));
	ck_assert_int_eq(fchmod(fd, mode), 0);
	fd_close(&fd);
	ck_assert_int_eq(fd, -1);
	fd_close(&fd);
}

/* More than a pipe holds, by a writer and a reader that both may not block. */
START_TEST(writes_all_to_a_non_blocking_pipe)
{
	char *data = malloc(MUCH);
	size_t seen = 0;
	int ends[2];
	pid_t writer;

	memset(data, 'x', MUCH);
	ck_assert_int_eq(pipe2(ends, O_NONBLOCK | O_CLOEXEC), 0);
	writer = fork();
	if (writer == 0)
		_exit(fd_write(ends[1], data, MUCH) ? 0 : 1);
	fd_close(&ends[1]);
	for (;;) {
		long done = fd_read(ends[0], data, MUCH);

		ck_assert_int_ge(done, 0);
		if (done == 0)
			break;
		seen += (size_t)done;
	}
	ck_assert_uint_eq(seen, MUCH);
	ck_assert_int_eq(waitpid(writer, &ends[1], 0), writer);
	ck_assert_int_eq(ends[1], 0);
	close(ends[0]);
	free(data);
}
END_TEST

START_TEST(write_fails_with_errno)
{
	int full = open("/dev/full", O_WRONLY | O_CLOEXEC);

	ck_assert(!fd_write(full, "x", 1));
	ck_assert_int_eq(errno, ENOSPC);
	ck_assert(fd_settle(full));
	close(full);
	ck_assert(!fd_write(full, "x", 1));
	ck_assert_int_eq(errno, EBADF);
	ck_assert(!fd_settle(full));
	ck_assert(fd_write(full, "x", 0));
	ck_assert_int_eq(fd_read(full, path, 1), -1);
}
END_TEST

/* Where no descriptor is free, what was written stands. */
START_TEST(settles_without_a_descriptor)
{
	struct rlimit usual, few;
	bool settled, refused;

	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &usual), 0);
	few = (struct rlimit){ 3, usual.rlim_max };
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
	settled = fd_settle(STDOUT_FILENO);
	refused = !fd_settle(-1);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &usual), 0); /* which only root can raise again */
	ck_assert(settled);
	ck_assert(refused);
}
END_TEST

START_TEST(reads_a_file_behind_what_is_there)
{
	static const size_t sizes[] = { 0, 1, 16383, 16384, 16385, 100000 };
	char *data = calloc(1, 100000);

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct buf buf = { 0 };
		struct err err = { 0 };

		make_file(data, sizes[i], 0600);
		buf_puts(&buf, "ab");
		ck_assert(fd_read_file(&buf, path, sizes[i], &err));
		ck_assert_uint_eq(buf.size, 2 + sizes[i]);
		ck_assert_mem_eq(buf.data, "ab", 2);
		if (sizes[i] > 0) {
			ck_assert(!fd_read_file(&buf, path, sizes[i] - 1, &err));
			ck_assert_int_eq(err.kind, STATUS_INVALID);
			ck_assert_uint_eq(buf.size, 2 + sizes[i]);
		}
		buf_free(&buf);
	}
	free(data);
}
END_TEST

START_TEST(says_what_stands_in_the_way)
{
	struct buf buf = { 0 };
	struct err err = { 0 };

	ck_assert(!fd_read_file(&buf, "/nonexistent/x", 10, &err));
	ck_assert_int_eq(err.kind, STATUS_NOT_FOUND);
	ck_assert_int_eq(err.number, ENOENT);
	ck_assert(!fd_read_file(&buf, "/dev/null/x", 10, &err));
	ck_assert_int_eq(err.kind, STATUS_NOT_FOUND);
	ck_assert(!fd_read_file(&buf, "/", 10, &err));
	ck_assert_int_eq(err.kind, STATUS_LACKING);
	ck_assert_int_eq(err.number, EISDIR);
	make_file("x", 1, 0000);
	if (geteuid() != 0) {
		ck_assert(!fd_read_file(&buf, path, 10, &err));
		ck_assert_int_eq(err.kind, STATUS_DENIED);
		ck_assert(strstr(err.text, "mode 0000"));
	}
	buf_free(&buf);
}
END_TEST

/* A fifo must not hang us, nor read as an empty file. */
START_TEST(takes_no_fifo_for_a_file)
{
	struct buf buf = { 0 };
	struct err err = { 0 };

	ck_assert_int_eq(mkfifo(path, 0600), 0);
	ck_assert(!fd_read_file(&buf, path, 10, &err));
	ck_assert_int_eq(err.kind, STATUS_LACKING);
	ck_assert(strstr(err.text, "is a pipe"));
	ck_assert_uint_eq(buf.size, 0);
	buf_free(&buf);
}
END_TEST

/* ---- writing without waiting
 * ------------------------------------------------------------------------- */

/* All that a pipe takes, and then nothing: nobody waits for its reader. */
/* Through a non-blocking stdin that has nothing at first; what is too much leaves all as it was. */
START_TEST(reads_all_of_stdin)
{
	struct buf buf = { 0 };
	struct err err = { 0 };
	int ends[2];

	ck_assert_int_eq(pipe2(ends, O_NONBLOCK | O_CLOEXEC), 0);
	ck_assert_int_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
	close(ends[0]);
	if (fork() == 0) {
		_exit(write(ends[1], "all of it", 9) != 9);
	}
	close(ends[1]);
	buf_puts(&buf, "before ");
	ck_assert(fd_read_stdin(&buf, 9, (struct deadline){ 0 }, &err));
	ck_assert_str_eq(buf_text(&buf), "before all of it");
	wait(NULL);
	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(write(ends[1], "all of it", 9), 9);
	close(ends[1]);
	ck_assert_int_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
	close(ends[0]);
	ck_assert(!fd_read_stdin(&buf, 8, (struct deadline){ 0 }, &err));
	ck_assert_int_eq(err.kind, STATUS_INVALID);
	ck_assert_str_eq(err.text, "standard input is more than 8 bytes");
	buf_free(&buf);
}
END_TEST

START_TEST(writes_what_a_pipe_takes)
{
	static char data[MUCH];
	int ends[2], flags;
	long done, sum = 0;

	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	flags = fcntl(ends[1], F_GETFL);
	while ((done = fd_write_some(ends[1], data, sizeof(data))) > 0)
		sum += done;
	ck_assert_int_eq(done, -1);
	ck_assert_int_eq(errno, EAGAIN);
	ck_assert_int_eq(sum, fcntl(ends[1], F_GETPIPE_SZ));
	ck_assert_int_eq(fcntl(ends[1], F_GETFL), flags); /* it may be shared with others */
	ck_assert_int_eq(read(ends[0], data, 2 * PIPE_BUF), 2 * PIPE_BUF);
	ck_assert_int_gt(fd_write_some(ends[1], data, sizeof(data)), 0);
	fd_close(&ends[0]);
	fd_close(&ends[1]);
}
END_TEST

/* The same where the kernel cannot be told not to wait. */
START_TEST(writes_some_on_any_kernel)
{
	static char data[MUCH];
	int ends[2];
	long done, sum = 0;

	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	fault_arm("pwritev2", 1, EOPNOTSUPP, true);
	while ((done = fd_write_some(ends[1], data, sizeof(data))) > 0)
		sum += done;
	ck_assert(fault_disarm());
	ck_assert_int_eq(errno, EAGAIN);
	ck_assert_int_eq(sum, fcntl(ends[1], F_GETPIPE_SZ));
	fault_arm("pwritev2", 1, EINTR, false);
	ck_assert_int_eq(read(ends[0], data, PIPE_BUF), PIPE_BUF);
	ck_assert_int_eq(fd_write_some(ends[1], data, 1), -1);
	ck_assert_int_eq(errno, EAGAIN); /* it is tried again later */
	ck_assert(fault_disarm());
	fd_close(&ends[0]);
	fd_close(&ends[1]);
}
END_TEST

/* It takes turns with a reader, here of the same process: a stop that can be seen ends the waiting,
 * and nothing else does. */
START_TEST(writes_unless_it_shall_stop)
{
	static char data[MUCH];
	int ends[2], stop[2], full = open("/dev/full", O_WRONLY | O_CLOEXEC);
	int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	ck_assert_int_eq(pipe2(stop, O_CLOEXEC), 0);
	ck_assert(fd_write_unless(ends[1], data, 100, stop[0], -1));
	ck_assert_int_eq(write(stop[1], "", 1), 1);
	ck_assert(fd_write_unless(ends[1], data, 100, stop[0], -1)); /* it need not wait */
	ck_assert(!fd_write_unless(ends[1], data, sizeof(data), stop[0], -1));
	ck_assert_int_eq(errno, EINTR);
	ck_assert(!fd_write_unless(ends[1], data, 1, -1, 20)); /* it is full */
	ck_assert_int_eq(errno, EAGAIN);
	ck_assert(fd_write_unless(file, data, sizeof(data), stop[0], -1));
	ck_assert_int_eq(lseek(file, 0, SEEK_CUR), sizeof(data));
	ck_assert(!fd_write_unless(full, data, 1, stop[0], -1));
	ck_assert_int_eq(errno, ENOSPC);
	fd_close(&ends[0]);
	fd_close(&ends[1]);
	fd_close(&stop[0]);
	fd_close(&stop[1]);
	fd_close(&full);
	fd_close(&file);
}
END_TEST

/* A reader that comes late gets all of it. */
START_TEST(writes_all_without_a_stop)
{
	static char data[MUCH];
	int ends[2], stop[2];
	long sum = 0, done;
	pid_t pid;

	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	ck_assert_int_eq(pipe2(stop, O_CLOEXEC), 0);
	pid = fork();
	if (pid == 0)
		_exit(!fd_write_unless(ends[1], data, sizeof(data), stop[0], -1));
	fd_close(&ends[1]);
	while ((done = read(ends[0], data, sizeof(data))) > 0)
		sum += done;
	ck_assert_int_eq(sum, sizeof(data));
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
	fd_close(&ends[0]);
	fd_close(&stop[0]);
	fd_close(&stop[1]);
}
END_TEST

START_TEST(writes_some_to_anything)
{
	char data[10000] = "";
	int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	int read_only = open("/dev/null", O_RDONLY | O_CLOEXEC);
	long done, sum = 0;
	int pair[2];

	ck_assert_int_eq(fd_write_some(full, data, 10), -1);
	ck_assert_int_eq(errno, ENOSPC);
	ck_assert_int_gt(fd_write_some(null, data, sizeof(data)), 0);
	ck_assert_int_eq(fd_write_some(read_only, data, 1), -1);
	ck_assert_int_eq(errno, EBADF);
	ck_assert_int_eq(fd_write_some(999, data, 1), -1);
	ck_assert_int_eq(errno, EBADF);
	while (sum < (long)sizeof(data)) {
		done = fd_write_some(file, data + sum, sizeof(data) - (size_t)sum);
		ck_assert_int_gt(done, 0);
		sum += done;
	}
	ck_assert_int_eq(fd_write_some(file, data, 0), 0);
	ck_assert_int_eq(lseek(file, 0, SEEK_CUR), sizeof(data));
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
	while ((done = fd_write_some(pair[0], data, sizeof(data))) > 0)
		;
	ck_assert_int_eq(errno, EAGAIN);
	fd_close(&pair[1]);
	signal(SIGPIPE, SIG_IGN);
	ck_assert_int_eq(fd_write_some(pair[0], data, 1), -1);
	ck_assert_int_eq(errno, EPIPE);
	signal(SIGPIPE, SIG_DFL);
	fd_close(&pair[0]);
	fd_close(&full);
	fd_close(&null);
	fd_close(&file);
	fd_close(&read_only);
}
END_TEST

static bool lied;

static void read_once(void)
{
	struct buf buf = { 0 };
	struct err err = { 0 };

	if (fd_read_file(&buf, path, 100000, &err) ? buf.size != 20000 : buf.size != 0 || !err.kind)
		lied = true;
	buf_free(&buf);
}

/* Standard input, which holds TEXT and then ends, or does not. */
static void be_stdin(const char *text, bool ends)
{
	static int writer = -1;
	int ends_of[2];

	if (writer >= 0)
		close(writer);
	ck_assert_int_eq(pipe(ends_of), 0);
	ck_assert_int_eq(write(ends_of[1], text, strlen(text)), (ssize_t)strlen(text));
	dup2(ends_of[0], STDIN_FILENO);
	close(ends_of[0]);
	writer = ends_of[1];
	if (ends) {
		close(writer);
		writer = -1;
	}
}

START_TEST(reads_standard_input)
{
	const struct deadline never = { 0 };
	struct buf buf = { 0 };
	struct err err = { 0 };

	buf_puts(&buf, "before ");
	be_stdin("123456", true);
	ck_assert(fd_read_stdin(&buf, 6, never, &err));
	ck_assert_str_eq(buf_text(&buf), "before 123456");
	be_stdin("1234567", true);
	ck_assert(!fd_read_stdin(&buf, 6, never, &err));
	ck_assert_int_eq(err.kind, STATUS_INVALID);
	be_stdin("1", false);
	ck_assert(!fd_read_stdin(&buf, 6, deadline_in(NS_PER_MS), &err));
	ck_assert_int_eq(err.kind, STATUS_TIMEOUT);
	close(STDIN_FILENO);
	ck_assert(!fd_read_stdin(&buf, 6, deadline_in(NS_PER_S), &err));
	ck_assert_int_eq(err.number, EBADF);
	buf_free(&buf);
}
END_TEST

START_TEST(survives_failing_calls)
{
	char data[20000] = "x";

	make_file(data, sizeof(data), 0600);
	ck_assert_uint_gt(fault_sweep("malloc", ENOMEM, read_once), 1);
	ck_assert_uint_ge(fault_sweep("read", EIO, read_once), 2);
	ck_assert_uint_eq(fault_sweep("open", EMFILE, read_once), 1);
	ck_assert(!lied);
}
END_TEST

Suite *fd_suite(void)
{
	Suite *suite = suite_create("fd");
	TCase *tcase = tcase_create("fd");

	tcase_add_checked_fixture(tcase, make_folder, remove_folder);
	tcase_add_test(tcase, writes_all_to_a_non_blocking_pipe);
	tcase_add_test(tcase, write_fails_with_errno);
	tcase_add_test(tcase, reads_all_of_stdin);
	tcase_add_test(tcase, writes_what_a_pipe_takes);
	tcase_add_test(tcase, writes_some_on_any_kernel);
	tcase_add_test(tcase, writes_some_to_anything);
	tcase_add_test(tcase, writes_unless_it_shall_stop);
	tcase_add_test(tcase, writes_all_without_a_stop);
	tcase_add_test(tcase, settles_without_a_descriptor);
	tcase_add_test(tcase, reads_a_file_behind_what_is_there);
	tcase_add_test(tcase, says_what_stands_in_the_way);
	tcase_add_test(tcase, takes_no_fifo_for_a_file);
	tcase_add_test(tcase, reads_standard_input);
	tcase_add_test(tcase, survives_failing_calls);
	suite_add_tcase(suite, tcase);
	return suite;
}
