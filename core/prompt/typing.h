/* typing -- a line that is being typed, cut at the cursor: the command that it stands in, and the
 * word. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROMPT_TYPING_H
#define PROMPT_TYPING_H

#include "lang/token.h"

enum typing_place {
	TYPING_NOTHING, /* in a comment, behind '!', or what is before it cannot be read */
	TYPING_COMMAND, /* the first word of a command */
	TYPING_WORD,    /* a later one */
	TYPING_FILE,    /* the file of a redirection */
	TYPING_EXPECT   /* behind => */
};

enum typing_quote { TYPING_BARE, TYPING_SINGLE, TYPING_DOUBLE };

/* A variable whose name, or whose field's name, ends at the cursor. */
enum typing_variable { TYPING_NO_VARIABLE, TYPING_NAME, TYPING_BRACED, TYPING_FIELD };

enum { TYPING_WORDS_MAX = 256 };

/* Owner: starts as { 0 }, ends in typing_free. Borrows the text. */
struct typing {
	struct arena arena;
	enum typing_place place;
	bool piped;     /* the command reads what the one before it prints */
	bool assigns;   /* "x =" stands in front of it, which is not among the words */
	bool redirects; /* a redirection does */
	struct shell_word *word[TYPING_WORDS_MAX]; /* that stand whole before the cursor's */
	size_t count;

	size_t start;            /* where the cursor's word begins, in bytes of the text */
	struct word raw;         /* as it is written so far; of TYPING_EXPECT all behind => */
	struct shell_word *last; /* the same, ended as it has to be; NULL where it is empty */
	enum typing_quote quote; /* that is open */
	enum typing_variable variable;
	struct word name;  /* of TYPING_FIELD: the variable */
	size_t name_typed; /* bytes of the name, or of the field's, before the cursor */
};

/* Read TEXT, which ends at the cursor. What cannot be read, also where memory is out, is
 * TYPING_NOTHING. */
void typing_read(struct typing *typing, struct word text);

/* Safe on { 0 } and twice. */
void typing_free(struct typing *typing);

#endif
