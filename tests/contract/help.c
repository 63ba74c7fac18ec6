/* help -- what the tables say of themselves fits its columns and leaves nothing out. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdio.h>
#include <string.h>

#include "cli/describe.h"
#include "cli/help.h"
#include "contract.h"

enum { NARROW = 40, WIDE = 80 };

/* No line is wider than COLUMNS, but for one long word behind an indent. */
static void check_fits(const char *where, const char *text, size_t columns)
{
	for (const char *line = text; *line; line += strcspn(line, "\n") + 1) {
		size_t size = strcspn(line, "\n"), indent = strspn(line, " ");
		bool one_word = strcspn(line + indent, " \n") == size - indent;

		ck_assert_msg(size <= columns || one_word, "%s: wider than %zu: %.*s", where,
			      columns, (int)size, line);
		ck_assert_msg(size == 0 || line[size - 1] != ' ', "%s: blanks at the end: %.*s",
			      where, (int)size, line);
		ck_assert_msg(line[size] == '\n', "%s: the last line does not end", where);
	}
}

static void check_mentions(const char *where, const char *text, const struct opt *rows,
			   unsigned flags)
{
	for (; rows && *rows->word; rows++) {
		char word[64];

		if (!opt_applies(rows, flags))
			continue;
		snprintf(word, sizeof(word), "--%s", rows->word);
		ck_assert_msg(strstr(text, word), "%s: says nothing of %s", where, word);
	}
}

START_TEST(help_fits_and_is_whole)
{
	const struct applet *applet = contract_applet(_i);
	struct buf wide = { 0 }, narrow = { 0 };

	help_applet(&wide, applet, WIDE);
	help_applet(&narrow, applet, NARROW);
	check_fits(applet->name, buf_text(&wide), WIDE);
	check_fits(applet->name, buf_text(&narrow), NARROW);
	check_mentions(applet->name, buf_text(&wide), applet->options, applet_opt_flags(applet));
	check_mentions(applet->name, buf_text(&wide), common_options, applet_opt_flags(applet));
	ck_assert_ptr_nonnull(strstr(buf_text(&wide), applet->summary));
	buf_free(&wide);
	buf_free(&narrow);
}
END_TEST

START_TEST(fields_are_all_listed)
{
	const struct applet *applet = contract_applet(_i);
	struct buf text = { 0 };

	help_fields(&text, applet);
	for (const struct record_type *record = applet->records; record->type[0]; record++) {
		for (const struct field *field = record->shape.fields; *field->key; field++)
			ck_assert_msg(strstr(buf_text(&text), field->key), "%s --fields lacks %s",
				      applet->name, field->key);
	}
	buf_free(&text);
}
END_TEST

START_TEST(list_fits)
{
	struct buf list = { 0 }, starter = { 0 };

	help_list(&list);
	help_starter(&starter);
	check_fits("--list", buf_text(&list), WIDE);
	check_fits("starter", buf_text(&starter), WIDE);
	for (unsigned i = 0; i < applets_count; i++)
		ck_assert_ptr_nonnull(strstr(buf_text(&list), applets[i]->name));
	buf_free(&list);
	buf_free(&starter);
}
END_TEST

Suite *help_suite(void)
{
	Suite *suite = suite_create("help");
	TCase *once = tcase_create("list"), *each = tcase_create("each");

	tcase_add_test(once, list_fits);
	suite_add_tcase(suite, once);
	tcase_add_loop_test(each, help_fits_and_is_whole, 0, contract_count());
	tcase_add_loop_test(each, fields_are_all_listed, 0, contract_count());
	suite_add_tcase(suite, each);
	return suite;
}
