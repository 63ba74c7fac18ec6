/* check_keys -- what of a terminal's bytes is held until it is whole. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fault.h"
#include "line/keys.h"
#include "suites.h"

/* What the editor gets of TEXT, with a '|' behind each step that lets it go. */
static void pass(struct buf *seen, struct keys *keys, const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		enum keys_step step = keys_add(keys, text[i]);
		int byte;

		if (step == KEYS_WAIT)
			continue;
		while ((byte = keys_next(keys)) >= 0)
			buf_putc(seen, (char)byte);
		buf_putc(seen, step == KEYS_LOST ? '!' : '|');
	}
}

static const struct {
	bool utf8;
	const char *text, *seen;
} cases[] = {
	{ false, "ab\r", "a|b|\r|" },
	{ false, "\xc3\xa9", "\xc3|\xa9|" },
	{ true, "\xc3\xa9x", "\xc3\xa9|x|" },
	{ true, "\xe6\x97\xa5\xf0\x9f\x98\x80", "\xe6\x97\xa5|\xf0\x9f\x98\x80|" },
	{ true, "\xc3x\xa9", "\xc3x|\xa9|" },
	{ true, "\xc3\xc3\xc3\xc3", "\xc3\xc3|\xc3\xc3|" },
	{ true, "\x1b[A\x1b", "\x1b|[|A|\x1b|" },
	{ true, "\x1b[200~a\rb\x1b[201~c", "\x1b|[|2|0|0|~a\rb\x1b[201~|c|" },
	{ true, "\x1b\x1b[200~a\x1b[A\x1b\x1b[201~", "\x1b|\x1b|[|2|0|0|~a\x1b[A\x1b\x1b[201~|" },
	{ true, "\x1b[200~\xc3\x1b[201~", "\x1b|[|2|0|0|~\xc3\x1b[201~|" },
	{ true, "\x1b[20~\x1b[201~", "\x1b|[|2|0|~|\x1b|[|2|0|1|~|" },
	{ true, "\x1b[200~never ends", "\x1b|[|2|0|0|" },
};

START_TEST(test_held)
{
	struct keys keys = { .utf8 = cases[_i].utf8 };
	struct buf seen = { 0 };

	pass(&seen, &keys, cases[_i].text, strlen(cases[_i].text));
	ck_assert_str_eq(buf_text(&seen), cases[_i].seen);
	keys_drop(&keys);
	ck_assert(!keys_wait(&keys) && !keys.pasting);
	ck_assert_int_eq(keys_next(&keys), -1);
	buf_free(&seen);
	keys_free(&keys);
	keys_free(&keys);
}
END_TEST

/* With MORE bytes inside: of the largest paste that is held, and of one byte more. */
static void paste(struct buf *seen, size_t more)
{
	struct keys keys = { 0 };
	char *text = malloc(more);

	ck_assert_ptr_nonnull(text);
	memset(text, 'x', more);
	pass(seen, &keys, "\x1b[200~", 6);
	pass(seen, &keys, text, more);
	pass(seen, &keys, "\x1b[201~y", 7);
	free(text);
	keys_free(&keys);
}

START_TEST(test_large)
{
	struct buf seen = { 0 };
	const size_t most = KEYS_PASTE_MAX - 7; /* '~' and the mark of the end are held too */

	paste(&seen, most);
	ck_assert_uint_eq(seen.size, 10 + 1 + most + 6 + 1 + 2);
	buf_free(&seen);
	paste(&seen, most + 1);
	ck_assert_str_eq(buf_text(&seen), "\x1b|[|2|0|0|~\x1b[201~!y|");
	buf_free(&seen);
}
END_TEST

static void pass_some(void)
{
	static const char text[] = "a\x1b[200~some words that are pasted\x1b[201~b";
	struct keys keys = { .utf8 = true };

	for (size_t i = 0; i < sizeof(text) - 1; i++)
		if (keys_add(&keys, text[i]) != KEYS_WAIT)
			while (keys_next(&keys) >= 0)
				;
	if (keys.pasting || keys.spilled || keys_wait(&keys))
		abort();
	keys_free(&keys);
}

START_TEST(test_no_memory)
{
	ck_assert_uint_gt(fault_sweep("malloc", ENOMEM, pass_some), 0);
}
END_TEST

Suite *keys_suite(void)
{
	Suite *suite = suite_create("keys");
	TCase *tcase = tcase_create("keys");

	tcase_add_loop_test(tcase, test_held, 0, sizeof(cases) / sizeof(cases[0]));
	tcase_add_test(tcase, test_large);
	tcase_add_test(tcase, test_no_memory);
	suite_add_tcase(suite, tcase);
	return suite;
}
