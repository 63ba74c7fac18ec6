/* check_sense -- which options fit what is to be done: own and common ones, by word and by flag. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "cli/sense.h"
#include "suites.h"

struct settings {
	bool flag;
	long level, kind;
	const char *text;
	int64_t number;
	uint64_t size;
	struct texts texts;
};

/* clang-format off */
#define SET struct settings
static const struct opt options[] = {
	OPT_FLAG(SET, flag, 'f', "flag", ""),
	OPT_COUNT(SET, level, 0, "level", ""),
	OPT_CONSTANT(SET, kind, 0, "kind", 7, ""),
	OPT_TEXT(SET, text, 't', "text", "TEXT", OFFER_NOTHING, ""),
	OPT_NUMBER(SET, number, 0, "number", "N", -1, 9, ""),
	OPT_SIZE(SET, size, 0, "size", "SIZE", ""),
	OPT_TEXTS(SET, texts, 0, "texts", "TEXT", OFFER_NOTHING, ""),
	OPT_END
};
/* clang-format on */

static const struct settings defaults = { .number = -1 };

enum { RED = 1, BLUE = 2, GREEN = 4 };
static const struct sense rows[] = {
	{ "flag", 0, RED, 0, "needs red" },
	{ "text number", 0, RED | BLUE, 0, "needs red and blue" },
	{ "level kind size", 0, 0, GREEN, "excludes green" },
	{ "texts", 0, RED, GREEN, "needs red and excludes green" },
	{ "first timeout", 0, 0, GREEN, "is not for green" },
	{ NULL, OPT_SERVER | OPT_READY, BLUE, 0, "serves blue" },
	{ 0 },
};

static const struct {
	const char *words;
	unsigned modes;
	const char *says; /* NULL: it fits */
} cases[] = {
	{ "", 0, NULL },
	{ "", GREEN, NULL },
	{ "-f", 0, "--flag needs red" },
	{ "-f", BLUE | GREEN, "--flag needs red" },
	{ "-f", RED, NULL },
	{ "-f", RED | GREEN, NULL },
	{ "--text|", RED, "--text needs red and blue" },
	{ "--text|", RED | BLUE, NULL },
	{ "--number|0", BLUE, "--number needs red and blue" },
	{ "--number|-1", BLUE, NULL }, /* as usual */
	{ "--level", GREEN | RED, "--level excludes green" },
	{ "--kind", GREEN, "--kind excludes green" },
	{ "--size|1", GREEN, "--size excludes green" },
	{ "--size|1|--kind|--level", RED | BLUE, NULL },
	{ "--texts|a", GREEN | RED, "--texts needs red and excludes green" },
	{ "--texts|a", 0, "--texts needs red and excludes green" },
	{ "--texts|a", RED, NULL },
	{ "--first", GREEN, "--first is not for green" },
	{ "--timeout|1s", GREEN, "--timeout is not for green" },
	{ "--timeout|1s", BLUE, NULL },
	{ "--allow|10.0.0.0/8", 0, "--allow serves blue" },
	{ "--backlog|5", RED, "--backlog serves blue" },
	{ "--ready-fd|9", GREEN, "--ready-fd serves blue" },
	{ "--mode|600|--no-limits", 0, "--no-limits serves blue" },
	{ "--mode|600|--no-limits|--ready-fd|9", BLUE, NULL },
};

static bool check(const struct sense *senses, const char *text, unsigned modes, struct err *err)
{
	static const struct applet applet = { .options = options, .defaults = &defaults };
	struct settings settings = defaults;
	struct common common = common_defaults;
	const struct run run = { .applet = &applet, .common = &common, .settings = &settings };
	const struct opt_table tables[] = {
		{ .rows = options, .settings = &settings },
		{ .rows = common_options, .settings = &common, .flags = ~0U },
		{ .rows = NULL }
	};
	char copy[100], *argv[16], **word = argv;
	struct opt_words words = { 0 };

	strcpy(copy, text);
	for (*word = strtok(copy, "|"); *word; *++word = strtok(NULL, "|"))
		;
	if (text[0] && text[strlen(text) - 1] == '|')
		*word++ = copy + strlen(text);
	*word = NULL;
	ck_assert_msg(opt_parse(&words, argv, tables, false, err), "%s", err->text);
	return sense_check(senses, &run, modes, err);
}

START_TEST(options_fit_or_do_not)
{
	struct err err = { 0 };
	bool fits = check(rows, cases[_i].words, cases[_i].modes, &err);

	ck_assert_int_eq(fits, cases[_i].says == NULL);
	ck_assert_str_eq(err.text, cases[_i].says ? cases[_i].says : "");
	ck_assert_int_eq(err.kind, fits ? STATUS_OK : STATUS_INVALID);
}
END_TEST

START_TEST(a_word_that_is_no_option)
{
	static const struct sense wrong[] = { { "flag flagg", 0, RED, 0, "" }, { 0 } };
	struct err err = { 0 };

	ck_assert(!check(wrong, "", 0, &err));
	ck_assert_str_eq(err.text, "there is no option --flagg");
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *sense_suite(void);
Suite *sense_suite(void)
{
	Suite *suite = suite_create("sense");
	TCase *tcase = tcase_create("sense");

	tcase_add_loop_test(tcase, options_fit_or_do_not, 0, ROWS(cases));
	tcase_add_test(tcase, a_word_that_is_no_option);
	suite_add_tcase(suite, tcase);
	return suite;
}
