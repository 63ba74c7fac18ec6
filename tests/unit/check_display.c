/* check_display -- what came, on stdout: whole and once, however slowly that takes it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/out_state.h"
#include "pipe/display.h"
#include "suites.h"

enum { MUCH = 1 << 18 };

static int reader, before;
static struct out out;
static struct display display;
static struct err err;
static char heard[2 * MUCH];

/* Stdout is a pipe. */
static void set_up(void)
{
	int ends[2];

	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	reader = ends[0];
	before = dup(STDOUT_FILENO);
	dup2(ends[1], STDOUT_FILENO);
	close(ends[1]);
	setenv("LC_ALL", "C.UTF-8", 1);
	out = (struct out){ .charset = charset_get() };
	display = (struct display){ .out = &out };
	err = (struct err){ 0 };
}

static void tear_down(void)
{
	dup2(before, STDOUT_FILENO);
	close(before);
	close(reader);
	display_free(&display);
	display_free(&display);
}

static enum pump_answer give(const char *data, size_t *size)
{
	enum pump_answer answer = display_give(&display, data, size, &err);

	ck_assert_int_eq(err.kind, STATUS_OK);
	return answer;
}

static size_t hear(char *into)
{
	ssize_t size;

	fcntl(reader, F_SETFL, O_NONBLOCK);
	size = read(reader, into, MUCH);
	return size > 0 ? (size_t)size : 0;
}

static void ck_hears(const char *text)
{
	size_t size = hear(heard);

	heard[size] = '\0';
	ck_assert_str_eq(heard, text);
}

static void ck_gives(const char *text, const char *shows)
{
	size_t size = strlen(text);

	ck_assert_int_eq(give(text, &size), PUMP_MOVED);
	ck_assert_uint_eq(size, strlen(text));
	ck_hears(shows);
}

START_TEST(bytes_are_as_they_came)
{
	ck_gives("a\x1b[1m\xff\n", "a\x1b[1m\xff\n");
	ck_gives("", "");
}
END_TEST

START_TEST(a_terminal_is_shown_what_cannot_act)
{
	display.escapes = true;
	ck_gives("a\x1b[1m\n", "a\\x1b[1m\n");
	ck_gives("caf\xc3", "caf");
	ck_gives("\xa9", "\xc3\xa9");
	ck_gives("caf\xc3", "caf");
	display_end(&display);
	ck_hears("\\xc3");
	display_end(&display);
	ck_hears("");
}
END_TEST

/* The pump offers a piece again until it was given: as bytes what is left, escaped the whole. */
START_TEST(a_slow_reader_gets_all_of_it_once)
{
	static char data[MUCH];
	size_t given = 0, sum = 0, size;
	enum pump_answer answer = PUMP_LATER;

	display.escapes = _i;
	memset(data, 'x', sizeof(data));
	while (given < MUCH && (answer == PUMP_LATER || answer == PUMP_MOVED)) {
		size = MUCH - given;
		answer = give(data + given, &size);
		given += answer == PUMP_MOVED ? size : 0;
		sum += hear(heard + sum);
	}
	while ((size = hear(heard + sum)) > 0)
		sum += size;
	ck_assert_uint_eq(sum, MUCH);
	ck_assert_int_eq(memcmp(heard, data, MUCH), 0);
}
END_TEST

START_TEST(a_reader_that_is_gone)
{
	size_t size = 1;
	int full = open("/dev/full", O_WRONLY | O_CLOEXEC);

	display.escapes = _i;
	dup2(full, STDOUT_FILENO);
	close(full);
	ck_assert_int_eq(give("x", &size), PUMP_BROKEN);
	ck_assert_int_eq(out.write_errno, ENOSPC);
}
END_TEST

Suite *display_suite(void);
Suite *display_suite(void)
{
	Suite *suite = suite_create("display");
	TCase *tcase = tcase_create("display");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, bytes_are_as_they_came);
	tcase_add_test(tcase, a_terminal_is_shown_what_cannot_act);
	tcase_add_loop_test(tcase, a_slow_reader_gets_all_of_it_once, 0, 2);
	tcase_add_loop_test(tcase, a_reader_that_is_gone, 0, 2);
	suite_add_tcase(suite, tcase);
	return suite;
}
