/* token -- the language of the shell, cut into words and signs: sockbox-shell(7). */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SHELL_TOKEN_H
#define SHELL_TOKEN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/word.h"

enum token_kind {
	TOKEN_END, /* of the text */
	TOKEN_NEWLINE,
	TOKEN_SEMICOLON,
	TOKEN_BACKGROUND, /* & */
	TOKEN_AND,
	TOKEN_OR,
	TOKEN_PIPE,
	TOKEN_OPEN, /* { */
	TOKEN_CLOSE,
	TOKEN_REDIRECT,
	TOKEN_WORD,
	TOKEN_EXPECT, /* => and the expectation, as a word */
	TOKEN_BANG    /* ! at the start of a command, and the rest of the line as a word */
};

enum redirect_kind {
	REDIRECT_IN,         /* < */
	REDIRECT_OUT,        /* > */
	REDIRECT_APPEND,     /* >> */
	REDIRECT_ERR,        /* 2> */
	REDIRECT_ERR_APPEND, /* 2>> */
	REDIRECT_ERR_TO_OUT  /* 2>&1, which no word follows */
};

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
};

struct shell_word {
	struct shell_word *next;
	struct part *first; /* NULL: the empty word '' */
	struct word source; /* as it is written */
	struct spot at;
};

struct token {
	enum token_kind kind;
	enum redirect_kind redirect; /* of TOKEN_REDIRECT */
	struct shell_word *word;     /* of TOKEN_WORD, TOKEN_EXPECT and TOKEN_BANG */
	struct spot at;
};

/* Where the reading of a text is. Fill arena, at, end, line_start and line. */
struct scan {
	struct arena *arena; /* holds what tokens point to, beside the text */
	const char *at, *end;
	const char *line_start; /* of the line that AT is in, */
	unsigned line;          /* and its number */
	bool inside;            /* a command has begun: '!' is an ordinary letter */
	bool wants_more;        /* it failed because the text ends too early */
	struct spot fault;      /* where it failed */
};

/* Read the next token off the front. Tokens borrow the text and the arena. ERR is STATUS_INVALID,
 * or STATUS_LACKING; the scan then stands where it failed. */
bool token_next(struct scan *scan, struct token *token, struct err *err);

/* Go on behind the line that could not be read. */
void token_skip_line(struct scan *scan);

/* Whether TEXT can be the name of a variable: letters, digits and '_', no digit in front. */
bool token_is_name(struct word text);

/* The bytes of a word that is bare text alone; empty: it is quoted, or has variables. */
struct word token_bare(const struct shell_word *word);

#endif
