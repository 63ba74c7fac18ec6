/* pack_words -- a whole message from words, as people type them. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "proto/pack_words.h"

#include <errno.h>
#include <string.h>

#include "proto/pack.h"

enum { SHOWN_MAX = 60 }; /* bytes of a word that a sentence quotes */

bool pack_check(const struct pack_format *format, struct err *err)
{
	if (format->size > PACK_SIZE_MAX)
		return err_set(err, STATUS_INVALID, "a message has %zu bytes: the most is %d",
			       format->size, PACK_SIZE_MAX);
	if (format->value_count > PACK_VALUES_MAX)
		return err_set(err, STATUS_INVALID, "a message has %zu values: the most is %d",
			       format->value_count, PACK_VALUES_MAX);
	return true;
}

void *pack_room(struct buf *bytes, const struct pack_format *format, struct err *err)
{
	if (!buf_reserve(bytes, format->size + 1)) {
		err_errno(err, ENOMEM, "a message of %zu bytes", format->size);
		return NULL;
	}
	buf_fill(bytes, 0, format->size);
	return bytes->data + bytes->size - format->size;
}

/* The values of one item. */
static bool pack_item_words(void *message, size_t *cut, const struct pack_format *format,
			    const struct pack_item *item, char *const *word, struct buf *memory,
			    struct err *err)
{
	struct pack_value value;

	for (size_t i = 0; i < item->value_count; i++) {
		if (!pack_value_read(&value, memory, item, word[i], strlen(word[i]), err) ||
		    !pack_write(message, format, item, i, &value, err))
			return pack_blame_value(format, item, i, err);
		if (value.kind == PACK_IS_BYTES)
			*cut += pack_cut(item, value.as.bytes.size);
	}
	return true;
}

static bool too_few(const struct pack_format *format, size_t count, struct err *err)
{
	const struct pack_item *item = format->item;
	size_t before = 0;

	for (; before + item->value_count <= count; item++)
		before += item->value_count;
	err_set(err, STATUS_INVALID, "its value is missing: the format takes %zu, there are %zu",
		format->value_count, count);
	return pack_blame_value(format, item, count - before, err);
}

static bool check_count(const struct pack_format *format, char *const *word, size_t count,
			struct err *err)
{
	const char *first = count > format->value_count ? word[format->value_count] : "";
	size_t size = strlen(first);

	if (count < format->value_count)
		return too_few(format, count, err);
	if (count == format->value_count)
		return true;
	return err_set(err, STATUS_INVALID, "'%.*s%s' is one value too many: the format takes %zu",
		       size > SHOWN_MAX ? SHOWN_MAX : (int)size, first,
		       size > SHOWN_MAX ? "..." : "", format->value_count);
}

bool pack_words(struct buf *bytes, size_t *cut, const struct pack_format *format, char *const *word,
		size_t count, struct err *err)
{
	struct buf memory = { 0 };
	size_t lost = 0;
	bool fine = true;
	void *message;

	if (!check_count(format, word, count, err))
		return false;
	message = pack_room(bytes, format, err);
	if (!message)
		return false;
	for (size_t i = 0; i < format->count && fine; i++) {
		fine = pack_item_words(message, &lost, format, &format->item[i], word, &memory,
				       err);
		word += format->item[i].value_count;
	}
	buf_free(&memory);
	if (fine)
		*cut += lost;
	else
		bytes->size -= format->size;
	return fine;
}
