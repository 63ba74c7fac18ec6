/* made -- applets made up for tests, and runs of them that keep what they print. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "made.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/out.h"
#include "fault.h"
#include "run/run.h"
#include "suites.h"

enum { NAME, PORT };

static const struct field place_fields[] = {
	[NAME] = FIELD("name", FIELD_TEXT, 0, UNIT_NONE, "its name", NULL),
	[PORT] = FIELD("port", FIELD_UINT, 0, UNIT_NONE, "its port", NULL),
	{ .key = "" },
};
static const struct shape bare_place = { place_fields, NULL };
static const struct shape place = { place_fields, "{name}[:{port}]" };

/* clang-format off */
static const struct field fields[] = {
	[WORD] = FIELD("word", FIELD_TEXT, FIELD_QUESTION, UNIT_NONE, "the question", NULL),
	[TEXT] = FIELD("text", FIELD_TEXT, 0, UNIT_NONE, "a text", NULL),
	[ADDRESSES] = FIELD("addresses", FIELD_ADDRESS, FIELD_LIST, UNIT_NONE, "addresses", NULL),
	[DATA] = FIELD("data", FIELD_DATA, 0, UNIT_NONE, "bytes", NULL),
	[OBJECT] = FIELD("object", FIELD_JSON, 0, UNIT_NONE, "an object of any keys", NULL),
	[FLAG] = FIELD("flag", FIELD_BOOL, 0, UNIT_NONE, "a flag", NULL),
	[OFFSET] = FIELD("offset", FIELD_INT, 0, UNIT_NONE, "a number", NULL),
	[SIZE_BYTES] = FIELD("size_bytes", FIELD_UINT, 0, UNIT_BYTES, "a size", NULL),
	[RTT_MS] = FIELD("rtt_ms", FIELD_REAL, 0, UNIT_MS, "a time", NULL),
	[WORDS] = FIELD("words", FIELD_TEXT, FIELD_LIST, UNIT_NONE, "words", NULL),
	[NUMBERS] = FIELD("numbers", FIELD_INT, FIELD_LIST, UNIT_NONE, "numbers", NULL),
	[PLACE] = FIELD("place", FIELD_OBJECT, 0, UNIT_NONE, "a place", &bare_place),
	[PLACES] = FIELD("places", FIELD_OBJECT, FIELD_LIST, UNIT_NONE, "places", &place),
	{ .key = "" },
};
/* clang-format on */

enum { WHAT, COUNT };
static const struct field event_fields[] = {
	[WHAT] = FIELD("what", FIELD_TEXT, 0, UNIT_NONE, "what happened", NULL),
	[COUNT] = FIELD("count_seen", FIELD_UINT, 0, UNIT_NONE, "how often", NULL),
	{ .key = "" },
};

const struct record_type made_records[] = {
	[RESULT] = { "result", "one answer", { fields, NULL } },
	[EVENT] = { "event", "something on the way", { event_fields, "{what}[ ({count_seen})]" } },
	{ .type = "" },
};

void made_fill(struct row *row)
{
	static char *const words[] = { "one", "two", NULL };
	struct row *object;

	row_text(row, TEXT, "a \"b\", c\\\033[1m");
	row_text(row, ADDRESSES, "192.0.2.1");
	row_text(row, ADDRESSES, "2001:db8::1");
	row_bytes(row, DATA, "x\0\xff\n", 4);
	row_text(row, OBJECT, "{\"a \\\"key\\\"\":[1,null]}");
	row_bool(row, FLAG, true);
	row_int(row, OFFSET, INT64_MIN);
	row_uint(row, SIZE_BYTES, UINT64_MAX);
	row_real(row, RTT_MS, 0.25);
	row_texts(row, WORDS, words);
	row_int(row, NUMBERS, -1);
	row_int(row, NUMBERS, 0);
	object = row_object(row, PLACE);
	row_text(object, NAME, "here");
	object = row_object(row, PLACES);
	row_text(object, NAME, "there");
	row_uint(object, PORT, 80);
	object = row_object(row, PLACES);
	row_text(object, NAME, "yonder");
}

/* ---- the applets ------------------------------------------------------------------------ */

static void answer(struct run *run, const char *word)
{
	row_text(out_record(run->out, &made_records[RESULT]), WORD, word);
	out_done(run->out, STATUS_OK);
}

static void answer_full(struct run *run)
{
	struct row *row = out_record(run->out, &made_records[RESULT]);

	row_text(row, WORD, run->operand[0]);
	made_fill(row);
	out_done(run->out, STATUS_OK);
}

static void answer_empty(struct run *run)
{
	out_record(run->out, &made_records[RESULT]);
	out_done(run->out, STATUS_OK);
}

static void answer_three(struct run *run)
{
	answer(run, "three-1");
	answer(run, "three-2");
	answer(run, "three-3");
}

static void tell_event(struct run *run)
{
	struct row *row = out_record(run->out, &made_records[EVENT]);

	row_text(row, WHAT, "it \"happened\"");
	row_uint(row, COUNT, 2);
	out_done(run->out, STATUS_OK);
	answer(run, "event");
}

static void fail_with_a_part(struct run *run)
{
	struct row *row = out_record(run->out, &made_records[RESULT]);
	struct err err = { 0 };

	row_text(row, TEXT, "half of it");
	err_errno(&err, ECONNREFUSED, "the rest is missing");
	err.kind = STATUS_PARTIAL;
	out_fail(run->out, &err);
}

static void succeed_at_the_third_try(struct run *run)
{
	static int tries;
	struct err err = { 0 };

	if (++tries < 3) {
		err_set(&err, STATUS_REFUSED, "try %d", tries);
		out_fail(run->out, &err);
	} else {
		answer(run, "third");
	}
}

/* The first try uses all its time up. */
static void succeed_too_late(struct run *run)
{
	static bool tried;
	struct err err = { 0 };

	if (tried) {
		answer(run, "too late");
		return;
	}
	tried = true;
	deadline_sleep(run->until);
	err_set(&err, STATUS_TIMEOUT, "no answer in time");
	out_fail(run->out, &err);
}

static void doze(struct run *run)
{
	deadline_sleep(deadline_in((int64_t)300 * NS_PER_MS));
	answer(run, "doze");
}

static void answer_until_enough(struct run *run)
{
	for (int i = 0; i < 1000 && !out_enough(run->out); i++)
		answer(run, "again");
}

static void die(struct run *run)
{
	(void)run;
	kill(getpid(), SIGKILL);
}

/* SIZE bytes, all the same. */
static void answer_much(struct run *run, size_t size)
{
	char *text = malloc(size);

	if (!text)
		return;
	memset(text, 'm', size);
	row_bytes(out_record(run->out, &made_records[RESULT]), TEXT, text, size);
	out_done(run->out, STATUS_OK);
	free(text);
}

static void answer_big(struct run *run)
{
	answer_much(run, 300000);
}

static void answer_too_big(struct run *run)
{
	answer_much(run, (size_t)1 << 26);
}

static void talk(struct run *run)
{
	out_talk(run->out, "said \033 of %s", run->operand[0]);
	answer(run, "talk");
}

static const struct {
	const char *word;
	void (*run)(struct run *run);
} made_words[] = {
	{ "full", answer_full },
	{ "empty", answer_empty },
	{ "three", answer_three },
	{ "event", tell_event },
	{ "part", fail_with_a_part },
	{ "third", succeed_at_the_third_try },
	{ "doze", doze },
	{ "slow", succeed_too_late },
	{ "stream", answer_until_enough },
	{ "die", die },
	{ "big", answer_big },
	{ "too-big", answer_too_big },
	{ "talk", talk },
};

static bool end_with_status(struct run *run, const char *word)
{
	struct err err = { 0 };

	for (int status = STATUS_OK; status < STATUS_COUNT; status++) {
		if (strcmp(status_word((enum status)status), word) != 0)
			continue;
		if (status_is_success((enum status)status)) {
			row_text(out_record(run->out, made_records), WORD, word);
			out_done(run->out, (enum status)status);
		} else {
			err_set(&err, (enum status)status, "made to end so");
			out_fail(run->out, &err);
		}
		return true;
	}
	return false;
}

static bool made_begin(struct run *run, struct err *err)
{
	for (char **word = run->operand; *word; word++)
		if (strcmp(*word, "usage") == 0)
			return err_set(err, STATUS_INVALID, "'%s' makes no sense", *word);
	return true;
}

static void made_run(struct run *run)
{
	const char *word = run->operand_count ? run->operand[0] : "nothing";

	for (size_t i = 0; i < sizeof(made_words) / sizeof(made_words[0]); i++)
		if (strcmp(word, made_words[i].word) == 0) {
			made_words[i].run(run);
			return;
		}
	if (!end_with_status(run, word))
		answer(run, word);
}

struct settings {
	bool all;
};

static const struct opt options[] = {
	OPT_FLAG_ALONE(struct settings, all, 0, "all", "all there is"),
	OPT_END,
};

static const struct operand each_operand[] = {
	{ "WORD", 1, MANY, OFFER_NOTHING, "what to do" },
	{ 0 },
};

static const struct operand whole_operands[] = {
	{ "WORD", 1, 1, OFFER_NOTHING, "what to do" },
	{ "MORE", 0, 2, OFFER_NOTHING, "what for" },
	{ 0 },
};

#define MADE(own_name, operand_rows, own_flags)                                                    \
	{                                                                                          \
		.name = own_name, .summary = "do as it is told", .operands = operand_rows,         \
		.options = options, .records = made_records, .statuses = UINT64_MAX,               \
		.settings_size = sizeof(struct settings), .flags = own_flags, .begin = made_begin, \
		.run = made_run,                                                                   \
	}
const struct applet made_each = MADE("made", each_operand, APPLET_EACH);
const struct applet made_watching = MADE("made", each_operand, APPLET_EACH | APPLET_WATCHES);
const struct applet made_overlapping = MADE("made", each_operand, APPLET_EACH | APPLET_OVERLAPS);
const struct applet made_pair = MADE("made", whole_operands, 0);
const struct applet made_whole = MADE("made", whole_operands, APPLET_STOP_AT_OPERAND);

/* ---- runs ----------------------------------------------------------------------------------- */

static void read_back(struct buf *buf, int fd)
{
	char data[65536];
	long done;

	lseek(fd, 0, SEEK_SET);
	while ((done = read(fd, data, sizeof(data))) > 0)
		buf_put(buf, data, (size_t)done);
	buf_text(buf);
	close(fd);
}

static void split(char **argv, char *words)
{
	for (*argv = strtok(words, "|"); *argv; *++argv = strtok(NULL, "|"))
		;
}

bool outcome_run_failing(struct outcome *outcome, const struct applet *applet, const char *words,
			 const char *input, const char *call, unsigned n, bool lasting)
{
	int file[3], before[3];
	char *argv[128], text[8192] = "";
	bool reached;

	outcome_free(outcome);
	strncat(text, words ? words : "", sizeof(text) - 1);
	split(argv, text);
	for (int i = 0; i < 3; i++)
		file[i] = memfd_create("standard", MFD_CLOEXEC);
	ck_assert(fd_write(file[0], input ? input : "", input ? strlen(input) : 0));
	lseek(file[0], 0, SEEK_SET);
	for (int i = 0; i < 3; i++) {
		before[i] = fcntl(i, F_DUPFD_CLOEXEC, 10);
		dup2(file[i], i);
	}
	if (call)
		fault_arm(call, n, ENOMEM, lasting);
	outcome->code = run_applet(applet, argv);
	reached = fault_disarm();
	for (int i = 0; i < 3; i++) {
		dup2(before[i], i);
		close(before[i]);
	}
	close(file[0]);
	read_back(&outcome->out, file[1]);
	read_back(&outcome->err, file[2]);
	return reached;
}

void outcome_run(struct outcome *outcome, const struct applet *applet, const char *words,
		 const char *input)
{
	outcome_run_failing(outcome, applet, words, input, NULL, 0, false);
}

void outcome_free(struct outcome *outcome)
{
	buf_free(&outcome->out);
	buf_free(&outcome->err);
	*outcome = (struct outcome){ 0 };
}
