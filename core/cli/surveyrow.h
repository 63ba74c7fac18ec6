/* surveyrow -- what was sent to a multicast group and who answered, as fields of records. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_SURVEYROW_H
#define CLI_SURVEYROW_H

#include <stdint.h>

#include "cli/record.h"
#include "net/group.h"
#include "serve/survey.h"

/* An answer, as a result: GRAMROW_FIELDS and more. */
extern const struct field surveyrow_result_fields[];
void surveyrow_put_answer(struct row *row, const char *endpoint, const struct survey *survey,
			  const struct survey_event *event);

/* A step of any kind. */
extern const struct field surveyrow_event_fields[];
void surveyrow_put_step(struct row *row, const struct survey *survey,
			const struct survey_event *event);

/* The fields of a summary. WAY: by which it was sent. */
extern const struct field surveyrow_summary_fields[];
void surveyrow_put_summary(struct row *row, const char *endpoint, const struct group_way *way,
			   const struct survey *survey, int64_t elapsed_ns);

#endif
