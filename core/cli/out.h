/* out -- where records go: one call from the applet, any format to stdout, reasons to stderr. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_OUT_H
#define CLI_OUT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "cli/record.h"

struct out;

/* Begin a record of TYPE, one of the applet's. Returns the row to fill; it lives until
 * out_done or out_fail. NULL when memory is out, which row_ functions accept. */
struct row *out_record(struct out *out, const struct record_type *type);

/* End the record with a success status (ignored unless it is a result). */
void out_done(struct out *out, enum status status);

/* End the record with a failure: it is a result all the same, and its sentence goes to
 * stderr. Where no record was begun, one with nothing but the failure is made. */
void out_fail(struct out *out, const struct err *err);

/* What failures are about from now on, in the words that were typed: their sentences begin with it.
 * Borrowed. A question begins about itself. */
void out_about(struct out *out, const char *subject);

/* Where in a file what is told from now on has its cause, "FILE:LINE: ", in front of it; NULL:
 * nowhere. Borrowed. */
void out_at(struct out *out, const char *where);

/* The same with what SUBJECT holds; what it lost to a failed allocation is lost to the output,
 * which is then not whole. */
void out_about_buf(struct out *out, struct buf *subject);

/* Results from now on, where HUSHED, are told in sum by a later record: people see no failures of
 * theirs one by one, expectations and formats for programs have them all. */
void out_hush(struct out *out, bool hushed);

/* A line of talk on stderr, from -v on; bytes from outside are escaped. */
void out_talk(struct out *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same for what readers of a record must not miss: unless --quiet. */
void out_remark(struct out *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Whether steps are to be told: from -v on, but in a table or CSV, which show one type of record,
 * they would stand in the way of the results. */
bool out_tells_steps(const struct out *out);

/* Whether --get or the expectation names FIELD. */
bool out_names(const struct out *out, const struct field *field);

/* Whether the expectation is about how results end, and it is with STATUS: EOF of what else would
 * just end well. */
bool out_awaits(const struct out *out, enum status status);

/* True when the output has all it wanted (--first, an expectation decided, stdout gone):
 * a long-running applet then ends. */
bool out_enough(const struct out *out);

#endif
