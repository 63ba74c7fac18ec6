/* editor -- the inside of the editing kind of line: what readline is told, and what it asks; for
 * core/shell/line_* only. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LINE_EDITOR_H
#define LINE_EDITOR_H

#include "line/keys.h"
#include "line/readline.h"
#include "run/choices.h"
#include "run/line.h"

struct editor {
	struct readline lib;
	struct line *line;
	/* The terminal once more, non-blocking: Ctrl-C drops what was there to be read, and a read
	 * that comes late would wait for the next key. Others want standard input to block. */
	int fd;
	pid_t process; /* a child of it may edit too, whose copy of this waits for ever */
	struct charset charset;
	struct keys keys;
	struct choices choices; /* of the completion at hand */
	size_t next;            /* of them to be told to readline */
	bool installed;         /* readline has a line, whether it is to be seen or not */
	char *text;             /* what readline has given, which is to be passed on; from malloc */
	bool ended;             /* or the end */
	bool hints;             /* the terminal may be dim */
	bool hinted;            /* something dim stands behind the line */
};

/* Load readline for EDITOR, of which line, charset and keys.utf8 are filled, and set it up. False
 * with ERR where it cannot edit: STATUS_LACKING. */
bool editor_open(struct editor *editor, struct err *err);
void editor_close(struct editor *editor);

/* Show PROMPT and take the modes of the terminal, until readline has text or ended is set. */
void editor_install(struct editor *editor, const char *prompt);

/* Out of a search, a numeric argument, the middle of a key sequence. */
void editor_leave_modes(struct editor *editor);

/* Write to the terminal behind what readline wrote; and see that it comes there. */
void editor_put(struct editor *editor, const char *data, size_t size);
void editor_flush(const struct editor *editor);

/* Whether standard input has a byte, now or in so long. */
bool editor_can_read(int timeout_ms);

/* line_list: what may stand at the cursor, as readline wants it: the whole line up to the cursor
 * with each word at its end, the first of them what all have in common. NULL: nothing may. */
char **editor_complete(struct editor *editor, const char *text, char *(*next)(const char *, int));
char *editor_next_match(struct editor *editor, const char *text, bool first);

/* line_hint: draw the line, and what is dim behind it, which is taken away before anything else is
 * written; and where that is how the line may go on, make it a part of it. */
void editor_redisplay(struct editor *editor);
void editor_hide_hint(struct editor *editor);
bool editor_take_hint(struct editor *editor);

/* line_hint: bind KEYS to FUNCTION where they do what USUAL does: the user has not said otherwise.
 */
void editor_bind(const struct editor *editor, const char *keys, readline_key *usual,
		 readline_key *function);

/* line_list: what '?' does: list what may stand at the cursor. False: it is a letter there. */
bool editor_ask(struct editor *editor);

/* line_list: show the choices below the line, and the line again below them. */
void editor_list(struct editor *editor);

#endif
