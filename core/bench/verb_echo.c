/* verb_echo -- echo and assert: words as a value, shown, bound to a variable, or held against an
 * expectation. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>

#include "bench/verb.h"
#include "cli/out.h"

/* clang-format off */
static const struct operand operands[] = {
	{ "WORD", 0, MANY, OFFER_NOTHING, "joined by blanks" },
	{ 0 },
};

static const struct operand assert_operands[] = {
	{ "VALUE", 1, 1, OFFER_NOTHING, "and behind it what is expected of it, see sockbox-expect(7)" },
	{ 0 },
};

enum { VALUE };
static const struct field fields[] = {
	[VALUE] = FIELD("value", FIELD_TEXT, FIELD_LOOSE, 0, "the words", NULL),
	{ 0 },
};

static const struct record_type records[] = {
	{ "result", "the words", { fields, "{value}" } },
	{ 0 },
};

/* It speaks where it is missed. */
static const struct record_type assert_records[] = {
	{ "result", "the value", { fields, "" } },
	{ 0 },
};

static const struct example examples[] = {
	EXAMPLE("echo one two", "words as they are"),
	EXAMPLE("echo 5 => 5", "a value held against an expectation"),
	{ 0 },
};
static const struct example assert_examples[] = {
	EXAMPLE("x = 5; assert $x >= 4", "nothing is said of what holds"),
	{ 0 },
};
static const char habits[] =
	HABIT("n", "each value is a line; printf, a program, writes without its end")
	HABIT("e", "escapes have a meaning between double quotes");
/* clang-format on */

static void echo_run(struct run *run)
{
	struct bench *bench = verb_bench(run);
	struct err err = { 0 };
	struct buf text = { 0 };
	struct word whole;

	for (int i = 0; i < run->operand_count; i++) {
		struct word bytes = bench_bytes(bench, run->operand[i]);

		buf_puts(&text, i > 0 ? " " : "");
		buf_put(&text, bytes.at, bytes.size);
	}
	whole = (struct word){ text.size ? text.data : "", text.size };
	if (text.failed || !shell_value_bytes(&bench->result, whole)) {
		err_errno(&err, ENOMEM, "no room for the words");
		out_fail(run->out, &err);
	} else {
		row_bytes(out_record(run->out, &run->applet->records[0]), VALUE, whole.at,
			  whole.size);
		out_done(run->out, STATUS_OK);
	}
	buf_free(&text);
}

static void assert_run(struct run *run)
{
	struct err err = { 0 };

	if (run->common->expect) {
		echo_run(run);
		return;
	}
	err_set(&err, STATUS_INVALID, "takes: assert VALUE EXPECTATION, as in: assert $x >= 4");
	out_fail(run->out, &err);
}

const struct applet verb_echo = {
	.name = "echo",
	.summary = "show words, and what variables hold",
	.group = GROUP_SOCKET,
	.operands = operands,
	.habits = habits,
	.records = records,
	.examples = examples,
	.flags = APPLET_OFFLINE | APPLET_STOP_AT_OPERAND | APPLET_INPUT,
	.run = echo_run,
};

const struct applet verb_assert = {
	.name = "assert",
	.summary = "fail where a value is not what is expected: assert $x >= 4",
	.group = GROUP_SOCKET,
	.operands = assert_operands,
	.records = assert_records,
	.examples = assert_examples,
	.flags = APPLET_OFFLINE | APPLET_STOP_AT_OPERAND | APPLET_INPUT,
	.run = assert_run,
};
