/* python_form -- verbs of the workbench as calls of Python: a table. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PYTHON_PYTHON_FORM_H
#define PYTHON_PYTHON_FORM_H

#include "base/word.h"

/* What a call gives, and so how it is compared with what the verb came to. */
enum python_gives {
	GIVES_NOTHING,
	GIVES_BYTES,
	GIVES_NUMBER, /* or an errno */
	GIVES_TEXT,
	GIVES_SWITCH,  /* a truth */
	GIVES_SECONDS, /* of a timeout, or None */
	GIVES_ADDRESS,
	GIVES_MESSAGE, /* data, peer */
	GIVES_SOCKET,
	GIVES_LINES,  /* a list of bytes */
	GIVES_TUPLE,  /* what a format of struct stands for */
	GIVES_EVENTS, /* a list of flags of poll */
	GIVES_FDS,    /* data, descriptors */
	GIVES_OTHER   /* what is not compared */
};

/* Each letter of OPERANDS takes words of the command, an upper-case one may find none:
 * s socket, i number, b bytes (of all words that are left: B with none is a NUL), a address,
 * A address of two, q text, c constants, t seconds, w switch, k kind of socket, o the word "on",
 * d descriptors, p what is polled and how long, f what a format stands for, v an option and its
 * value. CALL has the N-th of them for {N}, and what is between < and > only where that is there.
 */
struct python_form {
	char verb[18]; /* "" ends the table */
	char operands[6];
	unsigned char gives; /* enum python_gives */
	char call[60];
};
extern const struct python_form python_forms[];

/* The row of VERB; NULL: it has no form. */
const struct python_form *python_form_find(struct word verb);

#endif
