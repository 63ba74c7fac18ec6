/* portrow -- what ports were found to be, as records. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_PORTROW_H
#define CLI_PORTROW_H

#include "cli/record.h"
#include "serve/portgoal.h"

enum { PORTROW_RESULT, PORTROW_SUMMARY };
extern const struct record_type portrow_types[];

/* One port: a result. The service is looked up in SERVICES. */
void portrow_put(struct row *row, const struct sweep_found *found, struct database *services);

/* GOAL, of whose ports nothing is known. */
void portrow_put_question(struct row *row, const struct portgoal *goal, struct database *services);

/* All ports of GOAL: a summary. */
void portrow_put_summary(struct row *row, const struct portgoal *goal);

#endif
