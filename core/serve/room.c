/* room -- who is in a chat, what was said last, and which files are on offer. No sockets. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "serve/room.h"

#include <string.h>

#include "base/num.h"
#include "base/utf8.h"

/* ---- members -------------------------------------------------------------------------------- */

void room_add(struct room *room, struct room_member *member)
{
	struct room_member **last = room->last ? room->last : &room->first;

	member->next = NULL;
	member->link = last;
	*last = member;
	room->last = &member->next;
	room->count++;
}

void room_remove(struct room *room, struct room_member *member)
{
	if (!member->link)
		return;
	*member->link = member->next;
	if (member->next)
		member->next->link = member->link;
	else
		room->last = member->link;
	member->link = NULL;
	room->count--;
	for (size_t i = 0; i < ROOM_OFFERS_MAX; i++)
		if (room->offer[i].owner == member)
			room->offer[i] = (struct room_offer){ .number = 0 };
}

/* ---- nicks ---------------------------------------------------------------------------------- */

static bool is_taken(const struct room *room, const struct room_member *by_others, const char *nick)
{
	for (const struct room_member *member = room->first; member; member = member->next)
		if (member != by_others && word_is(word_of(member->nick), word_of(nick)))
			return true;
	return false;
}

/* NICK with NUMBER behind it, its end cut off where both would be too long. */
static void put_numbered(char made[static CHAT_NICK_ROOM], const char *nick, size_t number,
			 size_t most)
{
	char digits[NUM_TEXT_MAX];
	size_t count = num_format(digits, number), size = strlen(nick);

	size = size + count > most ? most - count : size;
	size -= utf8_open_tail(nick, size);
	memcpy(made, nick, size);
	memcpy(made + size, digits, count);
	made[size + count] = '\0';
}

static enum room_naming give(struct room *room, struct room_member *member, const char *nick,
			     size_t most)
{
	enum { SMALL = 10 }; /* numbers below are tried from 2 on; the others are used once */
	char made[CHAT_NICK_ROOM];
	bool taken = is_taken(room, member, nick);

	memcpy(made, nick, strlen(nick) + 1);
	for (size_t number = 2; is_taken(room, member, made); number++)
		put_numbered(made, nick, number < SMALL ? number : SMALL + room->numbered++, most);
	memcpy(member->nick, made, sizeof(made));
	return taken ? ROOM_TAKEN : ROOM_NAMED;
}

enum room_naming room_name(struct room *room, struct room_member *member, struct word wish)
{
	char nick[CHAT_NICK_ROOM];

	if (!chat_make_nick(nick, wish))
		return ROOM_UNFIT;
	return give(room, member, nick, CHAT_NICK_MAX);
}

enum room_naming room_name_freely(struct room *room, struct room_member *member, const char *nick)
{
	return give(room, member, nick, CHAT_NICK_ROOM - 1);
}

/* ---- history -------------------------------------------------------------------------------- */

static void forget_oldest(struct room *room)
{
	const char *newline = memchr(room->history.data, '\n', room->history.size);

	buf_consume(&room->history, (size_t)(newline - room->history.data) + 1);
	room->history_count--;
}

void room_remember(struct room *room, struct word line)
{
	if (room->history_max == 0 || line.size > ROOM_HISTORY_SIZE)
		return;
	while (room->history_count > 0 && (room->history_count >= room->history_max ||
					   room->history.size + line.size > ROOM_HISTORY_SIZE))
		forget_oldest(room);
	if (!buf_reserve(&room->history, line.size)) {
		room->history.failed = false;
		return;
	}
	buf_put(&room->history, line.at, line.size);
	room->history_count++;
}

/* ---- offers --------------------------------------------------------------------------------- */

struct room_offer *room_offer(struct room *room, struct room_member *owner, struct word name,
			      uint64_t size)
{
	struct room_offer *found = NULL;
	size_t own = 0;

	for (size_t i = 0; i < ROOM_OFFERS_MAX; i++) {
		struct room_offer *offer = &room->offer[i];

		own += offer->number && offer->owner == owner;
		if (!offer->number && !found)
			found = offer;
	}
	if (!found || own >= ROOM_OFFERS_EACH)
		return NULL;
	*found = (struct room_offer){ .number = ++room->offers, .owner = owner, .size = size };
	chat_make_name(found->name, name);
	return found;
}

struct room_offer *room_find_offer(struct room *room, uint64_t number)
{
	for (size_t i = 0; number && i < ROOM_OFFERS_MAX; i++)
		if (room->offer[i].number == number)
			return &room->offer[i];
	return NULL;
}

void room_free(struct room *room)
{
	buf_free(&room->history);
	*room = (struct room){ .history_max = room->history_max };
}
