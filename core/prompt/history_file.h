/* history_file -- the file of lines that were typed: private, of one user, shared by their shells.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROMPT_HISTORY_FILE_H
#define PROMPT_HISTORY_FILE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/word.h"
#include "prompt/history_place.h"

/* What it holds at most; what is larger is cut to the newest KEEP. */
enum {
	HISTORY_FILE_LINES = 10000,
	HISTORY_FILE_KEEP_LINES = 9000,
	HISTORY_FILE_BYTES = 4 << 20,
	HISTORY_FILE_KEEP_BYTES = 3 << 20
};

/* Owner: starts as { 0 }, ends in history_file_free. */
struct history_file {
	struct buf path; /* empty: there is none */
	bool is_default; /* its folders are made, private */
	/* Of what was counted: the file, its bytes, and the lines in them. */
	dev_t device;
	ino_t inode;
	off_t counted;
	size_t lines;
};

/* Look where it is: see history_place_find. */
static inline bool history_file_find(struct history_file *file, struct err *err)
{
	return history_place_find(&file->path, &file->is_default, err);
}

/* Append to TEXT the newest whole lines of it, HISTORY_FILE_BYTES at most; nothing where it does
 * not exist yet. ERR is STATUS_DENIED where it is not ours, or no file. */
bool history_file_read(struct buf *text, struct history_file *file, struct err *err);

/* Append LINES, each with its newline, while no other shell does. Whoever else reads or appends
 * sees all of it, or nothing, also where it was too large and is written anew. ERR is as above, or
 * STATUS_TEMP_FAIL with EWOULDBLOCK where another one does not let go of it. */
bool history_file_append(struct history_file *file, struct word lines, struct err *err);

/* Safe on { 0 } and twice. */
void history_file_free(struct history_file *file);

#endif
