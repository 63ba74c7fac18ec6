/* check_help_page -- what `help`, `apropos` and the tour print: within the width, and without
 * memory. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "fault.h"
#include "help/help_entry.h"
#include "help/help_page.h"
#include "help/tour.h"
#include "suites.h"

/* The widest line of TEXT, and how many there are. */
static size_t widest(struct buf *text, size_t *count)
{
	struct word rest = word_of(buf_text(text)), line;
	size_t most = 0;

	*count = 0;
	while (line_take(&line, &rest)) {
		most = line.size > most ? line.size : most;
		++*count;
	}
	return most;
}

static const unsigned widths[] = { 20, 40, 79, 80, 200 };

START_TEST(overview_fits)
{
	struct buf text = { 0 };
	size_t count;

	help_overview(&text, widths[_i]);
	ck_assert_uint_le(widest(&text, &count), widths[_i]);
	if (widths[_i] == 80)
		ck_assert_uint_lt(count, HELP_ROWS);
	buf_free(&text);
}
END_TEST

START_TEST(pages_fit)
{
	struct help_entry entry;

	for (unsigned at = 0; help_entry_at(&entry, at); at++) {
		struct buf text = { 0 };
		size_t count;

		ck_assert(help_page(&text, entry.name, widths[_i]));
		ck_assert_msg(widest(&text, &count) <= widths[_i], "%s at %u", entry.name,
			      widths[_i]);
		ck_assert_uint_gt(count, 1);
		buf_free(&text);
	}
}
END_TEST

/* What a group has, nobody else has; and nothing is left out. */
START_TEST(groups_are_whole)
{
	struct help_entry entry;

	for (unsigned at = 0; help_entry_at(&entry, at); at++) {
		unsigned count = 0;

		for (const struct help_group *group = help_groups; *group->name; group++)
			count += help_group_has(group, &entry);
		ck_assert_msg(count == (entry.kind == HELP_GROUP ? 0 : 1), "%s is in %u groups",
			      entry.name, count);
	}
}
END_TEST

/* The longest texts use their room up, with a NUL behind. */
START_TEST(texts_end)
{
	ck_assert_uint_ge(tour_count(), 12);
	ck_assert_uint_lt(tour_count(), TOUR_STEPS_MAX);
	for (unsigned i = 0; i < tour_count(); i++)
		ck_assert_uint_lt(strnlen(tour_steps[i], TOUR_STEP_SIZE), TOUR_STEP_SIZE);
	for (const struct help_topic *row = help_topics; *row->name; row++)
		ck_assert_uint_lt(strnlen(row->text, HELP_TOPIC_SIZE), HELP_TOPIC_SIZE);
	for (const struct help_word *row = help_words; *row->name; row++)
		ck_assert_uint_lt(strnlen(row->prose, HELP_PROSE_SIZE), HELP_PROSE_SIZE);
}
END_TEST

static void put_all(void)
{
	static char socket[] = "socket", bytes[] = "bytes";
	char *const words[] = { socket, bytes };
	struct buf text = { 0 };

	help_overview(&text, 80);
	help_page(&text, "tour", 80);
	help_page(&text, "options", 40);
	help_page(&text, "kill", 40);
	help_search(&text, words, 2, 80);
	tour_put_step(&text, 3, 40);
	buf_free(&text);
}

START_TEST(survives_no_memory)
{
	ck_assert_uint_gt(fault_sweep("malloc", ENOMEM, put_all), 10);
}
END_TEST

Suite *help_page_suite(void)
{
	Suite *suite = suite_create("help_page");
	TCase *one = tcase_create("pages");
	int count = (int)(sizeof(widths) / sizeof(widths[0]));

	tcase_add_loop_test(one, overview_fits, 0, count);
	tcase_add_loop_test(one, pages_fit, 0, count);
	tcase_add_test(one, groups_are_whole);
	tcase_add_test(one, texts_end);
	tcase_add_test(one, survives_no_memory);
	suite_add_tcase(suite, one);
	return suite;
}
