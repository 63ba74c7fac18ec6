/* real -- floating-point numbers from decimal text, by one checked parser, and back. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/real.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "base/word.h"

enum {
	DIGITS_SAFE = 15,   /* decimals of so many digits are all different doubles */
	DIGITS_MOST = 17,   /* and with so many every double has one of its own */
	DIGITS_EXACT = 767, /* significant digits of the longest double, written out */
	EXPONENT_MAX = 100000,
	SHOWN_MAX = 60 /* bytes that a sentence quotes */
};

/* ---- reading ------------------------------------------------------------------------------ */

static size_t count_digits(const char *text, size_t size)
{
	size_t count = 0;

	while (count < size && text[count] >= '0' && text[count] <= '9')
		count++;
	return count;
}

static bool is_sign(const char *text, size_t size)
{
	return size > 0 && (text[0] == '-' || text[0] == '+');
}

/* Behind the sign: digits with at most one point among them, then an exponent. */
static bool is_decimal(const char *text, size_t size)
{
	size_t whole = count_digits(text, size), at = whole, part = 0;

	if (at < size && text[at] == '.') {
		part = count_digits(text + at + 1, size - at - 1);
		at += 1 + part;
	}
	if (whole + part == 0)
		return false;
	if (at < size && (text[at] | 0x20) == 'e') {
		at++;
		at += is_sign(text + at, size - at);
		return at < size && count_digits(text + at, size - at) == size - at;
	}
	return at == size;
}

/* A word for what no digits can say. */
static bool is_special(double *real, struct word word)
{
	if (word_is(word, word_of("inf")) || word_is(word, word_of("infinity")))
		*real = __builtin_inf();
	else if (word_is(word, word_of("nan")))
		*real = __builtin_nan("");
	else
		return false;
	return true;
}

static bool refuse(const char *text, size_t size, const char *why, struct err *err)
{
	int shown = size > SHOWN_MAX ? SHOWN_MAX : (int)size;

	return err_set(err, STATUS_INVALID, "'%.*s%s' is %s", shown, text,
		       size > SHOWN_MAX ? "..." : "", why);
}

bool real_parse(double *real, const char *text, size_t size, struct err *err)
{
	size_t sign = is_sign(text, size);
	char copy[REAL_INPUT_MAX + 1];
	double value;

	if (is_special(&value, (struct word){ text + sign, size - sign })) {
		*real = text[0] == '-' ? -value : value;
		return true;
	}
	if (!is_decimal(text + sign, size - sign))
		return refuse(text, size, "no number such as 1.5, 1e-3, inf or nan", err);
	if (size > REAL_INPUT_MAX)
		return refuse(text, size, "a number of too many digits", err);
	memcpy(copy, text, size);
	copy[size] = '\0';
	value = strtod(copy, NULL);
	if (__builtin_isinf(value))
		return refuse(text, size, "too large: no double is above 1.7976931348623157e+308",
			      err);
	*real = value;
	return true;
}

/* ---- writing ------------------------------------------------------------------------------ */

/* As snprintf(3), by the function of libc that others need too. */
__attribute__((format(printf, 3, 4))) static size_t print(char *text, size_t size,
							  const char *format, ...)
{
	va_list args;
	int used;

	va_start(args, format);
	used = vsnprintf(text, size, format, args);
	va_end(args);
	return (size_t)used;
}

/* 0.D1D2D3... times ten to the power of POINT. */
struct decimal {
	char digit[DIGITS_MOST + 1]; /* NUL-terminated */
	size_t count;
	int point;
};

static double decimal_value(const struct decimal *decimal)
{
	char text[REAL_TEXT_MAX];

	print(text, sizeof(text), "0.%se%d", decimal->digit, decimal->point);
	return strtod(text, NULL);
}

/* The decimal of COUNT digits that is nearest to SIZE, which is above zero. */
static struct decimal decimal_of(double size, size_t count)
{
	struct decimal decimal = { .count = count };
	char text[REAL_TEXT_MAX];
	const char *exponent;
	int power = 0;

	print(text, sizeof(text), "%.*e", (int)count - 1, size);
	decimal.digit[0] = text[0];
	memcpy(decimal.digit + 1, text + 2, count - 1);
	exponent = strchr(text, 'e') + 1;
	for (const char *c = exponent + 1; *c; c++)
		power = 10 * power + (*c - '0');
	decimal.point = (exponent[0] == '-' ? -power : power) + 1;
	return decimal;
}

/* The next larger one of as many digits. */
static void decimal_step(struct decimal *decimal)
{
	size_t i = decimal->count;

	while (i > 0 && decimal->digit[i - 1] == '9')
		decimal->digit[--i] = '0';
	if (i > 0) {
		decimal->digit[i - 1]++;
		return;
	}
	decimal->digit[0] = '1';
	decimal->point++;
}

/* Whether COUNT digits are enough for SIZE. The doubles below a power of two lie nearer than those
 * above it, so that the nearest decimal, being below, may already be another double's while the
 * next one above is not. */
static bool decimal_fits(struct decimal *decimal, double size, size_t count)
{
	*decimal = decimal_of(size, count);
	if (decimal_value(decimal) == size)
		return true;
	if (decimal_value(decimal) > size)
		return false;
	decimal_step(decimal);
	return decimal_value(decimal) == size;
}

static struct decimal shortest(double size)
{
	/* Below it lie the subnormal numbers, which hold fewer digits. */
	const double normal_least = 2.2250738585072014e-308;
	size_t count = size < normal_least ? 1 : DIGITS_SAFE;
	struct decimal decimal;

	while (!decimal_fits(&decimal, size, count) && count < DIGITS_MOST)
		count++;
	while (decimal.count > 1 && decimal.digit[decimal.count - 1] == '0')
		decimal.digit[--decimal.count] = '\0';
	return decimal;
}

/* With an exponent, as Python does outside of 0.0001 to 9999999999999998. */
static size_t put_scientific(char *text, const struct decimal *decimal)
{
	int power = decimal->point - 1;

	return print(text, REAL_TEXT_MAX, "%c%s%se%c%02d", decimal->digit[0],
		     decimal->count > 1 ? "." : "", decimal->digit + 1, power < 0 ? '-' : '+',
		     power < 0 ? -power : power);
}

static size_t put_plain(char *text, const struct decimal *decimal)
{
	int point = decimal->point, count = (int)decimal->count;
	int whole = point < count ? point : count;

	if (point <= 0)
		return print(text, REAL_TEXT_MAX, "0.%.*s%s", -point, "000", decimal->digit);
	return print(text, REAL_TEXT_MAX, "%.*s%.*s.%s", whole, decimal->digit, point - whole,
		     "0000000000000000", whole < count ? decimal->digit + whole : "0");
}

size_t real_format(char text[static REAL_TEXT_MAX], double real)
{
	size_t sign = __builtin_signbit(real) != 0 && !__builtin_isnan(real);
	char whole[REAL_TEXT_MAX];
	struct decimal decimal;
	size_t size;

	if (__builtin_isnan(real) || __builtin_isinf(real) || real == 0) {
		size = print(whole, sizeof(whole), "%s",
			     real == 0               ? "0.0"
			     : __builtin_isnan(real) ? "nan"
						     : "inf");
	} else {
		decimal = shortest(sign ? -real : real);
		size = decimal.point > 16 || decimal.point < -3 ? put_scientific(whole, &decimal)
								: put_plain(whole, &decimal);
	}
	text[0] = '-';
	memcpy(text + sign, whole, size);
	return sign + size;
}

/* ---- comparing ---------------------------------------------------------------------------- */

/* Digits of a text, without leading and trailing zeros, and where its point is: two numbers are
 * equal when both are. */
struct plain {
	char digit[REAL_INPUT_MAX];
	size_t count;
	int64_t point;
};

static int64_t exponent_of(const char *text, size_t size)
{
	bool negative = size > 0 && text[0] == '-';
	size_t sign = is_sign(text, size);
	uint64_t power;

	if (!num_digits(&power, text + sign, size - sign, EXPONENT_MAX))
		power = size > sign ? EXPONENT_MAX : 0;
	return negative ? -(int64_t)power : (int64_t)power;
}

static void plain_read(struct plain *plain, const char *text, size_t size)
{
	bool behind = false;
	size_t i = is_sign(text, size), used = 0;

	plain->count = 0;
	plain->point = 0;
	for (; i < size && (text[i] | 0x20) != 'e'; i++) {
		if (text[i] == '.') {
			behind = true;
			continue;
		}
		plain->point += !behind && (plain->count > 0 || text[i] != '0');
		plain->point -= behind && plain->count == 0 && text[i] == '0';
		if (plain->count > 0 || text[i] != '0')
			plain->digit[plain->count++] = text[i];
		if (text[i] != '0')
			used = plain->count;
	}
	plain->count = used;
	if (i < size)
		plain->point += exponent_of(text + i + 1, size - i - 1);
}

bool real_is_exact(const char *text, size_t size, double real)
{
	char exact[DIGITS_EXACT + REAL_TEXT_MAX];
	struct plain asked, held;
	double special;
	size_t sign = is_sign(text, size);

	if (is_special(&special, (struct word){ text + sign, size - sign }))
		return true;
	if (size > REAL_INPUT_MAX || !__builtin_isfinite(real))
		return false;
	plain_read(&asked, text, size);
	plain_read(&held, exact, print(exact, sizeof(exact), "%.*e", DIGITS_EXACT - 1, real));
	if (asked.count == 0 || held.count == 0)
		return asked.count == held.count;
	return asked.count == held.count && asked.point == held.point &&
	       (text[0] == '-') == (exact[0] == '-') &&
	       memcmp(asked.digit, held.digit, asked.count) == 0;
}
