/* courier_state -- the inside of a courier; shared by the files of courier only. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERVE_COURIER_STATE_H
#define SERVE_COURIER_STATE_H

#include "serve/courier.h"

/* courier_end: call OVER, or go on carrying, in this turn of the loop. */
void courier_come_back(struct courier *courier);
void courier_be_over(struct courier *courier);

/* Tell the giver LINE, where he is at the other end of a connection, and end. */
void courier_send_verdict(struct courier *courier, const char *line, size_t size);

/* It has failed: WHY is the verdict. Or: WHO stopped after DONE bytes; NUMBER is an errno or 0. */
void courier_fail(struct courier *courier, const struct err *why);
void courier_stop(struct courier *courier, const char *who, uint64_t done, int number);

/* The taker says something. */
void courier_read_verdict(struct courier *courier);

#endif
