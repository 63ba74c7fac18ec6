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

/* What WORDS hold for the value at INDEX of all. */
static bool read_value(struct pack_value *value, struct buf *memory, const struct pack_item *item,
		       const struct pack_words *words, size_t index, struct err *err)
{
	enum pack_kind kind = item->code->kind;
	struct word word = words->at(words->context, index);

	if (!words->verbatim || (kind != PACK_CHAR && kind != PACK_TEXT && kind != PACK_PASCAL))
		return pack_value_read(value, memory, item, word.at, word.size, err);
	*value = (struct pack_value){ .kind = PACK_IS_BYTES, .as.bytes = word };
	return true;
}

/* The values of one item, the first of which is the one at BEFORE of all. */
static bool pack_item_words(void *message, size_t *cut, const struct pack_format *format,
			    const struct pack_item *item, const struct pack_words *words,
			    size_t before, struct err *err)
{
	struct buf memory = { 0 };
	struct pack_value value;
	bool fine = true;

	for (size_t i = 0; i < item->value_count && fine; i++) {
		fine = read_value(&value, &memory, item, words, before + i, err) &&
		       pack_write(message, format, item, i, &value, err);
		if (!fine)
			pack_blame_value(format, item, i, err);
		else if (value.kind == PACK_IS_BYTES)
			*cut += pack_cut(item, value.as.bytes.size);
	}
	buf_free(&memory);
	return fine;
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

static bool check_count(const struct pack_format *format, const struct pack_words *words,
			struct err *err)
{
	struct word first;

	if (words->count < format->value_count)
		return too_few(format, words->count, err);
	if (words->count == format->value_count)
		return true;
	first = words->at(words->context, format->value_count);
	return err_set(err, STATUS_INVALID, "'%.*s%s' is one value too many: the format takes %zu",
		       first.size > SHOWN_MAX ? SHOWN_MAX : (int)first.size, first.at,
		       first.size > SHOWN_MAX ? "..." : "", format->value_count);
}

bool pack_words_from(struct buf *bytes, size_t *cut, const struct pack_format *format,
		     const struct pack_words *words, struct err *err)
{
	size_t lost = 0, done = 0;
	bool fine = true;
	void *message;

	if (!check_count(format, words, err))
		return false;
	message = pack_room(bytes, format, err);
	if (!message)
		return false;
	for (size_t i = 0; i < format->count && fine; i++) {
		fine = pack_item_words(message, &lost, format, &format->item[i], words, done, err);
		done += format->item[i].value_count;
	}
	if (fine)
		*cut += lost;
	else
		bytes->size -= format->size;
	return fine;
}

static struct word word_at(const void *context, size_t index)
{
	char *const *word = context;

	return word_of(word[index]);
}

bool pack_words(struct buf *bytes, size_t *cut, const struct pack_format *format, char *const *word,
		size_t count, struct err *err)
{
	const struct pack_words words = { word_at, word, count, false };

	return pack_words_from(bytes, cut, format, &words, err);
}
