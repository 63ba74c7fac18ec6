/* check_pair_verdict -- what became of a program: each ending has its own status and sentence. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <signal.h>

#include "run/pair_verdict.h"
#include "suites.h"

/* How a pair ended, and its only program; how that is told. */
static const struct {
	enum pair_why why;
	struct partner partner;
	bool no_reader;
	enum status kind;
	const char *says;
} rows[] = {
	{ PAIR_OVER, { .spawn = { .ended = true } }, false, STATUS_OK, "" },
	{ PAIR_OVER,
	  { .spawn = { .ended = true, .exit_status = 3 } },
	  false,
	  STATUS_MISMATCH,
	  "exited with status 3" },
	{ PAIR_OVER,
	  { .spawn = { .ended = true, .signal = SIGSEGV } },
	  false,
	  STATUS_MISMATCH,
	  "was ended by SIGSEGV" },
	{ PAIR_OVER,
	  { .spawn = { .ended = true, .signal = 40 } },
	  false,
	  STATUS_MISMATCH,
	  "was ended by signal 40" },
	{ PAIR_OVER,
	  { .spawn = { .ended = true, .exit_status = -1 } },
	  false,
	  STATUS_LACKING,
	  "ended, nobody can tell how" },
	{ PAIR_OVER,
	  { .spawn = { .ended = true }, .cut = 1 },
	  false,
	  STATUS_LOSS,
	  "said messages of more than 1048576 bytes: they were cut" },
	{ PAIR_BROKEN,
	  { .spawn = { .ended = true }, .number = EIO },
	  false,
	  STATUS_LACKING,
	  "could not be talked with: Input/output error" },
	{ PAIR_LATE, { .spawn = { .ended = true } }, false, STATUS_OK, "" },
	{ PAIR_LATE,
	  { .asked = SIGKILL },
	  false,
	  STATUS_TIMEOUT,
	  "did not end in time, not even by SIGKILL" },
	{ PAIR_LATE,
	  { .spawn = { .ended = true }, .asked = SIGKILL },
	  false,
	  STATUS_TIMEOUT,
	  "did not end in time, nor by SIGTERM: it was killed" },
	{ PAIR_LATE,
	  { .spawn = { .ended = true }, .asked = SIGTERM },
	  false,
	  STATUS_TIMEOUT,
	  "did not end in time: SIGTERM ended it" },
	{ PAIR_LATE,
	  { .spawn = { .ended = true }, .held = true },
	  false,
	  STATUS_TIMEOUT,
	  "ended, but what it started kept its socket open, and was killed" },
	{ PAIR_STOPPED, { .asked = SIGTERM }, false, STATUS_MISMATCH, "was ended: SIGINT came" },
	{ PAIR_BROKEN,
	  { .asked = SIGTERM },
	  false,
	  STATUS_LACKING,
	  "was ended: this machine could not go on" },
	{ PAIR_ENOUGH,
	  { .spawn = { .ended = true, .signal = SIGTERM }, .asked = SIGTERM },
	  false,
	  STATUS_OK,
	  "" },
	{ PAIR_ENOUGH, { .spawn = { .ended = true, .signal = SIGPIPE } }, false, STATUS_OK, "" },
	{ PAIR_ENOUGH,
	  { .spawn = { .ended = true, .exit_status = 3 } },
	  false,
	  STATUS_MISMATCH,
	  "exited with status 3" },
	{ PAIR_ENOUGH, { .spawn = { .ended = true, .exit_status = 3 } }, true, STATUS_OK, "" },
};

static void judge(int row, unsigned count, struct err *err)
{
	static char *const words[] = { "cat", NULL };
	struct pump_end own = { .out_broken = rows[row].no_reader };
	const struct pair_plan plan = { .argv = { words, count > 1 ? words : NULL }, .own = &own };
	struct pair pair = {
		.plan = &plan, .why = rows[row].why, .count = count, .serve = { .signal = SIGINT }
	};
	struct partner *partner = &pair.partner[count - 1];

	*partner = rows[row].partner;
	partner->pair = &pair;
	partner->index = count - 1;
	ck_assert_int_eq(pair_verdict(partner, err), rows[row].kind == STATUS_OK);
	ck_assert_int_eq(err->kind, rows[row].kind);
}

START_TEST(each_ending_is_told_apart)
{
	struct err err = { 0 };

	judge(_i, 1, &err);
	ck_assert_str_eq(err.text, rows[_i].says);
}
END_TEST

START_TEST(of_two_it_is_named)
{
	struct buf says = { 0 };
	struct err err = { 0 };

	judge(_i, 2, &err);
	if (rows[_i].kind != STATUS_OK)
		buf_puts(&says, "program 2 (cat) ");
	buf_puts(&says, rows[_i].says);
	ck_assert_str_eq(err.text, buf_text(&says));
	buf_free(&says);
}
END_TEST

Suite *pair_verdict_suite(void);
Suite *pair_verdict_suite(void)
{
	Suite *suite = suite_create("pair_verdict");
	TCase *tcase = tcase_create("verdict");
	int count = (int)(sizeof(rows) / sizeof(rows[0]));

	tcase_add_loop_test(tcase, each_ending_is_told_apart, 0, count);
	tcase_add_loop_test(tcase, of_two_it_is_named, 0, count);
	suite_add_tcase(suite, tcase);
	return suite;
}
