/* describe -- an applet's tables as one JSON object, for programs. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_DESCRIBE_H
#define CLI_DESCRIBE_H

#include "base/buf.h"
#include "cli/applet.h"

/* One line: name, summary, group, operands, options (its own and those of every applet), records
 * with their fields, statuses with exit codes, examples. */
void describe_applet(struct buf *buf, const struct applet *applet);

/* A line for each applet of this build. */
void describe_list(struct buf *buf);

#endif
