/* expect -- the one expectation language: --expect, `=>` in the shell, check files. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_EXPECT_H
#define CLI_EXPECT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "cli/record.h"

struct expect;

/* Read an expression (grammar: sockbox-expect(7)) against the record types that will come and
 * the statuses (STATUS_BIT) that their results can have. On success *EXPECT is the caller's. ERR is
 * STATUS_INVALID; its text shows the place with a caret on lines of its own, and the nearest word.
 */
bool expect_parse(struct expect **expect, const char *text, const struct record_type *types,
		  uint64_t statuses, struct err *err);

/* Whether any term looks at FIELD of the records. */
bool expect_names(const struct expect *expect, const struct field *field);

/* Look at one record; HEAD is its row of type, status and error. Constant memory. Records
 * other than result and summary are passed over. */
void expect_see(struct expect *expect, const struct record *record, const struct row *head);

/* Whether the last record failed as a term on its status, or on how it ends, wants it. */
bool expect_foresaw(const struct expect *expect);

/* True when no further record can change the verdict. */
bool expect_decided(const struct expect *expect);

/* Whether a term is about results that end with STATUS: EOF, RST, timeout. */
bool expect_awaits(const struct expect *expect, enum status status);

/* How long after the start all must be decided; below 0: no matter. */
int64_t expect_within_ns(const struct expect *expect);

/* The groups of a regular expression, the first nine: the bytes that each matched. Owner: starts as
 * { 0 }, ends in expect_groups_free. */
enum { EXPECT_GROUPS = 9 };
struct expect_groups {
	bool matched; /* any expression has, all the while */
	bool has[EXPECT_GROUPS];
	struct buf group[EXPECT_GROUPS]; /* failed: memory was out */
};

/* From now on GROUPS, which is borrowed, holds those of the last one that matched. */
void expect_keep_groups(struct expect *expect, struct expect_groups *groups);

/* Safe on { 0 } and twice. */
void expect_groups_free(struct expect_groups *groups);

/* What the run comes to: OWN is the worst status of the applet's own records, TOOK_NS the time
 * since the start. STATUS_OK when met; STATUS_MISMATCH, or a status of exit code 3 where a needed
 * record could not be had. What was missed (and each missed `warn`) is written to REPORT, which
 * may be NULL, in lines "expected ..., got ..." that are fit for a terminal; lines that begin with
 * a blank belong to the one before. */
enum status expect_verdict(struct expect *expect, enum status own, int64_t took_ns,
			   struct buf *report);

/* Forget what was seen, for the next try of --eventually. */
void expect_reset(struct expect *expect);

/* Safe on NULL. */
void expect_free(struct expect *expect);

#endif
