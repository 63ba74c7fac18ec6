/* fuzz_layout -- any check file: its form says the same, and has a form of its own no more. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "check/layout.h"
#include "check/plan_line.h"
#include "fuzz.h"

enum { SIZE_MAX_HERE = 1 << 14 };

/* The next line of CURSOR that has words. */
static bool next_line(struct plan_line *line, struct plan *plan, const struct plan_file *file,
		      struct cursor *cursor)
{
	while (plan_line_read(line, plan, file, cursor))
		if (line->words)
			return true;
	return false;
}

static bool is_same(const struct shell_word *a, const struct shell_word *b)
{
	for (; a && b; a = a->next, b = b->next)
		if (a->source.size != b->source.size ||
		    memcmp(a->source.at, b->source.at, a->source.size) != 0)
			return false;
	return !a && !b;
}

static struct cursor cursor_of(struct plan *plan, const struct plan_file *file)
{
	return (struct cursor){ .arena = &plan->arena,
				.at = file->text.at,
				.end = file->text.at + file->text.size,
				.line_start = file->text.at,
				.line = 1 };
}

static void check_lines(struct word before, struct word after)
{
	struct plan plan = { 0 };
	struct plan_file file[] = { { .name = "a", .text = before },
				    { .name = "b", .text = after } };
	struct cursor cursor[] = { cursor_of(&plan, &file[0]), cursor_of(&plan, &file[1]) };
	struct plan_line a, b;
	bool has_a, has_b;

	do {
		has_a = next_line(&a, &plan, &file[0], &cursor[0]);
		has_b = next_line(&b, &plan, &file[1], &cursor[1]);
		FUZZ_HOLDS(has_a == has_b);
		FUZZ_HOLDS(!has_a || ((a.at.column == 1) == (b.at.column == 1) &&
				      is_same(a.words, b.words) && is_same(a.expect, b.expect)));
	} while (has_a);
	plan_free(&plan);
}

int fuzz_layout(const uint8_t *data, size_t size)
{
	struct plan plan = { 0 }, again = { 0 };
	struct buf once = { 0 }, twice = { 0 };
	struct word text = { size ? (const char *)data : "", size };

	if (size > SIZE_MAX_HERE || memmem(data, size, "\xef\xbb\xbf", 3))
		return 0;
	layout_put(&once, &plan, "a", text);
	if (plan.fault_count == 0 && once.size > 0) {
		layout_put(&twice, &again, "b", (struct word){ once.data, once.size });
		FUZZ_HOLDS(again.fault_count == 0 && twice.size == once.size &&
			   memcmp(once.data, twice.data, once.size) == 0);
		check_lines(text, (struct word){ once.data, once.size });
	}
	buf_free(&once);
	buf_free(&twice);
	plan_free(&plan);
	plan_free(&again);
	return 0;
}
