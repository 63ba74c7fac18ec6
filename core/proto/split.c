/* split -- a stream of bytes, which comes in any pieces, into messages of one format. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "proto/split.h"

#include <inttypes.h>

void split_begin(struct split *split, const struct pack_format *format, enum frame frame)
{
	*split = (struct split){
		.format = format,
		.frame = frame,
		.little = format->prefix == '<',
	};
}

void split_free(struct split *split)
{
	buf_free(&split->rest);
}

static size_t left(const struct split *split)
{
	return split->rest.size - split->start;
}

static void pass(struct split *split, size_t size)
{
	split->start += size;
	split->offset += size;
}

bool split_feed(struct split *split, const void *data, size_t size)
{
	if (split->broken)
		return true;
	buf_consume(&split->rest, split->start);
	split->start = 0;
	buf_put(&split->rest, data, size);
	return !split->rest.failed;
}

/* The rest of a frame that was refused. */
static void skip(struct split *split)
{
	size_t size = split->skip < left(split) ? (size_t)split->skip : left(split);

	pass(split, size);
	split->skip -= size;
}

static enum split_kind give(struct split *split, struct message *message)
{
	if (left(split) < split->format->size)
		return SPLIT_MORE;
	message->data = (const uint8_t *)(split->rest.data ? split->rest.data + split->start : "");
	message->offset = split->offset;
	pass(split, split->format->size);
	split->number++;
	return SPLIT_MESSAGE;
}

static enum split_kind break_off(struct split *split, struct err *err, const char *says)
{
	err_set(err, STATUS_INVALID, "byte %" PRIu64 " %s", split->offset, says);
	split->number++;
	split->broken = true;
	buf_clear(&split->rest);
	split->start = 0;
	return SPLIT_BAD;
}

static const uint8_t *data_of(const struct split *split)
{
	return (const uint8_t *)split->rest.data + split->start;
}

/* The prefix is read again with each piece until its message is whole: it is short. */
static enum split_kind next_frame(struct split *split, struct message *message, struct err *err)
{
	uint64_t size, at = split->offset;
	size_t prefix = left(split) > 0 ? frame_read(&size, split->frame, split->little,
						     data_of(split), left(split))
					: 0;

	if (prefix == 0)
		return SPLIT_MORE;
	if (prefix > FRAME_PREFIX_MAX)
		return break_off(split, err, "begins a length above 64 bits: what follows is lost");
	if (size != split->format->size) {
		err_set(err, STATUS_INVALID,
			"byte %" PRIu64 " begins a message of %" PRIu64
			" bytes: the format takes %zu",
			at, size, split->format->size);
		pass(split, prefix);
		split->skip = size;
		split->number++;
		skip(split);
		return SPLIT_BAD;
	}
	if (left(split) - prefix < split->format->size)
		return SPLIT_MORE;
	pass(split, prefix);
	return give(split, message);
}

enum split_kind split_next(struct split *split, struct message *message, struct err *err)
{
	if (split->skip > 0)
		skip(split);
	if (split->broken || split->skip > 0)
		return SPLIT_MORE;
	if (split->frame != FRAME_NONE)
		return next_frame(split, message, err);
	if (split->format->size > 0)
		return give(split, message);
	return left(split) > 0 ? break_off(split, err, "is surplus: the format takes no bytes")
			       : SPLIT_MORE;
}

/* A frame whose end is missing: in its length, or in its message. */
static bool end_frame(const struct split *split, struct err *err)
{
	uint64_t size;
	size_t prefix = frame_read(&size, split->frame, split->little, data_of(split), left(split));

	if (prefix == 0)
		return err_set(err, STATUS_INVALID,
			       "byte %" PRIu64
			       " is missing: the length that begins at byte %" PRIu64
			       " is not whole",
			       split->offset + left(split), split->offset);
	return pack_fail_short(split->format, split->offset + prefix, left(split) - prefix, err);
}

bool split_end(const struct split *split, struct err *err)
{
	bool nothing = split->number == 0 && (split->format->size > 0 || split->frame);

	if (split->broken || (left(split) == 0 && !nothing && split->skip == 0))
		return true;
	if (split->skip > 0)
		return err_set(err, STATUS_INVALID,
			       "byte %" PRIu64 " is missing: %" PRIu64 " bytes more were announced",
			       split->offset, split->skip);
	if (split->frame != FRAME_NONE && left(split) > 0)
		return end_frame(split, err);
	if (split->frame != FRAME_NONE)
		return err_set(err, STATUS_INVALID, "byte 0 is missing: there is no message");
	if (split->number == 0)
		return pack_fail_short(split->format, split->offset, left(split), err);
	return err_set(err, STATUS_INVALID,
		       "byte %" PRIu64 " is surplus: it begins a message of which %zu of %zu bytes "
		       "are there",
		       split->offset, left(split), split->format->size);
}
