/* editor -- the inside of the editing kind of line; for the files of core/shell/line_* only. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SHELL_EDITOR_H
#define SHELL_EDITOR_H

#include "run/choices.h"
#include "run/line.h"
#include "shell/keys.h"
#include "shell/readline.h"

struct editor {
	struct readline lib;
	struct line *line;
	struct charset charset;
	struct keys keys;
	struct choices choices; /* of the completion at hand */
	size_t next;            /* of them to be told to readline */
	bool installed;         /* readline has a line, whether it is to be seen or not */
	bool accepted, ended;   /* readline has given text, or the end, which is to be passed on */
	char *text;             /* from malloc */
};

/* line_list: what may stand at the cursor, as readline wants it: the whole line up to the cursor
 * with each word at its end, the first of them what all have in common. NULL: nothing may. */
char **editor_complete(struct editor *editor, const char *text, char *(*next)(const char *, int));
char *editor_next_match(struct editor *editor, const char *text, bool first);

/* line_list: show the choices below the line, and the line again below them. */
void editor_list(struct editor *editor);

/* line_edit: write to the terminal behind what readline wrote. */
void editor_put(struct editor *editor, const char *data, size_t size);

#endif
