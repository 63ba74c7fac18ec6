/* check_feed -- files and stdin in pieces and in lines. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/feed.h"
#include "fault.h"
#include "suites.h"

static char path[64];
static int memory = -1;

/* A file of TEXT, which PATH names. */
static void make_file(const void *text, size_t size)
{
	struct buf name = { 0 };

	fd_close(&memory);
	memory = memfd_create("feed", MFD_CLOEXEC);
	ck_assert(memory >= 0 && fd_write(memory, text, size));
	buf_printf(&name, "/proc/self/fd/%d", memory);
	memcpy(path, buf_text(&name), name.size + 1);
	buf_free(&name);
}

#define BYTES(text) text, sizeof(text) - 1
/* clang-format off */
static const struct { const char *text; size_t size; const char *lines; } files[] = {
	{ BYTES(""), "" }, { BYTES("a"), "1<a>" }, { BYTES("a\n"), "1<a>" }, { BYTES("a\nb"), "1<a>2<b>" }, { BYTES("\n\na\n\n"), "1<>2<>3<a>4<>" },
	{ BYTES("a\r\nb\n"), "1<a\r>2<b>" },
};
/* clang-format on */

START_TEST(reads_lines)
{
	struct buf seen = { 0 };
	struct err err = { 0 };
	struct feed feed;
	const char *line;
	size_t size;

	make_file(files[_i].text, files[_i].size);
	ck_assert(feed_open(&feed, path, &err));
	while (feed_line(&feed, &line, &size, 100, &err) == FEED_MORE)
		buf_printf(&seen, "%u<%.*s>", (unsigned)feed.line, (int)size, line);
	ck_assert_int_eq(err.kind, STATUS_OK);
	ck_assert_int_eq(feed_line(&feed, &line, &size, 100, &err), FEED_END);
	ck_assert_str_eq(buf_text(&seen), files[_i].lines);
	feed_close(&feed);
	feed_close(&feed);
	buf_free(&seen);
}
END_TEST

START_TEST(lines_have_a_bound)
{
	struct err err = { 0 };
	struct feed feed;
	const char *line;
	size_t size;

	make_file("12345\n123456\n", 13);
	ck_assert(feed_open(&feed, path, &err));
	ck_assert_int_eq(feed_line(&feed, &line, &size, 5, &err), FEED_MORE);
	ck_assert_int_eq(feed_line(&feed, &line, &size, 5, &err), FEED_FAILED);
	ck_assert_int_eq(err.kind, STATUS_INVALID);
	ck_assert_str_eq(err.text, "line 2 is longer than 5 bytes");
	feed_close(&feed);
}
END_TEST

/* Larger than what is read at once: nothing is lost between pieces, or inside a line. */
START_TEST(reads_large_files)
{
	enum { SIZE = 300000 };
	char *text = malloc(SIZE);
	struct err err = { 0 };
	struct feed feed;
	const char *data;
	size_t size, at = 0, lines = 0;

	for (size_t i = 0; i < SIZE; i++)
		text[i] = i % 977 == 976 ? '\n' : (char)('a' + i % 26);
	make_file(text, SIZE);
	ck_assert(feed_open(&feed, path, &err));
	while (feed_piece(&feed, &data, &size, &err) == FEED_MORE) {
		ck_assert(at + size <= SIZE && memcmp(text + at, data, size) == 0);
		at += size;
	}
	ck_assert_uint_eq(at, SIZE);
	feed_close(&feed);
	ck_assert(feed_open(&feed, path, &err));
	for (at = 0; feed_line(&feed, &data, &size, 1000, &err) == FEED_MORE; lines++) {
		ck_assert(at + size <= SIZE && memcmp(text + at, data, size) == 0);
		at += size + 1;
	}
	ck_assert_uint_eq(lines, SIZE / 977 + 1);
	feed_close(&feed);
	free(text);
}
END_TEST

START_TEST(files_that_cannot_be_read)
{
	struct err err = { 0 };
	struct feed feed;
	const char *data;
	size_t size;

	ck_assert(!feed_open(&feed, "/nonexistent/file", &err));
	ck_assert_int_eq(err.kind, STATUS_LACKING);
	ck_assert(feed_open(&feed, "/", &err));
	ck_assert_int_eq(feed_piece(&feed, &data, &size, &err), FEED_FAILED);
	ck_assert_int_eq(err.number, EISDIR);
	feed_close(&feed);
}
END_TEST

START_TEST(a_dash_is_stdin)
{
	struct err err = { 0 };
	struct feed feed;
	const char *data;
	size_t size;
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

	dup2(null, STDIN_FILENO);
	close(null);
	ck_assert(feed_open(&feed, "-", &err));
	ck_assert_int_eq(feed_piece(&feed, &data, &size, &err), FEED_END);
	feed_close(&feed);
	ck_assert_int_ge(fcntl(STDIN_FILENO, F_GETFD), 0);
}
END_TEST

static bool other_failures; /* Check itself allocates: nothing is asserted during a sweep */

static void read_once(void)
{
	struct err err = { 0 };
	struct feed feed;
	const char *data;
	size_t size;
	enum feed_kind kind;

	if (!feed_open(&feed, path, &err)) {
		other_failures = other_failures || err.kind == STATUS_OK;
		return;
	}
	while ((kind = feed_line(&feed, &data, &size, 1000000, &err)) == FEED_MORE)
		;
	other_failures = other_failures || (kind == FEED_FAILED) != (err.kind != STATUS_OK);
	feed_close(&feed);
}

START_TEST(survives_failures)
{
	static char text[200000];

	memset(text, 'a', sizeof(text));
	make_file(text, sizeof(text));
	ck_assert_uint_ge(fault_sweep("malloc", ENOMEM, read_once), 2);
	ck_assert_uint_ge(fault_sweep("read", EIO, read_once), 3);
	ck_assert_uint_ge(fault_sweep("open", EACCES, read_once), 1);
	ck_assert(!other_failures);
}
END_TEST

Suite *feed_suite(void)
{
	Suite *suite = suite_create("feed");
	TCase *tcase = tcase_create("feed");

	tcase_add_loop_test(tcase, reads_lines, 0, (int)(sizeof(files) / sizeof(files[0])));
	tcase_add_test(tcase, lines_have_a_bound);
	tcase_add_test(tcase, reads_large_files);
	tcase_add_test(tcase, files_that_cannot_be_read);
	tcase_add_test(tcase, a_dash_is_stdin);
	tcase_add_test(tcase, survives_failures);
	suite_add_tcase(suite, tcase);
	return suite;
}
