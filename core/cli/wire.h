/* wire -- records between processes: written by a child's output, read into the parent's. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_WIRE_H
#define CLI_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "cli/out_state.h"

/* A frame: its size in 4 bytes, a kind, the rest. */
enum wire_kind { WIRE_QUESTION, WIRE_RECORD, WIRE_END };
enum { WIRE_HEAD_SIZE = 5, WIRE_FRAME_MAX = 1 << 26 };

/* Begin a frame at the end of BUF; wire_end fills in its size. */
size_t wire_begin(struct buf *buf, enum wire_kind kind);
void wire_end(struct buf *buf, size_t begun);

/* The first frame of SIZE bytes: its kind and body. False when it is not whole yet; *WHOLE
 * is its full size, or SIZE_MAX where it cannot be one. */
bool wire_next(enum wire_kind *kind, const char **body, size_t *body_size, size_t *whole,
	       const char *data, size_t size);

/* Read a record's body and hand it to OUT. False when it is malformed or memory is out. */
bool wire_read_record(struct out *out, const char *body, size_t size);

#endif
