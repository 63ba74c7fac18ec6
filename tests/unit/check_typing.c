/* check_typing -- a line that is being typed: where the cursor is, inside of what, and what is put
 * there. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fault.h"
#include "prompt/complete.h"
#include "prompt/hint.h"
#include "prompt/quote.h"
#include "suites.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* ---- where the cursor is ------------------------------------------------------------------ */

/* Each word of text is place, words before, where the cursor's word begins, quote, variable and
 * its typed bytes; then p: piped, a: assigns. */
static const struct {
	const char *line, *is;
} places[] = {
	{ "", "command 0 0" },
	{ "  ", "command 0 2" },
	{ "rec", "command 0 0" },
	{ "recv ", "word 1 5" },
	{ "recv s 1", "word 2 7" },
	{ "recv s 10 ", "word 3 10" },
	{ "a; b", "command 0 3" },
	{ "a && b c", "word 1 7" },
	{ "a || ", "command 0 5" },
	{ "a & ", "command 0 4" },
	{ "a | b", "command 0 4 p" },
	{ "a | b ", "word 1 6 p" },
	{ "a | b; c", "command 0 7" },
	{ "x = ", "command 0 4 a" },
	{ "x = recv s", "word 1 9 a" },
	{ "x, y = ", "command 0 7 a" },
	{ "x,y = ", "command 0 6 a" },
	{ "x =", "word 1 2" },
	{ "echo x = ", "word 3 9" },
	{ "5 = ", "word 2 4" },
	{ "-recv ", "word 1 6" },
	{ "-5 ", "word 1 3" },
	{ "try ", "command 0 4" },
	{ "try recv ", "word 1 9" },
	{ "defer kill %", "word 1 11" },
	{ "time recv ", "word 1 10" },
	{ "once ", "word 1 5" },
	{ "once json ", "command 0 10" },
	{ "once json recv ", "word 1 15" },
	{ "watch ", "command 0 6" },
	{ "watch -", "word 1 6" },
	{ "watch -i ", "word 2 9" },
	{ "watch -i 1s ", "command 0 12" },
	{ "watch -i 1s recv ", "word 1 17" },
	{ "within 2s { recv ", "word 1 17" },
	{ "within 2s {", "command 0 11" },
	{ "within 2s { a; } ", "nothing 0 17" },
	{ "repeat 3 { a\nb c", "word 1 15" },
	{ "a > ", "file 1 4" },
	{ "a > f", "file 1 4" },
	{ "a > f ", "word 1 6" },
	{ "a 2>> f", "file 1 6" },
	{ "a 2>&1 ", "word 1 7" },
	{ "> ", "file 0 2" },
	{ "a # b", "nothing 1 0" },
	{ "# ", "nothing 0 0" },
	{ "a#b", "command 0 0" },
	{ "! ls ", "nothing 0 5" },
	{ "a 'b", "word 1 2 '" },
	{ "a 'b'", "word 1 2" },
	{ "a 'b' ", "word 2 6" },
	{ "a \"b c", "word 1 2 \"" },
	{ "a b'c d", "word 1 2 '" },
	{ "a \"\\q", "nothing 1 2" },
	{ "a b\\", "nothing 1 2" },
	{ "a \"b\\", "nothing 1 2" },
	{ "a x\"00", "nothing 1 2" },
	{ "a b64\"AA==", "nothing 1 2" },
	{ "a $", "word 1 2 $0" },
	{ "a $x", "word 1 2 $1" },
	{ "$x", "command 0 0 $1" },
	{ "a b$xy", "word 1 2 $2" },
	{ "a ${", "word 1 2 {0" },
	{ "a ${x", "word 1 2 {1" },
	{ "a ${x}", "word 1 2" },
	{ "a ${x}b", "word 1 2" },
	{ "a ${x.", "word 1 2 .0" },
	{ "a ${x.po", "word 1 2 .2" },
	{ "a ${x[", "nothing 1 2" },
	{ "a \"$x", "word 1 2 \"" },
	{ "a \"b${x", "word 1 2 \" {1" },
	{ "a \"b${x.p", "word 1 2 \" .1" },
	{ "a '${x", "word 1 2 '" },
	{ "a $x ", "word 2 5" },
	{ "a > $x", "file 1 4 $1" },
	{ "a =>", "expect 1 4" },
	{ "a => ", "expect 1 4" },
	{ "a => ok, st", "expect 1 4" },
	{ "a => \"b", "expect 1 4 \"" },
	{ "a => $x", "expect 1 4 $1" },
	{ "a => \"${x.p", "expect 1 4 \" .1" },
	{ "a => ok; b", "command 0 9" },
	{ "=> ", "nothing 0 0" },
	{ "a => ok }", "nothing 1 9" },
	{ "}", "nothing 0 1" },
};

static void put_is(struct buf *text, const struct typing *typing)
{
	static const char words[][8] = { "nothing", "command", "word", "file", "expect" };
	static const char quotes[] = " '\"", variables[] = " ${.";

	buf_printf(text, "%s %zu %zu", words[typing->place], typing->count, typing->start);
	if (typing->quote)
		buf_printf(text, " %c", quotes[typing->quote]);
	if (typing->variable)
		buf_printf(text, " %c%zu", variables[typing->variable], typing->name_typed);
	if (typing->piped || typing->assigns)
		buf_puts(text, typing->piped ? " p" : " a");
}

START_TEST(test_place)
{
	struct typing typing = { 0 };
	struct buf is = { 0 };

	typing_read(&typing, word_of(places[_i].line));
	put_is(&is, &typing);
	ck_assert_msg(strcmp(buf_text(&is), places[_i].is) == 0, "'%s' is %s, not %s",
		      places[_i].line, buf_text(&is), places[_i].is);
	buf_free(&is);
	typing_free(&typing);
	typing_free(&typing);
}
END_TEST

/* ---- quotes ------------------------------------------------------------------------------- */

/* All bytes in each kind of quote are read back as one word with these bytes. */
static void check_back(struct word bytes, enum typing_quote quote)
{
	static const char opens[][2] = { "", "'", "\"" };
	struct buf text = { 0 }, back = { 0 };
	struct typing typing = { 0 };

	buf_puts(&text, "a ");
	buf_puts(&text, opens[quote]);
	quote_put(&text, bytes, quote, true);
	quote_end(&text, quote);
	typing_read(&typing, (struct word){ buf_text(&text), text.size });
	ck_assert_msg(typing.place == TYPING_WORD && typing.count == 1 && typing.start == 2 &&
			      typing.last,
		      "%s", buf_text(&text));
	for (const struct part *part = typing.last->first; part; part = part->next) {
		ck_assert(!part->is_variable);
		buf_put(&back, part->text.at, part->text.size);
	}
	ck_assert_msg(back.size == bytes.size && memcmp(back.data, bytes.at, back.size) == 0, "%s",
		      buf_text(&text));
	buf_free(&text);
	buf_free(&back);
	typing_free(&typing);
}

START_TEST(test_quote)
{
	char all[255];

	for (size_t i = 0; i < sizeof(all); i++)
		all[i] = (char)(i + 1);
	for (int quote = 0; quote < 3; quote++) {
		check_back((struct word){ all, sizeof(all) }, (enum typing_quote)quote);
		for (size_t i = 0; i < sizeof(all); i++)
			check_back((struct word){ all + i, 1 }, (enum typing_quote)quote);
		check_back(word_of("日本 \xe2\x80\xae語"), (enum typing_quote)quote);
		check_back(word_of("=>"), (enum typing_quote)quote);
		check_back(word_of("x\"00\""), (enum typing_quote)quote);
		check_back(word_of("2>&1"), (enum typing_quote)quote);
	}
}
END_TEST

/* ---- memory ------------------------------------------------------------------------------- */

static const char *const lines[] = {
	"",
	"rec",
	"hostinfo l",
	"setsockopt s ",
	"echo a > ",
	"x => ",
	"recv s => ",
	"netpipe -",
	"join s ",
	"getservbyname ",
	"echo a | zzz",
	"echo $",
	"socket ",
	"source /",
	"bind s ",
	"hostinfo --get=status,e",
};

static void complete_all(void)
{
	struct shell shell = { 0 };

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct choices choices = { 0 };
		struct buf hint = { 0 };

		complete(&choices, &shell, NULL, word_of(lines[i]), false);
		choices_free(&choices);
		hint_put(&hint, &shell, NULL, word_of(lines[i]), 0);
		buf_free(&hint);
	}
}

/* What memory is out for is left out. One time in many: the lines allocate thousands. */
START_TEST(test_no_memory)
{
	setenv("HOME", "/nonexistent", 1);
	for (unsigned n = 1; n < 4000; n += n < 200 ? 7 : 61) {
		fault_arm("malloc", n, ENOMEM, n % 2);
		complete_all();
		fault_disarm();
	}
}
END_TEST

static size_t complete_one(const char *line, bool *lacks)
{
	struct shell shell = { 0 };
	struct choices choices = { 0 };
	size_t count;

	complete(&choices, &shell, NULL, word_of(line), false);
	count = choices.count;
	*lacks = choices.lacks;
	choices_free(&choices);
	return count;
}

/* Nothing is left out unsaid. */
START_TEST(test_lacks)
{
	static const char *const known[] = { "getso",        "rec",        "netpipe --s",
					     "recv s => st", "socket AF_", "echo ${e",
					     "poll s:i",     "retry 3 " };
	const char *line = known[_i];
	bool lacks, reached = true;
	size_t all = complete_one(line, &lacks), found;

	ck_assert(!lacks && all > 0);
	for (unsigned n = 1; reached; n++) {
		ck_assert_uint_lt(n, 5000);
		fault_arm("malloc", n, ENOMEM, false);
		found = complete_one(line, &lacks);
		reached = fault_disarm();
		ck_assert_msg(lacks || found == all, "'%s', malloc %u: %zu of %zu", line, n, found,
			      all);
	}
}
END_TEST

Suite *typing_suite(void)
{
	Suite *suite = suite_create("typing");
	TCase *tcase = tcase_create("typing");

	tcase_add_loop_test(tcase, test_place, 0, ROWS(places));
	tcase_add_test(tcase, test_quote);
	tcase_add_test(tcase, test_no_memory);
	tcase_add_loop_test(tcase, test_lacks, 0, 8);
	suite_add_tcase(suite, tcase);
	return suite;
}
