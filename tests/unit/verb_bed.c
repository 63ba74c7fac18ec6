/* verb_bed -- a workbench to run verbs on in a test, quietly, and what they came to. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "verb_bed.h"

#include <check.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/num.h"
#include "bench/verb.h"
#include "fault.h"
#include "run/run.h"

enum { WORDS_MAX = 16, LINE_MAX_SIZE = 1024 };

struct line {
	char text[LINE_MAX_SIZE];
	char *argv[WORDS_MAX + 1];
	struct bench_word word[WORDS_MAX];
	size_t count;
};

/* %00 and its kin become the bytes that they say, in place; returns how many there are. */
static size_t unescape(char *word)
{
	size_t size = 0;

	for (const char *c = word; *c; c++) {
		if (*c != '%')
			word[size++] = *c;
		else if (c[1] == '-')
			c++;
		else {
			word[size++] = (char)(num_digit(c[1]) << 4 | num_digit(c[2]));
			c += 2;
		}
	}
	word[size] = '\0';
	return size;
}

static void split(struct line *line, const char *text)
{
	char *rest = NULL;

	ck_assert_uint_lt(strlen(text), sizeof(line->text));
	strcpy(line->text, text);
	line->count = 0;
	for (char *word = strtok_r(line->text, " ", &rest); word;
	     word = strtok_r(NULL, " ", &rest)) {
		ck_assert_uint_lt(line->count, WORDS_MAX);
		line->argv[line->count] = word;
		line->word[line->count++] = (struct bench_word){ word, unescape(word), NULL };
	}
	line->argv[line->count] = NULL;
}

/* Stdout and stderr go nowhere until they are given back. */
static void redirect(int kept[2])
{
	int nowhere = open("/dev/null", O_WRONLY);

	for (int i = 0; i < 2; i++) {
		kept[i] = dup(i + 1);
		dup2(nowhere, i + 1);
	}
	close(nowhere);
}

static void give_back(const int kept[2])
{
	for (int i = 0; i < 2; i++) {
		dup2(kept[i], i + 1);
		close(kept[i]);
	}
}

/* As verb_run, with the N-th CALL failing unless that is NULL; *REACHED: it was. */
static int run_failing(struct bench *bench, const char *text, int *number, const char *call,
		       unsigned n, int with, bool *reached)
{
	struct run_caller caller = { .context = bench };
	const struct applet *verb;
	struct line line;
	int kept[2], code;

	split(&line, text);
	verb = verb_find(line.argv[0]);
	ck_assert_msg(verb, "%s: no such verb", line.argv[0]);
	bench->words = line.word;
	bench->word_count = line.count;
	redirect(kept);
	if (call)
		fault_arm(call, n, with, false);
	code = run_applet_for(&caller, verb, line.argv + 1);
	*reached = fault_disarm();
	give_back(kept);
	bench->words = NULL;
	bench->word_count = 0;
	*number = caller.number;
	return code;
}

int verb_run(struct bench *bench, const char *line, int *number)
{
	bool reached;

	return run_failing(bench, line, number, NULL, 0, 0, &reached);
}

/* ---- what it came to ---------------------------------------------------------------------- */

static void put_result(struct buf *text, const struct shell_value *value)
{
	bool plain = true;

	switch (value->kind) {
	case SHELL_LIST:
		buf_putc(text, '[');
		for (size_t i = 0; i < value->count; i++) {
			buf_puts(text, i > 0 ? " " : "");
			put_result(text, &value->item[i]);
		}
		buf_putc(text, ']');
		return;
	case SHELL_BYTES:
		for (size_t i = 0; i < value->data.size; i++)
			plain &= value->data.data[i] > ' ' && value->data.data[i] <= '~';
		if (plain && value->data.size > 0) {
			buf_put(text, value->data.data, value->data.size);
			return;
		}
		buf_puts(text, "x\"");
		buf_puthex(text, value->data.data, value->data.size);
		buf_putc(text, '"');
		return;
	case SHELL_NUMBER:
		buf_puti(text, value->number);
		return;
	case SHELL_NOTHING:
	case SHELL_SOCKET:
	case SHELL_JOB:
		buf_puts(text, "nothing");
		return;
	}
}

void verb_check(const struct verb_case *verb)
{
	struct bench bench = { .cancel_fd = -1 };
	struct buf text = { 0 };
	int number, code = verb_run(&bench, verb->line, &number);

	put_result(&text, &bench.result);
	ck_assert_msg(code == verb->code, "%s: exit code %d", verb->line, code);
	ck_assert_msg(strcmp(buf_text(&text), verb->result ? verb->result : "nothing") == 0,
		      "%s: %s", verb->line, buf_text(&text));
	ck_assert_msg(number == verb->number, "%s: errno %d", verb->line, number);
	buf_free(&text);
	bench_free(&bench);
}

unsigned verb_sweep(const char *line, const char *call, int number)
{
	struct bench whole = { .cancel_fd = -1 };
	struct buf expected = { 0 };
	unsigned n = 0, failed = 0;
	bool reached = true;
	int ignored;

	ck_assert_int_eq(verb_run(&whole, line, &ignored), 0);
	put_result(&expected, &whole.result);
	while (reached) {
		struct bench bench = { .cancel_fd = -1 };
		struct buf text = { 0 };
		int code = run_failing(&bench, line, &ignored, call, ++n, number, &reached);

		put_result(&text, &bench.result);
		ck_assert_msg(code == 0 || code == 3, "%s, %s %u fails: exit code %d", line, call,
			      n, code);
		ck_assert_msg(code == 3 || strcmp(buf_text(&text), buf_text(&expected)) == 0,
			      "%s, %s %u fails: %s", line, call, n, buf_text(&text));
		failed += code == 3;
		buf_free(&text);
		bench_free(&bench);
	}
	buf_free(&expected);
	bench_free(&whole);
	return failed;
}
