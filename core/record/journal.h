/* journal -- what a session has done: one entry for each command that ran, with all that it came
 * to.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RECORD_JOURNAL_H
#define RECORD_JOURNAL_H

#include "cli/record.h"
#include "lang/tree.h"
#include "shell/command.h"

enum {
	JOURNAL_BYTES_MAX = 16 << 20, /* of all entries, */
	JOURNAL_ENTRIES_MAX = 100000, /* and how many: the oldest make room */
	JOURNAL_VALUE_MAX = 16 << 10 /* bytes of one value; of a longer one only the size is kept */
};

/* A part of an entry's text. */
struct journal_piece {
	size_t at, size;
};

/* A word of a command. */
struct journal_word {
	struct journal_piece source, bytes; /* as it was written, and what that came to */
	struct journal_piece needs;         /* the variables in it, each with a blank behind */
	bool is_value;                      /* it is one variable, or a part of one, alone */
};

/* A value of one of its results. */
struct journal_fact {
	const struct field *field;
	struct journal_piece text; /* numbers in decimal */
	size_t size;               /* of the whole value, which is longer where it was too long */
	unsigned result;           /* counts from 0 */
};

enum journal_kind {
	JOURNAL_COMMAND,
	JOURNAL_VALUE, /* name = value: the value is its one word */
	JOURNAL_BLOCK  /* one that only makes sense as a whole: its source */
};

/* Owner: starts as { 0 }, ends in journal_entry_free. */
struct journal_entry {
	struct journal_entry *next;
	enum journal_kind kind;
	enum command_kind calls;
	const struct applet *applet; /* of verbs and applets; NULL */
	struct buf text;             /* that all pieces are of */
	struct buf words, facts;     /* arrays */

	struct journal_piece source, expect, local; /* the last: where its job listens */
	struct journal_piece name[TREE_NAMES_MAX];  /* that it assigned, */
	unsigned name_count;
	bool is_named;   /* and whether it says so itself */
	bool has_words;  /* it got so far as to have any */
	bool is_whole;   /* its words are all of it: no pipe, no redirection, no job */
	bool is_job;     /* '&' stands behind it */
	bool is_number;  /* of JOURNAL_VALUE */
	bool is_secret;  /* it is not to be written down */
	bool is_stopped; /* by Ctrl-C */
	bool is_cut;     /* there were more facts than are kept */

	unsigned job_number; /* of the job that it made; 0 */
	int code, number;    /* exit code, and errno */
	enum status status;  /* of its last result */
	unsigned results;
	int64_t elapsed_ns;
};

/* Owner: starts as { 0 }, ends in journal_free. */
struct journal {
	struct journal_entry *first, *last;
	size_t count, bytes;
	uint64_t dropped; /* entries that made room */
};

/* ---- writing ------------------------------------------------------------------------------ */

/* A copy of BYTES in ENTRY; text.failed is set when memory is out. */
struct journal_piece journal_put(struct journal_entry *entry, struct word bytes);

/* What RECORD, a result, says. */
void journal_put_record(struct journal_entry *entry, const struct record *record);

/* Whether memory was out while ENTRY was filled. */
bool journal_entry_failed(const struct journal_entry *entry);

/* Put a copy of ENTRY, which is emptied, behind all others. False when memory is out: it is lost.
 */
bool journal_add(struct journal *journal, struct journal_entry *entry);

/* ---- reading ------------------------------------------------------------------------------ */

struct word journal_word_of(const struct journal_entry *entry, struct journal_piece piece);
const struct journal_word *journal_words(const struct journal_entry *entry, size_t *count);
const struct journal_fact *journal_facts(const struct journal_entry *entry, size_t *count);

/* The first word: what was called. "" where it has none. */
struct word journal_verb(const struct journal_entry *entry);

/* The fact KEY of the first result that has one; NULL. */
const struct journal_fact *journal_fact(const struct journal_entry *entry, const char *key);

/* Whether it is `record` or `export python`: of no session but its own. */
bool journal_is_about_records(struct word source);

/* Bytes that all its results brought. */
size_t journal_data_size(const struct journal_entry *entry);

/* Safe on { 0 } and twice. */
void journal_entry_free(struct journal_entry *entry);
void journal_free(struct journal *journal);

#endif
