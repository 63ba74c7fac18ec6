/* unpacking -- what peers send, split into messages of one format: streams and datagrams. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERVE_UNPACKING_H
#define SERVE_UNPACKING_H

#include "proto/split.h"
#include "serve/intake.h"

/* What is unpacked, and who is told. It is the context of an intake with unpacking_calls. */
struct unpacking {
	const struct pack_format *format; /* borrowed */
	enum frame frame;

	/* A whole message. intake_stop makes it the last. */
	void (*message)(struct unpacking *unpacking, const struct message *message,
			const struct intake_source *source);
	/* Bytes that are none, also those left when a connection ends, and endings that are no end:
	 * ERR is STATUS_INVALID, STATUS_RESET, STATUS_TIMEOUT, ... */
	void (*failure)(struct unpacking *unpacking, const struct err *err,
			const struct intake_source *source);
	/* A connection is "connected", "ended", or "left as we end". */
	void (*step)(struct unpacking *unpacking, const char *step,
		     const struct intake_source *source);
	void (*say)(struct unpacking *unpacking, const char *sentence); /* intake_calls' */
};

extern const struct intake_calls unpacking_calls;

#endif
