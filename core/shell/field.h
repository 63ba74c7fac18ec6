/* field -- what is known of a value beside itself: ${socket.port}, ${job.pid}, ${bytes.size}. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SHELL_FIELD_H
#define SHELL_FIELD_H

#include "bench/bench.h"
#include "shell/job.h"

/* FIELD of OF becomes VALUE. ERR is STATUS_INVALID for a field that OF does not have, and names the
 * nearest; STATUS_NO_DATA where it has no value now; else of the socket. */
bool field_read(struct shell_value *value, const struct shell_value *of, struct word field,
		const struct bench *bench, const struct jobs *jobs, struct err *err);

/* The INDEX'th of the fields that values of KIND have; NULL behind the last. */
const char *field_name(enum shell_kind kind, size_t index);

#endif
