/* check_text -- records for people: key lines, templates, folding that loses nothing. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/out_state.h"
#include "made.h"
#include "suites.h"

static struct outcome outcome;

static void release(void)
{
	outcome_free(&outcome);
}

START_TEST(key_lines)
{
	outcome_run(&outcome, &made_each, "full|x", NULL);
	ck_assert_str_eq(outcome.out.data, "word:       full\n"
					   "text:       a \"b\", c\\\\\\x1b[1m\n"
					   "addresses:  192.0.2.1\n"
					   "            2001:db8::1\n"
					   "data:       x\\x00\\xff\\n\n"
					   "object:     {\"a \\\"key\\\"\":[1,null]}\n"
					   "flag:       yes\n"
					   "offset:     -9223372036854775808\n"
					   "size_bytes: 18446744073709551615\n"
					   "rtt_ms:     0.250\n"
					   "words:      one two\n"
					   "numbers:    -1 0\n"
					   "place:      name=here\n"
					   "places:     there:80\n"
					   "            yonder\n"
					   "\n"
					   "word: x\n");
}
END_TEST

START_TEST(templates_and_nothing)
{
	outcome_run(&outcome, &made_each, "event|empty", NULL);
	ck_assert_str_eq(outcome.out.data, "it \"happened\" (2)\nword: event\n");
	outcome_run(&outcome, &made_each, "not_found|part", NULL);
	ck_assert_str_eq(outcome.out.data, "text: half of it\n");
}
END_TEST

START_TEST(colour_is_of_keys_only)
{
	outcome_run(&outcome, &made_each, "x|--color|always", NULL);
	ck_assert_str_eq(outcome.out.data, "\033[1mword\033[0m: x\n");
	outcome_run(&outcome, &made_each, "x|--color|always|--json", NULL);
	ck_assert_ptr_null(strchr(outcome.out.data, '\033'));
	outcome_run(&outcome, &made_each, "x", NULL);
	ck_assert_ptr_null(strchr(outcome.out.data, '\033'));
}
END_TEST

/* ---- folding ---------------------------------------------------------------------------- */

/* clang-format off */
static const char *const texts[] = {
	"", " ", "a", "short line", "exactly twenty chars", "one more than twenty!",
	"the quick brown fox jumps over the lazy dog and then some more of the same until it is long",
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	"short aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa tail",
	"                                                                                           far out",
	"two  blanks   between      words             are                         wide, but not data",
	"a b c d e f g h i j k l m n o p q r s t u v w x y z a b c d e f g h i j k l m n o p q r s t u v w x y z",
	"\xe6\xbc\xa2\xe5\xad\x97\xe6\xbc\xa2\xe5\xad\x97\xe6\xbc\xa2\xe5\xad\x97\xe6\xbc\xa2\xe5\xad\x97\xe6\xbc\xa2\xe5\xad\x97\xe6\xbc\xa2\xe5\xad\x97",
	"a\xe6\xbc\xa2\xe5\xad\x97\xe6\xbc\xa2\xe5\xad\x97\xe6\xbc\xa2\xe5\xad\x97\xe6\xbc\xa2\xe5\xad\x97\xe6\xbc\xa2\xe5\xad\x97\xe6\xbc\xa2\xe5\xad\x97",
	"e\xcc\x81" "e\xcc\x81" "e\xcc\x81" "e\xcc\x81" "e\xcc\x81" "e\xcc\x81" "e\xcc\x81" "e\xcc\x81" "e\xcc\x81" "e\xcc\x81"
	"e\xcc\x81" "e\xcc\x81" "e\xcc\x81" "e\xcc\x81" "e\xcc\x81" "e\xcc\x81" "e\xcc\x81" "e\xcc\x81" "e\xcc\x81" "e\xcc\x81" "e\xcc\x81",
	"\xf0\x9f\x98\x80 \xf0\x9f\x98\x80 \xf0\x9f\x98\x80\xf0\x9f\x98\x80 \xf0\x9f\x98\x80 \xf0\x9f\x98\x80 x \xf0\x9f\x98\x80 y \xf0\x9f\x98\x80",
};
static const size_t columns[] = { 20, 21, 40, 80, 0 };
static const struct { size_t start, indent; } places[] = { { 0, 4 }, { 12, 12 }, { 19, 19 }, { 20, 20 }, { 30, 30 }, { 5, 0 } };
/* clang-format on */

static bool is_broken(const char *text, size_t size)
{
	uint32_t code;

	for (size_t length; size > 0; text += length, size -= length) {
		length = utf8_decode(&code, text, size);
		if (length == 0)
			return true;
	}
	return false;
}

/* The bytes of TEXT but blanks and newlines. */
static void squeeze(struct buf *buf, const char *text)
{
	buf_clear(buf);
	for (; *text; text++)
		if (*text != ' ' && *text != '\n')
			buf_putc(buf, *text);
}

/* Every line fits, no character is cut, no line is empty in between, and nothing is lost. */
static void ck_folded(const char *text, const char *folded, size_t width, size_t start)
{
	struct buf before = { 0 }, after = { 0 };

	for (const char *line = folded; *line; line += strcspn(line, "\n") + 1) {
		size_t size = strcspn(line, "\n");
		size_t taken = (line == folded ? start : 0) + safe_width(line, size);

		ck_assert_msg(!is_broken(line, size), "a character is cut in '%s'", text);
		ck_assert_msg(width == 0 || taken <= width || (line == folded && size == 0),
			      "wider than %zu: %.*s", width, (int)size, line);
	}
	squeeze(&before, text);
	squeeze(&after, folded);
	ck_assert_str_eq(buf_text(&before), buf_text(&after));
	ck_assert(width > 0 || strchr(folded, '\n') == folded + strlen(folded) - 1);
	buf_free(&before);
	buf_free(&after);
}

START_TEST(folding_loses_nothing)
{
	const char *text = texts[_i];

	for (size_t w = 0; w < sizeof(columns) / sizeof(columns[0]); w++)
		for (size_t p = 0; p < sizeof(places) / sizeof(places[0]); p++) {
			struct out out = { .columns = columns[w] };

			text_put_line(&out, text, strlen(text), places[p].start, places[p].indent);
			ck_folded(text, buf_text(&out.text), columns[w], places[p].start);
			buf_free(&out.text);
		}
}
END_TEST

START_TEST(words_stay_whole_where_they_fit)
{
	struct out out = { .columns = 20 };
	static const char text[] = "one two three four five sixteen  seven";

	text_put_line(&out, text, sizeof(text) - 1, 0, 4);
	ck_assert_str_eq(buf_text(&out.text), "one two three four\n    five sixteen\n    seven\n");
	buf_free(&out.text);
}
END_TEST

/* A whole record at each width: COLUMNS counts, a line has at most so many. */
START_TEST(records_fold_at_columns)
{
	for (int width = 20; width < 90; width++) {
		static const char *const formats[] = { "text", "table" };
		char text[16], words[64];

		snprintf(text, sizeof(text), "%d", width);
		setenv("COLUMNS", text, 1);
		snprintf(words, sizeof(words), "full|event|--format|%s", formats[width % 2]);
		outcome_run(&outcome, &made_each, words, NULL);
		for (const char *line = outcome.out.data; *line; line += strcspn(line, "\n") + 1)
			ck_assert_msg(strcspn(line, "\n") <= (size_t)width, "%d: %s", width, line);
	}
}
END_TEST

START_TEST(odd_columns_do_not_fold)
{
	static const char *const odd[] = { "0", "1", "19",  "-1",
					   "",  "x", "80x", "99999999999999999999" };

	setenv("COLUMNS", odd[_i], 1);
	outcome_run(&outcome, &made_each, "--get|text,words|full", NULL);
	ck_assert_str_eq(outcome.out.data,
			 "a \"b\", c\\\\\\x1b[1m\tone\na \"b\", c\\\\\\x1b[1m\ttwo\n");
	outcome_run(&outcome, &made_each, "a-word-that-is-longer-than-nineteen-columns-are", NULL);
	ck_assert_ptr_eq(strchr(outcome.out.data, '\n'), outcome.out.data + outcome.out.size - 1);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *text_suite(void)
{
	Suite *suite = suite_create("text");
	TCase *tcase = tcase_create("text");

	tcase_add_checked_fixture(tcase, NULL, release);
	tcase_add_test(tcase, key_lines);
	tcase_add_test(tcase, templates_and_nothing);
	tcase_add_test(tcase, colour_is_of_keys_only);
	tcase_add_loop_test(tcase, folding_loses_nothing, 0, ROWS(texts));
	tcase_add_test(tcase, words_stay_whole_where_they_fit);
	tcase_add_test(tcase, records_fold_at_columns);
	tcase_add_loop_test(tcase, odd_columns_do_not_fold, 0, 8);
	suite_add_tcase(suite, tcase);
	return suite;
}
