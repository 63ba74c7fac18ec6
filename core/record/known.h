/* known -- what is another one in every run: ports that the kernel gave, by the socket that has
 * them, and the variables that a script made of a session has. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RECORD_KNOWN_H
#define RECORD_KNOWN_H

#include "record/journal.h"

/* Owner: starts as { 0 }, ends in known_free. */
struct known {
	struct buf ends;  /* of sockets and jobs: an array */
	struct buf names; /* variables, each with a blank behind it */
};

/* An end of a socket, or of a job, that the kernel chose. */
struct known_end {
	char name[BENCH_NAME_MAX]; /* the variable */
	char local[128];           /* tcp:127.0.0.1:43817 */
	char port[8];              /* "43817"; "": it has none */
	bool is_job;
	bool is_saved; /* it is closed: NAME_local and NAME_port hold what it had */
};

/* ENTRY has run: what it made is known from now on. False when memory is out. */
bool known_add(struct known *known, const struct journal_entry *entry);

/* The ends that ENTRY, a `close`, is about to make unknown; NULL. It is saved from now on. */
const struct known_end *known_close(struct known *known, const struct journal_entry *entry);

/* Whether all variables that WORD needs are assigned by then. */
bool known_has(const struct known *known, const struct journal_entry *entry,
	       const struct journal_word *word);

/* The first end in BYTES: where it is, *AT with *SIZE, and whether it is all of its address. NULL:
 * there is none. */
const struct known_end *known_find(const struct known *known, struct word bytes, size_t *at,
				   size_t *size, bool *is_whole);

/* Safe on { 0 } and twice. */
void known_free(struct known *known);

#endif
