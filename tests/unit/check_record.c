/* check_record -- rows of values: scalars, lists, objects, what is unset, no row at all. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <signal.h>
#include <string.h>

#include "fault.h"
#include "made.h"
#include "suites.h"

static const struct shape *const shape = &made_records[RESULT].shape;

START_TEST(fresh_row_is_unset)
{
	struct arena arena = { 0 };
	struct row *row = row_begin(&arena, shape, 5);

	ck_assert_uint_eq(shape_count(shape), PLACES + 1);
	for (unsigned i = 0; i < shape_count(shape); i++)
		ck_assert_int_eq(row->values[i].state, VALUE_UNSET);
	ck_assert(row_wants(row, 0) && !row_wants(row, 1) && row_wants(row, 2));
	ck_assert(!row_has_answer(row));
	row_text(row, WORD, "asked");
	ck_assert(!row_has_answer(row));
	row_bool(row, FLAG, false);
	ck_assert(row_has_answer(row));
	arena_free(&arena);
}
END_TEST

START_TEST(scalars_keep_their_last_value)
{
	struct arena arena = { 0 };
	struct row *row = row_begin(&arena, shape, 0);
	char text[] = "first";

	row_text(row, TEXT, text);
	memset(text, 'x', sizeof(text));
	ck_assert_str_eq(row->values[TEXT].as.text.data, "first");
	row_bytes(row, TEXT, "a\0b", 3);
	ck_assert_uint_eq(row->values[TEXT].as.text.size, 3);
	ck_assert_mem_eq(row->values[TEXT].as.text.data, "a\0b", 4);
	row_text(row, TEXT, NULL);
	ck_assert_uint_eq(row->values[TEXT].as.text.size, 3);
	row_int(row, OFFSET, INT64_MIN);
	ck_assert_int_eq(row->values[OFFSET].as.integer, INT64_MIN);
	row_uint(row, SIZE_BYTES, UINT64_MAX);
	ck_assert_uint_eq(row->values[SIZE_BYTES].as.whole, UINT64_MAX);
	arena_free(&arena);
}
END_TEST

START_TEST(lists_append)
{
	static char *const words[] = { "b", "c", NULL };
	struct arena arena = { 0 };
	struct row *row = row_begin(&arena, shape, 0);
	const char *expected = "abc";

	row_empty(row, NUMBERS);
	ck_assert_int_eq(row->values[NUMBERS].state, VALUE_LIST);
	ck_assert_uint_eq(row->values[NUMBERS].as.list.count, 0);
	row_texts(row, WORDS, NULL);
	ck_assert_int_eq(row->values[WORDS].state, VALUE_LIST);
	row_text(row, WORDS, "a");
	row_text(row, WORDS, NULL);
	row_texts(row, WORDS, words);
	row_empty(row, WORDS);
	ck_assert_uint_eq(row->values[WORDS].as.list.count, 3);
	for (struct item *item = row->values[WORDS].as.list.first; item; item = item->next)
		ck_assert_int_eq(item->value.as.text.data[0], *expected++);
	ck_assert_int_eq(*expected, '\0');
	arena_free(&arena);
}
END_TEST

START_TEST(objects_are_rows)
{
	struct arena arena = { 0 };
	struct row *row = row_begin(&arena, shape, 0);
	struct row *one = row_object(row, PLACE), *many = row_object(row, PLACES);

	ck_assert_ptr_eq(row->values[PLACE].as.row, one);
	ck_assert_ptr_eq(row->values[PLACES].as.list.first->value.as.row, many);
	ck_assert(row_wants(many, 1));
	ck_assert_ptr_ne(row_object(row, PLACES), many);
	ck_assert_uint_eq(row->values[PLACES].as.list.count, 2);
	arena_free(&arena);
}
END_TEST

/* Where memory was out there is no row: nothing happens, and nothing is wanted. */
START_TEST(no_row_takes_everything)
{
	made_fill(NULL);
	row_empty(NULL, WORDS);
	row_texts(NULL, WORDS, NULL);
	ck_assert_ptr_null(row_object(NULL, PLACES));
	ck_assert(!row_wants(NULL, 0));
}
END_TEST

START_TEST(wrong_type_is_a_bug)
{
	struct arena arena = { 0 };
	struct row *row = row_begin(&arena, shape, 0);

	if (_i == 0)
		row_int(row, SIZE_BYTES, 1);
	else if (_i == 1)
		row_text(row, FLAG, "x");
	else if (_i == 2)
		row_object(row, WORDS);
	else
		row_real(row, OFFSET, 1);
}
END_TEST

START_TEST(head_says_how_it_went)
{
	struct arena arena = { 0 };
	struct err err = { .kind = STATUS_REFUSED, .number = ECONNREFUSED, .text = "no" };
	struct record record = {
		.type = made_records, .is_result = true, .status = STATUS_REFUSED, .err = &err
	};
	struct row *head = record_head(&record, &arena), *error;

	ck_assert_str_eq(head->values[HEAD_TYPE].as.text.data, "result");
	ck_assert_str_eq(head->values[HEAD_STATUS].as.text.data, "refused");
	error = head->values[HEAD_ERROR].as.row;
	ck_assert_str_eq(error->values[0].as.text.data, "refused");
	ck_assert_str_eq(error->values[1].as.text.data, "ECONNREFUSED");
	ck_assert_str_eq(error->values[2].as.text.data, "no");
	record.err = NULL;
	record.status = STATUS_OPEN;
	head = record_head(&record, &arena);
	ck_assert_str_eq(head->values[HEAD_STATUS].as.text.data, "open");
	ck_assert_int_eq(head->values[HEAD_ERROR].state, VALUE_UNSET);
	record = (struct record){ .type = &made_records[EVENT] };
	head = record_head(&record, &arena);
	ck_assert_uint_eq(shape_count(head->shape), 1);
	arena_free(&arena);
}
END_TEST

static bool lied;

static void fill_once(void)
{
	struct arena arena = { 0 };
	struct row *row = row_begin(&arena, shape, 0);
	static char big[10000];

	made_fill(row);
	for (int i = 0; i < 100; i++) {
		row_bytes(row, TEXT, big, sizeof(big));
		made_fill(row);
	}
	if (!arena.failed && (!row || row->values[PLACES].as.list.count != 202))
		lied = true;
	arena_free(&arena);
}

START_TEST(survives_no_memory)
{
	ck_assert_uint_gt(fault_sweep("malloc", ENOMEM, fill_once), 20);
	ck_assert(!lied);
}
END_TEST

Suite *record_suite(void)
{
	Suite *suite = suite_create("record");
	TCase *tcase = tcase_create("record");

	tcase_add_test(tcase, fresh_row_is_unset);
	tcase_add_test(tcase, scalars_keep_their_last_value);
	tcase_add_test(tcase, lists_append);
	tcase_add_test(tcase, objects_are_rows);
	tcase_add_test(tcase, no_row_takes_everything);
	if (forks())
		tcase_add_loop_test_raise_signal(tcase, wrong_type_is_a_bug, SIGILL, 0, 4);
	tcase_add_test(tcase, head_says_how_it_went);
	tcase_add_test(tcase, survives_no_memory);
	suite_add_tcase(suite, tcase);
	return suite;
}
