/* check_question -- questions out of operands and out of lines of stdin. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "fault.h"
#include "run/question.h"
#include "suites.h"

/* Make a pipe of INPUT stdin, written in pieces of STEP bytes by a child. */
static void feed(const char *input, size_t size, size_t step)
{
	int ends[2];

	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	dup2(ends[0], STDIN_FILENO);
	close(ends[0]);
	if (fork() == 0) {
		close(STDIN_FILENO);
		for (size_t at = 0; at < size; at += step)
			if (!fd_write(ends[1], input + at, step < size - at ? step : size - at))
				_exit(1);
		_exit(0);
	}
	close(ends[1]);
}

/* All questions as "subject(count)" or "!reason", one a line. */
static void ask(struct buf *seen, const char *operands, bool each)
{
	char text[256] = "", *words[64], **next = words;
	struct questions questions;
	struct question question = { 0 };
	struct err err = { 0 };
	enum question_kind kind;

	strncat(text, operands, sizeof(text) - 1);
	for (*next = strtok(text, "|"); *next; *++next = strtok(NULL, "|"))
		;
	questions_begin(&questions, words, each);
	do {
		kind = questions_next(&questions, &question, false, &err);
		if (kind == QUESTION_WAITING)
			kind = questions_next(&questions, &question, true, &err);
		if (kind == QUESTION_READY)
			buf_printf(seen, "%s(%d)\n", question.subject, question.count);
		if (kind == QUESTION_BAD)
			buf_printf(seen, "%.90s!%s\n", question.subject, err.text);
	} while (kind != QUESTION_NONE && kind != QUESTION_FAILED);
	if (kind == QUESTION_FAILED)
		buf_printf(seen, "failed: %s\n", err.text);
	questions_free(&questions);
}

static void ck_asks(const char *operands, bool each, const char *expected)
{
	struct buf seen = { 0 };

	ask(&seen, operands, each);
	ck_assert_str_eq(buf_text(&seen), expected);
	buf_free(&seen);
}

#define BYTES(text) text, sizeof(text) - 1

/* clang-format off */
static const struct { const char *operands; bool each; const char *input; size_t size; const char *seen; } cases[] = {
	{ "", true, BYTES(""), "(0)\n" },
	{ "", false, BYTES("unread\n"), "(0)\n" },
	{ "a", true, BYTES("unread\n"), "a(1)\n" },
	{ "a|b|c", true, BYTES(""), "a(1)\nb(1)\nc(1)\n" },
	{ "a|b|c", false, BYTES(""), "a b c(3)\n" },
	{ "-", true, BYTES(""), "" },
	{ "-", false, BYTES(""), "" },
	{ "-", true, BYTES("\n\n  \n\t\n\r\n"), "" },
	{ "-", false, BYTES("\n\n  \n\t\n\r\n"), "" },
	{ "-", true, BYTES("a"), "a(1)\n" },
	{ "-", true, BYTES("a\n"), "a(1)\n" },
	{ "-", true, BYTES("a\r\n"), "a(1)\n" },
	{ "-", true, BYTES("a\r"), "a(1)\n" },
	{ "-", true, BYTES("a b\tc\n d \n"), "a(1)\nb(1)\nc(1)\nd(1)\n" },
	{ "-", false, BYTES("a b\tc\n d \ne\tf"), "a b c(3)\nd(1)\ne f(2)\n" },
	{ "-", false, BYTES("a b\r\nc d\r\n"), "a b(2)\nc d(2)\n" },
	{ "-", true, BYTES("a\r\rb\n"), "a\r\rb(1)\n" },
	{ "x|-|y", true, BYTES("a\nb\n"), "x(1)\na(1)\nb(1)\ny(1)\n" },
	{ "-|y|-", true, BYTES("a\n"), "a(1)\ny(1)\n" },
	{ "a|-|b", false, BYTES("unread\n"), "a - b(3)\n" },
	{ "-|b", false, BYTES("unread\n"), "- b(2)\n" },
	{ "--|-x", true, BYTES(""), "--(1)\n-x(1)\n" },
	{ "-", true, BYTES("-\n--json\n"), "-(1)\n--json(1)\n" },
	{ "-", true, BYTES("a\0b\nc\n"), "a!there is a NUL byte in the line\nc(1)\n" },
	{ "-", false, BYTES("\0\nc\n\0"), "!there is a NUL byte in the line\nc(1)\n!there is a NUL byte in the line\n" },
	{ "-", true, BYTES("\xff\xfe\n\033[m\n"), "\xff\xfe(1)\n\033[m(1)\n" },
	{ "-", true, BYTES("\xc2\xa0\n"), "\xc2\xa0(1)\n" }, /* a no-break space parts no words */
	{ "-", true, BYTES("a\vb\fc\n"), "a\vb\fc(1)\n" },
};
/* clang-format on */

/* Whole, and byte by byte. */
START_TEST(reads_operands_and_lines)
{
	for (size_t step = 1; step < 10000; step *= 1000) {
		feed(cases[_i].input, cases[_i].size, step);
		ck_asks(cases[_i].operands, cases[_i].each, cases[_i].seen);
	}
}
END_TEST

/* A line as long as may be, with one byte more, and far longer, each between two good ones. */
START_TEST(knows_the_longest_line)
{
	static const struct {
		size_t size;
		const char *end;
		bool fine;
	} lines[] = {
		{ QUESTION_LINE_MAX - 1, "\n", true },    { QUESTION_LINE_MAX, "\n", true },
		{ QUESTION_LINE_MAX, "\r\n", true },      { QUESTION_LINE_MAX + 1, "\n", false },
		{ QUESTION_LINE_MAX + 1, "\r\n", false }, { QUESTION_LINE_MAX + 2, "\n", false },
		{ 2 * QUESTION_LINE_MAX, "\n", false },   { 1 << 20, "\r\n", false },
	};
	static const size_t steps[] = { 1 << 20, 65536, 65535, 1000 };
	struct buf input = { 0 }, seen = { 0 };

	buf_puts(&input, "before\n");
	buf_fill(&input, 'l', lines[_i].size);
	buf_puts(&input, lines[_i].end);
	buf_puts(&input, "behind");
	for (int i = 0; i < 4; i++) {
		const char *text;

		buf_clear(&seen);
		feed(input.data, input.size, steps[i]);
		ask(&seen, "-", true);
		text = buf_text(&seen);
		ck_assert(strncmp(text, "before(1)\nlll", 13) == 0);
		ck_assert_str_eq(strrchr(text, 'b'), "behind(1)\n");
		ck_assert_int_eq(strstr(text, "l...!the line is longer than 65536 bytes\n") == NULL,
				 lines[_i].fine);
		ck_assert(!lines[_i].fine || strspn(text + 10, "l") == lines[_i].size);
	}
	buf_free(&input);
	buf_free(&seen);
}
END_TEST

START_TEST(long_line_without_an_end)
{
	struct buf input = { 0 }, seen = { 0 };

	buf_fill(&input, 'l', 3 * QUESTION_LINE_MAX);
	feed(input.data, input.size, 5000);
	ask(&seen, "-", false);
	ck_assert_ptr_nonnull(strstr(buf_text(&seen), "...!the line is longer than"));
	ck_assert_ptr_eq(strchr(seen.data, '\n'), seen.data + seen.size - 1);
	buf_free(&input);
	buf_free(&seen);
}
END_TEST

START_TEST(knows_the_most_words)
{
	struct buf input = { 0 }, seen = { 0 };

	for (int i = 0; i < QUESTION_WORDS_MAX; i++)
		buf_puts(&input, "w ");
	buf_puts(&input, "\n");
	for (int i = 0; i < QUESTION_WORDS_MAX; i++)
		buf_puts(&input, "w ");
	buf_puts(&input, "one-more\nlast");
	feed(input.data, input.size, input.size);
	ask(&seen, "-", false);
	ck_assert_ptr_nonnull(strstr(buf_text(&seen), "w w(64)\n"));
	ck_assert_ptr_nonnull(strstr(buf_text(&seen), "...!there are more than 64 words in the "
						      "line\nlast(1)\n"));
	buf_free(&input);
	buf_free(&seen);
}
END_TEST

/* A piece of a line is not waited on: whoever answers other questions meanwhile gets his turn. */
START_TEST(waits_for_one_read_only)
{
	char dash[] = "-", *operands[] = { dash, NULL };
	struct questions questions;
	struct question question;
	struct err err = { 0 };
	int ends[2];

	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	dup2(ends[0], STDIN_FILENO);
	questions_begin(&questions, operands, true);
	ck_assert_int_eq(questions_next(&questions, &question, false, &err), QUESTION_WAITING);
	ck_assert(fd_write(ends[1], "a\nb", 3));
	ck_assert_int_eq(questions_next(&questions, &question, true, &err), QUESTION_READY);
	ck_assert_str_eq(question.word[0], "a");
	ck_assert_int_eq(questions_next(&questions, &question, false, &err), QUESTION_WAITING);
	ck_assert(fd_write(ends[1], "c", 1));
	ck_assert_int_eq(questions_next(&questions, &question, true, &err), QUESTION_WAITING);
	ck_assert(fd_write(ends[1], "\n", 1));
	ck_assert_int_eq(questions_next(&questions, &question, true, &err), QUESTION_READY);
	ck_assert_str_eq(question.word[0], "bc");
	close(ends[1]);
	ck_assert_int_eq(questions_next(&questions, &question, true, &err), QUESTION_NONE);
	questions_free(&questions);
}
END_TEST

static bool is_ab(const char *word, const char *next)
{
	return strcmp(word, "a") == 0 && strcmp(next, "b") == 0;
}

START_TEST(pairs_are_one_question)
{
	static const char *const expected[] = { "a b", "a", "b", "a b", "a", "a b", "x", "a", "b" };
	char words[] = "a|a", *operands[] = { words, words, NULL };
	struct questions questions;
	struct question question;
	struct err err = { 0 };

	words[1] = '\0';
	operands[0] = (char[]){ "a" }, operands[1] = (char[]){ "-" };
	feed("b\na b a a b x\na\nb\n", 18, 1);
	questions_begin(&questions, operands, true);
	questions.pairs = is_ab;
	for (int i = 1; i < 9; i++) {
		enum question_kind kind;

		do
			kind = questions_next(&questions, &question, true, &err);
		while (kind == QUESTION_WAITING);
		ck_assert_int_eq(kind, QUESTION_READY);
		ck_assert_str_eq(question.subject, expected[i]);
	}
	questions_free(&questions);
}
END_TEST

START_TEST(stdin_may_fail)
{
	struct buf seen = { 0 };

	close(STDIN_FILENO);
	ck_asks("a|-|b", true, "a(1)\nfailed: cannot read standard input: Bad file descriptor\n");
	ck_assert_int_eq(open("/", O_RDONLY | O_CLOEXEC), STDIN_FILENO);
	ask(&seen, "-", false);
	ck_assert_str_eq(buf_text(&seen), "failed: cannot read standard input: Is a directory\n");
	buf_free(&seen);
}
END_TEST

static void ask_once(void)
{
	struct buf seen = { 0 };

	lseek(STDIN_FILENO, 0, SEEK_SET);
	ask(&seen, "x|-|y", true);
	lseek(STDIN_FILENO, 0, SEEK_SET);
	ask(&seen, "-", false);
	buf_free(&seen);
}

START_TEST(survives_failing_calls)
{
	char name[] = "/tmp/check-question-XXXXXX";
	int fd = mkstemp(name);

	unlink(name);
	ck_assert(fd_write(fd, "a b\nc\0d\n\n", 9));
	dup2(fd, STDIN_FILENO);
	ck_assert_uint_gt(fault_sweep("malloc", ENOMEM, ask_once), 3);
	ck_assert_uint_ge(fault_sweep("read", EIO, ask_once), 4);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *question_suite(void)
{
	Suite *suite = suite_create("question");
	TCase *tcase = tcase_create("question");

	tcase_add_loop_test(tcase, reads_operands_and_lines, 0, ROWS(cases));
	tcase_add_loop_test(tcase, knows_the_longest_line, 0, 8);
	tcase_add_test(tcase, long_line_without_an_end);
	tcase_add_test(tcase, knows_the_most_words);
	tcase_add_test(tcase, waits_for_one_read_only);
	tcase_add_test(tcase, pairs_are_one_question);
	tcase_add_test(tcase, stdin_may_fail);
	tcase_add_test(tcase, survives_failing_calls);
	suite_add_tcase(suite, tcase);
	return suite;
}
