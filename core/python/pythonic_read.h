/* pythonic_read -- a tolerant reader of Python's expressions, as far as calls need them. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PYTHON_PYTHONIC_READ_H
#define PYTHON_PYTHONIC_READ_H

#include <stdbool.h>

#include "base/word.h"

enum { PY_NODES_MAX = 160, PY_DEPTH_MAX = 24, PY_NONE = 0 };

enum py_kind {
	PY_NAME,
	PY_NUMBER,
	PY_STRING,    /* TEXT is what is between the quotes */
	PY_ATTRIBUTE, /* CHILD.TEXT */
	PY_CALL,      /* CHILD(...): the arguments are the next of CHILD */
	PY_ITEM,      /* CHILD[TEXT] */
	PY_LIST,      /* (...) or [...]: the items are CHILD and its next */
	PY_JOIN,      /* CHILD + its next */
	PY_OR,        /* CHILD | its next */
	PY_STAR,      /* *CHILD */
	PY_OTHER      /* what has no form here */
};

/* Numbers of nodes, PY_NONE for none. */
struct py_node {
	enum py_kind kind;
	struct word text;
	struct word keyword; /* of an argument KEYWORD=...; empty: none */
	unsigned child, next;
	bool is_raw; /* r'...', and of PY_LIST [...] */
};

/* A plain value; borrows the text. */
struct py {
	struct py_node node[PY_NODES_MAX];
	unsigned count, depth;
	struct word rest; /* what was not read yet */
	const char *why;  /* what it is that has no form here; NULL */
};

void py_begin(struct py *py, struct word text);

/* Read an expression off the front, several that are joined by commas as a list. PY_NONE where
 * there is none. */
unsigned py_read(struct py *py);

/* Drop blanks, and take SIGN off the front if it is there. */
bool py_take(struct py *py, const char *sign);

/* Whether nothing but a comment is left. */
bool py_ended(struct py *py);

/* Take a name off the front. */
bool py_take_name(struct py *py, struct word *name);

#endif
