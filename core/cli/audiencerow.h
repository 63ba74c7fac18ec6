/* audiencerow -- who listens to multicast groups, and what was heard, as fields of records. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_AUDIENCEROW_H
#define CLI_AUDIENCEROW_H

#include <stdint.h>

#include "cli/ready.h"
#include "cli/record.h"
#include "net/silence.h"
#include "serve/audience.h"

/* The fields of a ready record for each group and interface: READY_FIELDS and more. */
extern const struct field audiencerow_ready_fields[];
void audiencerow_put_joined(struct row *row, const struct seat *seat, const struct joined *joined);

/* A datagram, as a result: GRAMROW_FIELDS and more. */
extern const struct field audiencerow_result_fields[];
void audiencerow_put_hearing(struct row *row, const char *endpoint, const struct hearing *hearing);

/* What else happens: why a datagram is not among the results, or got no answer; and what was found
 * out about the silence of GROUP on INTERFACE. */
extern const struct field audiencerow_event_fields[];
void audiencerow_put_step(struct row *row, const char *endpoint, const struct hearing *hearing);
void audiencerow_put_finding(struct row *row, const char *endpoint, const struct addr *group,
			     const char *interface, const struct finding *finding);

/* The fields of a summary for each endpoint. */
extern const struct field audiencerow_summary_fields[];
void audiencerow_put_summary(struct row *row, const char *endpoint, const struct heard *heard,
			     int64_t elapsed_ns);

#endif
