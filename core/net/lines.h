/* lines -- the lines and words of a configuration file, in place. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_LINES_H
#define NET_LINES_H

#include <stdbool.h>
#include <stddef.h>

/* A piece of a file: borrowed, not NUL-terminated. */
struct span {
	const char *at;
	size_t size;
};

/* Take the next line off FILE, without its newline and without all behind its first NUL, which
 * libc does not see either. False at the end. */
bool line_next(struct span *line, struct span *file);

/* Cut LINE at the first MARK ('#'), which may stand anywhere. */
void line_cut(struct span *line, char mark);

/* Leave out the first SIZE bytes, or all the space in front: the bytes that isspace(3) has in
 * the C locale. */
void span_skip(struct span *span, size_t size);
void span_skip_space(struct span *span);
bool byte_is_space(char c);

/* Take the next word off LINE; words are parted by space. False when there is none. */
bool word_next(struct span *word, struct span *line);

/* Whether WORD is TEXT: exactly, or letters compared in any case. */
bool span_is(struct span word, const char *text);
bool span_is_any_case(struct span word, const char *text);

#endif
