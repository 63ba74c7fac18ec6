/* specimen -- a socket whose options are looked at, beside others of its kind. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_SPECIMEN_H
#define NET_SPECIMEN_H

#include <stdbool.h>

#include "base/err.h"
#include "net/sockkind.h"
#include "net/sockopt_value.h"

/* Owner: ends in specimen_free. */
struct specimen {
	struct sockkind kind;
	int fd;
	int fresh;    /* another one, as it was at first; -1: it cannot be had */
	int spare;    /* another one, to try things on; -1 likewise */
	bool is_live; /* FD is somebody's: looking must not change it, and it is not closed here */
};

/* A socket of KIND, made for this. ERR as of sockkind_open; SPECIMEN is then untouched. */
bool specimen_make(struct specimen *specimen, const struct sockkind *kind, struct err *err);

/* The socket FD, which is there. ERR as of sockkind_of; SPECIMEN is then untouched. */
bool specimen_take(struct specimen *specimen, int fd, struct err *err);

/* Safe twice. */
void specimen_free(struct specimen *specimen);

/* What looking for an option came to. */
struct specimen_finding {
	enum { FINDING_VALUE, FINDING_NONE, FINDING_UNKNOWN } is; /* unknown: to this kernel */
	struct sockopt_value value;
	struct err reason; /* why there is none: an errno in NUMBER, or a sentence */
	bool has_first;
	struct sockopt_value first; /* on a fresh socket */
	bool is_compared;           /* of a live one: where it could be set */
	bool differs;
	bool moves; /* the kernel changes it, see sockopt_moves; where it differs */
};

/* Look for OPTION, and change nothing of a live socket. */
struct specimen_finding specimen_look(const struct specimen *specimen,
				      const struct sockopt *option);

#endif
