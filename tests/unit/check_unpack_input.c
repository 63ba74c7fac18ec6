/* check_unpack_input -- bytes of words and files: messages, mistakes, and when it is enough. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/unpack_input.h"
#include "fault.h"
#include "sockets.h"
#include "suites.h"

static struct pack_format format;
static struct buf says;
static unsigned most; /* messages that are wanted */
static char path[] = "/tmp/check-unpack-XXXXXX";
static unsigned descriptors;

static void set_up(void)
{
	descriptors = count_descriptors();
	says = (struct buf){ 0 };
	most = 100;
	strcpy(strrchr(path, '-'), "-XXXXXX");
	close(mkstemp(path));
}

static void tear_down(void)
{
	pack_format_free(&format);
	buf_free(&says);
	unlink(path);
	ck_assert_uint_eq(count_descriptors(), descriptors);
}

static bool hear(void *context, const struct message *message)
{
	if (context != &says)
		return false;
	buf_printf(&says, "%u:", (unsigned)message->offset);
	buf_puthex(&says, message->data, format.size);
	buf_putc(&says, '|');
	return --most > 0;
}

static bool hear_failure(void *context, const struct err *err)
{
	buf_printf(&says, "%s|", err->text);
	return context == &says;
}

static struct unpack_input input_of(const char *text)
{
	struct err err = { 0 };

	ck_assert_msg(pack_format_read(&format, text, &err), "%s", err.text);
	return (struct unpack_input){
		.format = &format, .message = hear, .failure = hear_failure, .context = &says
	};
}

static const struct {
	const char *format;
	enum encoding encoding;
	enum frame frame;
	unsigned most;
	const char *text[4], *says;
	bool fine;
} rows[] = {
	{ ">h", ENCODING_HEX, FRAME_NONE, 9, { "0001", "00 02" }, "0:0001|2:0002|", true },
	{ ">h", ENCODING_HEX, FRAME_NONE, 9, { "00", "01" }, "0:0001|", true },
	{ ">h", ENCODING_HEX, FRAME_NONE, 9, { "0001000", "2" }, "0:0001|", false },
	{ ">h", ENCODING_HEX, FRAME_NONE, 9, { "0001", "0" }, "0:0001|", false },
	{ ">h", ENCODING_HEX, FRAME_NONE, 9, { "000102" }, "0:0001|", false },
	{ ">h", ENCODING_HEX, FRAME_NONE, 1, { "000102zz" }, "0:0001|", false },
	{ ">h", ENCODING_HEX, FRAME_NONE, 1, { "000102" }, "0:0001|", true },
	{ ">h", ENCODING_BASE64, FRAME_NONE, 9, { "AAE", "AAg==" }, "0:0001|2:0002|", true },
	{ ">h",
	  ENCODING_HEX,
	  FRAME_U8,
	  9,
	  { "02000101", "ff", "020002" },
	  "1:0001|byte 3 begins a message of 1 bytes: the format takes 2|6:0002|",
	  true },
	{ "", ENCODING_HEX, FRAME_NONE, 9, { "" }, "0:|", true },
	{ "",
	  ENCODING_HEX,
	  FRAME_NONE,
	  9,
	  { "00" },
	  "byte 0 is surplus: the format takes no bytes|",
	  true },
};

START_TEST(words_are_read)
{
	struct unpack_input input = input_of(rows[_i].format);
	char *words[5] = { 0 };
	struct err err = { 0 };

	for (unsigned i = 0; i < 4; i++)
		words[i] = (char *)(uintptr_t)rows[_i].text[i];
	most = rows[_i].most;
	input.encoding = rows[_i].encoding;
	input.frame = rows[_i].frame;
	input.words = words;
	ck_assert_msg(unpack_input_read(&input, &err) == rows[_i].fine, "%s", err.text);
	ck_assert_str_eq(buf_text(&says), rows[_i].says);
	ck_assert_int_eq(err.kind, rows[_i].fine ? STATUS_OK : STATUS_INVALID);
	ck_assert(!input.is_bare);
}
END_TEST

static void write_file(const char *data, size_t size)
{
	FILE *file = fopen(path, "w");

	ck_assert_uint_eq(fwrite(data, 1, size, file), size);
	ck_assert_int_eq(fclose(file), 0);
}

START_TEST(a_file_is_read)
{
	struct unpack_input input = input_of(">h");
	struct err err = { 0 };

	input.path = path;
	write_file("00\n01 0002\n", 11);
	ck_assert_msg(unpack_input_read(&input, &err), "%s", err.text);
	ck_assert_str_eq(buf_text(&says), "0:0001|2:0002|");
	write_file("0001\0\x80", 6);
	ck_assert(!unpack_input_read(&input, &err));
	ck_assert(input.is_bare);
	write_file("0001zz", 6);
	ck_assert(!unpack_input_read(&input, &err));
	ck_assert(!input.is_bare);
	input.encoding = ENCODING_RAW;
	write_file("\0\1", 2);
	buf_clear(&says);
	ck_assert(unpack_input_read(&input, &err));
	ck_assert_str_eq(buf_text(&says), "0:0001|");
	input.path = "/nosuch/file";
	ck_assert(!unpack_input_read(&input, &err));
	ck_assert_int_eq(err.kind, STATUS_LACKING);
}
END_TEST

static bool strange; /* libcheck cannot say so while memory is out */

static void read_so(struct unpack_input *input)
{
	struct err err = { 0 };

	strange = strange || (!unpack_input_read(input, &err) && err.kind != STATUS_LACKING);
}

static void read_once(void)
{
	static char *const words[] = { "0001", "0002", NULL };
	struct unpack_input input = { .format = &format,
				      .words = words,
				      .message = hear,
				      .failure = hear_failure,
				      .context = &says };

	most = 100;
	read_so(&input);
	input.path = path;
	read_so(&input);
}

START_TEST(every_call_may_fail)
{
	input_of(">h");
	write_file("0001", 4);
	ck_assert_uint_gt(fault_sweep("malloc", ENOMEM, read_once), 1);
	ck_assert_uint_gt(fault_sweep("read", EIO, read_once), 0);
	ck_assert(!strange);
}
END_TEST

Suite *unpack_input_suite(void);
Suite *unpack_input_suite(void)
{
	Suite *suite = suite_create("unpack_input");
	TCase *tcase = tcase_create("input");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, words_are_read, 0, sizeof(rows) / sizeof(rows[0]));
	tcase_add_test(tcase, a_file_is_read);
	tcase_add_test(tcase, every_call_may_fail);
	suite_add_tcase(suite, tcase);
	return suite;
}
