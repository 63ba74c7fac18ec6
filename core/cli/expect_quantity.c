/* expect_quantity -- exact decimal numbers of an expression, with units. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "base/num.h"
#include "cli/expect_term.h"

enum { PARTS = 1000000000, PART_DIGITS = 9 };

static const uint64_t unit_ns[] = {
	[UNIT_NONE] = 0,     [UNIT_NS] = 1,    [UNIT_US] = 1000,
	[UNIT_MS] = 1000000, [UNIT_S] = PARTS, [UNIT_BYTES] = 0,
};

/* Digits behind the point, as billionths. */
static bool part_parse(uint32_t *part, const char *text, size_t size)
{
	uint64_t value;

	if (size > PART_DIGITS || !num_digits(&value, text, size, PARTS - 1))
		return false;
	for (size_t i = size; i < PART_DIGITS; i++)
		value *= 10;
	*part = (uint32_t)value;
	return true;
}

/* A number without a unit: WHOLE[.PART], or .PART */
static bool bare_parse(struct quantity *quantity, const char *text)
{
	struct quantity fresh = { .negative = text[0] == '-' };
	size_t whole_size;

	text += fresh.negative;
	whole_size = strspn(text, "0123456789");
	if ((whole_size > 0 || text[0] != '.') &&
	    !num_digits(&fresh.whole, text, whole_size, UINT64_MAX))
		return false;
	text += whole_size;
	if (text[0] == '.' && !part_parse(&fresh.part, text + 1, strlen(text + 1)))
		return false;
	if (text[0] != '.' && text[0] != '\0')
		return false;
	*quantity = fresh;
	return true;
}

/* NUMBER and a unit, converted to the field's. */
static bool measured_parse(struct quantity *quantity, const char *text, enum unit unit,
			   struct err *err)
{
	int64_t duration_ns;

	if (unit == UNIT_BYTES) {
		*quantity = (struct quantity){ 0 };
		return num_size(&quantity->whole, text, err);
	}
	if (!num_duration(&duration_ns, text, err))
		return false;
	*quantity = (struct quantity){
		.whole = (uint64_t)duration_ns / unit_ns[unit],
		.part = (uint32_t)((uint64_t)duration_ns % unit_ns[unit] * (PARTS / unit_ns[unit])),
	};
	return true;
}

bool quantity_parse(struct quantity *quantity, struct slice text, enum unit unit, struct err *err)
{
	char word[64];

	if (!slice_text(word, sizeof(word), text))
		return err_set(err, STATUS_INVALID, "this is not a number");
	if (bare_parse(quantity, word))
		return true;
	if (unit != UNIT_NONE)
		return measured_parse(quantity, word, unit, err);
	return err_set(err, STATUS_INVALID, "'%s' is not a number", word);
}

/* A real counts as it is printed, with three decimals, so that what one sees is what compares. */
static bool quantity_of_real(struct quantity *quantity, double real)
{
	const double thousandths_max = 9e15, whole_max = 18446744073709549568.0;
	double size = real < 0 ? -real : real;
	uint64_t thousandths;

	if (!__builtin_isfinite(real))
		return false;
	*quantity = (struct quantity){ .negative = real < 0 };
	if (size * 1000 >= thousandths_max) {
		quantity->whole = size < whole_max ? (uint64_t)size : UINT64_MAX;
		return true;
	}
	thousandths = (uint64_t)(size * 1000 + 0.5);
	quantity->whole = thousandths / 1000;
	quantity->part = (uint32_t)(thousandths % 1000 * (PARTS / 1000));
	return true;
}

bool quantity_of(struct quantity *quantity, const struct field *field, const struct value *value)
{
	struct slice text = { value->as.text.data, value->as.text.size };
	struct err ignored = { 0 };

	if (field->flags & FIELD_LOOSE)
		return quantity_parse(quantity, text, UNIT_NONE, &ignored);
	switch (field->type) {
	case FIELD_INT:
		*quantity = (struct quantity){
			.negative = value->as.integer < 0,
			.whole = value->as.integer < 0 ? -(uint64_t)value->as.integer
						       : (uint64_t)value->as.integer,
		};
		return true;
	case FIELD_UINT:
		*quantity = (struct quantity){ .whole = value->as.whole };
		return true;
	case FIELD_REAL:
		return quantity_of_real(quantity, value->as.real);
	case FIELD_TEXT:
	case FIELD_ADDRESS:
	case FIELD_DATA:
	case FIELD_JSON:
	case FIELD_BOOL:
	case FIELD_OBJECT:
		return false;
	}
	return false;
}

static int sign(const struct quantity *quantity)
{
	if (quantity->whole == 0 && quantity->part == 0)
		return 0;
	return quantity->negative ? -1 : 1;
}

int quantity_compare(const struct quantity *a, const struct quantity *b)
{
	int size = a->whole != b->whole ? (a->whole < b->whole ? -1 : 1)
		   : a->part != b->part ? (a->part < b->part ? -1 : 1)
					: 0;

	if (sign(a) != sign(b))
		return sign(a) < sign(b) ? -1 : 1;
	return sign(a) < 0 ? -size : size;
}
