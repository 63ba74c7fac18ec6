/* chatname -- what people and files may be called in a chat, whatever a peer calls them. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROTO_CHATNAME_H
#define PROTO_CHATNAME_H

#include <stdbool.h>

#include "base/word.h"

enum {
	CHAT_NICK_MAX = 32,  /* bytes of a nick that somebody chooses */
	CHAT_NICK_ROOM = 96, /* any nick with a NUL: an address can be one */
	CHAT_NAME_ROOM = 256 /* a file name with a NUL */
};

/* A nick out of WISH: what cannot be in one is left out, what is too long is cut. Letters, digits,
 * _ - . and characters beyond ASCII that can be seen; no - or . in front. False when nothing is
 * left. */
bool chat_make_nick(char nick[static CHAT_NICK_ROOM], struct word wish);

/* Whether WORD can be a nick as it is. */
bool chat_is_nick(struct word word);

/* A file name out of what a peer calls a file: only what stands behind the last '/', with '_' for
 * what cannot be seen and for a '.', '-' or blank in front. Never empty, "." or "..". */
void chat_make_name(char name[static CHAT_NAME_ROOM], struct word wish);

#endif
