/* help -- what --help, --fields, --list and a bare `sockbox` print, from the applets' tables. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include "base/buf.h"
#include "cli/applet.h"

enum { HELP_COLUMNS = 80 };

/* --help, folded at COLUMNS (20 or more). */
void help_applet(struct buf *buf, const struct applet *applet, unsigned columns);

/* --fields: record types and their keys, then the statuses. */
void help_fields(struct buf *buf, const struct applet *applet);

/* --list: every applet of this build by group. */
void help_list(struct buf *buf);

/* What to try first: printed by `sockbox` without words on a terminal. */
void help_starter(struct buf *buf);

/* The heading of a group. */
const char *help_group(enum group group);

#endif
