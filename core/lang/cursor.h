/* cursor -- the front of a script: letters, places, and the parts that words are made of. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LANG_CURSOR_H
#define LANG_CURSOR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/word.h"

/* Where something stands: both count from 1, columns in bytes. */
struct spot {
	unsigned line, column;
};

/* What a word is made of: bytes, or a variable whose value stands there. */
struct part {
	struct part *next;
	bool is_variable;
	bool quoted;       /* it stands between quotes, or behind a backslash */
	struct word text;  /* the bytes; or the variable's name */
	struct word field; /* ${name.field}; empty: none is asked for */
	bool is_item;      /* ${name[from]} */
	bool is_slice;     /* ${name[from:to]}, */
	bool has_from, has_to;
	int64_t from, to;
	bool has_fallback; /* ${name:-fallback}: where it is not set, or empty */
	struct word fallback;
};

struct shell_word {
	struct shell_word *next;
	struct part *first; /* NULL: the empty word '' */
	struct word source; /* as it is written */
	struct spot at;
};

/* Where the reading of a text is. Fill arena, at, end, line_start and line. */
struct cursor {
	struct arena *arena; /* holds what tokens point to, beside the text */
	const char *at, *end;
	const char *line_start; /* of the line that AT is in, */
	unsigned line;          /* and its number */
	bool inside;            /* a command has begun: '!' is an ordinary letter */
	bool expects;           /* what is next is an expectation, without its `=>` */
	bool wants_more;        /* it failed because the text ends too early */
	struct spot fault;      /* where it failed */
};

/* ---- letters ------------------------------------------------------------------------------ */

static inline bool cursor_is_blank(int c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static inline bool cursor_is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static inline bool cursor_is_name(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || cursor_is_digit(c);
}

/* The byte so far ahead; -1 behind the end. */
int cursor_peek(const struct cursor *cursor, size_t ahead);
bool cursor_follows(const struct cursor *cursor, const char *text);
struct spot cursor_spot(const struct cursor *cursor);

/* Go on behind SIZE bytes, which cursor_take gives. */
void cursor_pass(struct cursor *cursor, size_t size);
struct word cursor_take(struct cursor *cursor, size_t size);

/* It is wrong here; or its end is missing, which began AT. False. */
bool cursor_fault(struct cursor *cursor, struct err *err, const char *sentence);
bool cursor_unfinished(struct cursor *cursor, struct spot at, struct err *err,
		       const char *sentence);
extern const char cursor_no_nul[];

/* ---- words -------------------------------------------------------------------------------- */

/* A fresh word that begins here; NULL with ERR where memory is out. */
struct shell_word *cursor_begin_word(struct cursor *cursor, struct err *err);

/* Put a part behind TAIL, and move it. BYTES is released. */
bool cursor_add(struct cursor *cursor, struct part ***tail, struct part part, struct err *err);
bool cursor_add_text(struct cursor *cursor, struct part ***tail, const char *at, size_t size,
		     bool quoted, struct err *err);
bool cursor_add_bytes(struct cursor *cursor, struct part ***tail, struct buf *bytes,
		      struct err *err);

#endif
