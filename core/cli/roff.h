/* roff -- manual pages in man(7) macros, generated around hand-written prose. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_ROFF_H
#define CLI_ROFF_H

#include <stddef.h>

#include "base/buf.h"
#include "cli/applet.h"

/* The page of an applet: PROSE holds its sections DESCRIPTION, NOTES and SEE ALSO (any of them may
 * be missing, others may be there); all else comes from the tables. */
void roff_page(struct buf *buf, const struct applet *applet, const char *prose, size_t size);

/* Any other page: PROSE is all of it but the title. A line `.\" generated: WORD` is replaced by
 * what it names: applets, box-options (of sockbox itself), options (of every applet), statuses. */
void roff_prose_page(struct buf *buf, const char *name, const char *section, const char *prose,
		     size_t size);

#endif
