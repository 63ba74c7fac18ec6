/* check_chatnews -- lines of a host: read as written, and no line of a guest passes for one. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "proto/chatnews.h"
#include "proto/chatorder.h"
#include "suites.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* clang-format off */
static const struct {
	const char *line;
	enum chat_topic topic;
	const char *nick, *text;
	uint64_t number, size;
	const char *ticket;
} lines[] = {
	{ "-- sockbox chat 1, hosted by alice; /help lists the commands", NEWS_BANNER, "alice", "", 0, 0, "" },
	{ "alice: hello", NEWS_MESSAGE, "alice", "hello", 0, 0, "" },
	{ "alice: ", NEWS_MESSAGE, "alice", "", 0, 0, "" },
	{ "alice: -- bob left: quit", NEWS_MESSAGE, "alice", "-- bob left: quit", 0, 0, "" },
	{ "127.0.0.1:4711: a: b", NEWS_MESSAGE, "127.0.0.1:4711", "a: b", 0, 0, "" },
	{ "[fe80::1%eth0]:4711: hi", NEWS_MESSAGE, "[fe80::1%eth0]:4711", "hi", 0, 0, "" },
	{ "pid-17: x", NEWS_MESSAGE, "pid-17", "x", 0, 0, "" },
	{ "* alice waves", NEWS_ACTION, "alice", "waves", 0, 0, "" },
	{ "* bob: hi", NEWS_ACTION, "bob:", "hi", 0, 0, "" },
	{ "-- alice joined from tcp:127.0.0.1:4711", NEWS_JOINED, "alice", "tcp:127.0.0.1:4711", 0, 0, "" },
	{ "-- alice left: too slow", NEWS_LEFT, "alice", "too slow", 0, 0, "" },
	{ "-- alice is now bob", NEWS_RENAMED, "alice", "bob", 0, 0, "" },
	{ "-- you are alice", NEWS_YOU, "alice", "", 0, 0, "" },
	{ "-- you are alice2, alice is taken", NEWS_YOU_BUT, "alice2", "alice is taken", 0, 0, "" },
	{ "-- alice is here, host", NEWS_HERE, "alice", "host", 0, 0, "" },
	{ "-- lines said before: 20", NEWS_HISTORY, "", "", 20, 0, "" },
	{ "-- alice offers file 3, 1048576 bytes: a b, c.txt", NEWS_OFFER, "alice", "a b, c.txt", 3, 1048576, "" },
	{ "-- no file 4: there is no such offer", NEWS_NO_FILE, "", "there is no such offer", 4, 0, "" },
	{ "-- give 0123456789abcdef 3", NEWS_GIVE, "", "", 3, 0, "0123456789abcdef" },
	{ "-- take 0123456789abcdef 3 17 a b", NEWS_TAKE, "", "a b", 3, 17, "0123456789abcdef" },
	{ "-- the host left", NEWS_FAREWELL, "", "", 0, 0, "" },
	{ "-- there is no command /x", NEWS_NOTICE, "", "there is no command /x", 0, 0, "" },
	{ "-- lines said before: x", NEWS_NOTICE, "", "lines said before: x", 0, 0, "" },
	{ "-- give 0123456789abcde 3", NEWS_NOTICE, "", "give 0123456789abcde 3", 0, 0, "" },
	{ "-- give 0123456789abcdeg 3", NEWS_NOTICE, "", "give 0123456789abcdeg 3", 0, 0, "" },
	{ "-- ", NEWS_NOTICE, "", "", 0, 0, "" },
};

/* What no host writes: somebody said something. */
static const char *const others[] = {
	"", "hello", "note to all", ": x", "a b: c", "*", "* ", "* alice", "--", "--x", "a:b",
};
/* clang-format on */

static void ck_word(struct word word, const char *text)
{
	ck_assert_uint_eq(word.size, strlen(text));
	ck_assert(word.size == 0 || memcmp(word.at, text, word.size) == 0);
}

START_TEST(reads_and_writes_lines)
{
	struct chat_news news;
	struct buf back = { 0 };

	chat_read_news(&news, lines[_i].line, strlen(lines[_i].line));
	ck_assert_int_eq(news.topic, lines[_i].topic);
	ck_word(news.nick, lines[_i].nick);
	ck_word(news.text, lines[_i].text);
	ck_word(news.ticket, lines[_i].ticket);
	ck_assert_uint_eq(news.number, lines[_i].number);
	ck_assert_uint_eq(news.size, lines[_i].size);
	ck_assert(!news.cut && !news.continued);
	chat_put_news(&back, &news);
	ck_assert_uint_eq(back.size, strlen(lines[_i].line) + 1);
	ck_assert_mem_eq(back.data, lines[_i].line, back.size - 1);
	ck_assert_int_eq(back.data[back.size - 1], '\n');
	buf_free(&back);
}
END_TEST

START_TEST(takes_the_rest_for_talk)
{
	struct chat_news news;

	chat_read_news(&news, others[_i], strlen(others[_i]));
	ck_assert_int_eq(news.topic, NEWS_MESSAGE);
	ck_word(news.nick, "");
	ck_word(news.text, others[_i]);
}
END_TEST

/* Only a host can say that a line was cut: no guest may say as much. */
START_TEST(tells_what_was_cut)
{
	struct chat_news news = { .topic = NEWS_MESSAGE, .nick = word_of("bob"), .cut = true },
			 read;
	struct buf text = { 0 }, line = { 0 };
	int sizes[] = { CHAT_LINE_MAX - 1, CHAT_LINE_MAX };

	for (int i = 0; i < ROWS(sizes); i++) {
		buf_clear(&text);
		buf_clear(&line);
		buf_fill(&text, 'x', (size_t)sizes[i]);
		news.text = (struct word){ text.data, text.size };
		chat_put_news(&line, &news);
		ck_assert_uint_le(line.size, CHAT_NEWS_MAX);
		chat_read_news(&read, line.data, line.size - 1);
		ck_assert(read.cut);
		ck_assert_uint_eq(read.text.size, text.size);
	}
	chat_read_news(&read, "bob: x [cut at 4096 bytes]", 26);
	ck_assert(!read.cut);
	buf_free(&text);
	buf_free(&line);
}
END_TEST

START_TEST(marks_what_goes_on)
{
	struct chat_news news = { .topic = NEWS_MESSAGE,
				  .nick = word_of("bob"),
				  .text = word_of("lo"),
				  .continued = true };
	struct buf line = { 0 };

	chat_put_news(&line, &news);
	ck_assert_str_eq(buf_text(&line), "bob: ...lo\n");
	buf_free(&line);
}
END_TEST

Suite *chatnews_suite(void)
{
	Suite *suite = suite_create("chatnews");
	TCase *tcase = tcase_create("chatnews");

	tcase_add_loop_test(tcase, reads_and_writes_lines, 0, ROWS(lines));
	tcase_add_loop_test(tcase, takes_the_rest_for_talk, 0, ROWS(others));
	tcase_add_test(tcase, tells_what_was_cut);
	tcase_add_test(tcase, marks_what_goes_on);
	suite_add_tcase(suite, tcase);
	return suite;
}
