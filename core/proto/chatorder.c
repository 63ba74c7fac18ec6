/* chatorder -- the lines that people in a chat type, and that guests send to the host. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "proto/chatorder.h"

#include <string.h>

#include "base/name.h"
#include "base/num.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The first word of REST, which is trimmed and loses it. */
static struct word take_word(struct word *rest)
{
	struct word word = *rest;

	word.size = 0;
	while (word.size < rest->size && !is_blank(rest->at[word.size]))
		word.size++;
	*rest = word_trim(word_behind(*rest, word.size));
	return word;
}

const struct name chat_commands[] = {
	NAME("get", CHAT_GET, "N [NAME]: take the file of offer N"),
	NAME("help", CHAT_HELP, "list the commands"),
	NAME("me", CHAT_ME, "TEXT: say what you do"),
	NAME("nick", CHAT_NICK, "NAME: be called so"),
	NAME("quit", CHAT_QUIT, "leave"),
	NAME("send", CHAT_SEND, "FILE: offer it to all"),
	NAME("who", CHAT_WHO, "list who is here"),
	NAME("offer", CHAT_OFFER, ""),
	NAME("file", CHAT_FILE, ""),
	NAMES_END,
};

static enum chat_verb find_verb(struct word word)
{
	for (const struct name *row = chat_commands; *row->word; row++)
		if (word_is(word, word_of(row->word)))
			return (enum chat_verb)row->value;
	return CHAT_UNKNOWN;
}

static bool take_number(uint64_t *number, struct word *rest)
{
	struct word word = take_word(rest);

	*number = 0;
	return num_digits(number, word.at, word.size, INT64_MAX);
}

static void read_details(struct chat_order *order, struct word rest)
{
	switch (order->verb) {
	case CHAT_NICK:
		order->is_signed = word_ends(rest, " " CHAT_SIGN);
		if (order->is_signed)
			rest.size -= strlen(" " CHAT_SIGN);
		order->text = word_trim(rest);
		break;
	case CHAT_GET:
		if (take_number(&order->number, &rest))
			order->text = rest;
		break;
	case CHAT_OFFER:
		if (take_number(&order->size, &rest))
			order->text = rest;
		break;
	case CHAT_ME:
	case CHAT_SEND:
	case CHAT_FILE:
		order->text = rest;
		break;
	case CHAT_NOTHING:
	case CHAT_SAY:
	case CHAT_WHO:
	case CHAT_HELP:
	case CHAT_QUIT:
	case CHAT_UNKNOWN:
		break;
	}
}

void chat_read_order(struct chat_order *order, const char *data, size_t size)
{
	struct word line = { data, size }, trimmed = word_trim(line), rest = trimmed, word;

	*order = (struct chat_order){ .verb = CHAT_SAY, .text = line };
	if (trimmed.size == 0) {
		*order = (struct chat_order){ .verb = CHAT_NOTHING };
	} else if (word_is(trimmed, word_of("quit"))) {
		*order = (struct chat_order){ .verb = CHAT_QUIT };
	} else if (word_begins(line, "//")) {
		order->text = word_behind(line, 1);
	} else if (line.at[0] == '/') {
		word = take_word(&rest);
		*order = (struct chat_order){ .verb = find_verb(word_behind(word, 1)) };
		if (order->verb == CHAT_UNKNOWN)
			order->text = word;
		read_details(order, rest);
	}
}

void chat_put_order(struct buf *buf, const struct chat_order *order)
{
	const char *verb = name_word(chat_commands, order->verb);

	if (verb || word_begins(order->text, "/"))
		buf_putc(buf, '/');
	buf_puts(buf, verb ? verb : "");
	if (order->verb == CHAT_GET || order->verb == CHAT_OFFER) {
		buf_putc(buf, ' ');
		buf_putu(buf, order->verb == CHAT_GET ? order->number : order->size);
	}
	if (verb && order->text.size > 0)
		buf_putc(buf, ' ');
	buf_put(buf, order->text.at, order->text.size);
	if (order->is_signed)
		buf_puts(buf, " " CHAT_SIGN);
	buf_putc(buf, '\n');
}
