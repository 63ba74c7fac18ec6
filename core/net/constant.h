/* constant -- any constant of the socket API by word, number or prefix, errno's too. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_CONSTANT_H
#define NET_CONSTANT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/name.h"

/* A value; its texts are constant data. */
struct constant {
	const char *word;
	long value;
	const char *level;      /* what setsockopt(2) takes as level, or NULL */
	const struct name *row; /* that it is of; NULL: it is errno's own */
};

/* One line. */
const char *constant_meaning(const struct constant *constant);

/* Where a walk over all constants is; starts as { 0 }. */
struct constant_walk {
	unsigned group, row; /* in names_groups */
	int number;          /* the last errno value shown */
	unsigned alias;      /* in names_errno_aliases */
	char first; /* constant_seek: of the names, only those that begin with it; 0: all */
};

/* The next constant: names_groups in their order, then errno's by number and its aliases. */
bool constant_next(struct constant_walk *walk, struct constant *constant);

enum constant_way {
	CONSTANT_ALL,
	CONSTANT_NUMBER, /* every constant of that value */
	CONSTANT_PREFIX, /* every word that begins so, in any case */
	CONSTANT_WORD,   /* the word itself, in any case */
	CONSTANT_SHORT   /* a word without its prefix, such as stream */
};

/* What is asked for. A value; borrows the text. */
struct constant_query {
	enum constant_way way;
	long value;
	const char *text;
	size_t size;
	bool is_pf; /* PF_ stands for AF_, which is what the tables hold */
};

/* Read NUMBER (decimal, or hex behind 0x), PREFIX_, PREFIX* or WORD. */
struct constant_query constant_query_of(const char *text);

/* All words that begin with TEXT, a '*' behind it or not. */
struct constant_query constant_query_prefix(const char *text);

bool constant_fits(const struct constant *constant, const struct constant_query *query);

/* The next constant that fits QUERY: constant_next, with most passed by. */
bool constant_seek(struct constant_walk *walk, struct constant *constant,
		   const struct constant_query *query);

/* Fill ERR with STATUS_NOT_FOUND for a query that nothing fits, and the nearest word. Returns
 * false. */
bool constant_missing(const struct constant_query *query, struct err *err);

#endif
