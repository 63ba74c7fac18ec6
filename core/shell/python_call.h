/* python_call -- one verb of the workbench as a call of Python. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SHELL_PYTHON_CALL_H
#define SHELL_PYTHON_CALL_H

#include "shell/python_form.h"
#include "shell/python_write.h"

/* Append the call that python->entry comes to by FORM. False where its words have no such form. */
bool python_put_call(struct python *python, const struct python_form *form);

/* The kind of the sockets of the entry, by its result or its words; NULL: nobody knows. */
const struct sockkind *python_kind(const struct python *python);

/* Append the address that is its last operand. */
bool python_put_place(struct python *python);

/* Append the tuple of the values at facts VALUE of the format that is its first operand. */
bool python_put_tuple(struct python *python);

#endif
