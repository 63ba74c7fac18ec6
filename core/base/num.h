/* num -- numbers, durations and sizes from text, by one checked parser, and back. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_NUM_H
#define BASE_NUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum { NUM_TEXT_MAX = 20 }; /* digits of the largest uint64_t */

/* Read SIZE bytes of decimal digits, all of them, up to MAX. No sign, blank, prefix or
 * trailing text; leading zeros are decimal. On failure VALUE is untouched. */
bool num_digits(uint64_t *value, const char *text, size_t size, uint64_t max);

/* A number from MIN to MAX with an optional '-'. On failure VALUE is untouched and ERR
 * is STATUS_INVALID and quotes TEXT and the range. */
bool num_parse(int64_t *value, const char *text, int64_t min, int64_t max, struct err *err);

/* A duration such as 250ms, 1.5s, 2m, 1h, 10us; a bare number is seconds. In nanoseconds,
 * at most 1,000 days. ERR as above. */
bool num_duration(int64_t *duration_ns, const char *text, struct err *err);

/* A size in bytes such as 512, 64k, 1M, 2G (powers of 1024). ERR as above. */
bool num_size(uint64_t *size_bytes, const char *text, struct err *err);

/* What makes a word plural behind COUNT: "s", and "" behind 1. */
static inline const char *num_plural(uint64_t count)
{
	return count == 1 ? "" : "s";
}

/* What a digit of a base up to 16 stands for, letters in either case; -1 for any other byte. */
static inline int num_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))
		return (c | 0x20) - 'a' + 10;
	return -1;
}

/* Write NUMBER in decimal, without a NUL; returns the number of digits. */
size_t num_format(char text[static NUM_TEXT_MAX], uint64_t number);

#endif
