/* unpacker -- text in pieces, decoded and split into messages. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "proto/unpacker.h"

#include <errno.h>

void unpacker_begin(struct unpacker *unpacker, const struct pack_format *format,
		    enum encoding encoding, enum frame frame)
{
	*unpacker = (struct unpacker){ .decoder.encoding = encoding };
	split_begin(&unpacker->split, format, frame);
}

bool unpacker_feed(struct unpacker *unpacker, const char *text, size_t size, struct err *err)
{
	bool fine = decoder_read(&unpacker->bytes, &unpacker->decoder, text, size, err);

	if (!split_feed(&unpacker->split, unpacker->bytes.data, unpacker->bytes.size))
		return err_errno(err, ENOMEM, "a message of %zu bytes",
				 unpacker->split.format->size);
	buf_clear(&unpacker->bytes);
	return fine;
}

bool unpacker_end(struct unpacker *unpacker, struct err *err)
{
	return decoder_end(&unpacker->decoder, err) && split_end(&unpacker->split, err);
}

void unpacker_free(struct unpacker *unpacker)
{
	split_free(&unpacker->split);
	buf_free(&unpacker->bytes);
}
