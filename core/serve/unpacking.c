/* unpacking -- what peers send, split into messages of one format: streams and datagrams. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "serve/unpacking.h"

#include <errno.h>
#include <stdlib.h>

/* ---- streams --------------------------------------------------------------------------------- */

static bool begin_stream(struct intake *intake, struct intake_source *source)
{
	struct unpacking *unpacking = intake->context;
	struct split *split;

	unpacking->step(unpacking, "connected", source);
	if (sock_has_messages(source->listener->transport))
		return true;
	split = malloc(sizeof(*split));
	if (!split)
		return false;
	split_begin(split, unpacking->format, unpacking->frame);
	source->own = split;
	return true;
}

static void take_piece(struct intake *intake, struct intake_source *source, const char *data,
		       size_t size)
{
	struct unpacking *unpacking = intake->context;
	struct split *split = source->own;
	struct message message;
	struct err err = { 0 };
	enum split_kind kind;

	if (!split_feed(split, data, size)) {
		err_errno(&err, ENOMEM, "a message of %zu bytes", split->format->size);
		unpacking->failure(unpacking, &err, source);
		split->broken = true;
		return;
	}
	while (!intake->stopped && (kind = split_next(split, &message, &err)) != SPLIT_MORE) {
		if (kind == SPLIT_MESSAGE)
			unpacking->message(unpacking, &message, source);
		else
			unpacking->failure(unpacking, &err, source);
	}
}

/* A peer that said nothing at all is no mistake: whoever looks for open ports does so. */
static void end_stream(struct intake *intake, struct intake_source *source, const struct err *why,
		       bool cut)
{
	struct unpacking *unpacking = intake->context;
	struct split *split = source->own;
	struct err err = *why;

	if (err.kind == STATUS_OK && !cut && split && source->received_bytes > 0)
		split_end(split, &err);
	if (err.kind != STATUS_OK)
		unpacking->failure(unpacking, &err, source);
	unpacking->step(unpacking, cut ? "left as we end" : "ended", source);
	if (split)
		split_free(split);
	free(split);
}

/* ---- datagrams ------------------------------------------------------------------------------- */

/* A datagram is one message, and all of it. */
static bool read_message(struct message *message, struct split *split, const char *data,
			 size_t size, size_t true_size, struct err *err)
{
	enum split_kind kind;

	if (true_size > size)
		return err_set(err, STATUS_INVALID, "a message of %zu bytes is too long",
			       true_size);
	if (!split_feed(split, data, size))
		return err_errno(err, ENOMEM, "a message of %zu bytes", size);
	kind = split_next(split, message, err);
	if (kind == SPLIT_MORE)
		return split_end(split, err);
	if (kind == SPLIT_MESSAGE && split->offset < size)
		return err_set(err, STATUS_INVALID,
			       "byte %zu is surplus: a datagram of %zu bytes is one message",
			       (size_t)split->offset, size);
	return kind == SPLIT_MESSAGE;
}

static void take_message(struct intake *intake, struct intake_source *source, const char *data,
			 size_t size, size_t true_size)
{
	struct unpacking *unpacking = intake->context;
	struct message message;
	struct err err = { 0 };
	struct split split;

	split_begin(&split, unpacking->format, unpacking->frame);
	if (read_message(&message, &split, data, size, true_size, &err))
		unpacking->message(unpacking, &message, source);
	else
		unpacking->failure(unpacking, &err, source);
	split_free(&split);
}

static void say(struct intake *intake, const char *sentence)
{
	struct unpacking *unpacking = intake->context;

	unpacking->say(unpacking, sentence);
}

const struct intake_calls unpacking_calls = { begin_stream, take_piece, take_message, end_stream,
					      say };
