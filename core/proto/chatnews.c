/* chatnews -- the lines that the host of a chat sends. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "proto/chatnews.h"

#include <string.h>

#include "base/num.h"
#include "proto/chatname.h"
#include "proto/chatorder.h"

static void put_word(struct buf *buf, struct word word)
{
	buf_put(buf, word.at, word.size);
}

/* $n is a nick, $t all the rest, $# and $s are numbers, $k a ticket. The first that fits counts. */
static const struct {
	enum chat_topic topic;
	const char *pattern;
} rows[] = {
	{ NEWS_BANNER, "-- sockbox chat 1, hosted by $n; /help lists the commands" },
	{ NEWS_YOU_BUT, "-- you are $n, $t" },
	{ NEWS_YOU, "-- you are $n" },
	{ NEWS_FAREWELL, "-- the host left" },
	{ NEWS_HISTORY, "-- lines said before: $#" },
	{ NEWS_NO_FILE, "-- no file $#: $t" },
	{ NEWS_GIVE, "-- give $k $#" },
	{ NEWS_TAKE, "-- take $k $# $s $t" },
	{ NEWS_OFFER, "-- $n offers file $#, $s bytes: $t" },
	{ NEWS_JOINED, "-- $n joined from $t" },
	{ NEWS_LEFT, "-- $n left: $t" },
	{ NEWS_RENAMED, "-- $n is now $t" },
	{ NEWS_HERE, "-- $n is here, $t" },
	{ NEWS_NOTICE, "-- $t" },
	{ NEWS_ACTION, "* $n $t" },
	{ NEWS_MESSAGE, "$n: $t" },
};
enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

static const char cut_mark[] = " [cut at 4096 bytes]";
_Static_assert(CHAT_LINE_MAX == 4096, "the mark says so");

/* The part of LINE that stands for a '$' of the pattern: up to what the pattern has behind it, and
 * without a blank. */
static bool take_part(struct word *part, struct word *line, const char *next)
{
	size_t size = strcspn(next, "$");
	const char *end =
		size > 0 ? memmem(line->at, line->size, next, size) : line->at + line->size;

	if (!end || end == line->at)
		return false;
	*part = (struct word){ line->at, (size_t)(end - line->at) };
	*line = word_behind(*line, part->size);
	return !memchr(part->at, ' ', part->size);
}

static bool is_ticket(struct word part)
{
	for (size_t i = 0; i < part.size; i++)
		if (num_digit(part.at[i]) < 0)
			return false;
	return part.size == CHAT_TICKET_SIZE;
}

static bool read_part(struct chat_news *news, char kind, struct word *line, const char *next)
{
	struct word part;

	if (kind == 't') {
		news->text = *line;
		*line = word_behind(*line, line->size);
		return true;
	}
	if (!take_part(&part, line, next))
		return false;
	switch (kind) {
	case '#':
		return num_digits(&news->number, part.at, part.size, INT64_MAX);
	case 's':
		return num_digits(&news->size, part.at, part.size, INT64_MAX);
	case 'k':
		news->ticket = part;
		return is_ticket(part);
	default:
		news->nick = part;
		return part.size < CHAT_NICK_ROOM;
	}
}

static bool fits(struct chat_news *news, const char *pattern, struct word line)
{
	while (*pattern) {
		if (*pattern == '$') {
			if (!read_part(news, pattern[1], &line, pattern + 2))
				return false;
			pattern += 2;
		} else if (line.size > 0 && line.at[0] == *pattern) {
			line = word_behind(line, 1);
			pattern++;
		} else {
			return false;
		}
	}
	return line.size == 0;
}

/* Nobody may say as much as that at once: the host has put the mark there. */
static void read_cut(struct chat_news *news)
{
	if (news->text.size <= CHAT_LINE_MAX || !word_ends(news->text, cut_mark))
		return;
	news->text.size -= strlen(cut_mark);
	news->cut = true;
}

void chat_read_news(struct chat_news *news, const char *data, size_t size)
{
	struct word line = { data, size };

	for (size_t i = 0; i < ROWS; i++) {
		*news = (struct chat_news){ .topic = rows[i].topic };
		if (!fits(news, rows[i].pattern, line))
			continue;
		if (news->topic == NEWS_MESSAGE || news->topic == NEWS_ACTION)
			read_cut(news);
		return;
	}
	*news = (struct chat_news){ .topic = NEWS_MESSAGE, .text = line };
}

static void put_part(struct buf *buf, const struct chat_news *news, char kind)
{
	switch (kind) {
	case 'n':
		put_word(buf, news->nick);
		break;
	case '#':
		buf_putu(buf, news->number);
		break;
	case 's':
		buf_putu(buf, news->size);
		break;
	case 'k':
		put_word(buf, news->ticket);
		break;
	default:
		buf_puts(buf, news->continued ? "..." : "");
		put_word(buf, news->text);
		buf_puts(buf, news->cut ? cut_mark : "");
		break;
	}
}

void chat_put_news(struct buf *buf, const struct chat_news *news)
{
	size_t i = 0;

	while (rows[i].topic != news->topic)
		i++;
	for (const char *at = rows[i].pattern; *at; at++)
		if (*at == '$')
			put_part(buf, news, *++at);
		else
			buf_putc(buf, *at);
	buf_putc(buf, '\n');
}
