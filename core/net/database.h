/* database -- a file of /etc that is read once, and what stands in for it. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_DATABASE_H
#define NET_DATABASE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/word.h"

enum { DATABASE_MAX = 16 << 20 }; /* bytes of a file that is still read */

/* Owner: starts as { .path = ... }, ends in database_free. */
struct database {
	const char *path; /* NULL: no file, only what is compiled in */
	bool is_read;
	struct buf file;
	struct err trouble; /* why the file could not be read; STATUS_OK when it could */
};

/* Read the file, unless that was done. False with ERR, each time, when it cannot be read; an
 * absent one is no failure unless it is REQUIRED, which is STATUS_LACKING: what is compiled in
 * stands in for it. */
bool database_open(struct database *database, bool required, struct err *err);

/* The text of the file; empty when there is none. It lives until database_free. Opens the
 * database, for callers that need not know why it is empty. */
struct word database_text(struct database *database);

void database_free(struct database *database);

#endif
