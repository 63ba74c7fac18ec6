/* check_pieces -- pieces of a descriptor: as they come, lines, one size, with CR before LF. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/pieces.h"
#include "fault.h"
#include "suites.h"

enum { ROOM = 64 };

/* Take all pieces that SAID holds when it comes STEP bytes at a time, each followed by '|'. */
static void take_all(struct buf *got, struct pieces *pieces, const char *said, size_t step)
{
	size_t size = strlen(said);
	int ends[2];

	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	pieces->fd = ends[0];
	for (size_t at = 0;;) {
		size_t part = size - at < step ? size - at : step;
		char data[ROOM];
		size_t room = sizeof(data);
		struct err err = { 0 };
		enum pieces_answer answer = pieces_take(pieces, data, &room, &err);

		if (answer == PIECES_ONE) {
			ck_assert_uint_le(room, sizeof(data));
			buf_put(got, data, room);
			buf_putc(got, '|');
		} else if (answer == PIECES_LATER && at < size) {
			ck_assert_int_eq(write(ends[1], said + at, part), (ssize_t)part);
			at += part;
		} else if (answer == PIECES_LATER) {
			fd_close(&ends[1]);
		} else {
			ck_assert_msg(answer == PIECES_ENDED, "%s", err.text);
			break;
		}
	}
	fd_close(&ends[0]);
	pieces_free(pieces);
	pieces_free(pieces);
}

static const struct {
	struct pieces pieces;
	size_t step;
	const char *said, *cut;
} cases[] = {
	{ { .unit = PIECES_AS_READ }, 5, "one\ntwo\n", "one\nt|wo\n|" },
	{ { .unit = PIECES_AS_READ }, 99, "", "" },
	{ { .unit = PIECES_AS_READ, .crlf = true }, 99, "a\nb\r\n\n", "a\r\nb\r\n\r\n|" },
	{ { .unit = PIECES_AS_READ, .crlf = true }, 1, "\r\n\n\r", "\r|\n|\r\n|\r|" },
	{ { .unit = PIECES_LINES }, 99, "one\ntwo\n\nlast", "one\n|two\n|\n|last|" },
	{ { .unit = PIECES_LINES }, 1, "one\ntwo\n\nlast", "one\n|two\n|\n|last|" },
	{ { .unit = PIECES_LINES }, 99, "one\n", "one\n|" },
	{ { .unit = PIECES_LINES }, 99, "", "" },
	{ { .unit = PIECES_LINES, .chomp = true }, 3, "one\n\ntwo", "one||two|" },
	{ { .unit = PIECES_LINES, .crlf = true }, 2, "one\ntwo\r\n\nx", "one\r\n|two\r\n|\r\n|x|" },
	{ { .unit = PIECES_SIZES, .size = 4 }, 99, "abcdefghij", "abcd|efgh|ij|" },
	{ { .unit = PIECES_SIZES, .size = 4 }, 3, "abcdefgh", "abcd|efgh|" },
	{ { .unit = PIECES_SIZES, .size = 1 }, 2, "a\nb", "a|\n|b|" },
};

START_TEST(cuts_pieces)
{
	struct pieces pieces = cases[_i].pieces;
	struct buf got = { 0 };

	take_all(&got, &pieces, cases[_i].said, cases[_i].step);
	ck_assert_str_eq(buf_text(&got), cases[_i].cut);
	buf_free(&got);
}
END_TEST

/* The whole room is used where each byte becomes two. */
START_TEST(doubles_into_the_room_that_there_is)
{
	char newlines[200] = { 0 };
	struct pieces pieces = { .crlf = true };
	struct buf got = { 0 };
	size_t count = 0;

	memset(newlines, '\n', sizeof(newlines) - 1);
	take_all(&got, &pieces, newlines, sizeof(newlines));
	for (size_t i = 0; i < got.size; i++)
		count += got.data[i] == '\r';
	ck_assert_uint_eq(count, sizeof(newlines) - 1);
	buf_free(&got);
}
END_TEST

static enum pieces_answer take_one(struct pieces *pieces, size_t room, size_t *size,
				   struct err *err)
{
	static char data[200000];

	*size = room;
	return pieces_take(pieces, data, size, err);
}

START_TEST(refuses_a_line_that_is_too_long)
{
	static const struct {
		size_t size, room;
		bool newline, fits;
	} rows[] = {
		{ 100, 100, false, true },    { 101, 100, false, false },
		{ 100, 100, true, true },     { 101, 100, true, false },
		{ 65527, 65536, true, true }, { 150000, 65536, true, false },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct pieces pieces = { .unit = PIECES_LINES };
		char name[] = "/tmp/check-pieces-XXXXXX", *line = malloc(rows[i].size);
		enum pieces_answer answer;
		struct err err = { 0 };
		size_t size;

		pieces.fd = mkstemp(name);
		unlink(name);
		memset(line, 'x', rows[i].size);
		if (rows[i].newline)
			line[rows[i].size - 1] = '\n';
		ck_assert(fd_write(pieces.fd, line, rows[i].size));
		ck_assert_int_eq(lseek(pieces.fd, 0, SEEK_SET), 0);
		while ((answer = take_one(&pieces, rows[i].room, &size, &err)) == PIECES_LATER)
			;
		ck_assert_int_eq(answer, rows[i].fits ? PIECES_ONE : PIECES_FAILED);
		ck_assert_int_eq(err.kind, rows[i].fits ? STATUS_OK : STATUS_INVALID);
		if (rows[i].fits)
			ck_assert_uint_eq(size, rows[i].size);
		close(pieces.fd);
		pieces_free(&pieces);
		free(line);
	}
}
END_TEST

START_TEST(says_what_is_at_hand)
{
	struct pieces pieces = { .unit = PIECES_LINES };
	struct err err;
	int ends[2];
	size_t size;

	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	pieces.fd = ends[0];
	ck_assert(!pieces_has_more(&pieces));
	ck_assert_int_eq(write(ends[1], "a\nb\nc", 5), 5);
	ck_assert_int_eq(take_one(&pieces, ROOM, &size, &err), PIECES_ONE);
	ck_assert(pieces_has_more(&pieces));
	ck_assert_int_eq(take_one(&pieces, ROOM, &size, &err), PIECES_ONE);
	ck_assert(!pieces_has_more(&pieces));
	ck_assert_int_eq(take_one(&pieces, ROOM, &size, &err), PIECES_LATER);
	close(ends[1]);
	ck_assert_int_eq(take_one(&pieces, ROOM, &size, &err), PIECES_ONE);
	ck_assert(pieces_has_more(&pieces));
	ck_assert_int_eq(take_one(&pieces, ROOM, &size, &err), PIECES_ENDED);
	close(ends[0]);
	pieces_free(&pieces);
}
END_TEST

START_TEST(fails_with_a_reason)
{
	struct pieces pieces = { .fd = open("/", O_RDONLY | O_CLOEXEC) };
	struct err err = { 0 };
	size_t size;

	ck_assert_int_eq(take_one(&pieces, ROOM, &size, &err), PIECES_FAILED);
	ck_assert_int_eq(err.number, EISDIR);
	close(pieces.fd);
	ck_assert_int_eq(take_one(&pieces, ROOM, &size, &err), PIECES_FAILED);
	ck_assert_int_eq(err.number, EBADF);
	ck_assert_int_eq(err.kind, STATUS_LACKING);
}
END_TEST

static bool lied;

static void read_once(void)
{
	struct pieces pieces = { .unit = PIECES_LINES };
	struct err err = { 0 };
	size_t size;
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0 || write(ends[1], "a\n", 2) != 2)
		return;
	pieces.fd = ends[0];
	if (take_one(&pieces, ROOM, &size, &err) == PIECES_FAILED ? !err.kind : size != 2)
		lied = true;
	pieces_free(&pieces);
	close(ends[0]);
	close(ends[1]);
}

START_TEST(survives_failing_calls)
{
	ck_assert_uint_eq(fault_sweep("malloc", ENOMEM, read_once), 1);
	ck_assert_uint_eq(fault_sweep("read", EIO, read_once), 1);
	ck_assert(!lied);
}
END_TEST

Suite *pieces_suite(void)
{
	Suite *suite = suite_create("pieces");
	TCase *tcase = tcase_create("pieces");

	tcase_add_loop_test(tcase, cuts_pieces, 0, (int)(sizeof(cases) / sizeof(cases[0])));
	tcase_add_test(tcase, doubles_into_the_room_that_there_is);
	tcase_add_test(tcase, refuses_a_line_that_is_too_long);
	tcase_add_test(tcase, says_what_is_at_hand);
	tcase_add_test(tcase, fails_with_a_reason);
	tcase_add_test(tcase, survives_failing_calls);
	suite_add_tcase(suite, tcase);
	return suite;
}
