/* question -- what an applet is asked, one at a time: from operands, or from lines of stdin. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RUN_QUESTION_H
#define RUN_QUESTION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

enum {
	QUESTION_WORDS_MAX = 64,     /* of one line, where they are one question */
	QUESTION_LINE_MAX = 1 << 16, /* bytes */
	QUESTION_SUBJECT_MAX = 80,   /* of a bad line, as messages quote it */
	QUESTION_JOINED_MAX = 160    /* of several words, the same */
};

/* Where questions come from. Owner: { 0 } and questions_begin to questions_free. */
struct questions {
	char **operand; /* what is left of the command line */
	bool each;      /* every word is a question of its own, unless it pairs with the next */
	bool (*pairs)(const char *word, const char *next); /* or NULL */
	bool plain;                                        /* "-" is a word like any other */
	bool asked;    /* the only question of a command line was given out */
	bool reading;  /* "-" was met: lines of stdin */
	bool ended;    /* stdin has */
	bool may_read; /* a read(2) is allowed */
	bool skipping; /* the rest of a line that was too long */
	struct buf input;
	size_t start; /* of what is not used yet in input */
	char *rest;   /* of the line being split, where EACH */
	char *ahead;  /* a word of it that was looked at, but not used yet */
	char *word[QUESTION_WORDS_MAX + 1];
	struct buf subject;
};

struct question {
	char **word; /* NULL-terminated, borrowed until the next question */
	int count;
	const char *subject; /* the words joined by blanks, cut where they are many; borrowed too */
};

enum question_kind {
	QUESTION_READY,
	QUESTION_BAD,     /* a line that is no question; ERR says why, the rest go on */
	QUESTION_WAITING, /* nothing without reading stdin first */
	QUESTION_NONE,    /* no more */
	QUESTION_FAILED   /* stdin cannot be read; ERR says why */
};

/* Whether WORD is "-": lines of stdin in its place. */
bool word_is_dash(const char *word);

void questions_begin(struct questions *questions, char **operand, bool each);

/* The next one. QUESTION_WAITING where that takes a read(2) of stdin with WAIT false, or more than
 * one with WAIT true: a line that comes in pieces holds up nothing else. */
enum question_kind questions_next(struct questions *questions, struct question *question, bool wait,
				  struct err *err);

void questions_free(struct questions *questions);

#endif
