/* check_chatname -- nicks and file names out of what peers call themselves and their files. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "proto/chatname.h"
#include "suites.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* clang-format off */
static const struct { const char *wish, *nick; bool is_one; } nicks[] = {
	{ "alice", "alice", true }, { "Alice_2", "Alice_2", true }, { "a.b-c", "a.b-c", true }, { "7", "7", true },
	{ "ren\xc3\xa9", "ren\xc3\xa9", true }, { "\xe6\xbc\xa2", "\xe6\xbc\xa2", true },
	{ "", NULL, false }, { " ", NULL, false }, { "::", NULL, false }, { "-", NULL, false },
	{ "-.alice", "alice", false }, { " bob smith ", "bobsmith", false }, { "a:b", "ab", false },
	{ "\033[31mred", "31mred", false }, { "a\xe2\x80\x8b" "b", "ab", false }, { "a\xc2\xa0" "b", "ab", false },
	{ "a\xe3\x80\x80" "b", "ab", false }, { "\xe2\x80\xae" "txt", "txt", false }, { "a\xff" "b", "ab", false },
	{ "a\xc3", "a", false }, { "*", NULL, false }, { "a/b", "ab", false }, { "127.0.0.1:80", "127.0.0.180", false },
	{ "0123456789012345678901234567890123456789", "01234567890123456789012345678901", false },
	{ "0123456789012345678901234567890\xc3\xa9", "0123456789012345678901234567890", false },
	{ "01234567890123456789012345678901", "01234567890123456789012345678901", true },
};

static const struct { const char *wish, *name; } names[] = {
	{ "a.txt", "a.txt" }, { "with blank.txt", "with blank.txt" }, { "../x", "x" }, { "/etc/passwd", "passwd" },
	{ "../../.ssh/authorized_keys", "authorized_keys" }, { ".profile", "_profile" }, { "..", "_." }, { ".", "_" },
	{ "", "_" }, { "/", "_" }, { "a/", "_" }, { "-rf", "_rf" }, { "a\nb", "a_b" }, { "\033]0;x\a", "_]0;x_" },
	{ "a\xe2\x80\xae" "txt.exe", "a_txt.exe" }, { "caf\xc3\xa9", "caf\xc3\xa9" }, { "a\xff" "b", "a_b" }, { "  a ", "a" },
	{ "a\\b", "a\\b" }, { "/ .x", "_x" },
};
/* clang-format on */

START_TEST(makes_nicks)
{
	char nick[CHAT_NICK_ROOM] = "untouched";
	bool made = chat_make_nick(nick, word_of(nicks[_i].wish));

	ck_assert_int_eq(made, nicks[_i].nick != NULL);
	ck_assert_str_eq(nick, made ? nicks[_i].nick : "untouched");
	ck_assert_int_eq(chat_is_nick(word_of(nicks[_i].wish)), nicks[_i].is_one);
	ck_assert(!made || chat_is_nick(word_of(nick)));
}
END_TEST

START_TEST(makes_names)
{
	char name[CHAT_NAME_ROOM];

	chat_make_name(name, word_of(names[_i].wish));
	ck_assert_str_eq(name, names[_i].name);
}
END_TEST

START_TEST(long_names_are_cut_between_characters)
{
	char wish[600] = "", name[CHAT_NAME_ROOM];

	for (int i = 0; i < 150; i++)
		strcat(wish, "a\xc3\xa9");
	chat_make_name(name, word_of(wish));
	ck_assert_uint_le(strlen(name), 255);
	ck_assert_uint_ge(strlen(name), 253);
	ck_assert_int_eq(strncmp(name, wish, strlen(name)), 0);
	ck_assert(name[strlen(name) - 1] != '\xc3');
}
END_TEST

Suite *chatname_suite(void)
{
	Suite *suite = suite_create("chatname");
	TCase *tcase = tcase_create("chatname");

	tcase_add_loop_test(tcase, makes_nicks, 0, ROWS(nicks));
	tcase_add_loop_test(tcase, makes_names, 0, ROWS(names));
	tcase_add_test(tcase, long_names_are_cut_between_characters);
	suite_add_tcase(suite, tcase);
	return suite;
}
