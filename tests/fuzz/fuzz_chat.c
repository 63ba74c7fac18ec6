/* fuzz_chat -- lines of a chat: the same however the stream is split, nothing lost to silence, and
 * read back as they are written. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "base/buf.h"
#include "fuzz.h"
#include "proto/chatname.h"
#include "proto/chatnews.h"
#include "proto/chatorder.h"
#include "proto/textline.h"

enum { LINE_MAX_HERE = 64 };

static void put_piece(struct buf *seen, const struct textpiece *piece)
{
	FUZZ_HOLDS(piece->size <= LINE_MAX_HERE);
	FUZZ_HOLDS(!memchr(piece->data, '\n', piece->size));
	buf_putc(seen, piece->cut ? 'c' : 'w');
	buf_putu(seen, piece->size);
	buf_putc(seen, ':');
	buf_put(seen, piece->data, piece->size);
}

/* The lines of DATA, read by STEP bytes. */
static struct buf lines_of(const char *data, size_t size, size_t step)
{
	struct textline line = { .max = LINE_MAX_HERE };
	struct textpiece piece;
	struct buf seen = { 0 };

	while (size > 0) {
		size_t now = size < step ? size : step;

		FUZZ_HOLDS(textline_feed(&line, data, now));
		while (textline_next(&line, &piece))
			put_piece(&seen, &piece);
		FUZZ_HOLDS(textline_rest(&line).size <= LINE_MAX_HERE + 1);
		data += now;
		size -= now;
	}
	if (textline_end(&line, &piece))
		put_piece(&seen, &piece);
	textline_free(&line);
	return seen;
}

static void split_does_not_matter(const char *data, size_t size)
{
	struct buf whole = lines_of(data, size, size ? size : 1);

	for (size_t step = 1; step <= 4; step++) {
		struct buf other = lines_of(data, size, step);

		FUZZ_HOLDS(whole.size == other.size);
		FUZZ_HOLDS(whole.size == 0 || memcmp(whole.data, other.data, whole.size) == 0);
		buf_free(&other);
	}
	buf_free(&whole);
}

/* Everything but line ends, in order; lines are short enough not to be cut. */
static void silence_loses_nothing(const char *data, size_t size, unsigned when)
{
	struct textline line = { .max = size + 1 };
	struct textpiece piece;
	struct buf seen = { 0 }, sent = { 0 };

	for (size_t i = 0; i < size; i++) {
		FUZZ_HOLDS(textline_feed(&line, data + i, 1));
		while (textline_next(&line, &piece))
			buf_put(&seen, piece.data, piece.size);
		if (when >> i % 16 & 1 && textline_flush(&line, &piece)) {
			FUZZ_HOLDS(piece.size > 0);
			buf_put(&seen, piece.data, piece.size);
		}
		if (data[i] != '\n')
			buf_putc(&sent, data[i]);
		else if (i > 0 && data[i - 1] == '\r')
			sent.size--;
	}
	if (textline_end(&line, &piece))
		buf_put(&seen, piece.data, piece.size);
	FUZZ_HOLDS(seen.size == sent.size);
	FUZZ_HOLDS(seen.size == 0 || memcmp(seen.data, sent.data, seen.size) == 0);
	textline_free(&line);
	buf_free(&seen);
	buf_free(&sent);
}

static bool same(struct word a, struct word b)
{
	return a.size == b.size && (a.size == 0 || memcmp(a.at, b.at, a.size) == 0);
}

static void order_reads_back(const char *data, size_t size)
{
	struct chat_order order, back;
	struct buf line = { 0 };

	chat_read_order(&order, data, size);
	if (order.verb == CHAT_UNKNOWN)
		return;
	chat_put_order(&line, &order);
	FUZZ_HOLDS(memchr(line.data, '\n', line.size) == line.data + line.size - 1);
	chat_read_order(&back, line.data, line.size - 1);
	FUZZ_HOLDS(order.verb == back.verb && same(order.text, back.text));
	FUZZ_HOLDS(order.number == back.number && order.size == back.size);
	FUZZ_HOLDS(order.is_signed == back.is_signed);
	buf_free(&line);
}

static void news_read_back(const char *data, size_t size)
{
	struct chat_news news, back;
	struct buf line = { 0 };

	chat_read_news(&news, data, size);
	if (news.nick.size == 0 && news.topic == NEWS_MESSAGE)
		return;
	chat_put_news(&line, &news);
	FUZZ_HOLDS(memchr(line.data, '\n', line.size) == line.data + line.size - 1);
	chat_read_news(&back, line.data, line.size - 1);
	FUZZ_HOLDS(news.topic == back.topic && same(news.nick, back.nick));
	FUZZ_HOLDS(same(news.text, back.text) && same(news.ticket, back.ticket));
	FUZZ_HOLDS(news.number == back.number && news.size == back.size && news.cut == back.cut);
	buf_free(&line);
}

static void names_are_safe(const char *data, size_t size)
{
	char nick[CHAT_NICK_ROOM], name[CHAT_NAME_ROOM];

	if (chat_make_nick(nick, (struct word){ data, size }))
		FUZZ_HOLDS(chat_is_nick(word_of(nick)));
	chat_make_name(name, (struct word){ data, size });
	FUZZ_HOLDS(name[0] && name[0] != '.' && name[0] != '-' && !strchr(name, '/'));
}

int fuzz_chat(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data, *newline = size ? memchr(text, '\n', size) : NULL;
	size_t first = newline ? (size_t)(newline - text) : size;

	split_does_not_matter(text, size);
	silence_loses_nothing(text, size, size ? data[0] * 257u : 0);
	if (first > 0) {
		order_reads_back(text, first);
		news_read_back(text, first);
		names_are_safe(text, first);
	}
	return 0;
}
