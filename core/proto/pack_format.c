/* pack_format -- the layout of a message, from a format of Python's struct module. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "proto/pack_format.h"

#include <endian.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"

enum { NAME_SHOWN_MAX = 40 }; /* bytes of a name that a sentence quotes */

struct reader {
	const char *text, *at;
	struct pack_format format;
	size_t names;
	struct err *err;
};

static bool is_blank(char c)
{
	return c != '\0' && strchr(" \t\n\v\f\r", c);
}

static bool is_name_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_name_byte(char c)
{
	return is_name_start(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

static int shown(size_t size)
{
	return size > NAME_SHOWN_MAX ? NAME_SHOWN_MAX : (int)size;
}

static bool fault(const struct reader *reader, const char *at, const char *says)
{
	return err_set(reader->err, STATUS_INVALID, "format, byte %zu: %s",
		       (size_t)(at - reader->text), says);
}

static bool too_large(const struct reader *reader, const char *at)
{
	return fault(reader, at, "more bytes than any machine can hold");
}

/* ---- one item ------------------------------------------------------------------------------ */

/* Digits in front of a code; COUNT stays as it is where there are none. */
static bool read_count(struct reader *reader, struct pack_item *item)
{
	const char *start = reader->at;
	size_t size = strspn(start, "0123456789");
	uint64_t count;

	if (size == 0)
		return true;
	reader->at += size;
	if (*reader->at == '\0' || is_blank(*reader->at))
		return fault(reader, reader->at, "the code that is counted is missing");
	if (!num_digits(&count, start, size, PTRDIFF_MAX))
		return too_large(reader, start);
	item->counted = true;
	item->count = (size_t)count;
	return true;
}

static bool code_unknown(const struct reader *reader)
{
	char c = *reader->at;

	if (strchr("@=<>!", c))
		return fault(reader, reader->at, "a byte order stands only at the very front");
	if (c == ':')
		return fault(reader, reader->at, "a name stands behind a code");
	if (c == ',')
		return fault(reader, reader->at, "a comma stands only behind a name");
	return err_set(reader->err, STATUS_INVALID,
		       "format, byte %zu: '%c' is no code; they are xcbB?hHiIlLqQnNefdspP",
		       (size_t)(reader->at - reader->text), c);
}

static bool read_code(struct reader *reader, struct pack_item *item)
{
	bool native = reader->format.prefix == '@';

	item->code = pack_code_find(*reader->at);
	if (!item->code)
		return code_unknown(reader);
	item->size = native ? item->code->native_size : item->code->standard_size;
	if (item->size == 0)
		return err_set(
			reader->err, STATUS_INVALID,
			"format, byte %zu: '%c' has a native size only: it goes with no '%c'",
			(size_t)(reader->at - reader->text), *reader->at, reader->format.prefix);
	reader->at++;
	return true;
}

static const struct pack_item *find_name(const struct pack_format *format, struct word name)
{
	for (size_t i = 0; i < format->count; i++)
		if (format->item[i].name.size == name.size &&
		    memcmp(format->item[i].name.at, name.at, name.size) == 0)
			return &format->item[i];
	return NULL;
}

static bool read_name(struct reader *reader, struct pack_item *item)
{
	const char *start = reader->at + 1;
	size_t size = 0;

	if (*reader->at != ':')
		return true;
	if (item->code->kind == PACK_PAD)
		return fault(reader, reader->at, "padding has no value and takes no name");
	if (!is_name_start(*start))
		return fault(reader, start, "a name begins with a letter or '_'");
	while (is_name_byte(start[size]))
		size++;
	reader->at = start + size;
	if (*reader->at != '\0' && *reader->at != ',' && !is_blank(*reader->at))
		return fault(reader, reader->at,
			     "a name is of letters, digits and _-. and ends at a blank or comma");
	item->name = (struct word){ start, size };
	if (++reader->names > PACK_NAMES_MAX)
		return fault(reader, start, "more than 1000 names");
	if (find_name(&reader->format, item->name))
		return err_set(reader->err, STATUS_INVALID,
			       "format, byte %zu: the name '%.*s' is given twice",
			       (size_t)(start - reader->text), shown(size), start);
	reader->at += *reader->at == ',';
	return true;
}

/* Where ITEM lies, behind the others. Alignment counts for 0 elements too: that is how a format
 * asks for padding at its end. */
static bool place(struct reader *reader, struct pack_item *item)
{
	struct pack_format *format = &reader->format;
	size_t align = format->prefix == '@' ? item->code->native_align : 1;
	size_t bytes, end;

	item->padding = (align - format->size % align) % align;
	if (item->code->kind == PACK_TEXT || item->code->kind == PACK_PASCAL) {
		item->size = item->count;
		item->count = 1;
	}
	item->value_count = item->code->kind == PACK_PAD ? 0 : item->count;
	if (__builtin_mul_overflow(item->count, item->size, &bytes) ||
	    __builtin_add_overflow(format->size, item->padding, &item->offset) ||
	    __builtin_add_overflow(item->offset, bytes, &end) || end > PTRDIFF_MAX)
		return too_large(reader, item->text.at);
	format->size = end;
	format->value_count += item->value_count;
	format->item[format->count++] = *item;
	return true;
}

static bool read_item(struct reader *reader)
{
	struct pack_item item = { .text.at = reader->at, .count = 1 };

	if (!read_count(reader, &item) || !read_code(reader, &item))
		return false;
	item.text.size = (size_t)(reader->at - item.text.at);
	return read_name(reader, &item) && place(reader, &item);
}

/* ---- the whole ----------------------------------------------------------------------------- */

static void read_prefix(struct reader *reader)
{
	char c = *reader->at;

	reader->format.prefix = '@';
	if (c != '\0' && strchr("@=<>!", c)) {
		reader->format.prefix = c;
		reader->at++;
	}
	c = reader->format.prefix;
	reader->format.little =
		c == '<' || ((c == '@' || c == '=') && __BYTE_ORDER == __LITTLE_ENDIAN);
}

static bool check_names(struct reader *reader)
{
	const struct pack_format *format = &reader->format;

	reader->format.named = reader->names > 0;
	for (size_t i = 0; reader->names > 0 && i < format->count; i++) {
		if (format->item[i].name.size > 0 || format->item[i].code->kind == PACK_PAD)
			continue;
		err_set(reader->err, STATUS_INVALID, "it has no name: name all items, or none");
		return pack_blame(format, &format->item[i], reader->err);
	}
	return true;
}

static bool read_items(struct reader *reader)
{
	for (;;) {
		while (is_blank(*reader->at))
			reader->at++;
		if (*reader->at == '\0')
			return check_names(reader);
		if (!read_item(reader))
			return false;
	}
}

bool pack_format_read(struct pack_format *format, const char *text, struct err *err)
{
	struct reader reader = { .text = text, .at = text, .err = err };

	/* There are no more items than bytes. */
	reader.format.item = calloc(strlen(text) + 1, sizeof(*reader.format.item));
	if (!reader.format.item)
		return err_errno(err, ENOMEM, "the format is too long");
	read_prefix(&reader);
	if (!read_items(&reader)) {
		pack_format_free(&reader.format);
		return false;
	}
	*format = reader.format;
	return true;
}

void pack_format_free(struct pack_format *format)
{
	free(format->item);
	*format = (struct pack_format){ 0 };
}

/* ---- for sentences ------------------------------------------------------------------------- */

bool pack_blame(const struct pack_format *format, const struct pack_item *item, struct err *err)
{
	return err_set(err, err->kind, "item %zu (%.*s%s%.*s): %s",
		       (size_t)(item - format->item) + 1, shown(item->text.size), item->text.at,
		       item->name.size ? ":" : "", shown(item->name.size),
		       item->name.size ? item->name.at : "", err->text);
}

bool pack_blame_value(const struct pack_format *format, const struct pack_item *item, size_t index,
		      struct err *err)
{
	if (item->value_count > 1)
		err_set(err, err->kind, "value %zu of %zu: %s", index + 1, item->value_count,
			err->text);
	return pack_blame(format, item, err);
}

bool pack_fail_short(const struct pack_format *format, uint64_t start, size_t have, struct err *err)
{
	const struct pack_item *item = format->item, *last = item + format->count - 1;

	while (item < last && item->offset + pack_item_size(item) <= have)
		item++;
	err_set(err, STATUS_INVALID,
		"byte %" PRIu64 " is missing: the message has %zu of %zu bytes", start + have, have,
		format->size);
	return pack_blame(format, item, err);
}
