/* scope -- the variables of a session: those that were assigned, arguments, and what commands left.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LANG_SCOPE_H
#define LANG_SCOPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "lang/value.h"

struct variable;

/* Owner: starts as { 0 }, ends in scope_free. */
struct scope {
	struct variable *first;
	struct shell_value *argument; /* $0, $1 ... */
	size_t argument_count;
	bool is_apart; /* what is set is nothing that programs see */
	/* $? $errno $! $_ $#: numbers are always set. */
	struct shell_value status, number, job, last, count;
};

/* $0 and those behind it become WORDS (NULL-terminated). False when memory is out. */
bool scope_arguments(struct scope *scope, char *const *words);

/* The value of $NAME; what is not set here may be in the environment. NULL with ERR: STATUS_INVALID
 * where it is not set at all. The value lives until the variable changes. */
const struct shell_value *scope_find(struct scope *scope, struct word name, struct err *err);

/* The same of what was assigned alone; NULL where nothing was. */
const struct shell_value *scope_assigned(const struct scope *scope, struct word name);

/* NAME becomes a copy of VALUE; an exported one in the environment too. ERR is STATUS_INVALID for a
 * name that the shell sets itself, or STATUS_LACKING. */
bool scope_set(struct scope *scope, const char *name, const struct shell_value *value,
	       struct err *err);

/* Programs have NAME in their environment from now on. ERR as of scope_find and scope_set. */
bool scope_export(struct scope *scope, const char *name, struct err *err);

/* NAME is no variable any more, in the environment neither. False: it was none. */
bool scope_unset(struct scope *scope, const char *name);

/* What was assigned, one after the other, the newest first: the name of the one behind BEFORE
 * (NULL: the first), or NULL. */
const char *scope_next(const struct scope *scope, const char *before,
		       const struct shell_value **value);

/* Safe on { 0 } and twice. */
void scope_free(struct scope *scope);

#endif
