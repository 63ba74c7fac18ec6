/* pythonic_say -- expressions of Python as words and commands of the shell. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PYTHON_PYTHONIC_SAY_H
#define PYTHON_PYTHONIC_SAY_H

#include "base/buf.h"
#include "python/pythonic_read.h"

enum { PY_NAME_SIZE = 28, PY_FORM_SIZE = 132, PY_PARAMS_SIZE = 64 };

/* What is known of a function. NAME: "MODULE.NAME", ".NAME" of a method, "NAME" of a builtin. FORM
 * holds %KIND and the number of a parameter: see put_place. What stands in [...] is left out where
 * its argument is. "!SENTENCE": there is no form, and why. */
struct py_row {
	char name[PY_NAME_SIZE];
	char params[PY_PARAMS_SIZE];
	char form[PY_FORM_SIZE];
};
extern const struct py_row py_rows[]; /* "" ends them */

/* Where the answer grows. Owner of BEFORE: ends in buf_free. */
struct py_say {
	const struct py *py;
	struct buf before; /* commands whose values are used: "t1 = ...; " */
	unsigned temps;
	unsigned depth;
	const char *why;   /* why there is no form; "" names none; NULL: there is */
	struct word about; /* what it is about; empty: nothing */
};

static inline const struct py_node *py_node_at(const struct py_say *say, unsigned node)
{
	return &say->py->node[node];
}

/* Append NODE, a call, as a command. False with say->why where it has no form. */
bool py_put_command(struct py_say *say, struct buf *text, unsigned node);

/* Append NODE as one word; QUOTED where a bare word would be a command or be read otherwise. */
bool py_put_word(struct py_say *say, struct buf *text, unsigned node, bool quoted);

/* Whether NODE is a call that is a command here, and no way to write a value. */
bool py_is_command(const struct py *py, unsigned node);

/* The same for what stands behind '=': a call's command, or a word that is a value. */
bool py_put_value(struct py_say *say, struct buf *text, unsigned node);

/* The same for an address: a pair is HOST:PORT; with BINDS an empty host is all addresses. */
bool py_put_address(struct py_say *say, struct buf *text, unsigned node, bool binds);

/* Refuse, because of WHY, which is about ABOUT. Returns false. */
bool py_refuse(struct py_say *say, const char *why, struct word about);

/* The name that NODE is as a socket or variable: of self.sock "sock". Empty: it is no name. */
struct word py_name_of(const struct py *py, unsigned node);

/* Whether NAME is a constant of the module socket; its number where the shell has no word for it.
 */
bool py_is_constant(struct word name);
const char *py_constant_number(struct word name);

/* Append what is between the quotes of a string, with its escapes undone. False where one has no
 * meaning here. */
bool py_decode(struct buf *bytes, const struct py_node *string);

/* Append BYTES as a word of the shell. */
void py_put_bytes(struct buf *text, struct word bytes, bool quoted);

#endif
