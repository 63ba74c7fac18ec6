/* check_room -- nicks that are unique, a history that is bounded, offers that go with their owner.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "fault.h"
#include "serve/room.h"
#include "suites.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

static const struct {
	const char *wish, *nick;
	enum room_naming naming;
} namings[] = {
	{ "alice", "alice", ROOM_NAMED },
	{ "alice", "alice2", ROOM_TAKEN },
	{ "ALICE", "ALICE3", ROOM_TAKEN },
	{ "alice2", "alice22", ROOM_TAKEN },
	{ "a l i c e", "alice4", ROOM_TAKEN },
	{ " ", "", ROOM_UNFIT },
	{ "01234567890123456789012345678901", "01234567890123456789012345678901", ROOM_NAMED },
	{ "01234567890123456789012345678901", "01234567890123456789012345678902", ROOM_TAKEN },
	{ "012345678901234567890123456789\xc3\xa9", "012345678901234567890123456789\xc3\xa9",
	  ROOM_NAMED },
	{ "012345678901234567890123456789\xc3\xa9", "0123456789012345678901234567892", ROOM_TAKEN },
};

START_TEST(nicks_are_unique)
{
	struct room room = { 0 };
	struct room_member member[ROWS(namings)] = { 0 };

	for (int i = 0; i < ROWS(namings); i++) {
		room_add(&room, &member[i]);
		ck_assert_int_eq(room_name(&room, &member[i], word_of(namings[i].wish)),
				 namings[i].naming);
		ck_assert_str_eq(member[i].nick, namings[i].nick);
	}
	ck_assert_uint_eq(room.count, ROWS(namings));
	room_free(&room);
}
END_TEST

START_TEST(own_nick_is_no_others)
{
	struct room room = { 0 };
	struct room_member alice = { .nick = "" }, other = { .nick = "" };

	room_add(&room, &alice);
	room_name(&room, &alice, word_of("alice"));
	ck_assert_int_eq(room_name(&room, &alice, word_of("Alice")), ROOM_NAMED);
	ck_assert_str_eq(alice.nick, "Alice");
	ck_assert_int_eq(room_name(&room, &alice, word_of("*")), ROOM_UNFIT);
	ck_assert_str_eq(alice.nick, "Alice");
	room_add(&room, &other);
	ck_assert_int_eq(room_name_freely(&room, &other, "[::1]:4711"), ROOM_NAMED);
	ck_assert_str_eq(other.nick, "[::1]:4711");
	room_remove(&room, &alice);
	room_remove(&room, &alice);
	ck_assert_int_eq(room_name(&room, &other, word_of("alice")), ROOM_NAMED);
	room_free(&room);
}
END_TEST

/* A thousand who want the same name all get one. */
START_TEST(many_of_one_name)
{
	static struct room_member member[1000];
	struct room room = { 0 };

	for (int i = 0; i < ROWS(member); i++) {
		char expected[16];

		room_add(&room, &member[i]);
		room_name(&room, &member[i], word_of("x"));
		snprintf(expected, sizeof(expected), i == 0 ? "x" : "x%d", i + 1);
		ck_assert_str_eq(member[i].nick, expected);
	}
	for (int i = 0; i < ROWS(member); i += 2)
		room_remove(&room, &member[i]);
	ck_assert_uint_eq(room.count, 500);
	for (const struct room_member *at = room.first; at; at = at->next)
		room.count--;
	ck_assert_uint_eq(room.count, 0);
	room_free(&room);
}
END_TEST

static void remember(struct room *room, int number)
{
	char line[32];

	snprintf(line, sizeof(line), "alice: line %d\n", number);
	room_remember(room, word_of(line));
}

START_TEST(history_keeps_the_last)
{
	struct room room = { .history_max = 3 };

	for (int i = 1; i <= 5; i++)
		remember(&room, i);
	ck_assert_uint_eq(room.history_count, 3);
	ck_assert_str_eq(buf_text(&room.history), "alice: line 3\nalice: line 4\nalice: line 5\n");
	room_free(&room);
	room_free(&room);
}
END_TEST

START_TEST(history_is_bounded_in_bytes)
{
	struct room room = { .history_max = ROOM_HISTORY_MAX };
	struct buf line = { 0 };

	buf_fill(&line, 'x', 4000);
	buf_putc(&line, '\n');
	for (int i = 0; i < 100; i++)
		room_remember(&room, (struct word){ line.data, line.size });
	ck_assert_uint_eq(room.history_count, ROOM_HISTORY_SIZE / 4001);
	ck_assert_uint_eq(room.history.size, room.history_count * 4001);
	buf_free(&line);
	room_free(&room);
}
END_TEST

START_TEST(no_history_where_none_is_wanted)
{
	struct room room = { .history_max = 0 };

	remember(&room, 1);
	ck_assert_uint_eq(room.history.size, 0);
	room_free(&room);
}
END_TEST

START_TEST(history_without_memory_goes_on)
{
	struct room room = { .history_max = 3 };

	fault_arm("malloc", 1, ENOMEM, false);
	remember(&room, 1);
	fault_disarm();
	remember(&room, 2);
	ck_assert_uint_eq(room.history_count, 1);
	ck_assert_str_eq(buf_text(&room.history), "alice: line 2\n");
	room_free(&room);
}
END_TEST

START_TEST(offers_go_with_their_owner)
{
	struct room room = { 0 };
	struct room_member alice = { .nick = "" }, bob = { .nick = "" };
	struct room_offer *offer;

	room_add(&room, &alice);
	room_add(&room, &bob);
	offer = room_offer(&room, &alice, word_of("../x"), 17);
	ck_assert_uint_eq(offer->number, 1);
	ck_assert_str_eq(offer->name, "x");
	ck_assert_uint_eq(room_offer(&room, &bob, word_of("y"), 0)->number, 2);
	ck_assert_ptr_eq(room_find_offer(&room, 1), offer);
	ck_assert_ptr_null(room_find_offer(&room, 0));
	ck_assert_ptr_null(room_find_offer(&room, 3));
	room_remove(&room, &alice);
	ck_assert_ptr_null(room_find_offer(&room, 1));
	ck_assert_ptr_nonnull(room_find_offer(&room, 2));
	ck_assert_uint_eq(room_offer(&room, &bob, word_of("z"), 0)->number, 3);
	room_free(&room);
}
END_TEST

START_TEST(offers_are_bounded)
{
	struct room room = { 0 };
	struct room_member member[ROOM_OFFERS_MAX / ROOM_OFFERS_EACH + 1] = { 0 };

	for (int i = 0; i < ROWS(member); i++) {
		room_add(&room, &member[i]);
		for (int n = 0; n < ROOM_OFFERS_EACH; n++)
			ck_assert_int_eq(!room_offer(&room, &member[i], word_of("x"), 1),
					 i == ROWS(member) - 1);
		ck_assert_ptr_null(room_offer(&room, &member[i], word_of("x"), 1));
	}
	room_free(&room);
}
END_TEST

Suite *room_suite(void)
{
	Suite *suite = suite_create("room");
	TCase *tcase = tcase_create("room");

	tcase_add_test(tcase, nicks_are_unique);
	tcase_add_test(tcase, own_nick_is_no_others);
	tcase_add_test(tcase, many_of_one_name);
	tcase_add_test(tcase, history_keeps_the_last);
	tcase_add_test(tcase, history_is_bounded_in_bytes);
	tcase_add_test(tcase, no_history_where_none_is_wanted);
	tcase_add_test(tcase, history_without_memory_goes_on);
	tcase_add_test(tcase, offers_go_with_their_owner);
	tcase_add_test(tcase, offers_are_bounded);
	suite_add_tcase(suite, tcase);
	return suite;
}
