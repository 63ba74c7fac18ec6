/* check_err -- statuses, their exit codes and order, and sentences. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "suites.h"

/* clang-format off */
static const struct { const char *word; int exit; } statuses[] = {
	[STATUS_OK] = { "ok", 0 }, [STATUS_OPEN] = { "open", 0 }, [STATUS_ANSWERED] = { "answered", 0 },
	[STATUS_JOINED] = { "joined", 0 }, [STATUS_NOT_FOUND] = { "not_found", 1 },
	[STATUS_NO_DATA] = { "no_data", 1 }, [STATUS_REFUSED] = { "refused", 1 },
	[STATUS_UNREACHABLE] = { "unreachable", 1 }, [STATUS_RESET] = { "reset", 1 },
	[STATUS_CLOSED] = { "closed", 1 }, [STATUS_SELF_CONNECTED] = { "self_connected", 1 },
	[STATUS_MISMATCH] = { "mismatch", 1 }, [STATUS_LOSS] = { "loss", 1 },
	[STATUS_AMBIGUOUS] = { "ambiguous", 1 }, [STATUS_INVALID] = { "invalid", 2 },
	[STATUS_DENIED] = { "denied", 3 }, [STATUS_LACKING] = { "lacking", 3 },
	[STATUS_NO_ROUTE] = { "no_route", 3 }, [STATUS_NO_INTERFACE] = { "no_interface", 3 },
	[STATUS_TEMP_FAIL] = { "temp_fail", 3 }, [STATUS_PARTIAL] = { "partial", 3 },
	[STATUS_TIMEOUT] = { "timeout", 4 }, [STATUS_SILENT] = { "silent", 4 },
};

static const struct { int number; enum status status; } numbers[] = {
	{ EACCES, STATUS_DENIED }, { EPERM, STATUS_DENIED }, { ECONNREFUSED, STATUS_REFUSED },
	{ ECONNRESET, STATUS_RESET }, { EPIPE, STATUS_RESET }, { EHOSTUNREACH, STATUS_UNREACHABLE },
	{ ENETUNREACH, STATUS_NO_ROUTE }, { EADDRNOTAVAIL, STATUS_NO_ROUTE }, { ENODEV, STATUS_NO_INTERFACE },
	{ ETIMEDOUT, STATUS_TIMEOUT }, { EAGAIN, STATUS_TEMP_FAIL }, { ENOMEM, STATUS_LACKING },
	{ EMFILE, STATUS_LACKING }, { 0, STATUS_LACKING }, { -1, STATUS_LACKING }, { 99999, STATUS_LACKING },
};
/* clang-format on */

START_TEST(words_and_codes)
{
	ck_assert_str_eq(status_word((enum status)_i), statuses[_i].word);
	ck_assert_int_eq(status_exit((enum status)_i), statuses[_i].exit);
	ck_assert_int_eq(status_is_success((enum status)_i), statuses[_i].exit == 0);
}
END_TEST

/* Each status against each: the exit code that comes first in 2, 1, 3, 4, 0; the first on a tie. */
START_TEST(the_worse_of_two)
{
	static const char order[] = "21340";

	for (int b = 0; b < STATUS_COUNT; b++) {
		const char *first = strchr(order, '0' + statuses[_i].exit);
		const char *second = strchr(order, '0' + statuses[b].exit);
		enum status worse = status_worse((enum status)_i, (enum status)b);

		ck_assert_int_eq(worse, first <= second ? _i : b);
	}
}
END_TEST

START_TEST(status_of_errno)
{
	ck_assert_int_eq(err_status_of(numbers[_i].number), numbers[_i].status);
}
END_TEST

START_TEST(errno_names)
{
	ck_assert_str_eq(err_name(ECONNREFUSED), "ECONNREFUSED");
	ck_assert_ptr_null(err_name(0));
	ck_assert_ptr_null(err_name(-ENOENT));
	ck_assert_ptr_null(err_name(99999));
}
END_TEST

START_TEST(sentence_may_quote_the_old_one)
{
	struct err err = { 0 };

	ck_assert(!err_set(&err, STATUS_INVALID, "'%s' is no %s", "x", "port"));
	ck_assert(!err_set(&err, STATUS_DENIED, "line 1: %s", err.text));
	ck_assert_str_eq(err.text, "line 1: 'x' is no port");
	ck_assert_int_eq(err.kind, STATUS_DENIED);
	ck_assert(!err_errno(&err, ENOENT, "cannot open %s: %s", "y", err.text));
	ck_assert_str_eq(err.text,
			 "cannot open y: line 1: 'x' is no port: No such file or directory");
	ck_assert_int_eq(err.number, ENOENT);
}
END_TEST

/* _i bytes of text: all of it, or a text that fills its room and ends in three dots. */
START_TEST(long_sentence_shows_its_cut)
{
	struct err err = { 0 };
	char *text = calloc(1, (size_t)_i + 1);

	memset(text, 'a', (size_t)_i);
	err_set(&err, STATUS_INVALID, "%s", text);
	if (_i < ERR_TEXT_MAX) {
		ck_assert_str_eq(err.text, text);
	} else {
		ck_assert_uint_eq(strlen(err.text), ERR_TEXT_MAX - 1);
		ck_assert_str_eq(err.text + ERR_TEXT_MAX - 4, "...");
	}
	err_errno(&err, ENOENT, "%s", text);
	ck_assert_uint_lt(strlen(err.text), ERR_TEXT_MAX);
	free(text);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *err_suite(void)
{
	Suite *suite = suite_create("err");
	TCase *tcase = tcase_create("err");

	tcase_add_loop_test(tcase, words_and_codes, 0, ROWS(statuses));
	tcase_add_loop_test(tcase, the_worse_of_two, 0, STATUS_COUNT);
	tcase_add_loop_test(tcase, status_of_errno, 0, ROWS(numbers));
	tcase_add_test(tcase, errno_names);
	tcase_add_test(tcase, sentence_may_quote_the_old_one);
	tcase_add_loop_test(tcase, long_sentence_shows_its_cut, ERR_TEXT_MAX - 30,
			    ERR_TEXT_MAX + 3);
	suite_add_tcase(suite, tcase);
	return suite;
}
