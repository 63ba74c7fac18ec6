/* eval -- runs a tree: one line after the other, and what is inside blocks. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EVAL_EVAL_H
#define EVAL_EVAL_H

#include "lang/tree.h"
#include "shell/shell.h"

/* Run LIST. With STOPS, and after `set -e`, it ends at the first failure that nothing forgives. */
struct outcome eval_list(struct shell *shell, const struct node *list, bool stops);

/* Run a NODE_BLOCK: see eval_block.c. */
struct outcome eval_block(struct shell *shell, const struct node *node);

/* NAME becomes a copy of VALUE; a socket keeps its name, and has another variable now. ERR is of
 * scope_set. */
bool eval_assign(struct shell *shell, const char *name, const struct shell_value *value,
		 struct err *err);

/* Read and run SIZE bytes of TEXT, whose first line has the number LINE and stands in shell->file.
 * What is malformed is told, each of its faults, and then nothing of it is run. */
struct outcome eval_text(struct shell *shell, const char *text, size_t size, unsigned line);

/* Bytes of the mark that editors of other systems begin a file of UTF-8 with, which is no part of
 * it. */
size_t eval_mark(const char *text, size_t size);

/* The next lines of SOURCE, as far as they are whole; MORE is set where the text ends inside one.
 */
struct outcome eval_source(struct shell *shell, struct source *source, bool *more);

/* The exit code of a script that ends with OUTCOME: where failures stop it, reaching the end is
 * success, whatever was forgiven on the way. */
int eval_code(const struct shell *shell, struct outcome outcome);

/* Run what was deferred; for shell_end. */
int eval_deferred(struct shell *shell, const struct deferred *deferred);

#endif
