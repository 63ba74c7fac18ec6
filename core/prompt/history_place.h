/* history_place -- where the history of a user is, and the folders that it is in. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROMPT_HISTORY_PLACE_H
#define PROMPT_HISTORY_PLACE_H

#include "base/buf.h"
#include "base/err.h"

/* PATH, whose buffer is the caller's from now on, becomes $SOCKBOX_HISTORY;
 * $XDG_STATE_HOME/sockbox/history; or that in ~/.local/state: the last two are IS_DEFAULT. It stays
 * as it is where SOCKBOX_HISTORY is set and empty, where there is no home, and in a program with
 * more rights than its user. ERR is STATUS_LACKING. See the XDG Base Directory Specification. */
bool history_place_find(struct buf *path, bool *is_default, struct err *err);

/* Make the folders that PATH is in, private. ERR is STATUS_DENIED where they are another user's. */
bool history_place_make(const char *path, struct err *err);

#endif
