/* python_call -- one verb of the workbench as a call of Python. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PYTHON_PYTHON_CALL_H
#define PYTHON_PYTHON_CALL_H

#include "python/python_form.h"
#include "python/python_write.h"

/* Append the call that python->entry comes to by FORM. False where its words have no such form. */
bool python_put_call(struct python *python, const struct python_form *form);

#endif
