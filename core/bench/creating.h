/* creating -- where a socket that is not there yet shall connect or listen, from the words of a
 * command. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BENCH_CREATING_H
#define BENCH_CREATING_H

#include "cli/applet.h"
#include "net/locate.h"
#include "net/sock.h"

/* What the operands come to. Owner: starts as CREATING_EMPTY, ends in creating_free. */
struct creating {
	struct locator locator;
	struct endpoint endpoint;
	struct locations found;
	bool dualstack; /* wanted: one socket for both families of IP */
};
#define CREATING_EMPTY                   \
	{                                \
		.locator = LOCATOR_EMPTY \
	}

/* [KIND] ADDRESS. */
extern const struct operand creating_operands[];

/* Read them, and look up what they name, until RUN's deadline and the block's. ERR is
 * STATUS_INVALID, or the resolver's. */
bool creating_find(struct creating *creating, struct run *run, enum purpose purpose,
		   struct err *err);

/* What --sockopt asked and came to, from -v on. EFFECTIVE is released. */
void creating_tell_options(struct run *run, struct buf *effective);

void creating_free(struct creating *creating);

/* What may become of it, beside the common ones. */
#define CREATING_STATUSES                                                                          \
	(STATUS_BIT(STATUS_REFUSED) | STATUS_BIT(STATUS_UNREACHABLE) | STATUS_BIT(STATUS_RESET) |  \
	 STATUS_BIT(STATUS_NO_ROUTE) | STATUS_BIT(STATUS_NOT_FOUND) | STATUS_BIT(STATUS_NO_DATA) | \
	 STATUS_BIT(STATUS_TEMP_FAIL) | STATUS_BIT(STATUS_SELF_CONNECTED) |                        \
	 STATUS_BIT(STATUS_NO_INTERFACE))

#endif
