/* offering -- candidates for the word at the cursor on their way to choices: those that fit what is
 * typed, written as the shell reads them back. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROMPT_OFFERING_H
#define PROMPT_OFFERING_H

#include "base/name.h"
#include "cli/opt.h"
#include "prompt/typing.h"
#include "run/choices.h"

enum { OFFERING_MAX = 10000 }; /* candidates that are looked at */

/* One that fits; its texts are in the arena of the typing. */
struct offered {
	struct word text;
	const char *meaning; /* or NULL */
	char after;          /* what follows it where it is the only one; 0: it goes on */
};

/* Owner: offering_begin to offering_end. What memory is out for is left out. */
struct offering {
	struct typing *typing;
	struct word typed; /* what the word says so far */
	bool is_plain;     /* and is written so */
	size_t stem;       /* bytes of it that stay before the candidates */
	char after;        /* ' ' unless told */
	bool any_case;     /* letters may differ in case, where none fits as it is */
	bool is_verbatim;  /* of an expectation: no word of the shell, nothing is quoted */

	bool exact; /* some fits letter by letter */
	struct offered *item;
	size_t count, room;
	size_t seen;
	bool lacks; /* memory was out for some */
};

/* TYPED is what the cursor's word of TYPING says; it lives as long as OFFERING. */
struct offering offering_begin(struct typing *typing, struct word typed);

/* What is typed behind the stem. */
struct word offering_rest(const struct offering *offering);

/* The stem now ends behind the last of SEPARATORS that is typed. */
void offering_settle(struct offering *offering, const char *separators);

/* Whether no more is looked at. */
bool offering_full(const struct offering *offering);

/* Offer TEXT, which is copied, with MEANING (NULL: none). */
void offering_put(struct offering *offering, struct word text, const char *meaning);
void offering_puts(struct offering *offering, const char *text, const char *meaning);

/* The same; AFTER follows. */
void offering_put_before(struct offering *offering, struct word text, const char *meaning,
			 char after);

/* Release PART, of which something was offered: what it lost is lost here. */
void offering_free_part(struct offering *offering, struct buf *part);

/* The rows of a table; where letters of a word are typed, also what stands behind its prefix. */
void offering_names(struct offering *offering, const struct name *table);

/* What core/cli/offers knows of OFFER. */
struct applet;
void offering_lines(struct offering *offering, enum offer offer, const struct applet *applet);

/* Sort those from FIRST on. */
void offering_sort(struct offering *offering, size_t first);

/* Fill CHOICES, which are empty, each word once. */
void offering_end(struct offering *offering, struct choices *choices);

#endif
