/* check_chatorder -- lines that people type: what they order, and that they are read as written. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "proto/chatorder.h"
#include "suites.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* clang-format off */
static const struct {
	const char *line;
	enum chat_verb verb;
	const char *text;
	uint64_t number, size;
	bool is_signed;
	const char *back; /* as it is written, where that is another line */
} lines[] = {
	{ "hello", CHAT_SAY, "hello", 0, 0, false, NULL },
	{ "  hello ", CHAT_SAY, "  hello ", 0, 0, false, NULL },
	{ "quit it", CHAT_SAY, "quit it", 0, 0, false, NULL },
	{ "//usr/bin", CHAT_SAY, "/usr/bin", 0, 0, false, NULL },
	{ "-- bob left: quit", CHAT_SAY, "-- bob left: quit", 0, 0, false, NULL },
	{ " /quit", CHAT_SAY, " /quit", 0, 0, false, NULL },
	{ "", CHAT_NOTHING, "", 0, 0, false, NULL },
	{ " \t ", CHAT_NOTHING, "", 0, 0, false, "" },
	{ "quit", CHAT_QUIT, "", 0, 0, false, "/quit" },
	{ " QUIT ", CHAT_QUIT, "", 0, 0, false, "/quit" },
	{ "/quit now", CHAT_QUIT, "", 0, 0, false, "/quit" },
	{ "/me waves", CHAT_ME, "waves", 0, 0, false, NULL },
	{ "/me", CHAT_ME, "", 0, 0, false, NULL },
	{ "/nick  bob ", CHAT_NICK, "bob", 0, 0, false, "/nick bob" },
	{ "/nick bob (sockbox chat 1)", CHAT_NICK, "bob", 0, 0, true, NULL },
	{ "/nick (sockbox chat 1)", CHAT_NICK, "(sockbox chat 1)", 0, 0, false, NULL },
	{ "/nick", CHAT_NICK, "", 0, 0, false, NULL },
	{ "/WHO", CHAT_WHO, "", 0, 0, false, "/who" },
	{ "/help", CHAT_HELP, "", 0, 0, false, NULL },
	{ "/send a b.txt", CHAT_SEND, "a b.txt", 0, 0, false, NULL },
	{ "/get 3", CHAT_GET, "", 3, 0, false, NULL },
	{ "/get 3 other name", CHAT_GET, "other name", 3, 0, false, NULL },
	{ "/get x", CHAT_GET, "", 0, 0, false, "/get 0" },
	{ "/get -1", CHAT_GET, "", 0, 0, false, "/get 0" },
	{ "/get 99999999999999999999", CHAT_GET, "", 0, 0, false, "/get 0" },
	{ "/get", CHAT_GET, "", 0, 0, false, "/get 0" },
	{ "/offer 12 a b", CHAT_OFFER, "a b", 0, 12, false, NULL },
	{ "/offer a b", CHAT_OFFER, "", 0, 0, false, "/offer 0" },
	{ "/file 0123456789abcdef", CHAT_FILE, "0123456789abcdef", 0, 0, false, NULL },
	{ "/usr/bin/ls", CHAT_UNKNOWN, "/usr/bin/ls", 0, 0, false, "//usr/bin/ls" },
	{ "/", CHAT_UNKNOWN, "/", 0, 0, false, "//" },
	{ "/ me", CHAT_UNKNOWN, "/", 0, 0, false, "//" },
};
/* clang-format on */

START_TEST(reads_and_writes_lines)
{
	struct chat_order order;
	struct buf back = { 0 };

	chat_read_order(&order, lines[_i].line, strlen(lines[_i].line));
	ck_assert_int_eq(order.verb, lines[_i].verb);
	ck_assert_uint_eq(order.text.size, strlen(lines[_i].text));
	ck_assert_int_eq(
		strncmp(order.text.at ? order.text.at : "", lines[_i].text, order.text.size), 0);
	ck_assert_uint_eq(order.number, lines[_i].number);
	ck_assert_uint_eq(order.size, lines[_i].size);
	ck_assert_int_eq(order.is_signed, lines[_i].is_signed);
	chat_put_order(&back, &order);
	ck_assert_int_eq(back.data[back.size - 1], '\n');
	back.size--;
	ck_assert_str_eq(buf_text(&back), lines[_i].back ? lines[_i].back : lines[_i].line);
	buf_free(&back);
}
END_TEST

Suite *chatorder_suite(void)
{
	Suite *suite = suite_create("chatorder");
	TCase *tcase = tcase_create("chatorder");

	tcase_add_loop_test(tcase, reads_and_writes_lines, 0, ROWS(lines));
	suite_add_tcase(suite, tcase);
	return suite;
}
