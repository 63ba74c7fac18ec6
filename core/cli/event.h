/* event -- a step told: a record among others under JSON, a line for people elsewhere. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_EVENT_H
#define CLI_EVENT_H

#include <stdbool.h>

#include "cli/record.h"

struct out;

/* Whether anybody will see an event. With ASKED people see it without --verbose. */
bool event_is_seen(const struct out *out, bool asked);

/* Begin one of TYPE, which has a template, and end it when its row is filled: under JSON it is a
 * record on stdout; elsewhere, since stdout may be payload or a table, a line on stderr, where it
 * is seen. Expectations see it in any case. */
struct row *event_begin(struct out *out, const struct record_type *type);
void event_end(struct out *out, bool asked);

#endif
