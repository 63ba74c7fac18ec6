/* encoding -- bytes as hex, as base64 or as they are, out of text that comes in pieces. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "proto/encoding.h"

#include <errno.h>

bool decoder_read(struct buf *bytes, struct decoder *decoder, const char *text, size_t size,
		  struct err *err)
{
	switch (decoder->encoding) {
	case ENCODING_HEX:
		return hex_read(bytes, &decoder->hex, text, size, err);
	case ENCODING_BASE64:
		return base64_read(bytes, &decoder->base64, text, size, err);
	case ENCODING_RAW:
		break;
	}
	buf_put(bytes, text, size);
	return !bytes->failed || err_errno(err, ENOMEM, "there are too many bytes");
}

bool decoder_end(struct decoder *decoder, struct err *err)
{
	switch (decoder->encoding) {
	case ENCODING_HEX:
		return hex_end(&decoder->hex, err);
	case ENCODING_BASE64:
		return base64_end(&decoder->base64, err);
	case ENCODING_RAW:
		break;
	}
	return true;
}
