/* textline -- lines out of a stream that comes in pieces: joined, cut where they are too long, and
 * given out before their end where a peer sends no newline. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "proto/textline.h"

#include <string.h>

#include "base/utf8.h"

bool textline_feed(struct textline *line, const char *data, size_t size)
{
	buf_consume(&line->text, line->start);
	line->start = 0;
	if (!buf_reserve(&line->text, size))
		return false;
	buf_put(&line->text, data, size);
	return true;
}

struct word textline_rest(const struct textline *line)
{
	size_t size = line->text.size - line->start;

	return (struct word){ size > 0 ? line->text.data + line->start : "", size };
}

void textline_free(struct textline *line)
{
	buf_free(&line->text);
	*line = (struct textline){ .max = line->max };
}

/* ---- giving out --------------------------------------------------------------------------- */

/* SIZE bytes of the line that begins at DATA, or as many whole characters as a line may have. */
static void give(struct textline *line, struct textpiece *piece, const char *data, size_t size)
{
	*piece = (struct textpiece){ .data = data, .size = size };
	if (size > line->max) {
		piece->size = line->max - utf8_open_tail(data, line->max);
		piece->cut = true;
	}
	piece->continued = line->open && line->lined;
}

/* A line of SIZE bytes has ended with a newline. False for one that ends what was given out. */
static bool give_whole(struct textline *line, struct textpiece *piece, const char *data,
		       size_t size)
{
	bool was_open = line->open;
	size_t content = size - (size > 0 && data[size - 1] == '\r');

	line->lined = true;
	give(line, piece, data, content);
	line->open = false;
	line->start += size + 1;
	return content > 0 || !was_open;
}

/* What there is has no end and is too long already: the rest is dropped as it comes. */
static void give_endless(struct textline *line, struct textpiece *piece, struct word rest)
{
	give(line, piece, rest.at, rest.size);
	line->open = false;
	line->skipping = true;
	line->start += rest.size;
}

/* Drop the rest of a line that was cut; false when it has not ended yet. */
static bool skip(struct textline *line, struct word rest)
{
	const char *newline = memchr(rest.at, '\n', rest.size);

	line->start += newline ? (size_t)(newline - rest.at) + 1 : rest.size;
	line->skipping = !newline;
	line->lined = line->lined || newline;
	return newline;
}

bool textline_next(struct textline *line, struct textpiece *piece)
{
	for (;;) {
		struct word rest = textline_rest(line);
		const char *newline = memchr(rest.at, '\n', rest.size);

		if (line->skipping) {
			if (!skip(line, rest))
				return false;
		} else if (newline) {
			if (give_whole(line, piece, rest.at, (size_t)(newline - rest.at)))
				return true;
		} else if (rest.size > line->max + 1) { /* a CR may stand behind the last one */
			give_endless(line, piece, rest);
			return true;
		} else {
			return false;
		}
	}
}

/* How much of an unfinished line can be given out. */
static size_t flushable(const struct textline *line)
{
	struct word rest = textline_rest(line);

	if (line->skipping)
		return 0;
	rest.size -= rest.size > 0 && rest.at[rest.size - 1] == '\r';
	return rest.size - utf8_open_tail(rest.at, rest.size);
}

bool textline_waits(const struct textline *line)
{
	return flushable(line) > 0;
}

bool textline_flush(struct textline *line, struct textpiece *piece)
{
	size_t size = flushable(line);
	struct word rest = textline_rest(line);

	if (size == 0)
		return false;
	if (size > line->max) {
		give_endless(line, piece, rest);
		return true;
	}
	give(line, piece, rest.at, size);
	piece->partial = true;
	line->open = true;
	line->start += size;
	return true;
}

bool textline_end(struct textline *line, struct textpiece *piece)
{
	struct word rest = textline_rest(line);
	bool some = !line->skipping && rest.size > 0;

	if (some) {
		give(line, piece, rest.at, rest.size);
		piece->partial = true;
	}
	line->start += rest.size;
	line->open = line->skipping = false;
	return some;
}
