/* fixture -- a server that a plan starts for its checks: ready once it says so, gone at the end. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CHECK_FIXTURE_H
#define CHECK_FIXTURE_H

#include "check/task.h"

/* It has said more: maybe that it is ready. Then its endpoint, address, port and path are values of
 * the plan, "ID.port". */
void fixture_heard(struct attempt *attempt);

/* It is gone, and what still needs it cannot be asked. */
void fixture_ended(struct attempt *attempt);

#endif
