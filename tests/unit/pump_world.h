/* pump_world -- a pump among made-up ends that say, take, wait and break as some bytes decide. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_PUMP_WORLD_H
#define TESTS_PUMP_WORLD_H

#include <stddef.h>
#include <stdint.h>

/* Let DATA decide the policy, what each end has to say, and the order of all events. NULL when all
 * that was taken arrived whole and in order, and every spoke was over for a good reason; else what
 * was wrong. */
const char *pump_world_run(const uint8_t *data, size_t size);

#endif
