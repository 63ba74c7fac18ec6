/* applets -- the registry, and the head and the examples of every applet. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "bench/verb.h"
#include "contract.h"

enum { NAME_MAX_SIZE = 17, SUMMARY_MAX = 60 };

START_TEST(names_are_sorted)
{
	ck_assert_uint_gt(applets_count, 0);
	for (unsigned i = 1; i < applets_count; i++)
		ck_assert_str_lt(applets[i - 1]->name, applets[i]->name);
	for (unsigned i = 1; i < verbs_count; i++)
		ck_assert_str_lt(verbs[i - 1]->name, verbs[i]->name);
	for (unsigned i = 0; i < verbs_count; i++) {
		ck_assert_ptr_null(applet_find(verbs[i]->name));
		ck_assert_ptr_eq(verb_find(verbs[i]->name), verbs[i]);
	}
}
END_TEST

START_TEST(applet_is_whole)
{
	const struct applet *applet = contract_applet(_i);
	unsigned both = APPLET_OVERLAPS | APPLET_OFFLINE;

	ck_assert_msg(word_made_of(applet->name, "-_"), "%s: not a lower case word", applet->name);
	ck_assert_uint_le(strlen(applet->name), NAME_MAX_SIZE);
	check_sentence(applet->name, applet->summary, SUMMARY_MAX);
	ck_assert_msg(applet->run, "%s: does nothing", applet->name);
	ck_assert_ptr_nonnull(applet->records);
	ck_assert_msg((applet->flags & both) != both, "%s: waits for others, yet is offline",
		      applet->name);
	ck_assert_msg(applet->settings_size > 0 || !applet->options, "%s: options without settings",
		      applet->name);
	ck_assert_msg(applet->settings_size > 0 || !applet->defaults,
		      "%s: defaults without settings", applet->name);
}
END_TEST

START_TEST(statuses_are_known)
{
	ck_assert_uint_eq(contract_applet(_i)->statuses >> STATUS_COUNT, 0);
}
END_TEST

START_TEST(operands_are_valid)
{
	const struct applet *applet = contract_applet(_i);

	for (const struct operand *row = applet->operands; row && row->value[0]; row++) {
		ck_assert_msg(strnlen(row->value, sizeof(row->value)) < sizeof(row->value) &&
				      strnlen(row->help, sizeof(row->help)) < sizeof(row->help),
			      "%s: an operand's texts do not fit", applet->name);
		check_sentence(applet->name, row->help, HELP_MAX);
		ck_assert_msg(row->min >= 0 && row->max >= 1 && row->min <= row->max,
			      "%s %s: %d to %d", applet->name, row->value, row->min, row->max);
		ck_assert_msg(row->max != MANY || !row[1].value[0],
			      "%s %s: MANY before another operand", applet->name, row->value);
		ck_assert_msg(!strpbrk(row->value, "abcdefghijklmnopqrstuvwxyz "),
			      "%s %s: not upper case", applet->name, row->value);
	}
}
END_TEST

/* An applet's begins with its name; in a verb's it may stand behind "x = ". */
static bool is_example_of(const char *name, const char *command, bool is_verb)
{
	const char *found = is_verb ? strstr(command, name) : command;
	size_t size = strlen(name);

	return found && strncmp(found, name, size) == 0 &&
	       (found[size] == ' ' || found[size] == '\0');
}

START_TEST(examples_are_valid)
{
	const struct applet *applet = contract_applet(_i);

	ck_assert_msg(applet->examples && applet->examples[0].command[0], "%s: no example",
		      applet->name);
	for (const struct example *row = applet->examples; row->command[0]; row++) {
		ck_assert_msg(strnlen(row->command, sizeof(row->command)) < sizeof(row->command) &&
				      strnlen(row->says, sizeof(row->says)) < sizeof(row->says),
			      "%s: an example's texts do not fit", applet->name);
		ck_assert_msg(is_example_of(applet->name, row->command, _i >= (int)applets_count),
			      "%s: example '%s'", applet->name, row->command);
		check_sentence(row->command, row->says, HELP_MAX);
	}
}
END_TEST

Suite *applets_suite(void)
{
	Suite *suite = suite_create("applets");
	TCase *once = tcase_create("registry"), *each = tcase_create("each");
	int count = contract_count();

	tcase_add_test(once, names_are_sorted);
	suite_add_tcase(suite, once);
	tcase_add_loop_test(each, applet_is_whole, 0, count);
	tcase_add_loop_test(each, statuses_are_known, 0, count);
	tcase_add_loop_test(each, operands_are_valid, 0, count);
	tcase_add_loop_test(each, examples_are_valid, 0, count);
	suite_add_tcase(suite, each);
	return suite;
}
