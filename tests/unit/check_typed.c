/* check_typed -- lines of stdin in a loop: from pipes and files, whole, long, the last one. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "fault.h"
#include "run/typed.h"
#include "suites.h"

static struct loop loop;
static struct typed typed;
static struct buf got; /* each line in brackets, the end as a dot */
static struct err ended;
static int kept, writer;
static bool more; /* want the next one at once */

static void take(struct typed *of, const char *line, size_t size, const struct err *err)
{
	if (!line) {
		buf_putc(&got, '.');
		ended = *err;
		loop_stop(of->loop);
		return;
	}
	buf_putc(&got, '[');
	buf_put(&got, line, size);
	buf_putc(&got, ']');
	if (more)
		typed_want(of);
	else
		loop_stop(of->loop);
}

static void begin(void)
{
	struct err err = { 0 };
	int pair[2];

	kept = dup(STDIN_FILENO);
	ck_assert_int_eq(pipe(pair), 0);
	dup2(pair[0], STDIN_FILENO);
	close(pair[0]);
	writer = pair[1];
	more = true;
	ck_assert(buf_reserve(&got, 64));
	loop = (struct loop)LOOP_CLOSED;
	typed = (struct typed)TYPED_NONE;
	ended = (struct err){ 0 };
	ck_assert(loop_open(&loop, &err));
	typed.loop = &loop;
	typed.line = take;
	typed_begin(&typed);
}

static void end(void)
{
	typed_free(&typed);
	typed_free(&typed);
	loop_close(&loop);
	buf_free(&got);
	if (writer >= 0)
		close(writer);
	dup2(kept, STDIN_FILENO);
	close(kept);
}

static void put(const char *data)
{
	ck_assert_int_eq(write(writer, data, strlen(data)), (ssize_t)strlen(data));
}

static void put_end(void)
{
	close(writer);
	writer = -1;
}

static void run(void)
{
	struct err err = { 0 };

	typed_want(&typed);
	ck_assert(loop_run(&loop, deadline_in(2 * (int64_t)NS_PER_S), &err));
}

START_TEST(all_lines)
{
	put("one\n\ntwo\r\nthree");
	put_end();
	run();
	ck_assert_str_eq(buf_text(&got), "[one][][two][three].");
	ck_assert_int_eq(ended.kind, STATUS_OK);
}
END_TEST

/* No line is given out that is not wanted, and none is lost. */
START_TEST(one_at_a_time)
{
	more = false;
	put("one\ntwo\n");
	run();
	ck_assert_str_eq(buf_text(&got), "[one]");
	run();
	ck_assert_str_eq(buf_text(&got), "[one][two]");
	put_end();
	run();
	ck_assert_str_eq(buf_text(&got), "[one][two].");
}
END_TEST

START_TEST(in_pieces)
{
	struct err err = { 0 };

	more = false;
	put("on");
	typed_want(&typed);
	for (int i = 0; i < 3; i++)
		ck_assert(loop_turn(&loop, (struct deadline){ 1 }, &err));
	ck_assert_uint_eq(got.size, 0);
	put("e\n");
	ck_assert(loop_run(&loop, deadline_in(NS_PER_S), &err));
	ck_assert_str_eq(buf_text(&got), "[one]");
}
END_TEST

START_TEST(stopped)
{
	struct err err = { 0 };

	put("one\n");
	typed_want(&typed);
	typed_stop(&typed);
	for (int i = 0; i < 3; i++)
		ck_assert(loop_turn(&loop, (struct deadline){ 1 }, &err));
	ck_assert_uint_eq(got.size, 0);
}
END_TEST

static void use_file(const char *text, size_t size)
{
	FILE *file = tmpfile();

	ck_assert_uint_eq(fwrite(text, 1, size, file), size);
	rewind(file);
	dup2(fileno(file), STDIN_FILENO);
	fclose(file);
}

START_TEST(from_a_file)
{
	use_file("one\ntwo\n", 8);
	run();
	ck_assert_str_eq(buf_text(&got), "[one][two].");
}
END_TEST

START_TEST(nothing)
{
	put_end();
	run();
	ck_assert_str_eq(buf_text(&got), ".");
}
END_TEST

START_TEST(too_long)
{
	static char line[TYPED_LINE_MAX + (1 << 17)];

	memset(line, 'x', sizeof(line));
	use_file(line, sizeof(line));
	run();
	ck_assert_str_eq(buf_text(&got), ".");
	ck_assert_int_eq(ended.kind, STATUS_INVALID);
}
END_TEST

START_TEST(closed)
{
	close(STDIN_FILENO);
	run();
	ck_assert_str_eq(buf_text(&got), ".");
	ck_assert_int_eq(ended.number, EBADF);
}
END_TEST

static const struct {
	const char *call;
	int number;
} faults[] = { { "malloc", ENOMEM }, { "read", EIO }, { "epoll_ctl", ENOMEM } };

/* A failure is an end with its reason, unless nothing was lost by it. */
START_TEST(failing)
{
	for (unsigned n = 1; n < 10; n++) {
		struct err err = { 0 };

		end();
		begin();
		put("one\ntwo\n");
		put_end();
		fault_arm(faults[_i].call, n, faults[_i].number, false);
		typed_want(&typed);
		loop_run(&loop, deadline_in(NS_PER_S), &err);
		if (!fault_disarm())
			break;
		ck_assert_msg(ended.kind != STATUS_OK || strcmp(buf_text(&got), "[one][two].") == 0,
			      "%s %u: %s", faults[_i].call, n, buf_text(&got));
		ck_assert_uint_lt(n, 9);
	}
	ck_assert_str_eq(buf_text(&got), "[one][two].");
}
END_TEST

Suite *typed_suite(void)
{
	Suite *suite = suite_create("typed");
	TCase *tcase = tcase_create("typed");

	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_test(tcase, all_lines);
	tcase_add_test(tcase, one_at_a_time);
	tcase_add_test(tcase, in_pieces);
	tcase_add_test(tcase, stopped);
	tcase_add_test(tcase, from_a_file);
	tcase_add_test(tcase, nothing);
	tcase_add_test(tcase, too_long);
	tcase_add_test(tcase, closed);
	tcase_add_loop_test(tcase, failing, 0, 3);
	suite_add_tcase(suite, tcase);
	return suite;
}
