/* hex -- bytes from hexadecimal text, as people write it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "proto/hex.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "base/num.h"

static bool is_between(char c)
{
	return c != '\0' && strchr(" \t\r\n:,", c);
}

bool hex_end(struct hex_reader *reader, struct err *err)
{
	reader->inside = false;
	return !reader->half ||
	       err_set(err, STATUS_INVALID,
		       "hex, byte %" PRIu64 ": the second digit of a byte is missing", reader->at);
}

static bool read_char(struct buf *bytes, struct hex_reader *reader, char c, struct err *err)
{
	int digit = num_digit(c);

	if (is_between(c))
		return hex_end(reader, err);
	if ((c == 'x' || c == 'X') && reader->half && reader->high == 0 && !reader->inside) {
		reader->half = false;
		reader->inside = true;
		return true;
	}
	if (digit < 0)
		return err_set(err, STATUS_INVALID, "hex, byte %" PRIu64 ": '%c' is no digit",
			       reader->at, c);
	if (reader->half) {
		buf_putc(bytes, (char)(reader->high << 4 | (unsigned)digit));
		reader->inside = true;
	}
	reader->high = (unsigned)digit;
	reader->half = !reader->half;
	return true;
}

bool hex_read(struct buf *bytes, struct hex_reader *reader, const char *text, size_t size,
	      struct err *err)
{
	for (size_t i = 0; i < size; i++, reader->at++)
		if (!read_char(bytes, reader, text[i], err))
			return false;
	return !bytes->failed || err_errno(err, ENOMEM, "the hex text is too long");
}
