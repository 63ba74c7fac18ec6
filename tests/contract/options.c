/* options -- option rows: words, letters, the settings that they fill. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdio.h>
#include <string.h>

#include "contract.h"

/* A letter means the same everywhere, and most options have none. */
static const struct {
	char letter;
	const char *word;
} letters[] = {
	{ '4', "ipv4" },       { '6', "ipv6" },      { 'n', "numeric" }, { 'j', "json" },
	{ 'q', "quiet" },      { 'v', "verbose" },   { 'h', "help" },    { 'V', "version" },
	{ 'u', "udp" },        { 'U', "unix" },      { 'l', "listen" },  { 'k', "keep-accepting" },
	{ 'p', "local-port" }, { 's', "source" },    { 'c', "count" },   { 'i', "interval" },
	{ 't', "ttl" },        { 'I', "interface" }, { 'w', "timeout" }, { 'x', "hex" },
	{ 'z', "probe" },      { 'C', "crlf" },      { 'o', "output" },
};

static const char *letter_word(char letter)
{
	for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++) {
		if (letters[i].letter == letter)
			return letters[i].word;
	}
	return "nothing";
}

static size_t slot_size(enum takes takes)
{
	switch (takes) {
	case TAKES_NOTHING:
		return sizeof(bool);
	case TAKES_COUNT:
	case TAKES_CONSTANT:
	case TAKES_BIT:
	case TAKES_NAME:
	case TAKES_BITS:
		return sizeof(long);
	case TAKES_TEXT:
		return sizeof(const char *);
	case TAKES_TEXTS:
		return sizeof(struct texts);
	case TAKES_NUMBER:
	case TAKES_DURATION:
		return sizeof(int64_t);
	case TAKES_SIZE:
		return sizeof(uint64_t);
	}
	ck_abort_msg("unknown kind of option");
	return 1;
}

static bool takes_value(enum takes takes)
{
	return takes != TAKES_NOTHING && takes != TAKES_COUNT && takes != TAKES_CONSTANT &&
	       takes != TAKES_BIT;
}

static void check_value_words(const char *where, const struct opt *row)
{
	bool named =
		row->takes == TAKES_NAME || row->takes == TAKES_BITS || row->offer == OFFER_REPORT;

	ck_assert_msg(named == (row->names != NULL), "%s: its table of words", where);
	for (const struct name *name = row->names; name && *name->word; name++) {
		ck_assert_msg(name->word[0] && !strpbrk(name->word, ", \t"), "%s: word '%s'", where,
			      name->word);
		for (const struct name *other = row->names; other < name; other++)
			ck_assert_msg(strcmp(other->word, name->word) != 0, "%s: '%s' twice", where,
				      name->word);
	}
}

static void check_option(const char *applet, const struct opt *row, size_t settings_size)
{
	char where[WHERE_MAX];
	size_t size = slot_size(row->takes);

	snprintf(where, sizeof(where), "%s --%s", applet, row->word);
	ck_assert_msg(strlen(row->word) > 1 && word_made_of(row->word, "-"), "%s: no word", where);
	check_sentence(where, opt_help(row), HELP_MAX);
	ck_assert_msg(!row->letter || strcmp(letter_word(row->letter), row->word) == 0,
		      "%s: -%c means %s", where, row->letter, letter_word(row->letter));
	ck_assert_msg(takes_value(row->takes) == (opt_value(row) != NULL), "%s: its value's name",
		      where);
	ck_assert_msg(row->slot + size <= settings_size &&
			      row->slot % (size > sizeof(void *) ? sizeof(void *) : size) == 0,
		      "%s: fills nothing of its settings", where);
	ck_assert_msg(row->takes != TAKES_NUMBER || row->min < row->max, "%s: empty range", where);
	check_value_words(where, row);
}

/* ROW stands once among the rows of OTHERS (up to itself) that exist for FLAGS. */
static void check_once(const char *applet, const struct opt *row, const struct opt *others,
		       unsigned flags)
{
	for (; others && *others->word && others != row; others++) {
		if (!opt_applies(others, flags))
			continue;
		ck_assert_msg(strcmp(others->word, row->word) != 0, "%s: --%s twice", applet,
			      row->word);
		ck_assert_msg(!row->letter || others->letter != row->letter, "%s: -%c twice",
			      applet, row->letter);
	}
}

START_TEST(common_options_are_valid)
{
	for (const struct opt *row = common_options; *row->word; row++) {
		check_option("common", row, sizeof(struct common));
		check_once("common", row, common_options, ~0U);
	}
}
END_TEST

START_TEST(options_are_valid)
{
	const struct applet *applet = contract_applet(_i);

	for (const struct opt *row = applet->options; row && *row->word; row++) {
		check_option(applet->name, row, applet->settings_size);
		check_once(applet->name, row, applet->options, applet_opt_flags(applet));
		check_once(applet->name, row, common_options, applet_opt_flags(applet));
	}
}
END_TEST

/* The row of ROWS that has LETTER. */
static const struct opt *with_letter(const struct opt *rows, char letter, unsigned flags)
{
	for (; rows && *rows->word; rows++)
		if (rows->letter == letter && opt_applies(rows, flags))
			return rows;
	return NULL;
}

static const char *behind_habit(const char *habit)
{
	return text_behind(text_behind(habit));
}

/* What is said of an option is said once, and somebody may come to read it: one that takes nothing
 * is never refused. */
START_TEST(habits_are_valid)
{
	const struct applet *applet = contract_applet(_i);
	unsigned flags = applet_opt_flags(applet);
	for (const char *habit = applet->habits; habit && *habit; habit = behind_habit(habit)) {
		const char *says = text_behind(habit);
		const struct opt *row = NULL;

		if (habit[1] == '\0')
			row = with_letter(applet->options, *habit, 0);
		if (habit[1] == '\0' && !row)
			row = with_letter(common_options, *habit, flags);
		ck_assert_msg(*says && strlen(says) < HELP_MAX, "%s: '%s'", applet->name, says);
		ck_assert_msg(!row || takes_value(row->takes), "%s: -%s", applet->name, habit);
		for (const char *other = behind_habit(habit); *other; other = behind_habit(other))
			ck_assert_msg(strcmp(habit, other) != 0, "%s: %s twice", applet->name,
				      habit);
	}
}
END_TEST

Suite *options_suite(void)
{
	Suite *suite = suite_create("options");
	TCase *once = tcase_create("common"), *each = tcase_create("each");

	tcase_add_test(once, common_options_are_valid);
	suite_add_tcase(suite, once);
	tcase_add_loop_test(each, options_are_valid, 0, contract_count());
	tcase_add_loop_test(each, habits_are_valid, 0, contract_count());
	suite_add_tcase(suite, each);
	return suite;
}
