/* proberow -- what came of a probe as fields of records: of each answer, and of all of them. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_PROBEROW_H
#define CLI_PROBEROW_H

#include "cli/record.h"
#include "net/endpoint.h"
#include "serve/probe.h"

/* An applet's record types. */
enum { PROBEROW_RESULT, PROBEROW_EVENT };
extern const struct record_type proberow_types[];

/* Which endpoint was asked, by its canonical text, where at, and over which kind of socket. */
void proberow_put_endpoint(struct row *row, const char *endpoint, const struct sock_addr *to,
			   enum transport transport);

/* All of PROBE. With HISTOGRAM its times in bins too. */
void proberow_put_result(struct row *row, struct probe *probe, bool histogram);

/* One step. With DATA the answer's bytes are put, else only those of a wrong one. */
void proberow_put_event(struct row *row, const struct probe *probe, const struct probe_event *event,
			bool data);

#endif
