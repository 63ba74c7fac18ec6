/* shown -- payload on a terminal: lines stay lines, what could act is escaped, pieces are joined.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/shown.h"

#include <string.h>

#include "base/utf8.h"

/* Up to the next byte that is not for safe_put. */
static size_t plain_size(const char *data, size_t size)
{
	size_t i = 0;

	while (i < size && data[i] != '\n' && data[i] != '\t' &&
	       !(data[i] == '\r' && i + 1 < size && data[i + 1] == '\n'))
		i++;
	return i;
}

static void put_whole(struct buf *buf, const char *data, size_t size, struct charset charset)
{
	while (size > 0) {
		size_t plain = plain_size(data, size);

		safe_put(buf, data, plain, charset);
		data += plain;
		size -= plain;
		if (size == 0)
			return;
		if (*data != '\r')
			buf_putc(buf, *data);
		data++;
		size--;
	}
}

/* How many bytes at the end are to be seen together with what follows them. */
static size_t open_size(const char *data, size_t size)
{
	if (size > 0 && data[size - 1] == '\r')
		return 1;
	return utf8_open_tail(data, size);
}

void shown_put(struct shown *shown, struct buf *buf, const char *data, size_t size,
	       struct charset charset)
{
	struct buf joined = { 0 };
	size_t open;

	if (shown->size > 0) {
		buf_put(&joined, shown->open, shown->size);
		buf_put(&joined, data, size);
		data = joined.data;
		size = joined.size;
		shown->size = 0;
	}
	open = open_size(data, size);
	put_whole(buf, data, size - open, charset);
	if (open > 0)
		memcpy(shown->open, data + size - open, open);
	shown->size = open;
	buf_free_part(&joined, buf);
}

void shown_end(struct shown *shown, struct buf *buf, struct charset charset)
{
	put_whole(buf, shown->open, shown->size, charset);
	shown->size = 0;
}
