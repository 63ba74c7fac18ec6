/* junit -- one outcome as a case of JUnit XML: at most one failure or error in it, as Jenkins reads
 * no more. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CHECK_JUNIT_H
#define CHECK_JUNIT_H

#include <stdbool.h>

#include "base/buf.h"
#include "check/outcome.h"

/* A blank, and an attribute. */
void junit_put_attribute(struct buf *buf, const char *key, struct word text);
void junit_put_time(struct buf *buf, int64_t ns); /* in seconds with three decimals */

/* A testcase and a newline. With IS_XUNIT it has no file and line, of which the schema of Jenkins'
 * xUnit plugin knows nothing. */
void junit_put_case(struct buf *buf, const struct outcome *outcome, bool is_xunit);

#endif
