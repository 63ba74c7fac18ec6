/* check_json_input -- JSON texts of a command line: a word, lines of a file, and what cannot be
 * read. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "cli/json_input.h"
#include "fault.h"
#include "sockets.h"
#include "suites.h"

static char path[] = "/tmp/check-json-XXXXXX", word[64];
static unsigned descriptors;

static void set_up(void)
{
	strcpy(strrchr(path, '-'), "-XXXXXX");
	close(mkstemp(path));
	snprintf(word, sizeof(word), "@%s", path);
	descriptors = count_descriptors();
}

static void tear_down(void)
{
	unlink(path);
	ck_assert_uint_eq(count_descriptors(), descriptors);
}

static void write_file(const char *text)
{
	FILE *file = fopen(path, "w");

	ck_assert_int_ge(fputs(text, file), 0);
	ck_assert_int_eq(fclose(file), 0);
}

/* "line:text|" for each, and an error's text. */
static bool read_all(struct buf *says, const char *from)
{
	struct json_input input = JSON_INPUT_CLOSED;
	const char *text = "";
	struct err err = { 0 };
	size_t size;
	bool fine = json_input_open(&input, from, &err);

	while (fine && (fine = json_input_next(&input, &text, &size, &err)) && text) {
		buf_printf(says, "%u:", (unsigned)input.line);
		buf_put(says, text, size);
		buf_putc(says, '|');
	}
	if (!fine)
		buf_puts(says, err.text);
	json_input_close(&input);
	json_input_close(&input);
	return fine;
}

static const struct {
	const char *text, *says;
} files[] = {
	{ "", "" },
	{ "\n \t\r\n", "" },
	{ "[1]", "1:[1]|" },
	{ "[1]\n[2]\n", "1:[1]|2:[2]|" },
	{ "\n{\"a\":1} \n\n\n[2]", "2:{\"a\":1} |5:[2]|" },
};

START_TEST(a_file_has_one_a_line)
{
	struct buf says = { 0 };

	write_file(files[_i].text);
	ck_assert(read_all(&says, word));
	ck_assert_str_eq(buf_text(&says), files[_i].says);
	buf_free(&says);
}
END_TEST

START_TEST(a_word_is_one)
{
	struct buf says = { 0 };

	ck_assert(read_all(&says, " [1]\n[2]"));
	ck_assert_str_eq(buf_text(&says), "0: [1]\n[2]|");
	buf_clear(&says);
	ck_assert(!read_all(&says, "@/nosuch/file"));
	ck_assert_ptr_nonnull(strstr(buf_text(&says), "/nosuch/file"));
	buf_free(&says);
}
END_TEST

static bool strange; /* libcheck cannot say so while memory is out */

static void read_once(void)
{
	struct json_input input = JSON_INPUT_CLOSED;
	const char *text = "";
	struct err err = { 0 };
	size_t size;

	if (json_input_open(&input, word, &err))
		while (text && json_input_next(&input, &text, &size, &err))
			;
	json_input_close(&input);
	strange = strange || (text && err.kind == STATUS_OK);
}

START_TEST(every_call_may_fail)
{
	write_file("[1]\n[2]\n");
	ck_assert_uint_gt(fault_sweep("malloc", ENOMEM, read_once), 0);
	ck_assert_uint_gt(fault_sweep("read", EIO, read_once), 0);
	ck_assert(!strange);
}
END_TEST

Suite *json_input_suite(void);
Suite *json_input_suite(void)
{
	Suite *suite = suite_create("json_input");
	TCase *tcase = tcase_create("texts");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, a_file_has_one_a_line, 0, sizeof(files) / sizeof(files[0]));
	tcase_add_test(tcase, a_word_is_one);
	tcase_add_test(tcase, every_call_may_fail);
	suite_add_tcase(suite, tcase);
	return suite;
}
