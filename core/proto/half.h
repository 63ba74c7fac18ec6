/* half -- floating-point numbers of 16 bits (IEEE 754 binary16). */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROTO_HALF_H
#define PROTO_HALF_H

#include <stdbool.h>
#include <stdint.h>

/* The nearest of REAL, of two equally near the even one. False, HALF untouched, for a finite number
 * that is too large: from 65520 on. */
bool half_of(uint16_t *half, double real);

double half_value(uint16_t half);

#endif
