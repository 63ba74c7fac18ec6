/* check_replay -- one side of a script: what is said when, and what the other may say. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "pipe/replay.h"
#include "suites.h"

static struct script script;

/* "c:text s:text c. s!": who says what; '.' ends a direction, '!' breaks the connection off. */
static void make(const char *text)
{
	struct buf lines = { 0 };
	struct err err;

	while (*text) {
		const char *side = *text++ == 'c' ? "client" : "server";
		size_t size = strcspn(text, " ");

		if (*text == ':')
			buf_printf(&lines,
				   "{\"type\":\"data\",\"from\":\"%s\",\"data\":\"%.*s\"}\n", side,
				   (int)size - 1, text + 1);
		else
			buf_printf(&lines, "{\"type\":\"%s\",\"from\":\"%s\"}\n",
				   *text == '.' ? "shut" : "reset", side);
		text += size + (text[size] == ' ');
	}
	ck_assert_msg(script_read(&script, lines.data, lines.size, &err), "%s", err.text);
	buf_free(&lines);
}

static void tear_down(void)
{
	script_free(&script);
}

static struct replay client(const char *text, bool messages)
{
	make(text);
	return (struct replay){ .script = &script, .side = SIDE_CLIENT, .messages = messages };
}

/* Say SAID in pieces of STEP bytes, all of it at once now. */
static void says(struct replay *replay, const char *said, size_t step)
{
	size_t at = 0, size = strlen(said);

	do {
		const char *data;
		size_t left, part;

		ck_assert_int_eq(replay_turn(replay, &data, &left), REPLAY_SAY);
		part = left < step ? left : step;
		ck_assert_mem_eq(data, said + at, part);
		replay_said(replay, part);
		at += part;
	} while (at < size);
}

static enum replay_turn turn(struct replay *replay)
{
	const char *data;
	size_t size;

	return replay_turn(replay, &data, &size);
}

START_TEST(says_when_all_before_it_was_heard)
{
	for (size_t step = 1; step < 6; step++) {
		struct replay replay = client("s:hello c:one c:two s:three c.", false);
		struct err err;

		ck_assert_int_eq(turn(&replay), REPLAY_WAIT);
		ck_assert(replay_hear(&replay, "hell", 4, &err));
		ck_assert_int_eq(turn(&replay), REPLAY_WAIT);
		ck_assert(!replay_is_done(&replay));
		ck_assert(replay_hear(&replay, "o", 1, &err));
		says(&replay, "one", step);
		says(&replay, "two", step);
		ck_assert_int_eq(turn(&replay), REPLAY_WAIT);
		ck_assert_uint_eq(replay_lacks(&replay), 5);
		ck_assert(replay_hear(&replay, "three", 5, &err));
		ck_assert_int_eq(turn(&replay), REPLAY_SHUT);
		replay_said(&replay, 0);
		ck_assert_int_eq(turn(&replay), REPLAY_DONE);
		ck_assert(replay_is_done(&replay));
		ck_assert(replay_hear_end(&replay, &err));
		tear_down();
	}
}
END_TEST

/* Where reads cut a stream does not matter, nor whether it runs ahead of what we say. */
START_TEST(hears_a_stream_as_bytes)
{
	struct replay replay = client("s:ab s:cd c:x s:ef s.", false);
	struct err err;

	ck_assert(replay_hear(&replay, "abcdef", 6, &err));
	says(&replay, "x", 1);
	ck_assert(!replay_is_done(&replay));
	ck_assert(replay_hear_end(&replay, &err));
	ck_assert(replay_is_done(&replay));
	ck_assert_uint_eq(replay.heard_bytes, 6);
}
END_TEST

START_TEST(hears_messages_whole)
{
	struct replay replay = client("s:ab s: s:cd", true);
	struct err err = { 0 };

	ck_assert(replay_hear(&replay, "ab", 2, &err));
	ck_assert(replay_hear(&replay, "", 0, &err));
	ck_assert(!replay_hear(&replay, "c", 1, &err));
	ck_assert_int_eq(err.kind, STATUS_MISMATCH);
	ck_assert_msg(strstr(err.text, "differs from the transcript at byte 3"), "%s", err.text);
	tear_down();
	replay = client("s:ab s:cd", true);
	ck_assert(!replay_hear(&replay, "abcd", 4, &err));
}
END_TEST

START_TEST(passes_empty_pieces_of_a_stream_over)
{
	struct replay replay = client("s: c: c:x s:", false);

	says(&replay, "x", 1);
	ck_assert_int_eq(turn(&replay), REPLAY_DONE);
	tear_down();
	replay = client("c: s:y", true);
	says(&replay, "", 1);
	ck_assert_int_eq(turn(&replay), REPLAY_WAIT);
}
END_TEST

static const struct {
	const char *script, *heard; /* a '.' or '!' at the end: how it ended */
	const char *says;           /* NULL: all is well */
} cases[] = {
	{ "s:hello", "hello", NULL },
	{ "s:hello", "hello.", NULL },
	{ "s:hello s.", "hello.", NULL },
	{ "s:hello s!", "hello!", NULL },
	{ "s:hello", "hellO", "at byte 4" },
	{ "s:hello s.", "hellothere", "the end of its direction was to come, not 5 bytes" },
	{ "s:hello s!", "hellothere", "a reset was to come, not 5 bytes" },
	{ "s:hello", "hellothere", "nothing more was to come, not 5 bytes" },
	{ "s:hello", "hel.", "the end came at byte 3, 2 bytes before the transcript ends" },
	{ "s:hello", "hel!", "a reset came at byte 3, 2 bytes before the transcript ends" },
	{ "s:hello s!", "hello.", "a reset was to come, not the end" },
	{ "s:hello s.", "hello!", "the end of its direction was to come, not a reset" },
	{ "s:hello", "hello!", "a reset came, which the transcript has not" },
};

START_TEST(judges_what_comes)
{
	struct replay replay = client(cases[_i].script, false);
	const char *heard = cases[_i].heard;
	size_t size = strcspn(heard, ".!");
	struct err err = { 0 };
	bool fine = replay_hear(&replay, heard, size, &err);

	if (fine && heard[size] == '.')
		fine = replay_hear_end(&replay, &err);
	if (fine && heard[size] == '!')
		fine = replay_hear_reset(&replay, &err);
	ck_assert_msg(fine == !cases[_i].says, "%s: %s", heard, err.text);
	if (fine)
		return;
	ck_assert_int_eq(err.kind, STATUS_MISMATCH);
	ck_assert_msg(strstr(err.text, cases[_i].says), "%s", err.text);
}
END_TEST

/* The place and both sides are drawn below the sentence. */
START_TEST(shows_the_first_difference)
{
	struct replay replay = client("s:0123456789 c:x", false);
	struct err err = { 0 };

	ck_assert(!replay_hear(&replay, "01234-6789", 10, &err));
	ck_assert_str_eq(
		err.text,
		"the server differs from the transcript at byte 5\n"
		"expected 00000005  35 36 37 38 39                                    |56789|\n"
		"     got 00000005  2d 36 37 38 39                                    |-6789|");
	ck_assert_uint_eq(err.lines_at, strcspn(err.text, "\n"));
}
END_TEST

START_TEST(plays_the_server_too)
{
	struct replay replay = client("c:q s:a", false);
	struct err err;

	replay.side = SIDE_SERVER;
	ck_assert_int_eq(turn(&replay), REPLAY_WAIT);
	ck_assert(replay_hear(&replay, "q", 1, &err));
	says(&replay, "a", 1);
	ck_assert_int_eq(turn(&replay), REPLAY_DONE);
	tear_down();
	replay = client("c!", false);
	ck_assert_int_eq(turn(&replay), REPLAY_RESET);
}
END_TEST

Suite *replay_suite(void)
{
	Suite *suite = suite_create("replay");
	TCase *tcase = tcase_create("replay");

	tcase_add_checked_fixture(tcase, NULL, tear_down);
	tcase_add_test(tcase, says_when_all_before_it_was_heard);
	tcase_add_test(tcase, hears_a_stream_as_bytes);
	tcase_add_test(tcase, hears_messages_whole);
	tcase_add_test(tcase, passes_empty_pieces_of_a_stream_over);
	tcase_add_loop_test(tcase, judges_what_comes, 0, (int)(sizeof(cases) / sizeof(cases[0])));
	tcase_add_test(tcase, shows_the_first_difference);
	tcase_add_test(tcase, plays_the_server_too);
	suite_add_tcase(suite, tcase);
	return suite;
}
