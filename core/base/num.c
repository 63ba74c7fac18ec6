/* num -- numbers, durations and sizes from text, by one checked parser, and back. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/num.h"

#include <inttypes.h>
#include <string.h>

enum { INT64_DIGITS = 19 };

bool num_digits(uint64_t *value, const char *text, size_t size, uint64_t max)
{
	uint64_t sum = 0;

	if (size == 0)
		return false;
	for (size_t i = 0; i < size; i++) {
		unsigned digit = (unsigned)text[i] - '0';

		if (digit > 9 || __builtin_mul_overflow(sum, 10, &sum) ||
		    __builtin_add_overflow(sum, digit, &sum))
			return false;
	}
	if (sum > max)
		return false;
	*value = sum;
	return true;
}

/* No end is told of a range that has none; only so many digits can be beyond it. */
static bool refuse(const char *text, const char *why, int64_t min, int64_t max, struct err *err)
{
	if (max == INT64_MAX && strlen(text) < INT64_DIGITS)
		return err_set(err, STATUS_INVALID, "'%s' %s %" PRId64 " upwards", text, why, min);
	return err_set(err, STATUS_INVALID, "'%s' %s %" PRId64 " to %" PRId64, text, why, min, max);
}

bool num_parse(int64_t *value, const char *text, int64_t min, int64_t max, struct err *err)
{
	bool negative = text[0] == '-';
	const char *digits = text + negative;
	uint64_t size;
	int64_t number;

	if (!num_digits(&size, digits, strlen(digits), (uint64_t)INT64_MAX + negative))
		return refuse(text, "is not a number from", min, max, err);
	number = (int64_t)(negative ? -size : size);
	if (number < min || number > max)
		return refuse(text, "is out of range:", min, max, err);
	*value = number;
	return true;
}

struct unit {
	const char *word;
	uint64_t size;
};

static uint64_t common_divisor(uint64_t a, uint64_t b)
{
	while (b > 0) {
		uint64_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

/* What the decimals DIGITS are of UNIT: 5 of 1024 is 512. False where that is no whole number, so
 * that nothing is rounded away. */
static bool part_of(uint64_t *part, const char *digits, size_t size, uint64_t unit)
{
	uint64_t value = 0, scale = 1, divisor;

	if (size > 0 && !num_digits(&value, digits, size, UINT64_MAX))
		return false;
	for (size_t i = 0; i < size; i++)
		if (__builtin_mul_overflow(scale, 10, &scale))
			return false;
	divisor = common_divisor(unit, scale);
	scale /= divisor;
	if (value % scale != 0)
		return false;
	*part = value / scale * (unit / divisor);
	return true;
}

/* WHOLE[.PART][UNIT], or .PART[UNIT] */
static bool scaled(uint64_t *value, const char *text, const struct unit *units, uint64_t max)
{
	size_t whole_size = strspn(text, "0123456789");
	const char *rest = text + whole_size;
	size_t part_size = rest[0] == '.' ? strspn(rest + 1, "0123456789") : 0;
	const char *word = rest + (rest[0] == '.' ? 1 + part_size : 0);
	uint64_t whole = 0, part, sum;

	if (rest[0] == '.' && part_size == 0)
		return false;
	while (units->word && strcmp(units->word, word) != 0)
		units++;
	if (!units->word || (rest[0] != '.' && whole_size == 0) ||
	    (whole_size > 0 && !num_digits(&whole, text, whole_size, max)) ||
	    !part_of(&part, rest + 1, part_size, units->size))
		return false;
	if (__builtin_mul_overflow(whole, units->size, &sum) ||
	    __builtin_add_overflow(sum, part, &sum) || sum > max)
		return false;
	*value = sum;
	return true;
}

bool num_duration(int64_t *duration_ns, const char *text, struct err *err)
{
	static const struct unit units[] = {
		{ "", 1000000000 }, { "s", 1000000000 },  { "ms", 1000000 },      { "us", 1000 },
		{ "ns", 1 },        { "m", 60000000000 }, { "h", 3600000000000 }, { NULL, 0 },
	};
	const uint64_t max = UINT64_C(1000) * 24 * 3600 * 1000000000;
	uint64_t value;

	if (!scaled(&value, text, units, max))
		return err_set(err, STATUS_INVALID,
			       "'%s' is not a duration such as 250ms, 1.5s or 2m", text);
	*duration_ns = (int64_t)value;
	return true;
}

bool num_size(uint64_t *size_bytes, const char *text, struct err *err)
{
	static const struct unit units[] = {
		{ "", 1 },        { "k", 1 << 10 }, { "K", 1 << 10 },
		{ "M", 1 << 20 }, { "G", 1 << 30 }, { NULL, 0 },
	};

	if (!scaled(size_bytes, text, units, INT64_MAX))
		return err_set(err, STATUS_INVALID, "'%s' is not a size such as 512, 64k or 1M",
			       text);
	return true;
}

size_t num_format(char text[static NUM_TEXT_MAX], uint64_t number)
{
	char reversed[NUM_TEXT_MAX];
	size_t size = 0;

	do
		reversed[size++] = (char)('0' + number % 10);
	while (number /= 10);
	for (size_t i = 0; i < size; i++)
		text[i] = reversed[size - 1 - i];
	return size;
}
