/* token -- the language of the shell, cut into words and signs: sockbox-shell(7). */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LANG_TOKEN_H
#define LANG_TOKEN_H

#include "lang/cursor.h"

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

struct token {
	enum token_kind kind;
	enum redirect_kind redirect; /* of TOKEN_REDIRECT */
	struct shell_word *word;     /* of TOKEN_WORD, TOKEN_EXPECT and TOKEN_BANG */
	struct spot at;
	const char *start;
};

/* Read the next token off the front. Tokens borrow the text and the arena. ERR is STATUS_INVALID,
 * or STATUS_LACKING; the cursor then stands where it failed. */
bool token_next(struct cursor *cursor, struct token *token, struct err *err);

/* Go on behind the line that could not be read. */
void token_skip_line(struct cursor *cursor);

/* Whether TEXT can be the name of a variable: letters, digits and '_', no digit in front. */
bool token_is_name(struct word text);

/* The bytes of a word that is bare text alone; empty: it is quoted, or has variables. */
struct word token_bare(const struct shell_word *word);

/* Whether it begins as a call or string of Python does, s.send('x') or b'x': it is no value. */
bool token_is_call(const struct shell_word *word);

#endif
