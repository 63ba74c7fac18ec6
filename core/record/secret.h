/* secret -- what of a command line ought not to be kept: passwords, and what looks like them. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RECORD_SECRET_H
#define RECORD_SECRET_H

#include "base/buf.h"
#include "base/word.h"

/* The first secret in LINE, which may also be what a peer sent, from byte FROM on:
 * - what stands behind --password, --token and their kin, up to the word's end;
 * - in user:pass@host, what stands between ':' and '@';
 * - where a text begins with AUTH, PASS, LOGIN, Authorization: or their kin, as protocols have
 *   them, or a line in it does, all that follows up to the quote;
 * - what a variable gets whose name says that it is one.
 * A secret can be empty, where more may follow in the next line. False: there is none. */
bool secret_find(struct word *secret, struct word line, size_t from);

/* Append LINE with *** in place of each secret. */
void secret_redact(struct buf *text, struct word line);

#endif
