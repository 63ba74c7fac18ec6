/* check_pythonic -- lines in Python's shape where memory is out or lines have no end; the rest is
 * in tests/cli/pythonic.cases. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fault.h"
#include "python/pythonic.h"
#include "suites.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

static const struct {
	const char *line, *answer;
	enum pythonic kind;
} rows[] = {
	{ "s.bind(('localhost', 10000))", "bind s localhost:10000", PYTHONIC_LINE },
	{ "  conn, addr = s.accept()  # wait\n", "conn, addr = accept s", PYTHONIC_LINE },
	{ "s.sendall(struct.pack('!I', len(data)) + data)",
	  "t1 = pack \"!I\" ${data.size}; sendall s ${t1}${data}", PYTHONIC_LINE },
	{ "s.send(b'\\x1b[2J')", "send s x\"1b5b 324a\"", PYTHONIC_LINE },
	{ "s.send('a' 'b')", "send s \"a\"\"b\"", PYTHONIC_LINE },
	{ "s.send(data=b'x')", "it has no place for this argument here: data", PYTHONIC_WHY },
	{ "s.bind()", "an argument is missing", PYTHONIC_WHY },
	{ "s.bind(1, 2)", "it has no place for this argument here", PYTHONIC_WHY },
	{ "s.send('\\N{DASH}')", "one of its escapes is not read here: \\N{DASH}", PYTHONIC_WHY },
	{ "", "", PYTHONIC_NOT },
	{ "a b", "", PYTHONIC_NOT },
	{ "f(", "", PYTHONIC_NOT },
	{ "f('", "", PYTHONIC_NOT },
	{ "f(a b)", "", PYTHONIC_NOT },
	{ "x = ", "", PYTHONIC_NOT },
	{ "= x", "", PYTHONIC_NOT },
	{ "s.send(1)\ns.send(2)", "", PYTHONIC_NOT },
};

START_TEST(answers)
{
	struct buf text = { 0 };

	ck_assert_int_eq(pythonic_answer(&text, word_of(rows[_i].line)), rows[_i].kind);
	ck_assert_str_eq(buf_text(&text), rows[_i].answer);
	buf_free(&text);
}
END_TEST

/* COUNT times PART, which no answer may take longer over than its length. */
static enum pythonic answer_many(const char *part, size_t count)
{
	struct buf line = { 0 }, text = { 0 };
	enum pythonic answer;

	for (size_t i = 0; i < count; i++)
		buf_puts(&line, part);
	answer = pythonic_answer(&text, (struct word){ line.data, line.size });
	buf_free(&line);
	buf_free(&text);
	return answer;
}

START_TEST(is_bounded)
{
	static const char *const parts[] = { "f(", "(",  "[",  "a.", "-", "'",
					     "f'", "a+", "x=", "a,", "*", "\\" };

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		for (size_t count = 1; count < 5000; count = count * 2 + 1)
			ck_assert_int_ne(answer_many(parts[i], count), PYTHONIC_LINE);
}
END_TEST

static bool is_half; /* libcheck needs memory itself */

/* An answer that memory was out for is marked so: it is never half a line. */
static void answer_some(void)
{
	for (int i = 0; i < ROWS(rows); i++) {
		struct buf text = { 0 };
		enum pythonic answer = pythonic_answer(&text, word_of(rows[i].line));
		size_t size = strlen(rows[i].answer);

		if (!text.failed && answer == PYTHONIC_LINE &&
		    (text.size != size || memcmp(text.data, rows[i].answer, size) != 0))
			is_half = true;
		buf_free(&text);
	}
}

START_TEST(survives_no_memory)
{
	ck_assert_uint_gt(fault_sweep("malloc", ENOMEM, answer_some), 10);
	ck_assert(!is_half);
}
END_TEST

Suite *pythonic_suite(void)
{
	Suite *suite = suite_create("pythonic");
	TCase *one = tcase_create("lines");

	tcase_add_loop_test(one, answers, 0, ROWS(rows));
	tcase_add_test(one, is_bounded);
	tcase_add_test(one, survives_no_memory);
	suite_add_tcase(suite, one);
	return suite;
}
