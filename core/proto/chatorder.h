/* chatorder -- the lines that people in a chat type, and that guests send to the host. Plain text
 * for people at a netcat, too: chat(1), PROTOCOL, describes it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROTO_CHATORDER_H
#define PROTO_CHATORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/name.h"
#include "base/word.h"

enum { CHAT_LINE_MAX = 4096 }; /* bytes that one may say at once */

/* What stands behind the nick of a guest that is a sockbox too. */
#define CHAT_SIGN "(sockbox chat 1)"

enum chat_verb {
	CHAT_NOTHING, /* an empty line */
	CHAT_SAY,     /* text */
	CHAT_ME,      /* text */
	CHAT_NICK,    /* nick; signed */
	CHAT_WHO,
	CHAT_HELP,
	CHAT_QUIT,
	CHAT_SEND,   /* text: a path. Typed only */
	CHAT_GET,    /* number, text: a name to keep it under, or nothing */
	CHAT_OFFER,  /* size, text: a name */
	CHAT_FILE,   /* text: a ticket. The first line of a second connection */
	CHAT_UNKNOWN /* text: the command */
};

/* The words of the commands, without their '/'; those that people type have a meaning. */
extern const struct name chat_commands[];

/* A line as it was typed or sent. Borrowed from it. */
struct chat_order {
	enum chat_verb verb;
	struct word text;
	uint64_t number, size;
	bool is_signed; /* CHAT_NICK: a sockbox says so */
};

/* Read the line, which is without its end. A command without what it needs has an empty text, or
 * number 0. */
void chat_read_order(struct chat_order *order, const char *data, size_t size);

/* Write the line that is read as ORDER, with a newline. The text is one line. */
void chat_put_order(struct buf *buf, const struct chat_order *order);

#endif
