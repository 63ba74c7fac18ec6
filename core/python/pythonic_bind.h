/* pythonic_bind -- a call of Python: which row of the table it is, and which argument is which
 * parameter. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PYTHON_PYTHONIC_BIND_H
#define PYTHON_PYTHONIC_BIND_H

#include "python/pythonic_say.h"

enum { PY_ARGUMENTS_MAX = 12 };

/* A call whose arguments are bound to the parameters of its row. */
struct py_call {
	const struct py_row *row;
	unsigned object;                     /* of a method */
	unsigned argument[PY_ARGUMENTS_MAX]; /* by the parameter's place; PY_NONE: not given */
	unsigned used;                       /* places that the form has, as bits */
	unsigned rest; /* what "*" in the parameters takes: a node and its next */
};

/* Fill CALL, which starts as { 0 }, from NODE. False with say->why where no row fits, or it has no
 * form, or no place for an argument. */
bool py_bind(struct py_call *call, struct py_say *say, unsigned node);

#endif
