/* payload -- bytes from a peer that go to stdout as they are. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_PAYLOAD_H
#define CLI_PAYLOAD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct out;

/* Whether stdout is payload: an APPLET_PAYLOAD in text format, without --get and --quiet. Then its
 * records are not printed; reasons go to stderr as always. */
bool out_is_payload(const struct out *out);

/* Whether anybody looks at records: without it, making one for each piece of payload is in vain. */
bool out_sees_records(const struct out *out);

/* Print records after all: this run has no payload. */
void out_use_records(struct out *out);

/* Write up to SIZE bytes to stdout without waiting. How many; 0 when it takes none now, -1 when it
 * is gone: the run then ends with exit code 3. */
long out_payload(struct out *out, const void *data, size_t size);

/* From now on print results as the bytes of their FIELD_DATA and nothing else, which is what --raw
 * means. ERR is STATUS_INVALID where another format was chosen, or stdout is a terminal: these
 * bytes could act on it. */
bool out_use_raw(struct out *out, struct err *err);

#endif
