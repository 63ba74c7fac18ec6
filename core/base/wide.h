/* wide -- numbers of 128 bits: what counting IPv6 addresses takes. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_WIDE_H
#define BASE_WIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A plain value. Sums and differences wrap as unsigned numbers do. */
struct wide {
	uint64_t high, low;
};

enum { WIDE_TEXT_MAX = 40 }; /* the largest number in decimal, and a NUL */

/* SIZE (up to 16) bytes in network order. */
struct wide wide_from_bytes(const uint8_t *byte, size_t size);
void wide_to_bytes(uint8_t *byte, size_t size, struct wide number);

struct wide wide_add(struct wide a, struct wide b);
struct wide wide_subtract(struct wide a, struct wide b);

/* 2 to the power of BITS, up to 127. */
struct wide wide_power(unsigned bits);

/* -1, 0 or 1. */
int wide_compare(struct wide a, struct wide b);

/* How many zero bits stand below the lowest one; 128 for 0. */
unsigned wide_trailing_zeros(struct wide number);

/* The largest n with 2^n <= NUMBER; NUMBER is not 0. */
unsigned wide_log2(struct wide number);

/* Read all SIZE bytes as decimal digits, or as hexadecimal ones behind "0x". On failure
 * (another byte, no digit, more than 128 bits) NUMBER is untouched. */
bool wide_parse(struct wide *number, const char *text, size_t size);

/* Write NUMBER in decimal, NUL-terminated; returns its length. */
size_t wide_format(char text[static WIDE_TEXT_MAX], struct wide number);

#endif
