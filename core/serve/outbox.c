/* outbox -- what waits to be sent on a connection: bytes in their order, or messages whole. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "serve/outbox.h"

#include <string.h>

bool outbox_put(struct outbox *outbox, const void *data, size_t size)
{
	size_t before;

	if (outbox->start > outbox->buf.size / 2) {
		buf_consume(&outbox->buf, outbox->start);
		outbox->start = 0;
	}
	before = outbox->buf.size;
	if (outbox->messages)
		buf_put(&outbox->buf, &size, sizeof(size));
	buf_put(&outbox->buf, data, size);
	if (!outbox->buf.failed)
		return true;
	outbox->buf.size = before;
	outbox->buf.failed = false;
	return false;
}

bool outbox_next(const struct outbox *outbox, const char **data, size_t *size)
{
	if (outbox_waiting(outbox) == 0)
		return false;
	*data = outbox->buf.data + outbox->start;
	*size = outbox_waiting(outbox);
	if (outbox->messages) {
		memcpy(size, *data, sizeof(*size));
		*data += sizeof(*size);
	}
	return true;
}

void outbox_sent(struct outbox *outbox, size_t size)
{
	outbox->start += size + (outbox->messages ? sizeof(size) : 0);
	if (outbox_waiting(outbox) == 0)
		outbox_free(outbox);
}

void outbox_free(struct outbox *outbox)
{
	buf_free(&outbox->buf);
	outbox->start = 0;
}
