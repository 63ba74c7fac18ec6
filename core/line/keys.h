/* keys -- bytes of a terminal on their way to the editor: what must not come in pieces is held
 * until it is whole, so that the editor never has to wait for the rest. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LINE_KEYS_H
#define LINE_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

enum { KEYS_PASTE_MAX = 1 << 20 }; /* bytes of a paste that are held */

/* Owner: starts as { 0 }, or with utf8 set where characters are UTF-8; ends in keys_free. */
struct keys {
	bool utf8;
	struct buf held;
	size_t taken;   /* of it, by keys_next */
	size_t matched; /* bytes of the mark that begins a paste, or ends one */
	bool pasting;   /* ESC [ 200 ~ has come, ESC [ 201 ~ has not */
	bool spilled;   /* the paste is larger than KEYS_PASTE_MAX, or memory is out */
};

enum keys_step {
	KEYS_WAIT, /* it is held: more must come first */
	KEYS_GO,   /* what is held is for the editor, which takes it by keys_next */
	KEYS_LOST  /* a paste that is too large has ended, and is dropped; its end is held */
};

/* Take one byte: of a character of UTF-8, all of it is held, and of a bracketed paste everything
 * from the '~' of its mark. */
enum keys_step keys_add(struct keys *keys, char byte);

/* The next byte of what is held, 0 to 255; -1: nothing is. */
int keys_next(struct keys *keys);
bool keys_wait(const struct keys *keys);

/* Forget what is held, and the paste whose end has not come. */
void keys_drop(struct keys *keys);

/* Safe on { 0 } and twice. */
void keys_free(struct keys *keys);

#endif
