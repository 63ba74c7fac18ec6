/* pack_value -- one value of a message, and as people write and read it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "proto/pack_value.h"

#include <errno.h>
#include <string.h>

#include "base/num.h"
#include "base/real.h"

enum { SHOWN_MAX = 60 }; /* bytes of a value that a sentence quotes */

static bool refuse(struct word text, const char *why, struct err *err)
{
	bool cut = text.size > SHOWN_MAX;

	return err_set(err, STATUS_INVALID, "'%.*s%s' %s", cut ? SHOWN_MAX : (int)text.size,
		       text.at, cut ? "..." : "", why);
}

/* ---- integers ------------------------------------------------------------------------------ */

enum reading { IS_NO_NUMBER, IS_NUMBER, IS_HUGE };

/* Digits of BASE, all of TEXT, and at least one. */
static enum reading read_digits(uint64_t *number, struct word text, unsigned base)
{
	enum reading reading = text.size > 0 ? IS_NUMBER : IS_NO_NUMBER;
	uint64_t sum = 0;

	for (size_t i = 0; i < text.size; i++) {
		int digit = num_digit(text.at[i]);

		if (digit < 0 || (unsigned)digit >= base)
			return IS_NO_NUMBER;
		if (__builtin_mul_overflow(sum, base, &sum) ||
		    __builtin_add_overflow(sum, (unsigned)digit, &sum))
			reading = IS_HUGE;
	}
	*number = sum;
	return reading;
}

static size_t count_sign(struct word text)
{
	return text.size > 0 && (text.at[0] == '-' || text.at[0] == '+');
}

static unsigned base_of(struct word text)
{
	if (text.size < 2 || text.at[0] != '0')
		return 10;
	switch (text.at[1] | 0x20) {
	case 'x':
		return 16;
	case 'o':
		return 8;
	case 'b':
		return 2;
	default: /* any byte may come */
		return 10;
	}
}

static enum reading read_whole(struct pack_value *value, struct word text)
{
	size_t sign = count_sign(text);
	struct word digits = { text.at + sign, text.size - sign };
	unsigned base = base_of(digits);
	uint64_t number = 0;
	enum reading reading;

	if (base != 10)
		digits = (struct word){ digits.at + 2, digits.size - 2 };
	reading = read_digits(&number, digits, base);
	if (reading == IS_NUMBER) {
		value->kind = PACK_IS_WHOLE;
		value->as.whole.negative = text.at[0] == '-' && number > 0;
		value->as.whole.size = number;
	}
	return reading;
}

static bool read_flag(struct pack_value *value, struct word text)
{
	bool flag = word_is(text, word_of("true"));

	if (!flag && !word_is(text, word_of("false")))
		return false;
	*value = (struct pack_value){ .kind = PACK_IS_FLAG, .as.flag = flag };
	return true;
}

/* The largest float of SIZE bytes. */
static double largest(size_t size)
{
	return size == 2 ? 65504 : size == 4 ? 3.4028234663852886e+38 : 1.7976931348623157e+308;
}

static void put_integers(struct buf *buf, const struct pack_item *item)
{
	uint64_t most = UINT64_MAX >> (64 - 8 * item->size);
	bool negative = item->code->kind != PACK_UNSIGNED;

	buf_puts(buf, negative ? "-" : "");
	buf_putu(buf, negative ? most / 2 + 1 : 0);
	buf_puts(buf, " to ");
	buf_putu(buf, item->code->kind == PACK_SIGNED ? most / 2 : most);
}

const char *pack_range(struct buf *buf, const struct pack_item *item)
{
	char text[REAL_TEXT_MAX];

	buf_clear(buf);
	if (item->code->kind == PACK_FLOAT) {
		size_t size = real_format(text, largest(item->size));

		buf_putc(buf, '-');
		buf_put(buf, text, size);
		buf_puts(buf, " to ");
		buf_put(buf, text, size);
	} else {
		put_integers(buf, item);
	}
	return buf_text(buf);
}

static bool read_integer(struct pack_value *value, struct buf *memory, const struct pack_item *item,
			 struct word text, struct err *err)
{
	enum reading reading = read_flag(value, text) ? IS_NUMBER : read_whole(value, text);

	if (reading == IS_NUMBER)
		return true;
	refuse(text, reading == IS_HUGE ? "is out of range:" : "is no integer from", err);
	return err_set(err, STATUS_INVALID, "%s %s", err->text, pack_range(memory, item));
}

/* ---- floats and bool ----------------------------------------------------------------------- */

static bool read_real(struct pack_value *value, struct word text, struct err *err)
{
	size_t sign = count_sign(text);
	double real;

	if (read_flag(value, text))
		return true;
	if (base_of((struct word){ text.at + sign, text.size - sign }) != 10 &&
	    read_whole(value, text) == IS_NUMBER)
		return true;
	if (!real_parse(&real, text.at, text.size, err))
		return false;
	*value = (struct pack_value){ .kind = PACK_IS_REAL, .as.real = real };
	return true;
}

static bool read_bool(struct pack_value *value, struct word text, struct err *err)
{
	return read_real(value, text, err) ||
	       refuse(text, "is neither true nor false, and no number", err);
}

/* ---- text ---------------------------------------------------------------------------------- */

/* Behind a backslash: the bytes that it takes, or 0 where there is no such escape. */
static size_t read_escape(struct buf *memory, const char *at, size_t size)
{
	static const char letters[] = "\\\\''\"\"n\nr\rt\t";
	int high, low;

	if (size >= 3 && at[0] == 'x') {
		high = num_digit(at[1]);
		low = num_digit(at[2]);
		if (high < 0 || low < 0)
			return 0;
		buf_putc(memory, (char)(high << 4 | low));
		return 3;
	}
	/* Octal escapes do not exist: "\01" would be read in two ways. */
	if (size >= 1 && at[0] == '0' && (size == 1 || at[1] < '0' || at[1] > '9')) {
		buf_putc(memory, '\0');
		return 1;
	}
	for (const char *letter = letters; size > 0 && *letter; letter += 2)
		if (*letter == at[0]) {
			buf_putc(memory, letter[1]);
			return 1;
		}
	return 0;
}

/* What stands between quotes; QUOTE is 0 where there are none. */
static bool read_inside(struct buf *memory, struct word text, struct word inside, char quote,
			struct err *err)
{
	for (size_t i = 0; i < inside.size; i++) {
		size_t taken = 0, left = inside.size - i - 1;

		if (inside.at[i] == '\\') {
			taken = read_escape(memory, inside.at + i + 1, left);
			if (taken == 0)
				return refuse(text,
					      "has a backslash that begins no escape: it is "
					      "written \\\\",
					      err);
		} else {
			taken = quote && inside.at[i] == quote;
			if (taken && (left == 0 || inside.at[i + 1] != quote))
				return refuse(text, "has a quote inside that is not doubled", err);
			buf_putc(memory, inside.at[i]);
		}
		i += taken;
	}
	return !memory->failed || err_errno(err, ENOMEM, "the text is too long");
}

static bool read_bytes(struct pack_value *value, struct buf *memory, struct word text,
		       struct err *err)
{
	size_t skip =
		text.size >= 2 && text.at[0] == 'b' && (text.at[1] == '\'' || text.at[1] == '"');
	char first = text.size > skip ? text.at[skip] : '\0';
	char quote = first == '\'' || first == '"' ? first : '\0';
	struct word inside = text;

	buf_clear(memory);
	if (quote) {
		if (text.size < skip + 2 || text.at[text.size - 1] != quote)
			return refuse(text, "begins with a quote that is not closed", err);
		inside = (struct word){ text.at + skip + 1, text.size - skip - 2 };
	}
	if (!read_inside(memory, text, inside, quote, err))
		return false;
	*value = (struct pack_value){ .kind = PACK_IS_BYTES,
				      .as.bytes = { memory->size ? memory->data : "",
						    memory->size } };
	return true;
}

/* ---- both ways ----------------------------------------------------------------------------- */

bool pack_value_read(struct pack_value *value, struct buf *memory, const struct pack_item *item,
		     const char *text, size_t size, struct err *err)
{
	struct word word = { text, size };

	switch (item->code->kind) {
	case PACK_SIGNED:
	case PACK_UNSIGNED:
	case PACK_POINTER:
		return read_integer(value, memory, item, word, err);
	case PACK_FLOAT:
		return read_real(value, word, err);
	case PACK_BOOL:
		return read_bool(value, word, err);
	case PACK_CHAR:
	case PACK_TEXT:
	case PACK_PASCAL:
		return read_bytes(value, memory, word, err);
	case PACK_PAD:
		break;
	}
	return err_set(err, STATUS_INVALID, "padding has no value");
}

static void put_bytes(struct buf *text, struct word bytes, bool quoted)
{
	if (!quoted) {
		buf_put(text, bytes.at, bytes.size);
		return;
	}
	buf_putc(text, '\'');
	for (size_t i = 0; i < bytes.size; i++) {
		buf_puts(text, bytes.at[i] == '\'' ? "'" : "");
		buf_putc(text, bytes.at[i]);
	}
	buf_putc(text, '\'');
}

void pack_value_put(struct buf *text, const struct pack_value *value, bool quoted)
{
	char digits[REAL_TEXT_MAX];

	switch (value->kind) {
	case PACK_IS_FLAG:
		buf_puts(text, value->as.flag ? "true" : "false");
		break;
	case PACK_IS_WHOLE:
		buf_puts(text, value->as.whole.negative ? "-" : "");
		buf_putu(text, value->as.whole.size);
		break;
	case PACK_IS_REAL:
		buf_put(text, digits, real_format(digits, value->as.real));
		break;
	case PACK_IS_BYTES:
		put_bytes(text, value->as.bytes, quoted);
		break;
	}
}
