/* half -- floating-point numbers of 16 bits (IEEE 754 binary16). */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "proto/half.h"

#include <string.h>

/* Both formats: a sign bit, a biased exponent, and the bits behind the leading one, which an
 * exponent of zero (subnormal numbers) does not imply. */
enum {
	HALF_BITS = 10,
	HALF_BIAS = 15,
	HALF_INFINITE = 0x7c00,
	HALF_NAN = 0x7e00,
	REAL_BITS = 52,
	REAL_BIAS = 1023,
	REAL_SPECIAL = 0x7ff
};

/* SIZE without its last SHIFT bits, rounded to the nearest, of two to the even one. */
static uint64_t round_off(uint64_t size, int shift)
{
	uint64_t kept, lost, middle;

	if (shift > REAL_BITS + 1)
		return 0; /* less than half of the least bit that is kept */
	kept = size >> shift;
	lost = size - (kept << shift);
	middle = UINT64_C(1) << (shift - 1);
	return kept + (lost > middle || (lost == middle && (kept & 1)));
}

bool half_of(uint16_t *half, double real)
{
	const uint64_t one = UINT64_C(1) << REAL_BITS;
	uint64_t bits, fraction, result;
	uint16_t sign;
	int power;

	memcpy(&bits, &real, sizeof(bits));
	sign = (uint16_t)(bits >> 63 << 15);
	power = (int)(bits >> REAL_BITS & REAL_SPECIAL) - REAL_BIAS;
	fraction = bits & (one - 1);
	if (power == REAL_SPECIAL - REAL_BIAS) {
		*half = (uint16_t)(sign | (fraction ? HALF_NAN : HALF_INFINITE));
		return true;
	}
	/* A carry out of the fraction goes into the exponent, which is what it means. */
	if (power < 1 - HALF_BIAS)
		result = round_off(fraction | one, REAL_BITS - HALF_BITS + 1 - HALF_BIAS - power);
	else
		result = round_off(fraction, REAL_BITS - HALF_BITS) +
			 ((uint64_t)(power + HALF_BIAS) << HALF_BITS);
	if (result >= HALF_INFINITE)
		return false;
	*half = (uint16_t)(sign | result);
	return true;
}

double half_value(uint16_t half)
{
	int power = half >> HALF_BITS & 0x1f;
	unsigned fraction = half & ((1u << HALF_BITS) - 1);
	double size;

	if (power == 0x1f) {
		size = fraction ? __builtin_nan("") : __builtin_inf();
	} else {
		size = power ? fraction + (1u << HALF_BITS) : fraction;
		power = (power ? power : 1) - HALF_BIAS - HALF_BITS;
		size = power < 0 ? size / (double)(UINT64_C(1) << -power)
				 : size * (double)(UINT64_C(1) << power);
	}
	return half & 0x8000 ? -size : size;
}
