/* pieces -- what a descriptor has to say, in pieces: as they come, in lines, or of one size. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/pieces.h"

#include <errno.h>
#include <string.h>

#include "base/fd.h"

enum { STEP = 1 << 16 }; /* bytes of one read, where pieces are cut out of it */

void pieces_free(struct pieces *pieces)
{
	buf_free(&pieces->held);
	pieces->start = pieces->scanned = 0;
}

/* ---- newlines ------------------------------------------------------------------------------- */

/* Copy COUNT bytes to TO with CR in front of each LF. TO may lie before FROM in one buffer as long
 * as there are COUNT bytes in between: each byte becomes two at most. Returns how many. */
static size_t put_crlf(struct pieces *pieces, char *to, const char *from, size_t count)
{
	size_t size = 0;

	for (size_t i = 0; i < count; i++) {
		char c = from[i];

		if (c == '\n' && !pieces->after_cr)
			to[size++] = '\r';
		to[size++] = c;
		pieces->after_cr = c == '\r';
	}
	return size;
}

/* ---- as they come --------------------------------------------------------------------------- */

static enum pieces_answer end_or_fail(long done, struct err *err)
{
	if (done == 0)
		return PIECES_ENDED;
	if (errno == EAGAIN)
		return PIECES_LATER;
	err_errno(err, errno, "cannot read standard input");
	return PIECES_FAILED;
}

static enum pieces_answer take_piece(struct pieces *pieces, char *data, size_t *size,
				     struct err *err)
{
	size_t room = pieces->crlf ? *size / 2 : *size;
	char *to = data + (*size - room);
	long done = fd_read_some(pieces->fd, to, room);

	if (done <= 0)
		return end_or_fail(done, err);
	*size = pieces->crlf ? put_crlf(pieces, data, to, (size_t)done) : (size_t)done;
	return PIECES_ONE;
}

/* ---- cut out -------------------------------------------------------------------------------- */

static size_t waiting(const struct pieces *pieces)
{
	return pieces->held.size - pieces->start;
}

/* The size of the whole piece at hand; 0 where there is none yet. */
static size_t whole(const struct pieces *pieces)
{
	const char *first, *end;

	if (pieces->unit == PIECES_SIZES)
		return waiting(pieces) >= pieces->size ? pieces->size : 0;
	if (waiting(pieces) == pieces->scanned)
		return 0;
	first = pieces->held.data + pieces->start;
	end = memchr(first + pieces->scanned, '\n', waiting(pieces) - pieces->scanned);
	return end ? (size_t)(end - first) + 1 : 0;
}

bool pieces_has_more(const struct pieces *pieces)
{
	if (pieces->unit == PIECES_AS_READ)
		return false;
	return whole(pieces) > 0 || pieces->ended;
}

static enum pieces_answer read_more(struct pieces *pieces, struct err *err)
{
	long done;

	buf_consume(&pieces->held, pieces->start);
	pieces->start = 0;
	if (!buf_reserve(&pieces->held, STEP)) {
		err_errno(err, ENOMEM, "no room for standard input");
		return PIECES_FAILED;
	}
	done = fd_read_some(pieces->fd, pieces->held.data + pieces->held.size, STEP);
	if (done <= 0)
		return end_or_fail(done, err);
	pieces->held.size += (size_t)done;
	return PIECES_ONE;
}

static enum pieces_answer too_long(const struct pieces *pieces, size_t room, struct err *err)
{
	if (pieces->unit == PIECES_LINES)
		err_set(err, STATUS_INVALID,
			"standard input: a line of more than %zu bytes is no datagram; --size "
			"cuts it",
			room);
	else
		err_set(err, STATUS_INVALID, "%zu bytes are no datagram", pieces->size);
	return PIECES_FAILED;
}

/* Hand out the first COUNT bytes. */
static enum pieces_answer give_out(struct pieces *pieces, size_t count, char *data, size_t *size,
				   struct err *err)
{
	const char *first = pieces->held.data + pieces->start;
	bool is_line = pieces->unit == PIECES_LINES;
	size_t room = *size - (is_line && pieces->crlf);

	if (count > room)
		return too_long(pieces, room, err);
	pieces->start += count;
	pieces->scanned = 0;
	if (is_line && pieces->crlf) {
		pieces->after_cr = false;
		*size = put_crlf(pieces, data, first, count);
	} else {
		*size = count - (is_line && pieces->chomp && first[count - 1] == '\n');
		memcpy(data, first, *size);
	}
	return PIECES_ONE;
}

static enum pieces_answer take_whole(struct pieces *pieces, char *data, size_t *size,
				     struct err *err)
{
	size_t count = whole(pieces);
	enum pieces_answer answer;

	if (count == 0 && !pieces->ended) {
		answer = read_more(pieces, err);
		if (answer != PIECES_ONE && answer != PIECES_ENDED)
			return answer;
		pieces->ended = answer == PIECES_ENDED;
		count = whole(pieces);
	}
	if (count == 0 && pieces->ended)
		count = waiting(pieces);
	if (count > 0)
		return give_out(pieces, count, data, size, err);
	if (pieces->ended)
		return PIECES_ENDED;
	pieces->scanned = waiting(pieces);
	return pieces->scanned > *size ? too_long(pieces, *size, err) : PIECES_LATER;
}

enum pieces_answer pieces_take(struct pieces *pieces, char *data, size_t *size, struct err *err)
{
	return (pieces->unit == PIECES_AS_READ ? take_piece : take_whole)(pieces, data, size, err);
}
