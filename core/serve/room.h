/* room -- who is in a chat, what was said last, and which files are on offer. No sockets. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERVE_ROOM_H
#define SERVE_ROOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/word.h"
#include "proto/chatname.h"
#include "proto/chatnews.h"

enum {
	ROOM_HISTORY_MAX = 1000,     /* lines that are kept */
	ROOM_HISTORY_SIZE = 1 << 15, /* bytes of them: they must fit into what one may owe */
	ROOM_OFFERS_MAX = 64,
	ROOM_OFFERS_EACH = 8 /* of one member */
};

/* Somebody in a room: a member of what knows more of him. */
struct room_member {
	char nick[CHAT_NICK_ROOM]; /* "" before it has one */
	struct room_member *next, **link;
};

/* A file that one member would give. */
struct room_offer {
	uint64_t number; /* from 1, never used again; 0: free */
	struct room_member *owner;
	uint64_t size; /* bytes */
	char name[CHAT_NAME_ROOM];
};

/* Owner: starts as { 0 }, ends in room_free; it owns no member. */
struct room {
	struct room_member *first, **last;
	size_t count;
	size_t numbered;    /* names that got a large number */
	size_t history_max; /* lines to keep, up to ROOM_HISTORY_MAX */
	struct buf history; /* the last lines, each with its newline */
	size_t history_count;
	struct room_offer offer[ROOM_OFFERS_MAX];
	uint64_t offers; /* how many there ever were */
};

/* Let MEMBER in, or out with all its offers. */
void room_add(struct room *room, struct room_member *member);
void room_remove(struct room *room, struct room_member *member);

enum room_naming { ROOM_NAMED, ROOM_TAKEN, ROOM_UNFIT };

/* Give MEMBER the nick that WISH comes to. Where another one in ROOM has it, in letters of either
 * case, a number stands behind: ROOM_TAKEN. ROOM_UNFIT where no nick can be made of it: nothing
 * changes. */
enum room_naming room_name(struct room *room, struct room_member *member, struct word wish);

/* The same for what is a nick because we say so, such as an address. */
enum room_naming room_name_freely(struct room *room, struct room_member *member, const char *nick);

/* Keep LINE, with its newline, for those who come later. Without memory it is forgotten. */
void room_remember(struct room *room, struct word line);

/* A new offer; NULL where there are enough already. */
struct room_offer *room_offer(struct room *room, struct room_member *owner, struct word name,
			      uint64_t size);

/* NULL where there is none of that number any more. */
struct room_offer *room_find_offer(struct room *room, uint64_t number);

void room_free(struct room *room);

#endif
