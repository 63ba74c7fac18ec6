/* plan -- check files, read: what is to be asked, of what, and when that is good. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CHECK_PLAN_H
#define CHECK_PLAN_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/word.h"
#include "cli/applet.h"
#include "lang/cursor.h"

enum {
	PLAN_FILE_MAX = 4 << 20, /* bytes */
	PLAN_SIZE_MAX = 8 << 20, /* of all its files */
	PLAN_FILES_MAX = 64,
	PLAN_FAULTS_MAX = 20,      /* that are kept; the rest is counted */
	PLAN_FAULTS_ENOUGH = 1000, /* behind so many nothing more is read */
	PLAN_TEXT_MAX = 64 << 20,  /* bytes that its words come to, with their variables */
	PLAN_EACH_MAX = 16,        /* of one check */
	PLAN_BUCKETS = 1024,
	PLAN_DEFAULTS_MAX = 1000,
	PLAN_NEEDS_MAX = 1000000, /* of all cases together */
	PLAN_CASES_MAX = 10000    /* checks, matrices multiplied out; and variables */
};

/* The structs of this header are owned by their plan's arena. */
struct plan_file {
	struct plan_file *next;
	const char *name; /* as it was named, or found */
	struct word text;
};

/* Something wrong in a file. ERR may have lines of a drawing, which has a part of LINE. */
struct plan_fault {
	struct plan_fault *next;
	const char *file;
	struct spot at;
	const char *where; /* "FILE:LINE:COLUMN: " */
	struct word line;
	struct err err;
};

/* What a name stands for: `set`, `secret`, a choice of `each`; later what a fixture and a capture
 * gave, "name.port". */
struct plan_value {
	struct plan_value *next, *same; /* SAME: the next of its bucket */
	const struct plan_item *by;     /* of a name that is captured: by whom */
	struct word name;
	struct word text;
};

enum clause_kind {
	CLAUSE_ALONE,
	CLAUSE_CAPTURE,
	CLAUSE_EACH,
	CLAUSE_EVENTUALLY,
	CLAUSE_GRACE,
	CLAUSE_HOLD,
	CLAUSE_LOCK,
	CLAUSE_NEEDS,
	CLAUSE_READY,
	CLAUSE_REQUIRES,
	CLAUSE_RETRY,
	CLAUSE_SKIP,
	CLAUSE_TAGS,
	CLAUSE_TIMEOUT,
	CLAUSE_TODO
};

/* A line below an item, as it is written. */
struct plan_clause {
	struct plan_clause *next;
	enum clause_kind kind;
	struct spot at;
	const struct plan_file *file;
	struct shell_word *words; /* behind the clause's own */
};

/* A check or fixture, as it is written. */
struct plan_item {
	struct plan_item *next, *same; /* SAME: the next of its bucket */
	const struct plan_file *file;
	struct spot at;
	bool is_fixture;
	const char *id, *title, *group; /* the last two may be NULL */
	struct shell_word *words;       /* of the command line */
	struct shell_word *expect;      /* NULL: the applet's own verdict */
	struct word source;             /* the command line and the expectation */
	struct plan_clause *defaults;   /* what `default` said so far */
	struct plan_clause *clauses;
	struct plan_case *cases; /* the first of its own, behind which the others stand */
};

struct plan_case;

/* A case that another has to wait for. */
struct plan_need {
	struct plan_need *next;
	struct plan_case *on;
};

/* One check to be run: an item with one choice of its matrix. Times in nanoseconds, 0: not given.
 */
struct plan_case {
	struct plan_case *next;
	const struct plan_item *item;
	size_t index;
	const char *id;              /* of a matrix "id[name=value]" */
	struct plan_value *chosen;   /* by `each` */
	const struct applet *applet; /* NULL: a fixture that is a program, `exec` */
	bool is_late;                /* its words need what only the run gives */
	bool is_endless;             /* it would run on: its expectation gets a `within` */
	const char *host;            /* another machine, its peer; NULL: none, or not known yet */

	int64_t timeout_ns;
	int64_t eventually_ns, every_ns;
	int64_t hold_ns;
	unsigned retries;
	int64_t retry_after_ns;
	bool alone;
	const struct shell_word *tags, *requires, *locks;
	const char *todo, *until;     /* UNTIL is a date, YYYY-MM-DD */
	const char *skip;             /* why it is not asked; NULL: it is */
	const char *ready, *ready_as; /* of a program: see readiness; the field its value is of */
	int64_t grace_ns;             /* from SIGTERM to SIGKILL */
	const char *capture, *capture_as; /* a key of its last result; the name of its value */
	struct plan_need *needs;
	const struct plan_case *needed_by; /* the last that was found to need it */
	bool selected;
	unsigned char mark; /* of the search for cycles */
};

/* Owner: starts as { 0 }, ends in plan_free. */
struct plan {
	struct arena arena;
	struct plan_file *files, **last_file;
	struct plan_item *items, **last_item;
	size_t item_count, set_count, default_count, file_size;
	struct plan_case *cases, **last_case;
	size_t case_count;
	struct plan_fault *faults, **last_fault;
	size_t fault_count;
	bool hides;                   /* a line of `secret` is read: no fault shows it */
	size_t text_size, need_count; /* see PLAN_TEXT_MAX, PLAN_NEEDS_MAX */
	/* By name: plans of strangers may name what they have a million times. */
	struct plan_item *item_at[PLAN_BUCKETS];
	struct plan_value *value_at[PLAN_BUCKETS], *captured_at[PLAN_BUCKETS];
	const char *suite;
	struct plan_value *values;  /* set and secret; then what the run adds */
	struct plan_value *secrets; /* of these, those that no report may have */
	struct plan_clause *defaults;
	const char *group;
	unsigned repeats;      /* cases of each check; 0: one */
	struct deadline until; /* of reading standard input */
	const int *stop_fd;    /* and once it can be read, no more is; NULL: none */
	bool allows_outside;   /* a command line may run programs, and name files */
};

/* Remember what is wrong AT a place in FILE, with its line and a caret. False, for callers that end
 * with it. */
bool plan_fault(struct plan *plan, const struct plan_file *file, struct spot at,
		const struct err *err);

/* Zeroed memory; NULL when it is out, which ARENA remembers. */
void *plan_take(struct plan *plan, size_t size);

/* NAME's value among VALUES; NULL. */
const struct plan_value *plan_value_find(const struct plan_value *values, struct word name);
/* Copies of both in front of *VALUES. False when memory is out. */
bool plan_value_add(struct plan *plan, struct plan_value **values, struct word name,
		    struct word text);

/* NAME's value among those of PLAN, the newest; NULL. */
const struct plan_value *plan_value_of(const struct plan *plan, struct word name);

/* NAME is captured by BY. False when memory is out. */
bool plan_captured_add(struct plan *plan, struct word name, const struct plan_item *by);
/* Who captures NAME, one after the other: AFTER is the last, or NULL. NULL: no more. */
const struct plan_value *plan_captured(const struct plan *plan, struct word name,
				       const struct plan_value *after);

/* Behind the others; its name is its own. */
void plan_item_add(struct plan *plan, struct plan_item *item);

/* plan_case: whether ITEM, a fixture, is `exec` and a program. */
bool plan_item_is_program(const struct plan_item *item);

const struct plan_item *plan_item_find(const struct plan *plan, struct word id);

/* plan_read: read the files that NAME, - being standard input, includes too. What is wrong becomes
 * faults; false, with ERR, where there is nothing to read, or no memory. */
bool plan_read(struct plan *plan, const char *name, struct err *err);

/* The same for PATH, whose first FOLDER bytes are the folder that no link may lead out of. */
bool plan_read_below(struct plan *plan, const char *path, size_t folder, struct err *err);

/* The same for TEXT, which is borrowed. */
bool plan_read_text(struct plan *plan, const char *name, struct word text, struct err *err);

/* plan_check: see whether all of it makes sense, and make its cases. What is wrong becomes faults.
 * False when memory is out. */
bool plan_check(struct plan *plan, struct err *err);

/* Safe on { 0 } and twice. */
void plan_free(struct plan *plan);

#endif
