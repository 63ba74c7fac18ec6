/* check_wire -- records between processes: every type there and back, and bytes that are none. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/out.h"
#include "cli/wire.h"
#include "fault.h"
#include "made.h"
#include "suites.h"

/* What fails is said on stderr, which has no place here. */
static void silence(void)
{
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	dup2(null, STDERR_FILENO);
	close(null);
}

static const struct common common = { .format = FORMAT_JSON };

/* An output in the child's place, or one in the parent's that keeps its JSON lines. */
static void begin(struct out *out, bool child)
{
	struct err err = { 0 };

	ck_assert(out_begin(out, &made_each, &common, &err));
	out->batch = true;
	if (child)
		out_use_wire(out);
}

static void put_records(struct out *out)
{
	struct err err = { 0 };
	struct row *row = out_record(out, &made_records[RESULT]);

	row_text(row, WORD, "full");
	made_fill(row);
	out_done(out, STATUS_ANSWERED);
	out_record(out, &made_records[EVENT]);
	out_done(out, STATUS_OK);
	err_errno(&err, ECONNREFUSED, "no %s", "luck");
	row_text(out_record(out, &made_records[RESULT]), TEXT, "");
	out_fail(out, &err);
	row_empty(out_record(out, &made_records[RESULT]), WORDS);
	out_done(out, STATUS_OK);
}

/* Read all frames of SIZE bytes; false where one is malformed. */
static bool read_frames(struct out *out, const char *data, size_t size)
{
	enum wire_kind kind;
	const char *body;
	size_t body_size, whole;

	while (size > 0) {
		if (!wire_next(&kind, &body, &body_size, &whole, data, size))
			return false;
		if (kind != WIRE_RECORD || !wire_read_record(out, body, body_size))
			return false;
		data += whole;
		size -= whole;
	}
	return true;
}

START_TEST(records_come_over_as_they_are)
{
	struct out child, parent, own;

	begin(&child, true);
	begin(&parent, false);
	begin(&own, false);
	put_records(&child);
	put_records(&own);
	ck_assert(read_frames(&parent, child.text.data, child.text.size));
	ck_assert_str_eq(buf_text(&parent.text), buf_text(&own.text));
	ck_assert_int_eq(parent.worst, own.worst);
	ck_assert_uint_eq(parent.results, 3);
	ck_assert_int_eq(child.worst, STATUS_OK); /* it judges nothing */
	out_close(&child);
	out_close(&parent);
	out_close(&own);
}
END_TEST

START_TEST(a_part_of_a_frame_is_not_whole)
{
	struct out child;
	enum wire_kind kind;
	const char *body;
	size_t size, whole;

	begin(&child, true);
	put_records(&child);
	ck_assert(wire_next(&kind, &body, &size, &whole, child.text.data, child.text.size));
	for (size_t part = 0; part < whole; part++) {
		size_t needed = 0;
		char *exact = malloc(part + 1);

		memcpy(exact, child.text.data, part);
		ck_assert(!wire_next(&kind, &body, &size, &needed, exact, part));
		ck_assert_uint_eq(needed, part < WIRE_HEAD_SIZE ? WIRE_HEAD_SIZE : whole);
		free(exact);
	}
	out_close(&child);
}
END_TEST

/* A body that ends too early, at every byte, or goes on, is refused, and nothing is printed. */
START_TEST(a_body_has_its_size)
{
	struct out child, parent;
	enum wire_kind kind;
	const char *body;
	size_t size, whole;

	begin(&child, true);
	begin(&parent, false);
	put_records(&child);
	ck_assert(wire_next(&kind, &body, &size, &whole, child.text.data, child.text.size));
	for (size_t part = 0; part <= size + 1; part++) {
		char *exact = calloc(1, part + 1);

		memcpy(exact, body, part < size ? part : size);
		ck_assert_int_eq(wire_read_record(&parent, exact, part), part == size);
		ck_assert(!parent.begun);
		free(exact);
	}
	ck_assert_uint_eq(parent.results, 1);
	out_close(&child);
	out_close(&parent);
}
END_TEST

/* clang-format off */
static const struct { unsigned char head[5]; } bad_heads[] = {
	{ { 0, 0, 0, 0, WIRE_RECORD } }, { { 4, 0, 0, 0, WIRE_RECORD } }, { { 1, 0, 0, 4, WIRE_RECORD } },
	{ { 255, 255, 255, 255, WIRE_RECORD } }, { { 5, 0, 0, 0, 3 } }, { { 5, 0, 0, 0, 128 } }, { { 5, 0, 0, 0, 255 } },
};
/* clang-format on */

START_TEST(a_frame_that_cannot_be)
{
	enum wire_kind kind;
	const char *body;
	size_t size, whole = 0;

	ck_assert(!wire_next(&kind, &body, &size, &whole, (const char *)bad_heads[_i].head, 5));
	ck_assert_uint_eq(whole, SIZE_MAX);
}
END_TEST

/* Every byte of a record changed to every value: read or refused, but neither a crash nor a lie. */
START_TEST(hostile_bytes)
{
	struct out child, parent;
	enum wire_kind kind;
	const char *body;
	size_t size, whole;
	char *changed;

	begin(&child, true);
	begin(&parent, false);
	put_records(&child);
	ck_assert(wire_next(&kind, &body, &size, &whole, child.text.data, child.text.size));
	changed = malloc(size);
	for (size_t at = 0; at < size; at++)
		for (int value = 0; value<256; value += rounds(20)> 1 ? 1 : 15) {
			memcpy(changed, body, size);
			changed[at] = (char)value;
			wire_read_record(&parent, changed, size);
			buf_clear(&parent.text);
		}
	free(changed);
	out_close(&child);
	out_close(&parent);
}
END_TEST

static bool lied;

static void pass_once(void)
{
	struct err err = { 0 };
	struct out child, parent;

	if (out_begin(&child, &made_each, &common, &err) &&
	    out_begin(&parent, &made_each, &common, &err)) {
		out_use_wire(&child);
		parent.batch = true;
		put_records(&child);
		if (!child.text.failed && read_frames(&parent, child.text.data, child.text.size) &&
		    !parent.write_errno && parent.results != 3)
			lied = true;
	}
	out_close(&child);
	out_close(&parent);
}

START_TEST(survives_no_memory)
{
	ck_assert_uint_gt(fault_sweep("malloc", ENOMEM, pass_once), 4);
	ck_assert(!lied);
}
END_TEST

Suite *wire_suite(void)
{
	Suite *suite = suite_create("wire");
	TCase *tcase = tcase_create("wire");

	tcase_add_checked_fixture(tcase, silence, NULL);
	tcase_add_test(tcase, records_come_over_as_they_are);
	tcase_add_test(tcase, a_part_of_a_frame_is_not_whole);
	tcase_add_test(tcase, a_body_has_its_size);
	tcase_add_loop_test(tcase, a_frame_that_cannot_be, 0,
			    (int)(sizeof(bad_heads) / sizeof(bad_heads[0])));
	tcase_add_test(tcase, hostile_bytes);
	tcase_add_test(tcase, survives_no_memory);
	suite_add_tcase(suite, tcase);
	return suite;
}
