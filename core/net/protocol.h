/* protocol -- protocols above IP and their numbers: protocols(5), and IANA's list compiled in. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_PROTOCOL_H
#define NET_PROTOCOL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/word.h"
#include "net/database.h"

#define PROTOCOLS_PATH "/etc/protocols"

/* IP has 8 bits for it; Linux has inner protocols above, such as mptcp 262. */
enum { PROTOCOL_NUMBER_MAX = 65535 };

/* One row. Its words live as long as the database. */
struct protocol {
	struct word name;
	struct word rest; /* aliases and comment */
	int number;
	const char *source; /* path of the file, or "builtin" */
};

/* What a row must have; an empty name and a number of -1 fit all. */
struct protocol_query {
	struct word name; /* or an alias, in any case */
	int number;
};

typedef void protocol_visit(void *context, const struct protocol *protocol);

/* Visit the rows that fit, in order: the file's; where it has none, the compiled-in ones.
 * Returns their number. */
size_t protocols_each(struct database *database, const struct protocol_query *query,
		      protocol_visit *visit, void *context);

/* Take the next alias of PROTOCOL off its rest. */
bool protocol_alias(struct word *alias, struct protocol *protocol);

/* The comment behind the row; may be empty. */
struct word protocol_comment(const struct protocol *protocol);

/* The IPPROTO_ constant of its number; where there are several, the one most like its name.
 * NULL when there is none. */
const char *protocol_constant(const struct protocol *protocol);

/* Fill ERR for a query that nothing fits: STATUS_NOT_FOUND with the nearest name. Returns false. */
bool protocol_missing(struct database *database, const struct protocol_query *query,
		      struct err *err);

/* The compiled-in texts, in the format of protocols(5); NULL ends them. */
extern const char *const protocol_builtin[];

#endif
