/* check_line -- lines of standard input inside a loop: pipes, files, the null device, a closed one,
 * pauses and ends; and what a kind is asked at a terminal. What that shows is for tests/pty/line.t.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fault.h"
#include "run/line.h"
#include "suites.h"

static struct loop loop;
static struct line line;
static struct buf heard; /* "text|" a line; cut ones with '!' */
static struct err end;
static unsigned ends;
static int before; /* standard input of the test */
static enum { GO_ON, PAUSE, END } at_line;

static void take(struct line *one, const struct textpiece *piece)
{
	buf_puts(&heard, piece->cut ? "!" : "");
	buf_put(&heard, piece->data, piece->size);
	buf_putc(&heard, '|');
	if (at_line == PAUSE)
		line_pause(one);
	if (at_line == END)
		line_end(one);
}

static void be_ended(struct line *one, const struct err *err)
{
	(void)one;
	end = *err;
	ends++;
}

/* An assertion that takes no memory: it may be what is made to fail. */
static void must(bool condition)
{
	if (!condition)
		abort();
}

/* Read FD, which is taken over; below 0 it is a closed standard input. */
static bool begin(int fd)
{
	struct err err = { 0 };

	before = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
	if (fd >= 0) {
		dup2(fd, STDIN_FILENO);
		close(fd);
	} else {
		close(STDIN_FILENO);
		must(open("/dev/null", O_WRONLY) == STDIN_FILENO);
	}
	heard = (struct buf){ 0 };
	end = (struct err){ 0 };
	ends = 0;
	at_line = GO_ON;
	loop = (struct loop)LOOP_CLOSED;
	line = (struct line){ .kind = &line_plain,
			      .loop = &loop,
			      .prompt = "> ",
			      .max = 8,
			      .take = take,
			      .ended = be_ended };
	return loop_open(&loop, &err) && line_begin(&line, &err);
}

static void close_all(void)
{
	line_end(&line);
	line_end(&line);
	loop_close(&loop);
	buf_free(&heard);
	if (before >= 0) {
		dup2(before, STDIN_FILENO);
		close(before);
	}
}

static void turn(void)
{
	struct err err = { 0 };

	loop_turn(&loop, deadline_in(1), &err);
}

/* The writing end of a pipe that is standard input now. */
static int begin_pipe(void)
{
	int ends_of_pipe[2];

	ck_assert_int_eq(pipe2(ends_of_pipe, O_CLOEXEC), 0);
	ck_assert(begin(ends_of_pipe[0]));
	return ends_of_pipe[1];
}

static int file_of(const char *text)
{
	char path[] = "/tmp/check_line.XXXXXX";
	int fd = mkstemp(path);

	must(fd >= 0);
	unlink(path);
	must(write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	lseek(fd, 0, SEEK_SET);
	return fd;
}

START_TEST(pipe_gives_lines)
{
	int fd = begin_pipe();

	ck_assert_int_eq(write(fd, "one\ntwo", 7), 7);
	turn();
	ck_assert_str_eq(buf_text(&heard), "one|");
	ck_assert_int_eq(write(fd, "!\r\n123456789\n", 13), 13);
	turn();
	ck_assert_str_eq(buf_text(&heard), "one|two!|!12345678|");
	ck_assert_int_eq(write(fd, "last", 4), 4);
	close(fd);
	for (int i = 0; i < 3; i++)
		turn();
	ck_assert_str_eq(buf_text(&heard), "one|two!|!12345678|last|");
	ck_assert_uint_eq(ends, 1);
	ck_assert_int_eq(end.kind, STATUS_OK);
	close_all();
}
END_TEST

START_TEST(file_is_read_once_a_turn)
{
	ck_assert(begin(file_of("one\ntwo\nthree")));
	for (int i = 0; i < 5; i++)
		turn();
	ck_assert_str_eq(buf_text(&heard), "one|two|three|");
	ck_assert_uint_eq(ends, 1);
	close_all();
}
END_TEST

START_TEST(nothing_to_read_is_the_end)
{
	ck_assert(begin(_i ? -1 : open("/dev/null", O_RDONLY | O_CLOEXEC)));
	for (int i = 0; i < 3; i++)
		turn();
	ck_assert_uint_eq(ends, 1);
	ck_assert_int_eq(end.kind, STATUS_OK);
	close_all();
}
END_TEST

START_TEST(folder_is_an_error)
{
	ck_assert(begin(open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC)));
	for (int i = 0; i < 3; i++)
		turn();
	ck_assert_uint_eq(ends, 1);
	ck_assert_int_eq(end.number, EISDIR);
	close_all();
}
END_TEST

/* Also at the end of the file, which waits for the lines before it. */
START_TEST(pause_keeps_lines)
{
	static const char *const told[] = { "one|", "one|two|", "one|two|three|" };

	ck_assert(begin(file_of("one\ntwo\nthree")));
	at_line = PAUSE;
	for (int i = 0; i < 3; i++) {
		for (int n = 0; n < 3; n++)
			turn();
		ck_assert_str_eq(buf_text(&heard), told[i]);
		ck_assert_uint_eq(ends, 0);
		line_resume(&line);
	}
	for (int n = 0; n < 3; n++)
		turn();
	ck_assert_uint_eq(ends, 1);
	close_all();
}
END_TEST

/* What was not taken is gone, and what comes is not; the end may not be for ever. */
START_TEST(forgets_lines_and_reads_on)
{
	int fd = begin_pipe();

	at_line = PAUSE;
	ck_assert_int_eq(write(fd, "one\ntwo\nthree\nfo", 16), 16);
	turn();
	ck_assert_str_eq(buf_text(&heard), "one|");
	ck_assert_uint_eq(line_forget(&line), 2);
	ck_assert_uint_eq(line_forget(&line), 0);
	at_line = GO_ON;
	line_resume(&line);
	ck_assert_int_eq(write(fd, "ur\n", 3), 3);
	turn();
	ck_assert_str_eq(buf_text(&heard), "one|four|");
	close(fd);
	turn();
	ck_assert_uint_eq(ends, 1);
	line_reopen(&line);
	turn();
	ck_assert_uint_eq(ends, 2);
	close_all();
}
END_TEST

START_TEST(owner_may_end_at_a_line)
{
	ck_assert(begin(file_of("one\ntwo\nthree\n")));
	at_line = END;
	for (int i = 0; i < 3; i++)
		turn();
	ck_assert_str_eq(buf_text(&heard), "one|");
	ck_assert_uint_eq(ends, 0);
	close_all();
}
END_TEST

/* ---- at a terminal ---------------------------------------------------------------------- */

static struct buf done; /* a letter for each thing that the kind was asked to do */
static bool can_open;

static bool open_told(struct line *one, struct err *err)
{
	(void)one;
	buf_putc(&done, 'o');
	return can_open || err_set(err, STATUS_LACKING, "not here");
}

static void feed_told(struct line *one)
{
	char text[16];
	long size = (long)read(STDIN_FILENO, text, sizeof(text));

	one->shown = false;
	line_give(one, text, size > 0 ? (size_t)size : 0);
}

#define TOLD(name, letter)                 \
	static void name(struct line *one) \
	{                                  \
		(void)one;                 \
		buf_putc(&done, letter);   \
	}
TOLD(hide_told, 'h')
TOLD(show_told, 's')
TOLD(drop_told, 'd')
TOLD(close_told, 'c')
TOLD(resize_told, 'z')
TOLD(release_told, 'l')
TOLD(regain_told, 'g')

static bool holds_told(const struct line *one)
{
	return one->shown;
}

static void remember_told(struct line *one, const char *text)
{
	(void)one;
	buf_puts(&done, text);
}

static const char *recall_told(const struct line *one, size_t index)
{
	(void)one;
	return index == 0 ? "told" : NULL;
}

static const struct line_kind line_told = {
	.open = open_told,
	.feed = feed_told,
	.hide = hide_told,
	.show = show_told,
	.drop = drop_told,
	.close = close_told,
	.holds = holds_told,
	.resize = resize_told,
	.release = release_told,
	.regain = regain_told,
	.remember = remember_told,
	.recall = recall_told,
};

static int kept[2]; /* standard input and error of the test */

/* Both are a terminal now: its other end, or -1 where there are none. */
static int begin_terminal(bool fine)
{
	int other = posix_openpt(O_RDWR | O_NOCTTY), here;
	struct err err = { 0 };

	if (other < 0)
		return -1;
	grantpt(other);
	unlockpt(other);
	here = open(ptsname(other), O_RDWR | O_NOCTTY | O_CLOEXEC);
	must(here >= 0);
	kept[0] = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
	kept[1] = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	dup2(here, STDIN_FILENO);
	dup2(here, STDERR_FILENO);
	close(here);
	can_open = fine;
	loop = (struct loop)LOOP_CLOSED;
	line = (struct line){ .kind = &line_told,
			      .loop = &loop,
			      .prompt = "> ",
			      .max = 8,
			      .take = take,
			      .ended = be_ended };
	must(loop_open(&loop, &err) && line_begin(&line, &err));
	return other;
}

static void end_terminal(int other)
{
	line_end(&line);
	loop_close(&loop);
	dup2(kept[0], STDIN_FILENO);
	dup2(kept[1], STDERR_FILENO);
	close(kept[0]);
	close(kept[1]);
	close(other);
	buf_free(&heard);
}

/* What is written to a terminal can be read a little later. */
static void wait_for_line(void)
{
	struct err err = { 0 };

	while (heard.size == 0)
		must(loop_turn(&loop, deadline_in(NS_PER_S), &err));
}

/* What was done since the last call. */
static void did(const char *letters)
{
	ck_assert_str_eq(buf_text(&done), letters);
	buf_clear(&done);
}

START_TEST(what_a_kind_is_asked)
{
	int other = begin_terminal(true);

	if (other < 0)
		return;
	did("os");
	ck_assert(line_holds(&line));
	line_drop(&line);
	did("d");
	line_hide(&line);
	line_hide(&line);
	line_step_aside(&line); /* it is away */
	turn();
	did("h");
	line_drop(&line);
	did("sd");
	line_step_aside(&line);
	line_step_aside(&line);
	turn();
	did("hs");
	line_remember(&line, "", 0);
	line_remember(&line, "words", 3);
	did("wor");
	ck_assert_str_eq(line_recall(&line, 0), "told");
	ck_assert_int_eq(write(other, "one\n", 4), 4);
	wait_for_line();
	ck_assert_str_eq(buf_text(&heard), "one|");
	did("");
	line_show(&line);
	did("s");
	line_end(&line);
	did("hc");
	line_drop(&line);
	line_step_aside(&line);
	did("");
	end_terminal(other);
	did("");
	buf_free(&done);
}
END_TEST

START_TEST(signals_are_told)
{
	int other = begin_terminal(true);

	if (other < 0)
		return;
	did("os");
	raise(SIGWINCH);
	turn();
	did("z");
	raise(SIGCONT);
	turn();
	did("lgs");
	line_hide(&line);
	raise(SIGCONT);
	turn();
	did("hlg");
	signal(SIGQUIT, SIG_IGN); /* ours to let happen, and it does nothing */
	line_show(&line);
	raise(SIGQUIT);
	turn();
	did("shlgs");
	line_end(&line);
	raise(SIGCONT);
	did("hc");
	end_terminal(other);
	buf_free(&done);
}
END_TEST

START_TEST(where_it_cannot_the_plain_one_does)
{
	int other = begin_terminal(false);

	if (other < 0)
		return;
	ck_assert_ptr_eq(line.kind, &line_plain);
	ck_assert_str_eq(line.lacks.text, "not here");
	ck_assert(!line_holds(&line));
	ck_assert_int_eq(write(other, "one\n", 4), 4);
	wait_for_line();
	ck_assert_str_eq(buf_text(&heard), "one|");
	line_remember(&line, "one", 3);
	ck_assert_ptr_null(line_recall(&line, 0));
	end_terminal(other);
	did("o");
	buf_free(&done);
}
END_TEST

static void read_a_while(void)
{
	if (begin(file_of("one\ntwo\nthree")))
		for (int i = 0; i < 4; i++)
			turn();
	close_all();
}

static void read_a_pipe(void)
{
	int ends_of_pipe[2];

	if (pipe2(ends_of_pipe, O_CLOEXEC) < 0)
		return;
	(void)!write(ends_of_pipe[1], "one\ntwo\n", 8);
	close(ends_of_pipe[1]);
	if (begin(ends_of_pipe[0]))
		for (int i = 0; i < 4; i++)
			turn();
	close_all();
}

START_TEST(any_call_may_fail)
{
	static const struct {
		const char *call;
		int number;
	} faults[] = {
		{ "malloc", ENOMEM },
		{ "read", EIO },
		{ "epoll_ctl", ENOMEM },
		{ "epoll_wait", EINTR },
	};

	fault_sweep(faults[_i].call, faults[_i].number, read_a_pipe);
	if (_i != 2)
		ck_assert_uint_gt(fault_sweep(faults[_i].call, faults[_i].number, read_a_while), 0);
}
END_TEST

Suite *line_suite(void)
{
	Suite *suite = suite_create("line");
	TCase *tcase = tcase_create("line");

	tcase_add_test(tcase, pipe_gives_lines);
	tcase_add_test(tcase, file_is_read_once_a_turn);
	tcase_add_loop_test(tcase, nothing_to_read_is_the_end, 0, 2);
	tcase_add_test(tcase, folder_is_an_error);
	tcase_add_test(tcase, pause_keeps_lines);
	tcase_add_test(tcase, forgets_lines_and_reads_on);
	tcase_add_test(tcase, owner_may_end_at_a_line);
	tcase_add_loop_test(tcase, any_call_may_fail, 0, 4);
	tcase_add_test(tcase, what_a_kind_is_asked);
	tcase_add_test(tcase, signals_are_told);
	tcase_add_test(tcase, where_it_cannot_the_plain_one_does);
	suite_add_tcase(suite, tcase);
	return suite;
}
