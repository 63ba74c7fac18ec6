/* check_word -- lines and words inside a text: blanks, comments, NULs, any case. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdio.h>
#include <string.h>

#include "base/word.h"
#include "suites.h"

#define WORD(text)                     \
	{                              \
		text, sizeof(text) - 1 \
	}
#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

static const struct {
	struct word line;
	const char *words; /* joined by '|' */
	const char *comment;
} lines[] = {
	{ WORD(""), "", "" },
	{ WORD("   \t\r\v\f "), "", "" },
	{ WORD("one"), "one", "" },
	{ WORD("  one\ttwo  three\r"), "one|two|three", "" },
	{ WORD("one two # three #four "), "one|two", "three #four" },
	{ WORD("one#two"), "one", "two" },
	{ WORD("#"), "", "" },
	{ WORD("# \t "), "", "" },
	{ WORD("one\0two"), "one", "" },
	{ WORD("one \0 two # three"), "one", "three" },
	{ WORD("\xff\xc3\x28 b"), "\xff\xc3\x28|b", "" },
};

START_TEST(test_words)
{
	struct word line = lines[_i].line, word, comment = line_comment(lines[_i].line);
	char got[64] = "";

	while (word_take(&word, &line)) {
		ck_assert(line_has(lines[_i].line, word));
		strncat(got, word.at, word.size);
		strcat(got, "|");
	}
	ck_assert_int_eq(strncmp(got, lines[_i].words, strlen(lines[_i].words)), 0);
	ck_assert_uint_le(strlen(got), strlen(lines[_i].words) + 1);
	ck_assert(!word_take(&word, &line));
	ck_assert_uint_eq(comment.size, strlen(lines[_i].comment));
	ck_assert_int_eq(memcmp(comment.at, lines[_i].comment, comment.size), 0);
}
END_TEST

START_TEST(test_lines)
{
	struct word text = WORD("a\n\nb\r\nlast"), line;
	static const char *const expected[] = { "a", "", "b\r", "last" };

	for (int i = 0; i < ROWS(expected); i++) {
		ck_assert(line_take(&line, &text));
		ck_assert_uint_eq(line.size, strlen(expected[i]));
		ck_assert_int_eq(memcmp(line.at, expected[i], line.size), 0);
	}
	ck_assert(!line_take(&line, &text));
	ck_assert(!line_take(&line, &(struct word){ NULL, 0 }));
}
END_TEST

/* Which lines of a text hold a part: numbers them from 1, joined by blanks. */
static const struct {
	const char *part, *found;
} parts[] = {
	{ "http", "1 3 5 " }, { "HTTP", "1 3 5 " },
	{ "80/", "1 3 " },    { "ttp", "1 3 5 " },
	{ "nowhere", "" },    { "#", "2 " },
	{ "", "1 2 3 4 5 " }, { "last http line and more", "" },
};

START_TEST(test_lines_with)
{
	static const char five[] = "http 80/tcp\n# none\nHtTp-alt 8080/tcp\n\nlast http line";
	struct word text = word_of(five), line;
	char found[32] = "";

	while (line_take_with(&line, &text, word_of(parts[_i].part))) {
		int number = 1;

		for (const char *at = five; at < line.at; at++)
			number += *at == '\n';
		ck_assert(number == 1 || line.at[-1] == '\n');
		snprintf(found + strlen(found), sizeof(found) - strlen(found), "%d ", number);
	}
	ck_assert_str_eq(found, parts[_i].found);
}
END_TEST

/* Against the plain way, with a letter that is rare in one case and parts across its steps. */
START_TEST(test_lines_with_in_long_text)
{
	char data[4096];
	int seen = 0, expected = 0;
	struct word text = { data, sizeof(data) }, line;

	memset(data, 'X', sizeof(data));
	for (size_t i = 100; i < sizeof(data) - 4; i += 97) {
		memcpy(data + i, "\nxY\n", 4);
		expected++;
	}
	while (line_take_with(&line, &text, word_of("xy")))
		seen += word_is(line, word_of("xy"));
	ck_assert_int_eq(seen, expected);
}
END_TEST

static const struct {
	const char *a, *b;
	bool same;
} pairs[] = {
	{ "http", "http", true },   { "HTTP", "http", true }, { "hTtP", "HtTp", true },
	{ "http", "https", false }, { "", "", true },         { "", "a", false },
	{ "@", "`", false },        { "[", "{", false },      { "\xc3\x84", "\xc3\xa4", false },
};

START_TEST(test_same)
{
	ck_assert_int_eq(word_is(word_of(pairs[_i].a), word_of(pairs[_i].b)), pairs[_i].same);
	ck_assert_int_eq(word_is(word_of(pairs[_i].b), word_of(pairs[_i].a)), pairs[_i].same);
}
END_TEST

START_TEST(test_line_has)
{
	struct word line = WORD("one Two #three");

	ck_assert(line_has(line, word_of("one")));
	ck_assert(line_has(line, word_of("TWO")));
	ck_assert(!line_has(line, word_of("three")));
	ck_assert(!line_has(line, word_of("on")));
	ck_assert(!line_has(line, word_of("ones")));
	ck_assert(!line_has(line, word_of("")));
}
END_TEST

START_TEST(test_near)
{
	struct nearest nearest = nearest_begin("htps");
	char best[WORD_NEAR_MAX];
	char longest[2 * WORD_NEAR_MAX];

	memset(longest, 'x', sizeof(longest));
	word_near(&nearest, best, (struct word)WORD("gopher"));
	ck_assert_ptr_null(nearest.best);
	word_near(&nearest, best, (struct word){ longest, sizeof(longest) });
	ck_assert_ptr_null(nearest.best);
	word_near(&nearest, best, (struct word){ "https and more", 5 });
	ck_assert_str_eq(nearest.best, "https");
	word_near(&nearest, best, (struct word)WORD("hops"));
	ck_assert_str_eq(nearest.best, "https");
}
END_TEST

Suite *word_suite(void)
{
	Suite *suite = suite_create("word");
	TCase *tcase = tcase_create("word");

	tcase_add_loop_test(tcase, test_words, 0, ROWS(lines));
	tcase_add_test(tcase, test_lines);
	tcase_add_loop_test(tcase, test_lines_with, 0, ROWS(parts));
	tcase_add_test(tcase, test_lines_with_in_long_text);
	tcase_add_loop_test(tcase, test_same, 0, ROWS(pairs));
	tcase_add_test(tcase, test_line_has);
	tcase_add_test(tcase, test_near);
	suite_add_tcase(suite, tcase);
	return suite;
}
