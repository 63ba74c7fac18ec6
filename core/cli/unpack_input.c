/* unpack_input -- bytes that words of a command line or a file hold, split into messages. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/unpack_input.h"

#include <errno.h>

#include "base/feed.h"

/* True while more is wanted. */
static bool give(const struct unpack_input *input, struct split *split)
{
	struct message message;
	struct err err = { 0 };
	bool more = true;
	enum split_kind kind;

	while (more && (kind = split_next(split, &message, &err)) != SPLIT_MORE)
		more = kind == SPLIT_MESSAGE ? input->message(input->context, &message)
					     : input->failure(input->context, &err);
	return more;
}

/* No notation has these: they are the bytes. */
static bool is_bare(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if ((unsigned char)text[i] > '~' || (unsigned char)text[i] < '\t')
			return true;
	return false;
}

/* MORE becomes whether more is wanted: what stands before a mistake is given. */
static bool take(struct unpack_input *input, struct unpacker *unpacker, const char *text,
		 size_t size, bool *more, struct err *err)
{
	bool fine = unpacker_feed(unpacker, text, size, err);

	*more = give(input, &unpacker->split);
	input->is_bare = !fine && is_bare(text, size);
	return fine;
}

static bool read_words(struct unpack_input *input, struct unpacker *unpacker, bool *more,
		       struct err *err)
{
	struct buf text = { 0 };
	bool fine;

	for (char *const *word = input->words; *word; word++) {
		buf_puts(&text, *word);
		buf_putc(&text, ' '); /* where a byte of hex has to be whole */
	}
	fine = !text.failed ? take(input, unpacker, text.data, text.size, more, err)
			    : err_errno(err, ENOMEM, "the bytes are too many");
	buf_free(&text);
	return fine;
}

static bool read_file(struct unpack_input *input, struct unpacker *unpacker, bool *more,
		      struct err *err)
{
	enum feed_kind kind = FEED_MORE;
	struct feed feed;
	const char *text;
	size_t size;
	bool fine = feed_open(&feed, input->path, err);

	if (!fine)
		return false;
	while (fine && *more && (kind = feed_piece(&feed, &text, &size, err)) == FEED_MORE)
		fine = take(input, unpacker, text, size, more, err);
	feed_close(&feed);
	return fine && kind != FEED_FAILED;
}

/* The one message of a format without bytes is no bytes. */
static void give_nothing(const struct unpack_input *input, const struct split *split)
{
	const struct message message = { (const uint8_t *)"", 0 };

	if (input->format->size == 0 && !split->frame && split->number == 0)
		input->message(input->context, &message);
}

bool unpack_input_read(struct unpack_input *input, struct err *err)
{
	struct unpacker unpacker;
	bool fine, more = true;

	unpacker_begin(&unpacker, input->format, input->encoding, input->frame);
	fine = input->path ? read_file(input, &unpacker, &more, err)
			   : read_words(input, &unpacker, &more, err);
	fine = fine && (!more || unpacker_end(&unpacker, err));
	if (fine)
		give_nothing(input, &unpacker.split);
	unpacker_free(&unpacker);
	return fine;
}
