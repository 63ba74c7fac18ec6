/* fault -- what is wrong with a text: where, why, and the place in its line. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EVAL_FAULT_H
#define EVAL_FAULT_H

#include "lang/tree.h"
#include "shell/shell.h"

/* Tell each fault of TREE, which was read off SOURCE as it was before. */
void fault_tell(struct shell *shell, const struct tree *tree, const struct source *source);

#endif
