/* recording -- a file that a session is written to while it goes on. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RECORD_RECORDING_H
#define RECORD_RECORDING_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

/* What is done with a file that is there. */
enum recording_how { RECORDING_NEW, RECORDING_APPEND, RECORDING_REPLACE };

/* Owner: starts as RECORDING_CLOSED, ends in recording_close. */
struct recording {
	int fd; /* -1: nothing is recorded */
	struct buf path;
};
#define RECORDING_CLOSED  \
	{                 \
		.fd = -1, \
	}

/* Make PATH, readable by its owner only, or HOW take one that is there: a file of ours, no link.
 * ERR is STATUS_DENIED where it is not to be touched, or as open(2) says. */
bool recording_open(struct recording *recording, const char *path, enum recording_how how,
		    struct err *err);

/* Write all of TEXT, which is emptied. False with ERR: it is closed then. */
bool recording_write(struct recording *recording, struct buf *text, struct err *err);

/* Close it; what the file system kept back until now can fail too. Safe twice. */
bool recording_close(struct recording *recording, struct err *err);

#endif
