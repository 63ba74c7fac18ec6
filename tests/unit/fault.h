/* fault -- makes the n-th allocation or system call of a test fail. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_FAULT_H
#define TESTS_FAULT_H

#include <stdbool.h>

/* Let the N-th call (from 1) of CALL fail with NUMBER as errno: "malloc" stands for malloc,
 * calloc and realloc. From then on every one fails when LASTING. */
void fault_arm(const char *call, unsigned n, int number, bool lasting);

/* Let all calls through again; true when the armed one was reached. */
bool fault_disarm(void);

/* Run WORK with the first, second, ... call of CALL failing, until a run is not reached by
 * the fault, once and lasting. WORK must cope, and free what it took; the sanitizers and
 * Check see to the rest. Returns how many different calls failed. */
unsigned fault_sweep(const char *call, int number, void (*work)(void));

#endif
