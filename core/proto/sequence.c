/* sequence -- the number that test senders put into their messages, written and read. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "proto/sequence.h"

#include <string.h>

#include "base/num.h"

static const char own_front[] = "sockbox-seq ", mcjoin_front[] = "Sender PID ",
		  mcjoin_group[] = ", MC group ", count_front[] = " count: ";

enum {
	SENDER_DIGITS = 16,
	FRONT_MAX = 256 /* bytes in which all of a header stands */
};

/* Bytes from AT to END, not NUL-terminated. */
struct span {
	const char *at, *end;
	bool cut; /* there are more */
};

static bool take(struct span *span, const char *text)
{
	size_t size = strlen(text);

	if ((size_t)(span->end - span->at) < size || memcmp(span->at, text, size) != 0)
		return false;
	span->at += size;
	return true;
}

/* All the decimal digits that stand next. */
static bool take_number(uint64_t *number, struct span *span)
{
	const char *start = span->at, *at = start;

	while (at < span->end && *at >= '0' && *at <= '9')
		at++;
	if (at == start || !num_digits(number, start, (size_t)(at - start), INT64_MAX))
		return false;
	span->at = at;
	return true;
}

static bool take_sender(uint64_t *sender, struct span *span)
{
	uint64_t value = 0;

	if (span->end - span->at < SENDER_DIGITS)
		return false;
	for (int i = 0; i < SENDER_DIGITS; i++) {
		int digit = num_digit(span->at[i]);

		if (digit < 0)
			return false;
		value = value << 4 | (unsigned)digit;
	}
	span->at += SENDER_DIGITS;
	*sender = value;
	return true;
}

/* Whether nothing follows the number, or something that is no part of it. */
static bool ends_here(const struct span *span)
{
	return span->at == span->end ? !span->cut : strchr(" ,\r\n", *span->at) != NULL;
}

static bool read_own(struct sequence *sequence, struct span span)
{
	return take(&span, own_front) && take_sender(&sequence->sender, &span) &&
	       take(&span, count_front) && take_number(&sequence->number, &span) &&
	       ends_here(&span);
}

static bool read_mcjoin(struct sequence *sequence, struct span span)
{
	const char *count;

	if (!take(&span, mcjoin_front) || !take_number(&sequence->sender, &span) ||
	    !take(&span, mcjoin_group))
		return false;
	count = memmem(span.at, (size_t)(span.end - span.at), count_front, strlen(count_front));
	if (!count)
		return false;
	span.at = count + strlen(count_front);
	return take_number(&sequence->number, &span) && ends_here(&span);
}

bool sequence_read(struct sequence *sequence, const void *data, size_t size)
{
	const char *at = data;
	struct span span = { at, at + (size < FRONT_MAX ? size : FRONT_MAX), size > FRONT_MAX };
	struct sequence found;

	if (!read_own(&found, span) && !read_mcjoin(&found, span))
		return false;
	*sequence = found;
	return true;
}

void sequence_put(struct buf *buf, const struct sequence *sequence)
{
	buf_puts(buf, own_front);
	for (int shift = 64 - 4; shift >= 0; shift -= 4)
		buf_putc(buf, "0123456789abcdef"[sequence->sender >> shift & 15]);
	buf_puts(buf, count_front);
	buf_putu(buf, sequence->number);
}
