/* verb_echo -- words as a value: shown, bound to a variable, or held against an expectation. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>

#include "cli/out.h"
#include "shell/verb.h"

/* clang-format off */
static const struct operand operands[] = {
	{ "WORD", 0, MANY, OFFER_NOTHING, "joined by blanks" },
	{ 0 },
};

enum { VALUE };
static const struct field fields[] = {
	[VALUE] = FIELD("value", FIELD_TEXT, 0, 0, "the words", NULL),
	{ 0 },
};

static const struct record_type records[] = {
	{ "result", "the words", { fields, "{value}" } },
	{ 0 },
};

static const struct example examples[] = {
	EXAMPLE("echo one two", "words as they are"),
	EXAMPLE("echo 5 => 5", "a value held against an expectation"),
	{ 0 },
};
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
		row_bytes(out_record(run->out, &records[0]), VALUE, whole.at, whole.size);
		out_done(run->out, STATUS_OK);
	}
	buf_free(&text);
}

const struct applet verb_echo = {
	.name = "echo",
	.summary = "show words, and what variables hold",
	.group = GROUP_SOCKET,
	.operands = operands,
	.records = records,
	.examples = examples,
	.flags = APPLET_OFFLINE | APPLET_STOP_AT_OPERAND | APPLET_INPUT,
	.run = echo_run,
};
