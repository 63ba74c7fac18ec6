/* roff_parts -- the sections of a manual page that tables know all about. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_ROFF_PARTS_H
#define CLI_ROFF_PARTS_H

#include "base/buf.h"
#include "cli/applet.h"

/* Sections with their headings; nothing where the table is empty. */
void roff_put_name(struct buf *buf, const struct applet *applet);
void roff_put_synopsis(struct buf *buf, const struct applet *applet);
void roff_put_operands(struct buf *buf, const struct operand *operands);
void roff_put_options(struct buf *buf, const struct applet *applet);
void roff_put_output(struct buf *buf, const struct record_type *records);
void roff_put_exits(struct buf *buf, const struct applet *applet);
void roff_put_examples(struct buf *buf, const struct example *examples);

/* Lists without headings, for pages of prose. */
void roff_put_applets(struct buf *buf);
void roff_put_box_options(struct buf *buf);
void roff_put_common_options(struct buf *buf);
void roff_put_statuses(struct buf *buf);

#endif
