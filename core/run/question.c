/* question -- what an applet is asked, one at a time: from operands, or from lines of stdin. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "run/question.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"

bool word_is_dash(const char *word)
{
	return strcmp(word, "-") == 0;
}

void questions_begin(struct questions *questions, char **operand, bool each)
{
	*questions = (struct questions){ .operand = operand, .each = each };
}

void questions_free(struct questions *questions)
{
	buf_free(&questions->input);
	buf_free(&questions->subject);
}

/* ---- lines of stdin --------------------------------------------------------------------- */

/* Read more of stdin behind what is not used yet. */
static enum question_kind fill(struct questions *questions, struct err *err)
{
	struct buf *input = &questions->input;
	long done;

	if (!questions->may_read)
		return QUESTION_WAITING;
	questions->may_read = false;
	buf_consume(input, questions->start);
	questions->start = 0;
	if (!buf_reserve(input, QUESTION_LINE_MAX + 1)) { /* and a NUL behind the last line */
		err_errno(err, ENOMEM, "cannot read standard input");
		return QUESTION_FAILED;
	}
	done = fd_read(STDIN_FILENO, input->data + input->size, QUESTION_LINE_MAX);
	if (done < 0) {
		err_errno(err, errno, "cannot read standard input");
		return QUESTION_FAILED;
	}
	questions->ended = done == 0;
	input->size += (size_t)done;
	return QUESTION_READY;
}

/* A line that is no question: quoted up to a length, or to a NUL byte. */
static enum question_kind bad_line(struct questions *questions, struct question *question,
				   const char *line, size_t size)
{
	bool cut = size > QUESTION_SUBJECT_MAX;

	buf_clear(&questions->subject);
	buf_put(&questions->subject, line, cut ? QUESTION_SUBJECT_MAX : size);
	buf_puts(&questions->subject, cut ? "..." : "");
	questions->word[0] = NULL;
	*question = (struct question){ questions->word, 0, buf_text(&questions->subject) };
	return QUESTION_BAD;
}

/* The next line, NUL-terminated, without its line end, which may be CR LF. */
static enum question_kind next_line(struct questions *questions, char **line, size_t *size,
				    struct err *err)
{
	struct buf *input = &questions->input;

	for (;;) {
		size_t left = input->size - questions->start;
		char *start = left > 0 ? input->data + questions->start : NULL;
		char *newline = left > 0 ? memchr(start, '\n', left) : NULL;
		size_t length = newline ? (size_t)(newline - start) : left;
		bool skipped = questions->skipping;

		if (newline || left > QUESTION_LINE_MAX + 1 || (questions->ended && left > 0)) {
			questions->start += length + (newline != NULL);
			questions->skipping = !newline && !questions->ended;
			if (skipped)
				continue;
			length -= length > 0 && start[length - 1] == '\r';
			start[length] = '\0';
			*line = start;
			*size = length;
			return QUESTION_READY;
		}
		if (questions->ended)
			return QUESTION_NONE;
		enum question_kind kind = fill(questions, err);
		if (kind != QUESTION_READY)
			return kind;
	}
}

/* ---- words -------------------------------------------------------------------------------- */

static const char blanks[] = " \t";

/* Cut the next word out of *REST; NULL when there is none. */
static char *next_word(char **rest)
{
	char *word = *rest + strspn(*rest, blanks);
	size_t size = strcspn(word, blanks);

	if (size == 0)
		return NULL;
	*rest = word + size + (word[size] != '\0');
	word[size] = '\0';
	return word;
}

static const char *join(struct questions *questions, char **word)
{
	struct buf *subject = &questions->subject;
	bool several = word[0] && word[1];

	buf_clear(subject);
	for (; *word && subject->size <= QUESTION_JOINED_MAX; word++) {
		buf_puts(subject, *word);
		buf_puts(subject, word[1] ? " " : "");
	}
	if (several && subject->size > QUESTION_JOINED_MAX) {
		subject->size = QUESTION_JOINED_MAX;
		buf_puts(subject, "...");
	}
	return buf_text(subject);
}

/* A question of WORD alone, or of NEXT (which may be NULL) too where they are a pair. */
static void some_words(struct questions *questions, struct question *question, char *word,
		       char *next)
{
	bool paired = next && questions->pairs && questions->pairs(word, next);

	questions->word[0] = word;
	questions->word[1] = paired ? next : NULL;
	questions->word[2] = NULL;
	*question = (struct question){ questions->word, 1 + paired,
				       paired ? join(questions, questions->word) : word };
}

/* The next question of the line being split; false when nothing is left of it. */
static bool split_on(struct questions *questions, struct question *question)
{
	char *word = questions->ahead ? questions->ahead : next_word(&questions->rest);

	if (!word)
		return false;
	questions->ahead = questions->pairs ? next_word(&questions->rest) : NULL;
	some_words(questions, question, word, questions->ahead);
	if (question->count > 1)
		questions->ahead = NULL;
	return true;
}

static enum question_kind all_words(struct questions *questions, struct question *question,
				    char *line)
{
	char *rest = line, *word;
	int count = 0;

	while (count < QUESTION_WORDS_MAX && (word = next_word(&rest)))
		questions->word[count++] = word;
	questions->word[count] = NULL;
	*question = (struct question){ questions->word, count, join(questions, questions->word) };
	return QUESTION_READY;
}

static int count_words(const char *line)
{
	int count = 0;

	for (line += strspn(line, blanks); *line; line += strspn(line, blanks)) {
		line += strcspn(line, blanks);
		count++;
	}
	return count;
}

static bool check_line(const struct questions *questions, const char *line, size_t size,
		       struct err *err)
{
	if (size > QUESTION_LINE_MAX)
		return err_set(err, STATUS_INVALID, "the line is longer than %d bytes",
			       QUESTION_LINE_MAX);
	if (memchr(line, '\0', size))
		return err_set(err, STATUS_INVALID, "there is a NUL byte in the line");
	if (!questions->each && count_words(line) > QUESTION_WORDS_MAX)
		return err_set(err, STATUS_INVALID, "there are more than %d words in the line",
			       QUESTION_WORDS_MAX);
	return true;
}

/* The next question of the lines; QUESTION_NONE ends the reading. Empty lines ask nothing. */
static enum question_kind next_read(struct questions *questions, struct question *question,
				    struct err *err)
{
	enum question_kind kind;
	char *line;
	size_t size;

	for (;;) {
		if (questions->rest && split_on(questions, question))
			return QUESTION_READY;
		questions->rest = NULL;
		kind = next_line(questions, &line, &size, err);
		if (kind != QUESTION_READY)
			return kind;
		if (!check_line(questions, line, size, err))
			return bad_line(questions, question, line, size);
		if (questions->each)
			questions->rest = line;
		else if (line[strspn(line, blanks)] != '\0')
			return all_words(questions, question, line);
	}
}

/* What stands next on the command line. */
static enum question_kind next_operand(struct questions *questions, struct question *question)
{
	char **operand = questions->operand;
	int count = 0;

	if (questions->each && *operand) {
		some_words(questions, question, operand[0],
			   operand[1] && word_is_dash(operand[1]) ? NULL : operand[1]);
		questions->operand += question->count;
		return QUESTION_READY;
	}
	while (operand[count])
		count++;
	questions->operand += count;
	*question = (struct question){ operand, count, join(questions, operand) };
	return QUESTION_READY;
}

enum question_kind questions_next(struct questions *questions, struct question *question, bool wait,
				  struct err *err)
{
	questions->may_read = wait;
	for (;;) {
		char **operand = questions->operand;

		if (questions->reading) {
			enum question_kind kind = next_read(questions, question, err);

			if (kind != QUESTION_NONE)
				return kind;
			questions->reading = false;
		}
		if (questions->asked && !*operand)
			return QUESTION_NONE;
		questions->asked = true;
		if (!*operand || questions->plain || !word_is_dash(*operand) ||
		    (!questions->each && operand[1]))
			return next_operand(questions, question);
		questions->operand++;
		questions->reading = true;
	}
}
