/* check_opt -- command lines against option rows: every kind of row, and every mistake. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "cli/opt.h"
#include "suites.h"

struct settings {
	bool flag, all, four, other;
	long level, kind, bits, colour, parts;
	int64_t count, pause_ns;
	uint64_t room;
	const char *text;
};

static const struct name colours[] = { NAME("red", 1, ""), NAME("COLOUR_GREEN", 2, ""), NAMES_END };
static const struct name parts[] = { NAME("P_A", 1, ""), NAME("P_B", 2, ""), NAME("P_C", 4, ""),
				     NAMES_END };

/* clang-format off */
#define SET struct settings
static const struct opt rows[] = {
	OPT_FLAG(SET, flag, 'f', "flag", ""),
	OPT_FLAG_ALONE(SET, all, 'a', "all", ""),
	OPT_COUNT(SET, level, 'v', "louder", ""),
	OPT_CONSTANT(SET, kind, 'k', "kind-seven", 7, ""),
	OPT_BIT(SET, bits, 0, "bit-four", 4, ""),
	OPT_BIT(SET, bits, 0, "bit-eight", 8, ""),
	OPT_NUMBER(SET, count, 'c', "count", "NUMBER", -5, 100, ""),
	OPT_TEXT(SET, text, 't', "text", "TEXT", OFFER_NOTHING, ""),
	OPT_NAME(SET, colour, 0, "colour", "COLOUR", colours, ""),
	OPT_BITS(SET, parts, 'p', "parts", "PART[,PART...]", parts, ""),
	OPT_DURATION(SET, pause_ns, 'i', "pause", "DURATION", ""),
	OPT_SIZE(SET, room, 0, "room", "SIZE", ""),
	OPT_END
};
static const struct opt more[] = {
	{ OPT_ROW(SET, four, bool, TAKES_NOTHING, '4', "ipv4", "", ""), .flags = OPT_FAMILY },
	OPT_FLAG(SET, other, 'o', "other", ""),
	OPT_FLAG(SET, other, 'f', "flag", ""), /* hidden by the table before it */
	OPT_END
};

/* Words, and what they come to: settings that were set, operands, then the command. */
static const struct { const char *words, *found; } good[] = {
	{ "", "" },
	{ "a|b", " a b" },
	{ "-f", "flag" }, { "--flag", "flag" }, { "-f|-f", "flag" },
	{ "-v", "level=1" }, { "-vvv", "level=3" }, { "-v|--louder|-v", "level=3" },
	{ "-k", "kind=7" }, { "--kind-seven", "kind=7" },
	{ "--bit-four", "bits=4" }, { "--bit-four|--bit-eight|--bit-four", "bits=12" },
	{ "-c|5", "count=5" }, { "-c5", "count=5" }, { "--count|5", "count=5" }, { "--count=5", "count=5" },
	{ "--count=-5", "count=-5" }, { "--count|-5", "count=-5" }, { "-c-5", "count=-5" }, { "-c|5|-c|6", "count=6" },
	{ "--text=", "text=" }, { "--text|", "text=" }, { "-t|--", "text=--" }, { "--text|-f", "text=-f" }, { "--text==", "text==" },
	{ "-t-", "text=-" }, { "-tf", "text=f" }, { "-ft|x", "flag text=x" }, { "-fvtx", "flag level=1 text=x" },
	{ "--colour|red", "colour=1" }, { "--colour=RED", "colour=1" }, { "--colour|green", "colour=2" },
	{ "--parts|P_A", "parts=1" }, { "-p|a,P_C", "parts=5" }, { "-p|b|-p|c", "parts=6" }, { "-pa,a,a", "parts=1" },
	{ "-i|250ms", "pause=250000000" }, { "--pause=1.5", "pause=1500000000" }, { "--room|64k", "room=65536" },
	{ "a|-f|b|-v|c", "flag level=1 a b c" }, { "-|a", " - a" }, { "-f|-", "flag -" },
	{ "--", " !" }, { "a|--", " a !" }, { "a|--|-f|b", " a !-f !b" }, { "--|a|--", " !a !--" }, { "-f|--|--flag", "flag !--flag" },
	{ "-a", "all alone" }, { "--all|x", "all alone x" },
	{ "-4", "four" }, { "--ipv4|-o", "four other" }, { "--other|-f", "flag other" },
};

static const struct { const char *words, *says; } bad[] = {
	{ "--bogus", "unknown option '--bogus'" }, { "-x", "unknown option '-x'" }, { "-fx", "unknown option '-x' in '-fx'" },
	{ "--falg", "unknown option '--falg'; did you mean '--flag'?" }, { "--fla", "did you mean '--flag'?" },
	{ "--FLAG", "unknown option '--FLAG'; did you mean '--flag'?" }, { "--cuont=5", "unknown option '--cuont'; did you mean '--count'?" },
	{ "-count", "--count: 'ount' is not a number" }, { "--ipv5", "did you mean '--ipv4'?" }, { "---", "unknown option '---'" },
	{ "--=x", "unknown option '--'" }, { "--flag|--=", "unknown option '--'" }, { "-\xff", "unknown option '-\xff'" },
	{ "--a-very-long-option-that-nobody-has-ever-heard-of-and-that-will-not-fit", "unknown option '--a-very-long-option" },
	{ "--flag=x", "--flag takes no value" }, { "--flag=", "--flag takes no value" }, { "--louder=3", "--louder takes no value" },
	{ "--count", "--count needs a value: NUMBER" }, { "-c", "--count needs a value: NUMBER" }, { "a|-t", "--text needs a value: TEXT" },
	{ "-fT", "unknown option '-fT' (not so fast)" }, { "-fTT", "unknown option '-T' in '-fTT'" }, { "--txt", "unknown option '--txt' (--text, in full)" },
	{ "-fc", "--count needs a value: NUMBER" }, { "--count=", "--count: '' is not a number" }, { "-c|101", "--count: '101' is out of range: -5 to 100" },
	{ "--count|-6", "out of range" }, { "-c|5x", "--count: '5x' is not a number" }, { "-c=5", "--count: '=5' is not a number" },
	{ "--colour|blue", "--colour: 'blue' is no COLOUR; it is one of red, " }, { "--colour|rde", "did you mean 'red'?" }, { "--colour=", "'' is no COLOUR" },
	{ "-p|a,x", "--parts: 'x' is no PART" }, { "-p|", "is no list of PART" }, { "-p|a,", "is no list of PART" }, { "-p|,a", "is no list" },
	{ "-p|a,,b", "is no list of PART" }, { "--pause|soon", "--pause: 'soon' is not a duration" }, { "--room|x", "--room: 'x' is not a size" },
	{ "-z", "unknown option '-z' (zebras: --text)" }, { "-fzc", "unknown option '-z' in '-fzc' (zebras: --text)" },
	{ "-fc", "--count needs a value: NUMBER (no cats here)" }, { "-cx", "--count: 'x' is not a number from -5 to 100 (no cats here)" },
};
/* clang-format on */

static void split(char **words, char *text)
{
	char *rest = text;

	while (*text && (*words = strsep(&rest, "|")))
		words++;
	*words = NULL;
}

static void put_number(struct buf *buf, const char *key, long long number)
{
	if (number)
		buf_printf(buf, "%s%s=%lld", buf->size ? " " : "", key, number);
}

static void put_flag(struct buf *buf, const char *key, bool flag)
{
	if (flag)
		buf_printf(buf, "%s%s", buf->size ? " " : "", key);
}

static void put_found(struct buf *buf, const struct settings *set, const struct opt_words *words)
{
	put_flag(buf, "flag", set->flag);
	put_flag(buf, "all", set->all);
	put_flag(buf, "alone", words->alone);
	put_flag(buf, "four", set->four);
	put_flag(buf, "other", set->other);
	put_number(buf, "level", set->level);
	put_number(buf, "kind", set->kind);
	put_number(buf, "bits", set->bits);
	put_number(buf, "count", set->count);
	if (set->text)
		buf_printf(buf, "%stext=%s", buf->size ? " " : "", set->text);
	put_number(buf, "colour", set->colour);
	put_number(buf, "parts", set->parts);
	put_number(buf, "pause", set->pause_ns);
	put_number(buf, "room", (long long)set->room);
	for (int i = 0; i < words->count; i++)
		buf_printf(buf, " %s", words->word[i]);
	ck_assert_ptr_null(words->word[words->count]);
	if (words->command && !*words->command)
		buf_puts(buf, " !");
	for (char **word = words->command; word && *word; word++)
		buf_printf(buf, " !%s", *word);
}

static bool parse(struct settings *set, struct opt_words *words, char **argv, unsigned flags,
		  bool stop, struct err *err)
{
	static const char habits[] = HABIT("z", "zebras: --text") HABIT("c", "no cats here")
		HABIT("fT", "not so fast") HABIT("txt", "--text, in full");
	const struct opt_table tables[] = { { rows, set, 0, habits },
					    { more, set, flags, NULL },
					    { NULL, NULL, 0, NULL } };

	return opt_parse(words, argv, tables, stop, err);
}

START_TEST(reads_command_lines)
{
	struct settings set = { 0 };
	struct opt_words words;
	struct err err = { 0 };
	struct buf buf = { 0 };
	char text[128], *argv[32];

	strcpy(text, good[_i].words);
	split(argv, text);
	ck_assert_msg(parse(&set, &words, argv, OPT_FAMILY, false, &err), "%s", err.text);
	put_found(&buf, &set, &words);
	ck_assert_str_eq(buf_text(&buf), good[_i].found);
	buf_free(&buf);
}
END_TEST

START_TEST(refuses_mistakes)
{
	struct settings set = { 0 };
	struct opt_words words = { .count = 4711 };
	struct err err = { 0 };
	char text[128], *argv[32];

	strcpy(text, bad[_i].words);
	split(argv, text);
	ck_assert_msg(!parse(&set, &words, argv, OPT_FAMILY, false, &err), "%s", bad[_i].words);
	ck_assert_int_eq(err.kind, STATUS_INVALID);
	ck_assert_msg(strstr(err.text, bad[_i].says), "%s", err.text);
	ck_assert_int_eq(words.count, 4711);
}
END_TEST

START_TEST(rows_need_their_flag)
{
	struct settings set = { 0 };
	struct opt_words words;
	struct err err = { 0 };
	char four[] = "-4", word[] = "--ipv4", near[] = "--ipv5", other[] = "-o";
	char *line[][2] = { { four, NULL }, { word, NULL }, { near, NULL } };
	char *fine[] = { other, NULL };

	for (int i = 0; i < 3; i++) {
		ck_assert(!parse(&set, &words, line[i], 0, false, &err));
		ck_assert_ptr_null(strstr(err.text, "did you mean"));
	}
	ck_assert(parse(&set, &words, fine, 0, false, &err));
	ck_assert(set.other && !set.four);
}
END_TEST

START_TEST(the_first_operand_may_end_options)
{
	struct settings set = { 0 };
	struct opt_words words;
	struct err err = { 0 };
	char text[] = "-f|cmd|-x|--|--bogus", *argv[8];

	split(argv, text);
	ck_assert(parse(&set, &words, argv, 0, true, &err));
	ck_assert(set.flag);
	ck_assert_int_eq(words.count, 4);
	ck_assert_str_eq(words.word[0], "cmd");
	ck_assert_str_eq(words.word[3], "--bogus");
	ck_assert_ptr_null(words.command);
}
END_TEST

START_TEST(words_behind_dashes_rejoin)
{
	struct settings set = { 0 };
	struct opt_words words;
	struct err err = { 0 };
	char text[] = "a|-f|--|-x|b", *argv[8];

	split(argv, text);
	ck_assert(parse(&set, &words, argv, 0, false, &err));
	opt_rejoin(&words);
	opt_rejoin(&words);
	ck_assert_int_eq(words.count, 3);
	ck_assert_str_eq(words.word[1], "-x");
	ck_assert_str_eq(words.word[2], "b");
	ck_assert_ptr_null(words.word[3]);
	ck_assert_ptr_null(words.command);
}
END_TEST

/* Nothing is filled by halves: a list with a wrong part leaves the value as it was. */
START_TEST(a_mistake_leaves_the_value)
{
	struct settings set = { .parts = 4, .count = 9, .colour = 1 };
	struct opt_words words;
	struct err err = { 0 };
	char list[] = "-pa,b,x", number[] = "-c999", name[] = "--colour=x";
	char *line[][2] = { { list, NULL }, { number, NULL }, { name, NULL } };

	for (int i = 0; i < 3; i++)
		ck_assert(!parse(&set, &words, line[i], 0, false, &err));
	ck_assert(set.parts == 4 && set.count == 9 && set.colour == 1);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *opt_suite(void)
{
	Suite *suite = suite_create("opt");
	TCase *tcase = tcase_create("opt");

	tcase_add_loop_test(tcase, reads_command_lines, 0, ROWS(good));
	tcase_add_loop_test(tcase, refuses_mistakes, 0, ROWS(bad));
	tcase_add_test(tcase, rows_need_their_flag);
	tcase_add_test(tcase, the_first_operand_may_end_options);
	tcase_add_test(tcase, words_behind_dashes_rejoin);
	tcase_add_test(tcase, a_mistake_leaves_the_value);
	suite_add_tcase(suite, tcase);
	return suite;
}
