/* lines -- the lines and words of a resolver's configuration file, in place: what base/word has
 * not, because these files part words and begin comments each in a way of its own. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_LINES_H
#define NET_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/word.h"

/* line_take, without all behind the line's first NUL, which libc does not see either. */
bool line_next(struct word *line, struct word *file);

/* Cut LINE at the first MARK ('#'), which may stand anywhere. */
void line_cut(struct word *line, char mark);

/* Leave out the first SIZE bytes, or all the space in front: the bytes that isspace(3) has in
 * the C locale. */
void word_skip(struct word *word, size_t size);
void word_skip_space(struct word *word);
bool byte_is_space(char c);

/* Take the next word off LINE; words are parted by space, a '#' is a letter. False when there is
 * none. */
bool word_next(struct word *word, struct word *line);

/* Whether WORD is TEXT, letters in the same case. */
bool word_is_exactly(struct word word, const char *text);

#endif
