/* feed -- what a descriptor has to say, in pieces: as they come, in lines, or of one size. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/feed.h"

#include <errno.h>
#include <string.h>

#include "base/fd.h"

enum { STEP = 1 << 16 }; /* bytes of one read, where pieces are cut out of it */

void feed_free(struct feed *feed)
{
	buf_free(&feed->held);
	feed->start = feed->scanned = 0;
}

/* ---- newlines ------------------------------------------------------------------------------- */

/* Copy COUNT bytes to TO with CR in front of each LF. TO may lie before FROM in one buffer as long
 * as there are COUNT bytes in between: each byte becomes two at most. Returns how many. */
static size_t put_crlf(struct feed *feed, char *to, const char *from, size_t count)
{
	size_t size = 0;

	for (size_t i = 0; i < count; i++) {
		char c = from[i];

		if (c == '\n' && !feed->after_cr)
			to[size++] = '\r';
		to[size++] = c;
		feed->after_cr = c == '\r';
	}
	return size;
}

/* ---- as they come --------------------------------------------------------------------------- */

static enum feed_answer end_or_fail(long done, struct err *err)
{
	if (done == 0)
		return FEED_ENDED;
	if (errno == EAGAIN)
		return FEED_LATER;
	err_errno(err, errno, "cannot read standard input");
	return FEED_FAILED;
}

static enum feed_answer take_piece(struct feed *feed, char *data, size_t *size, struct err *err)
{
	size_t room = feed->crlf ? *size / 2 : *size;
	char *to = data + (*size - room);
	long done = fd_read_some(feed->fd, to, room);

	if (done <= 0)
		return end_or_fail(done, err);
	*size = feed->crlf ? put_crlf(feed, data, to, (size_t)done) : (size_t)done;
	return FEED_PIECE;
}

/* ---- cut out -------------------------------------------------------------------------------- */

static size_t waiting(const struct feed *feed)
{
	return feed->held.size - feed->start;
}

/* The size of the whole piece at hand; 0 where there is none yet. */
static size_t whole(const struct feed *feed)
{
	const char *first, *end;

	if (feed->unit == FEED_SIZES)
		return waiting(feed) >= feed->size ? feed->size : 0;
	if (waiting(feed) == feed->scanned)
		return 0;
	first = feed->held.data + feed->start;
	end = memchr(first + feed->scanned, '\n', waiting(feed) - feed->scanned);
	return end ? (size_t)(end - first) + 1 : 0;
}

bool feed_has_more(const struct feed *feed)
{
	if (feed->unit == FEED_PIECES)
		return false;
	return whole(feed) > 0 || feed->ended;
}

static enum feed_answer read_more(struct feed *feed, struct err *err)
{
	long done;

	buf_consume(&feed->held, feed->start);
	feed->start = 0;
	if (!buf_reserve(&feed->held, STEP)) {
		err_errno(err, ENOMEM, "no room for standard input");
		return FEED_FAILED;
	}
	done = fd_read_some(feed->fd, feed->held.data + feed->held.size, STEP);
	if (done <= 0)
		return end_or_fail(done, err);
	feed->held.size += (size_t)done;
	return FEED_PIECE;
}

static enum feed_answer too_long(const struct feed *feed, size_t room, struct err *err)
{
	if (feed->unit == FEED_LINES)
		err_set(err, STATUS_INVALID,
			"standard input: a line of more than %zu bytes is no datagram; --size "
			"cuts it",
			room);
	else
		err_set(err, STATUS_INVALID, "%zu bytes are no datagram", feed->size);
	return FEED_FAILED;
}

/* Hand out the first COUNT bytes. */
static enum feed_answer give_out(struct feed *feed, size_t count, char *data, size_t *size,
				 struct err *err)
{
	const char *first = feed->held.data + feed->start;
	bool is_line = feed->unit == FEED_LINES;
	size_t room = *size - (is_line && feed->crlf);

	if (count > room)
		return too_long(feed, room, err);
	feed->start += count;
	feed->scanned = 0;
	if (is_line && feed->crlf) {
		feed->after_cr = false;
		*size = put_crlf(feed, data, first, count);
	} else {
		*size = count - (is_line && feed->chomp && first[count - 1] == '\n');
		memcpy(data, first, *size);
	}
	return FEED_PIECE;
}

static enum feed_answer take_whole(struct feed *feed, char *data, size_t *size, struct err *err)
{
	size_t count = whole(feed);
	enum feed_answer answer;

	if (count == 0 && !feed->ended) {
		answer = read_more(feed, err);
		if (answer != FEED_PIECE && answer != FEED_ENDED)
			return answer;
		feed->ended = answer == FEED_ENDED;
		count = whole(feed);
	}
	if (count == 0 && feed->ended)
		count = waiting(feed);
	if (count > 0)
		return give_out(feed, count, data, size, err);
	if (feed->ended)
		return FEED_ENDED;
	feed->scanned = waiting(feed);
	return feed->scanned > *size ? too_long(feed, *size, err) : FEED_LATER;
}

enum feed_answer feed_take(struct feed *feed, char *data, size_t *size, struct err *err)
{
	return (feed->unit == FEED_PIECES ? take_piece : take_whole)(feed, data, size, err);
}
