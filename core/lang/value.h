/* value -- what a variable of the shell holds, and what a command came to. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LANG_VALUE_H
#define LANG_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/word.h"

enum shell_kind {
	SHELL_NOTHING,
	SHELL_BYTES,  /* any bytes, NUL too; an address or a name is bytes that read so */
	SHELL_NUMBER, /* a whole number */
	SHELL_SOCKET, /* the number of a socket of the workbench, see bench.h */
	SHELL_JOB,    /* the number of a job */
	SHELL_LIST
};

/* Owner: starts as { 0 }, ends in shell_value_free. */
struct shell_value {
	enum shell_kind kind;
	int64_t number;  /* of SHELL_NUMBER, SHELL_SOCKET and SHELL_JOB */
	struct buf data; /* of SHELL_BYTES */
	struct shell_value *item;
	size_t count; /* of SHELL_LIST */
};

/* Make VALUE another one; what it held is released. False when memory is out: it is then nothing.
 */
bool shell_value_bytes(struct shell_value *value, struct word bytes);
void shell_value_number(struct shell_value *value, enum shell_kind kind, int64_t number);
bool shell_value_copy(struct shell_value *value, const struct shell_value *other);

/* Make it a list with one more item, which is returned empty, to be filled; NULL when memory is
 * out. */
struct shell_value *shell_value_append(struct shell_value *value);

/* The bytes that VALUE is as a word of a command: bytes as they are, numbers in decimal, the items
 * of a list joined by blanks. Sockets and jobs have names, which their tables know. */
void shell_value_put(struct buf *buf, const struct shell_value *value);

/* Safe on { 0 } and twice. */
void shell_value_free(struct shell_value *value);

#endif
