/* chatnews -- the lines that the host of a chat sends. Plain text for people at a netcat, too:
 * chat(1), PROTOCOL, describes it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROTO_CHATNEWS_H
#define PROTO_CHATNEWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/word.h"

enum {
	CHAT_NEWS_MAX = 5120, /* bytes of a line, which names who said it */
	CHAT_TICKET_SIZE = 16 /* of a ticket: hexadecimal digits */
};

enum chat_topic {
	NEWS_BANNER,  /* nick: the host's */
	NEWS_MESSAGE, /* nick, text */
	NEWS_ACTION,  /* nick, text */
	NEWS_JOINED,  /* nick, text: from where */
	NEWS_LEFT,    /* nick, text: why */
	NEWS_RENAMED, /* nick, text: the new one */
	NEWS_YOU,     /* nick: yours */
	NEWS_YOU_BUT, /* the same; text: why not the one you wished */
	NEWS_HERE,    /* nick, text: from where */
	NEWS_HISTORY, /* number: how many of the next lines are old ones */
	NEWS_OFFER,   /* nick, number, size, text: the name */
	NEWS_NO_FILE, /* number: of the offer that you cannot get; 0: yours is none; text: why */
	NEWS_GIVE,    /* number: of your offer, ticket */
	NEWS_TAKE,    /* number, size, ticket, text: the name */
	NEWS_FAREWELL,
	NEWS_NOTICE /* text */
};

/* A line of the host's. Borrowed from it. */
struct chat_news {
	enum chat_topic topic;
	struct word nick, text, ticket;
	uint64_t number, size;
	bool cut, continued; /* NEWS_MESSAGE, NEWS_ACTION; reading does not tell continued */
};

/* Read the line, which is without its end. One that is nothing else is a NEWS_MESSAGE of nobody. */
void chat_read_news(struct chat_news *news, const char *data, size_t size);

/* Write the line that is read as NEWS, with a newline; it is what people read, too. Nick and text
 * are one line. */
void chat_put_news(struct buf *buf, const struct chat_news *news);

#endif
