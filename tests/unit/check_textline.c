/* check_textline -- lines out of pieces: however they are split, cut, or left without an end. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "fault.h"
#include "proto/textline.h"
#include "suites.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* What came out: "text|" a piece, with a letter for each mark in front. */
static void put_piece(struct buf *seen, const struct textpiece *piece)
{
	buf_puts(seen, piece->continued ? "+" : "");
	buf_puts(seen, piece->cut ? "!" : "");
	buf_puts(seen, piece->partial ? "~" : "");
	buf_put(seen, piece->data, piece->size);
	buf_putc(seen, '|');
}

static void take_all(struct textline *line, struct buf *seen)
{
	struct textpiece piece;

	while (textline_next(line, &piece))
		put_piece(seen, &piece);
}

/* In INPUT a '^' stands for silence, '$' for the end of the stream. */
static void play(struct textline *line, struct buf *seen, const char *input, size_t size,
		 size_t step)
{
	struct textpiece piece;

	while (size > 0) {
		size_t length = 0;

		while (length < size && length < step && input[length] != '^' &&
		       input[length] != '$')
			length++;
		if (length > 0) {
			ck_assert(textline_feed(line, input, length));
			take_all(line, seen);
		} else if (input[0] == '^' ? textline_flush(line, &piece)
					   : textline_end(line, &piece)) {
			put_piece(seen, &piece);
		}
		length += length == 0;
		input += length;
		size -= length;
	}
}

/* clang-format off */
static const struct { const char *input, *seen; } plays[] = {
	{ "one\ntwo\r\n", "one|two|" },
	{ "\n\r\n", "||" },
	{ "a\rb\n", "a\rb|" },
	{ "12345678\n", "12345678|" },
	{ "12345678\r\n", "12345678|" },
	{ "123456789\nx\n", "!12345678|x|" },
	{ "123456789\r\nx\n", "!12345678|x|" },
	{ "1234567890123456789012345\nx\n", "!12345678|x|" },
	{ "1234567\xc3\xa9\nx\n", "!1234567|x|" },
	{ "12345\xf0\x9f\x98\x80\n", "!12345|" },
	{ "123456\xc3\xa9\n", "123456\xc3\xa9|" },
	/* Silence. */
	{ "hel^lo\n", "~hel|+lo|" },
	{ "hel^\nx\n", "~hel|x|" },
	{ "hel^\r\nx\n", "~hel|x|" },
	{ "hel\r^\nx\n", "~hel|x|" },
	{ "hel\r^lo\n", "~hel|+\rlo|" },
	{ "^\n^", "|" },
	{ "one^two^three^", "~one|~two|~three|" },
	{ "a\none^two^\nb\n", "a|~one|+~two|b|" },
	{ "1234567890^x\ny\n", "!12345678|y|" },
	{ "12345678\r^\nx\n", "~12345678|x|" },
	{ "123456789^0\nx\n", "!12345678|x|" },
	/* Half a character waits; what is none does not. */
	{ "a\xc3^\xa9\n", "~a|+\xc3\xa9|" },
	{ "\xe2\x82^\xac\n", "\xe2\x82\xac|" },
	{ "a\xff^b\n", "~a\xff|+b|" },
	{ "a\xc3^b\n", "~a|+\xc3" "b|" },
	/* The end. */
	{ "a\nb$", "a|~b|" },
	{ "a\n$", "a|" },
	{ "a\nb^c$", "a|~b|+~c|" },
	{ "a\xc3$", "~a\xc3|" },
	{ "123456789$", "!~12345678|" },
	{ "12345678901$", "!12345678|" },
};
/* clang-format on */

START_TEST(plays_as_it_should)
{
	size_t size = strlen(plays[_i].input);

	for (size_t step = 1; step <= size; step++) {
		struct textline line = { .max = 8 };
		struct buf seen = { 0 };

		play(&line, &seen, plays[_i].input, size, step);
		ck_assert_str_eq(buf_text(&seen), plays[_i].seen);
		textline_free(&line);
		buf_free(&seen);
	}
}
END_TEST

/* A peer that never ends its line does not fill the memory. */
START_TEST(endless_line_is_bounded)
{
	struct textline line = { .max = 64 };
	struct textpiece piece;
	char junk[1000];
	int pieces = 0;

	memset(junk, 'x', sizeof(junk));
	for (int i = 0; i < 1000; i++) {
		ck_assert(textline_feed(&line, junk, sizeof(junk)));
		while (textline_next(&line, &piece))
			pieces++;
		ck_assert(!textline_waits(&line));
	}
	ck_assert_int_eq(pieces, 1);
	ck_assert_uint_le(line.text.capacity, 4096);
	textline_free(&line);
	textline_free(&line);
}
END_TEST

START_TEST(rest_belongs_to_others)
{
	struct textline line = { .max = 8 };
	struct textpiece piece;
	struct word rest;

	ck_assert_uint_eq(textline_rest(&line).size, 0);
	ck_assert(textline_feed(&line, "head\nbody", 9));
	ck_assert(textline_next(&line, &piece));
	rest = textline_rest(&line);
	ck_assert_uint_eq(rest.size, 4);
	ck_assert_mem_eq(rest.at, "body", 4);
	textline_free(&line);
}
END_TEST

START_TEST(says_when_memory_is_out)
{
	struct textline line = { .max = 8 };
	bool taken;

	fault_arm("malloc", 1, ENOMEM, true);
	taken = textline_feed(&line, "abc", 3);
	fault_disarm();
	ck_assert(!taken);
	textline_free(&line);
}
END_TEST

Suite *textline_suite(void)
{
	Suite *suite = suite_create("textline");
	TCase *tcase = tcase_create("textline");

	tcase_add_loop_test(tcase, plays_as_it_should, 0, ROWS(plays));
	tcase_add_test(tcase, endless_line_is_bounded);
	tcase_add_test(tcase, rest_belongs_to_others);
	tcase_add_test(tcase, says_when_memory_is_out);
	suite_add_tcase(suite, tcase);
	return suite;
}
