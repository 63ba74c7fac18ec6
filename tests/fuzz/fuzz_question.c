/* fuzz_question -- lines of stdin: the questions are the words, in order, whatever the pieces they
 * come in. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/fd.h"
#include "fuzz.h"
#include "run/question.h"

/* What the questions say, one a line; words cannot hold a newline. */
static void read_all(struct buf *seen, bool each)
{
	char dash[] = "-", *operand[] = { dash, NULL };
	struct questions questions;
	struct question question;
	struct err err = { 0 };
	enum question_kind kind;

	lseek(STDIN_FILENO, 0, SEEK_SET);
	questions_begin(&questions, operand, each);
	while ((kind = questions_next(&questions, &question, true, &err)) != QUESTION_NONE) {
		FUZZ_HOLDS(kind != QUESTION_FAILED);
		if (kind == QUESTION_BAD) {
			FUZZ_HOLDS(question.count == 0 && !question.word[0]);
			FUZZ_HOLDS(err.kind == STATUS_INVALID);
			buf_puts(seen, "?\n");
		}
		if (kind != QUESTION_READY)
			continue;
		FUZZ_HOLDS(question.count > 0 && question.count <= QUESTION_WORDS_MAX);
		FUZZ_HOLDS(!each || question.count == 1);
		for (int i = 0; i < question.count; i++) {
			FUZZ_HOLDS(question.word[i][0] && !strpbrk(question.word[i], " \t\n"));
			buf_puts(seen, question.word[i]);
			buf_puts(seen, i + 1 < question.count ? " " : "\n");
		}
		FUZZ_HOLDS(!question.word[question.count]);
	}
	questions_free(&questions);
}

/* The same by a plain reading of DATA, which has no long lines. */
static void expect_all(struct buf *expected, const char *data, size_t size, bool each)
{
	for (size_t at = 0; at < size;) {
		const char *line = data + at, *newline = memchr(line, '\n', size - at);
		size_t length = newline ? (size_t)(newline - line) : size - at;
		bool in_word = false, begun = false;

		at += length + 1;
		length -= length > 0 && line[length - 1] == '\r';
		if (memchr(line, '\0', length)) {
			buf_puts(expected, "?\n");
			continue;
		}
		for (size_t i = 0; i < length; i++) {
			bool is_blank = line[i] == ' ' || line[i] == '\t';

			if (!is_blank && !in_word && begun)
				buf_putc(expected, each ? '\n' : ' ');
			if (!is_blank)
				buf_putc(expected, line[i]);
			begun = begun || !is_blank;
			in_word = !is_blank;
		}
		buf_puts(expected, begun ? "\n" : "");
	}
}

static void check(const char *data, size_t size, bool each)
{
	struct buf seen = { 0 }, expected = { 0 };

	read_all(&seen, each);
	expect_all(&expected, data, size, each);
	FUZZ_HOLDS(seen.size == expected.size);
	FUZZ_HOLDS(seen.size == 0 || memcmp(seen.data, expected.data, seen.size) == 0);
	buf_free(&seen);
	buf_free(&expected);
}

/* More than 64 words in a line are refused where they are one question. */
static bool has_long_line(const char *data, size_t size)
{
	size_t blanks = 0;

	for (size_t i = 0; i < size; i++) {
		blanks = data[i] == '\n' ? 0 : blanks + (data[i] == ' ' || data[i] == '\t');
		if (blanks >= QUESTION_WORDS_MAX)
			return true;
	}
	return size > QUESTION_LINE_MAX;
}

int fuzz_question(const uint8_t *data, size_t size)
{
	static int input = -1;
	struct buf seen = { 0 };

	if (input < 0) {
		input = memfd_create("input", MFD_CLOEXEC);
		dup2(input, STDIN_FILENO);
	}
	FUZZ_HOLDS(ftruncate(input, 0) == 0 && lseek(input, 0, SEEK_SET) == 0);
	FUZZ_HOLDS(fd_write(input, data, size));
	if (has_long_line((const char *)data, size)) {
		read_all(&seen, false);
		read_all(&seen, true);
	} else {
		check((const char *)data, size, false);
		check((const char *)data, size, true);
	}
	buf_free(&seen);
	return 0;
}
