/* check_script -- transcripts: written, read back as the same, refused where they make no sense. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/fd.h"
#include "fault.h"
#include "pipe/script.h"
#include "suites.h"

/* ---- there and back ------------------------------------------------------------------------- */

static const struct transcript_line lines[] = {
	{ .kind = TRANSCRIPT_HEAD, .side = SIDE_CLIENT, .transport = TRANSPORT_TCP },
	{ .kind = TRANSCRIPT_OPEN, .conn = 1 },
	{ .kind = TRANSCRIPT_DATA,
	  .conn = 1,
	  .side = SIDE_SERVER,
	  .data = "220 \"hi\"\r\n",
	  .size = 10 },
	{ .kind = TRANSCRIPT_DATA,
	  .conn = 1,
	  .side = SIDE_CLIENT,
	  .data = "\0\xff\x80",
	  .size = 3 },
	{ .kind = TRANSCRIPT_DATA, .conn = 1, .side = SIDE_CLIENT, .data = "", .size = 0 },
	{ .kind = TRANSCRIPT_SHUT, .conn = 1, .side = SIDE_CLIENT },
	{ .kind = TRANSCRIPT_RESET, .conn = 1, .side = SIDE_SERVER },
	{ .kind = TRANSCRIPT_CLOSE, .conn = 1, .reason = "reset" },
};
enum { LINES = sizeof(lines) / sizeof(lines[0]), FIRST = 2, STEPS = 5 };

static void write_all(struct buf *text)
{
	struct transcript transcript = { .fd = memfd_create("transcript", MFD_CLOEXEC) };
	int fd = transcript.fd;
	struct err err;

	for (size_t i = 0; i < LINES; i++)
		transcript_put(&transcript, &lines[i]);
	ck_assert_int_eq(transcript.write_errno, 0);
	transcript_free(&transcript);
	transcript_free(&transcript);
	buf_reserve(text, 1 << 16);
	text->size = (size_t)pread(fd, text->data, 1 << 16, 0);
	close(fd);
	(void)err;
}

START_TEST(reads_what_was_written)
{
	struct buf text = { 0 };
	struct script script;
	struct err err;

	write_all(&text);
	ck_assert_msg(script_read(&script, text.data, text.size, &err), "%s", err.text);
	ck_assert_uint_eq(script.count, STEPS);
	for (size_t i = 0; i < STEPS; i++) {
		const struct transcript_line *line = &lines[FIRST + i];
		const struct script_step *step = &script.step[i];

		ck_assert_int_eq(step->kind, line->kind);
		ck_assert_int_eq(step->side, line->side);
		ck_assert_uint_eq(step->size, line->size);
		ck_assert(line->size == 0 ||
			  memcmp(script.data.data + step->at, line->data, line->size) == 0);
	}
	script_free(&script);
	script_free(&script);
	buf_free(&text);
}
END_TEST

/* ---- what is no transcript --------------------------------------------------------------------
 */

static const struct {
	const char *text, *says;
} refused[] = {
	{ "", "nothing to play" },
	{ "\r\n\n", "nothing to play" },
	{ "{\"type\":\"open\"}", "nothing to play" },
	{ "nonsense", "line 1: byte 0: " },
	{ "\n\n7", "line 3: this is no object" },
	{ "{}", "line 1: \"type\" is missing" },
	{ "{\"type\":null}", "line 1: \"type\" is missing" },
	{ "{\"type\":\"data\\u0000\"}", "line 1: \"type\" cannot be" },
	{ "{\"type\":\"data\",\"from\":\"me\"}", "line 1: \"from\" cannot be 'me'" },
	{ "{\"type\":\"data\",\"from\":\"client\",\"data\":null,\"data_b64\":null}",
	  "line 1: \"data\" is missing" },
	{ "{\"type\":\"data\",\"from\":\"client\",\"data\":[]}", "line 1: \"data\" is no string" },
	{ "{\"type\":\"data\",\"from\":\"client\",\"data_b64\":1}",
	  "line 1: \"data_b64\" is no string" },
	{ "{\"type\":\"data\",\"from\":\"client\",\"data_b64\":\"A\"}", "line 1: data_b64: " },
	{ "{\"type\":\"data\",\"from\":\"client\",\"data\":\"a\",\"data_b64\":\"YWI=\"}",
	  "differ" },
	{ "{\"type\":\"data\",\"from\":\"client\",\"data\":\"a\",\"size_bytes\":\"1\"}",
	  "size_bytes" },
	{ "{\"type\":\"data\",\"from\":\"client\",\"data\":\"a\",\"true_size_bytes\":9}",
	  "was cut" },
	{ "{\"type\":\"data\",\"from\":\"client\",\"data\":\"a\",\"conn\":\"x\"}",
	  "\"conn\" is no number" },
	{ "{\"type\":\"data\",\"from\":\"client\",\"data\":\"a\",\"dta\":1}",
	  "unknown key 'dta'; did you mean 'data'?" },
	{ "{\"type\":\"reset\",\"from\":\"client\"}\n{\"type\":\"shut\",\"from\":\"client\"}",
	  "line 2: this side has ended before" },
};

START_TEST(refuses_with_a_line_and_a_reason)
{
	struct script script = { .count = 9 };
	struct err err = { 0 };
	const char *text = refused[_i].text;

	ck_assert(!script_read(&script, text, strlen(text), &err));
	ck_assert_int_eq(err.kind, STATUS_INVALID);
	ck_assert_msg(strstr(err.text, refused[_i].says), "%s", err.text);
	ck_assert_uint_eq(script.count, 0);
	ck_assert_ptr_null(script.step);
}
END_TEST

START_TEST(reads_what_was_written_by_hand)
{
	static const char text[] =
		"{\"type\":\"data\",\"from\":\"server\",\"data\":\"hi\\u0000\"}\r\n"
		"\n"
		"{\"from\":\"client\",\"type\":\"shut\",\"conn\":7}";
	struct script script;
	struct err err;

	ck_assert_msg(script_read(&script, text, sizeof(text) - 1, &err), "%s", err.text);
	ck_assert_uint_eq(script.count, 2);
	ck_assert_uint_eq(script.step[0].size, 3);
	ck_assert_int_eq(script.step[1].kind, TRANSCRIPT_SHUT);
	script_free(&script);
}
END_TEST

/* ---- shortage ---------------------------------------------------------------------------------
 */

static bool lied;
static struct buf whole;

static void read_once(void)
{
	struct script script;
	struct err err = { 0 };

	if (script_read(&script, whole.data, whole.size, &err) ? script.count != STEPS
							       : err.kind != STATUS_LACKING)
		lied = true;
	script_free(&script);
}

static void write_once(void)
{
	struct transcript transcript = { .fd = open("/dev/null", O_WRONLY | O_CLOEXEC) };
	int fd = transcript.fd;

	if (fd < 0)
		return;
	transcript_put(&transcript, &lines[FIRST]);
	if (transcript.text.failed && !transcript.write_errno)
		lied = true;
	transcript_free(&transcript);
	close(fd);
}

START_TEST(survives_shortage)
{
	write_all(&whole);
	ck_assert_uint_ge(fault_sweep("malloc", ENOMEM, read_once), 3);
	ck_assert_uint_ge(fault_sweep("malloc", ENOMEM, write_once), 1);
	ck_assert(!lied);
	buf_free(&whole);
}
END_TEST

START_TEST(keeps_why_it_cannot_be_written)
{
	struct transcript transcript = { .fd = open("/dev/full", O_WRONLY | O_CLOEXEC) };
	int fd = transcript.fd;

	transcript_put(&transcript, &lines[0]);
	transcript_put(&transcript, &lines[1]);
	ck_assert_int_eq(transcript.write_errno, ENOSPC);
	transcript_free(&transcript);
	close(fd);
}
END_TEST

Suite *script_suite(void)
{
	Suite *suite = suite_create("script");
	TCase *tcase = tcase_create("script");

	tcase_add_test(tcase, reads_what_was_written);
	tcase_add_loop_test(tcase, refuses_with_a_line_and_a_reason, 0,
			    (int)(sizeof(refused) / sizeof(refused[0])));
	tcase_add_test(tcase, reads_what_was_written_by_hand);
	tcase_add_test(tcase, survives_shortage);
	tcase_add_test(tcase, keeps_why_it_cannot_be_written);
	suite_add_tcase(suite, tcase);
	return suite;
}
