/* python_verb -- a command of a session in Python: what it calls, and what that has to come to. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PYTHON_PYTHON_VERB_H
#define PYTHON_PYTHON_VERB_H

#include "python/python_form.h"
#include "python/python_write.h"

/* Append the lines of python->entry. */
void python_put_verb(struct python *python);    /* of a verb */
void python_put_child(struct python *python);   /* of an applet or a program */
void python_put_builtin(struct python *python); /* start, kill and wait */

/* The entry as it was written, as a comment behind WHY. */
void python_put_comment(struct python *python, const char *why);

/* "a, b = " of what it assigns. */
void python_put_names(struct python *python);

/* Append what a call by FORM has to come to. False: nothing can be compared. */
bool python_put_result(struct python *python, const struct python_form *form);
void python_put_data(struct python *python);
bool python_put_end(struct python *python, struct word address);

#endif
