/* checkrow -- what became of a check, as a record. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CHECK_CHECKROW_H
#define CHECK_CHECKROW_H

#include "check/outcome.h"
#include "check/redact.h"
#include "cli/out.h"

/* The fields of its result. */
extern const struct field checkrow_fields[];

/* Begin a result of TYPE with what OUTCOME says of the check itself; out_done is the caller's. No
 * SECRETS are in it. */
struct row *checkrow_begin(struct out *out, const struct record_type *type,
			   const struct outcome *outcome, struct secrets secrets);

/* A whole one: a failed check is a failed result, `mismatch`, and an error is `lacking`. */
void checkrow_tell(struct out *out, const struct record_type *type, const struct outcome *outcome,
		   struct secrets secrets);

#endif
