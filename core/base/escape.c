/* escape -- bytes written behind backslashes, as in a string of C. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/escape.h"

#include <errno.h>
#include <string.h>

#include "base/num.h"
#include "base/utf8.h"

/* Digits in BASE, at most MOST; returns how many there were. */
static size_t digits(unsigned *value, const char *text, unsigned base, size_t most)
{
	size_t count = 0;

	*value = 0;
	while (count < most) {
		int digit = num_digit(text[count]);

		if (digit < 0 || (unsigned)digit >= base)
			break;
		*value = *value * base + (unsigned)digit;
		count++;
	}
	return count;
}

/* {263a}: the bytes read, or 0. */
static size_t read_code(char **to, const char *from)
{
	unsigned code;
	size_t count = from[0] == '{' ? digits(&code, from + 1, 16, 6) : 0;

	if (count == 0 || from[1 + count] != '}' || code > 0x10ffff ||
	    (code >= 0xd800 && code <= 0xdfff))
		return 0;
	*to += utf8_encode(*to, code);
	return count + 2;
}

size_t escape_read(char **to, const char *from)
{
	static const char letters[] = "n\nr\rt\ta\ab\bf\fv\ve\033\\\\\"\"''//??";
	unsigned value;
	size_t count;

	for (const char *letter = letters; *letter; letter += 2)
		if (*from == *letter) {
			*(*to)++ = letter[1];
			return 1;
		}
	if (*from == 'u') {
		count = read_code(to, from + 1);
		return count ? count + 1 : 0;
	}
	if (*from == 'x') {
		if (digits(&value, from + 1, 16, 2) != 2)
			return 0;
		*(*to)++ = (char)value;
		return 3;
	}
	count = digits(&value, from, 8, 3);
	if (count == 0 || value > 0xff)
		return 0;
	*(*to)++ = (char)value;
	return count;
}

bool escape_check(const char *text, struct err *err)
{
	while ((text = strchr(text, '\\'))) {
		char room[4], *to = room;
		size_t used = escape_read(&to, text + 1);

		if (used == 0)
			return err_set(err, STATUS_INVALID,
				       "'%.2s' is no escape such as \\n \\r \\t \\0 \\\\ \\xNN",
				       text);
		text += 1 + used;
	}
	return true;
}

bool escape_put(struct buf *buf, const char *text, struct err *err)
{
	char *to;

	if (!escape_check(text, err))
		return false;
	if (!buf_reserve(buf, strlen(text)))
		return err_errno(err, ENOMEM, "no room for data");
	to = buf->data + buf->size;
	while (*text) {
		if (*text == '\\')
			text += 1 + escape_read(&to, text + 1);
		else
			*to++ = *text++;
	}
	buf->size = (size_t)(to - buf->data);
	return true;
}
