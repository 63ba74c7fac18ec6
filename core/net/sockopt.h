/* sockopt -- socket options by name: asked for in words, set, read back, and refused with reasons.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_SOCKOPT_H
#define NET_SOCKOPT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/texts.h"
#include "net/sockopt_row.h"
#include "net/sockopt_value.h"

enum { SOCKOPT_SET_MAX = TEXTS_MAX };

/* Options to set, in their order. A plain value that starts as { 0 }: copied by assignment, never
 * freed. */
struct sockopt_set {
	unsigned count;
	struct sockopt_value item[SOCKOPT_SET_MAX];
};

/* Add what TEXT asks for: NAME=VALUE, NAME for a switch to be on, or LEVEL:NUMBER=HEX for any
 * option whatever. NAME is as in sockopt_find, VALUE as in sockopt_parse_value, LEVEL a word such
 * as IPPROTO_IPV6 or a number. ERR is STATUS_INVALID and quotes TEXT, or STATUS_NO_INTERFACE. On
 * failure SET is untouched. */
bool sockopt_parse(struct sockopt_set *set, const char *text, struct err *err);

/* Set all of SET on a socket, in order. Where EFFECTIVE is not NULL each is read back, and what was
 * asked and what is in effect is appended to it, separated by ", ": "SO_RCVBUF=4096 is 8192: the
 * kernel doubles it". The first refusal ends it, see sockopt_write. */
bool sockopt_apply(int fd, const struct sockopt_set *set, struct buf *effective, struct err *err);

/* ---- one at a time ------------------------------------------------------------------------ */

/* Set one. ERR names the option, and is STATUS_DENIED with the capability that it takes,
 * STATUS_INVALID where the kernel does not like the value (with its range) or where the option is
 * none of this kind of socket (and of which it is), STATUS_LACKING where this kernel has no such
 * option or value, or STATUS_NO_INTERFACE. */
bool sockopt_write(int fd, const struct sockopt_value *value, struct err *err);

/* What ROW's option is on a socket. ERR->number is what getsockopt(2) said: see sockopt_is_unknown.
 * On failure VALUE is untouched. Reading an option with SOCKOPT_ACTS changes the socket. */
bool sockopt_read(int fd, const struct sockopt *row, struct sockopt_value *value, struct err *err);

/* Whether the kernel knows ROW's option on sockets like FD. FD is of no further use: an option that
 * can only be set is set, to nonsense. */
bool sockopt_is_known(int fd, const struct sockopt *row);

/* Whether the kernel changes ROW's option of FD as it likes: it is of that kind, or a buffer that
 * nobody set. */
bool sockopt_moves(int fd, const struct sockopt *row);

/* Append the option's word, or LEVEL:NUMBER where it has none. */
void sockopt_put_name(struct buf *text, int level, int number);

/* Whether an errno of getsockopt(2) means that there is no such option on this kind of socket. */
bool sockopt_is_unknown(int number);

#endif
