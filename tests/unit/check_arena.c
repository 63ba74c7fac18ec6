/* check_arena -- memory in pieces: aligned, apart, released at once. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "fault.h"
#include "suites.h"

static const size_t sizes[] = { 0, 1, 15, 16, 17, 100, 4095, 4096, 4097, 10000, 1, 4080, 16, 1 };
enum { COUNT = sizeof(sizes) / sizeof(sizes[0]) };

/* Take all the sizes and fill each piece with its number; false where memory was out. */
static bool take_all(struct arena *arena, unsigned char **piece)
{
	for (size_t i = 0; i < COUNT; i++) {
		piece[i] = arena_take(arena, sizes[i]);
		if (!piece[i])
			return false;
		memset(piece[i], (int)i, sizes[i]);
	}
	return true;
}

START_TEST(pieces_are_apart_and_aligned)
{
	struct arena arena = { 0 };
	unsigned char *piece[COUNT];

	for (int round = 0; round < 3; round++) {
		ck_assert(take_all(&arena, piece));
		for (size_t i = 0; i < COUNT; i++) {
			ck_assert_uint_eq((uintptr_t)piece[i] % _Alignof(max_align_t), 0);
			for (size_t j = 0; j < sizes[i]; j++)
				ck_assert_uint_eq(piece[i][j], i);
		}
		arena_reset(&arena);
	}
	arena_free(&arena);
	arena_free(&arena);
}
END_TEST

START_TEST(copies_with_a_nul_behind)
{
	struct arena arena = { 0 };

	ck_assert_str_eq(arena_copy(&arena, "abcdef", 3), "abc");
	ck_assert_str_eq(arena_copy(&arena, "", 0), "");
	ck_assert_mem_eq(arena_copy(&arena, "a\0b", 3), "a\0b", 4);
	arena_free(&arena);
}
END_TEST

START_TEST(impossible_sizes_fail)
{
	static const size_t impossible[] = { SIZE_MAX, SIZE_MAX - 1, SIZE_MAX - 15, SIZE_MAX - 16,
					     SIZE_MAX / 2 + 1 };
	struct arena arena = { 0 };

	for (size_t i = 0; i < sizeof(impossible) / sizeof(impossible[0]); i++) {
		ck_assert_ptr_null(arena_take(&arena, impossible[i]));
		ck_assert(arena.failed);
		arena_reset(&arena);
		ck_assert(!arena.failed);
		ck_assert_ptr_nonnull(arena_take(&arena, 1));
	}
	arena_free(&arena);
}
END_TEST

static bool lied;

static void take_once(void)
{
	struct arena arena = { 0 };
	unsigned char *piece[COUNT];

	if (take_all(&arena, piece) == arena.failed)
		lied = true;
	arena_reset(&arena);
	arena_copy(&arena, "abc", 3);
	arena_free(&arena);
}

START_TEST(survives_no_memory)
{
	ck_assert_uint_gt(fault_sweep("malloc", ENOMEM, take_once), 3);
	ck_assert(!lied);
}
END_TEST

Suite *arena_suite(void)
{
	Suite *suite = suite_create("arena");
	TCase *tcase = tcase_create("arena");

	tcase_add_test(tcase, pieces_are_apart_and_aligned);
	tcase_add_test(tcase, copies_with_a_nul_behind);
	tcase_add_test(tcase, impossible_sizes_fail);
	tcase_add_test(tcase, survives_no_memory);
	suite_add_tcase(suite, tcase);
	return suite;
}
