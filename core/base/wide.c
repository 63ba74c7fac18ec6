/* wide -- numbers of 128 bits: what counting IPv6 addresses takes. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/wide.h"

#include "base/num.h"

struct wide wide_from_bytes(const uint8_t *byte, size_t size)
{
	struct wide number = { 0 };

	for (size_t i = 0; i < size; i++) {
		number.high = number.high << 8 | number.low >> 56;
		number.low = number.low << 8 | byte[i];
	}
	return number;
}

void wide_to_bytes(uint8_t *byte, size_t size, struct wide number)
{
	while (size-- > 0) {
		byte[size] = (uint8_t)number.low;
		number.low = number.low >> 8 | number.high << 56;
		number.high >>= 8;
	}
}

struct wide wide_add(struct wide a, struct wide b)
{
	struct wide sum = { a.high + b.high, a.low + b.low };

	sum.high += sum.low < a.low;
	return sum;
}

struct wide wide_subtract(struct wide a, struct wide b)
{
	return (struct wide){ a.high - b.high - (a.low < b.low), a.low - b.low };
}

struct wide wide_power(unsigned bits)
{
	if (bits < 64)
		return (struct wide){ 0, UINT64_C(1) << bits };
	return (struct wide){ UINT64_C(1) << (bits - 64), 0 };
}

int wide_compare(struct wide a, struct wide b)
{
	if (a.high != b.high)
		return a.high < b.high ? -1 : 1;
	return (a.low > b.low) - (a.low < b.low);
}

unsigned wide_trailing_zeros(struct wide number)
{
	if (number.low)
		return (unsigned)__builtin_ctzll(number.low);
	return number.high ? 64 + (unsigned)__builtin_ctzll(number.high) : 128;
}

unsigned wide_log2(struct wide number)
{
	if (number.high)
		return 127 - (unsigned)__builtin_clzll(number.high);
	return 63 - (unsigned)__builtin_clzll(number.low);
}

/* ---- text ------------------------------------------------------------------------------- */

/* The number as four digits of base 2^32, lowest first: room to multiply and divide in. */
struct limbs {
	uint32_t digit[4];
};

static struct limbs limbs_of(struct wide number)
{
	return (struct limbs){ { (uint32_t)number.low, (uint32_t)(number.low >> 32),
				 (uint32_t)number.high, (uint32_t)(number.high >> 32) } };
}

static struct wide limbs_join(const struct limbs *limbs)
{
	return (struct wide){ (uint64_t)limbs->digit[3] << 32 | limbs->digit[2],
			      (uint64_t)limbs->digit[1] << 32 | limbs->digit[0] };
}

/* False when it does not fit. */
static bool limbs_multiply_add(struct limbs *limbs, uint32_t factor, uint32_t carry)
{
	for (int i = 0; i < 4; i++) {
		uint64_t product = (uint64_t)limbs->digit[i] * factor + carry;

		limbs->digit[i] = (uint32_t)product;
		carry = (uint32_t)(product >> 32);
	}
	return carry == 0;
}

/* Divides; returns the rest. */
static uint32_t limbs_divide(struct limbs *limbs, uint32_t divisor)
{
	uint64_t rest = 0;

	for (int i = 3; i >= 0; i--) {
		rest = rest << 32 | limbs->digit[i];
		limbs->digit[i] = (uint32_t)(rest / divisor);
		rest %= divisor;
	}
	return (uint32_t)rest;
}

bool wide_parse(struct wide *number, const char *text, size_t size)
{
	struct limbs limbs = { 0 };
	int base = 10;

	if (size >= 2 && text[0] == '0' && (text[1] | 0x20) == 'x') {
		base = 16;
		text += 2;
		size -= 2;
	}
	if (size == 0)
		return false;
	for (size_t i = 0; i < size; i++) {
		int digit = num_digit(text[i]);

		if (digit < 0 || digit >= base ||
		    !limbs_multiply_add(&limbs, (uint32_t)base, (uint32_t)digit))
			return false;
	}
	*number = limbs_join(&limbs);
	return true;
}

size_t wide_format(char text[static WIDE_TEXT_MAX], struct wide number)
{
	enum { BILLION = 1000000000, BILLION_DIGITS = 9 };
	struct limbs limbs = limbs_of(number);
	char reversed[WIDE_TEXT_MAX + BILLION_DIGITS];
	size_t size = 0;

	do {
		uint32_t rest = limbs_divide(&limbs, BILLION);

		for (int i = 0; i < BILLION_DIGITS; i++, rest /= 10)
			reversed[size++] = (char)('0' + rest % 10);
		number = limbs_join(&limbs);
	} while (number.high || number.low);
	while (size > 1 && reversed[size - 1] == '0')
		size--;
	for (size_t i = 0; i < size; i++)
		text[i] = reversed[size - 1 - i];
	text[size] = '\0';
	return size;
}
